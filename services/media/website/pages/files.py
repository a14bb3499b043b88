"""The pictures and files of articles: for everybody once their text is on the site, for its editors before."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from services.media.website.domain.text import FileId
from services.media.website.service import Website
from shared.access import Role, anyone, or_nobody
from shared.files import Files, Pictures
from shared.store import NotFound

_FOR_ALL = {"Cache-Control": "public, max-age=600"}
_FOR_STAFF = {"Cache-Control": "no-store"}


def routes(website: Website, pictures: Pictures, files: Files) -> APIRouter:
    """Give the routes of pictures and files."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    async def headers(request: Request, id: str) -> dict[str, str]:
        """Give the headers of a file that the caller may see. Raises `NotFound` for another."""
        if await website.store.shows(id):
            return _FOR_ALL
        person = or_nobody(request)
        if person is None or person.role is not Role.PRESS_OFFICER:
            raise NotFound("file", id)
        return _FOR_STAFF

    @router.get("/obrazy/{id}/{width}")
    async def picture(
        request: Request, id: Annotated[FileId, Path()], width: Annotated[int, Path(ge=1, le=10_000)]
    ) -> Response:
        """Give a picture in one of its widths."""
        allowed = await headers(request, id)
        media_type, body = await pictures.read(id, width)
        return Response(body, media_type=media_type, headers=allowed)

    @router.get("/pliki/{id}")
    async def file(request: Request, id: Annotated[FileId, Path()]) -> Response:
        """Give a file to download."""
        allowed = await headers(request, id)
        kept, body = await files.read(id)
        name = f"attachment; filename*=UTF-8''{quote(kept.filename)}"
        return Response(body, media_type=kept.media_type, headers={**allowed, "Content-Disposition": name})

    return router
