"""JSON routes of press requests: journalists ask, the press office, units and the head work on them."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from services.media.contacts.domain import Medium
from services.media.releases.pages.public import DOCUMENTS, attached
from services.media.requests.domain import PressRequest
from services.media.requests.domain.clocks import Kind, StopReason
from services.media.requests.domain.parts import Asked, Channel, Contact, Publication, RefusalGround
from services.media.requests.domain.steps import State
from services.media.requests.domain.units import MAILBOX
from services.media.requests.service import Given, PressRequests, may_read
from services.media.requests.service.answering import Answering
from services.media.requests.service.timeliness import Timeliness
from services.media.requests.service.working import Working
from shared.access import NotAllowed, Person, Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, caller, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _some(least: int, most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Name = Annotated[str, _some(2, 200)]
Topic = Annotated[str, _some(3, 200)]
Text = Annotated[str, _some(5, 20_000)]
Asking = Annotated[str, _some(5, 10_000)]
Why = Annotated[str, _some(3, 2_000)]
Short = Annotated[str, _some(2, 300)]
Telephone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[+\d][\d ()-]{5,29}$")]
Email = Annotated[str, StringConstraints(strip_whitespace=True, pattern=MAILBOX, max_length=254)]
Address = Annotated[str, _some(5, 300)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://\S+$", max_length=500)]
Day = Annotated[date, Field(ge=date(1990, 1, 1), lt=date(2200, 1, 1))]
Moment = Annotated[AwareDatetime, Field(ge=datetime.fromisoformat("1990-01-01T00:00:00Z"))]
Month = Annotated[str, Query(pattern=r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$")]
Quarter = Annotated[str, Query(pattern=r"^(19|20|21)\d\d-Q[1-4]$")]
Number = Annotated[str, _some(1, 60)]
MEMBERS = (Role.PRESS_OFFICER, Role.UNIT_REVIEWER, Role.MAYOR, Role.AUDITOR)
"""Who reads the register; each of them what is theirs."""


class PublicationGiven(BaseModel):
    """Something that was published."""

    model_config = _CLOSED

    title: Topic
    on: Day
    url: Url | None = None

    def publication(self) -> Publication:
        """Give it in the words of the domain."""
        return Publication(title=self.title, on=self.on, url=self.url)


class AskingGiven(BaseModel):
    """What a journalist sends. `name`, `email`, `telephone`: kept sealed, for the press office alone."""

    model_config = _CLOSED

    kind: Literal["question", "interview", "authorisation", "criticism"]
    outlet: Name
    medium: Medium
    name: Name
    email: Email
    telephone: Telephone | None = None
    topic: Topic
    text: Asking

    def given(self, at: datetime) -> Given:
        """Give it in the words of the domain."""
        return Given(
            kind=Kind(self.kind),
            outlet=self.outlet,
            medium=self.medium,
            contact=Contact(name=self.name, email=self.email, telephone=self.telephone),
            asked=Asked(topic=self.topic, text=self.text),
            channel=Channel.FORM,
            received_at=at,
        )


class EntryGiven(BaseModel):
    """What the press office enters. `topic`: without names, for it stands on work lists.

    `named`: the day of the issue or broadcast in which a rectification is to appear, for a periodical, radio or TV.
    `mention_id`: the mention of monitoring that it is opened from.
    """

    model_config = _CLOSED

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
    received_at: Moment
    publication: PublicationGiven | None = None
    named: Day | None = None
    mention_id: Id | None = None

    def given(self) -> Given:
        """Give it in the words of the domain."""
        contact = Contact(name=self.name, email=self.email, telephone=self.telephone, address=self.address)
        return Given(
            kind=self.kind,
            outlet=self.outlet,
            medium=self.medium,
            outlet_id=self.outlet_id,
            contact=contact,
            asked=Asked(topic=self.topic, text=self.text),
            channel=Channel(self.channel),
            received_at=self.received_at,
            topic=self.topic,
            publication=self.publication.publication() if self.publication else None,
            named=self.named,
            mention_id=self.mention_id,
        )


class AssignmentGiven(BaseModel):
    """The symbol of the unit that drafts, and the line by which the house knows the request."""

    model_config = _CLOSED

    unit: Id
    topic: Topic


class TransferGiven(BaseModel):
    """The symbol of the unit whose it is, and why."""

    model_config = _CLOSED

    unit: Id
    reason: Why


class ReasonGiven(BaseModel):
    """Why."""

    model_config = _CLOSED

    reason: Why


class TextGiven(BaseModel):
    """The text of the answer, or of a holding reply."""

    model_config = _CLOSED

    text: Text


class CompositionGiven(TextGiven):
    """An answer that the press office writes itself."""

    topic: Topic


class SendingGiven(BaseModel):
    """`way`: how it was passed on where it does not go by mail. `named`: as in an entry, for the city's demand."""

    model_config = _CLOSED

    way: Short | None = None
    named: Day | None = None


