"""Memorials as residents see them: a sketch of the city with an equivalent list, and a page for each."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from services.events.memorials.api.given import Sought
from services.events.memorials.domain import MemorialKind
from services.events.memorials.service import Memorials
from shared.access import anyone
from shared.contracts.base import Id
from shared.sketch import sketch
from shared.web.render import Templates

BASE = "/miejsca-pamieci"
Width = Literal["640", "1600"]
_SHOWN = {"Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}
"""Short: a photograph that was taken away must be gone everywhere soon."""
Kind = Annotated[MemorialKind | Literal[""], Query(alias="rodzaj")]


def pages(memorials: Memorials, templates: Templates) -> APIRouter:
    """Give the pages of residents."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get(BASE)
    async def every(request: Request, kind: Kind = "", q: Sought = "") -> Response:
        """Show the register, one kind of it, or what is looked for."""
        found = await memorials.listed(q, kind or None)
        return templates.page(
            request,
            "memorials.html",
            found=found,
            drawn=sketch([one.card.point for one in found]),
            kind=str(kind),
            q=q,
            kinds=[one.value for one in MemorialKind],
        )

    @router.get(BASE + "/{memorial_id}")
    async def one(request: Request, memorial_id: Id) -> Response:
        """Show a memorial."""
        return templates.page(request, "memorial.html", memorial=await memorials.shown(memorial_id))

    @router.get(BASE + "/{memorial_id}/zdjecia/{photograph_id}/{width}")
    async def photograph(memorial_id: Id, photograph_id: Id, width: Width) -> Response:
        """Give a photograph."""
        kind, body = await memorials.picture(memorial_id, photograph_id, int(width), public=True)
        return Response(body, media_type=kind, headers=_SHOWN)

    return router
