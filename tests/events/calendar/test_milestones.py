"""Sessions of the council and ends of works stand in the calendar by themselves, whatever order the news comes in."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time
from itertools import permutations

import pytest

from services.events.calendar.beside import Beside
from services.events.calendar.domain import Entry, EntryFollowed, EntryKind, PersonElsewhere, Plan
from services.events.calendar.domain.people import Official, Officials
from services.events.calendar.domain.sessions import session_entry_id
from services.events.calendar.domain.works import works_entry_id
from services.events.calendar.following import Following
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore
from shared.contracts.base import Event
from shared.contracts.events import EntryScheduledV1, TaskClosedV1, TaskOpenedV1
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

OFFICIALS = Officials(
    every=(Official(id="mayor", role="Prezydent Miasta"), Official(id="deputy", role="Wiceprezydent"))
)
TEN = told(SessionScheduledV1, version=2, begins=time(10, 0))
"""26 November 2026, from ten o'clock."""


def promised(begins: time, ends: time, day: int = 26, person: str = "mayor") -> Plan:
    """An entry of that November that needs somebody."""
    starts, over = (datetime(2026, 11, day, each.hour - 1, each.minute, tzinfo=UTC) for each in (begins, ends))
    return Plan(title="Spotkanie z mieszkańcami", starts=starts, ends=over, people=(person,))


@pytest.fixture
async def following(database: Database, clock: SetClock) -> Following:
    following = Following(Calendar(database, MongoEntryStore(database), clock, OFFICIALS), "mayor")
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


@pytest.mark.parametrize(
    ("plan", "barred"),
    [
        (promised(time(8), time(10)), False),
        (promised(time(8), time(10, 1)), True),
        (promised(time(17), time(18)), True),
        (promised(time(8), time(12), day=27), False),
        (promised(time(17), time(18), person="deputy"), False),
    ],
    ids=["before it", "into it", "that afternoon", "the day after", "somebody else"],
)
async def test_the_mayor_is_promised_to_nobody_from_the_hour_of_a_session_on(
    following: Following, hear: Deliver, plan: Plan, barred: bool
) -> None:
    await hear(FIRST, TEN)
    if barred:
        with pytest.raises(PersonElsewhere, match=SESSION):
            await following.calendar.put_in(plan)
    else:
        await following.calendar.put_in(plan)


async def test_a_session_of_which_only_the_day_is_known_bars_nobody(following: Following, hear: Deliver) -> None:
    await hear(FIRST)
    await following.calendar.put_in(promised(time(12), time(13)))


async def test_who_promises_the_mayor_on_the_day_of_a_session_without_an_hour_is_told_of_it_and_not_refused(
    following: Following, hear: Deliver
) -> None:
    async def beside(id: str) -> list[str]:
        return [one.id for one in await Beside(following.calendar, "mayor").of(await following.calendar.entry(id))]

    plans = promised(time(12), time(13)), promised(time(9), time(10), day=27), promised(time(9), time(10), 26, "deputy")
    with_mayor, other_day, other_person = [await following.calendar.put_in(plan) for plan in plans]
    await hear(FIRST)
    assert (await beside(with_mayor), await beside(SESSION)) == ([SESSION], [with_mayor])
    assert (await beside(other_day), await beside(other_person)) == ([], [])
    await hear(TEN)
    assert (await beside(with_mayor), await beside(SESSION)) == ([], []), "now the hours themselves say it"


async def test_nobody_is_told_of_a_session_that_does_not_take_place_or_of_what_was_called_off(
    following: Following, hear: Deliver
) -> None:
    stands, off = [await following.calendar.put_in(promised(time(hour), time(hour + 1))) for hour in (12, 15)]
    await following.calendar.call_off(off, 1, "Prezydent jest chory", KEEPER)
    await hear(FIRST)
    found = [
        await Beside(following.calendar, "mayor").of(await following.calendar.entry(id))
        for id in (stands, off, SESSION)
    ]
    assert [[one.id for one in each] for each in found] == [[SESSION], [], [stands]]
    await hear(told(SessionScheduledV1, version=2, state=SessionState.CANCELLED))
    assert await Beside(following.calendar, "mayor").of(await following.calendar.entry(stands)) == []


@pytest.mark.parametrize("known", [True, False], ids=["its hour comes later", "its first news has the hour"])
async def test_a_session_comes_all_the_same_where_the_mayor_is_promised_and_somebody_settles_it(
    following: Following, hear: Deliver, database: Database, known: bool
) -> None:
    async def tasks() -> list[str]:
        names = [TaskOpenedV1.name, TaskClosedV1.name]
        return [row["name"].split(".")[1] async for row in database.published_events(names)]

    other = await following.calendar.put_in(promised(time(12), time(13)))
    await hear(*([FIRST] if known else []), TEN)
    entry = await following.calendar.entry(SESSION)
    assert (entry.plan.people, [one.elsewhere for one in entry.taken_off]) == ((), [other])
    assert await tasks() == ["task_opened"]
    with pytest.raises(PersonElsewhere):
        await following.set_people(SESSION, entry.version, ("mayor",), KEEPER)
    await following.calendar.call_off(other, 1, "Prezydent jest na sesji rady", KEEPER)
    await following.set_people(SESSION, entry.version, ("mayor", "deputy"), KEEPER)
    assert await tasks() == ["task_opened", "task_closed"]
    await hear(TEN.model_copy(update={"version": 3}))
    entry = await following.calendar.entry(SESSION)
    assert (entry.plan.people, entry.taken_off) == (("mayor", "deputy"), ())


async def test_a_session_that_moves_away_from_what_the_mayor_was_promised_to_needs_nobody_to_settle_it(
    following: Following, hear: Deliver, database: Database
) -> None:
    await following.calendar.put_in(promised(time(12), time(13)))
    await hear(TEN, TEN.model_copy(update={"version": 3, "on": date(2026, 12, 3)}))
    entry = await following.calendar.entry(SESSION)
    assert (entry.plan.people, entry.taken_off) == (("mayor",), ())
    await hear(OFF.model_copy(update={"version": 4}))
    free = promised(time(12), time(13)).model_copy(
        update={"starts": datetime(2026, 12, 3, 11, tzinfo=UTC), "ends": datetime(2026, 12, 3, 12, tzinfo=UTC)}
    )
    await following.calendar.put_in(free)
    names = [
        row["name"].split(".")[1] async for row in database.published_events([TaskOpenedV1.name, TaskClosedV1.name])
    ]
    assert names == ["task_opened", "task_closed"]


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
        await following.calendar.call_off(SESSION, entry.version + 1, "Nie ma kworum na tę sesję", KEEPER)


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
