"""The care of a year at the desk: its plan, what was found at each site, the closing."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.memorials.domain import Condition, Findings, InspectedAhead
from services.events.memorials.service import KEEPERS, READERS, Memorials
from services.events.memorials.tasks import BASE
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_CARE = f"{BASE}/opieka"
_Year = Annotated[int, Query(ge=1990, le=2199)]


class YearForm(Form):
    """Of which year."""

    year: int = Field(ge=1990, le=2199)


class ClosingForm(YearForm):
    """Which version is closed."""

    version: int


class InspectionForm(Form):
    """What was found."""

    version: int
    on: date = Field(ge=date(1990, 1, 1), lt=date(2200, 1, 1))
    condition: Condition
    findings: Findings


_MESSAGES = {
    "on": "Podaj dzień oględzin.",
    "condition": "Wybierz, w jakim stanie jest to miejsce.",
    "findings": "Napisz, co widać: co najmniej 10 znaków.",
}


def pages(memorials: Memorials, templates: Templates) -> APIRouter:
    """Give the pages of care."""
    router = APIRouter(include_in_schema=False)
    keepers, readers = [only(*KEEPERS)], [only(*READERS)]

    async def year_page(request: Request, year: int, status: int = 200) -> Response:
        inspections = await memorials.store.inspections(year)
        wanted = [one for one in inspections if not one.needless]
        return templates.page(
            request,
            "care_year.html",
            status_code=status,
            year=year,
            years=(memorials.today.year - 1, memorials.today.year, memorials.today.year + 1),
            plan=await memorials.store.year(year),
            inspections=inspections,
            wanted=len(wanted),
            done=len([one for one in wanted if one.done_on]),
            may_plan=year >= memorials.today.year,
            keeps=signed_in(request).role in KEEPERS,
        )

    @router.get(_CARE, dependencies=readers)
    async def year(request: Request, rok: _Year | None = None) -> Response:
        """Show the care of a year; the present one where none is asked for."""
        return await year_page(request, rok or memorials.today.year)

    @router.post(_CARE, dependencies=keepers)
    async def plan(request: Request) -> Response:
        """Make the plan of a year."""
        try:
            form = await read(request, YearForm)
        except FormInvalid:
            return await year_page(request, memorials.today.year, 422)
        await memorials.plan_care(form.year)
        return RedirectResponse(f"{_CARE}?rok={form.year}", 303)

    @router.post(f"{_CARE}/zamkniecie", dependencies=keepers)
    async def close(request: Request) -> Response:
        """Close a year."""
        try:
            form = await read(request, ClosingForm)
        except FormInvalid:
            return await year_page(request, memorials.today.year, 422)
        await memorials.close_care(form.year, form.version, signed_in(request))
        return RedirectResponse(f"{_CARE}?rok={form.year}", 303)

    async def one_page(
        request: Request, id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        one = await memorials.store.inspection(id)
        plan = await memorials.store.year(one.year)
        known = {"on": one.done_on or memorials.today, "condition": one.condition, "findings": one.findings}
        return templates.page(
            request,
            "care_inspection.html",
            status_code=status,
            one=one,
            closed=plan is not None and plan.closed_at is not None,
            keeps=signed_in(request).role in KEEPERS,
            values={"version": one.version, **known, **values},
            errors=errors,
        )

    @router.get(_CARE + "/{inspection_id}", dependencies=readers)
    async def one(request: Request, inspection_id: Id) -> Response:
        """Show an inspection, to be filled in."""
        return await one_page(request, inspection_id, {}, {})

    @router.post(_CARE + "/{inspection_id}", dependencies=keepers)
    async def inspect(request: Request, inspection_id: Id) -> Response:
        """Enter what was found."""
        try:
            form = await read(request, InspectionForm, _MESSAGES)
        except FormInvalid as invalid:
            return await one_page(request, inspection_id, invalid.values, invalid.errors, 422)
        one = await memorials.store.inspection(inspection_id)
        try:
            await memorials.inspect(
                inspection_id, form.version, form.on, form.condition, form.findings, signed_in(request)
            )
        except InspectedAhead:
            wrong = {"on": "Podaj dzień, który już był, w roku tego planu."}
            return await one_page(request, inspection_id, form.model_dump(), wrong, 422)
        return RedirectResponse(f"{_CARE}?rok={one.year}", 303)

    return router
