"""JSON routes of contracts: officers work on them; mayor, treasurer, auditors and the unit that builds read them."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.intake.contracts.api import own
from services.intake.contracts.domain.contract import Contract
from services.intake.contracts.domain.items import LentItem
from services.intake.contracts.domain.parts import Agreement
from services.intake.contracts.domain.states import ContractState
from services.intake.contracts.domain.terms import Fault, Terms
from services.intake.contracts.service import Contracts
from shared.access import Role, only, signed_in
from shared.contracts.base import Grosze, Id
from shared.contracts.initiatives.intake import CityShare, Declared, EstimateItem, Step
from shared.files import Files
from shared.web.requests import IfMatch, Keyed, etag, one_file

READERS = (Role.OFFICER, Role.UNIT_REVIEWER, Role.TREASURER, Role.MAYOR, Role.AUDITOR)
"""Who of the staff reads contracts; a unit those that it carries out."""
_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_MULTIPART: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["signed_on", "copy"],
                    "properties": {
                        "signed_on": {"type": "string", "format": "date"},
                        "copy": {"type": "string", "format": "binary", "description": "The copy with the signatures."},
                    },
                }
            }
        },
    }
}
_MOST = 60


def _some(least: int, most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Number = Annotated[int, Path(ge=1, le=999)]
Day = Annotated[date, Field(ge=date(2010, 1, 1), lt=date(2200, 1, 1))]
Clauses = Annotated[str, _some(0, 20_000)]
Why = Annotated[str, _some(5, 2_000)]
Thing = Annotated[str, _some(2, 200)]
Condition = Annotated[str, _some(2, 1_000)]


class TermsGiven(BaseModel):
    """Terms as they are to be. `declared` counts in an annex alone: before that it is what people have signed."""

    model_config = _CLOSED

    starts: Day | None = None
    ends: Day | None = None
    settle_by: Day | None = None
    steps: Annotated[tuple[Step, ...], Field(max_length=_MOST)] = ()
    city_shares: Annotated[tuple[CityShare, ...], Field(max_length=_MOST)] = ()
    declared: Annotated[tuple[Declared, ...], Field(max_length=500)] = ()
    estimate: Annotated[tuple[EstimateItem, ...], Field(max_length=_MOST)] = ()
    clauses: Clauses = ""

    def terms(self) -> Terms:
        """Give them in the words of the domain."""
        return Terms(**dict(self))


class ReasonGiven(BaseModel):
    """Why."""

    model_config = _CLOSED

    reason: Why


class EndGiven(ReasonGiven):
    """The day on which a contract has ended, and why."""

    on: Day


class ItemGiven(BaseModel):
    """A thing that was handed over. `value` in grosze; `on`: the day, in Warsaw's calendar."""

    model_config = _CLOSED

    name: Thing
    value: Grosze
    condition: Condition
    on: Day


class ItemBackGiven(BaseModel):
    """A thing that is back: how, whether whole, and on which day."""

    model_config = _CLOSED

    on: Day
    condition: Condition
    complete: bool


class Version(BaseModel):
    """The version that the change made."""

    version: int


class ItemNumber(BaseModel):
    """The number of a lent thing."""

    number: int


class SignedShown(BaseModel):
    """What was signed: 0 is the contract itself. `sha256` is of its terms as JSON."""

    annex: int
    reason: str | None
    terms: Terms
    sha256: str
    signed_on: date
    entered_at: datetime
    agreement: Agreement | None


class SignatureGiven(BaseModel):
    """The day on which both sides have signed; the copy with their signatures is a part beside it."""

    model_config = _CLOSED

    signed_on: date


class ContractLine(BaseModel):
    """One in a list. `city`, `own`: of what holds, or of what is in work; in grosze."""

    initiative_id: str
    contract: str
    title: str
    state: ContractState
    own: int
    city: int
    settle_by: date | None
    not_returned: int


class ContractShown(ContractLine):
    """A contract. `faults`: what is wrong with the terms in work. `limit`: the most that the city may give, grosze.

    `remind_at`: when applicants who have not answered are reminded. `awaits_money`: the agreed annex is not signed
    before the treasurer has countersigned what it gives more.
    """

    limit: int
    terms: Terms | None
    faults: tuple[Fault, ...]
    awaits_money: bool
    reason: str | None
    offered_at: datetime | None
    remind_at: datetime | None
    reminded_at: datetime | None
    objected_at: datetime | None
    agreement: Agreement | None
    signed: tuple[SignedShown, ...]
    items: tuple[LentItem, ...]
    version: int


class ContractList(BaseModel):
    """Contracts, the newest first."""

    items: list[ContractLine]


