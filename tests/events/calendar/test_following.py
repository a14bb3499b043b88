"""The windows of editions stand in the calendar by themselves, whatever order the news comes in."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import permutations

import pytest

from services.events.calendar.domain.windows import window_entry_id
from services.events.calendar.following import Following
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore
from shared.contracts.intake import WindowKind
from shared.store import Database
from tests.conftest import SetClock
from tests.events.conftest import WINDOWS, announced, changed, window

Deliver = Callable[..., Awaitable[None]]
LATER = [window("submission", "2026-04-13", "2026-04-30"), WINDOWS[1]]
NO_VOTE = [LATER[0]]
BACK = [LATER[0], window("web_vote", "2026-09-28", "2026-10-09")]


@pytest.fixture
async def calendar(database: Database, clock: SetClock) -> Calendar:
    calendar = Calendar(database, MongoEntryStore(database), clock)
    await database.prepare()
    return calendar


def id_of(kind: WindowKind) -> str:
    return window_entry_id("ed-2027", kind)


async def test_every_window_becomes_an_entry_of_its_whole_days(calendar: Calendar, deliver: Deliver) -> None:
    await deliver(announced(), Following(calendar).follow_edition)
    entry = await calendar.entry(id_of(WindowKind.SUBMISSION))
    assert entry.plan.title == "Budżet Obywatelski 2027: zgłaszanie projektów"
    assert entry.plan.all_day
    assert entry.plan.ends == datetime(2026, 4, 24, 22, tzinfo=UTC)
    assert [str(entry.first_day), str(entry.last_day)] == ["2026-04-13", "2026-04-24"]
    assert len(await calendar.feed()) == 2


async def test_a_moved_window_moves_its_entry_and_the_others_stay(
    calendar: Calendar, deliver: Deliver, published: Callable[[], Awaitable[list[str]]]
) -> None:
    await deliver(announced(), Following(calendar).follow_edition)
    await deliver(changed(2, LATER), Following(calendar).follow_edition)
    assert str((await calendar.entry(id_of(WindowKind.SUBMISSION))).last_day) == "2026-04-30"
    assert (await calendar.entry(id_of(WindowKind.WEB_VOTE))).version == 1
    assert await published() == ["events.entry_scheduled.v1"] * 3


async def test_a_window_struck_out_is_called_off_and_takes_place_again_when_it_comes_back(
    calendar: Calendar, deliver: Deliver
) -> None:
    await deliver(announced(), Following(calendar).follow_edition)
    await deliver(changed(2, NO_VOTE), Following(calendar).follow_edition)
    assert (await calendar.entry(id_of(WindowKind.WEB_VOTE))).cancelled
    await deliver(changed(3, BACK), Following(calendar).follow_edition)
    again = await calendar.entry(id_of(WindowKind.WEB_VOTE))
    assert not again.cancelled
    assert str(again.first_day) == "2026-09-28"


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
async def test_old_news_of_an_edition_changes_nothing(
    calendar: Calendar, deliver: Deliver, order: tuple[int, ...]
) -> None:
    news = [announced(), changed(2, LATER), changed(3, BACK)]
    for number in order:
        await deliver(news[number], Following(calendar).follow_edition)
    shown = [(str(one.first_day), str(one.last_day), one.cancelled) for one in await calendar.feed()]
    assert shown == [("2026-04-13", "2026-04-30", False), ("2026-09-28", "2026-10-09", False)]
