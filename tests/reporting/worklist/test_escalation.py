"""What a unit leaves lying for too long is reported to its head, once, and stays seen until it is done."""

import asyncio

import pytest

from services.reporting.implementation.service.units import Addresses
from services.reporting.worklist.service import When
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from tests.reporting.conftest import OFFICER, House, moment
from tests.reporting.worklist.test_tasks import changed, closed, opened


@pytest.fixture(autouse=True)
async def known(house: House) -> None:
    """The city has told where the head of ZDM reads mail."""
    await house.calls.set_unit("ZDM", 3, Addresses(head="kierownik@zdm.example"), 0, OFFICER)


async def escalated(house: House) -> list[str]:
    """Titles of what heads were told of, as an officer sees them."""
    wanted = await house.worklist.wanted(OFFICER, When.ESCALATED, "", of_units=True)
    return [task.title for task in await house.worklist.store.page(wanted, 0, 50)]


@pytest.mark.parametrize(
    ("now", "told"),
    # Due on Friday 17 April: two working days later is Tuesday 21 April.
    [("2026-04-18", False), ("2026-04-21", False), ("2026-04-22", True)],
)
async def test_the_head_hears_of_a_task_two_working_days_after_its_date(house, clock, now, told):
    await house.hears(opened())
    clock.moment = moment(now)
    await house.worklist.escalate()
    assert (await escalated(house) != []) is told
    assert len(await house.mails()) == told


async def test_a_day_declared_free_gives_the_unit_a_day_more(house, clock):
    day = DeclaredFreeDay(day="2026-04-21", basis="ustawa z dnia 10 kwietnia 2026 r.")
    await house.free_days.follow(FreeDaysChangedV1(version=1, days=(day,), changed_at=moment("2026-04-10")))
    await house.hears(opened())
    clock.moment = moment("2026-04-22")
    await house.worklist.escalate()
    assert await escalated(house) == []


async def test_the_head_is_told_once_whoever_ticks_and_can_open_what_waits(house, clock):
    await house.hears(opened())
    clock.moment = moment("2026-04-24")
    await asyncio.gather(*(house.worklist.escalate() for _ in range(6)))
    await house.worklist.escalate()
    [mail] = await house.mails()
    assert mail["to"] == "kierownik@zdm.example"
    for said in (
        "BO-2027-041",
        "Ławki przy Rogatce",
        "17.04.2026",
        "http://localhost:8080/panel/weryfikacja/oceny/p-1",
    ):
        assert said in mail["text"]


async def test_nobody_hears_of_what_is_done_in_time_or_belongs_to_no_unit(house, clock):
    await house.hears(opened("done"), closed("done"), opened("ours", role="officer", unit=None))
    clock.moment = moment("2026-05-24")
    await house.worklist.escalate()
    assert (await escalated(house), await house.mails()) == ([], [])


async def test_the_department_sees_what_is_late_in_a_unit_whose_head_is_not_known(house, clock):
    await house.hears(opened(unit="WRM"))
    clock.moment = moment("2026-05-24")
    await house.worklist.escalate()
    assert await escalated(house) == ["Ławki przy Rogatce"]
    assert await house.mails() == []
    [unit] = await house.worklist.store.units((await house.worklist.wanted(OFFICER)).days)
    assert (unit.unit, unit.open, unit.late, unit.escalated) == ("WRM", 1, 1, 1)


async def test_a_task_with_another_date_is_escalated_anew_when_that_is_over_too(house, clock):
    await house.hears(opened())
    clock.moment = moment("2026-04-24")
    await house.worklist.escalate()
    await house.hears(changed(version=2, day="2026-04-30"))
    assert await escalated(house) == []
    clock.moment = moment("2026-05-20")
    await house.worklist.escalate()
    assert len(await house.mails()) == 2


async def test_the_officers_page_shows_what_heads_were_told_of(site, clock):
    await site.house.hears(opened())
    clock.moment = moment("2026-04-24")
    await site.house.worklist.escalate()
    page = (await site.client.get("/panel?czyje=jednostki&termin=u-przelozonych", headers=site.by(OFFICER))).text
    assert "zgłoszone przełożonemu 24 kwietnia 2026" in page.replace("\u00a0", " ")
    assert "Tylko zgłoszone przełożonym." in page
