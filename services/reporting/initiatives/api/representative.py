"""JSON routes of the residents' representative; the token of the link is in the body, never in the address."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.reporting.implementation.api import PhotographGiven
from services.reporting.initiatives.api.bodies import (
    ContributionGiven,
    CorrectionGiven,
    EntryNumber,
    LineShown,
    PhotographAdded,
    Version,
    lines_of,
)
from services.reporting.initiatives.domain import REPRESENTATIVE, Action, Actor, Given, Ledger, Side, Stage, may
from services.reporting.initiatives.service import Ledgers
from services.reporting.initiatives.service.inspections import Inspections
from services.reporting.initiatives.service.settlements import Settlements
from shared.access import anyone
from shared.files import Pictures
from shared.web.render import SECRET
from shared.web.requests import Keyed, one_file

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Token = Annotated[str, Field(min_length=10, max_length=400)]


class TokenGiven(BaseModel):
    """The token: the last part of the link."""

    model_config = _CLOSED

    token: Token


class OwnEntryGiven(ContributionGiven):
    """What residents gave; `line` is the id of a declaration."""

    token: Token


class OwnCorrectionGiven(CorrectionGiven):
    """What the entry with this number should say, and why."""

    token: Token
    number: Annotated[int, Field(ge=1, le=100_000)]


class HandInGiven(TokenGiven):
    """The version of the ledger that was looked at."""

    version: Annotated[int, Field(ge=1)]


class OwnPhotographGiven(PhotographGiven):
    """What a photograph shows, for those who do not see it."""

    token: Token


class OwnEntry(BaseModel):
    """An entry of the residents' side. `yours`: it came by the link, so it can be put right by it.

    A correction has in `minutes` and `value` the difference that it makes. Money in grosze.
    """

    number: int
    line: str
    day: date
    minutes: int | None
    value: int
    note: str | None
    corrects: int | None
    reason: str | None
    made_at: datetime
    yours: bool


class OwnPhotograph(BaseModel):
    """What a photograph shows. `waits`: everybody sees it when an officer has looked at it."""

    photograph_id: str
    alt: str
    waits: bool


class OwnLedger(BaseModel):
    """A ledger as the representative sees it: the residents' side alone.

    `due_at`: until when they have something to do, found as `explanation` says (empty: the day of the contract).
    `points`: what is to be mended, while that waits. `can`: the steps that can be taken now.
    """

    case: str
    title: str
    contract: str
    stage: Stage
    starts: date
    ends: date
    due_at: datetime | None
    explanation: tuple[str, ...]
    points: tuple[str, ...]
    lines: tuple[LineShown, ...]
    entries: list[OwnEntry]
    photographs: list[OwnPhotograph]
    can: list[Action]
    version: int


def routes(ledgers: Ledgers, settlements: Settlements, inspections: Inspections, pictures: Pictures) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/own-ledger", dependencies=[anyone()])

    @router.post("/opening")
    async def open_own(given: TokenGiven, response: Response) -> OwnLedger:
        """Give the ledger that a token opens. 404: no link of ours, 410: the office gave out another."""
        ledger = await ledgers.of_link(given.token)
        response.headers.update(SECRET)
        return _own(ledger)

    @router.post("/entries", dependencies=[Keyed], status_code=201)
    async def add_own_entry(given: OwnEntryGiven) -> EntryNumber:
        """Enter what residents gave. 403 for what the city gives, 409 where the ledger is closed."""
        entry = Given(**given.model_dump(exclude={"token"}))
        return EntryNumber(number=await ledgers.record_by_link(given.token, entry))

    @router.post("/corrections", dependencies=[Keyed], status_code=201)
    async def correct_own_entry(given: OwnCorrectionGiven) -> EntryNumber:
        """Put right what came by this link, by a further entry. 403 for what the office has entered."""
        number = await ledgers.correct_by_link(given.token, given.number, given.right, given.reason)
        return EntryNumber(number=number)

    @router.post("/photographs", dependencies=[Keyed], status_code=201)
    async def send_photograph(request: Request) -> PhotographAdded:
        """Send a photograph, as multipart/form-data: `photo` (JPEG or PNG, at most 10 MB), `alt`, `token`.

        Everybody sees it when an officer has looked at it. 409 where none is taken.
        """
        async with one_file(request, OwnPhotographGiven, part="photo") as (given, photo):
            await ledgers.of_link(given.token)  # Nothing is kept for a link that is none.
            kept = await pictures.keep(photo)
        return PhotographAdded(photograph_id=await inspections.offer(given.token, kept.id, given.alt))

    @router.post("/settlement", dependencies=[Keyed])
    async def hand_in_own(given: HandInGiven) -> Version:
        """Hand the settlement in as it was looked at. 409 where it is not its time, 412 where it has changed."""
        return Version(version=await settlements.hand_in_by_link(given.token, given.version))

    return router


def _own(ledger: Ledger) -> OwnLedger:
    contract, waits = ledger.signed_contract, {one.id for one in ledger.offered}
    returned = ledger.returned[-1].points if ledger.stage is Stage.RETURNED else ()
    return OwnLedger.model_validate(
        {
            **contract.model_dump(include={"case", "title", "contract", "starts", "ends"}),
            **ledger.model_dump(include={"stage", "due_at", "explanation", "version"}),
            "points": returned,
            "lines": lines_of(ledger.balance.of(Side.OWN)),
            "entries": [
                {**one.model_dump(), "yours": one.made_by == REPRESENTATIVE}
                for one in ledger.entries
                if one.side is Side.OWN
            ],
            "photographs": [
                {"photograph_id": one.id, "alt": one.alt, "waits": one.id in waits}
                for one in (*ledger.offered, *ledger.shown)
            ],
            "can": [action for action in Action if may(action, ledger.stage, Actor.REPRESENTATIVE)],
        }
    )
