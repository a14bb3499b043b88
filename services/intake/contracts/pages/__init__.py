"""Pages of contracts in the panel: the list, the case, the text in work, lent things, documents."""

from fastapi import APIRouter

from services.intake.contracts.pages.own import own
from services.intake.contracts.pages.reading import reading
from services.intake.contracts.pages.writing import writing
from services.intake.contracts.parties import Parties
from services.intake.contracts.service import Contracts
from shared.files import Files
from shared.web.render import Templates


def pages(contracts: Contracts, parties: Parties, files: Files, templates: Templates, city: str) -> APIRouter:
    """Give the pages of contracts. `city`: the city's name, as its documents say it."""
    router = APIRouter(include_in_schema=False)
    router.include_router(reading(contracts, parties, files, templates, city))
    router.include_router(own(contracts, templates))
    router.include_router(writing(contracts, files, templates))
    return router
