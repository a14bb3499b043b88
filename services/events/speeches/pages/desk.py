"""Speeches at the desk: the list, an order, and one speech with what is to be done next."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.calendar.domain import Entry
from services.events.calendar.wording import said_time
from services.events.given import Day, Email, Short, Topic, Why, some
from services.events.speeches import paper
from services.events.speeches.domain import (
    TABLE,
    Action,
    DayUnfit,
    EventUnfit,
    FiguresUnchecked,
    FiguresWithoutSource,
    NothingToCheck,
    OwnSpeech,
    Speech,
    SpeechNotNow,
    State,
    TooManyVersions,
    minutes_of,
)
from services.events.speeches.domain.figures import MOST_FIGURES
from services.events.speeches.domain.order import Kind, Order
from services.events.speeches.service import HANDS, PUBLIC, READERS, WRITERS, Speeches
from services.events.speeches.service.ordering import Ordering, SpeakerUnknown
from services.events.speeches.tasks import PLACE
from shared.access import only, signed_in
from shared.comparing import Piece, compared
from shared.contracts.base import Id
from shared.web.form_steps import Fault, Step, take
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_ONE = PLACE + "/{speech_id}"
_PER_PAGE = 30
_COMING = (State.ORDERED, State.BRIEFED, State.DRAFTED, State.APPROVED, State.DELIVERED)
SpeechText = Annotated[str, some(20, 60_000)]


class OrderForm(Form):
    """What is ordered."""

    kind: Kind
    title: Topic
    occasion: Topic
    speaker: Short
    place: Short
    held_on: Day
    minutes: int = Field(ge=1, le=120)
    event_id: Id | None = None

    def order(self) -> Order:
        """Give it in the words of the domain."""
        return Order(**self.model_dump(include=set(Order.model_fields)))


class CorrectForm(OrderForm, VersionForm):
    """What was ordered, corrected."""


class FigureForm(Form):
    """A statement with its source."""

    statement: Annotated[str, some(3, 500)]
    source: Annotated[str, some(3, 500)]


class BriefForm(VersionForm):
    """What the speech is to say."""

    brief: Annotated[str, some(3, 10_000)]
    figures: Annotated[list[FigureForm], Field(max_length=MOST_FIGURES, default_factory=list)]


class DraftForm(VersionForm):
    """The text."""

    text: SpeechText


class AskForm(VersionForm):
    """Who checks the figures."""

    expert: Short
    email: Email


class ReasonForm(VersionForm):
    """Why."""

    reason: Why


class WithdrawForm(VersionForm):
    """Why it stands in the archive no longer."""

    withdraw_reason: Why


class ReopenForm(VersionForm):
    """What is to be changed."""

    reopen_reason: Why


class DeliverForm(VersionForm):
    """When it was spoken."""

    delivered_on: Day


_MESSAGES = {
    "kind": "Wybierz rodzaj.",
    "title": "Podaj tytuł.",
    "occasion": "Podaj wydarzenie.",
    "speaker": "Wybierz, kto mówi.",
    "place": "Podaj miejsce.",
    "held_on": "Podaj dzień.",
    "minutes": "Podaj czas w minutach, od 1 do 120.",
    "brief": "Napisz, co wystąpienie ma powiedzieć.",
    "figures:missing": "Każda liczba potrzebuje zdania i źródła.",
    "text": "Napisz tekst wystąpienia.",
    "expert": "Podaj, kto sprawdza: instytucję albo funkcję.",
    "email": "Podaj adres e-mail, na przykład anna@muzeum.pl.",
    "reason": "Napisz powód.",
    "reopen_reason": "Napisz, co zmienić.",
    "withdraw_reason": "Napisz powód.",
    "delivered_on": "Podaj dzień.",
}
_FAULTS: dict[type[Exception], Fault] = {
    OwnSpeech: Fault("Nie możesz zatwierdzić tekstu, który piszesz. Poproś kogoś innego.", field="approve"),
    FiguresUnchecked: Fault(
        "Nie wszystkie liczby są potwierdzone. Daj je do sprawdzenia albo popraw.", field="approve"
    ),
    FiguresWithoutSource: Fault("W tekście są liczby bez źródła. Dopisz je do danych ze źródłem.", field="approve"),
    NothingToCheck: Fault("Nie ma jeszcze liczb do sprawdzenia.", field="expert"),
    DayUnfit: Fault(lambda unfit: "Ten dzień jeszcze nie nadszedł." if unfit.ahead else "Ten dzień już minął.", 422),
    EventUnfit: Fault("To wydarzenie nie odbywa się tego dnia. Popraw jedno z nich.", 422, "event_id"),
    SpeakerUnknown: Fault("Wybierz, kto mówi.", 422, "speaker"),
    TooManyVersions: Fault("Ten tekst ma już za dużo wersji.", field="text"),
    SpeechNotNow: Fault("Ktoś zrobił już następny krok. Nic nie zapisano, niżej jest obecny stan.", stale=True),
}


_UNFIT = (DayUnfit, EventUnfit, SpeakerUnknown)


def _steps(speeches: Speeches, ordering: Ordering) -> list[Step]:
    s, a = speeches, Action
    return [
        Step(
            "zamowienie",
            only(*HANDS[a.CORRECT]),
            CorrectForm,
            lambda i, f, p: ordering.correct(i, f.version, f.order(), p),
            "held_on",
        ),
        Step(
            "dane",
            only(*HANDS[a.BRIEF]),
            BriefForm,
            lambda i, f, p: s.brief(i, f.version, f.brief, [(one.statement, one.source) for one in f.figures], p),
            "brief",
        ),
        Step("tekst", only(*HANDS[a.DRAFT]), DraftForm, lambda i, f, p: s.draft(i, f.version, f.text, p), "text"),
        Step(
            "sprawdzenie",
            only(*HANDS[a.ASK]),
            AskForm,
            lambda i, f, p: s.ask(i, f.version, f.expert, f.email, p),
            "expert",
        ),
        Step(
            "zatwierdzenie", only(*HANDS[a.APPROVE]), VersionForm, lambda i, f, p: s.approve(i, f.version, p), "approve"
        ),
        Step(
            "zmiana",
            only(*HANDS[a.REOPEN]),
            ReopenForm,
            lambda i, f, p: s.reopen(i, f.version, f.reopen_reason, p),
            "reopen_reason",
        ),
        Step(
            "wygloszenie",
            only(*HANDS[a.DELIVER]),
            DeliverForm,
            lambda i, f, p: s.deliver(i, f.version, f.delivered_on, p),
            "delivered_on",
        ),
        Step("publikacja", only(*HANDS[a.PUBLISH]), VersionForm, lambda i, f, p: s.publish(i, f.version, p), "publish"),
        Step(
            "wycofanie",
            only(*HANDS[a.WITHDRAW]),
            WithdrawForm,
            lambda i, f, p: s.withdraw(i, f.version, f.withdraw_reason, p),
            "withdraw_reason",
        ),
        Step(
            "rezygnacja",
            only(*HANDS[a.CANCEL]),
            ReasonForm,
            lambda i, f, p: s.cancel(i, f.version, f.reason, p),
            "reason",
        ),
    ]


def pages(speeches: Speeches, ordering: Ordering, templates: Templates) -> APIRouter:
    """Give the pages of the desk."""
    router = APIRouter()

    @router.get(PLACE, dependencies=[only(*READERS)])
    async def listed(
        request: Request,
        pokaz: Literal["", "wszystkie"] = "",
        q: Annotated[str, Query(max_length=200)] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List speeches: those that are worked on, or all."""
        states = () if pokaz or q else _COMING
        found = await speeches.store.page(states, q, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "speeches.html",
            found=found[:_PER_PAGE],
            shown=pokaz,
            q=q,
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    async def form(request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int) -> Response:
        return templates.page(
            request,
            "speech_form.html",
            status_code=status,
            values=values,
            errors=errors,
            events=_said(await ordering.events()),
            speakers=speeches.habits.speakers,
        )

    @router.get(f"{PLACE}/nowe", dependencies=[only(*WRITERS)])
    async def blank(request: Request, wydarzenie: Annotated[str, Query(max_length=64)] = "") -> Response:
        """Show the form, filled in for an entry of the calendar that somebody can speak at."""
        values: dict[str, Any] = {"speaker": speeches.habits.speakers[0], "minutes": 5}
        event = next((one for one in await ordering.events() if one.id == wydarzenie), None)
        if event is not None:
            plan = event.plan
            told = {"event_id": event.id, "occasion": plan.title, "place": plan.place or "", "held_on": event.first_day}
            values |= told
        return await form(request, values, {}, 200)

    @router.post(f"{PLACE}/nowe", dependencies=[only(*WRITERS)])
    async def order(request: Request) -> Response:
        """Order a speech."""
        try:
            filled = await read(request, OrderForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form(request, invalid.values, invalid.errors, 422)
        typed = filled.model_dump(mode="json")
        try:
            id = await ordering.order(filled.order(), signed_in(request))
        except _UNFIT as error:
            return await form(request, typed, _FAULTS[type(error)].errors(error, "held_on"), 422)
        return RedirectResponse(f"{PLACE}/{id}", 303)

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        speech, person = await speeches.store.get(id), signed_in(request)
        newest = speeches.newest(speech)
        figures = values.get("figures") or [one.model_dump() for one in speech.figures]
        can = {a.value for a in Action if speech.state in TABLE[a] and person.role in HANDS[a]}
        held = {
            **speech.order.model_dump(mode="json"),
            "brief": speech.brief,
            "figures": figures,
            "text": newest,
            "delivered_on": min(speech.order.held_on, speeches.today),
        }
        return templates.page(
            request,
            "speech.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            speech=speech,
            newest=newest,
            minutes=minutes_of(newest, speeches.habits.words_per_minute),
            count=len(newest.split()),
            pace=speeches.habits.words_per_minute,
            lacking=speeches.lacking(speech),
            earlier=await speeches.earlier(speech) if speech.waits and newest else [],
            versions=_versions(speeches, speech),
            public=f"{PUBLIC}/{id}",
            rows=min(max(len(figures) + 2, 3), MOST_FIGURES),
            can=can,
            speakers=dict.fromkeys((*speeches.habits.speakers, speech.order.speaker)),
            events=_said(await ordering.events(speech.order)) if Action.CORRECT in can else [],
            own=person.id in speech.authors,
            values={**held, **values, "version": speech.version if stale else values.get("version", speech.version)},
            given=values,
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def show(request: Request, speech_id: Id) -> Response:
        """Show a speech."""
        return await page(request, speech_id, {}, {}, 200)

    @router.get(_ONE + "/karta.{format}", dependencies=[only(*READERS)])
    async def card(speech_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give its card in large print."""
        speech = await speeches.store.get(speech_id)
        text = speeches.newest(speech)
        return paper.card(speech, text, minutes_of(text, speeches.habits.words_per_minute), format)

    take(router, _ONE, _steps(speeches, ordering), page, _FAULTS, _MESSAGES)
    return router


def _said(events: list[Entry]) -> list[tuple[str, str]]:
    """Give entries of the calendar as they are picked."""
    return [(one.id, f"{one.plan.title}, {said_time(one)}") for one in events]


def _versions(speeches: Speeches, speech: Speech) -> list[tuple[Any, list[Piece]]]:
    """Give every version with what it has changed of the one before, the newest first."""
    found, before = [], ""
    for version in speech.versions:
        text = speeches.text(speech, version)
        found.append((version, compared(before, text) if before else [Piece("kept", text)]))
        before = text
    return found[::-1]
