"""How much came to each unit and was done in time is counted as it happens, whatever the order of the news."""

import random
from collections import Counter
from itertools import permutations

import pytest

from services.reporting.worklist.domain import Task, TaskEvent, apply
from services.reporting.worklist.domain.load import Key, changes, counted, last_months
from shared.access import Role
from shared.contracts import verification
from tests.reporting.conftest import OFFICER, WRM, ZDM, moment, person
from tests.reporting.worklist.test_tasks import changed, closed, opened

PAGE, API = "/panel/obciazenie", "/api/reporting/v1/load"


def done(task_id: str, day: str, version: int = 2) -> verification.TaskClosedV1:
    return verification.TaskClosedV1(version=version, task_id=task_id, closed_at=moment(day))


async def counts(house, *groups: str):
    rows = await house.load.store.months(["2026-03", "2026-04", "2026-05"])
    return [(one.group, one.month, one.opened, one.in_time, one.late) for one in rows if one.group in groups]


async def test_what_came_and_was_done_is_counted_in_its_month(house):
    await house.hears(
        opened("a"),
        done("a", "2026-04-16"),
        opened("b"),
        done("b", "2026-05-04"),
        opened("c", due_at=None),
        done("c", "2026-05-30"),
        opened("d"),
        opened("e", role="officer", unit=None),
    )
    assert await counts(house, "ZDM", "officer") == [
        ("ZDM", "2026-04", 4, 1, 0),
        ("ZDM", "2026-05", 0, 1, 1),
        ("officer", "2026-04", 1, 0, 0),
    ]
    assert await house.load.store.open_now() == {"ZDM": 1, "officer": 1}


def test_a_month_is_one_of_the_citys_calendar():
    late_evening = moment("2026-04-30").replace(hour=22, minute=30)
    [(key, _), _] = counted(apply(None, opened(opened_at=late_evening))).items()
    assert key.month == "2026-05"


def test_the_counts_do_not_depend_on_the_order_of_the_news():
    news: list[TaskEvent] = [
        opened(),
        changed(version=2),
        closed(version=3),
        opened(version=4, due_at=moment("2026-05-01")),
    ]
    ends = []
    for way in permutations(news):
        task: Task | None = None
        sums = Counter[Key]()
        for event in [*way, *way]:
            after = apply(task, event)
            sums.update(changes([(task, after)]))
            task = after
        ends.append({key: amount for key, amount in sums.items() if amount})
    assert all(end == ends[0] for end in ends)
    assert sorted(ends[0].values()) == [1, 1, 2]


async def test_a_task_that_comes_back_is_work_once_more_and_what_was_late_stays_late(house):
    again = opened("a", version=3, opened_at=moment("2026-05-05"), due_at=moment("2026-05-20"))
    news = [opened("a"), done("a", "2026-04-20"), again, done("a", "2026-05-06", 4)]
    random.Random(5).shuffle(news)
    await house.hears(*news)
    assert await counts(house, "ZDM") == [("ZDM", "2026-04", 1, 0, 1), ("ZDM", "2026-05", 1, 1, 0)]


async def test_a_date_that_was_moved_is_the_one_that_counts(house):
    await house.hears(opened("a"), changed("a", 2, "2026-04-30"), done("a", "2026-04-29", 3))
    assert await counts(house, "ZDM") == [("ZDM", "2026-04", 1, 1, 0)]


async def test_the_head_sees_what_is_open_late_and_oldest(house, clock):
    clock.moment = moment("2026-04-20")
    old = moment("2026-03-12")
    await house.hears(opened("a"), opened("b", opened_at=old, due_at=None), opened("c", unit="WRM", due_at=None))
    first, second = await house.load.groups(OFFICER, "2026-04")
    assert (first.group, first.open, first.late_now, first.oldest) == ("ZDM", 2, 1, old)
    assert first.days(clock.now()) == 39
    assert (second.group, second.open, second.late_now) == ("WRM", 1, 0)


async def test_a_unit_sees_its_own_load_alone(house):
    await house.hears(opened("a"), opened("b", unit="WRM"))
    assert [one.group for one in await house.load.groups(WRM, "2026-04")] == ["WRM"]
    assert {one.group for one in await house.load.every(ZDM)} == {"ZDM"}
    assert {one.group for one in await house.load.every(person(Role.MAYOR))} == {"ZDM", "WRM"}


def test_the_last_twelve_months_end_with_this_one():
    months = last_months(moment("2026-02-10").date(), 12)
    assert (months[0], months[-1], len(months)) == ("2025-03", "2026-02", 12)


async def test_the_page_and_the_file_tell_the_same(site, clock):
    empty = await site.client.get(PAGE, headers=site.by(OFFICER))
    assert "Nie ma jeszcze czego liczyć" in empty.text
    await site.house.hears(opened("a"), done("a", "2026-04-20"), opened("b", unit="WRM"))
    page = await site.client.get(f"{PAGE}?kto=ZDM", headers=site.by(OFFICER))
    assert page.status_code == 200
    assert '<rect class="over"' in page.text
    file = await site.client.get(f"{API}/months.csv", headers=site.by(OFFICER))
    assert file.content.decode("utf-8-sig").splitlines() == [
        "jednostka;miesiac;przyszlo;w_terminie;po_terminie",
        "WRM;2026-04;1;0;0",
        "ZDM;2026-04;1;0;1",
    ]
    own = (await site.client.get(API, headers=site.by(WRM))).json()
    assert [one["group"] for one in own["now"]] == ["WRM"]


@pytest.mark.parametrize("role", [Role.COMMISSION, Role.PRESS_OFFICER])
async def test_the_load_is_for_those_who_lead(site, role):
    for address in (PAGE, API, f"{API}/months.csv"):
        assert (await site.client.get(address, headers=site.by(person(role)))).status_code == 403
