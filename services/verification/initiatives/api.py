"""JSON routes of initiatives' cases, for staff to read; and who may read anything of initiatives."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.verification.cases.service import PlaceInList
from services.verification.initiatives.domain import InitiativeCase, InitiativeStage
from services.verification.initiatives.service import Initiatives
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag

TEAM = (Role.TEAM_MEMBER, Role.TEAM_CHAIR)
"""Roles that score."""
READERS = (Role.OFFICER, Role.UNIT_REVIEWER, Role.MAYOR, Role.AUDITOR, *TEAM, Role.TREASURER)
"""Roles that may read initiatives, their cards, opinions, results, decisions and money."""


class InitiativeLine(BaseModel):
    """An initiative in the list. Amounts in grosze; `city_granted` is null until it is approved."""

    initiative_id: str
    number: int
    year: int
    case: str
    title: str
    stage: InitiativeStage
    own: int
    city: int
    city_granted: int | None
    unit: str | None
    due_at: datetime | None
    answer_by: datetime | None
    version: int


class StepShown(BaseModel):
    """One thing that has happened: when, who, which unit, why."""

    kind: str
    at: datetime
    by: str | None
    unit: str | None
    why: str


class InitiativeShown(InitiativeLine):
    """An initiative with its history, the oldest first; `units`: who was asked for an opinion."""

    submitted_at: datetime
    answer_by_at_most: datetime | None
    units: list[str]
    steps: list[StepShown]


ExtensionReason = Annotated[str, Field(min_length=10, max_length=2_000)]


class ExtensionGiven(BaseModel):
    """Until which day (included, in the city) the answer comes, and why it comes later than was said."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    until: date
    reason: ExtensionReason


class InitiativeMoved(BaseModel):
    """The stage and version of the initiative after a step."""

    initiative_id: str
    stage: InitiativeStage
    version: int


class InitiativeList(BaseModel):
    """A part of the list; `next` is the key to go on after, as in the Link header."""

    items: list[InitiativeLine]
    next: str | None


def routes(initiatives: Initiatives) -> APIRouter:
    """Give the routes of initiatives' cases."""
    router = APIRouter(prefix="/api/verification/v1/initiatives", tags=["initiatives"])

    @router.get("", dependencies=[only(*READERS)])
    async def list_initiatives(
        request: Request,
        response: Response,
        stage: InitiativeStage = InitiativeStage.FORMAL,
        after: After = None,
        limit: Limit = 50,
    ) -> InitiativeList:
        """List the initiatives at a stage: open ones by their date, ended ones the newest first."""
        place = PlaceInList.parse(after) if after else None
        found = await initiatives.store.page((stage,), place, limit + 1)
        more = PlaceInList.of(found[limit - 1]).text if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        items = [InitiativeLine.model_validate(_line(case)) for case in found[:limit]]
        return InitiativeList(items=items, next=more)

    @router.get("/{initiative_id}", dependencies=[only(*READERS)])
    async def get_initiative(initiative_id: Id, response: Response) -> InitiativeShown:
        """Give an initiative. Its ETag is what a decision and a countersignature must name in If-Match."""
        case = await initiatives.case(initiative_id)
        response.headers["ETag"] = etag(case.version)
        return InitiativeShown.model_validate(_whole(case))

    @router.post("/{initiative_id}/answer-term", dependencies=[only(Role.OFFICER), Keyed])
    async def extend_answer_term(
        initiative_id: Id, given: ExtensionGiven, version: IfMatch, request: Request, response: Response
    ) -> InitiativeMoved:
        """Tell the applicants that their answer comes later (art. 36 k.p.a.); If-Match names the initiative's version.

        409 where they have it, 412 where the initiative has changed, 422 for a day that is no later than what was said,
        or more than a year away.
        """
        done = await initiatives.extend(
            initiative_id, version, until=given.until, reason=given.reason, by=signed_in(request)
        )
        response.headers["ETag"] = etag(done["version"])
        return InitiativeMoved.model_validate(done)

    return router


def _line(case: InitiativeCase) -> dict[str, object]:
    application = case.application
    told = {} if application is None else application.model_dump(include={"number", "year", "case", "title"})
    amounts = {} if application is None else {"own": application.own, "city": application.city}
    return {
        **told,
        **amounts,
        "initiative_id": case.id,
        "stage": case.stage,
        "city_granted": case.city,
        "unit": case.unit.symbol if case.unit else None,
        "due_at": case.task.due_at if case.task else None,
        "answer_by": case.clock.due_at if case.clock else None,
        "version": case.version,
    }


def _whole(case: InitiativeCase) -> dict[str, object]:
    steps = [
        {
            "kind": step.kind.value,
            "at": step.at,
            "by": step.by.name if step.by else None,
            "unit": step.unit.symbol if step.unit else None,
            "why": step.why,
        }
        for step in case.steps
    ]
    return {
        **_line(case),
        "submitted_at": case.application.submitted_at if case.application else None,
        "answer_by_at_most": case.clock.longest if case.clock else None,
        "units": [unit.symbol for unit in case.units],
        "steps": steps,
    }
