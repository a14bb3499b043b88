"""The register as residents read it: all resolutions, and one with how far its execution is."""

import asyncio

from fastapi import APIRouter, Request, Response

from services.reporting.council.pages.register import Filters, PageNumber, Sought, listing
from services.reporting.council.service.resolutions import Resolutions
from services.reporting.council.service.sessions import Sessions
from services.reporting.council.wording import register_sheet
from shared.access import anyone
from shared.contracts.base import Id
from shared.sheets import XLSX, as_xlsx
from shared.web.render import Templates

_MOST = 5_000
"""Lines of a workbook: more than a council passes in two terms."""


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

    @router.get("/uchwaly/rejestr.xlsx")
    async def workbook(
        q: Sought = "", stan: Sought = "", jednostka: Sought = "", kadencja: Sought = "", pokaz: Sought = ""
    ) -> Response:
        """Give the register, or what the filters leave of it, as a workbook."""
        query = Filters(q, stan, jednostka, kadencja, pokaz, resolutions.today)
        found = await resolutions.store.page(query.wanted, 0, _MOST)
        made = await asyncio.to_thread(as_xlsx, register_sheet(found, resolutions.today))
        headers = {"Content-Disposition": f'attachment; filename="uchwaly-{resolutions.today.isoformat()}.xlsx"'}
        return Response(made, media_type=XLSX, headers=headers)

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
