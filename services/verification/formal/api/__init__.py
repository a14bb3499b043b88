"""JSON routes of formal cards: for staff to read, for the officer to finish."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.verification.cases.api import READERS, AfterNumber, ChecksGiven, CheckShown, Done, shown
from services.verification.cases.service import Cases
from services.verification.formal.domain import CHECKS, Card, CardState
from services.verification.formal.service import FormalChecks
from services.verification.statements.api import Question
from services.verification.statements.domain import MOST_UNITS
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.contracts.intake import ProposalPart
from shared.web.requests import IfMatch, Keyed, Limit, Page, etag


class CardResultGiven(ChecksGiven):
    """The result of a card: `unit` (a symbol) where it passes, `reasons` where it fails.

    Units `cooperating` with the one that reviews are asked `question` at once.
    """

    passed: bool
    unit: Id | None = None
    cooperating: Annotated[tuple[Id, ...], Field(max_length=MOST_UNITS)] = ()
    question: Question | None = None
    reasons: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=2_000)], ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _question_with_its_units(self) -> "CardResultGiven":
        if bool(self.cooperating) != (self.question is not None):
            raise ValueError("cooperating units and their question go together")
        if self.cooperating and not self.passed:
            raise ValueError("no unit is asked about what fails")
        return self


class CallShown(BaseModel):
    """A call to complete the proposal."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    points: tuple[str, ...]
    parts: tuple[ProposalPart, ...]
    called_at: datetime
    due_at: datetime | None
    delivered_on: date | None
    answered_at: datetime | None


class CardLine(BaseModel):
    """A card in the list. `version` is what If-Match must name."""

    proposal_id: str
    edition_id: str
    number: int
    case: str
    title: str
    state: CardState
    unit: str | None
    opened_at: datetime
    due_at: datetime
    finished_at: datetime | None
    version: int


class CardShown(CardLine):
    """A card with its checks."""

    checks: list[CheckShown]
    reasons: tuple[str, ...]
    calls: tuple[CallShown, ...]


class CardList(BaseModel):
    """A part of the list; `next` is the key to go on after, as in the Link header."""

    items: list[CardLine]
    next: str | None


def routes(formal: FormalChecks, cases: Cases) -> APIRouter:
    """Give the routes of formal cards."""
    router = APIRouter(prefix="/api/verification/v1", tags=["formal"])

    @router.get("/cards", dependencies=[only(*READERS)])
    async def list_cards(
        request: Request,
        response: Response,
        edition_id: Id,
        state: CardState | None = None,
        after: AfterNumber = None,
        limit: Limit = 50,
    ) -> CardList:
        """List the cards of an edition in the order of the register."""
        found = await formal.store.page(edition_id, state, int(after or 0), limit + 1)
        more = str(found[limit - 1].number) if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return CardList(items=[CardLine.model_validate(_line(card)) for card in found[:limit]], next=more)

    @router.get("/cards/{proposal_id}", dependencies=[only(*READERS)])
    async def get_card(proposal_id: Id, response: Response) -> CardShown:
        """Give a card with its checks and what the machine finds. Its ETag is what a result must name in If-Match."""
        card = await formal.card(proposal_id)
        found = await formal.findings(await cases.case(proposal_id)) if card.state is CardState.OPEN else {}
        response.headers["ETag"] = etag(card.version)
        return CardShown.model_validate(
            {**_line(card), "checks": shown(CHECKS, card.answers, found), "reasons": card.reasons}
        )

    @router.post("/cards/{proposal_id}/result", dependencies=[only(Role.OFFICER), Keyed])
    async def finish_card(
        proposal_id: Id, given: CardResultGiven, version: IfMatch, request: Request, response: Response
    ) -> Done:
        """Finish a card.

        `passed` with a unit hands the proposal over, and asks the cooperating units for a statement; without,
        `reasons` (or the unmet checks) say why it fails. Checks that are left out are taken from the machine; on a
        passed card the rest counts as met, by the word of the officer who signs. 409 where the card is finished, 412
        where it has changed, 422 where result and checks contradict each other or the machine is overruled without a
        note, 503 while the edition's rules are on the way.
        """
        done = await formal.finish(
            proposal_id,
            version,
            passed=given.passed,
            unit=given.unit,
            reasons=given.reasons,
            given=given.given,
            by=signed_in(request),
            cooperating=given.cooperating,
            question=given.question or "",
        )
        response.headers["ETag"] = etag(done["version"])
        return Done.model_validate(done)

    @router.post("/cards/{proposal_id}/call", dependencies=[only(Role.OFFICER), Keyed])
    async def call(proposal_id: Id, given: ChecksGiven, version: IfMatch, request: Request, response: Response) -> Done:
        """Call the applicant to mend what is not met.

        409 where the card is finished or a call waits for its answer, 412 where it has changed, 422 where nothing is
        missing, or something that no applicant can mend.
        """
        done = await formal.call(proposal_id, version, given=given.given, by=signed_in(request))
        response.headers["ETag"] = etag(done["version"])
        return Done.model_validate(done)

    return router


def _line(card: Card) -> dict[str, object]:
    unit = card.unit.symbol if card.unit else None
    return {**card.model_dump(), "proposal_id": card.id, "unit": unit}