def routes(contracts: Contracts, files: Files) -> APIRouter:
    """Give the routes of contracts."""
    router = APIRouter(prefix="/api/intake/v1/contracts", tags=["contracts"])
    officer: dict[str, Any] = {"dependencies": [only(Role.OFFICER), Keyed]}

    @router.get("", dependencies=[only(*READERS)])
    async def list_contracts(
        request: Request,
        state: ContractState | None = None,
        skip: Annotated[int, Query(ge=0, le=100_000)] = 0,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> ContractList:
        """List them; for a unit those that it carries out."""
        found = await contracts.listed(state, skip, limit, signed_in(request))
        return ContractList(items=[ContractLine(**_line(one)) for one in found])

    @router.get("/{initiative_id}", dependencies=[only(*READERS)])
    async def get_contract(initiative_id: Id, request: Request, response: Response) -> ContractShown:
        """Give one with its terms, all that was signed and lent. 403 for a unit that does not carry it out."""
        one = await contracts.of_staff(initiative_id, signed_in(request))
        response.headers["ETag"] = etag(one.version)
        signed = tuple(SignedShown(**one_.model_dump(include=set(SignedShown.model_fields))) for one_ in one.signed)
        told = {
            name: getattr(one, name)
            for name in (
                *("limit", "terms", "faults", "awaits_money", "reason"),
                *("offered_at", "remind_at", "reminded_at", "objected_at"),
                *("agreement", "items", "version"),
            )
        }
        return ContractShown(**_line(one), **told, signed=signed)

    @router.put("/{initiative_id}/terms", dependencies=[only(Role.OFFICER)])
    async def edit_terms(initiative_id: Id, given: TermsGiven, version: IfMatch) -> Version:
        """Change the terms in work. 409 where none are, 412 where somebody has changed them meanwhile."""
        return Version(version=await contracts.edit(initiative_id, given.terms(), version))

    async def simply(work: Callable[[str, int], Awaitable[int]], id: str, version: int) -> Version:
        return Version(version=await work(id, version))

    @router.post("/{initiative_id}/offer", **officer)
    async def offer(initiative_id: Id, version: IfMatch) -> Version:
        """Ask the applicants to accept the text. 409 where none is in work, 422 with its faults, 412 as above."""
        return await simply(contracts.offer, initiative_id, version)

    @router.post("/{initiative_id}/agreement", **officer)
    async def agree(initiative_id: Id, version: IfMatch, request: Request) -> Version:
        """Close the text. 409 where it is not in work, 422 with its faults, 412 as above."""
        return Version(version=await contracts.agree(initiative_id, version, signed_in(request)))

    @router.post("/{initiative_id}/reopening", **officer)
    async def reopen(initiative_id: Id, version: IfMatch) -> Version:
        """Work on the text again. 409 and 412 as above."""
        return await simply(contracts.reopen, initiative_id, version)

    @router.post("/{initiative_id}/signature", openapi_extra=_MULTIPART, **officer)
    async def sign(initiative_id: Id, version: IfMatch, request: Request) -> Version:
        """Enter that both sides have signed. 412 as above; 422 for a day that does not fit, or a file not taken.

        409 as above, where the applicants have withdrawn, and where an annex gives more than the treasurer has
        countersigned.
        """
        async with one_file(request, SignatureGiven, part="copy") as (given, copy):
            file = await files.keep(copy)
        by = signed_in(request)
        return Version(version=await contracts.sign(initiative_id, version, given.signed_on, file, by))

    @router.post("/{initiative_id}/annex", **officer)
    async def begin_annex(initiative_id: Id, given: ReasonGiven, version: IfMatch) -> Version:
        """Begin an annex. 409 where nothing is signed or one is in work, 412 as above."""
        return Version(version=await contracts.begin_annex(initiative_id, version, given.reason))

    @router.delete("/{initiative_id}/annex", dependencies=[only(Role.OFFICER)])
    async def drop_annex(initiative_id: Id, version: IfMatch) -> Version:
        """Drop the annex in work. 409 where there is none, 412 as above."""
        return await simply(contracts.drop_annex, initiative_id, version)

    @router.post("/{initiative_id}/items", status_code=201, **officer)
    async def lend(initiative_id: Id, given: ItemGiven, version: IfMatch) -> ItemNumber:
        """Enter a thing that was handed over. 409 where no contract holds, 412 as above, 422 for a day yet to come."""
        return ItemNumber(number=await contracts.lend(initiative_id, version, **given.model_dump()))

    @router.post("/{initiative_id}/items/{number}/return", **officer)
    async def take_back(initiative_id: Id, number: Number, given: ItemBackGiven, version: IfMatch) -> Version:
        """Enter a thing that is back. 404, 409 where it is back already, 412 and 422 as above."""
        new = await contracts.take_back(initiative_id, version, number, **given.model_dump())
        return Version(version=new)

    @router.post("/{initiative_id}/termination", **officer)
    async def terminate(initiative_id: Id, given: EndGiven, version: IfMatch, request: Request) -> Version:
        """Enter that it has ended before its time. 409, 412 and 422 as above."""
        by = signed_in(request)
        return Version(version=await contracts.terminate(initiative_id, version, given.reason, given.on, by))

    router.include_router(own.routes(contracts))
    return router


def _line(one: Contract) -> dict[str, Any]:
    shown = one.shown
    return {
        "initiative_id": one.id,
        "contract": one.number,
        "title": one.known.title,
        "state": one.state,
        "own": shown.own,
        "city": shown.city,
        "settle_by": shown.settle_by,
        "not_returned": len(one.lent),
    }
