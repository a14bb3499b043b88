"""Partners at the desk: the register with search and CSV, one partner with what was done together."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.given import Day
from services.events.partners.domain import (
    Card,
    Kind,
    NoSuchNote,
    NoteAhead,
    Partner,
    PartnerContact,
    PartnerEnded,
    PartnerKnown,
    PartnerName,
    PartnerNote,
    PartnerShort,
    Search,
    TooManyNotes,
)
from services.events.partners.history import History
from services.events.partners.service import KEEPERS, MOST_PICKED, PLACE, READERS, Partners
from services.events.precedence.domain import Reason
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.sheets import CSV, Sheet, as_csv
from shared.web.form_steps import Fault, Step, take
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_ONE = PLACE + "/{partner_id}"
_PER_PAGE = 50


class CardForm(Form):
    """An organisation, and whom to ask there."""

    name: PartnerName
    kind: Kind
    place: PartnerShort | None = None
    patron: PartnerShort | None = None
    standard: Literal["true", ""] = ""
    competent: Literal["true", ""] = ""
    contact: PartnerContact | None = None

    def card(self) -> Card:
        """Give it in the words of the domain."""
        told = self.model_dump(include={"name", "kind", "place", "patron"})
        return Card(**told, standard=bool(self.standard), competent=bool(self.competent))


class ChangeForm(CardForm):
    """The same in the version that somebody has seen."""

    version: int = Field(ge=1)


class EndForm(VersionForm):
    """Why it is no longer worked with."""

    reason: Reason


class NoteForm(VersionForm):
    """Something that was done together."""

    on: Day
    text: PartnerNote


class NoteOffForm(VersionForm):
    """Which note."""

    note_id: Id


_MESSAGES = {
    "name": "Podaj nazwę: od 3 do 200 znaków.",
    "kind": "Wybierz rodzaj.",
    "contact": "Podaj kontakt: od 3 do 1000 znaków.",
    "reason": "Napisz powód.",
    "on": "Podaj dzień.",
    "text": "Napisz, co zrobiliśmy razem: co najmniej 3 znaki.",
}
_KNOWN = "Ta organizacja jest już w rejestrze."
_FAULTS: dict[type[Exception], Fault] = {
    PartnerKnown: Fault(_KNOWN, field="name"),
    PartnerEnded: Fault("Z tym partnerem już nie współpracujemy.", field="reason"),
    NoteAhead: Fault("Ten dzień jeszcze nie nadszedł.", field="on"),
    TooManyNotes: Fault("Wpisów jest już tyle, ile może być.", field="text"),
    NoSuchNote: Fault("Tego wpisu już nie ma.", field="text"),
}
Shown = Literal["", "zakonczeni", "wszyscy"]


def pages(partners: Partners, history: History, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter(include_in_schema=False)
    readers, keepers = [only(*READERS)], [only(*KEEPERS)]

    @router.get(PLACE, dependencies=readers)
    async def listed(
        request: Request,
        q: Annotated[str, Query(max_length=200)] = "",
        rodzaj: Kind | Literal[""] = "",
        pokaz: Shown = "",
        sztandar: Literal["", "tak"] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List the register: those worked with, or what is looked for."""
        search = _search(q, rodzaj, pokaz, sztandar)
        found = await partners.store.find(search, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "partners.html",
            found=found[:_PER_PAGE],
            count=await partners.store.count(search),
            number=strona,
            more=len(found) > _PER_PAGE,
            keeps=signed_in(request).role in KEEPERS,
            q=q,
            narrowed=bool(q or rodzaj or pokaz or sztandar),
            values={"q": q, "rodzaj": rodzaj, "pokaz": pokaz, "sztandar": sztandar},
        )

    @router.get(f"{PLACE}/lista.csv", dependencies=readers)
    async def as_file(
        q: Annotated[str, Query(max_length=200)] = "",
        rodzaj: Kind | Literal[""] = "",
        pokaz: Shown = "",
        sztandar: Literal["", "tak"] = "",
    ) -> Response:
        """Give what is looked for as CSV, without contacts."""
        found = await partners.store.find(_search(q, rodzaj, pokaz, sztandar), 0, MOST_PICKED)
        headers = {"Content-Disposition": "attachment; filename=partnerzy.csv", "Cache-Control": "no-store"}
        return Response(as_csv(_sheet(found)), media_type=CSV, headers=headers)

    def blank(request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200) -> Response:
        return templates.page(request, "partner_new.html", status_code=status, values=values, errors=errors)

    @router.get(f"{PLACE}/nowy", dependencies=keepers)
    async def new(request: Request) -> Response:
        """Show the form."""
        return blank(request, {}, {})

    @router.post(f"{PLACE}/nowy", dependencies=keepers)
    async def enter(request: Request) -> Response:
        """Enter an organisation."""
        try:
            form = await read(request, CardForm, _MESSAGES)
        except FormInvalid as invalid:
            return blank(request, invalid.values, invalid.errors, 422)
        try:
            id = await partners.enter(form.card(), form.contact or "", signed_in(request))
        except PartnerKnown:
            return blank(request, form.model_dump(mode="json"), {"name": _KNOWN}, 409)
        return RedirectResponse(f"{PLACE}/{id}", 303)

    async def one_page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        one, person = await partners.store.get(id), signed_in(request)
        contact = await partners.contact(one, person)
        card = one.card.model_dump(mode="json")
        seen = one.version if stale else values.get("version", one.version)
        flags = {name: "true" if card[name] else "" for name in ("standard", "competent")}
        return templates.page(
            request,
            "partner.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            contact=contact,
            deeds=await history.of(one),
            keeps=person.role in KEEPERS,
            stale=stale,
            values={**card, **flags, "contact": contact, "on": partners.today, **values, "version": seen},
            errors=errors,
        )

    @router.get(_ONE, dependencies=readers)
    async def show(request: Request, partner_id: Id) -> Response:
        """Show a partner. That its contact was read is written down."""
        return await one_page(request, partner_id, {}, {})

    keeps = only(*KEEPERS)
    steps = [
        Step("dane", keeps, ChangeForm, lambda i, f, p: partners.change(i, f.version, f.card(), f.contact or "", p)),
        Step("zakonczenie", keeps, EndForm, lambda i, f, p: partners.end(i, f.version, f.reason, p)),
        Step("przywrocenie", keeps, VersionForm, lambda i, f, p: partners.begin_again(i, f.version, p)),
        Step("wpisy", keeps, NoteForm, lambda i, f, p: partners.note(i, f.version, f.on, f.text, p)),
        Step("wpisy/usuniecie", keeps, NoteOffForm, lambda i, f, p: partners.drop_note(i, f.version, f.note_id, p)),
    ]
    take(router, _ONE, steps, one_page, _FAULTS, _MESSAGES)
    return router


