"""Digests: the list of those that were written, each as a page and as a PDF file."""

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from services.media.monitoring.api import READERS
from services.media.monitoring.pages.mentions import HOME
from services.media.monitoring.service import Monitoring
from services.media.monitoring.service.digests import Digests
from services.media.monitoring.wording import document
from shared.access import only
from shared.documents import as_pdf
from shared.web.render import Templates

DIGESTS = f"{HOME}/przeglad"
_LISTED = 60
Day = Annotated[date, Path()]


def pages(monitoring: Monitoring, digests: Digests, templates: Templates) -> APIRouter:
    """Give the pages of digests."""
    router = APIRouter(dependencies=[only(*READERS)])

    @router.get(DIGESTS)
    async def listed(request: Request) -> Response:
        """List the digests, the newest first."""
        return templates.page(request, "digests.html", found=await monitoring.store.digests(_LISTED))

    @router.get(DIGESTS + "/{day}.pdf")
    async def file(day: Day) -> Response:
        """Give a digest as a file."""
        told = await digests.of_day(day)
        made = await asyncio.to_thread(as_pdf, document(told))
        name = f"monitoring-{day.isoformat()}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(made, media_type="application/pdf", headers=headers)

    @router.get(DIGESTS + "/{day}")
    async def show(request: Request, day: Day) -> Response:
        """Show a digest."""
        return templates.page(request, "digest.html", told=await digests.of_day(day))

    return router
