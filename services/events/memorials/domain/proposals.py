"""A proposal of a new memorial: which opinions and permits it needs, in which order, and where it is. No await."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.events.memorials.domain import Card

Sign = Annotated[str, Field(min_length=1, max_length=100)]


class ProposalClosed(Exception):
    """The proposal was refused, withdrawn, or stands already."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"proposal {proposal_id} is closed")
        self.proposal_id = proposal_id


class NotNow(Exception):
    """The step cannot be taken now. `what`: accept | ask | answer | build | unveil | end."""

    def __init__(self, what: str) -> None:
        super().__init__(f"not now: {what}")
        self.what = what


class DayAhead(Exception):
    """The day has not come yet, or lies before what it answers."""

    def __init__(self, on: date) -> None:
        super().__init__(f"{on.isoformat()} cannot be")
        self.on = on.isoformat()


class Body(StrEnum):
    """Who has a say."""

    IPN = "ipn"
    """The Institute of National Remembrance: a historical opinion."""
    VOIVODE = "voivode"
    """A permit for works at a war grave (art. 5 of the act of 28.03.1933)."""
    CONSERVATOR = "conservator"
    """A permit where the place is in the register of monuments."""
    OWNER = "owner"
    """The consent of who owns the ground, where the city does not."""
    COUNCIL = "council"
    """The council's resolution (art. 18(2)(13) of the act on communal self-government)."""


class State(StrEnum):
    """Where a proposal is."""

    SUBMITTED = "submitted"
    """Sent in by a resident or a society; nobody has looked yet whether it can go on."""
    RECEIVED = "received"
    BUILT = "built"
    IN_CARE = "in_care"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_OPEN = (State.SUBMITTED, State.RECEIVED, State.BUILT)
CHECK = "check"
"""The key of what waits while nobody has looked."""


class Asked(BaseModel):
    """A body that was asked, until when it is to answer, and what it said. `sign`: of its letter or resolution.

    `partner_id`: who of the register of partners that was, None where the register did not say.
    """

    model_config = ConfigDict(frozen=True)

    body: Body
    partner_id: str | None = None
    on: date
    due_at: datetime
    explanation: tuple[str, ...]
    answered_on: date | None = None
    positive: bool | None = None
    sign: str | None = None
    note: str | None = None

    @property
    def waits(self) -> bool:
        """True while there is no answer."""
        return self.answered_on is None


class Work(BaseModel):
    """What waits on the work list for this proposal."""

    model_config = ConfigDict(frozen=True)

    key: str
    task_id: str


