"""JSON routes of statements: to ask for them, to answer, send back, hand over and withdraw; for staff to read."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.verification.cases.api import READERS
from services.verification.statements.domain import (
    MOST_COSTS,
    MOST_UNITS,
    Said,
    Statement,
    StatementResult,
    StatementState,
)
from services.verification.statements.service import Statements
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.contracts.intake import CostItem
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag

ASKERS = (Role.UNIT_REVIEWER, Role.OFFICER)
"""Roles that may ask, hand over and withdraw; a unit's people only about what is theirs."""

Question = Annotated[str, Field(min_length=3, max_length=2_000)]
StatementText = Annotated[str, Field(min_length=3, max_length=5_000)]
Reason = Annotated[str, Field(min_length=3, max_length=2_000)]
CostName = Annotated[str, Field(min_length=1, max_length=200)]


class UnitsAsked(BaseModel):
    """Which units (symbols) are asked, and what each is to say."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    units: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_UNITS)]
    question: Question


class CostGiven(BaseModel):
    """One cost of the unit's part; the amount in grosze."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: CostName
    amount: Annotated[int, Field(ge=0, le=10**11)]


class AnswerGiven(BaseModel):
    """What a unit says about its part, and what that part costs."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    result: StatementResult
    text: StatementText
    costs: Annotated[tuple[CostGiven, ...], Field(max_length=MOST_COSTS)] = ()

    @property
    def said(self) -> Said:
        """Give it as the use cases take it."""
        costs = tuple(CostItem(name=cost.name, amount=cost.amount) for cost in self.costs)
        return Said(result=self.result, text=self.text, costs=costs)


class Why(BaseModel):
    """Why a statement is sent back, or asked for no longer."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    reason: Reason


class StatementHandedOver(Why):
    """Which unit is the right one, and why."""

    unit: Id


class Asked(BaseModel):
    """The statements that were asked for, in the order of the units."""

    proposal_id: str
    statement_ids: list[str]


class StatementDone(BaseModel):
    """The state and version that a step has made."""

    proposal_id: str
    statement_id: str
    state: StatementState
    version: int


class StatementLine(BaseModel):
    """A statement in the list. `version` is what If-Match must name; amounts in grosze."""

    statement_id: str
    proposal_id: str
    edition_id: str
    number: int
    case: str
    title: str
    unit: str
    unit_name: str
    state: StatementState
    question: str
    asked_at: datetime
    due_at: datetime
    finished_at: datetime | None
    total: int
    version: int


