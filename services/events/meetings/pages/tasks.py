"""A task that a meeting has given: shown, and closed by who has done it."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.events.given import some
from services.events.meetings.domain.minutes import TaskDone
from services.events.meetings.pages.typed import MESSAGES
from services.events.meetings.service import Meetings
from services.events.meetings.service.minutes import Writing
from services.events.meetings.service.rights import DOERS
from services.events.meetings.service.telling import PLACE
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import FormInvalid, VersionForm, read
from shared.web.render import Templates

_ONE = PLACE + "/zadania/{task_id}"


class DoneForm(VersionForm):
    """What was done."""

    what: Annotated[str, some(3, 2_000)]


def pages(meetings: Meetings, writing: Writing, templates: Templates) -> APIRouter:
    """Give the pages of tasks."""
    router = APIRouter()

    async def page(
        request: Request, id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        person = signed_in(request)
        task = await writing.task(id, person)
        one = await meetings.store.get(task.meeting_id)
        return templates.page(
            request,
            "meeting_task.html",
            status_code=status,
            task=task,
            mine=task.is_of(person),
            takes_part=any(each.is_(person) for each in one.participants),
            values={"version": task.version, **values},
            errors=errors,
        )

    @router.get(_ONE, dependencies=[only(*DOERS, Role.AUDITOR)])
    async def show(request: Request, task_id: Id) -> Response:
        """Show a task."""
        return await page(request, task_id, {}, {}, 200)

    @router.post(_ONE, dependencies=[only(*DOERS)])
    async def complete(request: Request, task_id: Id) -> Response:
        """Say what was done."""
        try:
            filled = await read(request, DoneForm, MESSAGES)
        except FormInvalid as invalid:
            return await page(request, task_id, invalid.values, invalid.errors, 422)
        try:
            await writing.complete(task_id, filled.version, filled.what, signed_in(request))
        except (TaskDone, Stale):
            text = {"what": "Ktoś zapisał już, że to zrobiono."}
            return await page(request, task_id, {"what": filled.what}, text, 409)
        return RedirectResponse(f"{PLACE}/zadania/{task_id}", 303)

    return router
