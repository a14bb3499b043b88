"""The register at the desk: the list with its tabs and search, and entering a request."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator, Field

from services.media.contacts.domain import Medium
from services.media.contacts.service import Contacts
from services.media.monitoring.service import Monitoring
from services.media.requests.api import MEMBERS
from services.media.requests.api.given import Address, Asking, Day, Email, Name, Telephone, Topic
from services.media.requests.domain import PublicationMissing, ReceivedAhead
from services.media.requests.domain.clocks import DayNotNamed, Kind
from services.media.requests.domain.parts import Asked, Channel, Contact
from services.media.requests.domain.steps import State
from services.media.requests.pages.typed import AboutForm
from services.media.requests.service import Given, PressRequests
from shared.access import Role, only, signed_in
from shared.clock import WARSAW
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates

LIST = "/panel/prasa"
_PER_PAGE = 30
_URL_MOST = 500
Tab = Literal["", "nowe", "w-jednostkach", "do-sprawdzenia", "u-redakcji", "po-terminie", "zakonczone"]
_TABS: dict[str, tuple[State, ...]] = {
    "": (),
    "nowe": (State.RECEIVED,),
    "w-jednostkach": (State.ASSIGNED, State.ACCEPTED),
    "do-sprawdzenia": (State.DRAFTED, State.CLEARED, State.APPROVED),
    "u-redakcji": (State.AWAITED,),
    "po-terminie": (),
    "zakonczone": (State.ANSWERED, State.REFUSED, State.WITHDRAWN, State.PUBLISHED, State.UNPUBLISHED),
}


def _in_warsaw(moment: datetime) -> datetime:
    return moment.replace(tzinfo=WARSAW).astimezone(UTC) if moment.tzinfo is None else moment


Typed = Annotated[
    datetime, Field(ge=datetime(1990, 1, 1), lt=datetime(2200, 1, 1)), AfterValidator(_in_warsaw)  # noqa: DTZ001  # as typed
]


class EntryForm(AboutForm):
    """What the press office enters."""

    kind: Kind
    channel: Literal["email", "telephone", "letter", "own"]
    outlet: Name
    medium: Medium
    outlet_id: Id | None = None
    name: Name
    email: Email | None = None
    telephone: Telephone | None = None
    address: Address | None = None
    topic: Topic
    text: Asking
    received_at: Typed
    named: Day | None = None
    mention_id: Id | None = None

    def given(self) -> Given:
        """Give it in the words of the domain. Raises `PublicationMissing` for half a publication."""
        return Given(
            kind=self.kind,
            outlet=self.outlet,
            medium=self.medium,
            outlet_id=self.outlet_id,
            contact=Contact(name=self.name, email=self.email, telephone=self.telephone, address=self.address),
            asked=Asked(topic=self.topic, text=self.text),
            channel=Channel(self.channel),
            received_at=self.received_at,
            topic=self.topic,
            publication=self.publication(),
            named=self.named,
            mention_id=self.mention_id,
        )


_MESSAGES = {
    "kind": "Wybierz rodzaj sprawy.",
    "channel": "Wybierz, jak sprawa przyszła.",
    "outlet": "Podaj nazwę redakcji.",
    "medium": "Wybierz rodzaj redakcji.",
    "name": "Podaj imię i nazwisko.",
    "email": "Podaj adres e-mail, na przykład anna@redakcja.pl.",
    "telephone": "Podaj numer telefonu, na przykład 600 100 200.",
    "topic": "Napisz krótko, czego to dotyczy.",
    "text": "Napisz, o co chodzi, co najmniej jednym zdaniem.",
    "received_at": "Podaj dzień i godzinę wpływu.",
    "publication_url": "Podaj cały adres, zaczyna się od https://.",
}
_AHEAD = "Ten dzień jeszcze nie nadszedł."
_NO_PUBLICATION = "Podaj tytuł publikacji i dzień, w którym się ukazała."
_NOT_NAMED = "Podaj dzień najbliższego numeru albo przekazu."


def pages(requests: PressRequests, contacts: Contacts, monitoring: Monitoring, templates: Templates) -> APIRouter:
    """Give the pages of the register."""
    router = APIRouter()

    @router.get(LIST, dependencies=[only(*MEMBERS)])
    async def listed(
        request: Request,
        pokaz: Tab = "",
        q: Annotated[str, Query(max_length=200)] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List the requests that a person may read."""
        by = signed_in(request)

        def wanted(tab: str, text: str) -> Any:
            return requests.wanted(_TABS[tab], text, by, late=tab == "po-terminie")

        found = await requests.store.page(wanted(pokaz, q), (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "press_list.html",
            found=[(one, one.topic or requests.sealed.asked(one).topic) for one in found[:_PER_PAGE]],
            counts={tab: await requests.store.count(wanted(tab, "")) for tab in _TABS},
            shown=pokaz,
            q=q,
            at=requests.clock.now(),
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    def form(request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int) -> Response:
        return templates.page(request, "press_entry.html", status_code=status, values=values, errors=errors)

    @router.get(f"{LIST}/nowa", dependencies=[only(Role.PRESS_OFFICER)])
    async def blank(
        request: Request,
        redakcja: Annotated[str, Query(max_length=64)] = "",
        wzmianka: Annotated[str, Query(max_length=64)] = "",
        rodzaj: Literal["", "criticism", "rectification_out"] = "",
    ) -> Response:
        """Show the form, filled with a title or a mention of monitoring where one is named."""
        values: dict[str, Any] = {"received_at": requests.clock.now()}
        if redakcja:
            try:
                outlet = await contacts.store.outlet(redakcja)
                values |= {"outlet": outlet.name, "medium": outlet.medium.value, "outlet_id": outlet.id}
            except NotFound:
                pass  # An old address: the form is as good without.
        if wzmianka:
            with suppress(NotFound):  # It was kept as long as it may.
                values |= await _of_mention(monitoring, wzmianka)
        if rodzaj:
            values["kind"] = rodzaj
        return form(request, values, {}, 200)

    @router.post(f"{LIST}/nowa", dependencies=[only(Role.PRESS_OFFICER)])
    async def enter(request: Request) -> Response:
        """Enter a request."""
        try:
            filled = await read(request, EntryForm, _MESSAGES)
        except FormInvalid as invalid:
            return form(request, invalid.values, invalid.errors, 422)
        typed = filled.model_dump(mode="json") | {"received_at": filled.received_at}
        try:
            id = await requests.enter(filled.given(), signed_in(request))
        except ReceivedAhead:
            return form(request, typed, {"received_at": _AHEAD}, 422)
        except PublicationMissing:
            return form(request, typed, {"publication_title": _NO_PUBLICATION}, 422)
        except DayNotNamed:
            return form(request, typed, {"named": _NOT_NAMED}, 422)
        return RedirectResponse(f"{LIST}/sprawy/{id}", 303)

    return router


async def _of_mention(monitoring: Monitoring, id: str) -> dict[str, Any]:
    """Give what a mention says of the publication that a request is about. Raises `NotFound`."""
    mention = await monitoring.store.mention(id)
    source = await monitoring.store.source(mention.source_id)
    publication = {"publication_title": mention.title[:200], "publication_on": mention.day}
    if len(mention.url) <= _URL_MOST:
        publication["publication_url"] = mention.url
    own = {"mention_id": mention.id, "outlet": source.name, "medium": source.medium.value, "channel": "own"}
    return {**own, **publication}