class MemorialProposal(BaseModel):
    """One proposal. `proposer`: sealed. `asked`: every asking, also those that ended badly, the newest last.

    `asker`: a keyed digest of the e-mail it was sent in from, `place`: which of its few places it takes; "" and None of
    one that came by letter. `due_at`, `explanation`: until when the department looks whether it can go on.
    `city_ground`, `card.war_grave`, `card.listed` of one that was sent in: as the department finds them.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    sign: str
    card: Card
    city_ground: bool
    proposer: bytes
    proposed_by: str = ""
    """A keyed digest of the proposer's name: by it the register of partners knows its own."""
    asker: str = ""
    place: int | None = None
    received_on: date
    due_at: datetime | None = None
    explanation: tuple[str, ...] = ()
    state: State = State.RECEIVED
    asked: tuple[Asked, ...] = ()
    built_on: date | None = None
    unveiled_on: date | None = None
    reason: str | None = None
    ended_by: str | None = None
    memorial_id: str | None = None
    works: tuple[Work, ...] = ()
    free_days: int = 0
    """The version of the declared free days that its clocks were last held against."""
    version: int = 1

    @property
    def open(self) -> bool:
        """True while something is to be done."""
        return self.state in _OPEN

    @property
    def needs(self) -> tuple[Body, ...]:
        """Who has a say, in the order in which a page shows them; the council comes last."""
        wanted = {
            Body.IPN: True,
            Body.VOIVODE: self.card.war_grave,
            Body.CONSERVATOR: self.card.listed is not None,
            Body.OWNER: not self.city_ground,
            Body.COUNCIL: True,
        }
        return tuple(body for body, needed in wanted.items() if needed)

    def last(self, body: Body) -> Asked | None:
        """Give the newest asking of a body."""
        return next((one for one in reversed(self.asked) if one.body is body), None)

    def has(self, body: Body) -> bool:
        """True where it said yes."""
        last = self.last(body)
        return last is not None and last.positive is True

    def may_ask(self, body: Body) -> bool:
        """True where it can be asked now: it has a say, does not think about it, has not said yes.

        The council decides knowing what all others say.
        """
        last = self.last(body)
        if self.state is not State.RECEIVED or body not in self.needs or (last and last.waits) or self.has(body):
            return False
        return body is not Body.COUNCIL or all(self.has(one) for one in self.needs if one is not Body.COUNCIL)

    @property
    def ready(self) -> bool:
        """True where everybody who has a say said yes: it may be built."""
        return self.state is State.RECEIVED and all(self.has(body) for body in self.needs)

    def accepted(self, *, city_ground: bool, war_grave: bool, listed: str | None) -> "MemorialProposal":
        """Give it on its way, with what decides who has a say. Raises `ProposalClosed`, `NotNow`."""
        self._require_open()
        if self.state is not State.SUBMITTED:
            raise NotNow("accept")
        card = self.card.model_copy(update={"war_grave": war_grave, "listed": listed})
        return self._next(state=State.RECEIVED, card=card, city_ground=city_ground, place=None)

    def asking(
        self, body: Body, on: date, due_at: datetime, explanation: tuple[str, ...], partner_id: str | None = None
    ) -> "MemorialProposal":
        """Give it with a body asked; `partner_id`: who that is in the register of partners.

        Raises `ProposalClosed`, `NotNow`.
        """
        self._require_open()
        if not self.may_ask(body):
            raise NotNow("ask")
        one = Asked(body=body, partner_id=partner_id, on=on, due_at=due_at, explanation=explanation)
        return self._next(asked=(*self.asked, one))

    def answered(
        self, body: Body, on: date, sign: str, note: str | None, today: date, *, positive: bool
    ) -> "MemorialProposal":
        """Give it with an answer. Raises `ProposalClosed`, `NotNow`, `DayAhead`."""
        self._require_open()
        last = self.last(body)
        if last is None or not last.waits:
            raise NotNow("answer")
        if not last.on <= on <= today:
            raise DayAhead(on)
        said = last.model_copy(update={"answered_on": on, "positive": positive, "sign": sign, "note": note})
        return self._next(asked=tuple(said if one is last else one for one in self.asked))

    def built(self, on: date, today: date) -> "MemorialProposal":
        """Give it built. Raises `ProposalClosed`, `NotNow` where anybody has not said yes, `DayAhead`."""
        self._require_open()
        if not self.ready:
            raise NotNow("build")
        if on > today:
            raise DayAhead(on)
        return self._next(state=State.BUILT, built_on=on)

    def unveiled(self, on: date, memorial_id: str, today: date) -> "MemorialProposal":
        """Give it unveiled and in care. Raises `ProposalClosed`, `NotNow`, `DayAhead`."""
        self._require_open()
        if self.state is not State.BUILT or self.built_on is None:
            raise NotNow("unveil")
        if not self.built_on <= on <= today:
            raise DayAhead(on)
        return self._next(state=State.IN_CARE, unveiled_on=on, memorial_id=memorial_id)

    @property
    def may_end(self) -> bool:
        """True while it can be refused or taken back: nothing is built."""
        return self.state in (State.SUBMITTED, State.RECEIVED)

    def ended(self, state: State, reason: str, by: str | None) -> "MemorialProposal":
        """Give it refused or withdrawn; `by`: whose hand, None: the proposer's own.

        Raises `ProposalClosed`, `NotNow` where it is built.
        """
        self._require_open()
        if not self.may_end:
            raise NotNow("end")
        return self._next(state=state, reason=reason, ended_by=by, place=None)

    def to_do(self) -> dict[str, tuple[str, datetime | None, tuple[str, ...]]]:
        """Give what waits, by keys: what to do, until when, and how that date was found."""
        if not self.open:
            return {}
        found: dict[str, tuple[str, datetime | None, tuple[str, ...]]] = {
            self.key(number): (_WATCH[one.body], one.due_at, one.explanation)
            for number, one in enumerate(self.asked)
            if one.waits
        }
        if self.state is State.SUBMITTED:
            found[CHECK] = ("Sprawdź wniosek o upamiętnienie", self.due_at, self.explanation)
        elif self.state is State.BUILT:
            found["unveil"] = ("Wpisz dzień odsłonięcia upamiętnienia", None, ())
        elif self.ready:
            found["build"] = ("Wszystkie zgody są: wpisz, kiedy upamiętnienie stanęło", None, ())
        elif any(self.may_ask(body) for body in self.needs):
            refused = any((last := self.last(body)) and last.positive is False for body in self.needs)
            found["decide" if refused else "ask"] = (
                "Odmowna opinia: odmów wnioskodawcy albo zapytaj jeszcze raz"
                if refused
                else "Wyślij po opinie i zgody",
                None,
                (),
            )
        return found

    def key(self, number: int) -> str:
        """Give the key of what waits while a body thinks; `number`: the place of its asking, from 0."""
        return f"{self.asked[number].body}-{number}"

    def work(self, key: str) -> Work | None:
        """Give what waits on the work list under a key."""
        return next((work for work in self.works if work.key == key), None)

    def with_works(self, works: tuple[Work, ...]) -> "MemorialProposal":
        """Give it with what is on the work list, in the same version."""
        return self.model_copy(update={"works": works})

    def _require_open(self) -> None:
        if not self.open:
            raise ProposalClosed(self.id)

    def _next(self, **changes: object) -> "MemorialProposal":
        return self.model_copy(update={**changes, "version": self.version + 1})


_WATCH = {
    Body.IPN: "Dopilnuj opinii IPN",
    Body.VOIVODE: "Dopilnuj zezwolenia wojewody",
    Body.CONSERVATOR: "Dopilnuj pozwolenia konserwatora",
    Body.OWNER: "Dopilnuj zgody właściciela gruntu",
    Body.COUNCIL: "Dopilnuj uchwały Rady Miasta",
}