class ExtensionGiven(ReasonGiven):
    """The later day that the sender is told of."""

    to: Day


class StopGiven(BaseModel):
    """Why the term does not run; `note` is what the sender reads."""

    model_config = _CLOSED

    reason: StopReason
    note: Why


class RefusalGiven(BaseModel):
    """A refusal. `number`: of the decision; `taken_by`: who took part in it, by name and function."""

    model_config = _CLOSED

    ground: RefusalGround
    number: Number
    taken_by: Short
    reasons: Text


class DeliveryGiven(BaseModel):
    """The day on which the decision was delivered."""

    model_config = _CLOSED

    on: Day


class OutcomeGiven(BaseModel):
    """What the editor has done; without a `publication` it was not published."""

    model_config = _CLOSED

    publication: PublicationGiven | None = None
    note: Why


class AskedShown(BaseModel):
    """The token of the page on which the sender follows the request: /prasa/sprawa/{token}."""

    token: str


class Made(BaseModel):
    """The id of what was made."""

    id: str


class Changed(BaseModel):
    """The version that the change made."""

    version: int


class RequestLine(BaseModel):
    """A request in a list, without who asks and what."""

    request_id: str
    sign: str
    kind: Kind
    state: State
    topic: str
    outlet: str
    medium: Medium
    received_at: datetime
    due_at: datetime
    unit: str | None
    late: bool
    stopped: bool


class RefusalShown(BaseModel):
    """A formal refusal. The digests (SHA-256) are of its files, "" for one from before files were made."""

    at: datetime
    ground: RefusalGround
    number: str
    taken_by: str
    delivered_on: date | None
    pdf_sha256: str
    docx_sha256: str


class RequestShown(RequestLine):
    """A request with how its date was found. `version` is what If-Match must name. `text`: the newest of the answer."""

    explanation: tuple[str, ...]
    legal_basis: str
    unit_due_at: datetime | None
    asked: Asked
    text: str
    publication: Publication | None
    article: Publication | None
    in_time: bool | None
    refusal: RefusalShown | None
    version: int


class RequestList(BaseModel):
    """A part of them; `next` is the key to go on after."""

    items: list[RequestLine]
    next: str | None


class Counted(BaseModel):
    """Of a unit the drafts that it handed over, of the "office" the answers that went out."""

    who: str
    name: str
    in_time: int
    late: int


class CountOfMonth(Counted):
    """In one month: 2026-04."""

    month: str


class CountOfQuarter(Counted):
    """In one quarter: 2026-Q2."""

    quarter: str


class CountList(BaseModel):
    """Counts by month, the newest first."""

    items: list[CountOfMonth]


class QuarterList(BaseModel):
    """Counts by quarter, the newest first."""

    items: list[CountOfQuarter]


Use = Callable[..., Awaitable[int]]


