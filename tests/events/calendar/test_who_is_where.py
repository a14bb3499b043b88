"""Nobody is promised to two places at once, whoever promises and however many at the same moment."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.events.calendar.domain import EntryTimes, PersonElsewhere, Plan
from services.events.calendar.domain.people import Official, Officials, UnknownPerson
from services.events.calendar.service import Calendar, Sought
from services.events.calendar.store import MongoEntryStore
from shared.access import Role
from shared.store import Database
from tests.conftest import SetClock, Site, person
from tests.events.conftest import KEEPER

NOON = datetime(2026, 6, 11, 12, tzinfo=UTC)
OFFICIALS = Officials(every=(Official(id="mayor", role="Prezydent"), Official(id="deputy-1", role="Zastępca")))


def plan(starts: float = 0, lasts: float = 60, people: tuple[str, ...] = ("mayor",), **more: object) -> Plan:
    """An entry so many minutes after noon."""
    begins = NOON + timedelta(minutes=starts)
    return Plan(title="Spotkanie", starts=begins, ends=begins + timedelta(minutes=lasts), people=people, **more)


@pytest.fixture
async def calendar(database: Database, clock: SetClock) -> Calendar:
    calendar = Calendar(database, MongoEntryStore(database), clock, OFFICIALS)
    await database.prepare()
    return calendar


@pytest.mark.parametrize(
    ("other", "free"),
    [
        (plan(60), True),
        (plan(-60), True),
        (plan(59), False),
        (plan(-59), False),
        (plan(10, 10), False),
        (plan(-30, 300), False),
        (plan(0, people=("deputy-1",)), True),
        (plan(0, people=("deputy-1", "mayor")), False),
        (plan(0, people=()), True),
    ],
)
async def test_who_is_at_one_place_is_at_no_other(calendar: Calendar, other: Plan, *, free: bool) -> None:
    first = await calendar.put_in(plan())
    if free:
        await calendar.put_in(other)
        return
    with pytest.raises(PersonElsewhere) as refused:
        await calendar.put_in(other)
    assert (refused.value.person, refused.value.entry_id) == ("mayor", first)


async def test_of_twenty_who_promise_the_mayor_at_once_one_succeeds(
    database: Database, clock: SetClock, mongo_url: str
) -> None:
    # Two calendars on two connections, as two replicas: what one has in memory the other has not.
    other = Database(mongo_url, database.name)
    houses = [Calendar(base, MongoEntryStore(base), clock, OFFICIALS) for base in (database, other)]
    await database.prepare()
    done = await asyncio.gather(
        *(houses[n % 2].put_in(plan(n % 7, people=("deputy-1", "mayor") if n % 3 else ("mayor",))) for n in range(20)),
        return_exceptions=True,
    )
    other.close()
    assert len([one for one in done if isinstance(one, str)]) == 1
    assert len([one for one in done if isinstance(one, PersonElsewhere)]) == 19


async def test_moves_that_would_meet_in_the_middle_do_not_both_happen(calendar: Calendar) -> None:
    first, second = await calendar.put_in(plan(0)), await calendar.put_in(plan(120))
    why = "Zmiana planu dnia prezydenta."
    done = await asyncio.gather(
        calendar.move(first, 1, plan(60), why), calendar.move(second, 1, plan(60), why), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["PersonElsewhere", "int"]


async def test_what_is_called_off_or_put_off_sets_people_free(calendar: Calendar) -> None:
    first = await calendar.put_in(plan())
    await calendar.call_off(first, 1, "Ostrzeżenie przed burzą")
    second = await calendar.put_in(plan())
    await calendar.put_off(second, 1, "Sala jest zalana.")
    await calendar.put_in(plan())


async def test_a_slip_is_not_taken_back_into_the_arms_of_another_entry(calendar: Calendar) -> None:
    first = await calendar.put_in(plan())
    await calendar.call_off(first, 1, "Pomyłka przy klawiaturze")
    second = await calendar.put_in(plan())
    with pytest.raises(PersonElsewhere):
        await calendar.undo(first, 2, KEEPER)
    await calendar.call_off(second, 1, "To jest zbędny termin")
    await calendar.undo(first, 2, KEEPER)
    assert (await calendar.entry(first)).takes_place


async def test_people_are_known_and_are_there_for_some_time(calendar: Calendar) -> None:
    with pytest.raises(UnknownPerson):
        await calendar.put_in(plan(people=("nobody",)))
    with pytest.raises(EntryTimes):
        await calendar.put_in(plan(lasts=0))


async def test_internal_entries_are_not_shown_told_or_found_outside(calendar: Calendar, database: Database) -> None:
    id = await calendar.put_in(plan(public=False))
    assert await calendar.feed() == []
    assert [one.id for one in await calendar.feed("mayor")] == [id]
    assert [one async for one in database.published_events()] == []
    span = (NOON - timedelta(days=1), NOON + timedelta(days=1))
    assert await calendar.store.between(*span, 10, Sought(public=True)) == []


async def test_what_becomes_internal_is_called_off_for_others_in_its_former_words(
    calendar: Calendar, database: Database
) -> None:
    id = await calendar.put_in(plan())
    hidden = plan(public=False).model_copy(update={"title": "Narada o kadrach"})
    await calendar.move(id, 1, hidden)
    bodies = [row["body"].decode() async for row in database.published_events()]
    assert len(bodies) == 2
    assert '"cancelled":true' in bodies[1]
    assert "Narada" not in bodies[1]


async def test_the_keeper_is_told_where_the_mayor_is_and_loses_nothing_typed(site: Site) -> None:
    hours = {"day": "2026-06-11", "begins": "10:00", "ends": "11:00"}
    form = {"title": "Otwarcie mostu", **hours, "people": ["mayor", "secretary"]}
    made = await site.client.post("/panel/wydarzenia/nowe", data=form, headers=site.by(KEEPER))
    assert made.status_code == 303
    typed = form | {"title": "Konferencja o budżecie", "begins": "10:30", "ends": "12:00", "people": "mayor"}
    answer = await site.client.post("/panel/wydarzenia/nowe", data=typed, headers=site.by(KEEPER))
    assert answer.status_code == 409
    assert "Prezydent Miasta jest wtedy gdzie indziej: Otwarcie mostu, 11.06.2026, 10:00–11:00." in answer.text
    assert "Konferencja o budżecie" in answer.text
    assert 'value="mayor" checked' in answer.text


async def test_residents_are_not_told_who_is_where(site: Site) -> None:
    form = {"title": "Narada", "day": "2026-06-11", "begins": "10:00", "ends": "11:00", "people": "mayor"}
    await site.client.post("/panel/wydarzenia/nowe", data=form | {"seen_by": "house"}, headers=site.by(KEEPER))
    await site.client.post(
        "/panel/wydarzenia/nowe",
        data=form | {"begins": "12:00", "ends": "13:00", "title": "Święto"},
        headers=site.by(KEEPER),
    )
    span = {"from": "2026-06-01T00:00:00Z", "to": "2026-07-01T00:00:00Z"}
    (seen,) = (await site.client.get("/api/events/v1/entries", params=span)).json()
    assert (seen["title"], seen["people"]) == ("Święto", [])
    mayor = site.by(person(Role.MAYOR))
    both = (await site.client.get("/api/events/v1/entries", params=span, headers=mayor)).json()
    assert [one["people"] for one in both] == [["mayor"], ["mayor"]]
    assert (await site.client.get(f"/kalendarz/{both[0]['entry_id']}")).status_code == 404
    assert (await site.client.get(f"/kalendarz/{both[0]['entry_id']}.ics")).status_code == 404
    assert (await site.client.get(f"/api/events/v1/entries/{both[0]['entry_id']}")).status_code == 404
    for view in ("miesiac", "tydzien", "lista"):
        page = await site.client.get("/kalendarz", params={"widok": view, "miesiac": "2026-06", "tydzien": "2026-W24"})
        assert ("Narada" in page.text, "Święto" in page.text) == (False, True), view
        desk = {"widok": view, "miesiac": "2026-06", "tydzien": "2026-W24", "osoba": "mayor"}
        assert "Narada" in (await site.client.get("/panel/wydarzenia", params=desk, headers=mayor)).text
        desk["osoba"] = "secretary"
        assert "Narada" not in (await site.client.get("/panel/wydarzenia", params=desk, headers=mayor)).text
