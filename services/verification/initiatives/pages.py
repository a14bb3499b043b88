"""Pages of initiatives: what waits for whom, and the history of one."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from services.verification.cases.service import PlaceInList
from services.verification.decisions.service import Decisions
from services.verification.funds.service import Funds
from services.verification.initiatives.api import READERS
from services.verification.initiatives.domain import InitiativeCase, InitiativeStage
from services.verification.initiatives.service import PLACE, Initiatives
from services.verification.scoring.service import Scorings
from services.verification.unit_opinions.service import UnitOpinions
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound
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
_OWN = {
    Role.UNIT_REVIEWER: "opinie",
    Role.TEAM_MEMBER: "oceny",
    Role.TEAM_CHAIR: "oceny",
    Role.MAYOR: "decyzje",
    Role.TREASURER: "srodki",
}

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
