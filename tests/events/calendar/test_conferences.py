"""Press conferences stand in the calendar by themselves, whatever order the news comes in, and however often."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import permutations

import pytest

from services.events.calendar.domain import EntryFollowed
from services.events.calendar.domain.conferences import entry_id
from services.events.calendar.following import Following
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore
from shared.contracts.events import EntryScheduledV1
from shared.contracts.media import PressConferenceScheduledV1
from shared.store import Database
from tests.conftest import SetClock, told

Deliver = Callable[..., Awaitable[None]]
SET = told(PressConferenceScheduledV1, version=4)
ID = entry_id(SET.conference_id)
POSTPONED = told(PressConferenceScheduledV1, version=5, cancelled=True)
MOVED = told(
    PressConferenceScheduledV1,
    version=6,
    place="Teatr",
    starts=SET.starts + timedelta(days=2),
    ends=SET.ends + timedelta(days=2),
)


@pytest.fixture
async def calendar(database: Database, clock: SetClock) -> Calendar:
    calendar = Calendar(database, MongoEntryStore(database), clock)
    await database.prepare()
    return calendar


@pytest.fixture
def follow(calendar: Calendar) -> Callable[..., Awaitable[object]]:
    return Following(calendar).follow_conference


async def test_a_conference_has_its_entry_that_leads_to_its_page(
    calendar: Calendar, follow: Callable[..., Awaitable[object]], deliver: Deliver
) -> None:
    await deliver(SET, follow)
    plan = (await calendar.entry(ID)).plan
    assert (plan.title, plan.place, plan.starts, plan.ends) == (SET.title, SET.place, SET.starts, SET.ends)
    assert plan.link == SET.page


@pytest.mark.parametrize("order", list(permutations([SET, POSTPONED, MOVED])))
async def test_in_any_order_and_twice_the_newest_word_holds(
    calendar: Calendar,
    follow: Callable[..., Awaitable[object]],
    deliver: Deliver,
    order: tuple[PressConferenceScheduledV1, ...],
) -> None:
    for event in (*order, *order):
        await deliver(event, follow)
    entry = await calendar.entry(ID)
    assert (entry.plan.place, entry.plan.starts, entry.cancelled) == ("Teatr", MOVED.starts, False)
    rows = [row async for row in calendar.database.published_events([EntryScheduledV1.name])]
    versions = [EntryScheduledV1.model_validate_json(row["body"]).version for row in rows]
    assert versions == sorted(set(versions))


async def test_a_conference_that_is_called_off_is_so_in_the_calendar(
    calendar: Calendar, follow: Callable[..., Awaitable[object]], deliver: Deliver
) -> None:
    await deliver(POSTPONED, follow)
    entry = await calendar.entry(ID)
    assert entry.cancelled
    assert entry.cancel_reason


async def test_nobody_calls_off_a_conference_in_the_calendar(
    calendar: Calendar, follow: Callable[..., Awaitable[object]], deliver: Deliver
) -> None:
    await deliver(SET, follow)
    with pytest.raises(EntryFollowed):
        await calendar.call_off(ID, 1, "Pomyłka w dacie.")
