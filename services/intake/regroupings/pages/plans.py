"""Pages on which officers follow plans: the list, one plan with who has answered, paper answers, taking it back."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.intake.editions.service import Editions
from services.intake.proposals.corrections import Received
from services.intake.proposals.domain.receipt import ReceivedLater
from services.intake.proposals.pages.versions import namer
from services.intake.regroupings.api import AuthorId
from services.intake.regroupings.domain import ConsentGiven, Regrouping, RegroupingClosed, RegroupingState, changed_by
from services.intake.regroupings.pages.writing import PLAN, PRIVATE
from services.intake.regroupings.service import Regroupings
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_LIST = "/panel/wnioski/polaczenia"
_PART = 50
_MESSAGES = {"answer": "Zaznacz, co jest na papierze.", "received_on": "Podaj dzień wpływu."}


class WithdrawalForm(Form):
    """The version of the plan that was read."""

    version: int = Field(ge=1)


class PaperForm(Form):
    """What a paper says, "yes" or "no", and its day of receipt."""

    answer: str = Field(pattern="^(yes|no)$")
    received_on: date


def pages(regroupings: Regroupings, editions: Editions, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter(dependencies=[only(Role.OFFICER)])

    @router.get(_LIST)
    async def listed(
        request: Request,
        edition: Annotated[str, Query(max_length=64)] = "",
        przed: Annotated[int | None, Query(ge=1, le=10**6)] = None,
    ) -> Response:
        """List the plans of an edition, the newest first."""
        every = await editions.all()
        chosen = next((one for one in every if one.id == edition), every[0] if every else None)
        if chosen is None:
            return templates.page(request, "register_none.html")
        found = await regroupings.store.page(chosen.id, przed, _PART + 1)
        return templates.page(
            request,
            "plans.html",
            headers=PRIVATE,
            edition=chosen,
            plans=found[:_PART],
            next=found[_PART - 1].number if len(found) > _PART else None,
        )

    async def page(
        request: Request,
        plan: Regrouping,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        *,
        author: str = "",
        stale: bool = False,
    ) -> Response:
        found = await regroupings.proposals_of(plan)
        pending = plan.state is RegroupingState.PENDING
        rules = (await editions.edition(plan.edition_id)).rules
        return templates.page(
            request,
            "plan.html",
            status_code=status,
            headers=PRIVATE,
            plan=plan,
            case={one.proposal_id: one.case for one in plan.named},
            differences=[(one, changed_by(one, plan.text)) for one in found] if pending else [],
            name=namer(rules),
            values=values,
            errors=errors,
            author=author,
            stale=stale,
        )

    @router.get(PLAN)
    async def show(request: Request, plan_id: Id, autor: Annotated[str, Query(max_length=64)] = "") -> Response:
        """Show a plan: how many have said yes, who has not answered, what would change.

        `autor`: whose paper answer is to be keyed in.
        """
        plan = await regroupings.store.get(plan_id)
        return await page(request, plan, {}, {}, author=autor if autor in {one.id for one in plan.missing} else "")

    @router.post(PLAN + "/wycofanie")
    async def withdraw(request: Request, plan_id: Id) -> Response:
        """Ask for no consent any more."""
        try:
            form = await read(request, WithdrawalForm)
            await regroupings.withdraw(plan_id, form.version)
        except (FormInvalid, Stale, RegroupingClosed):
            # The form holds nothing but the version: where that is broken, the page is as old as where it is stale.
            return await page(request, await regroupings.store.get(plan_id), {}, {}, 412, stale=True)
        return RedirectResponse(PLAN.format(plan_id=plan_id), 303)

    @router.post(PLAN + "/odpowiedzi/{author_id}")
    async def key_in(request: Request, plan_id: Id, author_id: AuthorId) -> Response:
        """Enter an answer that came on paper."""

        async def again(values: Mapping[str, Any], errors: Mapping[str, str], status: int) -> Response:
            plan = await regroupings.store.get(plan_id)
            return await page(request, plan, values, errors, status, author=author_id)

        try:
            form = await read(request, PaperForm, _MESSAGES)
        except FormInvalid as invalid:
            return await again(invalid.values, invalid.errors, 422)
        values, received = form.model_dump(mode="json"), Received(form.received_on, signed_in(request))
        try:
            await regroupings.answer_on_paper(plan_id, author_id, received, consents=form.answer == "yes")
        except ReceivedLater:
            return await again(values, {"received_on": "Ten dzień jeszcze nie nadszedł."}, 422)
        except RegroupingClosed:
            text = "Tego dnia nie można było odpowiedzieć. Sprawdź pieczęć wpływu i termin."
            return await again(values, {"received_on": text}, 409)
        except ConsentGiven:
            return await again(values, {"answer": "Ta osoba już odpowiedziała."}, 409)
        return RedirectResponse(PLAN.format(plan_id=plan_id), 303)

    return router
