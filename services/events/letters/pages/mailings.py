"""Mailings at the desk: the list, writing one, its way from hand to hand, its letters and envelopes as files."""

import csv
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.given import Day, Short, Text, Topic, Why, some
from services.events.letters import paper
from services.events.letters.api import RecipientGiven
from services.events.letters.domain import DayImpossible, EmailMissing, OwnText
from services.events.letters.domain.batches import MOST_ADDRESSEES, BatchNotNow, BatchState, ListBroken
from services.events.letters.domain.forms import FormUnknown, Gender, Manner, Recipient
from services.events.letters.domain.kinds import Kind
from services.events.letters.domain.templates import TemplateBroken
from services.events.letters.domain.templates import templates as letter_templates
from services.events.letters.service import Letters, SignatoryUnknown
from services.events.letters.service.batches import Batches, Mailing, SeasonUnknown
from services.events.letters.service.rights import READERS, WRITERS
from services.events.letters.service.telling import PLACE
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.form_steps import Fault, Step, take
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

LIST = f"{PLACE}/wysylki"
_ONE = LIST + "/{batch_id}"
_PER_PAGE = 30
_COLUMNS = 7
_GENDERS = {"pan": Gender.M, "pani": Gender.F, "m": Gender.M, "k": Gender.F, "f": Gender.F}


class MailingForm(Form):
    """A mailing as typed. `people`: a line each: Pan or Pani; title; first name; last name; street; town; e-mail."""

    season: Id
    year: int = Field(ge=2000, le=2200)
    title: Topic
    body: Text
    people: Annotated[str, some(5, 150_000)]
    needed_on: Day
    signatory: Short
    by_email: bool = False
    version: int = 0

    def mailing(self) -> Mailing:
        """Give it in the words of the domain. Raises `ListBroken`."""
        return Mailing(
            self.season,
            self.year,
            self.title,
            self.body,
            read_people(self.people),
            self.needed_on,
            self.signatory,
            self.by_email,
        )


class DropForm(VersionForm):
    """Why it is not sent."""

    reason: Why


class ReturnForm(VersionForm):
    """What is to be mended."""

    return_reason: Why


_MESSAGES = {
    "season": "Wybierz okazję.",
    "title": "Napisz, do kogo to wysyłka, na przykład: dyrektorzy szkół.",
    "body": "Napisz tekst życzeń.",
    "people": "Wklej listę adresatów.",
    "needed_on": "Podaj dzień, na który życzenia są potrzebne.",
    "signatory": "Wybierz, kto podpisze.",
    "reason": "Napisz powód.",
    "return_reason": "Napisz, co poprawić.",
}
_FAULTS: dict[type[Exception], Fault] = {
    SeasonUnknown: Fault("Wybierz okazję.", 422, "season"),
    SignatoryUnknown: Fault("Wybierz, kto podpisze.", 422, "signatory"),
    DayImpossible: Fault("Ten dzień już minął.", 422, "needed_on"),
    EmailMissing: Fault("Ktoś na liście nie ma adresu e-mail.", 422, "people"),
    TemplateBroken: Fault("W tekście jest pole w nawiasach klamrowych, którego nie znamy.", 422, "body"),
    OwnText: Fault("Nie możesz sprawdzić ani zatwierdzić wysyłki, którą przygotowujesz. Poproś kogoś innego."),
    BatchNotNow: Fault("Ktoś zrobił już następny krok. Niżej jest obecny stan."),
}


def read_people(text: str) -> tuple[Recipient, ...]:
    """Read a pasted list; who has a title is greeted by it. Raises `ListBroken` with the line."""
    found: list[Recipient] = []
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter=";"), 1):
        if not any(cell.strip() for cell in row):
            continue
        cells = [cell.strip() for cell in row] + [""] * _COLUMNS
        gender = _GENDERS.get(cells[0].lower())
        if gender is None or len(row) > _COLUMNS or len(found) >= MOST_ADDRESSEES:
            raise ListBroken(number)
        try:
            given = RecipientGiven(
                gender=gender,
                manner=Manner.TITLE if cells[1] else Manner.PLAIN,
                title=" ".join(cells[1].lower().split()) or None,
                first_name=cells[2],
                last_name=cells[3],
                lines=tuple(cell for cell in cells[4:6] if cell),
                email=cells[6] or None,
            )
        except ValueError:
            raise ListBroken(number) from None
        found.append(given.recipient())
    if not found:
        raise ListBroken(1)
    return tuple(found)


def written(recipients: tuple[Recipient, ...]) -> str:
    """Give a list as it is pasted."""
    words = {Gender.M: "Pan", Gender.F: "Pani"}
    return "\n".join(
        ";".join(
            (words[one.gender], one.title, one.first_name, one.last_name, *(*one.lines, "", "")[:2], one.email or "")
        )
        for one in recipients
    )


