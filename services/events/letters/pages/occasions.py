"""Jubilees and hundredth birthdays at the desk: the list, entering one, its medal and its letter."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.given import Day, Short, Why
from services.events.letters.domain import DayImpossible
from services.events.letters.domain.forms import titles
from services.events.letters.domain.occasions import NEXT, NotYet, OccasionClosed, OccasionKind, Stage, StageUnfit
from services.events.letters.pages import people
from services.events.letters.service import Letters, SignatoryUnknown
from services.events.letters.service.occasions import OccasionKnown, Occasions, OrderedAlready
from services.events.letters.service.rights import READERS, WRITERS
from services.events.letters.service.telling import PLACE
from shared.access import Person, Role, only, signed_in
from shared.contracts.base import Id
from shared.web.form_steps import Fault, NextPage, Step, take
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

LIST = f"{PLACE}/jubileusze"
_ONE = LIST + "/{occasion_id}"
_PER_PAGE = 50


class OccasionForm(Form):
    """A couple or a person as typed."""

    kind: OccasionKind
    counted_from: Day
    medal: bool = False
    recipients: Annotated[list[people.RecipientForm], Field(min_length=1, max_length=2)]


class StageForm(VersionForm):
    """How far the medal is."""

    stage: Stage
    note: Annotated[str, Field(max_length=500)] = ""


class OrderForm(VersionForm):
    """Who signs the letter."""

    signatory: Short


class EndForm(VersionForm):
    """Why nobody is congratulated any more."""

    reason: Why


class PersonForm(VersionForm):
    """Which of them."""

    place: int = Field(ge=0, le=1)


_MESSAGES = {
    "kind": "Wybierz, co to za jubileusz.",
    "counted_from": "Podaj dzień ślubu albo urodzin.",
    "stage": "Wybierz etap.",
    "signatory": "Wybierz, kto podpisze.",
    "reason": "Napisz powód.",
    **people.MESSAGES,
}
_FAULTS: dict[type[Exception], Fault] = {
    StageUnfit: Fault("Ten etap nie następuje po obecnym.", field="stage"),
    NotYet: Fault(lambda early: f"Wniosek można złożyć od {early.opens:%d.%m.%Y}.", field="stage"),
    OccasionClosed: Fault("Ten jubileusz jest już zakończony.", field="reason"),
    OrderedAlready: Fault("List na ten jubileusz jest już zlecony.", field="signatory"),
    SignatoryUnknown: Fault("Wybierz, kto podpisze.", 422, "signatory"),
}


def pages(letters: Letters, occasions: Occasions, templates: Templates) -> APIRouter:
    """Give the pages of occasions."""
    router = APIRouter()

    @router.get(LIST, dependencies=[only(*READERS)])
    async def listed(
        request: Request,
        zakonczone: bool = False,
        q: Annotated[str, Query(max_length=100)] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List them by their day, without names; a name can be looked for."""
        names = letters.sealed.words(q) if signed_in(request).role is not Role.AUDITOR else ()
        found = await occasions.store.occasions(zakonczone, names, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "occasions.html",
            found=found[:_PER_PAGE],
            closed=zakonczone,
            q=q,
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    def form(request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int) -> Response:
        return templates.page(
            request, "occasion_form.html", status_code=status, values=values, errors=errors, titles=titles()
        )

    @router.get(f"{LIST}/nowy", dependencies=[only(*WRITERS)])
    async def blank(request: Request) -> Response:
        """Show the form."""
        return form(request, {}, {}, 200)

    @router.post(f"{LIST}/nowy", dependencies=[only(*WRITERS)])
    async def enter(request: Request) -> Response:
        """Put somebody on the list."""
        try:
            filled = await read(request, OccasionForm, _MESSAGES)
        except FormInvalid as invalid:
            return form(request, invalid.values, invalid.errors, 422)
        typed = filled.model_dump(mode="json")
        recipients = tuple(one.recipient() for one in filled.recipients)
        by = signed_in(request)
        try:
            id = await occasions.enter(filled.kind, recipients, filled.counted_from, filled.medal, by)
        except DayImpossible:
            text = "Od tego dnia nie ma już przed nami jubileuszu, którego gratulujemy. Sprawdź datę."
            return form(request, typed, {"counted_from": text}, 422)
        except OccasionKnown:
            return form(request, typed, {"recipients-0-last_name": "Ta osoba jest już na liście jubilatów."}, 409)
        return RedirectResponse(f"{LIST}/{id}", 303)

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        one, person = await occasions.store.occasion(id), signed_in(request)
        content = await occasions.content(one, person)
        held = {"signatory": letters.office.signatories[0]}
        return templates.page(
            request,
            "occasion.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            content=content,
            phrase=one.phrase(occasions.recurring.rules).rstrip(","),
            nexts=[stage.value for stage in NEXT[one.stage]],
            signatories=letters.office.signatories,
            writes=person.role in WRITERS and one.closed is None,
            died=await occasions.died(one) if person.role in WRITERS else [],
            values={**held, **values, "version": one.version if stale else values.get("version", one.version)},
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def show(request: Request, occasion_id: Id) -> Response:
        """Show one."""
        return await page(request, occasion_id, {}, {}, 200)

    async def order(id: str, form: OrderForm, person: Person) -> NextPage:
        return NextPage(f"{PLACE}/listy/{await occasions.order(id, form.version, form.signatory, person)}")

    o, writers = occasions, only(*WRITERS)
    steps = [
        Step("etap", writers, StageForm, lambda i, f, p: o.advance(i, f.version, f.stage, f.note, p)),
        Step("list", writers, OrderForm, order),
        Step("zakonczenie", writers, EndForm, lambda i, f, p: o.end(i, f.version, f.reason, p)),
        Step("zmarl", writers, PersonForm, lambda i, f, p: o.note_death_of(i, f.version, f.place, p)),
        Step("zyje", writers, PersonForm, lambda i, f, p: o.take_death_back_of(i, f.version, f.place, p)),
    ]
    take(router, _ONE, steps, page, _FAULTS, _MESSAGES)
    return router
