"""The plan of a year: drawn up by who keeps the calendar, approved by the mayor; an occasion with its checklist."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.anniversaries.domain import OtherYear, Slug
from services.events.anniversaries.service import KEEPERS, READERS, YEARS_AHEAD, Anniversaries
from services.events.anniversaries.tasks import BASE, PLACE
from services.events.calendar.beside import Beside
from services.events.calendar.domain import Reason
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_Year = Annotated[int, Query(ge=1990, le=2199)]


class YearForm(Form):
    """Of which year."""

    year: int = Field(ge=1990, le=2199)


class ApprovalForm(YearForm):
    """Which version of the plan is approved."""

    version: int


class MoveForm(Form):
    """Another day, and why."""

    version: int
    day: date = Field(ge=date(1990, 1, 1), lt=date(2200, 1, 1))
    reason: Reason


class StrikeForm(Form):
    """Why it is not held this year."""

    version: int
    why: Reason


class StepForm(Form):
    """Which step of the checklist."""

    version: int
    key: Slug


_MESSAGES = {
    "day": "Podaj dzień, na przykład 14.08.2027.",
    "reason": "Napisz, dlaczego: co najmniej 10 znaków.",
    "why": "Napisz, dlaczego: co najmniej 10 znaków.",
}


def pages(anniversaries: Anniversaries, beside: Beside, templates: Templates) -> APIRouter:
    """Give the pages of plans."""
    router = APIRouter(include_in_schema=False)
    keepers, readers = [only(*KEEPERS)], [only(*READERS)]

    async def year_page(request: Request, year: int, status: int = 200) -> Response:
        today = anniversaries.today
        return templates.page(
            request,
            "anniversaries_year.html",
            status_code=status,
            year=year,
            years=range(today.year, today.year + YEARS_AHEAD + 1),
            plan=await anniversaries.store.plan(year),
            occasions=await anniversaries.store.occasions(year),
            keeps=signed_in(request).role in KEEPERS,
            may_approve=signed_in(request).role is Role.MAYOR,
        )

    @router.get(BASE, dependencies=readers)
    async def year(request: Request, rok: _Year | None = None) -> Response:
        """Show the plan of a year; the present one where none is asked for."""
        return await year_page(request, rok or anniversaries.today.year)

    @router.post(BASE, dependencies=keepers)
    async def draw_up(request: Request) -> Response:
        """Draw a plan up, or add what has come into the register since."""
        try:
            form = await read(request, YearForm)
        except FormInvalid:
            return await year_page(request, anniversaries.today.year, 422)
        await anniversaries.draw_up(form.year)
        return RedirectResponse(f"{BASE}?rok={form.year}", 303)

    @router.post(f"{BASE}/zatwierdzenie", dependencies=[only(Role.MAYOR)])
    async def approve(request: Request) -> Response:
        """Approve a plan."""
        try:
            form = await read(request, ApprovalForm)
        except FormInvalid:
            return await year_page(request, anniversaries.today.year, 422)
        await anniversaries.approve(form.year, form.version, signed_in(request))
        return RedirectResponse(f"{BASE}?rok={form.year}", 303)

    async def one_page(
        request: Request, id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        occasion = await anniversaries.store.occasion(id)
        return templates.page(
            request,
            "anniversary_occasion.html",
            status_code=status,
            occasion=occasion,
            anniversary=await anniversaries.store.anniversary(occasion.anniversary_id),
            beside=await beside.of(await anniversaries.calendar.entry(id)) if occasion.in_calendar else [],
            memorials=[await anniversaries.memorials.memorial(one) for one in occasion.memorials],
            keeps=signed_in(request).role in KEEPERS,
            values={"version": occasion.version, "day": occasion.day, **values},
            errors=errors,
        )

    @router.get(PLACE + "/{occasion_id}", dependencies=readers)
    async def one(request: Request, occasion_id: Id) -> Response:
        """Show an occasion with its checklist."""
        return await one_page(request, occasion_id, {}, {})

    @router.post(PLACE + "/{occasion_id}/dzien", dependencies=keepers)
    async def move(request: Request, occasion_id: Id) -> Response:
        """Put it on another day."""
        try:
            form = await read(request, MoveForm, _MESSAGES)
        except FormInvalid as invalid:
            return await one_page(request, occasion_id, invalid.values, invalid.errors, 422)
        try:
            await anniversaries.move(occasion_id, form.version, form.day, form.reason, signed_in(request))
        except OtherYear:
            wrong = {"day": "Podaj dzień w roku, na który jest ten plan."}
            return await one_page(request, occasion_id, form.model_dump(), wrong, 422)
        return RedirectResponse(f"{PLACE}/{occasion_id}", 303)

    @router.post(PLACE + "/{occasion_id}/skreslenie", dependencies=keepers)
    async def strike_out(request: Request, occasion_id: Id) -> Response:
        """Take it out of the plan."""
        try:
            form = await read(request, StrikeForm, _MESSAGES)
        except FormInvalid as invalid:
            return await one_page(request, occasion_id, invalid.values, invalid.errors, 422)
        await anniversaries.strike_out(occasion_id, form.version, form.why, signed_in(request))
        return RedirectResponse(f"{PLACE}/{occasion_id}", 303)

    @router.post(PLACE + "/{occasion_id}/zrobione", dependencies=keepers)
    async def done(request: Request, occasion_id: Id) -> Response:
        """Tick a step."""
        try:
            form = await read(request, StepForm)
        except FormInvalid as invalid:
            return await one_page(request, occasion_id, {}, invalid.errors, 422)
        await anniversaries.done(occasion_id, form.version, form.key, signed_in(request))
        return RedirectResponse(f"{PLACE}/{occasion_id}#lista", 303)

    @router.post(PLACE + "/{occasion_id}/niezrobione", dependencies=keepers)
    async def not_done(request: Request, occasion_id: Id) -> Response:
        """Open a step again that was ticked by a slip."""
        try:
            form = await read(request, StepForm)
        except FormInvalid as invalid:
            return await one_page(request, occasion_id, {}, invalid.errors, 422)
        await anniversaries.not_done(occasion_id, form.version, form.key)
        return RedirectResponse(f"{PLACE}/{occasion_id}#lista", 303)

    return router
