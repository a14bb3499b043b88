"""The page on which an author reads a plan and says yes or no, by a signed link. It names nobody."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.intake.editions.service import Editions
from services.intake.proposals.pages.own import Token
from services.intake.proposals.pages.versions import namer
from services.intake.regroupings.domain import ConsentGiven, RegroupingClosed, RegroupingState, changed_by
from services.intake.regroupings.service import Regroupings
from shared.access import anyone
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates

_PLACE = "/budzet-obywatelski/zgoda/{token}"


class AnswerForm(Form):
    """What an author says: "yes" or "no"."""

    answer: str = Field(pattern="^(yes|no)$")


def pages(regroupings: Regroupings, editions: Editions, templates: Templates) -> APIRouter:
    """Give the page."""
    router = APIRouter(dependencies=[anyone()])

    async def page(request: Request, token: str, errors: Mapping[str, str], status: int = 200) -> Response:
        plan, consent = await regroupings.of_author(token)
        rules = (await editions.edition(plan.edition_id)).rules
        mine = {role.proposal_id for role in consent.of}
        pending = plan.state is RegroupingState.PENDING
        found = sorted(await regroupings.proposals_of(plan), key=lambda one: one.id not in mine) if pending else []
        return templates.page(
            request,
            "consent.html",
            status_code=status,
            headers=SECRET,
            token=token,
            plan=plan,
            consent=consent,
            mine=mine,
            found=[(one, changed_by(one, plan.text)) for one in found],
            open=plan.can_answer(regroupings.clock.now()) and consent.given is None,
            name=namer(rules),
            errors=errors,
        )

    @router.get(_PLACE)
    async def show(request: Request, token: Token) -> Response:
        """Show what each proposal says now and what it would say, and ask; or show what came of it."""
        return await page(request, token, {})

    @router.post(_PLACE)
    async def answer(request: Request, token: Token) -> Response:
        """Take the answer in, once."""
        try:
            form = await read(request, AnswerForm, {"answer": "Wybierz jedną odpowiedź."})
        except FormInvalid as invalid:
            return await page(request, token, invalid.errors, 422)
        try:
            await regroupings.answer(token, consents=form.answer == "yes")
        except (RegroupingClosed, ConsentGiven):
            return await page(request, token, {}, 409)
        return RedirectResponse(_PLACE.format(token=token), 303)

    return router
