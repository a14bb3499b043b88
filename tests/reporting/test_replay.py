"""A projection is thrown away and built anew from every publisher's log while the service runs and news comes in."""

import asyncio
import os
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import pytest

from deploy.local.world import PROJECT
from deploy.refusal import CannotStart
from deploy.replay import log, replay
from services.reporting.implementation.service.units import Addresses
from services.reporting.main import projections
from services.reporting.worklist.domain.holding import TaskDone
from services.reporting.worklist.service import When
from shared import projection
from shared.bus import EVENTS, Wire
from shared.contracts import Event
from shared.outbox import message
from shared.projection import BeingBuilt
from shared.store import Database, outbox_row
from tests.conftest import poll
from tests.reporting.conftest import (
    EDITION,
    OFFICER,
    WRM,
    House,
    Site,
    announced,
    checked,
    decided,
    listed,
    moment,
    opened,
    progressed,
    results,
    reviewed,
    started,
    submitted,
    withdrawn,
)
from tests.reporting.statistics.test_figures import GOING, final
from tests.reporting.worklist.test_handing import DOROTA
from tests.reporting.worklist.test_tasks import changed as task_changed
from tests.reporting.worklist.test_tasks import closed as task_closed
from tests.reporting.worklist.test_tasks import opened as task_opened

_PUBLISHERS = ("intake", "verification", "voting", "media", "events")


class City:
    """The services that publish: each writes an event into its log and sends it to the bus, as its relay does."""

    def __init__(self, mongo_url: str, wire: Wire) -> None:
        self._logs = {name: Database(mongo_url, name) for name in _PUBLISHERS}
        self._wire, self._now = wire, datetime(2026, 4, 1, tzinfo=UTC)

    async def logs(self, events: Iterable[Event]) -> list[dict[str, Any]]:
        """Log events, and give their rows."""
        rows = []
        for event in events:
            self._now += timedelta(seconds=1)
            rows.append(outbox_row(event, self._now))
            await self._logs[event.publisher].collection("outbox").insert_one({**rows[-1]})
        return rows

    async def says(self, events: Iterable[Event]) -> None:
        """Log each event, then send it."""
        for event in events:
            for row in await self.logs([event]):
                await self._wire.send(EVENTS, row["name"], message(row))

    def close(self) -> None:
        for store in self._logs.values():
            store.close()


@pytest.fixture
async def city(mongo_url: str, amqp_url: str, emptied: Callable[[str], None]) -> AsyncIterator[City]:
    wire = Wire(amqp_url)
    await wire.open()
    for name in _PUBLISHERS:
        emptied(name)
    city = City(mongo_url, wire)
    yield city
    city.close()
    await wire.close()
    for name in _PUBLISHERS:
        emptied(name)


def story(first: int, last: int) -> list[Event]:
    """What happens to projects with these numbers, and their reviews as tasks, in a bad order."""
    told: list[Event] = []
    for number in range(first, last):
        id = f"p-{number}"
        told += [submitted(id, number), checked(id), reviewed(id, version=3), decided(id, version=4)]
        told += [task_opened(id), task_changed(id)] if number % 3 else [task_opened(id), task_closed(id)]
        told += [withdrawn(id, version=5)] if number % 7 == 0 else []
    random.Random(first).shuffle(told)
    return told


async def fresh(make_database: Callable[[], Database], name: str, events: Sequence[Event]) -> str:
    """Give the digest of a projection that has taken in these events and nothing else."""
    database = make_database()
    one = projections(database)[name]
    await database.prepare()
    await database.transaction(lambda tx: one.take_in(tx, one.store, events))
    return await one.digest()


@pytest.mark.parametrize("thrown_away", [True, False])
async def test_the_life_lines_are_the_same_after_a_replay_in_which_news_came_in(
    site: Site,
    city: City,
    mongo_url: str,
    make_database: Callable[[], Database],
    monkeypatch: pytest.MonkeyPatch,
    thrown_away: bool,
) -> None:
    monkeypatch.setattr(projection, "_AT_ONCE", 10)
    before, meanwhile = [announced(), *story(1, 26)], [*story(26, 46), listed("p-1", "p-2"), opened()]
    database, life = site.house.database, site.house.tracker.projection
    answers = set[int]()

    async def settled() -> bool:
        return await life.digest() == wanted

    async def read() -> None:
        while True:
            answers.add((await site.client.get("/api/reporting/v1/projects/p-2")).status_code)

    async def its_own_news_is_back() -> bool:
        glance = (await site.house.tracker.project("p-1")).glance
        # The start comes back over another queue than the results that it follows from.
        return glance.state == "in_progress" and glance.votes is not None

    async with site.app.router.lifespan_context(site.app):
        await poll(site.ready)
        await city.says(before)
        wanted = await fresh(make_database, "tracker", before)
        await poll(settled)
        if thrown_away:
            await database.collection("projects").delete_many({})
            await database.collection("editions").delete_many({})
        reading = asyncio.create_task(read())
        rebuilt, _ = await asyncio.gather(replay("tracker", lambda _: mongo_url), city.says(meanwhile))
        wanted = await fresh(make_database, "tracker", [*before, *meanwhile])
        await poll(settled)
        reading.cancel()
        assert thrown_away or answers == {200}, "who reads has the old one until the new one is whole"
        assert rebuilt.old != rebuilt.new or not thrown_away
        await city.says([results(("p-1",))])
        await poll(its_own_news_is_back)
        again = await replay("tracker", lambda _: mongo_url)
        assert again.old == again.new == await life.digest()
        assert again.events > rebuilt.events > 25
    assert await database.names("new_") == []


