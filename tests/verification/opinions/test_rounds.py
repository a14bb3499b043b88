"""Rounds of opinions: who is asked about what, one of each at a time, their end moved or closed with a reason."""

import asyncio
from typing import Any

import pytest

from shared.access import Person
from tests.verification.conftest import (
    API,
    EDITION,
    MAYOR,
    OFFICER,
    ROADS,
    House,
    announced,
    person,
    submitted,
    withdrawn,
)
from tests.verification.opinions.conftest import (
    AREAS,
    COMMITTEE,
    COUNCILLORS,
    SECOND_OFFICER,
    citywide,
    filed,
    open_round,
    opened,
    problem,
    round_of,
    said_in,
    say,
)


@pytest.mark.parametrize(
    ("asked", "name", "numbers"),
    [
        (COUNCILLORS, "Radni Rady Miasta", 3),
        (AREAS, "Rady osiedli i sołectw", 2),
        (COMMITTEE, "Komitet Rewitalizacji", 3),
        ({**COMMITTEE, "pools": ["city"]}, "Komitet Rewitalizacji", 1),
    ],
    ids=["councillors: all", "area bodies: local ones", "a committee: all", "a committee: the ticked pool"],
)
async def test_a_round_is_about_what_has_passed_the_formal_check(
    house: House, asked: dict[str, Any], name: str, numbers: int
) -> None:
    await filed(house, submitted(1), submitted(2, area_id="asnyka"), citywide(3))
    await house.tell(submitted(4), submitted(5))
    await house.post(f"{API}/cards/{5:032x}/result", {"passed": False, "reasons": ["Brak podpisów."]}, OFFICER)
    found = await round_of(house, await opened(house, **asked))
    assert (found["name"], found["proposals"], found["said"]) == (name, numbers, 0)


async def test_what_is_withdrawn_is_asked_about_no_more_and_what_was_said_stays(house: House) -> None:
    await filed(house, submitted(1), submitted(2))
    id = await opened(house)
    assert (await say(house, id, 1)).status_code == 201
    await house.tell(withdrawn(1))
    found = await round_of(house, id)
    assert (found["proposals"], found["said"]) == (1, 0)
    assert [one["number"] for one in await said_in(house, id)] == [1]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": "committee"}, (422, "round-name-misplaced")),
        ({"name": "Jan Kowalski"}, (422, "round-name-misplaced")),
        ({"kind": "areas", "pools": ["local"]}, (422, "round-pools-misplaced")),
        ({"pools": ["nowhere"]}, (409, "place-unknown")),
        ({"last_day": "2026-04-12"}, (422, "round-window-wrong")),
        ({"first_day": "2026-04-01", "last_day": "2026-04-14"}, (422, "round-window-wrong")),
        ({"first_day": "2026-04-01", "last_day": "2026-04-15"}, None),
    ],
    ids=[
        "a committee without a name",
        "a councillor by name",
        "pools of area bodies",
        "an unknown pool",
        "ends before it begins",
        "ended yesterday",
        "ends today",
    ],
)
async def test_a_round_that_makes_no_sense_is_refused(
    house: House, changes: dict[str, Any], expected: tuple[int, str] | None
) -> None:
    await house.tell(announced())
    answer = await open_round(house, **{**COUNCILLORS, **changes})
    assert answer.status_code == 201 if expected is None else problem(answer) == expected


async def test_one_round_of_a_kind_and_name_is_open_at_a_time(house: House) -> None:
    await house.tell(announced())
    both = [open_round(house, **COMMITTEE), open_round(house, SECOND_OFFICER, **COMMITTEE)]
    answers = await asyncio.gather(*both)
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert problem(await open_round(house, **{**COMMITTEE, "name": "komitet rewitalizacji"})) == (409, "round-exists")
    assert (await open_round(house, **{**COMMITTEE, "name": "Komitet Zieleni"})).status_code == 201
    first = next(answer.json()["round_id"] for answer in answers if answer.status_code == 201)
    await house.post(f"{API}/opinion-rounds/{first}/closing", {"reason": "Zła nazwa."}, OFFICER)
    assert (await open_round(house, **COMMITTEE)).status_code == 201


