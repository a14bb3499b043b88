"""A day that the city declares free moves the day a letter is due, once, and disturbs nobody who works on it."""

from datetime import UTC, date, datetime

import pytest

from services.events.letters.domain.kinds import Lead, text_postponed
from shared.deadlines import FreeDay, FreeDays, Term, Unit
from tests.conftest import Site
from tests.events.letters.conftest import ACT, asked, declared, moves, post, seen
from tests.events.letters.test_occasions import COUPLE


async def test_the_day_of_a_letter_gives_way(site: Site):
    id = await asked(site)
    before = await seen(site, id)
    assert before["due_at"].startswith("2026-05-08")
    await declared(site, "2026-05-08")
    [moved] = await moves(site)
    after = await seen(site, id)
    assert f"{moved.due_at:%Y-%m-%d}" == "2026-05-11"
    assert any(ACT in line for line in moved.explanation)
    assert after["due_at"].startswith("2026-05-11")
    assert after["version"] == before["version"], "who works on it is not disturbed"
    await declared(site, "2026-05-08", "2026-05-11", version=2)
    assert [one.version for one in await moves(site)] == [2, 3], "of several changes the newest holds"


async def test_a_day_before_it_moves_nothing_and_a_new_letter_knows_the_set(site: Site):
    await asked(site)
    await declared(site, "2026-05-07")
    assert await moves(site) == [], "nothing comes nearer"
    await asked(site, topic="Drugi list")
    await declared(site, version=2)
    assert await moves(site) == [], "a day taken back moves nothing"


WORKING, HOURS = Term(amount=2, unit=Unit.WORKING_DAY), Term(amount=6, unit=Unit.HOUR)


@pytest.mark.parametrize(
    ("lead", "told_on", "free", "moved_to"),
    [
        (Lead(term=WORKING), 12, [12], 13),
        (Lead(term=WORKING), 12, [11], None),
        (Lead(term=WORKING), 14, [14], None),
        (Lead(term=WORKING), 13, [13, 14], None),
        (Lead(term=WORKING, from_request=True), 13, [12], 14),
        (Lead(term=WORKING, from_request=True), 14, [14], 15),
        (Lead(term=HOURS, from_request=True), 12, [12], None),
    ],
    ids=[
        "ahead of a day",
        "a day before it",
        "the day it is needed on",
        "nothing is left before that day",
        "a working day from the request",
        "once more, where the first was taken back",
        "hours run on every day",
    ],
)
def test_when_a_text_is_wanted_gives_way(lead: Lead, told_on: int, free: list[int], moved_to: int | None) -> None:
    days = FreeDays(version=1, days=tuple(FreeDay(day=date(2026, 5, day), basis=ACT) for day in free))
    due, asked_at = datetime(2026, 5, told_on, 21, 59, 59, tzinfo=UTC), datetime(2026, 5, 11, 8, tzinfo=UTC)
    later = text_postponed(lead, date(2026, 5, 14), asked_at, due, days)
    assert (later.due_at.day if later else None) == moved_to


async def test_the_letter_and_the_motion_of_a_jubilee_give_way_each_by_its_own_clock(site: Site, clock):
    look = site.app.state.ticks.work("letter occasions")
    answer = await post(site, "/letter-occasions", COUPLE)
    assert answer.status_code == 201, answer.text
    await look()
    await declared(site, "2026-05-15")
    [motion] = await moves(site)
    assert (motion.task_id.split("-")[-2], f"{motion.due_at:%Y-%m-%d}") == ("motion", "2026-05-18")
    assert any(ACT in line for line in motion.explanation)
    clock.move(days=20)
    await look()
    await declared(site, "2026-05-15", "2026-06-12", version=2)
    _, letter = await moves(site)
    assert (letter.task_id.split("-")[-2], f"{letter.due_at:%Y-%m-%d}") == ("order", "2026-06-15")
    await declared(site, "2026-05-15", "2026-06-12", "2026-05-18", version=3)
    *_, again = await moves(site)
    assert (again.task_id, again.version, f"{again.due_at:%Y-%m-%d}") == (motion.task_id, 4, "2026-05-19")
    row = await site.database.collection("letter_occasions").find_one({})
    assert row is not None
    assert row["version"] == 3, "raised twice; who works on it is not disturbed"


async def test_a_jubilee_that_comes_no_more_is_left_alone(site: Site):
    made = await post(site, "/letter-occasions", COUPLE)
    await site.app.state.ticks.work("letter occasions")()
    id, why = made.json()["id"], {"reason": "Małżonkowie nie życzą sobie listu."}
    assert (await post(site, f"/letter-occasions/{id}/end", why, version=2)).status_code == 200
    await declared(site, "2026-05-15")
    assert await moves(site) == []


async def test_the_mailing_of_a_season_gives_way_within_the_week_before_it(site: Site, clock):
    clock.move(days=230)
    await site.app.state.ticks.work("letter seasons")()
    await declared(site, "2026-12-17")
    assert await moves(site) == []
    await declared(site, "2026-12-18", version=2)
    [moved] = await moves(site)
    assert f"{moved.due_at:%Y-%m-%d}" == "2026-12-21"
    await declared(site, *(f"2026-12-{day}" for day in (18, 21, 22, 23)), version=3)
    assert len(await moves(site)) == 1, "after Christmas nobody sends wishes"
