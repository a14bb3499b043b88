"""JSON routes of the site: news for everybody, writing for the press office, the menu."""

from fastapi import APIRouter

from services.media.website.api import editing, menu, public, steps
from services.media.website.service import Website
from shared.files import Files, Pictures


def routes(website: Website, pictures: Pictures, files: Files) -> APIRouter:
    """Give the routes of the site."""
    router = APIRouter(prefix="/api/media/v1", tags=["website"])
    router.include_router(public.routes(website))
    router.include_router(editing.routes(website, pictures, files))
    router.include_router(steps.routes(website))
    router.include_router(menu.routes(website))
    return router