def pages(letters: Letters, batches: Batches, templates: Templates) -> APIRouter:
    """Give the pages of mailings."""
    router = APIRouter()

    @router.get(LIST, dependencies=[only(*READERS)])
    async def listed(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List mailings."""
        found = await batches.store.batches((strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request, "mailings.html", found=found[:_PER_PAGE], number=strona, more=len(found) > _PER_PAGE
        )

    def form(
        request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int, id: str = ""
    ) -> Response:
        return templates.page(
            request,
            "mailing_form.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            id=id,
            values=values,
            errors=errors,
            seasons=[(one.code, one.name) for one in batches.seasons.every],
            signatories=letters.office.signatories,
        )

    @router.get(f"{LIST}/nowa", dependencies=[only(*WRITERS)])
    async def blank(
        request: Request,
        okazja: Annotated[str, Query(max_length=40)] = "",
        rok: Annotated[int | None, Query(ge=2000, le=2200)] = None,
    ) -> Response:
        """Show the form, for the season that was raised."""
        values = {
            "season": okazja,
            "year": rok or letters.today.year,
            "body": letter_templates()[Kind.WISHES].body.strip(),
            "signatory": letters.office.signatories[0],
        }
        return form(request, values, {}, 200)

    async def save(request: Request, id: str = "") -> Response:
        # Of a mailing that there is not, nothing is shown.
        seen = (await batches.store.batch(id)).version if id else 0
        try:
            filled = await read(request, MailingForm, _MESSAGES)
        except FormInvalid as invalid:
            return form(request, {"version": seen, **invalid.values}, invalid.errors, 422, id)
        typed, by = filled.model_dump(mode="json"), signed_in(request)
        try:
            if id:
                await batches.rewrite(id, filled.version, filled.mailing(), by)
            else:
                id = await batches.make(filled.mailing(), by)
        except ListBroken as broken:
            text = f"Linia {broken.line} listy jest niepełna albo za długa. Popraw ją i zapisz jeszcze raz."
            return form(request, typed, {"people": text}, 422, id)
        except Stale:
            newest = await batches.store.batch(id)
            text = "Ktoś zmienił tę wysyłkę przed Tobą. Twój tekst jest nadal tutaj: sprawdź i zapisz jeszcze raz."
            return form(request, {**typed, "version": newest.version}, {"body": text}, 412, id)
        except tuple(_FAULTS) as error:
            fault = _FAULTS[type(error)]
            return form(request, typed, fault.errors(error, "body"), fault.status, id)
        return RedirectResponse(f"{LIST}/{id}", 303)

    @router.post(f"{LIST}/nowa", dependencies=[only(*WRITERS)])
    async def make(request: Request) -> Response:
        """Begin a mailing."""
        return await save(request)

    @router.get(_ONE + "/zmiana", dependencies=[only(*WRITERS)])
    async def change(request: Request, batch_id: Id) -> Response:
        """Show the form with what it holds."""
        batch = await batches.store.batch(batch_id)
        content = await batches.content(batch, signed_in(request))
        values = {name: getattr(batch, name) for name in ("season", "year", "title", "needed_on", "signatory")}
        own = {"body": content.body, "people": written(content.recipients), "by_email": batch.by_email}
        return form(request, {**values, **own, "version": batch.version}, {}, 200, batch_id)

    @router.post(_ONE + "/zmiana", dependencies=[only(*WRITERS)])
    async def rewrite(request: Request, batch_id: Id) -> Response:
        """Change a mailing."""
        return await save(request, batch_id)

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        batch, person = await batches.store.batch(id), signed_in(request)
        content = await batches.content(batch, person)
        places = await batches.to_print(batch) if batch.erased_at is None else []
        try:
            samples = await batches.texts(batch, content, places[:1])
        except FormUnknown:
            samples = []
        return templates.page(
            request,
            "mailing.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            batch=batch,
            places=places,
            sample=samples[0] if samples else None,
            own=person.id in batch.authors,
            writes=person.role in WRITERS,
            heads=person.role in (*WRITERS, Role.MAYOR),
            open=batch.state not in (BatchState.SENT, BatchState.DROPPED),
            values={**values, "version": batch.version if stale else values.get("version", batch.version)},
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def show(request: Request, batch_id: Id) -> Response:
        """Show a mailing with one of its letters."""
        return await page(request, batch_id, {}, {}, 200)

    @router.get(_ONE + "/listy.pdf", dependencies=[only(*READERS)])
    async def printed(request: Request, batch_id: Id) -> Response:
        """Give all its letters in one file."""
        batch = await batches.store.batch(batch_id)
        content = await batches.content(batch, signed_in(request))
        texts = await batches.texts(batch, content, await batches.to_print(batch))
        body = paper.mailing(batch.title, texts, batch.signatory, batch.sign, batch.needed_on)
        return paper.kept_by_nobody(body, paper.PDF, f"{batch.title}.pdf")

    @router.get(_ONE + "/koperty.pdf", dependencies=[only(*READERS)])
    async def envelopes(request: Request, batch_id: Id) -> Response:
        """Give its envelopes in one file."""
        batch = await batches.store.batch(batch_id)
        content = await batches.content(batch, signed_in(request))
        recipients = [content.recipients[place] for place in await batches.to_print(batch)]
        return paper.kept_by_nobody(paper.envelopes(recipients, batch.needed_on), paper.PDF, "koperty.pdf")

    writers, heads = only(*WRITERS), only(*WRITERS, Role.MAYOR)

    steps = [
        Step("sprawdzenie", writers, VersionForm, lambda i, f, p: batches.check(i, f.version, p), "approve"),
        Step("zatwierdzenie", heads, VersionForm, lambda i, f, p: batches.approve(i, f.version, p), "approve"),
        Step("podpis", heads, VersionForm, lambda i, f, p: batches.sign(i, f.version, p), "approve"),
        Step(
            "zwrot", heads, ReturnForm, lambda i, f, p: batches.hand_back(i, f.version, f.return_reason, p), "approve"
        ),
        Step("wyslanie", writers, VersionForm, lambda i, f, p: batches.send(i, f.version, p), "approve"),
        Step("rezygnacja", writers, DropForm, lambda i, f, p: batches.drop(i, f.version, f.reason, p), "approve"),
    ]
    take(router, _ONE, steps, page, _FAULTS, _MESSAGES)
    return router
