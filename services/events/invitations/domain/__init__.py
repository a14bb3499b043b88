"""A guest list of an event and its invitations, as pure rules. Nothing of a guest is open.

No letter leaves before somebody else than its authors has approved it, and each leaves once. An invitation has one
answer in force: the newest for the event as it stands; who has a moved event's invitation is asked anew.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, Self

from pydantic import BaseModel, ConfigDict

from shared.clock import warsaw
from shared.deadlines import Deadline, FreeDays, Term, before

MOST_GUESTS = 600
MOST_COMPANIONS = 10
_HISTORY = 100


class State(StrEnum):
    """Where an invitation stands."""

    PREPARED = "prepared"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPRESENTED = "represented"
    NO_REPLY = "no_reply"
    ATTENDED = "attended"
    WITHDRAWN = "withdrawn"
    """The city has taken it back: the guest hears nothing more of us."""


class Action(StrEnum):
    """What can be done with an invitation; ANSWER is the guest's own, by the link."""

    TAKE_OFF = "take_off"
    SEND = "send"
    ANSWER = "answer"
    ENTER = "enter"
    REMIND = "remind"
    ASK_AGAIN = "ask_again"
    LAPSE = "lapse"
    ADMIT = "admit"
    LET_OUT = "let_out"
    """That somebody was let in was a slip."""
    WITHDRAW = "withdraw"


ANSWERED = frozenset({State.ACCEPTED, State.DECLINED, State.REPRESENTED})
COMING = frozenset({State.ACCEPTED, State.REPRESENTED, State.ATTENDED})
TABLE: dict[Action, frozenset[State]] = {
    Action.TAKE_OFF: frozenset({State.PREPARED}),
    Action.SEND: frozenset({State.PREPARED}),
    Action.ANSWER: frozenset({State.SENT}) | ANSWERED,
    Action.ENTER: frozenset({State.SENT, State.NO_REPLY}) | ANSWERED,
    Action.REMIND: frozenset({State.SENT}),
    # Who has declined is let alone.
    Action.ASK_AGAIN: frozenset({State.SENT, State.NO_REPLY, State.ACCEPTED, State.REPRESENTED}),
    Action.LAPSE: frozenset({State.SENT}),
    Action.ADMIT: frozenset({State.SENT, State.NO_REPLY}) | ANSWERED,
    Action.LET_OUT: frozenset({State.ATTENDED}),
    Action.WITHDRAW: frozenset({State.SENT, State.NO_REPLY}) | ANSWERED,
}
"""What may be done while it stands where."""


class InvitationNotNow(Exception):
    """In the state in which it is, the invitation or its list waits for something else."""

    def __init__(self, state: str, action: str) -> None:
        super().__init__(f"no {action} while {state}")
        self.state, self.action = state, action


class OwnInvitation(Exception):
    """Whoever has written the letter or the list approves neither."""


class TooManyCompanions(Exception):
    """More people come along than may. `most`: how many may."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most}")
        self.most = most


class AnswerClosed(Exception):
    """The day until which guests answer by the link is over, or the event is not held."""


class AlreadyIn(Exception):
    """The guest was let in before. `at`: when."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at.isoformat())
        self.at = at


class Hand(Protocol):
    """Who does something."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102


class Entry(BaseModel):
    """Something that was done; `by_name` is "" for the guest, and for what happens by itself."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    action: str
    by_name: str = ""
    note: str = ""


class Status(StrEnum):
    """Whether the event is held."""

    ON = "on"
    PUT_OFF = "put_off"
    OFF = "off"


class When(BaseModel):
    """The event as guests are told of it. Moments in UTC."""

    model_config = ConfigDict(frozen=True)

    title: str
    starts: datetime
    ends: datetime
    all_day: bool = False
    place: str | None = None
    status: Status = Status.ON

    @property
    def day(self) -> date:
        """Its first day in the city."""
        return warsaw(self.starts).date()

    def same(self, other: "When") -> bool:
        """Tell whether a guest who knows the other need not be told."""
        if self.status is not Status.ON and other.status is self.status:
            return True
        mine, others = (
            (one.starts, one.ends, one.all_day, one.place, one.status) for one in (self, other)
        )  # A title that was mended moves nobody.
        return mine == others


