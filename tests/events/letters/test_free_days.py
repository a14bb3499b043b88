"""A day that the city declares free moves the day a letter is due, once, and disturbs nobody who works on it."""

from datetime import UTC, date, datetime

import pytest

from services.events.letters.domain.kinds import Lead, text_postponed
from shared.deadlines import FreeDay, FreeDays, Term, Unit
from tests.conftest import Site
from tests.events.letters.conftest import ACT, asked, declared, moves, seen


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
