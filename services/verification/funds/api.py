"""JSON routes of the year's money for initiatives."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.verification.funds.domain import FundsState, Secured, TotalUnknown
from services.verification.funds.service import Funds
from services.verification.initiatives.api import READERS, InitiativeMoved
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag

Year = Annotated[int, Path(ge=2010, le=2200)]
Total = Annotated[int, Field(ge=0, le=10**11)]


class TotalGiven(BaseModel):
    """The year's total in grosze."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    total: Total


class TotalDone(BaseModel):
    """The total and the version of the year."""

    year: int
    total: int
    version: int


class YearChosen(BaseModel):
    """Of which year's total the money is taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: Annotated[int, Field(ge=2010, le=2200)]


class SecuredShown(BaseModel):
    """What is secured for an initiative, and what its contract is to give. Amounts in grosze."""

    initiative_id: str
    case: str
    title: str
    year: int
    city: int
    wanted: int
    state: FundsState
    secured_at: datetime
    released_at: datetime | None


class YearShown(BaseModel):
    """The money of a year with what is secured of it; `next` is the key to go on after. Amounts in grosze."""

    year: int
    total: int
    secured: int
    free: int
    version: int
    items: list[SecuredShown]
    next: str | None


class YearLine(BaseModel):
    """The money of a year. Amounts in grosze; `version` is what If-Match must name to set another total."""

    year: int
    total: int
    secured: int
    free: int
    version: int


class YearList(BaseModel):
    """The years that have a total, the newest first."""

    items: list[YearLine]


def routes(funds: Funds) -> APIRouter:
    """Give the routes of the money."""
    router = APIRouter(prefix="/api/verification/v1", tags=["funds"])

    @router.get("/initiative-funds", dependencies=[only(*READERS)])
    async def list_years() -> YearList:
        """List the years that have a total."""
        names = YearLine.model_fields
        years = await funds.store.years()
        return YearList(items=[YearLine(**{name: getattr(one, name) for name in names}) for one in years])

    @router.get("/initiative-funds/{year}", dependencies=[only(*READERS)])
    async def get_year(
        year: Year, request: Request, response: Response, after: After = None, limit: Limit = 50
    ) -> YearShown:
        """Give the money of a year; 404 where no total was set. Another total must name its ETag in If-Match."""
        known = await funds.store.year(year)
        if known is None:
            raise TotalUnknown(year)
        response.headers["ETag"] = etag(known.version)
        found = await funds.store.of_year(year, after or "", limit + 1)
        more = found[limit - 1].id if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        items = [SecuredShown.model_validate(_shown(one)) for one in found[:limit]]
        told = {"year": year, "total": known.total, "secured": known.secured, "free": known.free}
        return YearShown(**told, version=known.version, items=items, next=more)

    @router.post("/initiative-funds/{year}", dependencies=[only(Role.TREASURER), Keyed])
    async def set_total(
        year: Year, given: TotalGiven, version: IfMatch, request: Request, response: Response
    ) -> TotalDone:
        """Set the total of a year; If-Match: "0" for the first. 409 where more than it is secured already."""
        done = await funds.set_total(year, version, total=given.total, by=signed_in(request))
        response.headers["ETag"] = etag(done["version"])
        return TotalDone.model_validate(done)

    @router.post("/initiatives/{initiative_id}/funds", dependencies=[only(Role.TREASURER), Keyed])
    async def secure_funds(
        initiative_id: Id, given: YearChosen, version: IfMatch, request: Request, response: Response
    ) -> InitiativeMoved:
        """Countersign what the mayor has approved; If-Match names the initiative's version.

        409 where it does not wait for this or the year does not hold so much, 412 where it has changed.
        """
        done = await funds.secure(initiative_id, version, year=given.year, by=signed_in(request))
        response.headers["ETag"] = etag(done["version"])
        return InitiativeMoved.model_validate(done)

    @router.post("/initiatives/{initiative_id}/funds/cover", dependencies=[only(Role.TREASURER), Keyed])
    async def cover_annex(initiative_id: Id, version: IfMatch, request: Request, response: Response) -> InitiativeMoved:
        """Countersign what an annex is to give beyond what is secured, of the same year. Errors as above."""
        done = await funds.cover(initiative_id, version, by=signed_in(request))
        response.headers["ETag"] = etag(done["version"])
        return InitiativeMoved.model_validate(done)

    return router


def _shown(secured: Secured) -> dict[str, object]:
    return {**secured.model_dump(), "initiative_id": secured.id}
