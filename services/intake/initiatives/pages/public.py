"""What everybody sees of initiatives: how it works, the list, one initiative with its way."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.intake.contracts.service import Contracts
from services.intake.initiatives.domain.states import State
from services.intake.initiatives.pages.shown import listed
from services.intake.initiatives.service import Initiatives
from shared.access import anyone
from shared.clock import warsaw
from shared.web.render import Templates

_PART = 24
_NEWEST = 6
Case = Annotated[str, Path(pattern=r"^IL-\d{4}-\d{3,9}$")]


def pages(initiatives: Initiatives, contracts: Contracts, templates: Templates) -> APIRouter:
    """Give the public pages."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get("/inicjatywa-lokalna")
    async def start(request: Request) -> Response:
        """Say how it works, and show the newest ones."""
        rules = await initiatives.rulebook.today()
        return templates.page(
            request,
            "initiatives_start.html",
            rules=rules,
            rate=rules.rate_on(warsaw(initiatives.clock.now()).date()),
            newest=await initiatives.store.page(initiatives.sought(""), None, _NEWEST),
        )

    @router.get("/inicjatywa-lokalna/lista")
    async def every(
        request: Request,
        q: Annotated[str, Query(max_length=100)] = "",
        stan: State | None = None,
        after: Annotated[str, Query(pattern=r"^(\d{4}-\d{1,9})?$")] = "",
    ) -> Response:
        """List the initiatives, the newest first; search and filter stand in the address."""
        return templates.page(request, "initiatives_list.html", **await listed(initiatives, q, stan, after, _PART))

    @router.get("/inicjatywa-lokalna/{case}")
    async def one(request: Request, case: Case) -> Response:
        """Show an initiative, without anybody's name."""
        initiative = await initiatives.of_case(case)
        contract = await contracts.of_initiative(initiative.id)
        return templates.page(request, "initiative.html", initiative=initiative, contract=contract)

    return router
