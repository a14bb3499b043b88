"""The edition as residents see it: what can be done now, the year's line, the money, the rules."""

from fastapi import APIRouter, Request, Response

from services.intake.editions.domain import building_state, phases, stage
from services.intake.editions.domain.rules import window
from services.intake.editions.help import Helps
from services.intake.editions.service import Editions
from services.intake.proposals.service import Proposals, Wanted
from shared.access import anyone
from shared.contracts.intake import PoolKind
from shared.web.render import Templates


def pages(editions: Editions, helps: Helps, proposals: Proposals, templates: Templates) -> APIRouter:
    """Give the public pages."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get("/budzet-obywatelski")
    async def home(request: Request) -> Response:
        """Show the one thing to do now, where in the year we are, and how it all works."""
        every = await editions.all()
        if not every:
            return templates.page(request, "edition_none.html")
        edition, now = every[0], editions.clock.now()
        return templates.page(
            request,
            "edition_home.html",
            edition=edition,
            rules=edition.rules,
            stage=stage(edition, now),
            phases=phases(edition.rules, now),
            building=building_state(edition.rules, now),
            windows={each.kind.value: each for each in edition.rules.windows},
            total=sum(pool.amount for pool in edition.rules.pools),
            filed=await proposals.store.count(Wanted(edition_id=edition.id)),
            help=await helps.of(edition.id),
            earlier=[other for other in every[1:] if other.results_at is not None],
        )

    @router.get("/budzet-obywatelski/zasady")
    async def rules(request: Request) -> Response:
        """Show dates, money, signatures and the way of voting, in plain words."""
        edition = await editions.current()
        if edition is None:
            return templates.page(request, "edition_none.html")
        rules = edition.rules
        return templates.page(
            request,
            "edition_rules.html",
            edition=edition,
            rules=rules,
            windows=[each for kind in type(rules.windows[0].kind) if (each := window(rules, kind))],
            help=await helps.of(edition.id),
            local=any(pool.kind is PoolKind.LOCAL for pool in rules.pools),
            total=sum(pool.amount for pool in rules.pools),
        )

    return router
