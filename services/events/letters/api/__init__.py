"""JSON routes of letters, of forms of address, occasions and mailings, for those who write and those who approve."""

from fastapi import APIRouter

from services.events.letters.api import letters as letter_routes
from services.events.letters.api import mailings as mailing_routes
from services.events.letters.api import occasions as occasion_routes
from services.events.letters.api.given import RecipientGiven, SaidForm
from services.events.letters.service import Letters
from services.events.letters.service.batches import Batches
from services.events.letters.service.forms import Forms
from services.events.letters.service.occasions import Occasions
from services.events.letters.service.sending import Sending
from services.events.letters.service.writing import Writing

__all__ = ["RecipientGiven", "SaidForm", "routes"]


def routes(
    letters: Letters, writing: Writing, sending: Sending, forms: Forms, occasions: Occasions, batches: Batches
) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/events/v1", tags=["letters"])
    router.include_router(letter_routes.routes(letters, writing, sending, forms))
    router.include_router(occasion_routes.routes(occasions))
    router.include_router(mailing_routes.routes(batches))
    return router
