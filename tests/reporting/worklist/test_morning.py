"""The letter of the morning: on working days, from the hour on, once to each mailbox, only where something waits."""

import asyncio

import pytest

from services.reporting.implementation.service.units import Addresses
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from tests.reporting.conftest import OFFICER, House, moment
from tests.reporting.worklist.test_tasks import closed, opened

MORNING = moment("2026-04-15").replace(hour=6)
"""Eight by the clocks of Kalisz, a Wednesday."""


@pytest.fixture
async def units(house: House, clock) -> House:
    """ZDM and WRM with a mailbox."""
    for unit in ("ZDM", "WRM"):
        await house.calls.set_unit(unit, 3, Addresses(mailboxes=(f"{unit.lower()}@um.example",)), 0, OFFICER)
    clock.moment = MORNING
    return house


async def written(house: House) -> dict[str, dict[str, str]]:
    return {mail["to"]: mail for mail in await house.mails()}


async def test_a_unit_reads_in_the_morning_what_is_late_today_and_this_week(units):
    await units.hears(
        opened("late", due_at=moment("2026-04-14"), case="BO-2027-001"),
        opened("today", due_at=moment("2026-04-15"), case="BO-2027-002"),
        opened("friday", due_at=moment("2026-04-17"), case="BO-2027-003"),
        opened("monday", due_at=moment("2026-04-20"), case="BO-2027-004"),
        opened("officers", role="officer", unit=None, due_at=moment("2026-04-16"), case="BO-2027-005"),
    )
    await units.mornings.write()
    mails = await written(units)
    assert set(mails) == {"zdm@um.example", "wydzial@um.example"}, "nothing waits in WRM"
    mail = mails["zdm@um.example"]
    assert mail["subject"] == "Na dziś: po terminie 1, na dziś 1, później w tym tygodniu 1"
    places = [mail["text"].index(f"BO-2027-00{number}") for number in (1, 2, 3)]
    assert places == sorted(places)
    assert "BO-2027-004" not in mail["text"]
    for said in ("w jednostce ZDM", "termin 14.04.2026", "https://bo.example/panel/weryfikacja/oceny/p-1"):
        assert said in mail["text"]


@pytest.mark.parametrize(
    ("day", "hour", "comes"),
    [
        ("2026-04-15", 4, False),  # six in Kalisz
        ("2026-04-15", 5, True),
        ("2026-04-15", 17, True),  # nobody ticked at the hour: late is better than not
        ("2026-04-18", 8, False),  # Saturday
        ("2026-05-01", 8, False),  # a holiday
        ("2026-04-16", 8, False),  # declared free below
    ],
)
async def test_it_comes_on_working_days_from_the_hour_on(units, clock, day, hour, comes):
    free = DeclaredFreeDay(day="2026-04-16", basis="ustawa z dnia 10 kwietnia 2026 r.")
    await units.free_days.follow(FreeDaysChangedV1(version=1, days=(free,), changed_at=moment("2026-04-10")))
    await units.hears(opened(due_at=moment("2026-04-14")))
    clock.moment = moment(day).replace(hour=hour)
    await units.mornings.write()
    assert (len(await units.mails()) == 1) is comes


async def test_nobody_has_it_twice_whoever_ticks_and_however_often(units, clock):
    await units.hears(opened(due_at=moment("2026-04-14")), opened("b", unit="WRM", due_at=moment("2026-04-15")))
    await asyncio.gather(*(units.mornings.write() for _ in range(6)))
    await units.mornings.write()
    assert sorted(mail["to"] for mail in await units.mails()) == ["wrm@um.example", "zdm@um.example"]
    clock.move(days=1)
    await units.mornings.write()
    assert len(await units.mails()) == 4, "what is not done is told again the next day"


async def test_where_nothing_waits_no_letter_comes_that_day(units, clock):
    await units.hears(opened(), closed(), opened("b", due_at=moment("2026-05-30")))
    await units.mornings.write()
    clock.move(hours=2)
    await units.hears(opened("c", due_at=moment("2026-04-15")))
    await units.mornings.write()
    assert await units.mails() == []


async def test_a_long_list_is_told_in_part_with_how_many_more_there_are(units):
    await units.hears(*(opened(f"t-{number}", due_at=moment("2026-04-14")) for number in range(23)))
    await units.mornings.write()
    [mail] = await units.mails()
    assert mail["text"].count("BO-2027-041") == 20
    assert "I jeszcze 3." in mail["text"]
