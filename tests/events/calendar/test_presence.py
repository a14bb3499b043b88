"""The mayor is at no press conference while being elsewhere, whoever says it and wherever the conference moves."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from services.events.calendar.domain import EntryCancelled, EntryFollowed, PersonElsewhere, Plan
from services.events.calendar.domain.conferences import entry_id
from services.events.calendar.domain.people import Official, Officials, UnknownPerson
from services.events.calendar.domain.windows import window_entry_id
from services.events.calendar.following import Following
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore
from shared.access import Role
from shared.contracts.events import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.contracts.intake import WindowKind
from shared.contracts.media import PressConferenceScheduledV1
from shared.store import Database, Stale
from tests.conftest import SetClock, Site, person, told
from tests.events.conftest import KEEPER, announced

Deliver = Callable[..., Awaitable[None]]
OFFICIALS = Officials(every=(Official(id="mayor", role="Prezydent"), Official(id="deputy-1", role="Zastępca")))
SET = told(PressConferenceScheduledV1, version=1)
ID = entry_id(SET.conference_id)
BOTH = ("mayor", "deputy-1")
LATER = timedelta(hours=3)
TASKS = [TaskOpenedV1.name, TaskChangedV1.name, TaskClosedV1.name]
PRESS = person(Role.PRESS_OFFICER)


def moved(version: int, later: timedelta = LATER, **more: object) -> PressConferenceScheduledV1:
    return told(PressConferenceScheduledV1, version=version, starts=SET.starts + later, ends=SET.ends + later, **more)


def plan(later: timedelta = LATER, people: tuple[str, ...] = ("mayor",)) -> Plan:
    """An entry that lasts as long as the conference, so much later."""
    return Plan(title="Otwarcie mostu", starts=SET.starts + later, ends=SET.ends + later, people=people)


@pytest.fixture
async def following(database: Database, clock: SetClock, deliver: Deliver) -> Following:
    """A calendar with one conference."""
    following = Following(Calendar(database, MongoEntryStore(database), clock, OFFICIALS))
    await database.prepare()
    await deliver(SET, following.follow_conference)
    return following


async def tasks(database: Database) -> list[tuple[str, str]]:
    """What the work list was told: the last word of each event's name, and how it explains itself."""
    rows = [row async for row in database.published_events(TASKS)]
    kinds = {kind.name: kind for kind in (TaskOpenedV1, TaskChangedV1, TaskClosedV1)}
    events = [kinds[row["name"]].model_validate_json(row["body"]) for row in rows]
    return [(one.name.split("_")[1].split(".")[0], " ".join(getattr(one, "explanation", ()))) for one in events]


async def test_who_is_at_a_conference_is_at_no_other_entry_and_the_other_way_round(following: Following) -> None:
    calendar = following.calendar
    assert await following.set_people(ID, 1, BOTH, KEEPER) == 2
    with pytest.raises(PersonElsewhere) as refused:
        await calendar.put_in(plan(timedelta(minutes=10)))
    assert (refused.value.person, refused.value.entry_id) == ("mayor", ID)
    await following.set_people(ID, 2, ("deputy-1",), KEEPER)
    other = await calendar.put_in(plan(timedelta(minutes=10)))
    with pytest.raises(PersonElsewhere) as refused:
        await following.set_people(ID, 3, BOTH, KEEPER)
    assert (refused.value.person, refused.value.entry_id) == ("mayor", other)
    await following.set_people(other, 1, (), KEEPER)
    await following.set_people(ID, 3, BOTH, KEEPER)


async def test_of_two_who_promise_the_mayor_at_once_one_succeeds(following: Following) -> None:
    done = await asyncio.gather(
        following.set_people(ID, 1, ("mayor",), KEEPER),
        following.calendar.put_in(plan(timedelta(minutes=10))),
        return_exceptions=True,
    )
    assert [isinstance(one, PersonElsewhere) for one in done].count(True) == 1


async def test_a_conference_that_moves_keeps_its_people(following: Following, deliver: Deliver) -> None:
    await following.set_people(ID, 1, BOTH, KEEPER)
    await deliver(moved(2), following.follow_conference)
    await deliver(moved(3, cancelled=True), following.follow_conference)
    await deliver(moved(4, place="Teatr"), following.follow_conference)
    entry = await following.calendar.entry(ID)
    assert (entry.plan.people, entry.plan.place, entry.taken_off, entry.takes_place) == (BOTH, "Teatr", (), True)


async def test_who_cannot_go_where_it_moves_is_taken_off_and_the_work_list_says_why(
    following: Following, deliver: Deliver, database: Database
) -> None:
    await following.set_people(ID, 1, BOTH, KEEPER)
    other = await following.calendar.put_in(plan())
    for _ in range(2):
        await deliver(moved(2), following.follow_conference)
    entry = await following.calendar.entry(ID)
    assert (entry.plan.people, entry.plan.starts) == (("deputy-1",), SET.starts + LATER)
    said = "Prezydent jest wtedy gdzie indziej: Otwarcie mostu, 18.02.2027, 13:00–13:45."
    assert [(one.person, one.elsewhere, one.said) for one in entry.taken_off] == [("mayor", other, said)]
    assert await tasks(database) == [("opened", said)]
    await following.set_people(ID, entry.version, ("deputy-1",), KEEPER)
    assert (await following.calendar.entry(ID)).taken_off == ()
    assert await tasks(database) == [("opened", said), ("closed", "")]


