"""The register as residents read it: all resolutions, and one with how far its execution is."""

from fastapi import APIRouter, Request, Response

from services.reporting.council.pages.register import Filters, PageNumber, Sought, listing
from services.reporting.council.service.resolutions import Resolutions
from services.reporting.council.service.sessions import Sessions
from shared.access import anyone
from shared.contracts.base import Id
from shared.web.render import Templates


def pages(sessions: Sessions, resolutions: Resolutions, templates: Templates) -> APIRouter:
    """Give the public pages."""
    router = APIRouter(dependencies=[anyone()])

    @router.get("/uchwaly")
    async def listed(
        request: Request,
        q: Sought = "",
        stan: Sought = "",
        jednostka: Sought = "",
        kadencja: Sought = "",
        pokaz: Sought = "",
        strona: PageNumber = 1,
    ) -> Response:
        """List the register."""
        query = Filters(q, stan, jednostka, kadencja, pokaz, resolutions.today)
        shown = await listing(sessions, resolutions, query, strona)
        return templates.page(request, "council_public.html", **shown)

    @router.get("/uchwaly/{resolution_id}")
    async def one(request: Request, resolution_id: Id) -> Response:
        """Show a resolution with the line of its execution."""
        resolution = await resolutions.store.get(resolution_id)
        terms = {term.id: term for term in await sessions.store.terms()}
        return templates.page(
            request,
            "council_public_one.html",
            resolution=resolution,
            term=terms.get(resolution.term_id),
            session=await sessions.store.numbered(resolution.term_id, resolution.number.session),
            today=resolutions.today,
        )

    return router
