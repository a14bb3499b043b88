"""What a unit is asked to stand by: its words before and after a correction, one button, or why not."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.reporting.council.api.given import Why
from services.reporting.reports.domain.confirmations import NotAsked
from services.reporting.reports.pages.desk import PLACE
from services.reporting.reports.service.corrections import Corrections
from services.reporting.reports.wording import place
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_ONE = f"{PLACE}/{{report_id}}/potwierdzenie"


class ObjectionForm(VersionForm):
    """What is wrong with it."""

    objection: Why


_MESSAGES = {"objection": "Napisz, co jest nie tak."}


def pages(corrections: Corrections, templates: Templates) -> APIRouter:
    """Give the page of a confirmation."""
    router = APIRouter(dependencies=[only(Role.UNIT_REVIEWER)])

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        try:
            report, one, changes = await corrections.asked(id, signed_in(request).unit or "")
        except NotAsked:
            # The correction was approved, or is to be made anew: the task led here before that.
            report, one, changes = await corrections.store.report(id), None, ()
        fresh = {"version": report.version}
        return templates.page(
            request,
            "report_confirmation.html",
            status_code=status,
            report=report,
            asked=one,
            changes=changes,
            place_of=place,
            values={**fresh, **values, **(fresh if stale else {})},
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE)
    async def show(request: Request, report_id: Id) -> Response:
        """Show what differs."""
        return await page(request, report_id, {}, {}, 200)

    async def answer(request: Request, id: str, form: type[Form], work: Callable[[Any], Awaitable[object]]) -> Response:
        try:
            filled = await read(request, form, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, id, invalid.values, invalid.errors, 422)
        typed = filled.model_dump(mode="json")
        try:
            await work(filled)
        except Stale:
            return await page(request, id, typed, {}, 412, stale=True)
        except NotAsked:
            return await page(request, id, typed, {}, 409)
        return RedirectResponse(_ONE.format(report_id=id), 303)

    @router.post(_ONE)
    async def confirm(request: Request, report_id: Id) -> Response:
        """Stand by it."""
        by = signed_in(request)
        return await answer(
            request, report_id, VersionForm, lambda form: corrections.confirm(report_id, form.version, by)
        )

    @router.post(f"{_ONE}/sprzeciw")
    async def object_to(request: Request, report_id: Id) -> Response:
        """Not stand by it."""
        by = signed_in(request)
        return await answer(
            request,
            report_id,
            ObjectionForm,
            lambda form: corrections.object(report_id, form.version, form.objection, by),
        )

    return router