def routes(requests: PressRequests, working: Working, answering: Answering, timeliness: Timeliness) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/media/v1/press-requests", tags=["press requests"])
    press, unit, head = only(Role.PRESS_OFFICER), only(Role.UNIT_REVIEWER), only(Role.MAYOR)

    @router.post("/from-journalists", dependencies=[anyone(), Keyed], status_code=201)
    async def ask(given: AskingGiven, request: Request) -> AskedShown:
        """Take in what a journalist sends. 409: too many of the e-mail address wait; 429: too many from the network."""
        return AskedShown(token=await requests.ask(given.given(requests.clock.now()), caller(request)))

    @router.post("", dependencies=[press, Keyed], status_code=201)
    async def enter(given: EntryGiven, request: Request) -> Made:
        """Enter what has come another way, or what the city begins. 422 for what the kind lacks."""
        return Made(id=await requests.enter(given.given(), signed_in(request)))

    @router.get("", dependencies=[only(*MEMBERS)])
    async def list_requests(
        request: Request,
        response: Response,
        state: Annotated[list[State] | None, Query(max_length=12)] = None,
        late: Annotated[bool, Query(description="Only what waits longer than it may.")] = False,
        q: Annotated[str, Query(max_length=200, description="Words of sign, topic and title.")] = "",
        after: After = None,
        limit: Limit = 50,
    ) -> RequestList:
        """List them in a stable order; a unit's are those with it."""
        wanted = requests.wanted(tuple(state or ()), q, signed_in(request), late=late)
        found = await requests.store.after(wanted, after or "", limit + 1)
        more, now = (found[limit - 1].id if len(found) > limit else None), requests.clock.now()
        Page(found[:limit], more).link(request, response)
        return RequestList(items=[RequestLine(**_line(one, now)) for one in found[:limit]], next=more)

    @router.get("/timeliness", dependencies=[only(*MEMBERS)])
    async def timeliness_by_month(first: Month, last: Month) -> CountList:
        """Count what was done in time and late, by unit and month."""
        found = await timeliness.months(first, last)
        return CountList(items=[CountOfMonth(**one.model_dump(), month=one.period) for one in found])

    @router.get("/timeliness/quarters", dependencies=[only(*MEMBERS)])
    async def timeliness_by_quarter(first: Quarter, last: Quarter) -> QuarterList:
        """Count the same by unit and quarter."""
        found = await timeliness.quarters(first, last)
        return QuarterList(items=[CountOfQuarter(**one.model_dump(), quarter=one.period) for one in found])

    @router.get("/{request_id}", dependencies=[only(*MEMBERS)])
    async def get_request(request_id: Id, request: Request, response: Response) -> RequestShown:
        """Give one. 403 for what is with another unit. Who asks is never in it."""
        one = await requests.store.get(request_id)
        person = signed_in(request)
        if not may_read(one, person):
            raise NotAllowed(person.role)
        response.headers["ETag"] = etag(one.version)
        kept = {"explanation", "unit_due_at", "publication", "article", "in_time", "version"}
        return RequestShown(
            **_line(one, requests.clock.now()),
            **{name: getattr(one, name) for name in kept},
            legal_basis=one.clock.basis,
            refusal=RefusalShown(**one.refusal.model_dump()) if one.refusal else None,
            asked=requests.sealed.asked(one),
            text=requests.sealed.newest(one),
        )

    @router.get("/{request_id}/refusal.{format}", dependencies=[press])
    async def refusal_file(request_id: Id, format: Literal["pdf", "docx"], request: Request) -> Response:
        """Give the refusal as it was made to be signed; it names the sender, so the reading is written down."""
        body = await answering.refusal_file(request_id, format, signed_in(request))
        return attached(body, DOCUMENTS[format], f"odmowa-{request_id}.{format}", {"Cache-Control": "no-store"})

    def step(path: str, body: type[BaseModel] | None, callers: Any, use: Callable[[Any], Use], doc: str) -> None:
        """Add a route that takes a request one step on. `use` gives the use case with what was given filled in."""
        if body is None:

            async def bare(request_id: Id, version: IfMatch, request: Request) -> Changed:
                return Changed(version=await use(None)(request_id, version, signed_in(request)))

            handler: Callable[..., Awaitable[Changed]] = bare
        else:

            async def filled(request_id: Id, version: IfMatch, given: Any, request: Request) -> Changed:
                return Changed(version=await use(given)(request_id, version, signed_in(request)))

            filled.__annotations__["given"] = body
            handler = filled
        handler.__name__, handler.__doc__ = path.replace("-", "_"), doc
        router.add_api_route(
            f"/{{request_id}}/{path}", handler, methods=["POST"], dependencies=[callers, Keyed], response_model=Changed
        )

    def by(use: Callable[..., Awaitable[int]], **filled: Any) -> Use:
        async def run(id: str, version: int, person: Person) -> int:
            return await use(id, version, **filled, by=person)

        return run

    later = "409 where it does not have its time, 412 where it has changed meanwhile."
    step("assignment", AssignmentGiven, press, lambda g: by(working.assign, **g.model_dump()), f"Ask a unit. {later}")
    step("acceptance", None, unit, lambda _: by(working.accept), f"Take it for one's unit. {later}")
    step("refusal-of-unit", ReasonGiven, unit, lambda g: by(working.give_back, reason=g.reason), f"Not ours. {later}")
    step("transfer", TransferGiven, unit, lambda g: by(working.transfer, **g.model_dump()), f"Pass it on. {later}")
    step("draft", TextGiven, unit, lambda g: by(working.draft, text=g.text), f"Hand the draft over. {later}")
    step("composition", CompositionGiven, press, lambda g: by(working.compose, **g.model_dump()), f"Write it. {later}")
    step("draft-return", ReasonGiven, press, lambda g: by(working.send_back, reason=g.reason), f"Mend it. {later}")
    step("clearance", TextGiven, press, lambda g: by(working.clear, text=g.text), f"Clear the draft. {later}")
    step("return", ReasonGiven, head, lambda g: by(working.give_back_text, reason=g.reason), f"Clear again. {later}")
    step("approval", TextGiven, head, lambda g: by(working.approve, text=g.text), f"Approve the text. {later}")
    step("sending", SendingGiven, press, lambda g: by(answering.send, **g.model_dump()), f"Send the answer. {later}")
    step(
        "holding-reply", TextGiven, press, lambda g: by(answering.hold, text=g.text), f"Say that it will come. {later}"
    )
    step(
        "extension",
        ExtensionGiven,
        press,
        lambda g: by(answering.extend, **g.model_dump()),
        f"Tell a later day. {later}",
    )
    step("stop", StopGiven, press, lambda g: by(answering.stop, **g.model_dump()), f"Stop the term. {later}")
    step("restart", ReasonGiven, press, lambda g: by(answering.restart, note=g.reason), f"Let it run again. {later}")
    step("refusal", RefusalGiven, head, lambda g: by(answering.refuse, **g.model_dump()), f"Refuse formally. {later}")
    step("delivery", DeliveryGiven, press, lambda g: by(answering.deliver, on=g.on), f"Decision delivered. {later}")
    step("withdrawal", ReasonGiven, press, lambda g: by(answering.withdraw, reason=g.reason), f"Not asked for. {later}")
    step("outcome", OutcomeGiven, press, lambda g: by(answering.settle, **_outcome(g)), f"What the editor did. {later}")
    step("article", PublicationGiven, press, lambda g: by(answering.link, article=g.publication()), f"Link it. {later}")
    return router


def _outcome(given: OutcomeGiven) -> dict[str, Any]:
    return {"published": given.publication.publication() if given.publication else None, "note": given.note}


def _line(one: PressRequest, now: datetime) -> dict[str, Any]:
    kept = {"sign", "kind", "state", "topic", "outlet", "medium", "received_at", "due_at", "unit"}
    told = {name: getattr(one, name) for name in kept}
    return {**told, "request_id": one.id, "late": one.late(now), "stopped": one.stopped is not None}
