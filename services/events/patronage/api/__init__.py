"""JSON routes of patronage: the organiser's, whose key is the token of the link, and the desk's."""

from fastapi import APIRouter

from services.events.patronage.api import desk, organiser
from services.events.patronage.service import Patronages
from shared.files import Files, Pictures


def routes(patronages: Patronages, files: Files, pictures: Pictures) -> APIRouter:
    """Give the routes. `files`: where materials are kept, `pictures`: photographs."""
    router = APIRouter(prefix="/api/events/v1", tags=["patronage"])
    # Before the desk, whose addresses have any id in this place.
    router.include_router(organiser.routes(patronages, files, pictures))
    router.include_router(desk.routes(patronages, files, pictures))
    return router
