"""Opinions: taken by the day of receipt, one of each body about a proposal, corrected with every wording kept."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.verification.conftest import API, OFFICER, House, submitted
from tests.verification.opinions.conftest import (
    AGAINST,
    AREAS,
    FOR,
    SECOND_OFFICER,
    citywide,
    filed,
    opened,
    problem,
    said_in,
    say,
)


@pytest.mark.parametrize(
    ("received_on", "now", "expected"),
    [
        ("2026-04-12", "2026-04-15T10:00", "received-early"),
        ("2026-04-13", "2026-04-15T10:00", None),
        ("2026-04-15", "2026-04-15T10:00", None),
        ("2026-04-16", "2026-04-15T10:00", "received-ahead"),
        # Warsaw is two hours ahead of UTC in April.
        ("2026-04-20", "2026-04-20T21:59", None),
        ("2026-04-20", "2026-04-19T21:59", "received-ahead"),
        ("2026-04-20", "2026-04-27T10:00", None),
        ("2026-04-21", "2026-04-21T10:00", "received-late"),
    ],
    ids=[
        "too early",
        "the first day",
        "today",
        "tomorrow",
        "the last minute",
        "a minute before the last day",
        "in time, written down a week later",
        "too late",
    ],
)
async def test_the_day_of_receipt_decides(house: House, received_on: str, now: str, expected: str | None) -> None:
    await filed(house, submitted(1))
    id = await opened(house)
    house.clock.moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    answer = await say(house, id, received_on=received_on)
    if expected is None:
        assert answer.status_code == 201, answer.text
    else:
        assert problem(answer) == (422, expected)
        assert await said_in(house, id) == []


async def test_an_area_body_speaks_about_the_local_projects_of_its_own_area_alone(house: House) -> None:
    await filed(house, submitted(1), submitted(2, area_id="asnyka"), citywide(3))
    id = await opened(house, **AREAS)
    assert [(await say(house, id, number)).status_code for number in (1, 2)] == [201, 201]
    assert problem(await say(house, id, 3)) == (422, "not-in-round")
    assert [(one["number"], one["body"]["name"]) for one in await said_in(house, id)] == [
        (1, "Jednostka pomocnicza: Rogatka"),
        (2, "Jednostka pomocnicza: Asnyka"),
    ]


async def test_nobody_speaks_about_what_has_not_passed_the_formal_check(house: House) -> None:
    await filed(house, submitted(1))
    await house.tell(submitted(2))
    assert problem(await say(house, await opened(house), 2)) == (422, "not-in-round")


async def test_of_two_officers_at_once_one_writes_the_opinion_down(house: House) -> None:
    await filed(house, submitted(1))
    id = await opened(house)
    answers = await asyncio.gather(say(house, id), say(house, id, who=SECOND_OFFICER, **AGAINST))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert problem(next(answer for answer in answers if answer.status_code == 409)) == (409, "opinion-known")
    assert len(await said_in(house, id)) == 1
    assert len(await house.events("verification.opinion_recorded")) == 1


async def test_while_a_round_is_being_closed_no_opinion_slips_in(house: House) -> None:
    await filed(house, *(submitted(number) for number in range(1, 6)))
    id = await opened(house)
    closing = house.post(f"{API}/opinion-rounds/{id}/closing", {"reason": "Komplet."}, OFFICER)
    closed, *answers = await asyncio.gather(closing, *(say(house, id, number) for number in range(1, 6)))
    assert closed.status_code == 200
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len(await said_in(house, id)) == sum(answer.status_code == 201 for answer in answers)
    assert problem(await say(house, id, 1))[0] == 409


async def test_an_opinion_is_corrected_while_the_round_is_open_and_every_wording_is_kept(house: House) -> None:
    await filed(house, submitted(1))
    id = await opened(house)
    one = (await say(house, id)).json()["opinion_id"]
    correction = f"{API}/opinions/{one}/correction"
    resolution = {"number": "IV/12/2026", "passed_on": "2026-04-13"}
    assert (await house.post(correction, {**AGAINST, "resolution": resolution}, OFFICER)).json()["version"] == 2
    assert (await house.post(correction, FOR, SECOND_OFFICER, version=1)).status_code == 412
    found = (await house.get(f"{API}/opinions/{one}")).json()
    assert (found["result"], found["text"], found["resolution"]) == ("against", AGAINST["text"], resolution)
    assert [(old["result"], old["received_on"]) for old in found["earlier"]] == [("favourable", "2026-04-14")]
    await house.post(f"{API}/opinion-rounds/{id}/closing", {"reason": "Komplet."}, OFFICER)
    assert problem(await house.post(correction, FOR, OFFICER, version=2)) == (409, "round-closed")


async def test_each_wording_is_told_to_the_public_without_who_wrote_it(house: House) -> None:
    await filed(house, submitted(1))
    id = await opened(house)
    one = (await say(house, id)).json()["opinion_id"]
    await house.post(f"{API}/opinions/{one}/correction", AGAINST, OFFICER)
    told = await house.events("verification.opinion_recorded")
    assert [(event["version"], event["body"], event["result"], event["text"]) for event in told] == [
        (1, "Radni Rady Miasta", "favourable", FOR["text"]),
        (2, "Radni Rady Miasta", "against", AGAINST["text"]),
    ]
    assert all(OFFICER.id not in str(event) and OFFICER.name not in str(event) for event in told)


async def test_a_resolution_is_never_younger_than_the_opinion_that_brings_it(house: House) -> None:
    await filed(house, submitted(1))
    later = {"number": "IV/12/2026", "passed_on": "2026-04-15"}
    assert problem(await say(house, await opened(house), resolution=later)) == (422, "resolution-later")


@pytest.mark.parametrize(
    "changes",
    [{"text": "a" * 5_001}, {"result": "maybe"}, {"resolution": {"number": "", "passed_on": "2026-04-13"}}],
    ids=["endless", "neither for nor against", "a resolution without a number"],
)
async def test_every_field_is_bounded(house: House, changes: dict[str, Any]) -> None:
    await filed(house, submitted(1))
    assert (await say(house, await opened(house), **changes)).status_code == 422
