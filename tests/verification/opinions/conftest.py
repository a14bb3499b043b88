"""What the tests of opinions share: proposals past the formal check, rounds, and what bodies say in them."""

from typing import Any

from shared.access import Person, Role
from shared.demo_people import DEMO_PEOPLE
from tests.verification.conftest import API, EDITION, OFFICER, House, announced, submitted

SECOND_OFFICER = next(one for one in DEMO_PEOPLE if one.role is Role.OFFICER and one.id != OFFICER.id)
FOR: dict[str, Any] = {"result": "favourable", "text": "Plac zabaw jest potrzebny.", "received_on": "2026-04-14"}
AGAINST: dict[str, Any] = {"result": "against", "text": "Za blisko ulicy.", "received_on": "2026-04-15"}
COUNCILLORS: dict[str, Any] = {"kind": "councillors", "first_day": "2026-04-13", "last_day": "2026-04-20"}
AREAS = {**COUNCILLORS, "kind": "areas"}
COMMITTEE = {**COUNCILLORS, "kind": "committee", "name": "Komitet Rewitalizacji"}


def citywide(number: int) -> Any:
    """A proposal for the whole city."""
    return submitted(number, pool_id="city", area_id=None)


async def filed(house: House, *proposals: Any) -> None:
    """File proposals and pass their cards."""
    await house.tell(announced(), *proposals)
    for proposal in proposals:
        assert (await house.pass_card(proposal.number)).status_code == 200


async def open_round(house: House, who: Person = OFFICER, **body: Any) -> Any:
    """Ask for a round."""
    return await house.post(f"{API}/opinion-rounds", {"edition_id": EDITION, **body}, who, version=None)


async def opened(house: House, **body: Any) -> str:
    """Open a round and give its id."""
    answer = await open_round(house, **(body or COUNCILLORS))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["round_id"])


async def say(house: House, round_id: str, number: int = 1, who: Person = OFFICER, **body: Any) -> Any:
    """Write down an opinion."""
    said = {"proposal_id": f"{number:032x}", **FOR, **body}
    return await house.post(f"{API}/opinion-rounds/{round_id}/opinions", said, who, version=None)


async def round_of(house: House, round_id: str) -> dict[str, Any]:
    """Give a round as programs read it."""
    return dict((await house.get(f"{API}/opinion-rounds/{round_id}")).json())


async def said_in(house: House, round_id: str) -> list[dict[str, Any]]:
    """Give the opinions of a round."""
    return list((await house.get(f"{API}/opinion-rounds/{round_id}/opinions")).json()["items"])


def problem(answer: Any) -> tuple[int, str]:
    """Give the status and the name of a problem."""
    return answer.status_code, answer.json()["type"].rpartition("/")[2]
