"""JSON routes of the desk that writes speeches: every step from the order to the archive, and what there is to read."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel

from services.events.given import Made, OnGiven, ReasonGiven
from services.events.speeches import paper
from services.events.speeches.api.given import BriefGiven, CheckGiven, OrderGiven, SpeechTextGiven
from services.events.speeches.domain import MOST_VERSIONS, Action, Speech, State, minutes_of
from services.events.speeches.domain.figures import Figure
from services.events.speeches.domain.order import Kind
from services.events.speeches.service import HANDS, READERS, WRITERS, Speeches
from services.events.speeches.service.ordering import Ordering
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.history import Done
from shared.store import NotFound
from shared.web.requests import Keyed, etag
from shared.web.steps import Steps


class KeptSpeechLine(BaseModel):
    """A speech in a list of the desk. `event_id`: the entry of the calendar that it follows.

    `off`: why that does not take place, or not yet; "" where it does.
    """

    speech_id: str
    kind: Kind
    title: str
    occasion: str
    speaker: str
    place: str
    held_on: date
    event_id: str | None
    off: str
    state: State
    due_at: datetime
    version: int


class CheckShown(BaseModel):
    """Who was asked to check the figures. `mail_host`: where their mailbox is, "" where nothing was mailed."""

    expert: str
    mail_host: str
    asked_at: datetime
    answered_at: datetime | None


class VersionLine(BaseModel):
    """A version of the text, counted from 1."""

    number: int
    at: datetime
    by_name: str


class VersionShown(VersionLine):
    """The same with its text."""

    text: str


class KeptSpeech(KeptSpeechLine):
    """A speech. `version` is what If-Match must name; `text`: its newest, "" before there is one.

    `minutes_ordered`, `minutes`: how long it was to take, and takes at the house's pace, rounded up. `lacking`: numbers
    of the text that have no source.
    """

    minutes_ordered: int
    minutes: int
    words: int
    explanation: tuple[str, ...]
    brief: str
    figures: tuple[Figure, ...]
    lacking: tuple[str, ...]
    check: CheckShown | None
    text: str
    versions: list[VersionLine]
    approved_by: str | None
    delivered_on: date | None
    published_at: datetime | None
    history: tuple[Done, ...]


class PassageShown(BaseModel):
    """A run of words that was said before."""

    text: str
    words: int


class EarlierShown(BaseModel):
    """An earlier speech, with what of the newest text stands in it."""

    speech_id: str
    title: str
    delivered_on: date
    passages: list[PassageShown]


def routes(speeches: Speeches, ordering: Ordering) -> APIRouter:
    """Give the routes."""
    router = APIRouter()
    router.include_router(_reading(speeches))
    router.include_router(_steps(speeches, ordering))
    return router


def _reading(speeches: Speeches) -> APIRouter:
    router = APIRouter(prefix="/speeches/kept", dependencies=[only(*READERS)])
    one = "/{speech_id}"

    @router.get("")
    async def list_kept(
        state: Annotated[list[State] | None, Query(max_length=10)] = None,
        q: Annotated[str, Query(max_length=200)] = "",
        page: Annotated[int, Query(ge=1, le=1000)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 30,
    ) -> list[KeptSpeechLine]:
        """List speeches: of those in some states the next one first, of all the last one."""
        found = await speeches.store.page(tuple(state or ()), q, (page - 1) * limit, limit)
        return [KeptSpeechLine(**_line(each)) for each in found]

    @router.get(one)
    async def get_kept(speech_id: Id, response: Response) -> KeptSpeech:
        """Give a speech."""
        found = await speeches.store.get(speech_id)
        response.headers.update({"ETag": etag(found.version), "Cache-Control": "no-store"})
        return _shown(speeches, found)

    @router.get(one + "/versions/{number}")
    async def get_version(
        speech_id: Id, number: Annotated[int, Path(ge=1, le=MOST_VERSIONS)], response: Response
    ) -> VersionShown:
        """Give a version of its text, counted from 1."""
        found = await speeches.store.get(speech_id)
        if number > len(found.versions):
            raise NotFound("speech versions", str(number))
        response.headers["Cache-Control"] = "no-store"
        return VersionShown(**_version(found, number), text=speeches.text(found, found.versions[number - 1]))

    @router.get(one + "/earlier")
    async def get_earlier(speech_id: Id) -> list[EarlierShown]:
        """Give what of its newest text was said before, and where; the speech with most of it first."""
        found = await speeches.earlier(await speeches.store.get(speech_id))
        return [
            EarlierShown(
                speech_id=each.speech.id,
                title=each.speech.title,
                delivered_on=each.speech.delivered_on,
                passages=[PassageShown(**one._asdict()) for one in each.passages],
            )
            for each in found
        ]

    @router.get(one + "/card.{format}")
    async def card(speech_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give its card in large print, to be read aloud."""
        found = await speeches.store.get(speech_id)
        text = speeches.newest(found)
        return paper.card(found, text, minutes_of(text, speeches.habits.words_per_minute), format)

    return router


