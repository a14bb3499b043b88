"""The list of work gathers what waits in every service, for whoever has to do it."""

from functools import reduce
from itertools import permutations

import pytest

from services.reporting.worklist.domain import Task, apply
from services.reporting.worklist.domain.greeting import called
from services.reporting.worklist.handlers import subscribe
from services.reporting.worklist.service import Wanted, When
from shared.access import Role
from shared.bus import Bus
from shared.contracts import contracts, verification, voting
from shared.contracts.tasks import TaskChanged, TaskClosed, TaskOpened
from shared.demo_people import DEMO_PEOPLE
from tests.reporting.conftest import OFFICER, WRM, ZDM, moment


def opened(task_id: str = "t-1", version: int = 1, **changes: object) -> verification.TaskOpenedV1:
    plain = {
        "version": version,
        "task_id": task_id,
        "kind": "merit_review",
        "case": "BO-2027-041",
        "title": "Ławki przy Rogatce",
        "action": "Oceń koszt po zmianie zakresu",
        "link": "/panel/weryfikacja/oceny/p-1",
        "role": "unit_reviewer",
        "unit": "ZDM",
        "opened_at": moment("2026-04-10"),
        "due_at": moment("2026-04-17"),
    }
    return verification.TaskOpenedV1.model_validate({**plain, **changes})


def closed(task_id: str = "t-1", version: int = 2) -> verification.TaskClosedV1:
    return verification.TaskClosedV1(version=version, task_id=task_id, closed_at=moment("2026-04-16"))


def changed(task_id: str = "t-1", version: int = 2, day: str = "2026-04-20") -> verification.TaskChangedV1:
    why = (f"Przesunięte na {day}",)
    at = moment("2026-04-12")
    return verification.TaskChangedV1(
        version=version, task_id=task_id, due_at=moment(day), explanation=why, changed_at=at
    )


NEWS: list[TaskOpened | TaskClosed] = [
    opened(),
    closed(),
    opened(version=3, action="Popraw ocenę"),
    closed(version=4),
    opened(version=5),
]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_a_task_does_not_depend_on_the_order_of_its_news(count):
    ways = [reduce(apply, way[1:], apply(None, way[0])) for way in permutations(NEWS[:count])]
    assert all(way == ways[0] for way in ways)
    assert ways[0].open == (count % 2 == 1)


MOVES: list[TaskOpened | TaskChanged | TaskClosed] = [
    opened(),
    changed(),
    changed(version=4, day="2026-04-21"),
    closed(),
    opened(version=3, due_at=moment("2026-05-01")),
]


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_a_task_that_is_due_later_does_not_depend_on_the_order_of_its_news(count):
    ways = [reduce(apply, [*way[1:], *way], apply(None, way[0])) for way in permutations(MOVES[:count])]
    assert all(way == ways[0] for way in ways)
    assert ways[0].due_at == moment("2026-04-20" if count == 2 else "2026-04-21")
    assert ways[0].sorts_at == ways[0].due_at
    assert ways[0].open == (count != 4)


def test_a_task_opened_anew_after_a_change_has_its_own_day():
    news: list[TaskOpened | TaskChanged | TaskClosed] = [
        opened(),
        changed(),
        closed(),
        opened(version=3, due_at=moment("2026-05-01")),
    ]
    for way in permutations(news):
        assert reduce(apply, way[1:], apply(None, way[0])).due_at == moment("2026-05-01")


RENAMED: list[TaskOpened | TaskChanged | TaskClosed] = [
    opened(title="Remont"),
    changed().model_copy(update={"title": "Budowa"}),
    changed(version=3, day="2026-04-21"),
    closed(version=4),
    opened(version=5, title="Przebudowa"),
]


@pytest.mark.parametrize(("count", "title"), [(1, "Remont"), (2, "Budowa"), (3, "Budowa"), (5, "Przebudowa")])
def test_a_task_is_called_as_it_was_called_last_whatever_the_order_of_its_news(count, title):
    ways = [reduce(apply, [*way[1:], *way], apply(None, way[0])) for way in permutations(RENAMED[:count])]
    assert all(way == ways[0] for way in ways)
    assert ways[0].title == title


