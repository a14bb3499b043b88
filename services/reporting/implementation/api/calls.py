"""JSON routes of how often units are asked for progress, and where they and their heads read mail. For officers."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.reporting.implementation.domain import RhythmChange
from services.reporting.implementation.service.calls import Calls
from services.reporting.implementation.service.units import MAILBOX, MOST_MAILBOXES, Addresses
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Months = Annotated[int, Field(ge=1, le=12)]
Address = Annotated[str, Field(max_length=254, pattern=MAILBOX)]
Mailboxes = Annotated[tuple[Address, ...], Field(max_length=MOST_MAILBOXES)]


class ChangeShown(BaseModel):
    """A change of a rhythm, months between two calls; null: as the department or the unit has it."""

    at: datetime
    by_name: str
    before: int | None
    after: int | None


class Asked(BaseModel):
    """Months between two calls, and the changes, the newest last. The ETag is the version, 0 at first."""

    every_months: int
    next_call_after: date
    history: list[ChangeShown]


class UnitAsked(Asked):
    """How a unit is asked for progress. Its addresses are shown to nobody here."""

    unit: str
    mailboxes: int
    has_head: bool


class EditionAsked(Asked):
    """How the units are asked for the projects of an edition. `own`: by a rhythm of its own, not each by the unit's."""

    edition_id: str
    own: bool


class UnitGiven(BaseModel):
    """How a unit is to be asked; without a mailbox what it is called for is on its work list alone.

    `head`: where its head hears of what is late there for too long.
    """

    model_config = _CLOSED

    every_months: Months
    mailboxes: Mailboxes = ()
    head: Address | None = None


class EditionGiven(BaseModel):
    """How the units are to be asked for an edition's projects; null: each by its own rhythm."""

    model_config = _CLOSED

    every_months: Months | None


def call_routes(calls: Calls) -> APIRouter:
    """Give the routes of the rhythms."""
    router = APIRouter(dependencies=[only(Role.OFFICER)])

    @router.get("/units/{unit}/calls")
    async def how_asked(unit: Id, response: Response) -> UnitAsked:
        """Tell how a unit is asked for progress, where the edition of a project sets no other rhythm.

        404 for a unit that the city does not have.
        """
        await calls.require_unit(unit)
        known, addresses = await calls.units.said(unit)
        rhythm = await calls.units.of_unit(unit)
        response.headers["ETag"] = etag(known.version if known else 0)
        return UnitAsked(
            unit=unit,
            every_months=rhythm.every_months,
            mailboxes=len(addresses.mailboxes),
            has_head=addresses.head is not None,
            next_call_after=rhythm.next_after(calls.works.today()),
            history=_shown(known.history if known else ()),
        )

    @router.put("/units/{unit}/calls", status_code=204)
    async def ask(unit: Id, given: UnitGiven, version: IfMatch, request: Request) -> None:
        """Say how a unit is asked for progress and where it reads mail. 404; 412 where it was changed meanwhile."""
        addresses = Addresses(mailboxes=given.mailboxes, head=given.head)
        await calls.set_unit(unit, given.every_months, addresses, version, signed_in(request))

    @router.get("/editions/{edition_id}/calls")
    async def how_asked_for(edition_id: Id, response: Response) -> EditionAsked:
        """Tell how the units are asked for the projects of an edition. 404 where it was not announced."""
        known = await calls.of_edition(edition_id)
        rhythm = calls.units.rhythm_of(known)
        response.headers["ETag"] = etag(known.version if known else 0)
        return EditionAsked(
            edition_id=edition_id,
            own=known is not None and known.every_months is not None,
            every_months=rhythm.every_months,
            next_call_after=rhythm.next_after(calls.works.today()),
            history=_shown(known.history if known else ()),
        )

    @router.put("/editions/{edition_id}/calls", status_code=204)
    async def ask_for(edition_id: Id, given: EditionGiven, version: IfMatch, request: Request) -> None:
        """Say how the units are asked for an edition's projects. 404; 412 where somebody has changed it meanwhile."""
        await calls.set_edition(edition_id, given.every_months, version, signed_in(request))

    return router


def _shown(history: tuple[RhythmChange, ...]) -> list[ChangeShown]:
    return [ChangeShown(**one.model_dump()) for one in history]
