"""JSON routes of admissions: for staff to read, for the mayor to decide."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.verification.admission.domain import MOST_AT_ONCE, Admission, AdmissionState
from services.verification.admission.service import Admissions
from services.verification.cases.api import READERS, AfterNumber
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import Keyed, Limit, Page


class DecisionGiven(BaseModel):
    """One decision about one or many proposals; a refusal needs a reason.

    `versions`: of each proposal, by its id, the version of its admission that was looked at.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    versions: Annotated[dict[Id, Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=MOST_AT_ONCE)]
    admitted: bool
    reason: Annotated[str, Field(max_length=10_000)] = ""


class Decided(BaseModel):
    """What has been decided, about which proposals."""

    proposal_ids: list[str]
    admitted: bool


class AdmissionLine(BaseModel):
    """An admission in the list, with what the unit says. Amounts in grosze."""

    proposal_id: str
    edition_id: str
    number: int
    case: str
    title: str
    unit: str
    unit_name: str
    positive: bool
    opinion: str
    cost: int
    state: AdmissionState
    reason: str
    opened_at: datetime
    due_at: datetime
    finished_at: datetime | None
    version: int


class AdmissionList(BaseModel):
    """A part of the list; `next` is the key to go on after, as in the Link header."""

    items: list[AdmissionLine]
    next: str | None


def routes(admissions: Admissions) -> APIRouter:
    """Give the routes of admissions."""
    router = APIRouter(prefix="/api/verification/v1", tags=["admission"])

    @router.get("/admissions", dependencies=[only(*READERS)])
    async def list_admissions(
        request: Request,
        response: Response,
        edition_id: Id,
        state: AdmissionState | None = None,
        after: AfterNumber = None,
        limit: Limit = 50,
    ) -> AdmissionList:
        """List the admissions of an edition in the order of the register."""
        found = await admissions.store.page(edition_id, state, int(after or 0), limit + 1)
        more = str(found[limit - 1].number) if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return AdmissionList(items=[AdmissionLine.model_validate(_line(one)) for one in found[:limit]], next=more)

    @router.post("/admissions", dependencies=[only(Role.MAYOR), Keyed])
    async def decide(given: DecisionGiven, request: Request) -> Decided:
        """Admit or refuse proposals, all of them or, where one cannot be decided so, none.

        412 where some have changed since they were looked at: `proposal_ids` says which. 409 where one has been
        decided or was withdrawn, or costs more than its cap; 422 for a refusal, or for an admission against the unit's
        opinion, without a reason.
        """
        decided = await admissions.decide(
            given.versions, admitted=given.admitted, reason=given.reason, by=signed_in(request)
        )
        return Decided.model_validate(decided)

    return router


def _line(admission: Admission) -> dict[str, object]:
    names = {"unit": admission.unit.symbol, "unit_name": admission.unit.name}
    return {**admission.model_dump(), "proposal_id": admission.id, **names}
