"""What is kept of a request of the press, and what follows from it at a look. Nothing of a person is open in it."""

from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.media.contacts.domain import Medium
from services.media.requests.domain.clocks import Clock, Extension, Kind, Stop
from services.media.requests.domain.parts import (
    Channel,
    Chaser,
    Corrected,
    Handed,
    Publication,
    Refusal,
    RefusalDue,
    Sent,
    Version,
)
from services.media.requests.domain.steps import HEAD, OFFICE, WITH_UNIT, Action, State
from shared.clock import warsaw
from shared.deadlines import Unit
from shared.history import Done


class Record(BaseModel):
    """A request. Moments in UTC; `by` of its steps is the name of who takes them.

    `topic` is the office's own line about it, without names, and "" until it has one.

    `contact`, `asked` and every text are sealed. `asker`: a keyed digest of the e-mail address, `place`: which of its
    few places it takes while it waits. `digests`: keyed ones of the words of the name, to find it by.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    number: int
    year: int
    sign: str
    topic: str = ""
    outlet: str
    medium: Medium
    outlet_id: str | None = None
    channel: Channel
    contact: bytes
    asked: bytes
    asker: str | None = None
    place: int | None = None
    digests: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    received_at: datetime
    publication: Publication | None = None
    article: Publication | None = None
    mention_id: str | None = None
    """The mention of monitoring from which it was opened."""
    state: State = State.RECEIVED
    clock: Clock
    starts_at: datetime
    named: date | None = None
    """The day of the issue or the broadcast that its term ends with."""
    due_at: datetime
    told_due_at: datetime | None = None
    """The date that the sender was told last; None where none was told, or from before that was kept."""
    explanation: tuple[str, ...]
    refuse: RefusalDue | None = None
    """Until when an editor's demand can be refused; None for other kinds."""
    stops: tuple[Stop, ...] = ()
    extension: Extension | None = None
    unit: str | None = None
    unit_name: str | None = None
    unit_due_at: datetime | None = None
    remind_at: datetime | None = None
    """When the unit is reminded of the draft."""
    answer_remind_at: datetime | None = None
    """When whose turn it is, and no unit's, is reminded of the answer; None from before that was kept."""
    versions: tuple[Version, ...] = ()
    replies: tuple[Sent, ...] = ()
    """Holding replies."""
    answer: Sent | None = None
    refusal: Refusal | None = None
    history: tuple[Done, ...] = ()
    corrections: tuple[Corrected, ...] = ()
    links: int = 0
    """How many links to its page opened it once and do so no more: each time its sender's address was put right."""
    journalist_id: str | None = None
    """Which journalist of the list of contacts it is, where somebody has said so."""
    handed: tuple[Handed, ...] = ()
    chased: tuple[Chaser, ...] = ()
    chase_at: datetime | None = None
    """When the next chaser goes out; None where none will."""
    task: str | None = None
    """Id of the task that is open for it."""
    reminder: str | None = None
    """Id of the task by which the press office sees to it that another's late turn ends."""
    refusal_task: str | None = None
    """Id of the task that the date of a refusal has opened for the head."""
    waits: bool = True
    finished_at: datetime | None = None
    finished_month: str | None = None
    """The month in which its answer counts; the city's own demand is one from when it is with the editor."""
    in_time: bool | None = None
    free_days: int = 0
    """The version of the declared free days that its date was last held against."""
    version: int = 1

    @property
    def due_on(self) -> date:
        """The last day, in the city's calendar."""
        return warsaw(self.due_at).date()

    @property
    def stopped(self) -> Stop | None:
        """The stop that lasts."""
        return self.stops[-1] if self.stops and self.stops[-1].until is None else None

    @property
    def in_hours(self) -> bool:
        """Tell whether its term counts hours."""
        return self.clock.term is not None and self.clock.term.unit is Unit.HOUR

    @property
    def task_due_at(self) -> datetime:
        """Until when what is to be done next is to be done."""
        return self.unit_due_at if self.state in WITH_UNIT and self.unit_due_at else self.due_at

    @property
    def turn(self) -> str:
        """Whose turn it is: the symbol of a unit, `OFFICE` or `HEAD`."""
        if self.state in WITH_UNIT and self.unit is not None:
            return self.unit
        return HEAD if self.state is State.CLEARED else OFFICE

    @property
    def refusable(self) -> bool:
        """Tell whether it has a date to be refused by, and nobody has decided yet: approved, it will be published."""
        return self.refuse is not None and self.waits and self.state is not State.APPROVED

    def told_otherwise(self, now: datetime) -> bool:
        """Tell whether the sender knows another date than the one that holds.

        While a term stands none holds, and once it is over nobody can be promised an answer by it.
        """
        holds = self.waits and self.stopped is None and now <= self.due_at
        return holds and self.told_due_at is not None and self.told_due_at != self.due_at

    def late(self, now: datetime) -> bool:
        """Tell whether it waits longer than it may."""
        return self.waits and self.stopped is None and self.due_at < now

    def _entry(self, at: datetime, action: Action, by: str, note: str = "") -> tuple[Done, ...]:
        return (*self.history, Done(at=at, action=action.value, by_name=by, note=note))

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})
