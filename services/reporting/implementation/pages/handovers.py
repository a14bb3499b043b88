"""The page on which an officer hands a work over to another unit."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.reporting.implementation.api.handovers import HandoverGiven
from services.reporting.implementation.domain import UpdateWaits
from services.reporting.implementation.service.handovers import Handovers
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_PLACE = "/panel/realizacja/{implementation_id}/przekazanie"
_MESSAGES = {"unit": "Wybierz jednostkę.", "reason": "Napisz mieszkańcom, dlaczego: od 10 do 1000 znaków."}
_WAITS = "Wpis jednostki czeka na decyzję. Najpierw go zatwierdź albo zwróć."


class HandoverForm(HandoverGiven, Form):
    """The new unit and why, as typed."""

    version: int = Field(ge=1)


def pages(handovers: Handovers, templates: Templates) -> APIRouter:
    """Give the page of handovers."""
    router = APIRouter(include_in_schema=False, dependencies=[only(Role.OFFICER)])

    async def page(
        request: Request, id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        work = await handovers.works.built(id)
        if work is None or work.over:
            raise NotFound("implementation", id)
        return templates.page(
            request,
            "handover.html",
            status_code=status,
            work=work,
            units={unit: name for unit, name in handovers.units.names.items() if unit != work.unit},
            values=values,
            errors=errors,
            stale=status == 412,
        )

    @router.get(_PLACE)
    async def ask(request: Request, implementation_id: Id) -> Response:
        """Ask which unit takes it over, and why."""
        return await page(request, implementation_id, {}, {})

    @router.post(_PLACE)
    async def hand_over(request: Request, implementation_id: Id) -> Response:
        """Hand it over."""
        try:
            form = await read(request, HandoverForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, implementation_id, invalid.values, invalid.errors, 422)
        by, typed = signed_in(request), form.model_dump()
        try:
            await handovers.hand_over(implementation_id, form.version, form.unit, form.reason, by)
        except Stale:
            return await page(request, implementation_id, typed, {}, 412)
        except UpdateWaits:
            return await page(request, implementation_id, typed, {"unit": _WAITS}, 409)
        return RedirectResponse(f"/panel/realizacja/{implementation_id}", 303)

    return router