async def test_what_all_publishers_say_of_one_project_is_read_together(city: City, mongo_url: str) -> None:
    told = story(1, 30)
    await city.logs(told)
    names = sorted({event.name for event in told})
    read = [event async for event in log(names, lambda _: mongo_url)]
    bodies = [Counter(event.model_dump_json() for event in events) for events in (read, told)]
    assert bodies[0] == bodies[1], "nothing is lost and nothing comes twice"
    subjects = [event.aggregate_id for event in read]
    assert {event.publisher for event in read} == {"intake", "verification"}
    assert [subject for subject, _ in groupby(subjects)] == sorted(set(subjects))


TASK = "verification|p-1"


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A replay takes in two events at a time."""
    monkeypatch.setattr(projection, "_AT_ONCE", 2)


async def interrupted(events: Sequence[Event], work: Callable[[], Awaitable[object]]) -> AsyncIterator[Event]:
    """Give a log; when half of it is read, `work` is done."""
    for place, event in enumerate(events):
        if place == len(events) // 2:
            await work()
        yield event


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("late", ["p-1", "p-9"])
async def test_news_that_came_while_the_log_was_read_is_in_the_new_one(house: House, late: str) -> None:
    events = [submitted(f"p-{number}", number) for number in range(1, 10)]
    await house.hears(*events)

    async def news() -> None:
        await house.hears(withdrawn(late))

    rebuilt = await house.tracker.projection.rebuild(interrupted(events, news))
    assert rebuilt.old == rebuilt.new
    assert (await house.tracker.project(late)).glance.state == "withdrawn"


@pytest.mark.usefixtures("small_steps")
async def test_a_replay_that_breaks_off_changes_nothing_and_the_next_one_is_whole(house: House) -> None:
    events = [submitted(f"p-{number}", number) for number in range(1, 10)]
    await house.hears(*events)
    before = await house.tracker.projection.digest()

    async def power_cut() -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await house.tracker.projection.rebuild(interrupted(events, power_cut))
    assert await house.tracker.projection.digest() == before
    await house.hears(withdrawn("p-3"))
    rebuilt = await house.tracker.projection.rebuild(interrupted([*events, withdrawn("p-3")], lambda: asyncio.sleep(0)))
    assert rebuilt.old == rebuilt.new
    assert await house.database.names("new_") == []


async def test_two_operators_do_not_build_the_same_copy_at_once(house: House) -> None:
    events = [submitted(), withdrawn()]

    async def another() -> None:
        with pytest.raises(BeingBuilt):
            await house.tracker.projection.rebuild(interrupted(events, lambda: asyncio.sleep(0)))

    assert (await house.tracker.projection.rebuild(interrupted(events, another))).events == 2


async def test_an_operators_command_builds_it_and_says_whether_it_is_the_same(
    site: Site, city: City, mongo_url: str
) -> None:
    await city.logs([announced(), submitted(), checked(), withdrawn(version=3)])
    addresses = {f"{name.upper()}_MONGO_URL": mongo_url for name in (*_PUBLISHERS, "reporting")}

    async def ratusz() -> str:
        words = (sys.executable, "-m", "deploy.cli", "replay", "tracker")
        pipe = asyncio.subprocess.PIPE
        run = await asyncio.create_subprocess_exec(*words, env={**os.environ, **addresses}, cwd=PROJECT, stdout=pipe)
        said, _ = await run.communicate()
        assert run.returncode == 0
        return said.decode()

    assert "ANOTHER" in await ratusz(), "nothing was there before"
    assert (await site.house.tracker.project("p-1")).glance.state == "withdrawn"
    again = await ratusz()
    assert again.startswith("4 events.")
    assert again.strip().endswith("the same.")


async def test_only_what_there_is_can_be_built(mongo_url: str) -> None:
    with pytest.raises(CannotStart, match="tracker, worklist"):
        await replay("ballots", lambda _: mongo_url)


def _reviews() -> list[Event]:
    told: list[Event] = []
    for number in range(1, 13):
        told += [task_opened(f"p-{number}", unit="WRM", due_at=moment("2026-04-17"))]
        told += [task_closed(f"p-{number}")] if number > 8 else []
    return told


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("task", ["p-1", "p-8"])
async def test_a_task_that_changes_hands_while_the_list_is_built_anew_stays_in_them(house: House, task: str) -> None:
    events = _reviews()
    await house.hears(*events)
    await house.handing.hand_over("verification|p-2", 0, DOROTA.id, "", WRM)

    async def changes_hands() -> None:
        await house.handing.hand_over(f"verification|{task}", 0, DOROTA.id, "", WRM)

    rebuilt = await house.worklist.projection.rebuild(interrupted(events, changes_hands))
    assert rebuilt.old == rebuilt.new
    hers = await house.worklist.store.page(await house.worklist.wanted(DOROTA), 0, 50)
    assert {one.id for one in hers if one.holder == DOROTA.id} == {"verification|p-2", f"verification|{task}"}


@pytest.mark.usefixtures("small_steps")
async def test_whose_head_was_told_is_not_told_again_after_a_replay(house: House, clock: Any) -> None:
    events = [task_opened("p-1"), task_opened("p-2"), task_closed("p-2")]
    await house.calls.set_unit("ZDM", 3, Addresses(head="kierownik@zdm.example"), 0, OFFICER)
    await house.hears(*events)
    clock.moment = moment("2026-04-24")
    await house.worklist.escalate()
    rebuilt = await house.worklist.projection.rebuild(interrupted(events, house.worklist.escalate))
    await house.worklist.escalate()
    assert rebuilt.old == rebuilt.new
    assert len(await house.mails()) == 1
    wanted = await house.worklist.wanted(OFFICER, When.ESCALATED, of_units=True)
    assert [one.id for one in await house.worklist.store.page(wanted, 0, 50)] == [TASK]


async def test_the_counts_of_units_are_built_anew_with_their_tasks(house: House) -> None:
    events = _reviews()
    await house.hears(*events)
    before = await house.load.store.months(["2026-04"])
    await house.database.collection("task_load").delete_many({})
    await house.database.collection("tasks").delete_many({})
    rebuilt = await house.worklist.projection.rebuild(interrupted(events, lambda: asyncio.sleep(0)))
    assert rebuilt.old != rebuilt.new
    assert await house.load.store.months(["2026-04"]) == before != []
    assert await house.load.store.open_now() == {"WRM": 8}


def _edition() -> list[Event]:
    """An edition from its announcement to works that go on."""
    ids = ("p-1", "p-2", "p-3")
    told: list[Event] = [announced(), *(submitted(id, number) for number, id in enumerate(ids, 1))]
    return [*told, GOING, final(won=ids[:2], lost=ids[2:]), started(), progressed()]


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("thrown_away", [True, False])
async def test_the_figures_of_an_edition_are_built_from_the_logs_also_where_none_were_kept(
    house: House, thrown_away: bool
) -> None:
    events = _edition()
    await house.hears(*events)
    figures = await house.statistics.edition(EDITION)
    if thrown_away:
        for name in ("statistics_editions", "statistics_projects"):
            await house.database.collection(name).delete_many({})
    random.Random(7).shuffle(events)
    rebuilt = await house.statistics.projection.rebuild(interrupted(events, lambda: house.hears(submitted("p-4", 4))))
    assert (rebuilt.old == rebuilt.new) is not thrown_away
    again = await house.statistics.edition(EDITION)
    assert (again.total.filed, figures.total.filed) == (4, 3)
    assert (again.total.won, again.total.spent) == (figures.total.won, figures.total.spent)
    assert again.turnout == figures.turnout


@pytest.mark.usefixtures("small_steps")
async def test_many_hands_at_once_and_a_replay_end_in_one_state(house: House) -> None:
    events = _reviews()
    await house.hears(*events)

    closings = [task_closed(f"p-{number}", 2) for number in range(1, 5)]
    log = [*events, *closings]  # a service logs what it says before anybody hears it
    ids = [f"verification|p-{number}" for number in range(1, 9)]

    async def busy() -> None:
        hands = (house.handing.hand_over(id, 0, DOROTA.id, "", WRM) for id in ids)
        ends = await asyncio.gather(*hands, return_exceptions=True)
        # The new list may know before the old one that a task is done: its log does.
        assert all(end == 1 or isinstance(end, TaskDone) for end in ends)
        await house.hears(*closings)

    await asyncio.gather(house.worklist.projection.rebuild(interrupted(log, lambda: asyncio.sleep(0))), busy())
    again = await house.worklist.projection.rebuild(interrupted(log, lambda: asyncio.sleep(0)))
    assert again.old == again.new
    assert await house.load.store.open_now() == {"WRM": 4}
    hers = await house.worklist.store.page(await house.worklist.wanted(DOROTA), 0, 50)
    assert {one.id for one in hers} == {f"verification|p-{number}" for number in range(5, 9)}
