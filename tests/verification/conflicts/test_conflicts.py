"""Conflicts of place, over HTTP and the bus: found by distance and parcel, reported by hand, decided by a person."""

import asyncio
import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.verification.conflicts.domain import EARTH, Point, fold_parcel, metres, offset
from shared.access import Person, Role
from shared.contracts.verification import AdmissionDecidedV1
from shared.contracts.voting import BallotListPublishedV1
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import poll
from tests.verification.conftest import (
    API,
    EDITION,
    MAYOR,
    OFFICER,
    ROADS,
    House,
    announced,
    submitted,
    withdrawn,
)

NORTH = 51.7611
DEGREE = 2 * math.pi * EARTH / 360
"""Metres along a meridian."""
SECOND_OFFICER = next(one for one in DEMO_PEOPLE if one.role is Role.OFFICER and one.id != OFFICER.id)
YES = {"excluding": True, "reason": "Oba place stanęłyby na tym samym trawniku."}
NO = {"excluding": False, "reason": "Na skwerze jest miejsce na jedno i drugie."}


def at(north: float, number: int, **changes: Any) -> Any:
    """A proposal that many metres north of the first."""
    return submitted(number, latitude=NORTH + north / DEGREE, longitude=18.091, **changes)


async def filed(house: House, *proposals: Any) -> None:
    """File proposals and pass their cards."""
    await house.tell(announced(), *proposals)
    for proposal in proposals:
        assert (await house.pass_card(proposal.number)).status_code == 200
    live = house.database.collection("places")

    async def all_known() -> bool:
        return int(await live.count_documents({"live": True})) == len(proposals)

    await poll(all_known)


async def listed(house: House, state: str = "") -> list[dict[str, Any]]:
    answer = await house.get(f"{API}/conflicts?edition_id={EDITION}" + (f"&state={state}" if state else ""))
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def pairs(conflicts: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(one["first"]["number"], one["second"]["number"]) for one in conflicts]


async def decide(
    house: House, id: str, body: dict[str, Any], who: Person = OFFICER, version: int = 1
) -> dict[str, Any]:
    answer = await house.post(f"{API}/conflicts/{id}/decision", body, who, version=version)
    return {"status": answer.status_code, **answer.json()}


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ({"north": 0}, {"north": 99}, True),
        ({"north": 0}, {"north": 101}, False),
        ({"north": 0, "parcel": "034 Chmielnik 12/3"}, {"north": 900, "parcel": "034 CHMIELNIK  12/3"}, True),
        ({"north": 0, "parcel": "12/3"}, {"north": 900, "parcel": "12/4"}, False),
    ],
    ids=["99 m apart", "101 m apart", "the same parcel in another spelling", "another parcel"],
)
async def test_two_proposals_for_one_place_are_found_once_both_have_passed_the_formal_check(
    house: House, first: dict[str, Any], second: dict[str, Any], found: bool
) -> None:
    await filed(house, at(number=2, **second), at(number=1, **first))
    assert pairs(await listed(house)) == ([(1, 2)] if found else [])


async def test_proposals_without_a_point_or_a_parcel_are_nowhere(house: House) -> None:
    await filed(house, submitted(1), submitted(2))
    assert await listed(house) == []


async def test_who_fails_the_formal_check_stands_in_nobodys_way(house: House) -> None:
    await house.tell(announced(), at(0, 1), at(5, 2))
    await house.pass_card(1)
    await house.post(f"{API}/cards/{2:032x}/result", {"passed": False, "reasons": ["Brak podpisów."]}, OFFICER)
    checked = house.database.collection("places")

    async def both_checked() -> bool:
        return int(await checked.count_documents({"check_version": {"$gt": 0}})) == 2

    await poll(both_checked)
    assert await listed(house) == []


