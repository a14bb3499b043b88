"""Interpellations at the desk: the list, and each one with what is to be done next."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field, field_validator

from services.reporting.council.domain.units import UnitUnknown
from services.reporting.interpellations.api import Day, LetterGiven, Name, Text, Why
from services.reporting.interpellations.domain import (
    AnsweredOutOfTime,
    Interpellation,
    InterpellationKnown,
    InterpellationNotThere,
    Letter,
    ReceivedAhead,
    Signatory,
)
from services.reporting.interpellations.pages.public import PageNumber, Shown, listing
from services.reporting.interpellations.service import Interpellations, may_read_draft
from shared.access import STAFF, Role, only, signed_in
from shared.case_numbers import CaseNumber, NotACaseNumber
from shared.contracts.base import Id
from shared.contracts.reporting import InterpellationKind
from shared.store import Stale
from shared.web.form_steps import Fault, Step, take
from shared.web.forms import Form, FormInvalid, VersionForm, read, said
from shared.web.render import Templates

PLACE = "/panel/rada/interpelacje"
_ONE = PLACE + "/{interpellation_id}"


class LetterForm(LetterGiven, Form):
    """What is written down, as typed."""

    sign: Annotated[str, Field(max_length=60)] | None = None

    @field_validator("sign")
    @classmethod
    def _sign(cls, sign: str | None) -> str | None:
        try:
            return CaseNumber.parse(sign).format(4) if sign else None
        except NotACaseNumber:
            raise said("Wpisz znak sprawy tak: WRM.0003.0009.2025.") from None


class ChangeForm(LetterForm):
    """The whole as it is to be, and why."""

    version: int
    reason: Why


class AssignForm(VersionForm):
    """The unit that prepares the answer."""

    unit: Id


class DraftForm(VersionForm):
    """What a unit proposes to answer."""

    text: Text


class ReturnForm(VersionForm):
    """Why a draft goes back."""

    reason: Why


class AnswerForm(VersionForm):
    """The answer."""

    answer: Text
    on: Day
    signatory: Signatory
    name: Name


_MESSAGES = {
    "kind": "Wybierz, co radny złożył.",
    "number": "Podaj numer w rejestrze roku.",
    "councillor": "Wpisz imię i nazwisko radnego.",
    "topic": "Napisz krótko, czego dotyczy.",
    "text": "Wpisz treść, co najmniej jedno zdanie.",
    "answer": "Wpisz odpowiedź, co najmniej jedno zdanie.",
    "received_on": "Podaj dzień, w którym prezydent dostał pismo.",
    "unit": "Wybierz jednostkę.",
    "reason": "Napisz powód.",
    "on": "Podaj dzień odpowiedzi.",
    "signatory": "Wybierz, kto podpisuje.",
    "name": "Wpisz imię i nazwisko osoby, która podpisuje.",
}
_KNOWN = "Ten numer jest już zajęty w tym roku."
_AHEAD = "Ten dzień jeszcze nie nadszedł."
_NO_UNIT = "Miasto nie ma już takiej jednostki. Wybierz inną."
_OUT_OF_TIME = "Ten dzień jest przed wpływem pisma albo jeszcze nie nadszedł."
_NOT_THERE = "Ktoś zrobił już następny krok. Nic nie zapisano, niżej jest obecny stan."
_FAULTS = {
    InterpellationNotThere: Fault(_NOT_THERE, stale=True),
    UnitUnknown: Fault(_NO_UNIT, 422, "unit"),
    AnsweredOutOfTime: Fault(_OUT_OF_TIME, 422, "on"),
}


def _steps(interpellations: Interpellations) -> list[Step]:
    """Give the steps of an interpellation from its unit to its answer."""
    one, mayor = interpellations, only(Role.MAYOR)
    return [
        Step("przydzial", only(Role.OFFICER), AssignForm, lambda i, f, _: one.assign(i, f.version, f.unit), "unit"),
        Step(
            "projekt", only(Role.UNIT_REVIEWER), DraftForm, lambda i, f, p: one.draft(i, f.version, f.text, p), "text"
        ),
        Step("zwrot", mayor, ReturnForm, lambda i, f, p: one.send_back(i, f.version, f.reason, p), "reason"),
        Step(
            "odpowiedz",
            mayor,
            AnswerForm,
            lambda i, f, _: one.answer(i, f.version, text=f.answer, on=f.on, signatory=f.signatory, name=f.name),
            "answer",
        ),
    ]


def pages(interpellations: Interpellations, templates: Templates) -> APIRouter:
    """Give the pages of the desk."""
    router = APIRouter()

    @router.get(PLACE, dependencies=[only(*STAFF)])
    async def listed(request: Request, pokaz: Shown = "", strona: PageNumber = 1) -> Response:
        """List them."""
        return await listing(request, interpellations, templates, "interpellation_list.html", pokaz, strona)

    def letter_form(
        request: Request,
        one: Interpellation | None,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        return templates.page(
            request,
            "interpellation_letter.html",
            status_code=status,
            one=one,
            values=values,
            errors=errors,
            stale=stale,
        )

    @router.get(f"{PLACE}/nowa", dependencies=[only(Role.OFFICER)])
    async def blank(request: Request) -> Response:
        """Show the form with the next number."""
        today = interpellations.today
        newest = await interpellations.store.newest_number(InterpellationKind.INTERPELLATION, today.year)
        values = {"kind": InterpellationKind.INTERPELLATION.value, "number": newest + 1, "received_on": today}
        return letter_form(request, None, values, {}, 200)

    @router.post(f"{PLACE}/nowa", dependencies=[only(Role.OFFICER)])
    async def receive(request: Request) -> Response:
        """Write one down."""
        try:
            form = await read(request, LetterForm, _MESSAGES)
            id = await interpellations.receive(form.letter())
        except FormInvalid as invalid:
            return letter_form(request, None, invalid.values, invalid.errors, 422)
        except InterpellationKnown:
            return letter_form(request, None, form.model_dump(mode="json"), {"number": _KNOWN}, 409)
        except ReceivedAhead:
            return letter_form(request, None, form.model_dump(mode="json"), {"received_on": _AHEAD}, 422)
        return RedirectResponse(f"{PLACE}/{id}", 303)

    @router.get(_ONE + "/zmiana", dependencies=[only(Role.OFFICER)])
    async def change_form(request: Request, interpellation_id: Id) -> Response:
        """Show what was written down, to be put right."""
        one = await interpellations.store.get(interpellation_id)
        return letter_form(request, one, one.model_dump(include={*Letter.model_fields, "version"}), {}, 200)

    @router.post(_ONE + "/zmiana", dependencies=[only(Role.OFFICER)])
    async def change(request: Request, interpellation_id: Id) -> Response:
        """Put right what was written down."""
        one = await interpellations.store.get(interpellation_id)
        try:
            form = await read(request, ChangeForm, _MESSAGES)
        except FormInvalid as invalid:
            return letter_form(request, one, invalid.values, invalid.errors, 422)
        typed = form.model_dump(mode="json")
        try:
            await interpellations.change(
                interpellation_id, form.version, form.letter(), reason=form.reason, by=signed_in(request)
            )
        except InterpellationKnown:
            return letter_form(request, one, typed, {"number": _KNOWN}, 409)
        except ReceivedAhead:
            return letter_form(request, one, typed, {"received_on": _AHEAD}, 422)
        except InterpellationNotThere:
            return letter_form(request, one, typed, {"reason": _NOT_THERE}, 409)
        except Stale:
            one = await interpellations.store.get(interpellation_id)
            return letter_form(request, one, {**typed, "version": one.version}, {}, 412, stale=True)
        return RedirectResponse(f"{PLACE}/{interpellation_id}", 303)

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        one, person = await interpellations.store.get(id), signed_in(request)
        drafted = one.draft.text if one.draft and may_read_draft(one, person) else ""
        held = {"on": interpellations.today, "unit": one.unit, "text": drafted, "answer": drafted}
        return templates.page(
            request,
            "interpellation_one.html",
            status_code=status,
            one=one,
            at=interpellations.clock.now(),
            reads_draft=may_read_draft(one, person),
            own=person.role is Role.UNIT_REVIEWER and person.unit == one.unit,
            units=[(unit.symbol, f"{unit.name} ({unit.symbol})") for unit in interpellations.units],
            values={"version": one.version, **held, **values, **({"version": one.version} if stale else {})},
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE, dependencies=[only(*STAFF)])
    async def one(request: Request, interpellation_id: Id) -> Response:
        """Show one with what is to be done next."""
        return await page(request, interpellation_id, {}, {}, 200)

    take(router, _ONE, _steps(interpellations), page, _FAULTS, _MESSAGES)
    return router
