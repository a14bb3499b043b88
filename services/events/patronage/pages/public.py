"""The organiser's pages: the form, and the page of the application, which opens by its link alone."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field, ValidationInfo, field_validator
from starlette.datastructures import UploadFile

from services.events.given import Day, Email, Short, Telephone, Topic, some
from services.events.patronage.api.given import About, Alt
from services.events.patronage.domain import (
    MOST_PHOTOGRAPHS,
    TABLE,
    EventOver,
    Kind,
    Organiser,
    PatronageNotNow,
    ReportEarly,
    TooLate,
    TooManyPhotographs,
)
from services.events.patronage.service import OWN, PUBLIC, Applying, LateUnknown, Patronages, TooManyWaiting
from shared.access import anyone
from shared.asks import TOO_OFTEN, AskedTooOften
from shared.contracts.base import Id
from shared.files import FileRefused, Files, Pictures
from shared.store import KeyReused, NotFound
from shared.web.forms import Form, FormInvalid, read, said
from shared.web.render import SECRET, TYPED, Templates
from shared.web.requests import caller

_ONE = PUBLIC + "/{token}"
_Token = Annotated[str, Path(min_length=10, max_length=200)]
REFUSALS = {
    "too_large": "Plik jest za duży: najwyżej 10 MB.",
    "empty": "Ten plik jest pusty. Wybierz inny.",
    "kind": "Tego pliku nie przyjmiemy. Wybierz PDF, JPEG albo PNG.",
    "damaged": "Tego zdjęcia nie da się otworzyć. Wybierz inne.",
    "too_many_pixels": "To zdjęcie ma za dużo pikseli. Wybierz mniejsze.",
}


class ApplicationForm(Form):
    """An application as typed."""

    kind: Kind
    title: Topic
    place: Short
    starts_on: Day
    ends_on: Day | None = None
    about: About
    organisation: Short
    name: Short
    email: Email
    telephone: Telephone | None = None
    address: Annotated[str, some(2, 300)] | None = None
    late_known: bool = False

    @field_validator("ends_on")
    @classmethod
    def _after_the_first(cls, ends_on: date | None, held: ValidationInfo) -> date | None:
        starts_on = held.data.get("starts_on")
        if ends_on is not None and starts_on is not None and ends_on < starts_on:
            raise said("Ostatni dzień nie może być przed pierwszym.")
        return ends_on

    def given(self) -> Applying:
        """Give it in the words of the domain."""
        organiser = Organiser(
            organisation=self.organisation,
            name=self.name,
            email=self.email,
            telephone=self.telephone or "",
            lines=tuple((self.address or "").splitlines()),
            about=self.about,
        )
        ends = self.ends_on or self.starts_on
        return Applying(self.kind, self.title, self.place, self.starts_on, ends, organiser, self.late_known)


class CompletionForm(Form):
    """What was asked for, completed."""

    about: About


class PhotographForm(Form):
    """What the photograph shows."""

    alt: Alt


class DropForm(Form):
    """Which photograph goes."""

    photograph: Id


class ReportForm(Form):
    """How it was."""

    report: About


class WithdrawalForm(Form):
    """That it is meant."""

    sure: Literal["true"] = Field(...)


_MESSAGES = {
    "kind": "Wybierz, o co prosisz.",
    "title": "Podaj nazwę wydarzenia.",
    "place": "Podaj miejsce.",
    "starts_on": "Podaj pierwszy dzień wydarzenia.",
    "about": "Opisz wydarzenie, co najmniej jednym zdaniem.",
    "organisation": "Podaj, kto organizuje.",
    "name": "Podaj osobę do kontaktu.",
    "email": "Podaj adres e-mail: wyślemy na niego odpowiedź.",
    "telephone": "Podaj numer telefonu, na przykład 600 100 200.",
    "alt": "Opisz, co widać na zdjęciu, co najmniej 10 znaków: dla osób, które go nie zobaczą.",
    "report": "Napisz, jak było, co najmniej jednym zdaniem.",
    "sure": "Zaznacz, że chcesz wycofać wniosek.",
}


def pages(patronages: Patronages, files: Files, pictures: Pictures, templates: Templates) -> APIRouter:
    """Give the organiser's pages."""
    router = APIRouter(dependencies=[anyone()])

    def form(request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int) -> Response:
        return templates.page(
            request,
            "patronage_form.html",
            status_code=status,
            headers=TYPED,
            values=values,
            errors=errors,
            days=patronages.rules.ahead_days,
            refuses=patronages.rules.late == "refuse",
        )

    @router.get(PUBLIC)
    async def blank(request: Request) -> Response:
        """Show the form."""
        return form(request, {}, {}, 200)

    @router.post(PUBLIC)
    async def apply(request: Request) -> Response:
        """File an application."""
        try:
            filled = await read(request, ApplicationForm, _MESSAGES)
        except FormInvalid as invalid:
            return form(request, invalid.values, invalid.errors, 422)
        typed = filled.model_dump(mode="json")
        try:
            token = await patronages.apply(filled.given(), caller(request))
        except EventOver:
            return form(request, typed, {"starts_on": "Podaj dzień, który jeszcze przed nami."}, 422)
        except TooLate as late:
            text = f"Na to wydarzenie wniosek można było złożyć do {late.last:%d.%m.%Y}. Późniejszych nie przyjmujemy."
            return form(request, typed, {"starts_on": text}, 422)
        except LateUnknown as late:
            text = f"Prosimy o wniosek do {late.last:%d.%m.%Y}. Zaznacz, że wiesz: decyzja może nie zapaść na czas."
            return form(request, typed, {"late_known": text}, 422)
        except TooManyWaiting:
            return form(request, typed, {"email": "Z tego adresu czeka już 5 wniosków. Poczekaj na odpowiedź."}, 409)
        except KeyReused:
            # Somebody has gone back to the form and applies for another event: shown anew, it has a key of its own.
            return form(request, typed, {"title": _SENT}, 409)
        except AskedTooOften:
            return form(request, typed, {"email": TOO_OFTEN}, 429)
        return RedirectResponse(f"{PUBLIC}/{token}", 303)

    async def page(
        request: Request, token: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        one = await patronages.of_link(token)
        own = patronages.own(one)
        return templates.page(
            request,
            "patronage_own.html",
            status_code=status,
            headers=SECRET,
            one=one,
            token=token,
            reply=patronages.reply(one),
            report=patronages.report_text(one),
            can={action.value for action in OWN if one.state in TABLE[action]},
            over=patronages.today >= one.ends_on,
            most=MOST_PHOTOGRAPHS,
            values={"about": own.about, **values},
            given=values,
            errors=errors,
        )

    @router.get(_ONE)
    async def show(request: Request, token: _Token) -> Response:
        """Show an application to whoever has its link."""
        return await page(request, token, {}, {}, 200)

    @router.get(_ONE + "/zdjecia/{picture}/{width}")
    async def picture(token: _Token, picture: Annotated[str, Path(max_length=64)], width: Literal["640"]) -> Response:
        """Give a photograph of its report."""
        one = await patronages.of_link(token)
        if picture not in {photograph.id for photograph in one.photographs}:
            raise NotFound("picture", picture)
        kind, body = await pictures.read(picture, int(width))
        return Response(body, media_type=kind, headers=SECRET)

    @router.post(_ONE + "/uzupelnienie")
    async def complete(request: Request, token: _Token) -> Response:
        """Complete it."""
        try:
            filled = await read(request, CompletionForm, _MESSAGES)
            await patronages.complete(token, filled.about)
        except FormInvalid as invalid:
            return await page(request, token, invalid.values, invalid.errors, 422)
        except (PatronageNotNow, KeyReused):
            return await page(request, token, filled.model_dump(), {"about": _NOT_NOW}, 409)
        return RedirectResponse(f"{PUBLIC}/{token}", 303)

    @router.post(_ONE + "/materialy")
    async def hand_in(request: Request, token: _Token) -> Response:
        """Hand in how the arms are used."""
        await patronages.of_link(token)  # Nothing is kept for an address that is none.
        data = await request.form(max_files=1, max_fields=5)
        try:
            upload = data.get("materials")
            if not isinstance(upload, UploadFile) or not upload.filename:
                return await page(request, token, {}, {"materials": "Wybierz plik."}, 422)
            await patronages.hand_in(token, (await files.keep(upload)).id)
        except FileRefused as refused:
            return await page(request, token, {}, {"materials": REFUSALS[refused.reason]}, 422)
        except PatronageNotNow:
            return await page(request, token, {}, {"materials": _NOT_NOW}, 409)
        finally:
            await data.close()
        return RedirectResponse(f"{PUBLIC}/{token}", 303)

    @router.post(_ONE + "/zdjecia")
    async def photograph(request: Request, token: _Token) -> Response:
        """Add a photograph to the report."""
        await patronages.of_link(token)
        data = await request.form(max_files=1, max_fields=5)
        try:
            upload = data.get("photo")
            filled = await read(request, PhotographForm, _MESSAGES)
            if not isinstance(upload, UploadFile) or not upload.filename:
                return await page(request, token, filled.model_dump(), {"photo": "Wybierz zdjęcie."}, 422)
            await patronages.photograph(token, await pictures.keep(upload), filled.alt)
        except FormInvalid as invalid:
            return await page(request, token, {"alt": invalid.values.get("alt")}, invalid.errors, 422)
        except FileRefused as refused:
            return await page(request, token, filled.model_dump(), {"photo": REFUSALS[refused.reason]}, 422)
        except TooManyPhotographs:
            return await page(request, token, filled.model_dump(), {"photo": "Jest już 8 zdjęć."}, 409)
        except PatronageNotNow:
            return await page(request, token, filled.model_dump(), {"photo": _NOT_NOW}, 409)
        finally:
            await data.close()
        return RedirectResponse(f"{PUBLIC}/{token}", 303)

    @router.post(_ONE + "/zdjecia/usuniecie")
    async def drop(request: Request, token: _Token) -> Response:
        """Take a photograph out of the report again."""
        try:
            await patronages.drop_photograph(token, (await read(request, DropForm, _MESSAGES)).photograph)
        except FormInvalid as invalid:
            return await page(request, token, {}, invalid.errors, 422)
        except PatronageNotNow:
            return await page(request, token, {}, {"photo": _NOT_NOW}, 409)
        return RedirectResponse(f"{PUBLIC}/{token}", 303)

    @router.post(_ONE + "/sprawozdanie")
    async def report(request: Request, token: _Token) -> Response:
        """Report on the event."""
        try:
            filled = await read(request, ReportForm, _MESSAGES)
            await patronages.report(token, filled.report)
        except FormInvalid as invalid:
            return await page(request, token, invalid.values, invalid.errors, 422)
        except ReportEarly:
            return await page(
                request, token, filled.model_dump(), {"report": "Wydarzenie jeszcze się nie skończyło."}, 409
            )
        except (PatronageNotNow, KeyReused):
            return await page(request, token, filled.model_dump(), {"report": _NOT_NOW}, 409)
        return RedirectResponse(f"{PUBLIC}/{token}", 303)

    @router.post(_ONE + "/wycofanie")
    async def withdraw(request: Request, token: _Token) -> Response:
        """Withdraw it."""
        try:
            await read(request, WithdrawalForm, _MESSAGES)
            await patronages.withdraw(token)
        except FormInvalid as invalid:
            return await page(request, token, {}, invalid.errors, 422)
        except PatronageNotNow:
            return await page(request, token, {}, {"sure": _NOT_NOW}, 409)
        return RedirectResponse(f"{PUBLIC}/{token}", 303)

    return router


_NOT_NOW = "Sprawa poszła już dalej. Niżej jest obecny stan."
_SENT = "Poprzedni wniosek z tego formularza już do nas dotarł. Jeśli to ma być nowy wniosek, wyślij go jeszcze raz."
