"""Pages of the formal check: the card beside the proposal's text."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.verification.cases.api import READERS
from services.verification.cases.domain import ApplicantAsked, UnitUnknown
from services.verification.cases.domain.checks import Contradicted, OverruleUnexplained
from services.verification.cases.pages import CheckLine, check_errors, given, line_errors, shown, typed, whole
from services.verification.cases.service import Cases
from services.verification.formal.domain import (
    CHECKS,
    CallPending,
    CardClosed,
    CardState,
    FailureUnexplained,
    NotCorrectable,
    NothingToCorrect,
    ReviewUnitMissing,
)
from services.verification.formal.service import FormalChecks
from services.verification.statements.domain import MOST_UNITS, UnitLeads
from services.verification.statements.pages.asking import Ticked
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_PLACES = {check.code: place for place, check in enumerate(CHECKS)}
_MESSAGES = {"outcome": "Wybierz wynik karty."}
_SHORTEST = 3
_NO_QUESTION = "Napisz, w jakiej sprawie te jednostki mają zająć stanowisko."


class CardForm(Form):
    """The card as an officer fills it in; every line is answered."""

    version: int
    checks: Annotated[tuple[CheckLine, ...], whole(CHECKS)]
    outcome: Literal["pass", "call", "fail"]
    unit: Annotated[str | None, Field(max_length=64)] = None
    cooperating: Annotated[Ticked, Field(max_length=MOST_UNITS)] = ()
    question: Annotated[str, Field(max_length=2_000)] = ""
    reasons: Annotated[str, Field(max_length=10_000)] = ""


def pages(formal: FormalChecks, cases: Cases, templates: Templates) -> APIRouter:
    """Give the pages of formal cards."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request, proposal_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        case, card = await cases.case(proposal_id), await formal.card(proposal_id)
        about = await shown(cases, case)
        open_card = card.state is CardState.OPEN
        pending = card.last_call is not None and card.last_call.pending(formal.clock.now())
        found = await formal.findings(case) if open_card and about["edition"] else {}
        return templates.page(
            request,
            "formal_card.html",
            status_code=status,
            card=card,
            checks=CHECKS,
            found=found,
            units=formal.units,
            pending=open_card and pending,
            editable=open_card
            and not pending
            and about["edition"] is not None
            and signed_in(request).role is Role.OFFICER,
            values=values,
            errors=errors,
            overtaken=status == 412,
            typed=typed(values),
            **about,
        )

    @router.get("/panel/weryfikacja/karty/{proposal_id}", dependencies=[only(*READERS)])
    async def card(request: Request, proposal_id: Id) -> Response:
        """Show a card: to be filled in while it is open, else as it was signed."""
        return await page(request, proposal_id, {}, {}, 200)

    @router.post("/panel/weryfikacja/karty/{proposal_id}", dependencies=[only(Role.OFFICER)])
    async def finish(request: Request, proposal_id: Id) -> Response:
        """Finish a card and lead on to what waits next."""
        try:
            form = await read(request, CardForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, proposal_id, invalid.values, line_errors(invalid.errors), 422)
        person, answers = signed_in(request), given(form.checks)
        try:
            if form.outcome == "call":
                await formal.call(proposal_id, form.version, given=answers, by=person)
            else:
                passed = form.outcome == "pass"
                why = (form.reasons,) if form.reasons and not passed else ()
                if passed and form.cooperating and len(form.question) < _SHORTEST:
                    values, errors = form.model_dump(mode="json"), {"question": _NO_QUESTION}
                    return await page(request, proposal_id, values, errors, 422)
                await formal.finish(
                    proposal_id,
                    form.version,
                    passed=passed,
                    unit=form.unit,
                    reasons=why,
                    given=answers,
                    by=person,
                    cooperating=form.cooperating if passed else (),
                    question=form.question,
                )
        except (Stale, CardClosed, CallPending):
            return await page(request, proposal_id, form.model_dump(mode="json"), {}, 412)
        except _SLIPS as error:
            return await page(request, proposal_id, form.model_dump(mode="json"), _errors(error), 422)
        return RedirectResponse(f"/panel/weryfikacja?zapisano={proposal_id}", 303)

    return router


_SLIPS = (
    ApplicantAsked,
    OverruleUnexplained,
    Contradicted,
    ReviewUnitMissing,
    UnitUnknown,
    UnitLeads,
    FailureUnexplained,
    NothingToCorrect,
    NotCorrectable,
)


def _errors(error: Exception) -> dict[str, str]:
    match error:
        case ApplicantAsked():
            return {"outcome": "Autorzy mają jeszcze czas na odpowiedź. Zdecyduj po niej."}
        case OverruleUnexplained(code=code):
            return check_errors(_PLACES, [code], "note", "Napisz, dlaczego oceniasz to inaczej niż automat.")
        case Contradicted(codes=codes):
            text = "Ten warunek nie jest spełniony, więc karta nie może przejść dalej."
            return check_errors(_PLACES, codes, "result", text)
        case NotCorrectable(codes=codes):
            text = "Tego nie da się uzupełnić. Odrzuć wniosek albo oceń ten warunek inaczej."
            return check_errors(_PLACES, codes, "result", text)
        case NothingToCorrect():
            return {"outcome": "Zaznacz, czego brakuje: każdy niespełniony warunek trafi do wezwania."}
        case ReviewUnitMissing():
            return {"unit": "Wybierz jednostkę, która oceni projekt."}
        case UnitUnknown():
            return {"unit": "Wybierz jednostkę z listy."}
        case UnitLeads():
            return {"cooperating": "Jedna z tych jednostek ocenia cały projekt. Odznacz ją."}
    return {"reasons": "Zaznacz warunek, który nie jest spełniony, albo napisz powód."}
