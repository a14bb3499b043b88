"""JSON routes of the roll, for the commission."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from services.voting.rolls.service import MOST_CODES, Rolls
from shared.access import Role, only
from shared.contracts.base import Id


class RollReport(BaseModel):
    """What a file holds; lines are numbers in the file, their texts are never repeated."""

    people: int
    duplicates: list[tuple[int, int]] = Field(description="Lines that repeat an earlier one: (line, first line).")
    unreadable: list[tuple[int, str]] = Field(description="Lines left out: (line, reason).")
    in_force: bool


class CodesWanted(BaseModel):
    """How many one-time codes to make."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: int = Field(ge=1, le=MOST_CODES)


class Codes(BaseModel):
    """One-time codes, given once."""

    codes: list[str]


def routes(rolls: Rolls) -> APIRouter:
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
    async def hand_out_codes(edition_id: Id, wanted: CodesWanted) -> Codes:
        """Make one-time codes. Each call makes new ones; a lost answer's codes stay unused, which harms nobody."""
        return Codes(codes=await rolls.hand_out_codes(edition_id, wanted.count))

    return router
