"""An application for patronage on its way, as pure rules. Nothing of the organiser is open.

Each edition of an event is applied for anew; patronage is neither money nor the mayor's presence; a refusal is final.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, Self

from pydantic import BaseModel, ConfigDict

from shared.history import Done

MOST_PHOTOGRAPHS = 8


class Kind(StrEnum):
    """What is applied for."""

    PATRONAGE = "patronage"
    COMMITTEE = "committee"
    """That the mayor joins a committee of honour."""


class State(StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    TO_COMPLETE = "to_complete"
    CHECKED = "checked"
    OPINED = "opined"
    GRANTED = "granted"
    REFUSED = "refused"
    REPORTED = "reported"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class Action(StrEnum):
    """What can be done with it; the organiser's own steps go by the link."""

    CALL = "call"
    COMPLETE = "complete"
    CHECK = "check"
    OPINE = "opine"
    GRANT = "grant"
    REFUSE = "refuse"
    HAND_IN = "hand_in"
    APPROVE_ARMS = "approve_arms"
    RETURN_ARMS = "return_arms"
    PHOTOGRAPH = "photograph"
    DROP_PHOTOGRAPH = "drop_photograph"
    REPORT = "report"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"


WAITING = frozenset({State.SUBMITTED, State.TO_COMPLETE, State.CHECKED, State.OPINED})
TABLE: dict[Action, frozenset[State]] = {
    Action.CALL: frozenset({State.SUBMITTED}),
    Action.COMPLETE: frozenset({State.TO_COMPLETE}),
    Action.CHECK: frozenset({State.SUBMITTED}),
    Action.OPINE: frozenset({State.CHECKED}),
    Action.GRANT: frozenset({State.OPINED}),
    Action.REFUSE: frozenset({State.OPINED}),
    Action.HAND_IN: frozenset({State.GRANTED}),
    Action.APPROVE_ARMS: frozenset({State.GRANTED}),
    Action.RETURN_ARMS: frozenset({State.GRANTED}),
    Action.PHOTOGRAPH: frozenset({State.GRANTED}),
    Action.DROP_PHOTOGRAPH: frozenset({State.GRANTED}),
    Action.REPORT: frozenset({State.GRANTED}),
    Action.WITHDRAW: WAITING | {State.GRANTED},
    Action.REVOKE: frozenset({State.GRANTED}),
}
"""What may be done while it stands where. Refused, withdrawn, revoked: nothing any more."""


class PatronageNotNow(Exception):
    """In the state in which it is, the application waits for something else."""

    def __init__(self, state: str, action: str) -> None:
        super().__init__(f"no {action} while {state}")
        self.state, self.action = state, action


class TooLate(Exception):
    """The event is nearer than an application may be. `last`: the last day on which it could be filed."""

    def __init__(self, last: date) -> None:
        super().__init__(f"last day {last.isoformat()}")
        self.last, self.last_day = last, last.isoformat()


class EventOver(Exception):
    """The event has begun, or its end is before its beginning."""


class ReportEarly(Exception):
    """The event is not over yet."""


class NoMaterials(Exception):
    """There are no materials that wait for approval."""


class TooManyPhotographs(Exception):
    """The report has as many photographs as it may have."""


class Arms(StrEnum):
    """Where the use of the city's arms stands."""

    NONE = "none"
    HANDED_IN = "handed_in"
    APPROVED = "approved"
    RETURNED = "returned"


class Organiser(BaseModel):
    """Who organises the event, as it is sealed."""

    model_config = ConfigDict(frozen=True)

    organisation: str
    name: str
    email: str
    telephone: str = ""
    lines: tuple[str, ...] = ()
    about: str
    """What the event is, and why the mayor is asked."""


class Opinion(BaseModel):
    """What the department thinks."""

    model_config = ConfigDict(frozen=True)

    favourable: bool
    text: str
    by_name: str
    at: datetime


class Reply(BaseModel):
    """The written reply: the decision in words; `sealed`: its text."""

    model_config = ConfigDict(frozen=True)

    granted: bool
    at: datetime
    by_name: str
    sealed: bytes


class Photograph(BaseModel):
    """A photograph of the event. `id`: of its picture; `alt`: what it shows, in words."""

    model_config = ConfigDict(frozen=True)

    id: str
    alt: str
    width: int
    height: int


class Hand(Protocol):
    """Who does something, by the name that colleagues know."""

    @property
    def name(self) -> str: ...  # noqa: D102


