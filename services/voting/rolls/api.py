"""JSON routes of the roll, for the commission."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.voting.rolls.domain.batches import BatchState, CodeBatch
from services.voting.rolls.service import Rolls
from services.voting.rolls.service.codes import MOST_CODES, Codes
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed

Words = Annotated[str, Field(min_length=5, max_length=1_000)]
_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class RollReport(BaseModel):
    """What a file holds; lines are numbers in the file, their texts are never repeated."""

    people: int
    duplicates: list[tuple[int, int]] = Field(description="Lines that repeat an earlier one: (line, first line).")
    unreadable: list[tuple[int, str]] = Field(description="Lines left out: (line, reason).")
    in_force: bool


class CodesWanted(BaseModel):
    """How many one-time codes to make."""

    model_config = _CLOSED

    count: int = Field(ge=1, le=MOST_CODES)


class CodesProposed(CodesWanted):
    """How many codes are needed while the vote is open, and why."""

    reason: Words


class Because(BaseModel):
    """Why a proposal is sent back."""

    model_config = _CLOSED

    reason: Words


class CodesGiven(BaseModel):
    """One-time codes, given once."""

    codes: list[str]


class BatchMade(BaseModel):
    """The batch that waits for a second member."""

    id: str


class BatchShown(BaseModel):
    """A batch of codes, as everybody may see it; `during`: whether it was asked for while ballots were taken."""

    id: str
    number: int
    count: int
    during: bool
    state: BatchState
    given_at: AwareDatetime | None
    version: int


class BatchList(BaseModel):
    """The batches of an edition, and how many codes were handed out before and during the vote."""

    before: int
    during: int
    items: list[BatchShown]


def routes(rolls: Rolls, codes: Codes) -> APIRouter:
    """Give the routes of the roll."""
    router = APIRouter(prefix="/api/voting/v1", tags=["rolls"])

    @router.post("/editions/{edition_id}/roll", dependencies=[only(Role.COMMISSION)])
    async def take_in_roll(edition_id: Id, request: Request, dry_run: Annotated[bool, Query()] = True) -> RollReport:
        """Read a roll (CSV, UTF-8, `imię;nazwisko;adres`). A dry run, the default, only reports.

        Where the edition asks voters for it, the column `pesel` must be there too. A column `data urodzenia` may be.
        Sent again, the same roll replaces itself, so no key is needed.
        """
        reading = await rolls.take_in(edition_id, await request.body(), dry_run=dry_run)
        return RollReport(
            people=len(reading.entries),
            duplicates=[(row.line, row.first_line) for row in reading.duplicates][:1000],
            unreadable=[(row.line, row.reason.value) for row in reading.unreadable][:1000],
            in_force=not dry_run,
        )

    @router.post("/editions/{edition_id}/codes", dependencies=[only(Role.COMMISSION)], status_code=201)
    async def hand_out_codes(edition_id: Id, wanted: CodesWanted, request: Request) -> CodesGiven:
        """Make one-time codes, before the opening. Each call makes new ones; a lost answer's codes stay unused.

        409 once the vote is open: then one member proposes and another confirms.
        """
        return CodesGiven(codes=await codes.hand_out(edition_id, wanted.count, signed_in(request)))

    @router.get("/editions/{edition_id}/code-batches", dependencies=[anyone()])
    async def list_batches(edition_id: Id) -> BatchList:
        """Show how many codes were handed out, batch by batch."""
        given = await codes.figures(edition_id)
        items = [_shown(batch) for batch in await codes.store.batches(edition_id)]
        return BatchList(before=given.before, during=given.during, items=items)

    @router.post("/editions/{edition_id}/code-batches", dependencies=[only(Role.COMMISSION), Keyed], status_code=201)
    async def propose_codes(edition_id: Id, wanted: CodesProposed, request: Request) -> BatchMade:
        """Propose codes while the vote is open."""
        return BatchMade(id=await codes.propose(edition_id, wanted.count, wanted.reason, signed_in(request)))

    @router.put("/editions/{edition_id}/code-batches/{batch_id}/confirmation", dependencies=[only(Role.COMMISSION)])
    async def confirm_codes(edition_id: Id, batch_id: Id, version: IfMatch, request: Request) -> CodesGiven:
        """Confirm another member's proposal; gives the codes, once. 403 for one's own."""
        return CodesGiven(codes=await codes.confirm(edition_id, batch_id, version, signed_in(request)))

    @router.put(
        "/editions/{edition_id}/code-batches/{batch_id}/return", dependencies=[only(Role.COMMISSION)], status_code=204
    )
    async def send_codes_back(edition_id: Id, batch_id: Id, given: Because, version: IfMatch, request: Request) -> None:
        """Refuse another member's proposal. 403 for one's own."""
        await codes.send_back(edition_id, batch_id, version, given.reason, signed_in(request))

    return router


def _shown(batch: CodeBatch) -> BatchShown:
    return BatchShown(**batch.model_dump(include=set(BatchShown.model_fields)))