async def test_each_pair_of_three_is_a_conflict_of_its_own_with_one_task_for_officers(house: House) -> None:
    await filed(house, at(0, 1), at(50, 2), at(100.0 - 1, 3))
    assert sorted(pairs(await listed(house))) == [(1, 2), (1, 3), (2, 3)]
    opened = [task for task in await house.events("verification.task_opened") if task["kind"] == "conflict"]
    assert sorted((task["role"], task["case"]) for task in opened) == [("officer", "BO-2027-001")] * 2 + [
        ("officer", "BO-2027-002")
    ]
    assert {task["due_at"] for task in opened} == {"2026-07-03T21:59:59Z"}, "until the verification ends"


async def test_a_decision_closes_the_task_and_tells_the_others_and_can_be_changed_until_the_list(house: House) -> None:
    await filed(house, at(0, 1), at(40, 2))
    [conflict] = await listed(house, "open")
    assert conflict["metres"] == 40
    assert (await decide(house, conflict["conflict_id"], YES))["state"] == "excluding"
    closed = [task["task_id"] for task in await house.events("verification.task_closed")]
    assert closed.count(f"conflict-{conflict['conflict_id']}-1") == 1
    assert (await decide(house, conflict["conflict_id"], NO, SECOND_OFFICER, version=2))["state"] == "compatible"
    told = await house.events("verification.conflict_decided")
    assert [(one["version"], one["excluding"], one["reason"]) for one in told] == [
        (2, True, YES["reason"]),
        (3, False, NO["reason"]),
    ]
    out = BallotListPublishedV1(
        version=1, edition_id=EDITION, entries=(), published_at=datetime(2026, 9, 1, tzinfo=UTC)
    )
    await house.tell(out)
    late = await decide(house, conflict["conflict_id"], YES, version=3)
    assert (late["status"], late["type"].rpartition("/")[2]) == (409, "ballot-list-published")


async def test_two_officers_at_once_the_second_gets_412(house: House) -> None:
    await filed(house, at(0, 1), at(40, 2))
    [conflict] = await listed(house)
    await decide(house, conflict["conflict_id"], YES)
    assert (await decide(house, conflict["conflict_id"], NO, SECOND_OFFICER, version=1))["status"] == 412


@pytest.mark.parametrize("who", [MAYOR, ROADS], ids=["the mayor", "a unit"])
async def test_only_the_department_decides(house: House, who: Person) -> None:
    await filed(house, at(0, 1), at(40, 2))
    [conflict] = await listed(house)
    assert (await decide(house, conflict["conflict_id"], YES, who))["status"] == 403


async def test_where_one_is_withdrawn_nobody_has_to_decide(house: House) -> None:
    await filed(house, at(0, 1), at(40, 2))
    [conflict] = await listed(house)
    await house.tell(withdrawn(2))

    async def lapsed() -> bool:
        return bool(await listed(house, "lapsed"))

    await poll(lapsed)
    assert (await decide(house, conflict["conflict_id"], YES, version=2))["status"] == 409
    closed = [task["task_id"] for task in await house.events("verification.task_closed")]
    assert f"conflict-{conflict['conflict_id']}-1" in closed


async def test_a_pair_comes_back_when_an_appeal_brings_one_of_them_back(house: House) -> None:
    await filed(house, at(0, 1), at(40, 2))
    await house.review(2, positive=False, opinion="Teren nie należy do miasta.")
    await house.decide(2, admitted=False, reason="Teren nie należy do miasta.")

    async def is_at(state: str) -> bool:
        return bool(await listed(house, state))

    await poll(lambda: is_at("lapsed"))
    [refusal] = await house.events("verification.admission_decided")
    again = {name: value for name, value in refusal.items() if name != "name"}
    await house.tell(AdmissionDecidedV1.model_validate({**again, "version": refusal["version"] + 3, "admitted": True}))
    await poll(lambda: is_at("open"))
    [conflict] = await listed(house)
    assert conflict["version"] == 3
    found = await house.events("verification.conflict_found")
    assert [one["version"] for one in found] == [1, 3]


