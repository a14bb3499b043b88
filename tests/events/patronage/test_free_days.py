"""A day that the city declares free moves the day until when an application is decided, and disturbs nobody."""

from shared.contracts.events import TaskOpenedV1
from tests.conftest import Site
from tests.events.letters.conftest import ACT, declared, moves, told
from tests.events.patronage.test_json import decided, done, filed, seen


async def test_the_day_of_the_decision_gives_way_with_the_work_that_waits(site: Site) -> None:
    _, id = await filed(site)
    await done(site, id, "check")
    before = await seen(site, id)
    assert before["due_at"][:10] == "2026-04-29"
    await declared(site, "2026-04-29")
    [moved] = await moves(site)
    after = await seen(site, id)
    assert f"{moved.due_at:%Y-%m-%d}" == after["due_at"][:10] == "2026-04-30"
    assert any(ACT in line for line in moved.explanation)
    assert tuple(after["explanation"]) == moved.explanation
    assert after["version"] == before["version"], "who works on it is not disturbed"
    [opened] = [one for one in await told(site, TaskOpenedV1) if one.task_id == moved.task_id]
    assert opened.action == "Napisz opinię o patronacie"
    assert moved.version > opened.version, "the work list takes the newer word"


async def test_a_day_before_it_or_taken_back_moves_nothing(site: Site) -> None:
    _, id = await filed(site)
    await declared(site, "2026-04-28")
    assert await moves(site) == []
    await declared(site, "2026-04-29", version=2)
    await declared(site, version=3)
    assert len(await moves(site)) == 1
    assert (await seen(site, id))["due_at"][:10] == "2026-04-30"


async def test_one_that_waits_for_its_organiser_has_its_day_moved_and_the_next_task_is_due_then(site: Site) -> None:
    _, id = await filed(site)
    await done(site, id, "call", {"call": "Podaj program wydarzenia."})
    await declared(site, "2026-04-29")
    assert await moves(site) == [], "nobody at the desk has work"
    assert (await seen(site, id))["due_at"][:10] == "2026-04-30"


async def test_one_that_is_decided_is_left_as_it_was(site: Site) -> None:
    _, id = await decided(site)
    await declared(site, "2026-04-29")
    assert await moves(site) == []
    assert (await seen(site, id))["due_at"][:10] == "2026-04-29"
