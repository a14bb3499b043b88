"""Where an officer enters declarations that came on paper, for an initiative whose own share is called for."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.intake.initiatives.declarations import Declarations
from services.intake.initiatives.pages.gifts import enter_paper
from services.intake.initiatives.service import Initiatives
from shared.access import Role, only
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.web.render import Templates

_PAGE = "/panel/inicjatywy/{initiative_id}/deklaracje"


def pages(initiatives: Initiatives, declarations: Declarations, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter(include_in_schema=False, dependencies=[only(Role.OFFICER)])

    async def shown(
        request: Request, initiative_id: str, status: int, values: Mapping[str, Any], errors: Mapping[str, str]
    ) -> Response:
        initiative = await initiatives.initiative(initiative_id)
        rules = await initiatives.rulebook.get(initiative.rules_id)
        return templates.page(
            request,
            "paper_declarations.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            initiative=initiative,
            open=declarations.open_on_paper(initiative),
            signed=await declarations.signed(initiative_id),
            balance=await initiatives.weigh(initiative_id, initiative.content, rules),
            rate=rules.rate_on(warsaw(initiatives.clock.now()).date()),
            values=values,
            errors=errors,
        )

    @router.get(_PAGE)
    async def every(request: Request, initiative_id: Id) -> Response:
        """Show what is declared so far, without its people, and ask for what a paper says."""
        return await shown(request, initiative_id, 200, {}, {})

    @router.post(_PAGE)
    async def enter(request: Request, initiative_id: Id) -> Response:
        """Enter a declaration that came on paper."""
        refused = await enter_paper(request, lambda given: declarations.add_from_paper_for(initiative_id, given))
        if refused is not None:
            return await shown(request, initiative_id, *refused)
        return RedirectResponse(_PAGE.format(initiative_id=initiative_id), 303)

    return router
