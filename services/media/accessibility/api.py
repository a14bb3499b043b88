"""JSON routes of the accessibility declaration: the declaration for everybody, its reviews for the press office."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.media.accessibility.domain import Gap, Review, Statement, Status
from services.media.accessibility.service import Accessibility
from shared.access import Role, anyone, only, signed_in
from shared.web.requests import IfMatch, Keyed, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]


class ReviewGiven(BaseModel):
    """What a review has found. `updated_on`: when the site last changed so that it matters; `gaps`: a sentence each."""

    model_config = _CLOSED

    reviewed_on: _Day
    updated_on: _Day
    status: Status
    gaps: Annotated[tuple[Gap, ...], Field(max_length=30)] = ()

    def review(self) -> Review:
        """Give it in the words of the domain."""
        return Review(**self.model_dump())


class DeclarationChanged(BaseModel):
    """The version that the review made."""

    version: int


class DeclarationShown(Review):
    """The declaration (ustawa z 4.04.2019 o dostępności cyfrowej, art. 10); `version` is what If-Match must name."""

    published_on: date
    made_on: date
    version: int


class ReviewShown(Review):
    """A review that was recorded, and who recorded it."""

    recorded_by: str


def routes(accessibility: Accessibility) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/media/v1", tags=["accessibility"])
    press = only(Role.PRESS_OFFICER)

    @router.get("/accessibility-declaration", dependencies=[anyone()])
    async def declaration(response: Response) -> DeclarationShown:
        """Give the declaration of the city's site."""
        found = await accessibility.store.current()
        response.headers["ETag"] = etag(found.version)
        return _shown(found)

    @router.get("/accessibility-declaration/reviews", dependencies=[press])
    async def reviews() -> list[ReviewShown]:
        """List the reviews, the newest first."""
        found = await accessibility.store.reviews()
        return [ReviewShown(**review.model_dump(), recorded_by=name) for review, name in found]

    @router.post("/accessibility-declaration/reviews", dependencies=[press, Keyed], status_code=201)
    async def review(given: ReviewGiven, version: IfMatch, request: Request) -> DeclarationChanged:
        """Record a review. 422 for days or gaps that do not fit, 412 where somebody has recorded one meanwhile."""
        return DeclarationChanged(version=await accessibility.review(version, given.review(), signed_in(request)))

    return router


def _shown(one: Statement) -> DeclarationShown:
    return DeclarationShown(
        **one.review.model_dump(), published_on=one.published_on, made_on=one.made_on, version=one.version
    )
