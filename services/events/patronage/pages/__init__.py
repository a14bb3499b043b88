"""Pages of patronage: the organiser's, and the desk."""

from fastapi import APIRouter

from services.events.patronage.pages import desk, public
from services.events.patronage.service import Patronages
from shared.files import Files, Pictures
from shared.web.render import Templates


def pages(patronages: Patronages, files: Files, pictures: Pictures, templates: Templates) -> APIRouter:
    """Give all pages of patronage."""
    router = APIRouter(include_in_schema=False)
    router.include_router(desk.pages(patronages, files, pictures, templates))
    router.include_router(public.pages(patronages, files, pictures, templates))
    return router
