"""The applicant's own page, opened by the signed link in the mail. It shows no personal data: links get passed on."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.intake.arrangements.service import Arrangements
from services.intake.editions.domain.rules import window
from services.intake.editions.service import Editions
from services.intake.initiatives.conversion import Conversion
from services.intake.proposals.domain import can_withdraw, withdrawal_closes
from services.intake.proposals.service import Proposals
from services.intake.regroupings.service import Regroupings
from services.intake.support.paper import support_list
from services.intake.support.service import Supporters
from shared.access import anyone
from shared.contracts.intake import WindowKind
from shared.web.forms import Form, read
from shared.web.render import SECRET, Templates

Token = Annotated[str, Path(min_length=10, max_length=400)]


def pages(
    proposals: Proposals,
    supporters: Supporters,
    editions: Editions,
    arrangements: Arrangements,
    regroupings: Regroupings,
    conversion: Conversion,
    templates: Templates,
) -> APIRouter:
    """Give the applicant's pages."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    async def shown(request: Request, token: str, template: str, sent: bool = False) -> Response:
        proposal = await proposals.of_applicant(token)
        matter = await supporters.matter(proposal.id)
        rules = matter.rules
        return templates.page(
            request,
            template,
            headers=SECRET,
            token=token,
            proposal=proposal,
            rules=rules,
            pool=next(pool for pool in rules.pools if pool.id == proposal.pool_id),
            area=next((area for area in rules.areas if area.id == proposal.area_id), None),
            can_correct=proposal.can_correct(proposals.clock.now()),
            sent=sent,
            tally=await supporters.tally(matter),
            support_page=supporters.page(matter.gathering) if supporters.is_open(matter) else None,
            arrangements=await arrangements.store.of_proposal(proposal.id),
            consent=await regroupings.asked_of(proposal),
            now=proposals.clock.now(),
            can_appeal=proposal.can_appeal(rules, proposals.clock.now()),
            appeals=window(rules, WindowKind.APPEALS),
            can_withdraw=can_withdraw(proposal, rules, proposals.clock.now()),
            withdrawal=withdrawal_closes(rules),
            can_become_initiative=await conversion.convertible(proposal),
        )

    @router.get("/budzet-obywatelski/zgloszenie/{token}")
    async def own(request: Request, token: Token, uzupelniono: Annotated[int, Query(ge=0, le=1)] = 0) -> Response:
        """Show the proposal, its state, and what the applicant can do."""
        return await shown(request, token, "own_proposal.html", bool(uzupelniono))

    @router.get("/budzet-obywatelski/zgloszenie/{token}/lista-poparcia")
    async def sign(token: Token) -> Response:
        """Give the list to sign."""
        proposal = await proposals.of_applicant(token)
        rules = (await editions.edition(proposal.edition_id)).rules
        about = proposal.model_dump(include={"title", "summary", "location", "pool_id", "area_id"})
        return support_list(rules, **about)

    @router.get("/budzet-obywatelski/zgloszenie/{token}/wycofanie")
    async def ask(request: Request, token: Token) -> Response:
        """Ask whether the proposal is really to be withdrawn."""
        return await shown(request, token, "own_withdrawal.html")

    @router.post("/budzet-obywatelski/zgloszenie/{token}/wycofanie")
    async def withdraw(request: Request, token: Token) -> Response:
        """Withdraw it."""
        await read(request, Form)
        await proposals.withdraw(token)
        return RedirectResponse(f"/budzet-obywatelski/zgloszenie/{token}", 303)

    return router
