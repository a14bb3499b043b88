"""The statistics as everybody sees them: all editions beside each other, one in detail, the catalogue. Reads only."""

import json

from fastapi import APIRouter, Request, Response

from services.reporting.statistics.domain.catalogue import MEDIA_TYPE, PLACE, OpenData, catalogue
from services.reporting.statistics.service import Statistics
from services.reporting.statistics.wording import CATALOGUE_DESCRIPTION, CATALOGUE_TITLE, datasets
from shared.access import anyone
from shared.contracts.base import Id
from shared.web.render import Templates


def pages(statistics: Statistics, templates: Templates, about: OpenData) -> APIRouter:
    """Give the public pages."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get(PLACE)
    async def all_editions(request: Request) -> Response:
        """Show all editions beside each other."""
        found = await statistics.editions()
        return templates.page(request, "statistics_editions.html", editions=found, about=about)

    @router.get(f"{PLACE}/katalog.jsonld")
    async def told() -> Response:
        """Give the catalogue of open data (DCAT-AP)."""
        found = datasets(await statistics.editions())
        document = catalogue(found, CATALOGUE_TITLE, CATALOGUE_DESCRIPTION, about)
        return Response(json.dumps(document, ensure_ascii=False, indent=1).encode(), media_type=MEDIA_TYPE)

    @router.get(f"{PLACE}/{{edition_id}}")
    async def edition(request: Request, edition_id: Id) -> Response:
        """Show an edition in figures."""
        found = await statistics.edition(edition_id)
        return templates.page(
            request, "statistics_edition.html", edition=found, rules=found.rules, stand=found.turnout, about=about
        )

    return router
