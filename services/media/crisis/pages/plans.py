"""The plans: their list, and one with its texts, times and approval."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.media.crisis.domain.hazards import HAZARDS, hazard
from services.media.crisis.domain.message import SamePerson
from services.media.crisis.domain.plan import Plan
from services.media.crisis.pages.typed import MESSAGES, PlanForm, StepForm, typed_plan
from services.media.crisis.service import Plans
from services.media.crisis.service.rights import PLAN_APPROVERS, READERS, WRITERS
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates

_LIST = "/panel/kryzys/plany"
_ONE = _LIST + "/{code}"
_OVERTAKEN = "Ktoś zapisał ten plan przed Tobą. To, co masz w formularzu, zostało. Sprawdź i zapisz jeszcze raz."
_SAME_PERSON = "Te teksty są Twoje. Zatwierdzić musi je ktoś inny."


def pages(plans: Plans, templates: Templates) -> APIRouter:
    """Give the pages of plans."""
    router = APIRouter(include_in_schema=False)

    async def page(
        asked: Request,
        plan: Plan,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        person = signed_in(asked)
        own = plan.written is not None and plan.written.person_id == person.id
        return templates.page(
            asked,
            "crisis_plan.html",
            status_code=status,
            hazard=hazard(plan.hazard),
            plan=plan,
            may_write=person.role in WRITERS,
            may_approve=person.role in PLAN_APPROVERS and plan.approved is None and not own,
            values=typed_plan(plan.content, plan.version) if values is None else values,
            errors=errors or {},
        )

    @router.get(_LIST, dependencies=[only(*READERS)])
    async def every(request: Request) -> Response:
        """List the plans."""
        found = zip(HAZARDS, await plans.every(), strict=True)
        return templates.page(request, "crisis_plans.html", plans=list(found))

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def one(request: Request, code: Id) -> Response:
        """Show a plan."""
        return await page(request, await plans.plan(code))

    @router.post(_ONE, dependencies=[only(*WRITERS)])
    async def rewrite(request: Request, code: Id) -> Response:
        """Save a plan; another text must be approved anew."""
        plan = await plans.plan(code)
        try:
            form = await read(request, PlanForm, MESSAGES)
        except FormInvalid as invalid:
            return await page(request, plan, invalid.values, invalid.errors, 422)
        try:
            await plans.rewrite(code, form.version, form.content(), signed_in(request))
        except Stale:
            newest = await plans.plan(code)
            again = typed_plan(form.content(), newest.version)
            return await page(request, newest, again, {"headline": _OVERTAKEN}, 412)
        return RedirectResponse(_ONE.format(code=code), 303)

    @router.post(_ONE + "/zatwierdzenie", dependencies=[only(*PLAN_APPROVERS)])
    async def approve(request: Request, code: Id) -> Response:
        """Approve the texts of a plan."""
        plan = await plans.plan(code)
        try:
            form = await read(request, StepForm)
        except FormInvalid:
            raise Stale("plan", code) from None
        try:
            await plans.approve(code, form.version, signed_in(request))
        except SamePerson:
            return await page(request, plan, None, {"headline": _SAME_PERSON}, 409)
        return RedirectResponse(_ONE.format(code=code), 303)

    return router