async def test_a_task_that_is_due_later_moves_down_the_list_and_tells_why(house, clock):
    clock.moment = moment("2026-04-15")
    await house.hears(opened("first"), opened("second", due_at=moment("2026-04-18")), changed("first"))
    assert await seen(house, ZDM) == ["second", "first"]
    tasks = await house.worklist.store.page(await wanted(house, ZDM), 0, 50)
    assert tasks[1].explanation == ("Przesunięte na 2026-04-20",)


def test_a_task_that_was_closed_before_it_was_opened_never_waits():
    task = apply(apply(None, closed()), opened())
    assert isinstance(task, Task)
    assert not task.open


def test_tasks_of_two_services_with_one_id_are_two():
    other = voting.TaskClosedV1(version=2, task_id="t-1", closed_at=moment("2026-04-16"))
    assert apply(None, other).id != apply(None, closed()).id


async def test_every_event_about_a_task_is_read(house):
    bus = Bus("reporting", "amqp://nowhere")
    subscribe(bus, house.worklist)
    read = {getattr(subscriber, "queue").name for subscriber in bus.broker.subscribers}  # noqa: B009  # only RabbitMQ's have one
    assert read == {f"reporting.worklist.{name}" for name in contracts() if ".task_" in name}


async def wanted(house, person, when=When.ALL, text="", of_units=False) -> Wanted:
    return await house.worklist.wanted(person, when, text, of_units=of_units)


async def seen(house, person, when=When.ALL, text="", of_units=False):
    tasks = await house.worklist.store.page(await wanted(house, person, when, text, of_units), 0, 50)
    return [task.id.partition("|")[2] for task in tasks]


async def test_everybody_sees_the_tasks_of_their_role_and_unit(house):
    await house.hears(
        opened("zdm"),
        opened("wrm", unit="WRM"),
        opened("officers", role="officer", unit=None),
        opened("press", role="press_officer", unit=None),
        opened("done"),
        closed("done"),
    )
    assert await seen(house, ZDM) == ["zdm"]
    assert await seen(house, WRM) == ["wrm"]
    assert await seen(house, OFFICER) == ["officers"]
    assert sorted(await seen(house, OFFICER, of_units=True)) == ["wrm", "zdm"]
    assert await seen(house, ZDM, of_units=True) == ["zdm"], "only officers chase the units"


async def test_the_late_ones_come_first_and_what_has_no_day_last(house, clock):
    clock.moment = moment("2026-04-15")
    await house.hears(
        opened("never", due_at=None),
        opened("sunday", due_at=moment("2026-04-19")),
        opened("late", due_at=moment("2026-04-14")),
        opened("today", due_at=moment("2026-04-15").replace(hour=15)),
        opened("monday", due_at=moment("2026-04-20")),
    )
    assert await seen(house, ZDM) == ["late", "today", "sunday", "monday", "never"]
    counts = await house.worklist.store.counts(await wanted(house, ZDM))
    assert (counts.all, counts.late, counts.today, counts.week) == (5, 1, 1, 2)
    assert await seen(house, ZDM, When.LATE) == ["late"]
    assert await seen(house, ZDM, When.TODAY) == ["today"]
    assert await seen(house, ZDM, When.WEEK) == ["today", "sunday"]


async def test_a_filter_finds_a_case_and_takes_signs_for_signs(house):
    await house.hears(opened("a"), opened("b", case="BO-2027-088", title="Siłownia (Asnyka)"))
    assert await seen(house, ZDM, text="088") == ["b"]
    assert await seen(house, ZDM, text="siłownia (") == ["b"]
    assert await seen(house, ZDM, text=".*") == []


async def test_the_head_sees_how_much_waits_in_each_unit(house, clock):
    clock.moment = moment("2026-04-18")
    await house.hears(opened("a"), opened("b", due_at=moment("2026-05-01")), opened("c", unit="WRM", due_at=None))
    days = (await wanted(house, OFFICER)).days
    assert [(one.unit, one.open, one.late) for one in await house.worklist.store.units(days)] == [
        ("ZDM", 2, 1),
        ("WRM", 1, 0),
    ]


@pytest.mark.parametrize("person", [one for one in DEMO_PEOPLE if one.role is not Role.MAYOR])
def test_everybody_in_the_demonstration_is_greeted_by_name(person):
    assert called(person.name)


def test_a_name_that_is_not_known_is_not_guessed():
    assert called("Prezydent Miasta") is None