class Days(NamedTuple):
    """The house's own rules: before the event letters leave and answers are due; before that a reminder, in days."""

    send: Term
    answer: Term
    remind: int

    def send_by(self, when: When, free: FreeDays) -> Deadline:
        """Give by when the letters leave, with how that was computed."""
        return before(self.send, when.day, free)

    def answer_by(self, when: When, today: date, free: FreeDays) -> date:
        """Give the last day for answers; where the event is near, two days are left, but it is the day before."""
        usual = before(self.answer, when.day, free).day
        return max(usual, min(today + timedelta(days=2), when.day - timedelta(days=1)))

    def remind_on(self, answer_by: date) -> date:
        """Give the day on which those who have not answered are reminded."""
        return answer_by - timedelta(days=self.remind)


class Letter(BaseModel):
    """What the letter says: `phrase` ends its first sentence, `body` is a template with slots."""

    model_config = ConfigDict(frozen=True)

    phrase: str
    body: str
    signatory: str
    answer_by: date
    companions: int = 0
    """How many a guest may bring, where the invitation says nothing else."""


class Summary(BaseModel):
    """How many were invited and came: what is left of a list whose time is over."""

    model_config = ConfigDict(frozen=True)

    invited: int
    attended: int
    people: int


class GuestList(BaseModel):
    """The guest list of an entry of the calendar, by its id. `round`: counts what guests were to be told of.

    `authors`: ids of those who have written the letter or put guests on the list.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    when: When
    round: int = 1
    letter: Letter
    authors: tuple[str, ...]
    approved_at: datetime | None = None
    approved_by_name: str = ""
    rows: int = 0
    places: int = 0
    history: tuple[Entry, ...] = ()
    closed_at: datetime | None = None
    """When its guests were erased."""
    summary: Summary | None = None
    version: int = 1

    @property
    def held(self) -> bool:
        """True where guests can still come."""
        return self.when.status is Status.ON and self.closed_at is None

    def over(self, now: datetime) -> bool:
        """Tell whether the event has ended."""
        return self.when.ends <= now

    def written(self, letter: Letter, by: Hand, at: datetime) -> Self:
        """Give it with another letter, to be approved anew. Raises `InvitationNotNow`."""
        self._require("write")
        changes = {"letter": letter, "approved_at": None, "approved_by_name": ""}
        return self._by(by, "write", at, "", **changes)

    def longer(self, count: int, by: Hand, at: datetime) -> Self:
        """Give it with more guests; what was approved of the others stays. Raises `InvitationNotNow`."""
        self._require("add")
        return self._by(by, "add", at, str(count))

    def shorter(self, by: Hand, at: datetime) -> Self:
        """Give it without a guest who was not written to. Raises `InvitationNotNow`."""
        self._require("take_off")
        return self._next(history=self._entry(at, "take_off", by.name))

    def approved(self, by: Hand, at: datetime) -> Self:
        """Give it approved: the letter, and whom it goes to. Raises `InvitationNotNow`, `OwnInvitation`."""
        self._require("approve")
        if by.id in self.authors:
            raise OwnInvitation
        told = {"approved_at": at, "approved_by_name": by.name}
        return self._next(**told, history=self._entry(at, "approve", by.name))

    def sent(self, count: int, by: Hand, at: datetime) -> Self:
        """Give it with letters sent. Raises `InvitationNotNow` before anybody has approved it."""
        self._require("send")
        if self.approved_at is None:
            raise InvitationNotNow("drafted", "send")
        return self._next(history=self._entry(at, "send", by.name, str(count)))

    def laid_out(self, rows: int, places: int, by: Hand, at: datetime) -> Self:
        """Give it with rows and places in each. Raises `InvitationNotNow`."""
        self._require("lay_out")
        told = {"rows": rows, "places": places}
        return self._next(**told, history=self._entry(at, "lay_out", by.name, f"{rows} × {places}"))

    def following(self, when: When, answer_by: date, at: datetime) -> Self:
        """Give it as the calendar has it now; where guests are to be told, in a new round."""
        if self.when == when:
            return self
        if self.when.same(when):
            return self._next(when=when)
        letter = self.letter.model_copy(update={"answer_by": answer_by})
        entry = self._entry(at, f"event_{when.status.value}")
        return self._next(when=when, letter=letter, round=self.round + 1, history=entry)

    def erased(self, summary: Summary, at: datetime) -> Self:
        """Give what is left when its time is over."""
        return self._next(closed_at=at, summary=summary, history=self._entry(at, "erase"))

    def _require(self, action: str) -> None:
        if not self.held:
            raise InvitationNotNow("closed" if self.closed_at else self.when.status, action)

    def _by(self, by: Hand, action: str, at: datetime, note: str, **changes: Any) -> Self:
        authors = tuple(sorted({*self.authors, by.id}))
        return self._next(**changes, authors=authors, history=self._entry(at, action, by.name, note))

    def _entry(self, at: datetime, action: str, by: str = "", note: str = "") -> tuple[Entry, ...]:
        return (*self.history, Entry(at=at, action=action, by_name=by, note=note))[-_HISTORY:]

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


class Said(BaseModel):
    """What a guest says, in the open: only before it is sealed and after it was opened."""

    model_config = ConfigDict(frozen=True)

    state: State
    companions: int = 0
    representative: str = ""
    representative_office: str = ""

    def checked(self, most: int) -> Self:
        """Give what counts of it. Raises `TooManyCompanions`, `ValueError` where it is no answer."""
        if self.state not in ANSWERED:
            raise ValueError(self.state)
        companions = self.companions if self.state is State.ACCEPTED else 0
        if companions > most:
            raise TooManyCompanions(most)
        named = self.state is State.REPRESENTED
        return self.model_copy(
            update={
                "companions": companions,
                "representative": self.representative if named else "",
                "representative_office": self.representative_office if named else "",
            }
        )


class Answer(BaseModel):
    """An answer as it is kept. `sealed`: who represents the guest, b"" where nobody; `by_name`: "" for the guest."""

    model_config = ConfigDict(frozen=True)

    state: State
    companions: int
    sealed: bytes = b""
    at: datetime
    by_name: str = ""


class Arrival(BaseModel):
    """That a guest came in, with how many people in all."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by_name: str
    people: int
    before: State
    """As what the guest was known before."""


