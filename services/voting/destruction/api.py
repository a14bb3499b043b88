"""JSON routes of the destruction: two members of the commission decide, staff see how far it is."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.voting.destruction.domain import MOST_MEMBERS, Destruction, DestructionState, Part
from services.voting.destruction.service import Destructions
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, etag

READERS = (Role.COMMISSION, Role.OFFICER, Role.AUDITOR)
Member = Annotated[str, Field(min_length=3, max_length=150)]
Members = Annotated[list[Member], Field(min_length=2, max_length=MOST_MEMBERS)]


class ProposalGiven(BaseModel):
    """Who of the commission is present, by their names."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    members: Members


class DestructionShown(BaseModel):
    """How far a destruction is; its ETag is its version."""

    state: DestructionState
    members: tuple[str, ...]
    proposed_by_name: str
    proposed_at: datetime
    confirmed_by_name: str | None
    confirmed_at: datetime | None
    parts: tuple[Part, ...]
    finished_at: datetime | None
    version: int


def routes(destructions: Destructions) -> APIRouter:
    """Give the routes of the destruction."""
    router = APIRouter(prefix="/api/voting/v1/editions/{edition_id}/destruction", tags=["destruction"])

    @router.get("", dependencies=[only(*READERS)])
    async def show(edition_id: Id, response: Response) -> DestructionShown:
        """Show how far it is. 404 where nobody has proposed it."""
        found = await destructions.get(edition_id)
        response.headers["ETag"] = etag(found.version)
        return _shown(found)

    @router.post("", dependencies=[only(Role.COMMISSION), Keyed], status_code=204)
    async def propose(edition_id: Id, given: ProposalGiven, request: Request) -> None:
        """Propose to destroy. 409 before the period of complaints is over, or while one or a report waits."""
        await destructions.propose(edition_id, given.members, signed_in(request))

    @router.put("/confirmation", dependencies=[only(Role.COMMISSION)], status_code=204)
    async def confirm(edition_id: Id, version: IfMatch, request: Request) -> None:
        """Confirm: it cannot be undone. 403 for one's own, 412 where it has changed."""
        await destructions.confirm(edition_id, version, signed_in(request))

    @router.put("/return", dependencies=[only(Role.COMMISSION)], status_code=204)
    async def send_back(edition_id: Id, version: IfMatch) -> None:
        """Send it back, or withdraw one's own. 412 where it has changed."""
        await destructions.send_back(edition_id, version)

    return router


def _shown(destruction: Destruction) -> DestructionShown:
    return DestructionShown.model_validate(destruction.model_dump(include=set(DestructionShown.model_fields)))
