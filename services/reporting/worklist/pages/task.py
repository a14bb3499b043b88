"""One task: what it is, in whose hands, how it came there, and to whom it can go."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.reporting.worklist.domain.holding import NotAColleague
from services.reporting.worklist.service.handing import Handing
from shared.access import STAFF, Person, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_TASK = "/panel/zadania/{service}/{task_id}"


class HandForm(Form):
    """To whom a task goes, as typed."""

    to: str = Field(min_length=1, max_length=64)
    note: str = Field(default="", max_length=1000)
    version: int = Field(ge=0)


class BackForm(Form):
    """That a task comes back, as typed."""

    note: str = Field(default="", max_length=1000)
    version: int = Field(ge=0)


_WHOM = {"to": "Wybierz, kto zajmie się sprawą."}


def pages(handing: Handing, templates: Templates) -> APIRouter:
    """Give the page of one task."""
    router = APIRouter()

    async def one(
        request: Request,
        id: str,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        person = signed_in(request)
        shown = await handing.shown(id, person)
        acting = {person.id, *await handing.worklist.covers.stood_in_for(person.id)}
        people = await handing.colleagues.beside(person)
        names = await handing.colleagues.names({shown.holder} if shown.holder else ())
        return templates.page(
            request,
            "worklist_task.html",
            status_code=status,
            shown=shown,
            task=shown.task,
            holder=names.get(shown.holder or "", shown.holder),
            mine=shown.holder in acting,
            own=shown.holder == person.id,
            given=shown.giver in acting,
            people=[(one.id, one.name) for one in people if one.id != shown.holder],
            values=values or {},
            errors=errors or {},
            stale=status == 412,
        )

    async def act(
        request: Request, id: str, form: type[HandForm] | type[BackForm], work: Callable[[Any, Person], Awaitable[int]]
    ) -> Response:
        try:
            typed = await read(request, form, _WHOM)
        except FormInvalid as invalid:
            return await one(request, id, invalid.values, invalid.errors, 422)
        try:
            await work(typed, signed_in(request))
        except NotAColleague:
            return await one(request, id, typed.model_dump(), _WHOM, 422)
        except Stale:
            return await one(request, id, typed.model_dump(), status=412)
        return RedirectResponse(request.url.path.rpartition("/")[0], 303)

    @router.get(_TASK, dependencies=[only(*STAFF)])
    async def show(request: Request, service: Id, task_id: Id) -> Response:
        """Show a task of one's unit."""
        return await one(request, f"{service}|{task_id}")

    @router.post(_TASK + "/przekaz", dependencies=[only(*STAFF)])
    async def hand_over(request: Request, service: Id, task_id: Id) -> Response:
        """Give it to a colleague."""
        id = f"{service}|{task_id}"

        async def work(typed: HandForm, by: Person) -> int:
            return await handing.hand_over(id, typed.version, typed.to, typed.note, by)

        return await act(request, id, HandForm, work)

    @router.post(_TASK + "/wez", dependencies=[only(*STAFF)])
    async def take_back(request: Request, service: Id, task_id: Id) -> Response:
        """Take back what one has given."""
        id = f"{service}|{task_id}"

        async def work(typed: BackForm, by: Person) -> int:
            return await handing.take_back(id, typed.version, typed.note, by)

        return await act(request, id, BackForm, work)

    @router.post(_TASK + "/zwroc", dependencies=[only(*STAFF)])
    async def give_back(request: Request, service: Id, task_id: Id) -> Response:
        """Return what one was given."""
        id = f"{service}|{task_id}"

        async def work(typed: BackForm, by: Person) -> int:
            return await handing.give_back(id, typed.version, typed.note, by)

        return await act(request, id, BackForm, work)

    return router
