"""How a step is taken by a form of the desk: what a meeting's own page and its minutes share."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.events.meetings.domain import Action, MeetingNotNow
from services.events.meetings.pages.typed import FAULTS, MESSAGES, NOT_NOW, StepForm
from services.events.meetings.service.rights import HANDS
from services.events.meetings.service.telling import PLACE
from shared.access import Person, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import FormInvalid, read


class Step(NamedTuple):
    """A form of a page. `field`: where it is said that the step does not have its time."""

    path: str
    action: Action
    form: type[StepForm]
    run: Callable[[str, Any, Person], Awaitable[object]]
    field: str


def add(router: APIRouter, steps: Sequence[Step], page: Callable[..., Awaitable[Response]], back: str = "") -> None:
    """Add the steps of a page. `back`: the address of the page under the meeting's."""
    for step in steps:
        _add(router, step, page, back)


def _add(router: APIRouter, step: Step, page: Callable[..., Awaitable[Response]], back: str) -> None:
    async def post(request: Request, meeting_id: Id) -> Response:
        try:
            filled = await read(request, step.form, MESSAGES)
        except FormInvalid as invalid:
            return await page(request, meeting_id, invalid.values, invalid.errors, 422)
        given = filled.model_dump(mode="json")
        try:
            await step.run(meeting_id, filled, signed_in(request))
        except Stale:
            return await page(request, meeting_id, given, {}, 412, stale=True)
        except MeetingNotNow:
            return await page(request, meeting_id, given, {step.field: NOT_NOW}, 409, stale=True)
        except tuple(FAULTS) as fault:
            text, status = FAULTS[type(fault)]
            return await page(request, meeting_id, given, {step.field: text}, status)
        return RedirectResponse(f"{PLACE}/{meeting_id}{back}", 303)

    path = f"{PLACE}/{{meeting_id}}/{step.path}"
    router.add_api_route(path, post, methods=["POST"], dependencies=[only(*HANDS[step.action])])
