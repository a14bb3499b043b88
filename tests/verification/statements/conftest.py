"""What the tests of statements share: a review that ZDM leads, people of other units, and the steps they take."""

from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Person, Role
from tests.verification.conftest import API, GREEN, ROADS, House, announced, submitted

ID = f"{1:032x}"
REVIEW = f"{API}/reviews/{ID}"
FIRST, SECOND = f"{API}/statements/{ID}-1", f"{API}/statements/{ID}-2"
QUESTION = "Czy trzeba będzie usunąć drzewa?"
YES: dict[str, Any] = {
    "result": "positive",
    "text": "Drzewa zostają, trzeba je osłonić.",
    "costs": [{"name": "Osłony drzew", "amount": 3_000_00}, {"name": "Nasadzenia", "amount": 4_500_50}],
}
NOT_OURS = {"reason": "Teren należy do szkoły."}
TO_SCHOOLS = {"unit": "WE", "reason": "To teren szkoły."}
NEEDLESS = {"reason": "Drzew tam nie ma."}


def of_unit(unit: str, id: str = "") -> Person:
    """A made-up reviewer of a unit."""
    return Person(id=id or f"p-{unit}", name="Zmyślona Osoba", role=Role.UNIT_REVIEWER, unit=unit, unit_name=unit)


SCHOOLS, SECOND_GREEN, SECOND_ROADS = of_unit("WE"), of_unit("WGOŚ", "p-green"), of_unit("ZDM", "p-roads")


async def ask(house: House, *units: str, who: Person = ROADS, number: int = 1) -> httpx.Response:
    """Ask units for a statement."""
    body = {"units": list(units), "question": QUESTION}
    return await house.post(f"{API}/reviews/{number:032x}/statements", body, who, version=None)


async def answer(
    house: House, who: Person = GREEN, path: str = FIRST, *, version: int = 1, **changes: Any
) -> httpx.Response:
    """Give a statement."""
    return await house.post(f"{path}/answer", YES | changes, who, version=version)


async def states(house: House, number: int = 1) -> dict[str, str]:
    """Give the state of each statement about a proposal by its unit; of several of one unit the newest."""
    found = (await house.get(f"{API}/reviews/{number:032x}/statements")).json()["items"]
    return {one["unit"]: one["state"] for one in found}


async def open_tasks(house: House) -> list[tuple[str, str | None, str]]:
    """Give kind, unit and date of the tasks that nobody has closed, sorted."""
    opened = await house.events("verification.task_opened")
    closed = [task["task_id"] for task in await house.events("verification.task_closed")]
    assert len({task["task_id"] for task in opened}) == len(opened), "each task is told once"
    assert len(set(closed)) == len(closed), "each task ends once"
    waiting = [(task["kind"], task["unit"], task["due_at"][:10]) for task in opened if task["task_id"] not in closed]
    return sorted(waiting, key=lambda task: (task[0], task[1] or "", task[2]))


@pytest.fixture
async def led(house: House) -> House:
    """A proposal whose review ZDM leads."""
    await house.tell(announced(), submitted())
    await house.pass_card()
    return house