async def test_an_officer_reports_a_pair_that_no_machine_can_find(house: House) -> None:
    await filed(house, submitted(1), submitted(2), submitted(3))
    body = {"edition_id": EDITION, "first": 2, "second": 1, "reason": "Oba chcą tej samej sali w szkole."}
    done = await house.post(f"{API}/conflicts", body, OFFICER, version=None)
    assert done.status_code == 201, done.text
    [conflict] = await listed(house, "open")
    assert pairs([conflict]) == [(1, 2)]
    assert conflict["by_hand"] == f"Oba chcą tej samej sali w szkole. ({OFFICER.name})"
    twice = await house.post(f"{API}/conflicts", {**body, "first": 1, "second": 2}, OFFICER, version=None)
    assert (twice.status_code, twice.json()["type"].rpartition("/")[2]) == (409, "conflict-known")


@pytest.mark.parametrize(("first", "second"), [(1, 1), (1, 99), (1, 2)], ids=["itself", "nobody", "not checked yet"])
async def test_what_is_not_a_pair_is_refused(house: House, first: int, second: int) -> None:
    await filed(house, submitted(1))
    await house.tell(submitted(2))
    body = {"edition_id": EDITION, "first": first, "second": second, "reason": "Ta sama sala."}
    assert (await house.post(f"{API}/conflicts", body, OFFICER, version=None)).status_code == 422


async def test_many_that_come_to_be_live_at_once_miss_no_pair(house: House) -> None:
    many = [at(number * 3, number) for number in range(1, 9)]
    await house.tell(announced(), *many)
    await asyncio.gather(*(house.pass_card(one.number) for one in many))

    async def all_found() -> bool:
        return len(await listed(house)) == 8 * 7 // 2

    await poll(all_found)


async def test_an_officer_decides_on_the_page_and_an_error_keeps_what_was_typed(house: House) -> None:
    await filed(house, at(0, 1, title="Plac zabaw"), at(40, 2, title="Wybieg dla psów"))
    [conflict] = await listed(house)
    place = f"/panel/weryfikacja/kolizje/{conflict['conflict_id']}"
    page = await house.get("/panel/weryfikacja/kolizje")
    assert place in page.text
    assert "40 m od siebie" in page.text
    one = await house.get(place)
    assert "Plac zabaw" in one.text
    assert "Wybieg dla psów" in one.text
    headers = {**house.by(OFFICER), "Origin": "http://localhost:8080"}
    form = {"version": "1", "excluding": "true", "reason": "x", "form_key": "k" * 20}
    wrong = await house.client.post(place, data=form, headers=headers)
    assert wrong.status_code == 422
    assert "Napisz, dlaczego" in wrong.text
    form |= {"reason": str(YES["reason"]), "form_key": "l" * 20}
    right = await house.client.post(place, data=form, headers=headers)
    assert (right.status_code, right.headers["location"]) == (
        303,
        f"/panel/weryfikacja/kolizje?zapisano={conflict['conflict_id']}",
    )
    assert (await listed(house))[0]["state"] == "excluding"


@pytest.mark.parametrize(
    ("one", "other"), [("12/3", " 12/3 "), ("034 Chmielnik 12/3", "034 CHMIELNIK 12/3")], ids=["spaces", "letters"]
)
def test_two_spellings_are_one_parcel(one: str, other: str) -> None:
    assert fold_parcel(one) == fold_parcel(other)


def test_an_empty_parcel_is_no_parcel() -> None:
    assert fold_parcel("  ") is None


points = st.builds(
    lambda longitude, latitude: Point(coordinates=(longitude, latitude)),
    st.floats(18.0, 18.2, allow_nan=False),
    st.floats(51.7, 51.8, allow_nan=False),
)


@given(points, points)
def test_a_distance_is_the_same_both_ways_and_fits_the_drawing(one: Point, other: Point) -> None:
    assert metres(one, other) == metres(other, one)
    assert math.hypot(*offset(one, other)) == pytest.approx(metres(one, other), rel=0.005, abs=1)
