"""When the caller is away, and who stands in."""

from datetime import date

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from services.reporting.worklist.service.absences import Covers
from shared.access import STAFF, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, etag


class AbsenceShown(BaseModel):
    """Days on which somebody is away, both ends included, and the id of who stands in."""

    model_config = ConfigDict(from_attributes=True)

    first: date
    last: date
    cover: str


class AbsencesShown(BaseModel):
    """The caller's absences that are not over; `stood_in_for`: ids of those for whom the caller stands in today."""

    absences: list[AbsenceShown]
    stood_in_for: list[str]
    version: int


class AbsenceGiven(BaseModel):
    """When the caller is away and who stands in, by id."""

    model_config = ConfigDict(extra="forbid")

    first: date
    last: date
    cover: Id


class EndGiven(BaseModel):
    """The first day of the absence that ends."""

    model_config = ConfigDict(extra="forbid")

    first: date


class AbsencesVersion(BaseModel):
    """The version that came of a change, for the next If-Match."""

    version: int


def routes(covers: Covers) -> APIRouter:
    """Give the routes of absences."""
    router = APIRouter(prefix="/absences")

    @router.get("", dependencies=[only(*STAFF)])
    async def absences(request: Request, response: Response) -> AbsencesShown:
        """Give the caller's absences."""
        person = signed_in(request)
        own, others = await covers.of(person.id), await covers.stood_in_for(person.id)
        response.headers["ETag"] = etag(own.version)
        ahead = [AbsenceShown.model_validate(one) for one in own.ahead(covers.today)]
        return AbsencesShown(absences=ahead, stood_in_for=sorted(others), version=own.version)

    @router.post("", dependencies=[only(*STAFF), Keyed])
    async def declare(given: AbsenceGiven, version: IfMatch, request: Request) -> AbsencesVersion:
        """Say when one is away. 412 where something was declared meanwhile, 422 for impossible days or a stranger."""
        person = signed_in(request)
        return AbsencesVersion(version=await covers.declare(person, version, given.first, given.last, given.cover))

    @router.post("/end", dependencies=[only(*STAFF), Keyed])
    async def end(given: EndGiven, version: IfMatch, request: Request) -> AbsencesVersion:
        """Say that one is back, or does not go. 412 as above, 422 where no such absence is ahead."""
        return AbsencesVersion(version=await covers.end(signed_in(request), version, given.first))

    return router
