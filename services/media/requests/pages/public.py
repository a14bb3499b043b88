"""What journalists see: the form, and the page on which they follow what they have sent."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.media.contacts.domain import Medium
from services.media.requests.api.given import Asking, Email, Name, Telephone, Topic
from services.media.requests.domain.clocks import Kind
from services.media.requests.domain.parts import GROUNDS, Asked, Channel, Contact
from services.media.requests.service import Given, PressRequests, TooManyWaiting
from shared.access import anyone
from shared.asks import TOO_OFTEN, AskedTooOften
from shared.store import KeyReused
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates
from shared.web.requests import caller

Token = Annotated[str, Path(min_length=10, max_length=200)]
_MESSAGES = {
    "kind": "Wybierz, z czym Państwo piszą.",
    "outlet": "Podaj nazwę redakcji.",
    "medium": "Wybierz rodzaj redakcji.",
    "name": "Podaj imię i nazwisko.",
    "email:missing": "Podaj adres e-mail: wyślemy na niego odpowiedź.",
    "email": "Podaj adres e-mail, na przykład anna@redakcja.pl.",
    "telephone": "Podaj numer telefonu, na przykład 600 100 200.",
    "topic": "Napisz krótko, czego to dotyczy.",
    "text": "Napisz, o co chodzi, co najmniej jednym zdaniem.",
}
_TOO_MANY = "Na odpowiedź czeka już 20 spraw z tego adresu. Następną wyślij, gdy odpowiemy."

_SENT = "Poprzednia wiadomość z tego formularza już do nas dotarła. Jeśli to ma być nowa sprawa, wyślij ją jeszcze raz."


class AskingForm(Form):
    """What a journalist sends; the order of the fields is the order on the page."""

    kind: Literal["question", "interview", "authorisation", "criticism"]
    topic: Topic
    text: Asking
    outlet: Name
    medium: Medium
    name: Name
    email: Email
    telephone: Telephone | None = None


def pages(requests: PressRequests, templates: Templates) -> APIRouter:
    """Give the pages of journalists."""
    router = APIRouter(dependencies=[anyone()])

    def form(request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int) -> Response:
        return templates.page(request, "press_form.html", status_code=status, values=values, errors=errors)

    @router.get("/prasa")
    async def show_form(request: Request) -> Response:
        """Show the form."""
        return form(request, {}, {}, 200)

    @router.post("/prasa")
    async def ask(request: Request) -> Response:
        """Take in what a journalist sends."""
        try:
            filled = await read(request, AskingForm, _MESSAGES)
        except FormInvalid as invalid:
            return form(request, invalid.values, invalid.errors, 422)
        given = Given(
            kind=Kind(filled.kind),
            outlet=filled.outlet,
            medium=filled.medium,
            contact=Contact(name=filled.name, email=filled.email, telephone=filled.telephone),
            asked=Asked(topic=filled.topic, text=filled.text),
            channel=Channel.FORM,
            received_at=requests.clock.now(),
        )
        try:
            token = await requests.ask(given, caller(request))
        except TooManyWaiting:
            return form(request, filled.model_dump(mode="json"), {"text": _TOO_MANY}, 409)
        except KeyReused:
            # Somebody has gone back to the form and asks something else: shown anew, it has a key of its own.
            return form(request, filled.model_dump(mode="json"), {"text": _SENT}, 409)
        except AskedTooOften:
            return form(request, filled.model_dump(mode="json"), {"text": TOO_OFTEN}, 429)
        return RedirectResponse(f"/prasa/sprawa/{token}?wyslano=1", 303)

    @router.get("/prasa/sprawa/{token}")
    async def follow(request: Request, token: Token, wyslano: Annotated[int, Query(ge=0, le=1)] = 0) -> Response:
        """Show a request to its sender."""
        one, sealed = await requests.of_sender(token), requests.sealed
        return templates.page(
            request,
            "press_status.html",
            headers=SECRET,
            one=one,
            asked=sealed.asked(one),
            replies=[(reply, sealed.text(one, reply)) for reply in one.replies],
            answer=sealed.text(one, one.answer) if one.answer else None,
            ground=GROUNDS[one.refusal.ground] if one.refusal else None,
            at=requests.clock.now(),
            sent=bool(wyslano),
        )

    return router
