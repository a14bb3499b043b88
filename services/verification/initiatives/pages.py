"""Pages of initiatives: what waits for whom, and the history of one."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.verification.cases.service import PlaceInList
from services.verification.decisions.service import Decisions
from services.verification.funds.service import Funds
from services.verification.initiatives.api import READERS, ExtensionReason
from services.verification.initiatives.domain import (
    AnswerNotLater,
    AnswerTooFar,
    InitiativeCase,
    InitiativeStage,
    NotAtThisStage,
)
from services.verification.initiatives.service import PLACE, Initiatives
from services.verification.scoring.service import Scorings
from services.verification.unit_opinions.service import UnitOpinions
from shared.access import Role, only, signed_in
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_ROWS = 50
_STAGES = {
    "karty": (InitiativeStage.FORMAL,),
    "opinie": (InitiativeStage.OPINIONS,),
    "oceny": (InitiativeStage.SCORING,),
    "decyzje": (InitiativeStage.DECISION,),
    "srodki": (InitiativeStage.FUNDS, InitiativeStage.SHORT),
    "zakonczone": tuple(stage for stage in InitiativeStage if stage.over),
}
_DAY = timedelta(days=1)
_MESSAGES = {
    "until": "Podaj dzień późniejszy niż ten, o którym wnioskodawcy już wiedzą.",
    "reason": "Napisz, dlaczego odpowiedź się opóźni: przeczytają to wnioskodawcy.",
}
_TOO_FAR = "Podaj dzień nie dalszy niż rok od dziś."
_OWN = {
    Role.UNIT_REVIEWER: "opinie",
    Role.TEAM_MEMBER: "oceny",
    Role.TEAM_CHAIR: "oceny",
    Role.MAYOR: "decyzje",
    Role.TREASURER: "srodki",
}


class ExtensionForm(Form):
    """Until when the answer comes, and why it is later than was said."""

    version: int
    until: date
    reason: ExtensionReason


StageName = Literal["", "karty", "opinie", "oceny", "decyzje", "srodki", "zakonczone"]


def pages(
    initiatives: Initiatives,
    opinions: UnitOpinions,
    scorings: Scorings,
    decisions: Decisions,
    funds: Funds,
    templates: Templates,
) -> APIRouter:
    """Give the pages of initiatives."""
    router = APIRouter(include_in_schema=False)

    @router.get(PLACE, dependencies=[only(*READERS)])
    async def waiting(
        request: Request,
        etap: StageName = "",
        po: Annotated[str, Query(max_length=100)] = "",
        zapisano: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """List what waits for the caller's role, the late first."""
        person = signed_in(request)
        stage = etap or _OWN.get(person.role, "karty")
        found = await initiatives.store.page(_STAGES[stage], PlaceInList.parse(po) if po else None, _ROWS + 1)
        rows = found[:_ROWS]
        own = await opinions.store.waiting(person.unit) if person.unit and person.role is Role.UNIT_REVIEWER else []
        return templates.page(
            request,
            "initiative_list.html",
            stage=stage,
            counts={name: await initiatives.store.count(stages) for name, stages in _STAGES.items()},
            rows=rows,
            own=own,
            next=PlaceInList.of(rows[-1]).text if len(found) > _ROWS else None,
            saved=await _saved(initiatives, zapisano),
        )

    @router.get(PLACE + "/sprawy/{initiative_id}", dependencies=[only(*READERS)])
    async def one(request: Request, initiative_id: Id) -> Response:
        """Tell everything that has happened to one initiative, the newest first."""
        case = await initiatives.case(initiative_id)
        scoring = await scorings.store.get_or_none(initiative_id)
        return templates.page(
            request,
            "initiative.html",
            opinions=await opinions.of_initiative(initiative_id),
            scoring=scoring,
            decision=await decisions.of_initiative(initiative_id),
            secured=await funds.of_initiative(initiative_id),
            **shown(case),
        )

    async def term(
        request: Request, initiative_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        case = await initiatives.case(initiative_id)
        return templates.page(
            request,
            "initiative_term.html",
            status_code=status,
            editable=case.stage.unanswered,
            first=warsaw(case.clock.due_at).date() + _DAY if case.clock else None,
            values=values,
            errors=errors,
            overtaken=status == 412,
            lost=values.get("reason", "") if status == 412 else "",
            **shown(case),
        )

    @router.get(PLACE + "/sprawy/{initiative_id}/termin", dependencies=[only(Role.OFFICER)])
    async def answer_term(request: Request, initiative_id: Id) -> Response:
        """Ask until when the answer comes, and why so late."""
        return await term(request, initiative_id, {}, {}, 200)

    @router.post(PLACE + "/sprawy/{initiative_id}/termin", dependencies=[only(Role.OFFICER)])
    async def extend(request: Request, initiative_id: Id) -> Response:
        """Tell the applicants that their answer comes later."""
        try:
            form = await read(request, ExtensionForm, _MESSAGES)
        except FormInvalid as invalid:
            return await term(request, initiative_id, invalid.values, invalid.errors, 422)
        values = form.model_dump(mode="json")
        try:
            await initiatives.extend(
                initiative_id, form.version, until=form.until, reason=form.reason, by=signed_in(request)
            )
        except (Stale, NotAtThisStage):
            return await term(request, initiative_id, values, {}, 412)
        except AnswerNotLater:
            return await term(request, initiative_id, values, {"until": _MESSAGES["until"]}, 422)
        except AnswerTooFar:
            return await term(request, initiative_id, values, {"until": _TOO_FAR}, 422)
        return RedirectResponse(f"{PLACE}/sprawy/{initiative_id}", 303)

    return router


def shown(case: InitiativeCase) -> dict[str, Any]:
    """Give what every page about an initiative shows of it."""
    return {"case": case, "application": case.application}


async def _saved(initiatives: Initiatives, initiative_id: str) -> InitiativeCase | None:
    """Give the initiative that the caller has just worked on, to say so on the next page."""
    if not initiative_id:
        return None
    try:
        return await initiatives.case(initiative_id)
    except NotFound:
        return None
