"""Who has declared what, as the representative's link opens it: a page, and the names for the page of the ledger."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from services.intake.initiatives.declarants import OfRepresentative
from shared.access import anyone
from shared.representatives import NAMES, PLACE
from shared.web.render import SECRET, Templates

Token = Annotated[str, Path(min_length=10, max_length=400)]


def pages(representative: OfRepresentative, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    async def shown(request: Request, token: str, template: str) -> Response:
        found = await representative.declarants(token)
        return templates.page(
            request, template, headers=SECRET, declarants=found, ledger=f"{PLACE}/{token}", token=token
        )

    @router.get(NAMES + "/{token}")
    async def every(request: Request, token: Token) -> Response:
        """Show who has declared what."""
        return await shown(request, token, "declarants.html")

    @router.get(NAMES + "/{token}/imiona")
    async def names(request: Request, token: Token) -> Response:
        """Give the names alone, each for the place beside its declaration on the page of the ledger."""
        return await shown(request, token, "declarants_part.html")

    return router
