"""The menu of the site: for everybody to read, for the press office to arrange."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.media.website.domain.menu import ENTRIES_MOST, Entry, Menu
from services.media.website.service import Website
from shared.access import Role, anyone, only, signed_in
from shared.web.requests import IfMatch, Keyed, etag


class MenuGiven(BaseModel):
    """All links of the menu in their order; `address` is a path of this site."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entries: Annotated[tuple[Entry, ...], Field(max_length=ENTRIES_MOST)]


class MenuShown(MenuGiven):
    """The menu. `version` is what If-Match must name, 0 where none was arranged yet."""

    version: int


class MenuChanged(BaseModel):
    """The version that the change made."""

    version: int


def routes(website: Website) -> APIRouter:
    """Give the routes."""
    router = APIRouter()

    @router.get("/site-menu", dependencies=[anyone()])
    async def menu(response: Response) -> MenuShown:
        """Give the menu."""
        found = await website.store.menu()
        response.headers["ETag"] = etag(found.version)
        return MenuShown(entries=found.entries, version=found.version)

    @router.put("/site-menu", dependencies=[only(Role.PRESS_OFFICER), Keyed])
    async def arrange(version: IfMatch, given: MenuGiven, request: Request) -> MenuChanged:
        """Put another menu in its place."""
        await website.arrange(Menu(entries=given.entries, version=version), signed_in(request))
        return MenuChanged(version=version + 1)

    return router
