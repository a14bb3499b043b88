"""What a unit gives to a report (wkład): its states, and that nothing to report is said in so many words."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.reporting.council.domain.resolutions import ExecutionStatus
from shared.clock import warsaw
from shared.deadlines import FreeDays, Postponed, Term, before, next_working_day


class Section(StrEnum):
    """What a unit is asked about beside its resolutions, in the order of the report."""

    MEETINGS = "meetings"
    INVESTMENTS = "investments"
    EVENTS = "events"
    ORDERS = "orders"
    CONTRACTS = "contracts"
    GRANTS = "grants"


class InputState(StrEnum):
    """Where a unit's input stands."""

    REQUESTED = "requested"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class Step(StrEnum):
    """What is written to a unit next, while it is silent."""

    REMIND = "remind"
    """A word before its day."""
    CHASE = "chase"
    """A word when its day is over."""


class InputEmpty(Exception):
    """Nothing was given, and nobody has said that there is nothing."""


class NothingAndSomething(Exception):
    """There is said to be nothing to report, and something is reported."""


class InputNotAwaited(Exception):
    """The input was sent already, or accepted."""

    def __init__(self, state: InputState) -> None:
        super().__init__(f"the input is {state}")
        self.state = state.value


class NotItsResolution(Exception):
    """The unit does not carry out this resolution, or speaks of it twice."""

    def __init__(self, resolution_id: str) -> None:
        super().__init__(f"not for this unit: {resolution_id}")
        self.resolution_id = resolution_id


class Execution(BaseModel):
    """How far the unit's part of a resolution is."""

    model_config = ConfigDict(frozen=True)

    resolution_id: str
    status: ExecutionStatus
    text: str


class Given(BaseModel):
    """What a unit says: how far its resolutions are, a text for each section, or that there is nothing."""

    model_config = ConfigDict(frozen=True)

    nothing: bool = False
    executions: tuple[Execution, ...] = ()
    texts: Mapping[Section, str] = {}

    def require_whole(self, own: Collection[str]) -> None:
        """Hold it against the rules; `own`: ids of the unit's resolutions.

        Raises `InputEmpty`, `NothingAndSomething`, `NotItsResolution`.
        """
        something = bool(self.executions or self.texts)
        if self.nothing and something:
            raise NothingAndSomething
        if not self.nothing and not something:
            raise InputEmpty
        seen = set[str]()
        for one in self.executions:
            if one.resolution_id not in own or one.resolution_id in seen:
                raise NotItsResolution(one.resolution_id)
            seen.add(one.resolution_id)


_SILENCE: Mapping[str, Any] = {"step": None, "step_at": None}
"""Nothing more is written."""
_SPACE = timedelta(days=1)
"""Between two letters to a unit."""


class Return(BaseModel):
    """That an officer asked for something else, and why."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by_name: str
    reason: str


class Input(BaseModel):
    """The input of one unit to one report. `number`: its place among the units, from 1."""

    model_config = ConfigDict(frozen=True)

    id: str
    report_id: str
    number: int
    unit: str
    unit_name: str
    state: InputState = InputState.REQUESTED
    due_at: datetime
    explanation: tuple[str, ...]
    given: Given | None = None
    sent_at: datetime | None = None
    sent_by_name: str | None = None
    returns: tuple[Return, ...] = ()
    accepted_at: datetime | None = None
    accepted_by_name: str | None = None
    step: Step | None = None
    step_at: datetime | None = None
    """When that is written (UTC); None where nothing is."""
    task: str | None = None
    """Id of the task that is open for it."""
    waits: bool = True
    """Whether the unit has something to do."""
    free_days: int = 0
    """The version of the declared free days that its date was last held against."""
    version: int = 1

    def late(self, now: datetime) -> bool:
        """Tell whether the unit is late."""
        return self.waits and self.due_at < now

    def submitted(self, given: Given, own: Collection[str], by_name: str, now: datetime) -> Self:
        """Give the input that waits for an officer. Raises `InputNotAwaited` and what `require_whole` raises."""
        if not self.waits:
            raise InputNotAwaited(self.state)
        given.require_whole(own)
        told = {"given": given, "sent_at": now, "sent_by_name": by_name}
        return self._changed(state=InputState.SUBMITTED, waits=False, **told, **_SILENCE)

    def returned(self, why: Return, due_at: datetime, explanation: tuple[str, ...]) -> Self:
        """Give the input that the unit has to mend. Raises `InputNotAwaited`."""
        self._require_submitted()
        told = {"returns": (*self.returns, why), "due_at": due_at, "explanation": explanation}
        return self._changed(state=InputState.RETURNED, waits=True, **told)

    def accepted(self, by_name: str, now: datetime) -> Self:
        """Give the accepted input. Raises `InputNotAwaited`."""
        self._require_submitted()
        return self._changed(state=InputState.ACCEPTED, accepted_at=now, accepted_by_name=by_name)

    def due(self, due_at: datetime, explanation: tuple[str, ...]) -> Self:
        """Give the input with another date: its session has moved."""
        return self._changed(due_at=due_at, explanation=explanation)

    def ended(self) -> Self:
        """Give the input that nobody waits for any more: its report was approved without it, or withdrawn."""
        return self._changed(waits=False, **_SILENCE)

    def to_remind(self, reminder: Term, now: datetime, free: FreeDays) -> Self:
        """Give the same version with what is written before its day; `reminder`: how long before.

        Where that is over already, or within a day, the next word comes when the day is over.
        """
        soon = self._reminded_at(reminder, free) <= now + _SPACE
        return self.model_copy(update={"step": Step.CHASE if soon else Step.REMIND}).step_moved(reminder, free)

    def step_moved(self, reminder: Term, free: FreeDays) -> Self:
        """Give the same version with the moment of its next step as its day makes it."""
        at = self._reminded_at(reminder, free) if self.step is Step.REMIND else self.due_at
        return self.model_copy(update={"step_at": at if self.step else None})

    def _reminded_at(self, reminder: Term, free: FreeDays) -> datetime:
        return before(reminder, warsaw(self.due_at).date(), free).due_at

    def step_due(self, now: datetime) -> Step | None:
        """Tell what is to be written at this moment."""
        return self.step if self.step_at is not None and self.step_at <= now else None

    def stepped(self) -> Self:
        """Give the input after its present step: a unit is reminded once, and chased once; then its head hears."""
        if self.step is Step.REMIND:
            return self._changed(step=Step.CHASE, step_at=self.due_at)
        return self._changed(**_SILENCE)

    def held_against(self, free: FreeDays) -> tuple[Self, Postponed] | None:
        """Give the input whose last day has been declared free with the next working day; None where it stays."""
        later = next_working_day(self.due_at, free)
        if later is None:
            return None
        told = {"due_at": later.due_at, "explanation": (*self.explanation, *later.explanation)}
        return self._changed(**told, free_days=free.version), later

    def with_task(self, task: str | None) -> Self:
        """Give the same version with its open task."""
        return self.model_copy(update={"task": task})

    def _require_submitted(self) -> None:
        if self.state is not InputState.SUBMITTED:
            raise InputNotAwaited(self.state)

    def _changed(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


def input_id(report_id: str, number: int) -> str:
    """Give the id of an input: a unit is called once for a report."""
    return f"{report_id}-{number:03d}"
