"""Pages of contacts: titles, journalists with their accreditations, and who has read what."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.media.contacts.api import Address, Day, Email, Label, Name, Telephone, Why
from services.media.contacts.domain import (
    MOST_NUMBERS,
    MOST_OUTLETS,
    AccreditationEnded,
    Consent,
    ConsentAhead,
    ConsentWithdrawn,
    Details,
    Journalist,
    Medium,
    Number,
    Outlet,
    OutletFacts,
    PeriodBackwards,
)
from services.media.contacts.service import READERS, Contacts
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_BASE = "/panel/prasa"
_PER_PAGE = 50
_ROWS = 3
"""Empty rows of numbers that a form offers."""
PageNumber = Annotated[int, Query(ge=1, le=1000)]


class OutletForm(Form):
    """A title as typed."""

    version: int = 0
    name: Name
    medium: Medium
    email: Email | None = None
    telephone: Telephone | None = None
    address: Address | None = None
    registration: Label | None = None
    active: bool = False

    def facts(self) -> OutletFacts:
        """Give it in the words of the domain."""
        return OutletFacts(**self.model_dump(exclude={"version"}))


class NumberRow(Form):
    """A number as typed; `public`: its owner lets the whole office see it."""

    label: Label = "telefon"
    number: Telephone
    public: bool = False


class JournalistForm(Form):
    """A journalist as typed; `roles` with commas between them."""

    version: int = 0
    name: Name
    email: Email | None = None
    numbers: Annotated[tuple[NumberRow, ...], Field(max_length=MOST_NUMBERS)] = ()
    roles: Annotated[str, Field(max_length=300)] = ""
    outlets: Annotated[tuple[Id, ...], Field(max_length=MOST_OUTLETS)] | Id = ()
    active: bool = False

    def details(self) -> Details:
        """Give who it is in the words of the domain."""
        numbers = tuple(Number(label=row.label, number=row.number, private=not row.public) for row in self.numbers)
        return Details(name=self.name, email=self.email, numbers=numbers)

    def said_roles(self) -> tuple[str, ...]:
        """Give the roles one by one."""
        return tuple(role.strip()[:60] for role in self.roles.split(",") if role.strip())[:10]

    def chosen(self) -> tuple[str, ...]:
        """Give the titles that were ticked."""
        return (self.outlets,) if isinstance(self.outlets, str) else self.outlets


class NewJournalistForm(JournalistForm):
    """A journalist with the consent."""

    consent_on: Day
    consent_how: Why


class AccreditationForm(Form):
    """An accreditation as typed."""

    outlet_id: Id
    first: Day
    last: Day


class EndForm(VersionForm):
    """Why an accreditation is taken back."""

    end_reason: Why


_TELEPHONE = "Podaj numer telefonu, na przykład 600 100 200."
_EMAIL = "Podaj adres e-mail, na przykład anna@redakcja.pl."
_OUTLET_MESSAGES = {
    "name": "Podaj nazwę redakcji.",
    "medium": "Wybierz rodzaj redakcji.",
    "email": _EMAIL,
    "telephone": _TELEPHONE,
}
_PERSON_MESSAGES = {
    "name": "Podaj imię i nazwisko.",
    "email": _EMAIL,
    "numbers": _TELEPHONE,
    "consent_on": "Podaj dzień zgody.",
    "consent_how": "Napisz, jak dziennikarz wyraził zgodę.",
    "outlet_id": "Wybierz redakcję.",
    "first": "Podaj pierwszy dzień.",
    "last": "Podaj ostatni dzień.",
    "end_reason": "Napisz powód.",
}
_AHEAD = "Ten dzień jeszcze nie nadszedł."
_WITHDRAWN = "Ten dziennikarz wycofał zgodę: niczego o nim już nie zapisujemy."
_BACKWARDS = "Ostatni dzień jest przed pierwszym."
_ENDED = "Ktoś już cofnął tę akredytację."


def pages(contacts: Contacts, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_outlets(contacts, templates))
    router.include_router(_journalists(contacts, templates))

    @router.get(f"{_BASE}/odczyty", dependencies=[only(Role.AUDITOR)])
    async def readings(request: Request, strona: PageNumber = 1) -> Response:
        """Show who has looked at personal data of journalists, the newest look first."""
        found = await contacts.readings.newest((strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request, "media_readings.html", found=found[:_PER_PAGE], number=strona, more=len(found) > _PER_PAGE
        )

    return router


def _outlets(contacts: Contacts, templates: Templates) -> APIRouter:
    router = APIRouter()
    press = [only(Role.PRESS_OFFICER)]

    @router.get(f"{_BASE}/redakcje", dependencies=[only(*READERS)])
    async def listed(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> Response:
        """List titles; names of journalists are found by the same search."""
        found = await contacts.found(q, None, 0, _PER_PAGE) if q else []
        return templates.page(
            request,
            "outlets.html",
            outlets=await contacts.outlets(q),
            journalists=[(one, contacts.named(one)) for one in found],
            accreditations=len(await contacts.store.that_hold(contacts.today)),
            q=q,
        )

    def form(
        request: Request,
        outlet: Outlet | None,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        return templates.page(
            request, "outlet_form.html", status_code=status, outlet=outlet, values=values, errors=errors, stale=stale
        )

    @router.get(f"{_BASE}/redakcje/nowa", dependencies=press)
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return form(request, None, {"active": True}, {}, 200)

    @router.post(f"{_BASE}/redakcje/nowa", dependencies=press)
    async def add(request: Request) -> Response:
        """Write a title down."""
        try:
            filled = await read(request, OutletForm, _OUTLET_MESSAGES)
        except FormInvalid as invalid:
            return form(request, None, invalid.values, invalid.errors, 422)
        return RedirectResponse(f"{_BASE}/redakcje/{await contacts.add_outlet(filled.facts())}", 303)

    @router.get(f"{_BASE}/redakcje/{{outlet_id}}", dependencies=[only(*READERS)])
    async def one(request: Request, outlet_id: Id, strona: PageNumber = 1) -> Response:
        """Show a title with its journalists."""
        outlet = await contacts.store.outlet(outlet_id)
        found = await contacts.found("", outlet_id, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "outlet.html",
            outlet=outlet,
            journalists=[(each, contacts.named(each)) for each in found[:_PER_PAGE]],
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    @router.get(f"{_BASE}/redakcje/{{outlet_id}}/zmiana", dependencies=press)
    async def change_form(request: Request, outlet_id: Id) -> Response:
        """Show a title to be put right."""
        outlet = await contacts.store.outlet(outlet_id)
        return form(request, outlet, outlet.model_dump(mode="json"), {}, 200)

    @router.post(f"{_BASE}/redakcje/{{outlet_id}}/zmiana", dependencies=press)
    async def change(request: Request, outlet_id: Id) -> Response:
        """Put a title right."""
        outlet = await contacts.store.outlet(outlet_id)
        try:
            filled = await read(request, OutletForm, _OUTLET_MESSAGES)
        except FormInvalid as invalid:
            return form(request, outlet, invalid.values, invalid.errors, 422)
        try:
            await contacts.change_outlet(outlet_id, filled.version, filled.facts())
        except Stale:
            outlet = await contacts.store.outlet(outlet_id)
            typed = filled.model_dump(mode="json") | {"version": outlet.version}
            return form(request, outlet, typed, {}, 412, stale=True)
        return RedirectResponse(f"{_BASE}/redakcje/{outlet_id}", 303)

    return router


def _journalists(contacts: Contacts, templates: Templates) -> APIRouter:
    router = APIRouter()
    press = [only(Role.PRESS_OFFICER)]

    async def form(
        request: Request,
        journalist: Journalist | None,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        rows = list(values.get("numbers") or [])
        return templates.page(
            request,
            "journalist_form.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            journalist=journalist,
            outlets=[(one.id, one.name) for one in await contacts.outlets()],
            rows=range(min(MOST_NUMBERS, len(rows) + _ROWS)),
            values=values,
            errors=errors,
            stale=stale,
        )

    @router.get(f"{_BASE}/dziennikarze/nowy", dependencies=press)
    async def blank(request: Request, redakcja: Annotated[str, Query(max_length=64)] = "") -> Response:
        """Show an empty form, with a title ticked where one is named."""
        values = {"active": True, "outlets": [redakcja] if redakcja else [], "consent_on": contacts.today}
        return await form(request, None, values, {}, 200)

    @router.post(f"{_BASE}/dziennikarze/nowy", dependencies=press)
    async def add(request: Request) -> Response:
        """Write a journalist down."""
        try:
            filled = await read(request, NewJournalistForm, _PERSON_MESSAGES)
        except FormInvalid as invalid:
            return await form(request, None, invalid.values, invalid.errors, 422)
        consent = Consent(given_on=filled.consent_on, how=filled.consent_how)
        try:
            id = await contacts.add_journalist(filled.details(), filled.said_roles(), filled.chosen(), consent)
        except ConsentAhead:
            return await form(request, None, filled.model_dump(mode="json"), {"consent_on": _AHEAD}, 422)
        return RedirectResponse(f"{_BASE}/dziennikarze/{id}", 303)

    async def page(
        request: Request, id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        journalist, by = await contacts.store.journalist(id), signed_in(request)
        outlets = {one.id: one.name for one in await contacts.outlets()}
        return templates.page(
            request,
            "journalist.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            journalist=journalist,
            details=await contacts.details(journalist, by),
            outlets=outlets,
            accreditations=await contacts.store.accreditations(id),
            today=contacts.today,
            values={"first": contacts.today, **values},
            errors=errors,
        )

    @router.get(f"{_BASE}/dziennikarze/{{journalist_id}}", dependencies=[only(*READERS)])
    async def one(request: Request, journalist_id: Id) -> Response:
        """Show a journalist; a look at private numbers is written down."""
        return await page(request, journalist_id, {}, {}, 200)

    @router.get(f"{_BASE}/dziennikarze/{{journalist_id}}/zmiana", dependencies=press)
    async def change_form(request: Request, journalist_id: Id) -> Response:
        """Show a journalist to be put right; the look is written down."""
        journalist = await contacts.store.journalist(journalist_id)
        details = await contacts.details(journalist, signed_in(request))
        numbers = [{**one.model_dump(), "public": not one.private} for one in details.numbers]
        kept = {"version": journalist.version, "active": journalist.active, "outlets": list(journalist.outlets)}
        values = {**details.model_dump(), **kept, "numbers": numbers, "roles": ", ".join(journalist.roles)}
        return await form(request, journalist, values, {}, 200)

    @router.post(f"{_BASE}/dziennikarze/{{journalist_id}}/zmiana", dependencies=press)
    async def change(request: Request, journalist_id: Id) -> Response:
        """Put a journalist right."""
        journalist = await contacts.store.journalist(journalist_id)
        try:
            filled = await read(request, JournalistForm, _PERSON_MESSAGES)
        except FormInvalid as invalid:
            return await form(request, journalist, invalid.values, invalid.errors, 422)
        typed = filled.model_dump(mode="json")
        try:
            await contacts.change_journalist(
                journalist_id,
                filled.version,
                filled.details(),
                filled.said_roles(),
                filled.chosen(),
                active=filled.active,
            )
        except ConsentWithdrawn:
            return await form(request, journalist, typed, {"name": _WITHDRAWN}, 409)
        except Stale:
            journalist = await contacts.store.journalist(journalist_id)
            return await form(request, journalist, {**typed, "version": journalist.version}, {}, 412, stale=True)
        return RedirectResponse(f"{_BASE}/dziennikarze/{journalist_id}", 303)

    @router.post(f"{_BASE}/dziennikarze/{{journalist_id}}/wycofanie-zgody", dependencies=press)
    async def withdraw(request: Request, journalist_id: Id) -> Response:
        """Note that the consent was taken back."""
        try:
            filled = await read(request, VersionForm)
        except FormInvalid as invalid:
            return await page(request, journalist_id, {}, invalid.errors, 422)
        await contacts.withdraw_consent(journalist_id, filled.version)
        return RedirectResponse(f"{_BASE}/dziennikarze/{journalist_id}", 303)

    @router.post(f"{_BASE}/dziennikarze/{{journalist_id}}/akredytacje", dependencies=press)
    async def accredit(request: Request, journalist_id: Id) -> Response:
        """Accredit a journalist."""
        try:
            filled = await read(request, AccreditationForm, _PERSON_MESSAGES)
        except FormInvalid as invalid:
            return await page(request, journalist_id, invalid.values, invalid.errors, 422)
        typed = filled.model_dump(mode="json")
        try:
            await contacts.accredit(journalist_id, **filled.model_dump(), by=signed_in(request))
        except PeriodBackwards:
            return await page(request, journalist_id, typed, {"last": _BACKWARDS}, 422)
        except ConsentWithdrawn:
            return await page(request, journalist_id, typed, {"outlet_id": _WITHDRAWN}, 409)
        except NotFound:
            return await page(request, journalist_id, typed, {"outlet_id": _PERSON_MESSAGES["outlet_id"]}, 422)
        return RedirectResponse(f"{_BASE}/dziennikarze/{journalist_id}", 303)

    @router.post(
        f"{_BASE}/dziennikarze/{{journalist_id}}/akredytacje/{{accreditation_id}}/cofniecie", dependencies=press
    )
    async def end(request: Request, journalist_id: Id, accreditation_id: Id) -> Response:
        """Take an accreditation back."""
        try:
            filled = await read(request, EndForm, _PERSON_MESSAGES)
            await contacts.end_accreditation(accreditation_id, filled.version, filled.end_reason)
        except FormInvalid as invalid:
            own = {f"end_reason-{accreditation_id}": text for text in invalid.errors.values()}
            return await page(request, journalist_id, invalid.values, own, 422)
        except (AccreditationEnded, Stale):
            return await page(request, journalist_id, {}, {f"end_reason-{accreditation_id}": _ENDED}, 409)
        return RedirectResponse(f"{_BASE}/dziennikarze/{journalist_id}", 303)

    return router
