"""Sessions of the council and ends of works stand in the calendar by themselves, whatever order the news comes in."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time
from itertools import permutations

import pytest

from services.events.calendar.domain import Entry, EntryFollowed, EntryKind
from services.events.calendar.domain.sessions import session_entry_id
from services.events.calendar.domain.works import works_entry_id
from services.events.calendar.following import Following
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore
from shared.contracts.base import Event
from shared.contracts.events import EntryScheduledV1
from shared.contracts.reporting import ProgressPublishedV1, SessionKind, SessionScheduledV1, SessionState, Stage
from shared.store import Database
from tests.conftest import SetClock, Site, told
from tests.events.conftest import KEEPER

Deliver = Callable[..., Awaitable[None]]
FIRST = told(SessionScheduledV1)
SESSION = session_entry_id(FIRST.session_id)
MOVED = told(SessionScheduledV1, version=2, on=date(2026, 12, 3), place="Sala im. Jana Pawła II")
OFF = told(SessionScheduledV1, version=3, on=MOVED.on, state=SessionState.CANCELLED)
WORD = told(ProgressPublishedV1)
WORKS = works_entry_id(WORD.implementation_id)
LATER = told(ProgressPublishedV1, version=8, planned_end=date(2027, 11, 30), stage=Stage.CONTRACTED)


@pytest.fixture
async def following(database: Database, clock: SetClock) -> Following:
    following = Following(Calendar(database, MongoEntryStore(database), clock))
    await database.prepare()
    return following


@pytest.fixture
def hear(following: Following, deliver: Deliver) -> Callable[..., Awaitable[None]]:
    """Delivers news of sessions and works."""

    async def hear(*news: Event) -> None:
        for one in news:
            follow = following.follow_session if isinstance(one, SessionScheduledV1) else following.follow_works
            await deliver(one, follow)

    return hear


def shown(entry: Entry) -> tuple[str, str, bool]:
    """How residents see an entry: what, on which day, whether it takes place."""
    assert entry.first_day == entry.last_day
    return entry.plan.title, str(entry.first_day), entry.takes_place


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (SessionKind.ORDINARY, "XLIX sesja Rady Miasta"),
        (SessionKind.EXTRAORDINARY, "XLIX sesja Rady Miasta (nadzwyczajna)"),
        (SessionKind.CEREMONIAL, "XLIX sesja Rady Miasta (uroczysta)"),
    ],
)
async def test_a_session_is_an_entry_of_its_whole_day(
    following: Following, hear: Deliver, kind: SessionKind, title: str
) -> None:
    await hear(FIRST.model_copy(update={"kind": kind}))
    entry = await following.calendar.public_entry(SESSION)
    assert shown(entry) == (title, "2026-11-26", True)
    assert (entry.plan.kind, entry.plan.place, entry.plan.link) == (EntryKind.SESSION, FIRST.place, "/uchwaly")
    assert (entry.plan.starts, entry.plan.all_day) == (datetime(2026, 11, 25, 23, tzinfo=UTC), True)


async def test_the_hour_of_a_session_stands_in_its_title_for_nobody_knows_when_it_ends(
    following: Following, hear: Deliver
) -> None:
    await hear(FIRST, FIRST.model_copy(update={"version": 2, "begins": time(10, 0)}))
    entry = await following.calendar.public_entry(SESSION)
    assert (shown(entry), entry.plan.all_day) == (("XLIX sesja Rady Miasta, godz. 10:00", "2026-11-26", True), True)


@pytest.mark.parametrize("order", list(permutations([FIRST, MOVED])), ids=str)
async def test_a_session_moves_and_is_called_off_with_its_newest_word(
    following: Following, hear: Deliver, order: tuple[SessionScheduledV1, ...], database: Database
) -> None:
    await hear(*order, *order)
    entry = await following.calendar.entry(SESSION)
    assert (shown(entry), entry.plan.place) == (("XLIX sesja Rady Miasta", "2026-12-03", True), MOVED.place)
    await hear(OFF, *order, OFF)
    assert not (await following.calendar.entry(SESSION)).takes_place
    rows = [row async for row in database.published_events([EntryScheduledV1.name])]
    versions = [EntryScheduledV1.model_validate_json(row["body"]).version for row in rows]
    assert versions == sorted(set(versions))
    with pytest.raises(EntryFollowed):
        await following.set_people(SESSION, entry.version + 1, (), KEEPER)


async def test_a_session_that_was_held_stays_as_it_was(following: Following, hear: Deliver) -> None:
    await hear(*(told(SessionScheduledV1, version=n, state=state) for n, state in enumerate(SessionState, 1) if n != 3))
    assert (await following.calendar.entry(SESSION)).version == 1


async def test_a_session_called_off_before_anybody_knew_of_it_is_not_shown(following: Following, hear: Deliver) -> None:
    await hear(OFF, FIRST)
    assert await following.calendar.feed() == []


@pytest.mark.parametrize("order", list(permutations([WORD, LATER])), ids=str)
async def test_the_planned_end_of_works_moves_with_what_its_unit_says(
    following: Following, hear: Deliver, order: tuple[ProgressPublishedV1, ...]
) -> None:
    await hear(*order, *order)
    entry = await following.calendar.public_entry(WORKS)
    assert shown(entry) == (f"Planowany koniec prac: {WORD.title}", "2027-11-30", True)
    assert entry.plan.kind is EntryKind.MILESTONE
    assert entry.plan.link == f"/budzet-obywatelski/projekty/{WORD.proposal_id}"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"stage": Stage.ABANDONED}, ("Planowany koniec prac", "2027-10-31", False)),
        ({"stage": Stage.FINISHED}, ("Koniec prac", "2027-01-15", True)),
        ({"stage": Stage.FINISHED, "planned_end": None}, ("Koniec prac", "2027-01-15", True)),
        (
            {"stage": Stage.FINISHED, "published_at": datetime(2027, 12, 1, 12, tzinfo=UTC)},
            ("Koniec prac", "2027-10-31", True),
        ),
    ],
)
async def test_works_that_are_over_are_shown_so(
    following: Following, hear: Deliver, changes: dict[str, object], expected: tuple[str, str, bool]
) -> None:
    await hear(WORD, told(ProgressPublishedV1, version=9, **changes), LATER)
    title, day, stands = shown(await following.calendar.entry(WORKS))
    assert (title.split(":")[0], day, stands) == expected


async def test_works_without_any_day_have_no_entry(following: Following, hear: Deliver) -> None:
    await hear(told(ProgressPublishedV1, planned_end=None, stage=Stage.FINISHED))
    await hear(told(ProgressPublishedV1, version=7, stage=Stage.ABANDONED))
    assert await following.calendar.feed() == []


async def test_residents_and_the_house_see_them_and_nobody_changes_them_here(
    site: Site, clock: SetClock, deliver: Deliver
) -> None:
    following = Following(Calendar(site.database, MongoEntryStore(site.database), clock))
    await deliver(FIRST, following.follow_session)
    await deliver(WORD, following.follow_works)
    for id, month, said in [(SESSION, "2026-11", "sesja Rady Miasta"), (WORKS, "2027-10", "Klub Sąsiada")]:
        assert said in (await site.client.get("/kalendarz", params={"miesiac": month})).text
        assert "Zobacz szczegóły" in (await site.client.get(f"/kalendarz/{id}")).text
        desk = (await site.client.get(f"/panel/wydarzenia/{id}", headers=site.by(KEEPER))).text
        assert "termin zmienia się" in desk
        assert "Odwołaj wydarzenie" not in desk
        answer = await site.client.post(
            f"/api/events/v1/entries/{id}/cancellation",
            json={"reason": "Nie odbędzie się."},
            headers=site.once(KEEPER) | {"If-Match": '"1"'},
        )
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]) == (409, "entry-followed")
    shown = (await site.client.get(f"/api/events/v1/entries/{SESSION}")).json()
    assert (shown["session_id"], shown["implementation_id"], shown["kind"]) == (FIRST.session_id, None, "session")
