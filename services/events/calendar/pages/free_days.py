"""The declared free days in the hands of those who may declare them: the list, a new one, a taking back."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.events.calendar.api import DECLARERS
from services.events.calendar.domain import Reason
from services.events.calendar.domain.free_days import Basis, DayTooFar, FreeAnyway, NotDeclared
from services.events.calendar.free_days import FreeDays
from shared.access import only, signed_in
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_PATH = "/panel/wydarzenia/dni-wolne"


class FreeDayForm(Form):
    """A day, the act, and that both were looked at twice."""

    day: date
    basis: Basis
    sure: Literal["true"]


class TakeBackForm(Form):
    """Why a day is not free after all."""

    version: int
    reason: Reason


_MESSAGES = {
    "day": "Podaj dzień.",
    "basis": "Podaj akt prawny, na przykład: ustawy z dnia 7 listopada 2018 r. (Dz. U. poz. 2117).",
    "reason:missing": "Napisz, dlaczego ten dzień jednak nie jest wolny.",
    "sure": "Sprawdź dzień i akt prawny, a potem zaznacz to pole.",
}


def pages(free_days: FreeDays, templates: Templates) -> APIRouter:
    """Give the pages of declared free days."""
    router = APIRouter(include_in_schema=False, dependencies=[only(*DECLARERS)])

    async def every_page(
        request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        declared = await free_days.store.declared()
        return templates.page(
            request,
            "free_days.html",
            status_code=status,
            standing=declared.standing,
            former=[one for one in reversed(declared.declarations) if not one.stands],
            values=values,
            errors=errors,
        )

    @router.get(_PATH)
    async def every(request: Request) -> Response:
        """List them, with an empty form."""
        return await every_page(request, {}, {})

    @router.post(_PATH)
    async def declare(request: Request) -> Response:
        """Declare a day free."""
        try:
            form = await read(request, FreeDayForm, _MESSAGES)
        except FormInvalid as invalid:
            return await every_page(request, invalid.values, invalid.errors, 422)
        try:
            await free_days.declare(form.day, form.basis, signed_in(request))
        except FreeAnyway:
            wrong = {"day": "Ten dzień i tak jest wolny: to sobota, święto albo dzień, który już ogłoszono."}
            return await every_page(request, form.model_dump(), wrong, 422)
        except DayTooFar:
            wrong = {"day": "Podaj dzień najwyżej miesiąc wstecz i najwyżej trzy lata naprzód."}
            return await every_page(request, form.model_dump(), wrong, 422)
        return RedirectResponse(_PATH, 303)

    async def one_page(
        request: Request, day: date, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        declared = await free_days.store.declared()
        found = next((one for one in declared.standing if one.day == day), None)
        if found is None:
            raise NotDeclared(day)
        shown = {"version": declared.version, **values}
        return templates.page(request, "free_day.html", status_code=status, one=found, values=shown, errors=errors)

    @router.get(_PATH + "/{day}")
    async def one(request: Request, day: date) -> Response:
        """Show a day that stands, to be taken back."""
        return await one_page(request, day, {}, {})

    @router.post(_PATH + "/{day}")
    async def take_back(request: Request, day: date) -> Response:
        """Take a day back."""
        try:
            form = await read(request, TakeBackForm, _MESSAGES)
        except FormInvalid as invalid:
            return await one_page(request, day, invalid.values, invalid.errors, 422)
        await free_days.take_back(day, form.version, form.reason, signed_in(request))
        return RedirectResponse(_PATH, 303)

    return router
