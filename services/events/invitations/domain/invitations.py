"""An invitation of a guest: one answer in force, the newest for the event as it stands. No framework."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self

from pydantic import BaseModel, ConfigDict

from services.events.invitations.domain.event import Status, When
from services.events.invitations.domain.history import HISTORY, Entry, Hand
from services.events.invitations.domain.lists import GuestList, Summary
from services.events.invitations.domain.states import (
    ANSWERED,
    COMING,
    TABLE,
    Action,
    AlreadyIn,
    AnswerClosed,
    InvitationNotNow,
    State,
    TooManyCompanions,
)
from shared.clock import warsaw

MOST_COMPANIONS = 10


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
        return self._next(history=(*self.history, entry)[-HISTORY:], **changes)

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
