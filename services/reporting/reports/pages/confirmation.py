"""What a unit is asked to stand by: its words before and after a correction, one button, or why not."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from services.reporting.council.api.given import Why
from services.reporting.reports.domain.confirmations import NotAsked
from services.reporting.reports.pages.desk import ONE
from services.reporting.reports.service.corrections import Corrections
from services.reporting.reports.wording import place
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.form_steps import Fault, Step, take
from shared.web.forms import VersionForm
from shared.web.render import Templates

_ONE = ONE + "/potwierdzenie"


class ObjectionForm(VersionForm):
    """What is wrong with it."""

    objection: Why


_MESSAGES = {"objection": "Napisz, co jest nie tak."}
_FAULTS: Mapping[type[Exception], Fault] = {NotAsked: Fault("Nikt już nie pyta o tę poprawkę. Nic nie zapisano.")}


def _steps(corrections: Corrections) -> list[Step]:
    """Give what a unit may say: that it stands by its words, or that it does not."""
    mine = only(Role.UNIT_REVIEWER)
    return [
        Step("", mine, VersionForm, lambda i, f, p: corrections.confirm(i, f.version, p), "objection"),
        Step(
            "sprzeciw",
            mine,
            ObjectionForm,
            lambda i, f, p: corrections.object(i, f.version, f.objection, p),
            "objection",
        ),
    ]


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

    take(router, _ONE, _steps(corrections), page, _FAULTS, _MESSAGES)
    return router