class CostShown(BaseModel):
    """One cost of the unit's part; the amount in grosze."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    amount: int


class StatementShown(StatementLine):
    """A statement with what its unit says. `reason`: why it was handed over, sent back or withdrawn, the last time."""

    text: str
    costs: list[CostShown]
    from_unit: str | None
    reason: str


class StatementList(BaseModel):
    """A part of the list; `next` is the key to go on after, as in the Link header."""

    items: list[StatementLine]
    next: str | None


class StatementsOfProposal(BaseModel):
    """All statements about a proposal, the oldest first."""

    items: list[StatementShown]


def routes(statements: Statements) -> APIRouter:
    """Give the routes of statements."""
    router = APIRouter(prefix="/api/verification/v1", tags=["statements"])

    @router.get("/statements", dependencies=[only(*READERS)])
    async def list_statements(
        request: Request,
        response: Response,
        edition_id: Id,
        state: StatementState | None = None,
        unit: Id | None = None,
        after: After = None,
        limit: Limit = 50,
    ) -> StatementList:
        """List the statements of an edition."""
        found = await statements.store.page(edition_id, state, unit, after or "", limit + 1)
        more = found[limit - 1].id if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return StatementList(items=[StatementLine.model_validate(_line(one)) for one in found[:limit]], next=more)

    @router.get("/reviews/{proposal_id}/statements", dependencies=[only(*READERS)])
    async def list_statements_of_review(proposal_id: Id) -> StatementsOfProposal:
        """List what other units say about a proposal, with their costs."""
        found = await statements.of_proposal(proposal_id)
        return StatementsOfProposal(items=[StatementShown.model_validate(_whole(one)) for one in found])

    @router.post("/reviews/{proposal_id}/statements", dependencies=[only(*ASKERS), Keyed])
    async def ask_for_statements(proposal_id: Id, given: UnitsAsked, request: Request) -> Asked:
        """Ask other units for a statement, all of them or none: by the unit that has the open review, or an officer.

        403 for another unit's review, 409 where it is finished or one of the units has been asked and has not answered,
        422 for a unit that does not exist or has the review itself.
        """
        person = signed_in(request)
        asked = await statements.ask(proposal_id, units=given.units, question=given.question, by=person)
        return Asked.model_validate(asked)

    @router.get("/statements/{statement_id}", dependencies=[only(*READERS)])
    async def get_statement(statement_id: Id, response: Response) -> StatementShown:
        """Give a statement. Its ETag is what each step must name in If-Match."""
        statement = await statements.statement(statement_id)
        response.headers["ETag"] = etag(statement.version)
        return StatementShown.model_validate(_whole(statement))

    @router.post("/statements/{statement_id}/answer", dependencies=[only(Role.UNIT_REVIEWER), Keyed])
    async def give_statement(
        statement_id: Id, given: AnswerGiven, version: IfMatch, request: Request, response: Response
    ) -> StatementDone:
        """Give a statement of one's own unit.

        403 for another unit's, 412 where it has changed, 409 where it is not waited for any more.
        """
        done = await statements.answer(statement_id, version, given.said, by=signed_in(request))
        response.headers["ETag"] = etag(done["version"])
        return StatementDone.model_validate(done)

    @router.post("/statements/{statement_id}/return", dependencies=[only(Role.UNIT_REVIEWER), Keyed])
    async def return_statement(
        statement_id: Id, given: Why, version: IfMatch, request: Request, response: Response
    ) -> StatementDone:
        """Send a statement of one's own unit back to who asked, because it is not the unit's task.

        It is waited for until who asked hands it to another unit or withdraws it. Errors as for the answer.
        """
        done = await statements.send_back(statement_id, version, reason=given.reason, by=signed_in(request))
        response.headers["ETag"] = etag(done["version"])
        return StatementDone.model_validate(done)

    @router.post("/statements/{statement_id}/unit", dependencies=[only(*ASKERS), Keyed])
    async def hand_over_statement(
        statement_id: Id, given: StatementHandedOver, version: IfMatch, request: Request, response: Response
    ) -> StatementDone:
        """Hand a statement to another unit: by its own unit or an officer, once sent back by the leading unit.

        403 for anybody else, 412 where it has changed, 409 where it is not waited for any more or that unit has been
        asked already, 422 for a unit that does not exist, has it, or has the review itself.
        """
        person = signed_in(request)
        done = await statements.hand_over(statement_id, version, unit=given.unit, reason=given.reason, by=person)
        response.headers["ETag"] = etag(done["version"])
        return StatementDone.model_validate(done)

    @router.post("/statements/{statement_id}/withdrawal", dependencies=[only(*ASKERS), Keyed])
    async def withdraw_statement(
        statement_id: Id, given: Why, version: IfMatch, request: Request, response: Response
    ) -> StatementDone:
        """Ask for a statement no longer: by the unit that has the review, or an officer.

        403 for anybody else, 412 where it has changed, 409 where it is not waited for any more.
        """
        done = await statements.withdraw(statement_id, version, reason=given.reason, by=signed_in(request))
        response.headers["ETag"] = etag(done["version"])
        return StatementDone.model_validate(done)

    return router


def _line(statement: Statement) -> dict[str, object]:
    names = {"unit": statement.unit.symbol, "unit_name": statement.unit.name, "total": statement.total}
    return {**statement.model_dump(), "statement_id": statement.id, **names}


def _whole(statement: Statement) -> dict[str, object]:
    return {**_line(statement), "from_unit": statement.from_unit.symbol if statement.from_unit else None}