class Invitation(BaseModel):
    """An invitation of a guest to an event. `code`: opaque, on the badge; `round`: up to which the guest was told.

    `answer`: the one in force, None where the guest was asked (anew) and has said nothing.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    list_id: str
    guest_id: str
    code: str
    state: State = State.PREPARED
    companions: int
    """How many the guest may bring."""
    approved: bool = False
    by_email: bool | None = None
    """How it was sent; None before."""
    told: When | None = None
    """The event as the guest knows it."""
    round: int = 0
    answer: Answer | None = None
    arrival: Arrival | None = None
    withdrawn_for: bytes = b""
    """Sealed: why it was taken back; b"" where it was not."""
    history: tuple[Entry, ...] = ()
    version: int = 1

    @property
    def people(self) -> int:
        """How many come, the guest or who represents them among them."""
        if self.arrival is not None:
            return self.arrival.people
        if self.state not in COMING or self.answer is None:
            return 0
        return 1 + self.answer.companions

    @property
    def came(self) -> bool:
        """True where it was once said that somebody comes: the event may be in the guest's own calendar."""
        return any(done.action in (Action.ANSWER, Action.ENTER) and done.note in COMING for done in self.history)

    def approve(self) -> Self:
        """Give one that somebody else than the list's authors has seen."""
        return self._next(approved=True)

    def sent(self, guests: GuestList, by_email: bool, by: Hand, at: datetime) -> Self:
        """Give it sent. Raises `InvitationNotNow`, also where nobody has approved it."""
        self._require(Action.SEND)
        if not self.approved or guests.approved_at is None or not guests.held:
            raise InvitationNotNow("drafted", Action.SEND)
        told: dict[str, Any] = {"state": State.SENT, "by_email": by_email, "told": guests.when, "round": guests.round}
        return self._step(Action.SEND, at, by.name, **told)

    def answered(self, said: Said, sealed: bytes, guests: GuestList, at: datetime, by: Hand | None = None) -> Self:
        """Give it with the guest's answer, by the link or (`by`) as an officer heard it.

        Raises `InvitationNotNow`, `TooManyCompanions`; by the link `AnswerClosed` after the answer-by day.
        """
        action = Action.ANSWER if by is None else Action.ENTER
        self._require(action)
        last = guests.letter.answer_by
        if not guests.held or guests.over(at) or (by is None and warsaw(at).date() > last):
            raise AnswerClosed
        checked = said.checked(self.companions)
        name = by.name if by else ""
        answer = Answer(state=checked.state, companions=checked.companions, sealed=sealed, at=at, by_name=name)
        # Whoever answers has read the page, which tells the event as it is.
        told: dict[str, Any] = {"state": checked.state, "answer": answer, "told": guests.when, "round": guests.round}
        return self._step(action, at, name, checked.state.value, **told)

    def retold(self, guests: GuestList, at: datetime) -> Self:
        """Give it where the guest is told that the event has changed: asked anew where it is held.

        Raises `InvitationNotNow`.
        """
        self._require(Action.ASK_AGAIN)
        known: dict[str, Any] = {"told": guests.when, "round": guests.round}
        if guests.when.status is Status.ON:
            known |= {"state": State.SENT, "answer": None}
        return self._step(Action.ASK_AGAIN, at, "", guests.when.status.value, **known)

    def up_to(self, round: int) -> Self:
        """Give it where the guest need not be told: the event is as they know it."""
        return self._next(round=round)

    def reminded(self, at: datetime) -> Self:
        """Give it with the guest reminded. Raises `InvitationNotNow`."""
        return self._step(Action.REMIND, at, "")

    def lapsed(self, at: datetime) -> Self:
        """Give it when the event is over and the guest never said a word. Raises `InvitationNotNow`."""
        return self._step(Action.LAPSE, at, "", state=State.NO_REPLY)

    def admitted(self, people: int, by: Hand, at: datetime) -> Self:
        """Give it with the guest let in. Raises `AlreadyIn`, `InvitationNotNow`."""
        if self.arrival is not None:
            raise AlreadyIn(self.arrival.at)
        arrival = Arrival(at=at, by_name=by.name, people=people, before=self.state)
        return self._step(Action.ADMIT, at, by.name, str(people), state=State.ATTENDED, arrival=arrival)

    def let_out(self, by: Hand, at: datetime) -> Self:
        """Give it as it was before the guest was let in, which was a slip. Raises `InvitationNotNow`."""
        self._require(Action.LET_OUT)
        assert self.arrival is not None
        return self._step(Action.LET_OUT, at, by.name, state=self.arrival.before, arrival=None)

    def withdrawn(self, sealed: bytes, by: Hand, at: datetime) -> Self:
        """Give it taken back. `sealed`: the reason. Raises `InvitationNotNow`."""
        return self._step(Action.WITHDRAW, at, by.name, state=State.WITHDRAWN, withdrawn_for=sealed)

    def _require(self, action: Action) -> None:
        if self.state not in TABLE[action]:
            raise InvitationNotNow(self.state, action)

    def _step(self, action: Action, at: datetime, by: str, note: str = "", **changes: Any) -> Self:
        self._require(action)
        entry = Entry(at=at, action=action.value, by_name=by, note=note)
        return self._next(history=(*self.history, entry)[-_HISTORY:], **changes)

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


class Counts(NamedTuple):
    """How many invitations stand where; `inside`, `expected`: people, with those who come along."""

    states: dict[State, int]
    unapproved: int
    inside: int
    expected: int

    @property
    def all(self) -> int:
        """All of them."""
        return sum(self.states.values())

    @property
    def summary(self) -> Summary:
        """How many were invited and came."""
        invited = self.all - self.states[State.PREPARED] - self.states[State.WITHDRAWN]
        return Summary(invited=invited, attended=self.states[State.ATTENDED], people=self.inside)


def counted(invitations: Sequence[Invitation]) -> Counts:
    """Count the invitations of a list."""
    states = dict.fromkeys(State, 0)
    for one in invitations:
        states[one.state] += 1
    return Counts(
        states,
        sum(one.state is State.PREPARED and not one.approved for one in invitations),
        sum(one.arrival.people for one in invitations if one.arrival),
        sum(one.people for one in invitations),
    )
