"""Entries are moved, put off and called off with a reason, a slip is taken back, and some come in series."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.calendar.domain import (
    AlreadyPostponed,
    ChangeKind,
    EntryCancelled,
    NothingToUndo,
    Plan,
    ReasonMissing,
)
from services.events.calendar.domain.dates import (
    DayRule,
    DecidedDay,
    EasterDay,
    FixedDay,
    NthWeekday,
)
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore
from shared.contracts.events import TaskClosedV1, TaskOpenedV1
from shared.store import Database
from tests.conftest import SetClock, Site
from tests.events.conftest import KEEPER

FIRST = Plan(
    title="Święto Miasta", starts=datetime(2026, 6, 11, 8, 30, tzinfo=UTC), ends=datetime(2026, 6, 11, 10, tzinfo=UTC)
)
LATER = FIRST.model_copy(update={"starts": FIRST.starts + timedelta(days=1), "ends": FIRST.ends + timedelta(days=1)})
WHY = "Ostrzeżenie przed burzą drugiego stopnia."


@pytest.fixture
async def calendar(database: Database, clock: SetClock) -> Calendar:
    calendar = Calendar(database, MongoEntryStore(database), clock)
    await database.prepare()
    return calendar


async def test_who_moves_what_residents_know_says_why(calendar: Calendar) -> None:
    id = await calendar.put_in(FIRST)
    for changed in (LATER, FIRST.model_copy(update={"place": "Ratusz"})):
        with pytest.raises(ReasonMissing):
            await calendar.move(id, 1, changed)
    await calendar.move(id, 1, FIRST.model_copy(update={"title": "Święto Kalisza"}))
    await calendar.move(id, 2, LATER, WHY, KEEPER)
    (told,) = (await calendar.entry(id)).told
    assert (told.kind, told.reason, told.by, told.before.plan.starts) == (
        ChangeKind.MOVED, WHY, KEEPER.name, FIRST.starts
    )  # fmt: skip


async def test_what_is_put_off_leaves_the_calendar_of_subscribers_and_comes_back_with_its_new_date(
    calendar: Calendar,
) -> None:
    id = await calendar.put_in(FIRST)
    await calendar.put_off(id, 1, WHY, KEEPER)
    assert await calendar.feed() == []
    with pytest.raises(AlreadyPostponed):
        await calendar.put_off(id, 2, WHY, KEEPER)
    await calendar.move(id, 2, FIRST.model_copy(update={"title": "Święto Kalisza"}))
    assert (await calendar.entry(id)).postponed
    await calendar.move(id, 3, LATER, "Nowy termin po burzy.", KEEPER)
    (entry,) = await calendar.feed()
    assert (entry.id, entry.version, entry.postponed, entry.cancel_reason) == (id, 4, False, None)


@pytest.mark.parametrize("ends", ["move", "call_off", "undo"])
async def test_what_is_put_off_stands_on_the_work_list_until_it_has_a_date_or_is_called_off(
    calendar: Calendar, database: Database, ends: str
) -> None:
    async def tasks() -> list[str]:
        names = [TaskOpenedV1.name, TaskClosedV1.name]
        return [row["name"].split(".")[1] async for row in database.published_events(names)]

    id = await calendar.put_in(FIRST)
    await calendar.put_off(id, 1, WHY, KEEPER)
    assert await tasks() == ["task_opened"]
    await calendar.move(id, 2, FIRST.model_copy(update={"title": "Święto Kalisza"}))
    assert await tasks() == ["task_opened"]
    if ends == "move":
        await calendar.move(id, 3, LATER, "Nowy termin po burzy.", KEEPER)
    elif ends == "call_off":
        await calendar.call_off(id, 3, WHY, KEEPER)
    else:
        second = await calendar.put_in(LATER)
        await calendar.put_off(second, 1, WHY, KEEPER)
        await calendar.undo(second, 2, KEEPER)
        assert await tasks() == ["task_opened", "task_opened", "task_closed"]
        return
    assert await tasks() == ["task_opened", "task_closed"]


async def test_what_waits_for_a_date_is_among_what_comes_after_its_former_day_is_over(
    calendar: Calendar, clock: SetClock
) -> None:
    waits, held, off = [await calendar.put_in(FIRST) for _ in range(3)]
    await calendar.put_off(waits, 1, WHY, KEEPER)
    await calendar.put_off(off, 1, WHY, KEEPER)
    await calendar.call_off(off, 2, WHY, KEEPER)
    clock.move(days=200)
    assert [one.id for one in await calendar.store.from_now(clock.now(), 0, 9)] == [waits]
    assert {one.id for one in await calendar.store.before(clock.now(), 0, 9)} == {held, off}


@pytest.mark.parametrize("slip", ["move", "put_off", "call_off"])
async def test_a_slip_is_taken_back_within_two_days(calendar: Calendar, clock: SetClock, slip: str) -> None:
    id = await calendar.put_in(FIRST)
    if slip == "move":
        await calendar.move(id, 1, LATER, WHY, KEEPER)
    else:
        await getattr(calendar, slip)(id, 1, WHY, KEEPER)
    clock.move(hours=47)
    await calendar.undo(id, 2, KEEPER)
    entry = await calendar.entry(id)
    assert (entry.takes_place, entry.plan, entry.version) == (True, FIRST, 3)
    with pytest.raises(NothingToUndo):
        await calendar.undo(id, 3, KEEPER)


async def test_after_two_days_what_stands_stands(calendar: Calendar, clock: SetClock) -> None:
    id = await calendar.put_in(FIRST)
    await calendar.call_off(id, 1, WHY, KEEPER)
    clock.move(hours=49)
    with pytest.raises(NothingToUndo):
        await calendar.undo(id, 2, KEEPER)
    with pytest.raises(EntryCancelled):
        await calendar.put_off(id, 2, WHY, KEEPER)


async def test_the_rest_of_a_series_is_called_off_at_once(site: Site) -> None:
    form = {
        "title": "Narada tygodniowa", "day": "2026-06-01", "begins": "09:00", "ends": "10:00", "people": "mayor",
        "rhythm": "weekly", "until": "2026-07-06", "without": "15.06.2026",
    }  # fmt: skip
    made = await site.client.post("/panel/wydarzenia/nowe", data=form, headers=site.by(KEEPER))
    assert made.status_code == 303, made.text
    span = {"from": "2026-06-01T00:00:00Z", "to": "2026-07-10T00:00:00Z"}
    entries = (await site.client.get("/api/events/v1/entries", params=span)).json()
    assert [one["starts"][8:10] for one in entries] == ["01", "08", "22", "29", "06"]
    off = {"version": "1", "reason": "Koniec projektu, narady są zbędne.", "rest": "true"}
    third = entries[2]["entry_id"]
    await site.client.post(f"/panel/wydarzenia/{third}/odwolanie", data=off, headers=site.by(KEEPER))
    entries = (await site.client.get("/api/events/v1/entries", params=span)).json()
    assert [one["cancelled"] for one in entries] == [False, False, True, True, True]


async def test_half_a_rhythm_is_a_slip(site: Site) -> None:
    form = {"title": "Narada tygodniowa", "day": "2026-06-01", "rhythm": "weekly"}
    answer = await site.client.post("/panel/wydarzenia/nowe", data=form, headers=site.by(KEEPER))
    assert answer.status_code == 422
    assert 'href="#until"' in answer.text


async def test_a_day_left_out_that_is_none_of_the_series_is_told_at_its_field_and_to_programs(site: Site) -> None:
    form = {"title": "Narada tygodniowa", "day": "2026-06-01", "rhythm": "weekly", "until": "2026-06-30"}
    form |= {"without": "16.06.2026"}
    answer = await site.client.post("/panel/wydarzenia/nowe", data=form, headers=site.by(KEEPER))
    assert answer.status_code == 409
    assert 'href="#without"' in answer.text
    assert "16.06.2026" in answer.text
    given: dict[str, Any] = {"title": "Narada", "starts": "2026-06-01T07:00:00Z", "ends": "2026-06-01T08:00:00Z"}
    given |= {"repeats": {"rhythm": "weekly", "until": "2026-06-30", "without": ["2026-06-16"]}}
    refused = await site.client.post("/api/events/v1/entries", json=given, headers=site.once(KEEPER))
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/day-not-in-series")


def gregorian_easter(year: int) -> date:
    """Easter by Gauss's rule with its exceptions, which shares nothing with the library's."""
    a, b, c = year % 19, year % 4, year % 7
    k = year // 100
    m = (15 - (13 + 8 * k) // 25 + k - k // 4) % 30
    n = (4 + k - k // 4) % 7
    d = (19 * a + m) % 30
    e = (2 * b + 4 * c + 6 * d + n) % 7
    offset = 22 + d + e
    if d == 29 and e == 6:
        offset -= 7
    if d == 28 and e == 6 and (11 * m + 11) % 30 < 19:
        offset -= 7
    return date(year, 3, 1) + timedelta(days=offset - 1)


@given(year=st.integers(1900, 2199), days=st.integers(-70, 70))
def test_movable_days_follow_easter(year: int, days: int) -> None:
    assert EasterDay(days=days).day_in(year) == gregorian_easter(year) + timedelta(days=days)


@given(
    year=st.integers(1900, 2199),
    month=st.integers(1, 12),
    weekday=st.integers(0, 6),
    number=st.sampled_from([-1, 1, 2, 3, 4]),
)
def test_an_nth_weekday_is_found_by_counting(year: int, month: int, weekday: int, number: int) -> None:
    every = [
        date.fromordinal(n) for n in range(date(year, month, 1).toordinal(), date(year, month, 28).toordinal() + 4)
    ]
    fitting = [day for day in every if day.month == month and day.weekday() == weekday]
    wanted = fitting[-1] if number == -1 else fitting[number - 1]
    assert NthWeekday(month=month, weekday=weekday, number=number).day_in(year) == wanted


def test_fixed_days_are_there_every_year_and_decided_ones_when_somebody_decides() -> None:
    assert [FixedDay(month=2, day=29).day_in(year) for year in (2027, 2028)] == [date(2027, 2, 28), date(2028, 2, 29)]
    rule: DayRule = DecidedDay(month=6)
    assert rule.day_in(2027) is None
    with pytest.raises(ValueError, match="day is out of range"):
        FixedDay(month=4, day=31)
