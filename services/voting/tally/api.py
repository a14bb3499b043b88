"""JSON routes of the count: the commission's two steps, and the published result for everybody."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.voting.tally.service import Count, Tally
from shared.access import Role, anyone, only
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.requests import Keyed


class CountWanted(BaseModel):
    """The commission's private key, used for this count and forgotten, and the secret text of the draw."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    private_key: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    secret: Annotated[str, Field(min_length=16, max_length=500)]


class Published(BaseModel):
    """The digest of the published result."""

    digest: str


def routes(tally: Tally) -> APIRouter:
    """Give the routes of the count."""
    router = APIRouter(prefix="/api/voting/v1", tags=["tally"])

    @router.post("/editions/{edition_id}/count", dependencies=[only(Role.COMMISSION), Keyed])
    async def count(edition_id: Id, wanted: CountWanted) -> Published:
        """Open the closed box and count it, twice."""
        counted = await tally.count(edition_id, wanted.private_key, wanted.secret)
        return Published(digest=counted.digest)

    @router.post("/editions/{edition_id}/results", dependencies=[only(Role.COMMISSION), Keyed])
    async def publish(edition_id: Id) -> Published:
        """Publish the result."""
        return Published(digest=await tally.publish(edition_id))

    @router.get("/editions/{edition_id}/results", dependencies=[anyone()])
    async def results(edition_id: Id) -> Count:
        """Show the published result, with the evidence of its draw."""
        counted = await tally.store.get(edition_id)
        if counted.published_at is None:
            raise NotFound("results", edition_id)
        return counted

    return router
