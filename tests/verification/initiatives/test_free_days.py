"""A day that the city declares free moves every date of an initiative that it touches, once."""

from typing import Any

import pytest

from tests.verification.conftest import OFFICER, House
from tests.verification.initiatives.conftest import filed, of, reach, rules_set, shown
from tests.verification.test_free_days import changes, declared, tick

MISSING = {"checks": [{"code": "owner_consents", "result": "not_met", "note": "Dołącz zgodę."}]}


async def test_the_applicants_have_longer_and_are_told_the_whole_call_anew(house: House) -> None:
    await house.tell(rules_set(), filed())
    await house.post(of(1, "/card/call"), MISSING, OFFICER)
    await house.tell(declared("2026-04-22"))
    await tick(house)
    await tick(house)
    [told] = await house.events("verification.initiative_call_postponed")
    assert told["due_at"].startswith("2026-04-23")
    assert told["points"]
    assert told["explanation"]
    assert (await shown(house))["steps"][-1]["kind"] == "call_postponed"


@pytest.mark.parametrize(
    ("where", "day", "moved"),
    [
        ("formal", "2026-04-28", "2026-04-29"),
        ("opinions", "2026-04-29", "2026-04-30"),
        ("scoring", "2026-04-29", "2026-04-30"),
        ("opened", "2026-04-29", "2026-04-30"),
        ("decision", "2026-05-14", "2026-05-15"),
        ("funds", "2026-04-29", "2026-04-30"),
    ],
)
async def test_what_waits_is_due_on_the_next_working_day(house: House, where: str, day: str, moved: str) -> None:
    await reach(house, where)
    before = await shown(house)
    assert before["due_at"].startswith(day)
    await house.tell(declared(day))
    await tick(house)
    await tick(house)
    assert (await shown(house))["due_at"].startswith(moved)
    told: list[dict[str, Any]] = await changes(house)
    assert len({one["task_id"] for one in told}) == len(told), "each task is told once"
    assert all(one["due_at"].startswith(moved) for one in told)
    assert len(told) == (2 if where in ("opinions", "opened") else 1), "the unit's, and the members', with it"


async def test_the_answer_is_due_later_at_every_stage(house: House) -> None:
    await reach(house, "opinions")
    await house.tell(declared("2026-05-14"))
    await tick(house)
    assert (await shown(house))["answer_by"].startswith("2026-05-15")
