"""Pages of initiatives' formal check: the card beside the application's text."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.verification.cases.domain import UnitUnknown
from services.verification.cases.domain.checks import Contradicted, OverruleUnexplained
from services.verification.cases.pages import CheckLine, check_errors, given, line_errors, typed, whole
from services.verification.formal.domain.card import (
    CallPending,
    CardClosed,
    CardState,
    FailureUnexplained,
    NothingToCorrect,
    ReviewUnitMissing,
)
from services.verification.formal.domain.initiatives import INITIATIVE_CHECKS, NotYetCalled
from services.verification.formal.service.initiatives import InitiativeChecks
from services.verification.initiatives.api import READERS
from services.verification.initiatives.pages import shown
from services.verification.initiatives.service import PLACE, Initiatives
from services.verification.statements.pages.asking import Ticked
from services.verification.unit_opinions.domain import MOST_UNITS
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_PLACES = {check.code: place for place, check in enumerate(INITIATIVE_CHECKS)}
_MESSAGES = {"outcome": "Wybierz wynik karty."}
_SHORTEST = 3
_CARD = PLACE + "/karty/{initiative_id}"


class InitiativeCardForm(Form):
    """The card as an officer fills it in; every line is answered."""

    version: int
    checks: Annotated[tuple[CheckLine, ...], whole(INITIATIVE_CHECKS)]
    outcome: Literal["pass", "call", "leave"]
    units: Annotated[Ticked, Field(max_length=MOST_UNITS)] = ()
    question: Annotated[str, Field(max_length=2_000)] = ""
    reasons: Annotated[str, Field(max_length=10_000)] = ""


def pages(checks: InitiativeChecks, initiatives: Initiatives, templates: Templates) -> APIRouter:
    """Give the pages of initiatives' cards."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request, initiative_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        case, card = await initiatives.case(initiative_id), await checks.card(initiative_id)
        open_card = card.state is CardState.OPEN
        pending = open_card and card.last_call is not None and card.last_call.pending(checks.clock.now())
        return templates.page(
            request,
            "initiative_card.html",
            status_code=status,
            card=card,
            checks=INITIATIVE_CHECKS,
            found=await checks.findings(case) if open_card else {},
            units=checks.units,
            pending=pending,
            editable=open_card and not pending and signed_in(request).role is Role.OFFICER,
            values=values,
            errors=errors,
            overtaken=status == 412,
            typed=typed(values),
            **shown(case),
        )

    @router.get(_CARD, dependencies=[only(*READERS)])
    async def card(request: Request, initiative_id: Id) -> Response:
        """Show a card: to be filled in while it is open, else as it was signed."""
        return await page(request, initiative_id, {}, {}, 200)

    @router.post(_CARD, dependencies=[only(Role.OFFICER)])
    async def finish(request: Request, initiative_id: Id) -> Response:
        """Finish a card and lead on to what waits next."""
        try:
            form = await read(request, InitiativeCardForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, initiative_id, invalid.values, line_errors(invalid.errors), 422)
        person, answers, values = signed_in(request), given(form.checks), form.model_dump(mode="json")
        passed = form.outcome == "pass"
        if passed and form.units and len(form.question) < _SHORTEST:
            return await page(request, initiative_id, values, {"question": "Napisz, o co pytasz jednostki."}, 422)
        try:
            if form.outcome == "call":
                await checks.call(initiative_id, form.version, given=answers, by=person)
            else:
                await checks.finish(
                    initiative_id,
                    form.version,
                    passed=passed,
                    units=form.units,
                    question=form.question,
                    reasons=(form.reasons,) if form.reasons and not passed else (),
                    given=answers,
                    by=person,
                )
        except (Stale, CardClosed, CallPending):
            return await page(request, initiative_id, values, {}, 412)
        except _SLIPS as error:
            return await page(request, initiative_id, values, _errors(error), 422)
        return RedirectResponse(f"{PLACE}?etap=karty&zapisano={initiative_id}", 303)

    return router


_SLIPS = (
    OverruleUnexplained,
    Contradicted,
    ReviewUnitMissing,
    UnitUnknown,
    FailureUnexplained,
    NothingToCorrect,
    NotYetCalled,
)


def _errors(error: Exception) -> dict[str, str]:
    match error:
        case OverruleUnexplained(code=code):
            return check_errors(_PLACES, [code], "note", "Napisz, dlaczego oceniasz to inaczej niż automat.")
        case Contradicted(codes=codes):
            text = "Ten warunek nie jest spełniony, więc karta nie może przejść dalej."
            return check_errors(_PLACES, codes, "result", text)
        case NothingToCorrect():
            return {"outcome": "Zaznacz, czego brakuje: każdy niespełniony warunek trafi do wezwania."}
        case NotYetCalled():
            return {"outcome": "Najpierw wezwij: bez rozpatrzenia zostaje tylko to, czego nie uzupełniono."}
        case ReviewUnitMissing():
            return {"units": "Wybierz jednostkę, która wyda opinię."}
        case UnitUnknown():
            return {"units": "Wybierz jednostkę z listy."}
    return {"reasons": "Zaznacz warunek, który nie jest spełniony, albo napisz powód."}
