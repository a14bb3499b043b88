"""The page of the mayor's decision about an initiative, with what the units and the Team say of it."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.verification.cases.domain import UnitUnknown
from services.verification.decisions.api import DecisionReason
from services.verification.decisions.domain import AmountAboveAsked, DecisionIncomplete, OwnShareTooSmall
from services.verification.decisions.service import Decisions
from services.verification.initiatives.api import READERS
from services.verification.initiatives.domain import InitiativeStage, NotAtThisStage, percent
from services.verification.initiatives.pages import shown
from services.verification.initiatives.service import PLACE, Initiatives
from services.verification.scoring.service import Scorings
from services.verification.unit_opinions.service import UnitOpinions
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, Zloty, read
from shared.web.render import Templates

_ONE = PLACE + "/decyzje/{initiative_id}"
_MESSAGES = {"approved": "Wybierz decyzję.", "reason": "Uzasadnij decyzję: przeczytają to mieszkańcy."}


class RulingForm(Form):
    """What the mayor says."""

    version: int
    approved: bool
    city: Annotated[Zloty, Field(ge=0, le=10**11)] | None = None
    unit: Annotated[str, Field(max_length=64)] | None = None
    reason: DecisionReason


def pages(
    decisions: Decisions, initiatives: Initiatives, scorings: Scorings, opinions: UnitOpinions, templates: Templates
) -> APIRouter:
    """Give the page of a decision."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request, initiative_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        case = await initiatives.case(initiative_id)
        application = case.application
        asked = case.units[0].symbol if len(case.units) == 1 else None
        proposed = {"city": application.city, "unit": asked} if application else {}
        return templates.page(
            request,
            "initiative_decision.html",
            status_code=status,
            decision=await decisions.of_initiative(initiative_id),
            scoring=await scorings.store.get_or_none(initiative_id),
            opinions=await opinions.of_initiative(initiative_id),
            units=decisions.units,
            editable=case.stage is InitiativeStage.DECISION and signed_in(request).role is Role.MAYOR,
            percent=percent,
            values=values or proposed,
            errors=errors,
            overtaken=status == 412,
            lost=values.get("reason", "") if status == 412 else "",
            **shown(case),
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def one(request: Request, initiative_id: Id) -> Response:
        """Show what the mayor decides about, or has decided."""
        return await page(request, initiative_id, {}, {}, 200)

    @router.post(_ONE, dependencies=[only(Role.MAYOR)])
    async def decide(request: Request, initiative_id: Id) -> Response:
        """Write the decision."""
        try:
            form = await read(request, RulingForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, initiative_id, invalid.values, invalid.errors, 422)
        values = form.model_dump(mode="json")
        try:
            await decisions.decide(
                initiative_id,
                form.version,
                approved=form.approved,
                reason=form.reason,
                city=form.city,
                unit=form.unit,
                by=signed_in(request),
            )
        except (Stale, NotAtThisStage):
            return await page(request, initiative_id, values, {}, 412)
        except _SLIPS as error:
            return await page(request, initiative_id, values, _errors(error), 422)
        return RedirectResponse(f"{PLACE}?etap=decyzje&zapisano={initiative_id}", 303)

    return router


_SLIPS = (AmountAboveAsked, OwnShareTooSmall, DecisionIncomplete, UnitUnknown)


def _errors(error: Exception) -> dict[str, str]:
    match error:
        case AmountAboveAsked():
            return {"city": "Podaj kwotę nie większą niż we wniosku."}
        case OwnShareTooSmall():
            return {"city": "Przy tej kwocie wkład własny nie sięga progu z uchwały."}
        case DecisionIncomplete(what="city"):
            return {"city": "Podaj, ile najwyżej da miasto."}
    return {"unit": "Wybierz jednostkę, która zrobi to z mieszkańcami."}
