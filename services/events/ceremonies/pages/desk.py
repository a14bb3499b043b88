"""Ceremonies at the desk: the list, one ceremony with what is to be done next, its way to the day."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.calendar.beside import Beside
from services.events.calendar.domain import Entry
from services.events.ceremonies.domain import (
    OVER,
    Action,
    Ceremony,
    Concept,
    Essay,
    Headcount,
    Line,
)
from services.events.ceremonies.domain.permits import Nature
from services.events.ceremonies.pages.steps import FAULTS, ONE, allowed, by, held
from services.events.ceremonies.service import WORKED_ON, Ceremonies
from services.events.ceremonies.service.reports import Reports
from services.events.ceremonies.service.rights import HANDS, READERS
from services.events.ceremonies.tasks import PLACE
from services.events.given import Day, Why
from services.events.speeches.service import WRITERS as SPEECH_WRITERS
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import Duplicate, NotFound
from shared.web.form_steps import Step, take
from shared.web.forms import VersionForm
from shared.web.render import Templates

_PER_PAGE = 30
_ONE = PLACE + "/{event_id}"


class ConceptForm(VersionForm):
    """The concept."""

    purpose: Essay
    organiser: Line
    partners: Annotated[str, Field(max_length=1_000)] = ""
    expected: Headcount
    outdoors: Literal["yes", "no"]
    nature: Nature = Nature.ENTERTAINMENT

    def concept(self) -> Concept:
        """Give it in the words of the domain."""
        return Concept(
            purpose=self.purpose,
            organiser=self.organiser,
            partners=self.partners,
            expected=self.expected,
            outdoors=self.outdoors == "yes",
            nature=self.nature,
        )


class ConsultForm(VersionForm):
    """What somebody who was asked has said."""

    body: Line
    on: Day
    opinion: Essay


class WhyForm(VersionForm):
    """Why it goes on although a permit is lacking, or something was refused."""

    why: Why


class ReopenForm(VersionForm):
    """What is to be changed."""

    reason: Why


class HoldForm(VersionForm):
    """Whether the mayor was there."""

    mayor: Literal["true", ""] = ""


_MESSAGES = {
    "purpose": "Napisz, po co jest ta uroczystość i jaki ma przebieg.",
    "organiser": "Podaj, kto organizuje.",
    "expected": "Podaj, ilu osób się spodziewamy: liczbę, choćby przybliżoną.",
    "outdoors": "Zaznacz, czy uroczystość jest pod gołym niebem.",
    "body": "Podaj, kogo zapytano: Radę Pamięci, IPN, organizację.",
    "on": "Podaj dzień.",
    "opinion": "Napisz, co odpowiedziano.",
    "reason": "Napisz, co zmienić.",
    "why": "Podaj powód.",
}


def _steps(c: Ceremonies) -> list[Step]:
    a = Action
    return [
        Step(
            "koncepcja", by(a.CONCEPT), ConceptForm, lambda i, f, p: c.conceive(i, f.version, f.concept(), p), "purpose"
        ),
        Step(
            "konsultacja",
            by(a.CONSULT),
            ConsultForm,
            lambda i, f, p: c.consult(i, f.version, f.body, f.on, f.opinion, p),
            "body",
        ),
        Step("zatwierdzenie", by(a.APPROVE), VersionForm, lambda i, f, p: c.approve(i, f.version, p), "next"),
        Step(
            "zatwierdzenie-bez-zezwolenia",
            by(a.APPROVE),
            WhyForm,
            lambda i, f, p: c.approve(i, f.version, p, f.why),
            "why",
        ),
        Step("zamkniecie", by(a.LOCK), VersionForm, lambda i, f, p: c.lock(i, f.version, p), "next"),
        Step(
            "zamkniecie-mimo-odmowy",
            by(a.LOCK),
            WhyForm,
            lambda i, f, p: c.lock(i, f.version, p, f.why),
            "why",
        ),
        Step("otwarcie", by(a.REOPEN), ReopenForm, lambda i, f, p: c.reopen(i, f.version, f.reason, p), "reason"),
        Step("potwierdzenie", by(a.CONFIRM), VersionForm, lambda i, f, p: c.confirm(i, f.version, p), "next"),
        Step("odbycie", by(a.HOLD), HoldForm, lambda i, f, p: c.hold(i, f.version, bool(f.mayor), p), "next"),
    ]


def pages(ceremonies: Ceremonies, reports: Reports, beside: Beside, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter()
    readers = [only(*READERS)]

    @router.get(PLACE, dependencies=readers)
    async def listed(
        request: Request,
        pokaz: Literal["", "wszystkie"] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List ceremonies: those that are worked on, or all; and those of the calendar that nobody has begun."""
        states = () if pokaz else WORKED_ON
        found = await ceremonies.store.page(states, (strona - 1) * _PER_PAGE, _PER_PAGE + 1, newest=bool(pokaz))
        return templates.page(
            request,
            "ceremonies.html",
            found=found[:_PER_PAGE],
            waiting=await ceremonies.waiting() if not pokaz and strona == 1 else [],
            shown=pokaz,
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        *,
        stale: bool = False,
    ) -> Response:
        one, person = await ceremonies.store.get(id), signed_in(request)
        entry = await ceremonies.entry(id)
        return templates.page(
            request,
            "ceremony.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            beside=await beside.of(entry),
            speeches=await reports.speeches(id),
            orders=person.role in SPEECH_WRITERS,
            to_do=await ceremonies.to_do(one),
            lacking=one.lacking(ceremonies.habits.shipped.permits) if one.state not in OVER else (),
            can=allowed(one, person),
            own=person.id in one.authors,
            touched=person.id in one.touched,
            values=held(one, values, _typed(one, ceremonies, entry), stale=stale),
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE, dependencies=readers)
    async def show(request: Request, event_id: Id) -> Response:
        """Show a ceremony; of an entry whose ceremony nobody has begun, the way to begin it."""
        try:
            return await page(request, event_id, {}, {}, 200)
        except NotFound:
            entry = await ceremonies.entry(event_id)
            may = signed_in(request).role in HANDS[Action.CONCEPT] and not entry.cancelled
            return templates.page(request, "ceremony_begin.html", entry=entry, beside=await beside.of(entry), may=may)

    @router.post(_ONE + "/poczatek", dependencies=[only(*HANDS[Action.CONCEPT])])
    async def begin(request: Request, event_id: Id) -> Response:
        """Begin to prepare it."""
        await ceremonies.entry(event_id)
        with suppress(Duplicate):  # A colleague was quicker: it is begun.
            await ceremonies.begin(event_id, signed_in(request))
        return RedirectResponse(f"{PLACE}/{event_id}", 303)

    take(router, ONE, _steps(ceremonies), page, FAULTS, _MESSAGES)
    return router


def _typed(one: Ceremony, ceremonies: Ceremonies, entry: Entry) -> dict[str, Any]:
    concept = one.concept
    mayor = ceremonies.habits.mayor in entry.plan.people
    typed: dict[str, Any] = {
        "on": ceremonies.today,
        "mayor": "true" if mayor else "",
        "nature": Nature.ENTERTAINMENT.value,
    }
    if concept is not None:
        typed |= {
            **concept.model_dump(),
            "outdoors": "yes" if concept.outdoors else "no",
            "nature": concept.nature.value,
        }
    return typed
