"""JSON route of similar proposals, for everybody."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.intake.similar.domain import Outcome
from services.intake.similar.service import Similar
from shared.access import anyone
from shared.contracts.base import Id


class SimilarProposal(BaseModel):
    """A proposal that is like the text, and what became of it, as far as it is known."""

    proposal_id: str
    case: str
    title: str
    edition_id: str
    edition: str
    outcome: Outcome


class SimilarProposals(BaseModel):
    """Up to five, the most alike first."""

    items: list[SimilarProposal]


def routes(similar: Similar) -> APIRouter:
    """Give the route."""
    router = APIRouter(prefix="/api/intake/v1", tags=["similar"])

    @router.get("/similar-proposals", dependencies=[anyone()])
    async def list_similar(
        text: Annotated[str, Query(max_length=600, description="A title, or title and summary.")],
        besides: Annotated[Id | None, Query(description="A proposal to leave out.")] = None,
    ) -> SimilarProposals:
        """Find proposals of this and earlier editions that share rare words with a text, whatever their endings."""
        found = await similar.like(text, besides)
        return SimilarProposals(items=[SimilarProposal(**asdict(one)) for one in found])

    return router
