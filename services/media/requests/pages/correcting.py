"""Pages on which the press office puts an entry right, and says which journalist of the list it is."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.media.contacts.domain import Medium
from services.media.requests.api.given import Address, Asking, Day, Email, Name, Telephone, Topic, Why
from services.media.requests.domain import (
    KindUnfit,
    PressRequest,
    PublicationMissing,
    ReceivedAhead,
    SendersWords,
    TooManyCorrections,
)
from services.media.requests.domain.clocks import DayNotNamed, Kind
from services.media.requests.domain.parts import Channel, Contact
from services.media.requests.domain.steps import Action, NotNow, possible
from services.media.requests.pages.register import LIST, Typed
from services.media.requests.pages.typed import AboutForm
from services.media.requests.service import PressRequests
from services.media.requests.service.correcting import Correcting, Right
from shared.access import Role, only, signed_in
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_CASE = LIST + "/sprawy/{request_id}"
_PRIVATE = {"Cache-Control": "no-store"}


class CorrectionForm(AboutForm):
    """An entry as it should have been, and why it is put right."""

    version: int = Field(ge=1)
    kind: Kind
    outlet: Name
    medium: Medium
    name: Name
    email: Email | None = None
    telephone: Telephone | None = None
    address: Address | None = None
    topic: Topic
    text: Asking | None = None
    received_at: Typed | None = None
    named: Day | None = None
    reason: Why

    def right(self, was: Right) -> Right:
        """Give it in the words of the domain; what the form does not offer stays. Raises `PublicationMissing`."""
        contact = Contact(name=self.name, email=self.email, telephone=self.telephone, address=self.address)
        received = self.received_at or was.received_at
        # The field shows minutes; what was received within one is not received at another time.
        if received == was.received_at.replace(second=0, microsecond=0):
            received = was.received_at
        return Right(
            kind=self.kind,
            outlet=self.outlet,
            medium=self.medium,
            contact=contact,
            topic=self.topic,
            text=self.text or was.text,
            received_at=received,
            publication=self.publication(),
            named=self.named,
        )


class ChoiceForm(Form):
    """Which journalist it is; none where it is nobody of the list."""

    version: int = Field(ge=1)
    journalist: Id | None = None


_MESSAGES = {
    "kind": "Wybierz rodzaj sprawy.",
    "outlet": "Podaj nazwę redakcji.",
    "medium": "Wybierz rodzaj redakcji.",
    "name": "Podaj imię i nazwisko.",
    "email": "Podaj adres e-mail, na przykład anna@redakcja.pl.",
    "telephone": "Podaj numer telefonu, na przykład 600 100 200.",
    "topic": "Napisz krótko, czego to dotyczy, bez nazwisk.",
    "text": "Napisz, o co chodzi, co najmniej jednym zdaniem.",
    "received_at": "Podaj dzień i godzinę wpływu.",
    "publication_url": "Podaj cały adres, zaczyna się od https://.",
    "reason": "Napisz, co poprawiasz i dlaczego.",
}
_FAULTS: dict[type[Exception], tuple[str, str]] = {
    ReceivedAhead: ("received_at", "Ten dzień jeszcze nie nadszedł."),
    SendersWords: ("text", "Tego nie zmieniamy: tak napisał nadawca."),
    TooManyCorrections: ("reason", "Ten wpis poprawiano już za wiele razy."),
    DayNotNamed: ("named", "Podaj dzień najbliższego numeru albo przekazu."),
    KindUnfit: ("kind", "Nadawcy powiedziano już o terminie, którego ten rodzaj nie zna. Zostaw rodzaj bez zmiany."),
    PublicationMissing: ("publication_title", "Podaj tytuł publikacji i dzień, w którym się ukazała."),
}
_OVERTAKEN = "Ktoś zmienił tę sprawę przed Tobą. To, co masz w polach, zostało. Sprawdź i zapisz jeszcze raz."


def pages(requests: PressRequests, correcting: Correcting, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter(dependencies=[only(Role.PRESS_OFFICER)])

    async def page(
        request: Request, one: PressRequest, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        await requests.contact(one, signed_in(request))  # Who reads it is written down.
        return templates.page(
            request,
            "press_correction.html",
            status_code=status,
            headers=_PRIVATE,
            one=one,
            own_words=one.channel is Channel.FORM,
            kinds=_KINDS if one.kind in _KINDS else (one.kind,),
            values={"version": one.version, **values},
            errors=errors,
        )

    @router.get(_CASE + "/poprawka")
    async def show(request: Request, request_id: Id) -> Response:
        """Show the entry to put right."""
        one = await requests.store.get(request_id)
        if not possible(Action.CORRECT, one.kind, one.state):
            return RedirectResponse(_CASE.format(request_id=request_id), 303)
        return await page(request, one, _typed(correcting.present(one)), {})

    @router.post(_CASE + "/poprawka")
    async def put_right(request: Request, request_id: Id) -> Response:
        """Put it right."""
        one = await requests.store.get(request_id)
        try:
            form = await read(request, CorrectionForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, one, invalid.values, invalid.errors, 422)
        typed = form.model_dump()
        try:
            right = form.right(correcting.present(one))
            await correcting.put_right(request_id, form.version, right, form.reason, signed_in(request))
        except Stale:
            newest = await requests.store.get(request_id)
            return await page(request, newest, {**typed, "version": newest.version}, {"reason": _OVERTAKEN}, 412)
        except NotNow:
            return RedirectResponse(_CASE.format(request_id=request_id), 303)
        except tuple(_FAULTS) as fault:
            field, text = _FAULTS[type(fault)]
            return await page(request, one, typed, {field: text}, 422)
        return RedirectResponse(_CASE.format(request_id=request_id), 303)

    @router.get(_CASE + "/dziennikarz")
    async def choosing(request: Request, request_id: Id, q: Annotated[str, Query(max_length=200)] = "") -> Response:
        """Show journalists of the list that it could be."""
        one = await requests.store.get(request_id)
        await requests.contact(one, signed_in(request))
        found = await correcting.likely(one, q)
        return templates.page(request, "press_journalist.html", headers=_PRIVATE, one=one, found=found, q=q)

    @router.post(_CASE + "/dziennikarz")
    async def choose(request: Request, request_id: Id) -> Response:
        """Say which one it is."""
        try:
            form = await read(request, ChoiceForm)
        except FormInvalid:
            raise Stale("press request", request_id) from None
        await correcting.choose(request_id, form.version, form.journalist, signed_in(request))
        return RedirectResponse(_CASE.format(request_id=request_id), 303)

    return router


# What the city demands itself is no letter, and no letter becomes it.
_KINDS = tuple(kind for kind in Kind if kind is not Kind.RECTIFICATION_OUT)


def _typed(right: Right) -> dict[str, Any]:
    told = {name: getattr(right, name) for name in ("outlet", "topic", "text")}
    received = f"{warsaw(right.received_at):%Y-%m-%dT%H:%M}"
    about = right.publication.model_dump() if right.publication else {}
    told |= {f"publication_{name}": value for name, value in about.items()}
    told |= {"kind": right.kind.value, "medium": right.medium.value, "named": right.named}
    return {**told, "received_at": received, **right.contact.model_dump()}