class Application(BaseModel):
    """An application. Moments in UTC. `asker`: a keyed digest of the e-mail, `place`: which of its few places it takes.

    `late`: filed nearer to the event than the house asks.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    sign: str
    kind: Kind
    title: str
    place_of_event: str
    starts_on: date
    ends_on: date
    organiser: bytes
    asker: str
    place: int | None
    words: tuple[str, ...]
    organisation: str = ""
    """A keyed digest of the organiser's name: by it the register of partners knows its own."""
    late: bool
    state: State = State.SUBMITTED
    received_at: datetime
    due_at: datetime
    explanation: tuple[str, ...]
    calls: int = 0
    call: str = ""
    """What is to be completed."""
    opinion: Opinion | None = None
    reply: Reply | None = None
    arms: Arms = Arms.NONE
    materials: str | None = None
    """Id of the file that shows how the arms are used."""
    arms_note: str = ""
    photographs: tuple[Photograph, ...] = ()
    report: bytes | None = None
    remind_on: date | None = None
    """When the organiser is reminded of the report; None where no more."""
    history: tuple[Done, ...]
    task: str | None = None
    free_days: int = 0
    """The version of the declared free days that `due_at` was last held against."""
    version: int = 1

    def called(self, what: str, by: Hand, at: datetime) -> Self:
        """Give one that its organiser is asked to complete. Raises `PatronageNotNow`."""
        told = {"state": State.TO_COMPLETE, "call": what, "calls": self.calls + 1}
        return self._step(Action.CALL, at, by.name, what, **told)

    def completed(self, organiser: bytes, at: datetime) -> Self:
        """Give one that was completed. Raises `PatronageNotNow`."""
        return self._step(Action.COMPLETE, at, "", state=State.SUBMITTED, organiser=organiser)

    def checked(self, by: Hand, at: datetime) -> Self:
        """Give one that is formally in order. Raises `PatronageNotNow`."""
        return self._step(Action.CHECK, at, by.name, state=State.CHECKED)

    def opined(self, opinion: Opinion) -> Self:
        """Give it with the department's opinion. Raises `PatronageNotNow`."""
        return self._step(Action.OPINE, opinion.at, opinion.by_name, state=State.OPINED, opinion=opinion)

    def decided(self, reply: Reply, remind_on: date) -> Self:
        """Give it with the mayor's decision, always in writing. Raises `PatronageNotNow`."""
        if reply.granted:
            told: dict[str, Any] = {"state": State.GRANTED, "remind_on": remind_on}
            return self._step(Action.GRANT, reply.at, reply.by_name, reply=reply, **told)
        return self._step(Action.REFUSE, reply.at, reply.by_name, reply=reply, state=State.REFUSED, place=None)

    def handed_in(self, materials: str, at: datetime) -> Self:
        """Give it with the materials on which the arms are. Raises `PatronageNotNow`."""
        return self._step(Action.HAND_IN, at, "", arms=Arms.HANDED_IN, materials=materials)

    def arms_judged(self, approved: bool, note: str, by: Hand, at: datetime) -> Self:
        """Give it with the use of the arms approved, or returned with what to mend. Raises `NoMaterials`."""
        action = Action.APPROVE_ARMS if approved else Action.RETURN_ARMS
        self._require(action)
        if self.arms is not Arms.HANDED_IN:
            raise NoMaterials
        arms = Arms.APPROVED if approved else Arms.RETURNED
        return self._step(action, at, by.name, note, arms=arms, arms_note=note)

    def photographed(self, photograph: Photograph, at: datetime) -> Self:
        """Give it with another photograph. Raises `PatronageNotNow`, `TooManyPhotographs`."""
        self._require(Action.PHOTOGRAPH)
        if len(self.photographs) >= MOST_PHOTOGRAPHS:
            raise TooManyPhotographs
        return self._step(Action.PHOTOGRAPH, at, "", photographs=(*self.photographs, photograph))

    def without_photograph(self, id: str, at: datetime) -> Self:
        """Give it without a photograph that was a slip. Raises `PatronageNotNow`."""
        rest = tuple(one for one in self.photographs if one.id != id)
        return self._step(Action.DROP_PHOTOGRAPH, at, "", photographs=rest)

    def reported(self, report: bytes, today: date, at: datetime) -> Self:
        """Give it with its report. Raises `PatronageNotNow`, `ReportEarly`."""
        self._require(Action.REPORT)
        if today < self.ends_on:
            raise ReportEarly
        told: dict[str, Any] = {"state": State.REPORTED, "report": report, "remind_on": None, "place": None}
        return self._step(Action.REPORT, at, "", **told)

    def withdrawn(self, at: datetime) -> Self:
        """Give one that its organiser has withdrawn. Raises `PatronageNotNow`."""
        return self._step(Action.WITHDRAW, at, "", state=State.WITHDRAWN, place=None, remind_on=None)

    def revoked(self, reason: str, by: Hand, at: datetime) -> Self:
        """Give one that the city has taken back. Raises `PatronageNotNow`."""
        return self._step(Action.REVOKE, at, by.name, reason, state=State.REVOKED, place=None, remind_on=None)

    def reminded(self, at: datetime) -> Self:
        """Give it with its organiser reminded of the report."""
        entry = Done(at=at, action="remind")
        return self._next(remind_on=None, history=(*self.history, entry))

    def with_task(self, task: str | None) -> Self:
        """Give the same version with its open task."""
        return self.model_copy(update={"task": task})

    def _require(self, action: Action) -> None:
        if self.state not in TABLE[action]:
            raise PatronageNotNow(self.state, action)

    def _step(self, action: Action, at: datetime, by: str, note: str = "", **changes: Any) -> Self:
        self._require(action)
        entry = Done(at=at, action=action.value, by_name=by, note=note)
        return self._next(history=(*self.history, entry), **changes)

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})