async def test_a_round_is_closed_early_with_a_reason_and_after_its_end_without_one(house: House) -> None:
    await house.tell(announced())
    closing = f"{API}/opinion-rounds/{await opened(house)}/closing"
    assert problem(await house.post(closing, {}, OFFICER)) == (422, "closing-unexplained")
    house.clock.move(days=6)
    closed = await house.post(closing, {}, OFFICER)
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    assert problem(await house.post(closing, {}, OFFICER, version=2)) == (409, "round-closed")


async def test_the_end_is_moved_with_a_reason_until_the_round_is_closed(house: House) -> None:
    await filed(house, submitted(1))
    id = await opened(house)
    end, moved = f"{API}/opinion-rounds/{id}/end", {"last_day": "2026-04-24", "reason": "Sesja rady jest 22 kwietnia."}
    assert (await house.post(end, {"last_day": "2026-04-24"}, OFFICER)).status_code == 422
    assert problem(await house.post(end, {**moved, "last_day": "2026-04-14"}, OFFICER))[1] == "round-window-wrong"
    assert (await house.post(end, moved, OFFICER)).json()["version"] == 2
    assert (await house.post(end, moved, SECOND_OFFICER, version=1)).status_code == 412
    found = await round_of(house, id)
    assert found["explanation"] == [
        "Opinie zbieramy od 13.04.2026 do 24.04.2026. Liczy się dzień wpływu.",
        "Termin przesunięto: Sesja rady jest 22 kwietnia.",
    ]
    assert [(one["last_day"], one["closed"]) for one in found["changes"]] == [("2026-04-24", False)]
    house.clock.move(days=8)
    assert (await say(house, id, received_on="2026-04-23")).status_code == 201
    await house.post(f"{API}/opinion-rounds/{id}/closing", {"reason": "Komplet."}, OFFICER, version=2)
    assert problem(await house.post(end, moved, OFFICER, version=3)) == (409, "round-closed")


@pytest.mark.parametrize(
    ("who", "reads"),
    [(MAYOR, 200), (ROADS, 200), (person("p-adam"), 200), (person("p-olga"), 403)],
    ids=["the mayor", "a unit", "the auditor", "the press office"],
)
async def test_only_officers_open_move_close_and_write(house: House, who: Person, reads: int) -> None:
    await filed(house, submitted(1))
    id = await opened(house)
    one = (await say(house, id)).json()["opinion_id"]
    rounds = f"{API}/opinion-rounds"
    assert (await open_round(house, who, **COMMITTEE)).status_code == 403
    moved = {"last_day": "2026-04-24", "reason": "Sesja."}
    assert (await house.post(f"{rounds}/{id}/end", moved, who)).status_code == 403
    assert (await house.post(f"{rounds}/{id}/closing", {"reason": "Dość."}, who)).status_code == 403
    assert (await say(house, id, who=who)).status_code == 403
    said = {"result": "none", "received_on": "2026-04-14"}
    assert (await house.post(f"{API}/opinions/{one}/correction", said, who)).status_code == 403
    for path in (
        f"{rounds}?edition_id={EDITION}",
        f"{rounds}/{id}",
        f"{rounds}/{id}/opinions",
        f"{API}/opinions/{one}",
    ):
        assert (await house.get(path, who)).status_code == reads, path


async def test_an_open_round_is_work_with_its_last_day_until_it_is_closed(house: House) -> None:
    await filed(house, submitted(1))
    id = await opened(house)
    await house.post(f"{API}/opinion-rounds/{id}/end", {"last_day": "2026-04-24", "reason": "Święto."}, OFFICER)
    (first, second) = [one for one in await house.events("verification.task_opened") if one["kind"] == "opinions"]
    assert (first["title"], first["role"], first["case"]) == ("Radni Rady Miasta", "officer", "BO-2027")
    assert (first["due_at"], second["due_at"]) == ("2026-04-20T21:59:59Z", "2026-04-24T21:59:59Z")
    assert second["link"] == f"/panel/weryfikacja/opinie/{id}"

    await house.post(f"{API}/opinion-rounds/{id}/closing", {"reason": "Wszyscy już powiedzieli."}, OFFICER, version=2)

    closed = [one["task_id"] for one in await house.events("verification.task_closed")]
    assert closed[-2:] == [first["task_id"], second["task_id"]]
