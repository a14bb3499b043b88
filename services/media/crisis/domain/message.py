"""A warning (komunikat ostrzegawczy) on its way: draft, approved, issued, then updated, cancelled or expired.

An update and a cancellation are warnings of their own that name the one before them. It sends nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.media.crisis.domain.content import Content

EXERCISE = "ĆWICZENIE"
"""The word that every text of an exercise begins with."""
NOT_REAL = "To są ćwiczenia. Nic się nie dzieje i nie trzeba nic robić."
LONGEST = timedelta(days=14)
"""For how long a warning may hold; who needs more updates it."""
LONGEST_CHAIN = 200


class Kind(StrEnum):
    """What a warning is to the one before it."""

    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"


class State(StrEnum):
    """Where a warning is. Each but the first three is an end."""

    DRAFT = "draft"
    APPROVED = "approved"
    ISSUED = "issued"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    DISCARDED = "discarded"


class Action(StrEnum):
    """What can be done to a warning."""

    REWRITE = "rewrite"
    APPROVE = "approve"
    RETURN = "return"
    ISSUE = "issue"
    ISSUE_ALONE = "issue_alone"
    DISCARD = "discard"
    FOLLOW_UP = "follow_up"
    """Prepare an update or a cancellation of it."""
    EXPIRE = "expire"


ALLOWED: Mapping[Action, frozenset[State]] = {
    Action.REWRITE: frozenset({State.DRAFT}),
    Action.APPROVE: frozenset({State.DRAFT}),
    Action.RETURN: frozenset({State.APPROVED}),
    Action.ISSUE: frozenset({State.APPROVED}),
    Action.ISSUE_ALONE: frozenset({State.DRAFT}),
    Action.DISCARD: frozenset({State.DRAFT, State.APPROVED}),
    Action.FOLLOW_UP: frozenset({State.ISSUED}),
    Action.EXPIRE: frozenset({State.ISSUED}),
}
"""In which states a thing can be done."""
WAS_ISSUED = frozenset({State.ISSUED, State.UPDATED, State.CANCELLED, State.EXPIRED})


class WrongState(Exception):
    """What was asked cannot be done to a warning where it is now."""

    def __init__(self, message_id: str, state: State, action: Action) -> None:
        super().__init__(f"{message_id} is {state}: no {action}")
        self.message_id, self.state, self.action = message_id, state.value, action.value


class SamePerson(Exception):
    """Who wrote a text does not approve it: it needs a second pair of eyes."""

    def __init__(self, message_id: str) -> None:
        super().__init__(f"{message_id} needs another person")
        self.message_id = message_id


class NotPreApproved(Exception):
    """One person alone issues only a text that its plan has approved beforehand."""

    def __init__(self, message_id: str) -> None:
        super().__init__(f"the text of {message_id} is not the plan's")
        self.message_id = message_id


class ExpiryUnfit(Exception):
    """The end is over already, or later than a warning may hold. `latest`: ISO, UTC."""

    def __init__(self, latest: datetime) -> None:
        super().__init__(f"not later than {latest.isoformat()}")
        self.latest = latest.isoformat()


class NotInForce(Exception):
    """The warning that was to be updated or cancelled has ended meanwhile."""

    def __init__(self, message_id: str) -> None:
        super().__init__(f"{message_id} is not in force")
        self.message_id = message_id


class CrisisSigned(BaseModel):
    """Who of the staff did something, as what, and when; `role` "": from before that was kept."""

    model_config = ConfigDict(frozen=True)

    person_id: str
    person_name: str
    role: str = ""
    at: datetime


class Reference(BaseModel):
    """An earlier warning of the same event, as CAP names it."""

    model_config = ConfigDict(frozen=True)

    message_id: str
    sent: datetime


class Message(BaseModel):
    """One warning. `incident_id` is the id of the first warning about the same event.

    `reported_at`: when the event was reported, UTC: the clock of the first warning runs from there.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    incident_id: str
    kind: Kind = Kind.ALERT
    exercise: bool
    hazard: str
    content: Content
    reported_at: datetime
    target_minutes: int
    references: tuple[Reference, ...] = ()
    state: State = State.DRAFT
    written: CrisisSigned
    approved: CrisisSigned | None = None
    alone_because: str | None = None
    """Why one person issued it alone; None where two have seen it."""
    issued: CrisisSigned | None = None
    ended_at: datetime | None = None
    followed_by: str | None = None
    """The update or cancellation that ended it."""
    version: int = 1

    @property
    def headline(self) -> str:
        """The headline as it is said everywhere: that of an exercise says so first."""
        return f"{EXERCISE}: {self.content.words.headline}" if self.exercise else self.content.words.headline

    @property
    def description(self) -> str:
        """What happened, as it is said everywhere."""
        words = self.content.words.description
        return f"{EXERCISE}. {NOT_REAL}\n\n{words}" if self.exercise else words

    @property
    def instruction(self) -> str:
        """What to do, as it is said everywhere."""
        words = self.content.words.instruction
        return f"{EXERCISE}. {words}" if self.exercise else words

    @property
    def previous_id(self) -> str | None:
        """The warning that this one updates or cancels."""
        return self.references[-1].message_id if self.references else None

    @property
    def target_at(self) -> datetime:
        """Until when the first warning should be out."""
        return self.reported_at + timedelta(minutes=self.target_minutes)

    @property
    def took(self) -> timedelta | None:
        """How long the first warning took from the report; None for others and before it is out."""
        return self.issued.at - self.reported_at if self.issued and self.kind is Kind.ALERT else None

    def waits_for_first(self, at: datetime) -> bool:
        """Tell whether it should be out at the moment `at`, as the first about its event, and is not."""
        return self.kind is Kind.ALERT and self.state in (State.DRAFT, State.APPROVED) and self.target_at <= at

    def in_force(self, at: datetime) -> bool:
        """Tell whether people must mind it at the moment `at`. A cancellation is never in force."""
        return self.state is State.ISSUED and self.kind is not Kind.CANCEL and at < self.content.expires

    def live(self, at: datetime) -> bool:
        """Tell whether people are still to get it at the moment `at`: in force, or the word that it is no more."""
        return self.state is State.ISSUED and at < self.content.expires

    def can(self, action: Action) -> bool:
        """Tell whether something can be done to it where it is."""
        ends = action in (Action.FOLLOW_UP, Action.EXPIRE)
        return self.state in ALLOWED[action] and not (ends and self.kind is Kind.CANCEL)

    def rewritten(self, content: Content, by: CrisisSigned) -> "Message":
        """Give the draft with another content. Raises `WrongState`."""
        self._require(Action.REWRITE)
        return self._next(content=content, written=by)

    def approve(self, by: CrisisSigned) -> "Message":
        """Give the warning approved by a second person. Raises `WrongState`, `SamePerson`, `ExpiryUnfit`."""
        self._require(Action.APPROVE)
        if by.person_id == self.written.person_id:
            raise SamePerson(self.id)
        self._fits(by.at)
        return self._next(state=State.APPROVED, approved=by)

    def returned(self) -> "Message":
        """Give the approved warning as a draft again. Raises `WrongState`."""
        self._require(Action.RETURN)
        return self._next(state=State.DRAFT, approved=None)

    def issue(self, by: CrisisSigned) -> "Message":
        """Give the approved warning as it goes out. Raises `WrongState`, `ExpiryUnfit`."""
        self._require(Action.ISSUE)
        self._fits(by.at)
        return self._next(state=State.ISSUED, issued=by)

    def issue_alone(self, by: CrisisSigned, reason: str, *, pre_approved: bool) -> "Message":
        """Give the draft as one person sends it out alone. Raises `WrongState`, `NotPreApproved`, `ExpiryUnfit`."""
        self._require(Action.ISSUE_ALONE)
        if not pre_approved:
            raise NotPreApproved(self.id)
        self._fits(by.at)
        return self._next(state=State.ISSUED, alone_because=reason, issued=by)

    def discarded(self, at: datetime) -> "Message":
        """Give the warning that nobody needs. Raises `WrongState`."""
        self._require(Action.DISCARD)
        return self._next(state=State.DISCARDED, ended_at=at)

    def follow_up(self, kind: Kind, id: str, content: Content, by: CrisisSigned) -> "Message":
        """Give a draft of an update or a cancellation. Raises `WrongState`, `NotInForce`."""
        self._require(Action.FOLLOW_UP)
        if not self.in_force(by.at) or self.issued is None or len(self.references) >= LONGEST_CHAIN:
            raise NotInForce(self.id)
        return Message(
            id=id,
            incident_id=self.incident_id,
            kind=kind,
            exercise=self.exercise,
            hazard=self.hazard,
            content=content,
            reported_at=self.reported_at,
            target_minutes=self.target_minutes,
            references=(*self.references, Reference(message_id=self.id, sent=self.issued.at)),
            written=by,
        )

    def followed(self, by: "Message", at: datetime) -> "Message":
        """Give the warning ended by the update or cancellation that went out. Raises `NotInForce`."""
        if not self.in_force(at):
            raise NotInForce(self.id)
        state = State.CANCELLED if by.kind is Kind.CANCEL else State.UPDATED
        return self._next(state=state, ended_at=at, followed_by=by.id)

    def expired(self, at: datetime) -> "Message":
        """Give the warning after its time. Raises `WrongState` where that has not come or it has ended otherwise."""
        self._require(Action.EXPIRE)
        if at < self.content.expires:
            raise WrongState(self.id, self.state, Action.EXPIRE)
        return self._next(state=State.EXPIRED, ended_at=self.content.expires)

    def _require(self, action: Action) -> None:
        if not self.can(action):
            raise WrongState(self.id, self.state, action)

    def _fits(self, at: datetime) -> None:
        # A cancellation keeps the end of what it cancels, and holds for ever.
        if self.kind is not Kind.CANCEL and not at < self.content.expires <= at + LONGEST:
            raise ExpiryUnfit(at + LONGEST)

    def _next(self, **changes: object) -> "Message":
        return self.model_copy(update={**changes, "version": self.version + 1})
