"""Permits at the desk: which are needed, with their clocks, what was asked for and decided."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.events.ceremonies.domain import Action
from services.events.ceremonies.domain.permits import PERMIT_TABLE, PermitStep
from services.events.ceremonies.pages.steps import FAULTS, ONE, allowed, by, held
from services.events.ceremonies.service.permits import Permits
from services.events.ceremonies.service.rights import READERS
from services.events.ceremonies.tasks import PLACE
from services.events.given import Day
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.form_steps import Step, take
from shared.web.forms import VersionForm
from shared.web.render import Templates


class WantForm(VersionForm):
    """A permit that is needed."""

    kind: Id


class PermitForm(VersionForm):
    """What happened with a permit."""

    permit: Id
    step: PermitStep
    on: Day
    sign: Annotated[str, Field(max_length=100)] = ""
    note: Annotated[str, Field(max_length=1_000)] = ""


_MESSAGES = {"kind": "Wybierz z listy.", "on": "Podaj dzień.", "step": "Zaznacz, co się stało."}


def pages(permits: Permits, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter()
    store, shipped = permits.ceremonies.store, permits.ceremonies.habits.shipped

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        *,
        stale: bool = False,
    ) -> Response:
        one = await store.get(id)
        there, can = {each.kind.id for each in one.permits}, allowed(one, signed_in(request))
        takes = {step for step in PermitStep if (Action.WITHDRAW if step is PermitStep.WITHDRAW else a) in can}
        return templates.page(
            request,
            "ceremony_permits.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            can=can,
            kinds=[kind for kind in shipped.permits if kind.id not in there],
            steps={
                each.id: [step.value for step in PermitStep if each.state in PERMIT_TABLE[step] and step in takes]
                for each in one.permits
            },
            values=held(
                one, values, {"on": permits.ceremonies.today, "permit": "", "sign": "", "note": ""}, stale=stale
            ),
            errors=errors,
            stale=stale,
        )

    @router.get(PLACE + "/{event_id}/zezwolenia", dependencies=[only(*READERS)])
    async def show(request: Request, event_id: Id) -> Response:
        """Show the permits."""
        return await page(request, event_id, {}, {}, 200)

    a, m = Action.PERMIT, permits
    steps = [
        Step("zezwolenia/nowe", by(a), WantForm, lambda i, f, p: m.want(i, f.version, f.kind, p), "kind"),
        Step(
            "zezwolenia/krok",
            by(a),
            PermitForm,
            lambda i, f, p: m.step(i, f.version, f.permit, f.step, f.on, f.sign, f.note, p),
            "step",
        ),
    ]
    take(router, ONE, steps, page, FAULTS, _MESSAGES, ONE + "/zezwolenia")
    return router
