"""JSON routes of the register of memorials as everybody may read it."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from services.events.memorials.api.given import Number, Sought, Upto
from services.events.memorials.domain import Card, Memorial, MemorialKind
from services.events.memorials.service import Memorials
from shared.access import anyone
from shared.contracts.base import Id
from shared.files import Pictures


class MemorialLine(BaseModel):
    """A memorial in a list. `latitude`, `longitude`: degrees (WGS 84), null where nobody has noted its point."""

    memorial_id: str
    name: str
    kind: MemorialKind
    place: str
    latitude: float | None
    longitude: float | None
    people: str | None


class PhotographShown(BaseModel):
    """A photograph; sizes in pixels. `alt`: what it shows; `address`: on this site."""

    photograph_id: str
    width: int
    height: int
    alt: str
    taken_in: str
    address: str


class MemorialFacts(MemorialLine):
    """The same with all that the register says of it. `listed`: its entry in the conservator's register."""

    inscription: str | None
    period: str | None
    founders: str | None
    owner: str | None
    carer: str | None
    war_grave: bool
    listed: str | None


class MemorialShown(MemorialFacts):
    """A memorial with its photographs."""

    photographs: list[PhotographShown]


def routes(memorials: Memorials) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/memorials", dependencies=[anyone()])

    @router.get("")
    async def list_memorials(
        kind: MemorialKind | None = None, q: Sought = "", page: Number = 1, limit: Upto = 100
    ) -> list[MemorialLine]:
        """List the register, or one kind of it, by name; `q`: words that the card has, founders among them."""
        found = await memorials.listed(q, kind, (page - 1) * limit, limit)
        return [MemorialLine(**line(one.id, one.card)) for one in found]

    @router.get("/{memorial_id}")
    async def get_memorial(memorial_id: Id) -> MemorialShown:
        """Give a memorial of the register. 404 where it was taken out."""
        one = await memorials.shown(memorial_id)
        return MemorialShown(
            memorial_id=one.id,
            **one.card.model_dump(),
            photographs=[PhotographShown(**each) for each in photographs(one, "/miejsca-pamieci/{}/zdjecia/{}/{}")],
        )

    return router


def line(id: str, card: Card) -> dict[str, Any]:
    """Give what a list says of a memorial."""
    return {"memorial_id": id, **card.model_dump(include=set(MemorialLine.model_fields))}


def photographs(one: Memorial, place: str) -> list[dict[str, Any]]:
    """Give its photographs. `place`: their addresses, with room for its id, theirs and the width."""
    return [
        {
            "photograph_id": each.id,
            "address": place.format(one.id, each.id, Pictures.WIDTHS[0]),
            **each.model_dump(exclude={"id"}),
        }
        for each in one.photographs
    ]