def _steps(speeches: Speeches, ordering: Ordering) -> APIRouter:
    router = APIRouter(prefix="/speeches")

    @router.post("", dependencies=[only(*WRITERS), Keyed], status_code=201)
    async def order(given: OrderGiven, request: Request) -> Made:
        """Order a speech. 422 where the day is over, nobody of this office speaks, or the event is not on that day."""
        return Made(id=await ordering.order(given.order(), signed_in(request)))

    s, a = speeches, Action
    step = Steps(router, "/{id}", "speech").add
    step(
        "correction",
        OrderGiven,
        HANDS[a.CORRECT],
        lambda g: lambda i, v, by: ordering.correct(i, v, g.order(), by),
        "Correct what was ordered, all of it; what was written stays.",
    )
    step(
        "brief",
        BriefGiven,
        HANDS[a.BRIEF],
        lambda g: lambda i, v, by: s.brief(i, v, g.brief, [(one.statement, one.source) for one in g.figures], by),
        "Say what it is to say, with its figures and their sources.",
    )
    step(
        "text", SpeechTextGiven, HANDS[a.DRAFT], lambda g: lambda i, v, by: s.draft(i, v, g.text, by), "Save a version."
    )
    step(
        "check",
        CheckGiven,
        HANDS[a.ASK],
        lambda g: lambda i, v, by: s.ask(i, v, g.expert, g.email, by),
        "Ask somebody outside to check the figures.",
    )
    step("approval", None, HANDS[a.APPROVE], lambda _: s.approve, "Approve it; no author may.")
    step(
        "reopening",
        ReasonGiven,
        HANDS[a.REOPEN],
        lambda g: lambda i, v, by: s.reopen(i, v, g.reason, by),
        "Give it back to be changed.",
    )
    step("delivery", OnGiven, HANDS[a.DELIVER], lambda g: lambda i, v, by: s.deliver(i, v, g.on, by), "It was spoken.")
    step("publication", None, HANDS[a.PUBLISH], lambda _: s.publish, "Put it into the public archive.")
    step(
        "withdrawal",
        ReasonGiven,
        HANDS[a.WITHDRAW],
        lambda g: lambda i, v, by: s.withdraw(i, v, g.reason, by),
        "Take it out of the public archive.",
    )
    step(
        "cancellation",
        ReasonGiven,
        HANDS[a.CANCEL],
        lambda g: lambda i, v, by: s.cancel(i, v, g.reason, by),
        "Say that it is not spoken.",
    )
    return router


def _line(one: Speech) -> dict[str, Any]:
    order = one.order.model_dump(exclude={"minutes"})
    return {
        "speech_id": one.id,
        **order,
        "off": one.off,
        "state": one.state,
        "due_at": one.due_at,
        "version": one.version,
    }


def _version(one: Speech, number: int) -> dict[str, Any]:
    version = one.versions[number - 1]
    return {"number": number, "at": version.at, "by_name": version.by_name}


def _shown(speeches: Speeches, one: Speech) -> KeptSpeech:
    text = speeches.newest(one)
    return KeptSpeech(
        **_line(one),
        minutes_ordered=one.order.minutes,
        minutes=minutes_of(text, speeches.habits.words_per_minute),
        words=len(text.split()),
        explanation=one.explanation,
        brief=one.brief,
        figures=one.figures,
        lacking=speeches.lacking(one),
        check=CheckShown(**one.check.model_dump(include=set(CheckShown.model_fields))) if one.check else None,
        text=text,
        versions=[VersionLine(**_version(one, number)) for number in range(1, len(one.versions) + 1)],
        approved_by=one.approved_by_name,
        delivered_on=one.delivered_on,
        published_at=one.published_at,
        history=one.history,
    )