async def test_the_task_goes_with_the_conference_and_names_everybody_who_was_taken_off(
    following: Following, deliver: Deliver, database: Database
) -> None:
    await following.set_people(ID, 1, BOTH, KEEPER)
    await following.calendar.put_in(plan())
    await following.calendar.put_in(plan(2 * LATER, ("deputy-1",)))
    await deliver(moved(2), following.follow_conference)
    await deliver(moved(3, 3 * LATER), following.follow_conference)
    await deliver(moved(4, 2 * LATER), following.follow_conference)
    await deliver(moved(5, 2 * LATER, cancelled=True), following.follow_conference)
    told_of = await tasks(database)
    assert sorted(what for what, _ in told_of) == ["changed", "closed", "closed", "opened", "opened"]
    first, both = sorted((why for what, why in told_of if what == "opened"), key=len)
    assert both.startswith(f"{first} Zastępca jest wtedy gdzie indziej: Otwarcie mostu, ")
    assert ("changed", first) in told_of
    assert (await following.calendar.entry(ID)).plan.people == ()


async def test_of_a_move_and_a_promise_at_once_the_mayor_is_at_one(following: Following, deliver: Deliver) -> None:
    await following.set_people(ID, 1, ("mayor",), KEEPER)
    done = await asyncio.gather(
        deliver(moved(2), following.follow_conference), following.calendar.put_in(plan()), return_exceptions=True
    )
    there = (await following.calendar.entry(ID)).plan.people
    assert (there, type(done[1])) in [(("mayor",), PersonElsewhere), ((), str)]


async def test_people_are_known_and_the_conference_takes_place(following: Following, deliver: Deliver) -> None:
    with pytest.raises(UnknownPerson):
        await following.set_people(ID, 1, ("nobody",), KEEPER)
    with pytest.raises(Stale):
        await following.set_people(ID, 2, BOTH, KEEPER)
    await deliver(moved(2, cancelled=True), following.follow_conference)
    with pytest.raises(EntryCancelled):
        await following.set_people(ID, 2, BOTH, KEEPER)
    await deliver(announced(), following.follow_edition)
    with pytest.raises(EntryFollowed):
        await following.set_people(window_entry_id("ed-2027", WindowKind.SUBMISSION), 1, BOTH, KEEPER)


@pytest.fixture
async def conference(site: Site, clock: SetClock, deliver: Deliver) -> Site:
    """The service with one conference."""
    calendar = Calendar(site.database, MongoEntryStore(site.database), clock, OFFICIALS)
    await deliver(SET, Following(calendar).follow_conference)
    await calendar.put_in(plan(timedelta(minutes=10)))
    return site


async def test_on_the_page_of_a_conference_a_person_says_who_takes_part(conference: Site) -> None:
    site, page = conference, f"/panel/wydarzenia/{ID}"
    assert "Kto bierze udział" in (await site.client.get(page, headers=site.by(PRESS))).text
    read = await site.client.get(page, headers=site.by(person(Role.MAYOR)))
    assert "Kto bierze udział" not in read.text
    form = {"version": "1", "people": ["mayor", "secretary"]}
    answer = await site.client.post(f"{page}/osoby", data=form, headers=site.by(PRESS))
    assert answer.status_code == 409
    assert "Prezydent Miasta jest wtedy gdzie indziej: Otwarcie mostu, 18.02.2027, 10:10–10:55." in answer.text
    assert 'value="secretary" checked' in answer.text
    answer = await site.client.post(f"{page}/osoby", data=form | {"people": "secretary"}, headers=site.by(PRESS))
    assert answer.status_code == 303
    assert 'value="secretary" checked' in (await site.client.get(page, headers=site.by(PRESS))).text


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PROTOCOL_OFFICER, 204),
        (Role.PRESS_OFFICER, 204),
        (Role.OFFICER, 204),
        (Role.MAYOR, 403),
        (Role.AUDITOR, 403),
        (Role.ADMIN, 403),
        (Role.UNIT_REVIEWER, 403),
    ],
)
async def test_programs_say_who_takes_part_as_people_do(conference: Site, role: Role, status: int) -> None:
    path, client = f"/api/events/v1/entries/{ID}", conference.client
    by = conference.by(person(role)) | {"If-Match": '"1"'}
    answer = await client.put(f"{path}/people", json={"people": ["secretary"]}, headers=by)
    assert answer.status_code == status
    if status == 204:
        assert answer.headers["ETag"] == '"2"'
        shown = (await client.get(path, headers=by)).json()
        assert (shown["people"], shown["taken_off"], shown["conference_id"]) == (["secretary"], [], SET.conference_id)
        assert (await client.get(path)).json()["people"] == []
        stale = await client.put(f"{path}/people", json={"people": []}, headers=by)
        assert stale.status_code == 412
        refused = await client.put(f"{path}/people", json={"people": ["mayor"]}, headers=by | {"If-Match": '"2"'})
        assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (409, "person-elsewhere")
