"""Days on which one is away, and who stands in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.reporting.worklist.domain.absence import AbsenceMisplaced
from services.reporting.worklist.domain.holding import NotAColleague
from services.reporting.worklist.service.absences import Covers
from shared.access import STAFF, only, signed_in
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_ABSENCES = "/panel/nieobecnosci"


class AbsenceForm(Form):
    """When one is away, as typed."""

    first: date
    last: date
    cover: str = Field(min_length=1, max_length=64)
    version: int = Field(ge=0)


class EndForm(Form):
    """Which absence ends."""

    first: date
    version: int = Field(ge=0)


_MESSAGES = {
    "first": "Podaj pierwszy dzień nieobecności.",
    "last": "Podaj ostatni dzień nieobecności.",
    "cover": "Wybierz, kto Cię zastąpi.",
}
_MISPLACED = {
    "first": "Na te dni jest już wpisana nieobecność.",
    "last": "Ostatni dzień nie może być przed pierwszym ani w przeszłości, a całość dłuższa niż rok.",
}


def pages(covers: Covers, templates: Templates) -> APIRouter:
    """Give the page of absences."""
    router = APIRouter()

    async def show(
        request: Request,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        person = signed_in(request)
        own, people = await covers.of(person.id), await covers.colleagues.beside(person)
        ahead = own.ahead(covers.today)
        return templates.page(
            request,
            "worklist_absences.html",
            status_code=status,
            own=own,
            ahead=ahead,
            today=covers.today,
            names=await covers.colleagues.names({one.cover for one in ahead}),
            stood_in_for=sorted((await covers.colleagues.names(await covers.stood_in_for(person.id))).values()),
            people=[(one.id, one.name) for one in people],
            values=values or {},
            errors=errors or {},
            stale=status == 412,
        )

    @router.get(_ABSENCES, dependencies=[only(*STAFF)])
    async def absences(request: Request) -> Response:
        """Show one's absences, and for whom one stands in."""
        await covers.colleagues.know(signed_in(request))
        return await show(request)

    @router.post(_ABSENCES, dependencies=[only(*STAFF)])
    async def declare(request: Request) -> Response:
        """Say when one is away."""
        try:
            typed = await read(request, AbsenceForm, _MESSAGES)
        except FormInvalid as invalid:
            return await show(request, invalid.values, invalid.errors, 422)
        try:
            await covers.declare(signed_in(request), typed.version, typed.first, typed.last, typed.cover)
        except AbsenceMisplaced as wrong:
            return await show(request, typed.model_dump(), {wrong.field: _MISPLACED[wrong.field]}, 422)
        except NotAColleague:
            return await show(request, typed.model_dump(), {"cover": _MESSAGES["cover"]}, 422)
        except Stale:
            return await show(request, typed.model_dump(), status=412)
        return RedirectResponse(_ABSENCES, 303)

    @router.post(_ABSENCES + "/koniec", dependencies=[only(*STAFF)])
    async def end(request: Request) -> Response:
        """Say that one is back."""
        try:
            typed = await read(request, EndForm)
        except FormInvalid:
            return await show(request, status=422)
        try:
            await covers.end(signed_in(request), typed.version, typed.first)
        except (AbsenceMisplaced, Stale):
            return await show(request, status=412)
        return RedirectResponse(_ABSENCES, 303)

    return router
