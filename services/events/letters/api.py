"""JSON routes of letters, of forms of address, occasions and mailings, for those who write and those who approve."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.events.letters.domain import MOST_RECIPIENTS, Letter, Way
from services.events.letters.domain.forms import Gender, Manner, Recipient, Who
from services.events.letters.domain.kinds import Kind
from services.events.letters.domain.occasions import OccasionKind, Stage
from services.events.letters.domain.steps import Action, State
from services.events.letters.service import Asking, Letters
from services.events.letters.service.batches import Batches, Mailing
from services.events.letters.service.forms import Forms
from services.events.letters.service.occasions import Occasions
from services.events.letters.service.rights import HANDS, READERS, WRITERS
from services.events.letters.service.sending import Sending
from services.events.letters.service.writing import Writing
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag
from shared.web.steps import Use, add_step, filled

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def some(least: int, most: int) -> StringConstraints:
    """Bound a text."""
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Topic = Annotated[str, some(3, 200)]
Phrase = Annotated[str, some(3, 500)]
FirstName = Annotated[str, some(2, 60)]
LastName = Annotated[str, some(2, 100)]
Word = Annotated[str, some(2, 60)]
AddressLine = Annotated[str, some(2, 150)]
Email = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$", max_length=254)
]
Text = Annotated[str, some(20, 20_000)]
Why = Annotated[str, some(3, 1_000)]
Short = Annotated[str, some(2, 200)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), lt=date(2200, 1, 1))]
SaidForm = Annotated[str, some(2, 120)]


class RecipientGiven(BaseModel):
    """A reader of a letter. `title`: in the nominative, needed where `manner` is title."""

    model_config = _CLOSED

    gender: Gender
    manner: Manner = Manner.PLAIN
    title: Word | None = None
    first_name: FirstName
    last_name: LastName
    function: Short | None = None
    lines: Annotated[tuple[AddressLine, ...], Field(max_length=4)] = ()
    email: Email | None = None

    @model_validator(mode="after")
    def _titled(self) -> "RecipientGiven":
        if self.manner is Manner.TITLE and not self.title:
            raise ValueError("a manner by title needs the title")
        return self

    def recipient(self) -> Recipient:
        """Give it in the words of the domain."""
        return Recipient(**self.model_dump() | {"title": self.title or "", "function": self.function or ""})


class LetterGiven(BaseModel):
    """A letter that is asked for. `topic`: without names, for it stands on work lists."""

    model_config = _CLOSED

    kind: Kind
    topic: Topic
    phrase: Phrase
    recipients: Annotated[tuple[RecipientGiven, ...], Field(min_length=1, max_length=MOST_RECIPIENTS)]
    needed_on: Day
    signatory: Short

    def asking(self) -> Asking:
        """Give it in the words of the domain."""
        recipients = tuple(one.recipient() for one in self.recipients)
        return Asking(self.kind, self.topic, self.phrase, recipients, self.needed_on, self.signatory)


class RecipientsGiven(BaseModel):
    """Other readers."""

    model_config = _CLOSED

    recipients: Annotated[tuple[RecipientGiven, ...], Field(min_length=1, max_length=MOST_RECIPIENTS)]


class TextGiven(BaseModel):
    """The text of a letter, with its greeting."""

    model_config = _CLOSED

    text: Text


class ReasonGiven(BaseModel):
    """Why."""

    model_config = _CLOSED

    reason: Why


class OnGiven(BaseModel):
    """The day on which it happened."""

    model_config = _CLOSED

    on: Day


class SendingGiven(BaseModel):
    """How it leaves; `proof`: the number of the parcel, who took it."""

    model_config = _CLOSED

    way: Way
    proof: Short | None = None


class PlaceGiven(BaseModel):
    """The place of a person among the readers, from 0."""

    model_config = _CLOSED

    place: Annotated[int, Field(ge=0, lt=1_000)]


class FormGiven(BaseModel):
    """How a word is said: of a name its vocative, of a title the whole greeting. `who`: how the text goes on."""

    model_config = _CLOSED

    text: SaidForm
    who: Who


class OccasionGiven(BaseModel):
    """A couple or a person. `counted_from`: the day of the wedding or of the birth."""

    model_config = _CLOSED

    kind: OccasionKind
    recipients: Annotated[tuple[RecipientGiven, ...], Field(min_length=1, max_length=2)]
    counted_from: Day
    medal: bool = False


class StageGiven(BaseModel):
    """How far the medal is."""

    model_config = _CLOSED

    stage: Stage
    note: Annotated[str, Field(max_length=500)] = ""


class SignatoryGiven(BaseModel):
    """Who signs."""

    model_config = _CLOSED

    signatory: Short


class MailingGiven(BaseModel):
    """A mailing. `body`: a template with slots."""

    model_config = _CLOSED

    season: Id
    year: Annotated[int, Field(ge=2000, le=2200)]
    title: Topic
    body: Text
    recipients: Annotated[tuple[RecipientGiven, ...], Field(min_length=1, max_length=1_000)]
    needed_on: Day
    signatory: Short
    by_email: bool = False

    def mailing(self) -> Mailing:
        """Give it in the words of the domain."""
        recipients = tuple(one.recipient() for one in self.recipients)
        return Mailing(**{name: getattr(self, name) for name in type(self).model_fields} | {"recipients": recipients})


class Made(BaseModel):
    """The id of what was made."""

    id: str


class LetterLine(BaseModel):
    """A letter in a list, without its readers and texts."""

    letter_id: str
    kind: Kind
    state: State
    topic: str
    sign: str | None
    needed_on: date
    due_at: datetime
    late: bool


class LetterShown(LetterLine):
    """A letter. `version` is what If-Match must name; `text`: its newest, "" before there is one."""

    recipients: tuple[Recipient, ...]
    text: str
    signatory: str
    explanation: tuple[str, ...]
    deceased: int
    earlier: int
    version: int


class LetterList(BaseModel):
    """A part of them; `next` is the key to go on after."""

    items: list[LetterLine]
    next: str | None


def routes(
    letters: Letters, writing: Writing, sending: Sending, forms: Forms, occasions: Occasions, batches: Batches
) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/events/v1", tags=["letters"])
    writers, readers = only(*WRITERS), only(*READERS)

    @router.post("/letters", dependencies=[writers, Keyed], status_code=201)
    async def request_letter(given: LetterGiven, request: Request) -> Made:
        """Ask for a letter."""
        return Made(id=await letters.request(given.asking(), signed_in(request)))

    @router.get("/letters", dependencies=[readers])
    async def list_letters(
        request: Request,
        response: Response,
        state: Annotated[list[State] | None, Query(max_length=10)] = None,
        q: Annotated[str, Query(max_length=200)] = "",
        after: After = None,
        limit: Limit = 50,
    ) -> LetterList:
        """List them in a stable order, without readers and texts."""
        wanted = letters.wanted(tuple(state or ()), q, signed_in(request))
        found = await letters.store.after(wanted, after or "", limit + 1)
        more, now = (found[limit - 1].id if len(found) > limit else None), letters.clock.now()
        Page(found[:limit], more).link(request, response)
        return LetterList(items=[LetterLine(**_line(one, now)) for one in found[:limit]], next=more)

    @router.get("/letters/{letter_id}", dependencies=[readers])
    async def get_letter(letter_id: Id, request: Request, response: Response) -> LetterShown:
        """Give one. That it was read is written down."""
        one = await letters.store.get(letter_id)
        recipients = await letters.recipients(one, signed_in(request))
        warned = await letters.warnings(one)
        response.headers["ETag"] = etag(one.version)
        return LetterShown(
            **_line(one, letters.clock.now()),
            recipients=recipients,
            text=letters.sealed.newest(one),
            signatory=one.signatory,
            explanation=one.explanation,
            deceased=warned.deceased,
            earlier=len(warned.earlier),
            version=one.version,
        )

    def step(path: str, body: type[BaseModel] | None, callers: Any, use: Callable[[Any], Use], doc: str) -> None:
        add_step(router, path, body, callers, use, path.rpartition("/")[2], doc)

    def of(action: Action) -> Any:
        return only(*HANDS[action])

    one = "/letters/{id}"
    w, s = writing, sending
    step(f"{one}/draft", TextGiven, of(Action.DRAFT), lambda g: filled(w.draft, text=g.text), "Save the text.")
    step(f"{one}/check", TextGiven, of(Action.CHECK), lambda g: filled(w.check, text=g.text), "Proof-read it.")
    step(f"{one}/return", ReasonGiven, of(Action.RETURN), lambda g: filled(w.give_back, reason=g.reason), "Mend it.")
    step(f"{one}/approval", None, of(Action.APPROVE), lambda _: filled(w.approve), "Approve it; no author may.")
    step(f"{one}/signature", OnGiven, of(Action.SIGN), lambda g: filled(s.sign, on=g.on), "It is signed.")
    step(f"{one}/registration", None, of(Action.REGISTER), lambda _: filled(s.register), "Give it its sign.")
    step(
        f"{one}/dispatch",
        SendingGiven,
        of(Action.SEND),
        lambda g: filled(s.send, way=g.way, proof=g.proof or ""),
        "Send it.",
    )
    step(f"{one}/delivery", OnGiven, of(Action.DELIVER), lambda g: filled(s.deliver, on=g.on), "It has arrived.")
    step(
        f"{one}/refusal",
        ReasonGiven,
        of(Action.DECLINE),
        lambda g: filled(s.decline, reason=g.reason),
        "Not sent.",
    )
    step(
        f"{one}/recipients",
        RecipientsGiven,
        of(Action.READDRESS),
        lambda g: filled(letters.readdress, recipients=tuple(each.recipient() for each in g.recipients)),
        "Mend to whom it goes.",
    )
    step(
        "/letter-forms/{id}",
        FormGiven,
        writers,
        lambda g: filled(forms.decide, text=g.text, who=g.who),
        "Say how a word is said.",
    )

    @router.post("/letters/{letter_id}/deceased", dependencies=[writers, Keyed], status_code=204)
    async def note_death(letter_id: Id, given: PlaceGiven, request: Request) -> None:
        """Note that a reader has died."""
        await occasions.note_death(letter_id, given.place, signed_in(request))

    @router.post("/letter-occasions", dependencies=[writers, Keyed], status_code=201)
    async def enter_occasion(given: OccasionGiven, request: Request) -> Made:
        """Put a couple or a person on the list of those who are congratulated."""
        people = tuple(each.recipient() for each in given.recipients)
        return Made(id=await occasions.enter(given.kind, people, given.counted_from, given.medal, signed_in(request)))

    @router.post("/letter-occasions/{occasion_id}/letter", dependencies=[writers, Keyed], status_code=201)
    async def order(occasion_id: Id, given: SignatoryGiven, version: IfMatch, request: Request) -> Made:
        """Ask for the letter of the years that come."""
        return Made(id=await occasions.order(occasion_id, version, given.signatory, signed_in(request)))

    step(
        "/letter-occasions/{id}/stage",
        StageGiven,
        writers,
        lambda g: filled(occasions.advance, stage=g.stage, note=g.note),
        "Note how far the medal is.",
    )
    step(
        "/letter-occasions/{id}/end",
        ReasonGiven,
        writers,
        lambda g: filled(occasions.end, reason=g.reason),
        "End.",
    )

    @router.post("/letter-mailings", dependencies=[writers, Keyed], status_code=201)
    async def make_mailing(given: MailingGiven, request: Request) -> Made:
        """Begin a mailing."""
        return Made(id=await batches.make(given.mailing(), signed_in(request)))

    heads = only(*WRITERS, Role.MAYOR)
    step(
        "/letter-mailings/{id}/text",
        MailingGiven,
        writers,
        lambda g: filled(batches.rewrite, mailing=g.mailing()),
        "Change list or text.",
    )
    step("/letter-mailings/{id}/approval", None, heads, lambda _: filled(batches.approve), "Approve; no author may.")
    step("/letter-mailings/{id}/dispatch", None, writers, lambda _: filled(batches.send), "Send it, once.")
    step(
        "/letter-mailings/{id}/drop",
        ReasonGiven,
        writers,
        lambda g: filled(batches.drop, reason=g.reason),
        "Drop.",
    )
    return router


def _line(one: Letter, now: datetime) -> dict[str, Any]:
    return {
        "letter_id": one.id,
        "kind": one.kind,
        "state": one.state,
        "topic": one.topic,
        "sign": one.sign,
        "needed_on": one.needed_on,
        "due_at": one.due_at,
        "late": one.late(now),
    }
