"""Pages of units' opinions: one opinion beside the application, and asking one unit more."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.verification.cases.domain import UnitUnknown
from services.verification.initiatives.api import READERS
from services.verification.initiatives.domain import InitiativeStage
from services.verification.initiatives.pages import shown
from services.verification.initiatives.service import PLACE, Initiatives
from services.verification.statements.api import Question, Reason, StatementText
from services.verification.statements.domain.asked import (
    StatementClosed,
    StatementOpen,
    StatementState,
    StatementUnitUnchanged,
)
from services.verification.statements.pages.asking import Ticked
from services.verification.statements.service.rights import may_answer
from services.verification.unit_opinions.api import MOVERS
from services.verification.unit_opinions.domain import MOST_UNITS
from services.verification.unit_opinions.service import UnitOpinions
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_ONE = PLACE + "/opinie/{opinion_id}"
_ASK = PLACE + "/sprawy/{initiative_id}/opinie"
_MESSAGES = {
    "favourable": "Wybierz, jaka jest opinia.",
    "text": "Napisz, co jednostka myśli o tej inicjatywie.",
    "unit": "Wybierz jednostkę.",
    "reason": "Napisz, dlaczego.",
    "why": "Napisz, dlaczego.",
    "question": "Napisz, o co pytasz.",
    "units": "Wybierz co najmniej jedną jednostkę.",
}


class AnswerForm(Form):
    """What the unit thinks."""

    version: int
    favourable: bool
    text: StatementText


class OpinionMoveForm(Form):
    """To which unit it goes, and why."""

    version: int
    unit: Annotated[str, Field(min_length=1, max_length=64)]
    reason: Reason


class OpinionWithdrawalForm(Form):
    """Why nobody asks for it any more."""

    version: int
    why: Reason


class OpinionAskForm(Form):
    """Which units are asked what."""

    units: Annotated[Ticked, Field(min_length=1, max_length=MOST_UNITS)]
    question: Question


def pages(opinions: UnitOpinions, initiatives: Initiatives, templates: Templates) -> APIRouter:
    """Give the pages of opinions."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request,
        opinion_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        form: Literal["answer", "move", "withdraw"] = "answer",
    ) -> Response:
        """Show it; `values` and `errors` belong to `form`, the others are empty."""
        opinion, person = await opinions.opinion(opinion_id), signed_in(request)
        open_one, officer = opinion.state is StatementState.OPEN, person.role is Role.OFFICER
        return templates.page(
            request,
            "unit_opinion.html",
            status_code=status,
            opinion=opinion,
            editable=open_one and may_answer(opinion, person),
            may_move=open_one and (officer or may_answer(opinion, person)),
            may_withdraw=open_one and officer,
            units=[unit for unit in opinions.units if unit.symbol != opinion.unit.symbol],
            overtaken=status == 412,
            form=form,
            values=values,
            errors=errors,
            **shown(await initiatives.case(opinion.initiative_id)),
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def one(request: Request, opinion_id: Id) -> Response:
        """Show an opinion: to be given by its unit while it is open, else as it was given."""
        return await page(request, opinion_id, {}, {}, 200)

    @router.post(_ONE, dependencies=[only(Role.UNIT_REVIEWER)])
    async def answer(request: Request, opinion_id: Id) -> Response:
        """Give the opinion."""
        try:
            form = await read(request, AnswerForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, opinion_id, invalid.values, invalid.errors, 422)
        person = signed_in(request)
        try:
            done = await opinions.answer(
                opinion_id, form.version, favourable=form.favourable, text=form.text, by=person
            )
        except (Stale, StatementClosed):
            return await page(request, opinion_id, form.model_dump(mode="json"), {}, 412)
        return RedirectResponse(f"{PLACE}?zapisano={done['initiative_id']}", 303)

    @router.post(_ONE + "/jednostka", dependencies=[only(*MOVERS)])
    async def move(request: Request, opinion_id: Id) -> Response:
        """Hand it to another unit."""
        try:
            form = await read(request, OpinionMoveForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, opinion_id, invalid.values, invalid.errors, 422, "move")
        values, person = form.model_dump(mode="json"), signed_in(request)
        try:
            done = await opinions.hand_over(opinion_id, form.version, unit=form.unit, reason=form.reason, by=person)
        except (Stale, StatementClosed):
            return await page(request, opinion_id, values, {}, 412, "move")
        except (UnitUnknown, StatementUnitUnchanged):
            return await page(request, opinion_id, values, {"unit": "Wybierz inną jednostkę z listy."}, 422, "move")
        except StatementOpen:
            text = "Tę jednostkę już zapytano w tej sprawie. Wybierz inną."
            return await page(request, opinion_id, values, {"unit": text}, 409, "move")
        return RedirectResponse(f"{PLACE}?zapisano={done['initiative_id']}", 303)

    @router.post(_ONE + "/cofniecie", dependencies=[only(Role.OFFICER)])
    async def withdraw(request: Request, opinion_id: Id) -> Response:
        """Ask for it no longer."""
        try:
            form = await read(request, OpinionWithdrawalForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, opinion_id, invalid.values, invalid.errors, 422, "withdraw")
        try:
            done = await opinions.withdraw(opinion_id, form.version, reason=form.why, by=signed_in(request))
        except (Stale, StatementClosed):
            return await page(request, opinion_id, form.model_dump(mode="json"), {}, 412, "withdraw")
        return RedirectResponse(f"{PLACE}/sprawy/{done['initiative_id']}", 303)

    async def asking(
        request: Request, initiative_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        case = await initiatives.case(initiative_id)
        case.require(InitiativeStage.OPINIONS)
        about = shown(case)
        return templates.page(
            request,
            "unit_opinion_ask.html",
            status_code=status,
            units=opinions.units,
            values=values,
            errors=errors,
            **about,
        )

    @router.get(_ASK, dependencies=[only(Role.OFFICER)])
    async def ask(request: Request, initiative_id: Id) -> Response:
        """Choose whom else to ask."""
        return await asking(request, initiative_id, {}, {}, 200)

    @router.post(_ASK, dependencies=[only(Role.OFFICER)])
    async def send(request: Request, initiative_id: Id) -> Response:
        """Ask more units."""
        try:
            form = await read(request, OpinionAskForm, _MESSAGES)
        except FormInvalid as invalid:
            return await asking(request, initiative_id, invalid.values, invalid.errors, 422)
        try:
            await opinions.ask(initiative_id, units=form.units, question=form.question, by=signed_in(request))
        except StatementOpen:
            text = "Jedną z tych jednostek już zapytano. Odznacz ją."
            return await asking(request, initiative_id, form.model_dump(mode="json"), {"units": text}, 409)
        return RedirectResponse(f"{PLACE}/sprawy/{initiative_id}#opinie", 303)

    return router