def _search(q: str, kind: Kind | Literal[""], shown: Shown, standard: str) -> Search:
    active = {"": True, "zakonczeni": False, "wszyscy": None}[shown]
    return Search(text=q, kind=kind or None, active=active, standard=standard == "tak")


KINDS = {
    Kind.IPN: "oddział IPN",
    Kind.GARRISON: "garnizon, wojsko",
    Kind.VETERANS: "kombatanci i represjonowani",
    Kind.SOCIAL: "organizacja społeczna",
    Kind.SCHOOL: "szkoła",
    Kind.PARISH: "parafia, wspólnota wyznaniowa",
    Kind.SERVICE: "służba mundurowa",
    Kind.OTHER: "inna instytucja",
}


def _sheet(found: list[Partner]) -> Sheet:
    def yes(value: bool) -> str:
        return "tak" if value else "nie"

    head = ("Nazwa", "Rodzaj", "Miejscowość", "Patron", "Sztandar", "Właściwy dla miasta", "Współpracuje")
    rows = [
        (
            one.card.name,
            KINDS[one.card.kind],
            one.card.place,
            one.card.patron,
            yes(one.card.standard),
            yes(one.card.competent),
            yes(one.active),
        )
        for one in found
    ]
    return Sheet("Partnerzy", head, rows)
