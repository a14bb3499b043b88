"""Pages of letters: the register, each letter, forms of address, jubilees, mailings."""

from fastapi import APIRouter

from services.events.letters.pages import forms as forms_pages
from services.events.letters.pages import letter, mailings, register
from services.events.letters.pages import occasions as occasions_pages
from services.events.letters.service import Letters
from services.events.letters.service.batches import Batches
from services.events.letters.service.forms import Forms
from services.events.letters.service.occasions import Occasions
from services.events.letters.service.sending import Sending
from services.events.letters.service.writing import Writing
from shared.web.render import Templates


def pages(
    letters: Letters,
    writing: Writing,
    sending: Sending,
    forms: Forms,
    occasions: Occasions,
    batches: Batches,
    templates: Templates,
) -> APIRouter:
    """Give all pages of letters."""
    router = APIRouter(include_in_schema=False)
    router.include_router(register.pages(letters, templates))
    router.include_router(letter.pages(letters, writing, sending, occasions, templates))
    router.include_router(forms_pages.pages(forms, templates))
    router.include_router(occasions_pages.pages(letters, occasions, templates))
    router.include_router(mailings.pages(letters, batches, templates))
    return router
