"""One total a year that is never exceeded, also when two are secured at once; every balance explains itself."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx2 as httpx
import pytest

from services.verification.cases.domain import By
from services.verification.funds.domain import NeverCountersigned, Secured
from tests.verification.conftest import API, House
from tests.verification.initiatives.conftest import (
    AUDITOR,
    TREASURER,
    close,
    filed,
    id_of,
    meet,
    money_asked,
    of,
    opine,
    pass_on,
    reach,
    rule,
    rules_set,
    secure,
    send,
    set_criteria,
    set_total,
    settled,
    shown,
    signed,
    stage,
    taken_back,
    terminated,
)


async def year(house: House, number: int = 2026) -> dict[str, Any]:
    """Give the money of a year."""
    return dict((await house.get(f"{API}/initiative-funds/{number}", AUDITOR)).json())


async def explains_itself(house: House) -> dict[str, Any]:
    """Give the year, whose sum is that of its initiatives and never above the total."""
    told = await year(house)
    listed = (await house.get(f"{API}/initiative-funds", AUDITOR)).json()["items"]
    assert {name: told[name] for name in listed[0]} in listed
    assert told["secured"] == sum(item["city"] for item in told["items"])
    assert 0 <= told["secured"] <= told["total"]
    assert told["free"] == told["total"] - told["secured"]
    return told


async def approved(house: House, number: int, city: int = 9_000_00) -> None:
    """Carry an initiative to the treasurer."""
    await house.tell(filed(number))
    for answer in (
        await pass_on(house, number),
        await opine(house, number),
        await meet(house, number),
        await send(house, number=number),
        await close(house, number),
        await rule(house, number, city=city),
    ):
        assert answer.status_code == 200, answer.text


async def cover(house: House, number: int = 1) -> httpx.Response:
    """Secure what an annex asks for."""
    return await house.post(of(number, "/funds/cover"), {}, TREASURER, version=(await shown(house, number))["version"])


async def test_the_treasurer_secures_an_initiative_within_the_years_total(house: House) -> None:
    await reach(house, "secured")
    told = await explains_itself(house)
    assert (told["total"], told["secured"], told["free"]) == (50_000_00, 9_000_00, 41_000_00)
    [event] = await house.events("verification.funds_secured")
    assert (event["year"], event["city"]) == (2026, 9_000_00)


async def test_two_that_are_secured_at_once_never_exceed_the_total(house: House) -> None:
    await set_criteria(house)
    await house.tell(rules_set())
    for number in range(1, 5):
        await approved(house, number)
    await set_total(house, 20_000_00)
    answers = await asyncio.gather(*[secure(house, number) for number in range(1, 5)])
    assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert (refused.json()["type"], refused.json()["free"]) == ("/problems/funds-exceeded", 2_000_00)
    assert (await explains_itself(house))["secured"] == 18_000_00
    assert len(await house.events("verification.funds_secured")) == 2


async def test_without_a_total_nothing_is_secured(house: House) -> None:
    await reach(house, "funds")
    answer = await secure(house)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/total-unknown")


async def test_a_total_is_never_set_below_what_is_secured_nor_over_what_nobody_saw(house: House) -> None:
    await reach(house, "secured")
    now = (await year(house))["version"]
    assert (await set_total(house, 8_000_00, version=now)).json()["type"] == "/problems/total-below-secured"
    assert (await set_total(house, 9_000_00, version=now - 1)).status_code == 412
    assert (await set_total(house, 9_000_00, version=now)).status_code == 200
    assert (await explains_itself(house))["free"] == 0


async def test_two_first_totals_at_once_leave_one(house: House) -> None:
    answers = await asyncio.gather(set_total(house, 10_000_00), set_total(house, 20_000_00))
    assert sorted(answer.status_code for answer in answers) == [200, 412]


async def test_money_is_free_again_when_applicants_take_an_initiative_back(house: House) -> None:
    await reach(house, "secured")
    await house.tell(taken_back(), taken_back())
    told = await explains_itself(house)
    assert (await stage(house), told["secured"], told["items"][0]["state"]) == ("withdrawn", 0, "released")


@pytest.mark.parametrize("ended", [False, True])
async def test_a_settlement_frees_what_was_not_spent_and_only_that(house: House, ended: bool) -> None:
    await reach(house, "secured")
    await house.tell(signed())
    if ended:
        await house.tell(terminated())
        assert (await explains_itself(house))["secured"] == 9_000_00, "what is spent already is not known yet"
    await house.tell(settled(spent=2_500_00), settled(spent=2_500_00))
    told = await explains_itself(house)
    assert (told["secured"], told["items"][0]["state"]) == (2_500_00, "settled")
    assert await stage(house) == ("terminated" if ended else "contracted")
    assert (await shown(house))["steps"][-1]["kind"] == "contract_settled"


async def test_a_settlement_waits_for_the_word_of_its_contract(house: House) -> None:
    await reach(house, "secured")
    await asyncio.gather(house.tell(settled(spent=1_000_00)), house.tell(signed()))
    assert (await explains_itself(house))["secured"] == 1_000_00


@pytest.mark.parametrize("annex_first", [True, False])
async def test_a_settlement_that_did_not_know_of_an_annex_ends_the_same_whichever_comes_first(
    house: House, annex_first: bool
) -> None:
    await reach(house, "secured")
    words = [signed(annex=1, city=7_000_00), settled(spent=8_500_00)]
    await house.tell(signed(), *(words if annex_first else reversed(words)))
    told = await explains_itself(house)
    assert (told["secured"], told["items"][0]["state"], await stage(house)) == (8_500_00, "settled", "contracted")


async def test_what_was_spent_before_an_annex_gave_it_back_never_exceeds_the_total(house: House) -> None:
    await lowered(house)
    await set_total(house, 8_000_00, version=(await year(house))["version"])
    raised = (await year(house))["version"]
    await asyncio.gather(house.tell(settled(spent=8_500_00)), set_total(house, 8_500_00, version=raised))
    told = await explains_itself(house)
    assert (told["secured"], told["free"], told["items"][0]["state"]) == (8_500_00, 0, "settled")


async def test_a_settlement_ends_the_wait_for_an_annex_that_was_never_signed(house: House) -> None:
    await reach(house, "secured")
    await house.tell(signed(), money_asked(city=60_000_00), settled(spent=8_000_00))
    told = await explains_itself(house)
    assert (told["secured"], told["items"][0]["state"], await stage(house)) == (8_000_00, "settled", "contracted")
    assert await no_task_waits(house)


async def no_task_waits(house: House) -> bool:
    """Tell whether all that was opened is closed."""
    opened = {event["task_id"] for event in await house.events("verification.task_opened")}
    return opened == {event["task_id"] for event in await house.events("verification.task_closed")}


async def lowered(house: House) -> None:
    """Carry an initiative to a contract whose first annex has given 2 000 zł back."""
    await reach(house, "secured")
    await house.tell(signed())
    assert len(await house.events("verification.funds_secured")) == 1, "the contract gives what was secured"
    await house.tell(signed(annex=1, city=7_000_00))
    assert (await explains_itself(house))["secured"] == 7_000_00


async def test_an_annex_that_gives_more_takes_nothing_before_the_treasurer_has_countersigned_it(house: House) -> None:
    await lowered(house)
    await house.tell(money_asked(annex=2, city=12_000_00))
    told = await explains_itself(house)
    [item] = told["items"]
    assert (item["city"], item["wanted"], item["state"], await stage(house)) == (7_000_00, 12_000_00, "short", "short")
    last = (await house.events("verification.task_opened"))[-1]
    assert (last["kind"], last["role"]) == ("initiative_short", "treasurer")
    assert (await cover(house)).status_code == 200
    assert (await explains_itself(house))["secured"] == 12_000_00
    word = (await house.events("verification.funds_secured"))[-1]
    assert (word["city"], word["asked"]) == (12_000_00, money_asked(annex=2, city=0).version)
    assert (await cover(house)).json()["type"] == "/problems/nothing-missing"
    await house.tell(signed(annex=2, city=12_000_00), signed(annex=1, city=7_000_00))
    assert (await explains_itself(house))["secured"] == 12_000_00
    assert await no_task_waits(house)
    assert [one["city"] for one in await house.events("verification.funds_secured")] == [9_000_00, 7_000_00, 12_000_00]


async def test_the_treasurer_countersigns_no_annex_that_the_year_does_not_hold(house: House) -> None:
    await reach(house, "secured")
    await house.tell(signed(), money_asked(city=60_000_00))
    assert (await cover(house)).json()["type"] == "/problems/funds-exceeded"
    assert (await explains_itself(house))["secured"] == 9_000_00
    await set_total(house, 70_000_00, version=(await year(house))["version"])
    assert (await cover(house)).status_code == 200
    assert (await explains_itself(house))["secured"] == 60_000_00


@pytest.mark.parametrize("countersigned", [False, True])
async def test_an_annex_that_is_not_to_be_gives_back_what_was_countersigned_for_it(
    house: House, countersigned: bool
) -> None:
    await lowered(house)
    await house.tell(money_asked(annex=2, city=12_000_00))
    if countersigned:
        assert (await cover(house)).status_code == 200
    await house.tell(money_asked(annex=2, city=7_000_00, version=24), money_asked(annex=2, city=12_000_00))
    told = await explains_itself(house)
    assert (told["secured"], told["items"][0]["state"], await stage(house)) == (7_000_00, "secured", "contracted")
    assert await no_task_waits(house)


async def test_what_an_annex_asks_for_waits_for_the_word_of_what_it_changes(house: House) -> None:
    await reach(house, "secured")
    await asyncio.gather(house.tell(money_asked(city=12_000_00)), house.tell(signed()))
    assert await stage(house) == "short"


async def test_what_was_asked_for_an_annex_already_signed_or_ended_asks_nobody(house: House) -> None:
    await reach(house, "secured")
    await house.tell(signed(), signed(annex=1, city=8_000_00), money_asked(city=12_000_00))
    assert await stage(house) == "contracted"
    await house.tell(terminated(), money_asked(annex=2, city=12_000_00))
    assert await stage(house) == "terminated"
    assert (await explains_itself(house))["secured"] == 8_000_00


async def test_a_termination_ends_the_wait_for_the_treasurer_too(house: House) -> None:
    await reach(house, "secured")
    await house.tell(signed(), money_asked(city=60_000_00), terminated())
    assert (await explains_itself(house))["secured"] == 9_000_00
    assert (await cover(house)).json()["type"] == "/problems/nothing-missing"


async def test_the_word_of_an_annex_after_the_end_takes_nothing(house: House) -> None:
    await reach(house, "secured")
    await house.tell(signed(), terminated(), signed(annex=1, city=12_000_00))
    assert (await explains_itself(house))["secured"] == 9_000_00
    assert await stage(house) == "terminated"


def test_nobody_believes_a_contract_that_gives_or_has_spent_more_than_was_countersigned() -> None:
    at = datetime(2026, 5, 4, tzinfo=UTC)
    by = By(id="p-krystyna", name="Krystyna")
    held = Secured(
        id=id_of(), year=2026, case="IL-2026-001", title="Skwer", city=9, wanted=9, secured_at=at, secured_by=by
    )
    asked = held.asked(12, version=5)
    for one in (held, asked):
        assert one.signed(9).city == one.settled(9, version=1).city == 9
        for too_much in (lambda one: one.signed(10), lambda one: one.settled(10, version=1)):
            with pytest.raises(NeverCountersigned):
                too_much(one)
    assert asked.covered().signed(12).city == 12
    lowered_since = held.signed(7)
    assert lowered_since.settled(9, version=1).city == 9, "countersigned before an annex gave it back"
    with pytest.raises(NeverCountersigned):
        lowered_since.settled(10, version=1)
    dropped = asked.covered().asked(9, version=6)
    with pytest.raises(NeverCountersigned):
        dropped.settled(10, version=1)
    with pytest.raises(NeverCountersigned):
        held.released(at).settled(1, version=1)
