"""JSON routes of the order of precedence."""

from datetime import datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from services.events.precedence.domain import ChangeKind, Order, RankId, RankName, Reason
from services.events.precedence.service import KEEPERS, READERS, Precedence
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class ReasonOfRank(BaseModel):
    """Why."""

    model_config = _CLOSED

    reason: Reason


class MoveOfRank(ReasonOfRank):
    """Before which rank it is to stand; null: at the end."""

    before: RankId | None = None


class NameOfRank(ReasonOfRank):
    """Its other name."""

    name: RankName


class RankGiven(NameOfRank):
    """Another rank, and before which one it stands; null: at the end."""

    before: RankId | None = None


class RankLine(BaseModel):
    """A rank. `reason`: why somebody has moved it here; null where nobody has."""

    rank_id: str
    name: str
    place: int
    reason: str | None
    moved_by: str | None
    moved_at: datetime | None


class OrderShown(BaseModel):
    """The order in force. `version` is what If-Match must name; `change`: what has made it."""

    version: int
    source: str
    change: ChangeKind
    ranks: list[RankLine]


class RankMade(BaseModel):
    """The id of what was made."""

    id: str


class OrderChanged(BaseModel):
    """The version that the change made."""

    version: int


def routes(precedence: Precedence) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/events/v1/precedence", tags=["precedence"])
    readers, keepers = [only(*READERS)], [only(*KEEPERS), Keyed]

    @router.get("", dependencies=readers)
    async def order_of_precedence(response: Response) -> OrderShown:
        """Give the order in force."""
        order = await precedence.order()
        response.headers["ETag"] = etag(order.version)
        return _shown(order, precedence.source)

    @router.get("/versions/{version}", dependencies=readers)
    async def version_of_order(version: int) -> OrderShown:
        """Give one of its versions."""
        return _shown(await precedence.version(version), precedence.source)

    @router.post("/ranks", dependencies=keepers, status_code=201)
    async def add_rank(given: RankGiven, version: IfMatch, request: Request) -> RankMade:
        """Add a rank."""
        by = signed_in(request)
        return RankMade(id=await precedence.add(version, given.name, given.before, given.reason, by))

    @router.post("/ranks/{rank_id}/move", dependencies=keepers)
    async def move_rank(rank_id: Id, given: MoveOfRank, version: IfMatch, request: Request) -> OrderChanged:
        """Move a rank. 409 where it stands there already, 412 where the order has changed meanwhile."""
        by = signed_in(request)
        return OrderChanged(version=await precedence.move(rank_id, version, given.before, given.reason, by))

    @router.post("/ranks/{rank_id}/name", dependencies=keepers)
    async def rename_rank(rank_id: Id, given: NameOfRank, version: IfMatch, request: Request) -> OrderChanged:
        """Give a rank another name."""
        by = signed_in(request)
        return OrderChanged(version=await precedence.rename(rank_id, version, given.name, given.reason, by))

    @router.post("/ranks/{rank_id}/end", dependencies=keepers)
    async def end_rank(rank_id: Id, given: ReasonOfRank, version: IfMatch, request: Request) -> OrderChanged:
        """End a rank: who has it keeps its name, nobody gets it any more."""
        return OrderChanged(version=await precedence.end(rank_id, version, given.reason, signed_in(request)))

    @router.post("/ranks/{rank_id}/removal", dependencies=keepers)
    async def take_out_rank(rank_id: Id, given: ReasonOfRank, version: IfMatch, request: Request) -> OrderChanged:
        """Take out a rank that nobody has. 409 where somebody has it: end it."""
        return OrderChanged(version=await precedence.take_out(rank_id, version, given.reason, signed_in(request)))

    @router.post("/undo", dependencies=keepers)
    async def undo_order(version: IfMatch, request: Request) -> OrderChanged:
        """Take back the newest change."""
        return OrderChanged(version=await precedence.undo(version, signed_in(request)))

    return router


def _shown(order: Order, source: str) -> OrderShown:
    lines = [
        RankLine(
            rank_id=one.id,
            name=one.name,
            place=place,
            reason=one.why.reason if one.why else None,
            moved_by=one.why.by_name if one.why else None,
            moved_at=one.why.at if one.why else None,
        )
        for place, one in enumerate(order.offices, 1)
    ]
    return OrderShown(version=order.version, source=source, change=order.change.kind, ranks=lines)
