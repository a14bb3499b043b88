"""A day that the city declares free moves what is due of a meeting on it, once, and disturbs nobody who works on it."""

from datetime import UTC, datetime

import pytest

from shared.contracts.events import TaskOpenedV1
from tests.conftest import Site
from tests.events.letters.conftest import ACT, declared, moves, told
from tests.events.meetings.conftest import ZDM, act, convened, done, entry, link, minutes, seen, taken_to


async def last_due(site: Site) -> str:
    """The day on which what is to be done next is due."""
    *_, task = [one for one in await told(site, TaskOpenedV1) if one.kind == "meeting"]
    return f"{task.due_at:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("last", "told_on", "free", "moved_to"),
    [
        (None, "2026-04-30", "2026-04-30", "2026-05-04"),
        ("programme", "2026-04-30", "2026-04-30", "2026-05-04"),
        ("sign-off", "2026-04-30", "2026-04-30", "2026-05-04"),
        ("attendance", "2026-05-13", "2026-05-13", "2026-05-14"),
        ("minutes/sending", "2026-05-18", "2026-05-15", "2026-05-19"),
    ],
    ids=["to be planned", "to be signed off", "to be issued", "minutes to be written", "minutes to be approved"],
)
async def test_what_is_due_next_of_a_meeting_gives_way(site: Site, clock, last, told_on, free, moved_to):
    id = await taken_to(site, last, clock) if last else await convened(site, (await entry(site))["id"])
    version = (await seen(site, id))["version"]
    assert await last_due(site) == told_on
    await declared(site, free)
    [moved] = await moves(site)
    assert f"{moved.due_at:%Y-%m-%d}" == moved_to
    assert any(ACT in line for line in moved.explanation)
    assert (await seen(site, id))["version"] == version, "who works on it is not disturbed"


async def test_a_day_before_the_programme_is_due_moves_nothing_and_so_does_the_day_of_the_meeting(site: Site, clock):
    await convened(site, (await entry(site, people=[]))["id"])
    await taken_to(site, "issue", clock)
    await declared(site, "2026-05-05", "2026-05-06")
    assert await moves(site) == [], "nothing comes nearer, and when a meeting is, the calendar says"


async def test_remarks_are_taken_until_a_working_day_and_the_approval_follows(site: Site, clock):
    id = await taken_to(site, "minutes/sending", clock)
    assert (await seen(site, id))["remarks_until"] == "2026-05-13"
    await declared(site, "2026-05-13")
    assert (await seen(site, id))["remarks_until"] == "2026-05-14"
    days = sorted(f"{one.due_at:%Y-%m-%d}" for one in await moves(site))
    assert days == ["2026-05-14", "2026-05-14", "2026-05-19"], "two of the staff read, one approves"
    clock.moment = datetime(2026, 5, 14, 10, tzinfo=UTC)
    answer = await site.client.post(f"{await link(site, id, 'Halina')}/uwagi", data={"text": "Byłam do końca."})
    assert answer.status_code == 303


async def test_the_task_of_a_meeting_gives_way_and_its_minutes_keep_the_day_they_say(site: Site, clock):
    id = await taken_to(site, "minutes/approval", clock)
    await declared(site, "2026-06-30")
    [moved] = await moves(site)
    assert f"{moved.due_at:%Y-%m-%d}" == "2026-07-01"
    [task] = (await site.client.get("/api/events/v1/meeting-tasks", headers=site.by(ZDM))).json()
    assert (task["due"], task["version"]) == ("2026-07-01", 1)
    assert (await seen(site, id))["minutes"]["tasks"][0]["due"] == "2026-06-30"
    await declared(site, "2026-06-30", "2026-07-01", version=2)
    assert [one.version for one in await moves(site)] == [2, 3], "of several changes the newest holds"


async def test_a_day_taken_back_moves_nothing_and_a_new_task_knows_the_set(site: Site, clock):
    id = await taken_to(site, "attendance", clock)
    await declared(site, "2026-05-13")
    await declared(site, version=2)
    assert len(await moves(site)) == 1
    await done(site, id, "minutes", minutes())
    assert (await act(site, id, "minutes/sending", {"until": "2026-05-13"})).status_code == 200
    assert len(await moves(site)) == 1
