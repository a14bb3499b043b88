"""Who is asked for the next step of a warning, and who when the first one is late: on work lists, until it is out."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from services.media.crisis.domain.message import Kind, Message
from services.media.crisis.service import Crisis
from shared.access import Person
from shared.contracts.media import TaskClosedV1, TaskOpenedV1
from tests.conftest import SetClock
from tests.media.crisis.test_warnings import DUTY, MAYOR, PRESS, REASON, crisis, issued, opened, plan_approved

__all__ = ["crisis"]
APPROVE, ISSUE = "Zatwierdź ostrzeżenie, którego nie piszesz", "Wydaj zatwierdzone ostrzeżenie"
MEND = "Popraw cofnięte ostrzeżenie i zapisz je do zatwierdzenia"
LATE = ("duty_officer", "Minął czas na pierwsze ostrzeżenie: wydaj je albo porzuć")


async def told(crisis: Crisis) -> tuple[list[TaskOpenedV1], set[str]]:
    rows = [row async for row in crisis.database.published_events([TaskOpenedV1.name, TaskClosedV1.name])]
    opened_ = [TaskOpenedV1.model_validate_json(row["body"]) for row in rows if row["name"] == TaskOpenedV1.name]
    closed = [TaskClosedV1.model_validate_json(row["body"]) for row in rows if row["name"] == TaskClosedV1.name]
    return opened_, {one.task_id for one in closed}


async def tasks(crisis: Crisis) -> list[tuple[str, str]]:
    """Who is asked for what now."""
    every, closed = await told(crisis)
    return sorted((one.role, one.action) for one in every if one.task_id not in closed)


async def saved(crisis: Crisis, by: Person = DUTY) -> Message:
    """A draft that waits for its second person."""
    draft = await opened(crisis, "gas")
    await crisis.rewrite(draft.id, 1, draft.content, by)
    return await crisis.store.message(draft.id)


@pytest.mark.parametrize(
    ("writer", "asked"), [(DUTY, ["mayor", "press_officer"]), (PRESS, ["duty_officer", "mayor"])], ids=["duty", "press"]
)
async def test_who_may_approve_is_asked_once_it_is_saved_and_not_the_writer(
    crisis: Crisis, writer: Person, asked: list[str]
) -> None:
    draft = await opened(crisis, "gas")
    assert await tasks(crisis) == [], "it is being written"
    for version in (1, 2):
        await crisis.rewrite(draft.id, version, draft.content, writer)
    assert await tasks(crisis) == [(role, APPROVE) for role in asked]
    (one, *_), _ = await told(crisis)
    assert (one.link, one.due_at) == (f"/panel/kryzys/komunikaty/{draft.id}", draft.target_at)
    assert one.explanation[0].startswith("Cel z planu: 10 min od zgłoszenia 15.04.2026")


async def _issue(crisis: Crisis, draft: Message) -> None:
    await crisis.approve(draft.id, draft.version, MAYOR, issue=True)


async def _approve_then_issue(crisis: Crisis, draft: Message) -> None:
    await crisis.approve(draft.id, draft.version, MAYOR)
    assert await tasks(crisis) == [LATE, ("duty_officer", ISSUE), ("press_officer", ISSUE)]
    await crisis.issue(draft.id, draft.version + 1, DUTY)


async def _return_and_drop(crisis: Crisis, draft: Message) -> None:
    await crisis.approve(draft.id, draft.version, MAYOR)
    await crisis.give_back(draft.id, draft.version + 1, DUTY)
    assert await tasks(crisis) == [LATE, ("duty_officer", MEND)], "its writer has it in hand, until it is saved"
    await crisis.rewrite(draft.id, draft.version + 2, draft.content, DUTY)
    assert await tasks(crisis) == [LATE, ("mayor", APPROVE), ("press_officer", APPROVE)]
    await crisis.discard(draft.id, draft.version + 3, DUTY)


async def _alone(crisis: Crisis, draft: Message) -> None:
    await plan_approved(crisis, "gas")
    await crisis.issue_alone(draft.id, draft.version, draft.content, REASON, DUTY)


@pytest.mark.parametrize("end", [_issue, _approve_then_issue, _return_and_drop, _alone])
async def test_when_it_is_out_or_dropped_nobody_is_asked_any_more(
    crisis: Crisis, clock: SetClock, end: Callable[[Crisis, Message], Awaitable[None]]
) -> None:
    draft = await saved(crisis)
    clock.moment += timedelta(minutes=16)
    await crisis.asking.look_after()
    await end(crisis, draft)
    await crisis.asking.look_after()
    assert await tasks(crisis) == []


async def test_a_draft_that_was_sent_back_waits_for_the_role_of_its_writer_alone(crisis: Crisis) -> None:
    draft = await saved(crisis, PRESS)
    await crisis.approve(draft.id, draft.version, MAYOR)
    await crisis.give_back(draft.id, draft.version + 1, MAYOR)
    assert await tasks(crisis) == [("press_officer", MEND)]
    await crisis.rewrite(draft.id, draft.version + 2, draft.content, DUTY)
    assert await tasks(crisis) == [("mayor", APPROVE), ("press_officer", APPROVE)], "who saves it is its writer now"


async def test_of_a_draft_from_before_roles_were_kept_all_who_write_are_asked(crisis: Crisis) -> None:
    draft = await saved(crisis)
    await crisis.database.collection("crisis_messages").update_one({"_id": draft.id}, {"$unset": {"written.role": ""}})
    await crisis.approve(draft.id, draft.version, MAYOR)
    await crisis.give_back(draft.id, draft.version + 1, MAYOR)
    assert await tasks(crisis) == [("duty_officer", MEND), ("press_officer", MEND)]


async def test_when_the_target_passes_the_officer_on_duty_has_a_task_once_and_can_go_on_writing(
    crisis: Crisis, clock: SetClock
) -> None:
    draft = await opened(crisis, "gas", ago=5)
    clock.moment += timedelta(minutes=4, seconds=59)
    await crisis.asking.look_after()
    assert await tasks(crisis) == []
    clock.moment += timedelta(seconds=1)
    await asyncio.gather(*(crisis.asking.look_after() for _ in range(3)))
    await crisis.asking.look_after()
    assert await tasks(crisis) == [LATE]
    assert (await crisis.store.message(draft.id)).version == draft.version, "what is being written is not overtaken"
    await crisis.rewrite(draft.id, draft.version, draft.content, DUTY)
    assert LATE in await tasks(crisis)


async def test_an_update_has_no_target_but_a_second_person(crisis: Crisis, clock: SetClock) -> None:
    first = await issued(crisis)
    id = await crisis.follow_up(first.id, Kind.UPDATE, PRESS)
    clock.moment += timedelta(hours=1)
    draft = await crisis.store.message(id)
    await crisis.rewrite(id, draft.version, draft.content, PRESS)
    await crisis.asking.look_after()
    assert await tasks(crisis) == [("duty_officer", APPROVE), ("mayor", APPROVE)]
    assert {one.due_at for one in (await told(crisis))[0]} == {None}


async def test_a_warning_that_went_out_just_as_it_became_late_is_asked_about_no_more(
    crisis: Crisis, clock: SetClock
) -> None:
    draft = await saved(crisis)
    clock.moment += timedelta(minutes=16)
    await crisis.asking.look_after()
    [late] = await crisis.store.asked_late()
    await crisis.approve(draft.id, draft.version, MAYOR, issue=True)
    # As a tick leaves it that has read the draft before it went out.
    await crisis.database.collection("crisis_asked").update_one({"_id": late.id}, {"$set": {"open": True}})
    await crisis.asking.look_after()
    assert await crisis.store.asked_late() == []


async def test_an_exercise_says_so_on_the_work_list(crisis: Crisis) -> None:
    draft = await opened(crisis, exercise=True)
    await crisis.rewrite(draft.id, 1, draft.content, DUTY)
    assert {one.title.startswith("ĆWICZENIE: ") for one in (await told(crisis))[0]} == {True}
