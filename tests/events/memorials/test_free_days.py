"""A day that the city declares free moves the clocks of who was asked about a new memorial, and disturbs nobody."""

from shared.contracts.events import TaskOpenedV1
from tests.conftest import Site
from tests.events.letters.conftest import ACT, declared, moves, told
from tests.events.memorials.test_json import PROPOSAL, act, made, seen


async def proposed(site: Site, *bodies: str) -> str:
    """One received and asked about on Wednesday 15 April 2026; the address of it."""
    place = f"/memorial-proposals/{await made(site, '/memorial-proposals', PROPOSAL)}"
    for body in bodies:
        asked = await act(site, place, "asking", {"body": body, "on": "2026-04-15"})
        assert asked.status_code == 200, asked.text
    return place


async def test_the_clock_of_each_who_has_not_answered_gives_way(site: Site) -> None:
    place = await proposed(site, "ipn", "voivode")
    answer = {"body": "ipn", "on": "2026-04-15", "sign": "IPN.1", "positive": True}
    assert (await act(site, place, "answer", answer)).status_code == 200
    before = await seen(site, place)
    assert [one["due_at"][:10] for one in before["asked"]] == ["2026-05-15", "2026-05-15"]
    await declared(site, "2026-05-15")
    [moved] = await moves(site)
    after = await seen(site, place)
    assert f"{moved.due_at:%Y-%m-%d}" == "2026-05-18"
    assert any(ACT in line for line in moved.explanation)
    [opened] = [one for one in await told(site, TaskOpenedV1) if one.task_id == moved.task_id]
    assert opened.action == "Dopilnuj zezwolenia wojewody"
    assert moved.version > opened.version, "the work list takes the newer word"
    assert [one["due_at"][:10] for one in after["asked"]] == ["2026-05-15", "2026-05-18"], "what is answered stays"
    assert tuple(after["asked"][1]["explanation"]) == moved.explanation
    assert after["version"] == before["version"], "who works on it is not disturbed"
    await declared(site, "2026-05-15", "2026-05-18", version=2)
    first, second = await moves(site)
    assert second.version > first.version, "of several changes the newest holds"


async def test_a_day_before_it_or_taken_back_moves_nothing_and_who_is_asked_later_has_it_counted(site: Site) -> None:
    place = await proposed(site, "ipn")
    await declared(site, "2026-05-14")
    assert await moves(site) == []
    await declared(site, "2026-05-15", version=2)
    assert (await act(site, place, "asking", {"body": "voivode", "on": "2026-04-15"})).status_code == 200
    await declared(site, version=3)
    assert len(await moves(site)) == 1
    assert [one["due_at"][:10] for one in (await seen(site, place))["asked"]] == ["2026-05-18", "2026-05-18"]


async def test_one_that_has_ended_is_left_as_it_was(site: Site) -> None:
    place = await proposed(site, "ipn")
    assert (await act(site, place, "refusal", {"reason": "Gmina nie stawia pomnika."})).status_code == 200
    await declared(site, "2026-05-15")
    assert await moves(site) == []
