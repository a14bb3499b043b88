"""How a chosen project is carried out, as pure rules. It reads no clock.

What is known comes from events in any order: the work starts once the result, the decision and the unit are known.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.reporting.implementation.domain.calls import CALL_TERM, FRESH, Call, CallClosed, Rhythm
from shared.clock import warsaw
from shared.contracts.reporting import Stage
from shared.deadlines import STATUTE, Deadline, FreeDays, Postponed, Reckoning, Term, Unit, compute, postponed

OVER = (Stage.FINISHED, Stage.ABANDONED)
REASON_LENGTH = 10
"""Characters that a reason has at least."""
ABANDONMENT_LENGTH = 40
"""Characters that the note of an abandonment has at least: it is its reason, and residents read it."""

# Terms of the house, not of an act: no resolution that was found sets them.
PLAN_TERM = Term(amount=30, unit=Unit.DAY)
APPROVAL_TERM = Term(amount=3, unit=Unit.WORKING_DAY)
MENDING_TERM = Term(amount=7, unit=Unit.DAY)


class UpdateState(StrEnum):
    """What has become of a unit's word."""

    WAITING = "waiting"
    PUBLISHED = "published"
    RETURNED = "returned"


class NotStarted(Exception):
    """The work has no unit yet."""

    def __init__(self, implementation_id: str) -> None:
        super().__init__(f"implementation {implementation_id} has not started")
        self.implementation_id = implementation_id


class WorkOver(Exception):
    """The work is finished or abandoned: nothing is added."""

    def __init__(self, implementation_id: str) -> None:
        super().__init__(f"implementation {implementation_id} is over")
        self.implementation_id = implementation_id


class UpdateWaits(Exception):
    """An update of the unit waits for an officer; the next one comes after it."""

    def __init__(self, number: int) -> None:
        super().__init__(f"update {number} waits for approval")
        self.number = number


class UpdateDecided(Exception):
    """An officer has decided about this update already."""

    def __init__(self, number: int) -> None:
        super().__init__(f"update {number} has been decided")
        self.number = number


class NoSuchUpdate(LookupError):
    """There is no update with this number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"no update {number}")
        self.number = number


class ProgressIncomplete(Exception):
    """A field that this progress needs is missing or does not hold. `field`: its name; `fault`: what is wrong."""

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(f"{field}: {fault}")
        self.field, self.fault = field, fault


class Progress(BaseModel):
    """What a unit says: how far it is, what it spent (grosze), when it will be ready, and why later than it said."""

    model_config = ConfigDict(frozen=True)

    stage: Stage
    percent: int
    spent: int
    note: str
    planned_end: date | None = None
    delay_reason: str | None = None
    overrun_reason: str | None = None


class Update(Progress):
    """A unit's word with who sent it, and what an officer did with it."""

    number: int
    state: UpdateState = UpdateState.WAITING
    sent_at: datetime
    sent_by: str
    sent_by_name: str
    decided_at: datetime | None = None
    decided_by_name: str | None = None
    return_reason: str | None = None


class OpenTask(BaseModel):
    """What somebody has to do for a work now. `due_at`: None in documents older than this field."""

    model_config = ConfigDict(frozen=True)

    name: str
    reckoning: Reckoning
    due_at: datetime | None


class Implementation(BaseModel):
    """A project on its way to be built; its id is the proposal's. `budget` in grosze."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    version: int
    content_version: int = 0
    case: str | None = None
    title: str | None = None
    area_id: str | None = None
    result_version: int = 0
    selected: bool = False
    budget: int = 0
    decision_version: int = 0
    decided: bool = False
    decision_unit: str | None = None
    decision_unit_name: str | None = None
    review_version: int = 0
    review_unit: str | None = None
    review_unit_name: str | None = None
    unit: str | None = None
    unit_name: str | None = None
    started_at: datetime | None = None
    updates: tuple[Update, ...] = ()
    stage: Stage = Stage.PLANNED
    percent: int = 0
    spent: int = 0
    planned_end: date | None = None
    plan_due: datetime | None = None
    update_due: datetime | None = None
    """Until when the newest update is to be decided about, or mended; None where nobody has to."""
    free_days: int = 0
    """The version of the declared free days that these dates were last held against."""
    over: bool = False
    next_call_on: date | None = None
    """The day on which the unit is asked for its word; None before its plan is published and when the work is over."""
    calls: int = 0
    """How often it was asked."""
    call: Call | None = None
    due_on: date | None = None
    """The day by which something is due: the planned end, or the plan itself; None when the work is over."""

    # -- what the services say -----------------------------------------------------------------------------------

    def changed(self, **changes: Any) -> Self:
        """Give the next version with some fields changed."""
        return self.model_copy(update={**changes, "version": self.version + 1})

    def can_start(self) -> bool:
        """Tell whether all is known that a start needs, and it has not started yet."""
        return self.started_at is None and self.selected and self.title is not None and self._known_unit() is not None

    def _known_unit(self) -> tuple[str, str] | None:
        """Give the unit that the decision names or, where it names none, the one that reviewed the proposal."""
        if not self.decided:
            return None
        if self.decision_unit:
            return self.decision_unit, self.decision_unit_name or self.decision_unit
        if self.review_unit:
            return self.review_unit, self.review_unit_name or self.review_unit
        return None

    def started(self, now: datetime, free: FreeDays) -> tuple[Self, Deadline]:
        """Give the work to its unit, as a part of the change that made it possible, and the deadline for its plan."""
        known = self._known_unit()
        if known is None:
            raise NotStarted(self.id)
        deadline = compute(PLAN_TERM, now, free)
        changes = {"unit": known[0], "unit_name": known[1], "started_at": now, "due_on": deadline.day}
        return self.model_copy(update={**changes, "plan_due": deadline.due_at}), deadline

    @property
    def open_task(self) -> OpenTask | None:
        """What somebody has to do now; None where the work goes on by itself, is over, or has not started."""
        if self.started_at is None or self.over:
            return None
        if not self.updates:
            reckoning = Reckoning(term=PLAN_TERM, start=self.started_at)
            return OpenTask(name="plan", reckoning=reckoning, due_at=self.plan_due)
        if (update := self.waiting) is not None:
            reckoning = Reckoning(term=APPROVAL_TERM, start=update.sent_at)
            return OpenTask(name=f"approve-{update.number}", reckoning=reckoning, due_at=self.update_due)
        if (update := self.returned) is not None and update.decided_at is not None:
            reckoning = Reckoning(term=MENDING_TERM, start=update.decided_at)
            return OpenTask(name=f"mend-{update.number}", reckoning=reckoning, due_at=self.update_due)
        return None

    def postponed(self, free: FreeDays) -> tuple[Self, Postponed] | None:
        """Give the work whose open task is due later by declared free days, and how; None where nothing moves."""
        task = self.open_task
        if task is None:
            moved = self.call.postponed(free) if self.call else None
            return (self.changed(call=moved[0], free_days=free.version), moved[1]) if moved else None
        told = task.due_at or compute(task.reckoning.term, task.reckoning.start, STATUTE).due_at
        later = postponed(told, task.reckoning, free)
        if later is None:
            return None
        if task.name == "plan":
            dates = {"plan_due": later.due_at, "due_on": warsaw(later.due_at).date()}
            return self.changed(**dates, free_days=free.version), later
        return self.changed(update_due=later.due_at, free_days=free.version), later

    # -- the unit and the officer ----------------------------------------------------------------------------------

    @property
    def last_published(self) -> Update | None:
        """The last word that residents can read."""
        return next((one for one in reversed(self.updates) if one.state is UpdateState.PUBLISHED), None)

    @property
    def waiting(self) -> Update | None:
        """The update that waits for an officer."""
        return self.updates[-1] if self.updates and self.updates[-1].state is UpdateState.WAITING else None

    @property
    def returned(self) -> Update | None:
        """The update that the unit has to mend."""
        return self.updates[-1] if self.updates and self.updates[-1].state is UpdateState.RETURNED else None

    def late(self, now: datetime) -> bool:
        """Tell whether the day by which something is due is over."""
        return self.due_on is not None and self.due_on < warsaw(now).date()

    def check(self, progress: Progress) -> None:
        """Hold a unit's word against the rules. Raises `ProgressIncomplete` with the first field that is wrong."""
        for field, fault in self.faults(progress).items():
            raise ProgressIncomplete(field, fault)

    def faults(self, progress: Progress) -> Mapping[str, str]:
        """Name what is wrong, by field: needed, too_short or not_whole."""
        found: dict[str, str] = {}
        if progress.stage is Stage.FINISHED and progress.percent != 100:
            found["percent"] = "not_whole"
        if progress.stage is Stage.ABANDONED and len(progress.note) < ABANDONMENT_LENGTH:
            found["note"] = "too_short"
        if progress.planned_end is None and progress.stage not in OVER:
            found["planned_end"] = "needed"
        if self.delayed(progress) and len(progress.delay_reason or "") < REASON_LENGTH:
            found["delay_reason"] = "needed"
        if progress.spent > self.budget and len(progress.overrun_reason or "") < REASON_LENGTH:
            found["overrun_reason"] = "needed"
        return found

    def delayed(self, progress: Progress) -> bool:
        """Tell whether the end moves later than residents were told."""
        told = self.last_published
        return bool(
            told and told.planned_end and progress.planned_end and progress.planned_end > told.planned_end
        ) and (progress.stage not in OVER)

    def sent(self, progress: Progress, by: str, by_name: str, now: datetime, due: Deadline) -> Self:
        """Add a unit's word, which waits for an officer until `due`.

        Raises `NotStarted`, `WorkOver`, `UpdateWaits`, `ProgressIncomplete`.
        """
        if self.started_at is None:
            raise NotStarted(self.id)
        if self.over:
            raise WorkOver(self.id)
        if self.waiting is not None:
            raise UpdateWaits(self.waiting.number)
        self.check(progress)
        number = len(self.updates) + 1
        update = Update(**progress.model_dump(), number=number, sent_at=now, sent_by=by, sent_by_name=by_name)
        return self.changed(updates=(*self.updates, update), update_due=due.due_at, call=None)

    def unchanged(self, note: str, today: date) -> Progress:
        """Give the last published word once more, with this note.

        Raises `CallClosed` where there is none to repeat, and `ProgressIncomplete` where its end has passed: that has
        changed then.
        """
        if (last := self.last_published) is None:
            raise CallClosed
        if last.planned_end is not None and last.planned_end < today:
            raise ProgressIncomplete("planned_end", "over")
        gone = {"note": note, "delay_reason": None, "overrun_reason": last.overrun_reason}
        return Progress.model_validate({**last.model_dump(include=set(Progress.model_fields)), **gone})

    # -- calls -----------------------------------------------------------------------------------------------------

    def asked_by(self, rhythm: Rhythm, today: date) -> Self:
        """Give the work with the next day of asking by a unit's rhythm; part of another change."""
        asked = self.started_at is not None and not self.over and self.last_published is not None
        return self.model_copy(update={"next_call_on": rhythm.next_after(today) if asked else None})

    def needs_no_call(self, now: datetime) -> bool:
        """Tell whether asking would be idle: a word waits or has just come, or an older call is open."""
        waits = self.waiting is not None or self.returned is not None or self.call is not None
        return waits or bool(self.updates and now - self.updates[-1].sent_at < FRESH)

    def called(self, now: datetime, free: FreeDays) -> tuple[Self, Deadline]:
        """Ask the unit for its word; part of another change. Gives the deadline too."""
        due = compute(CALL_TERM, now, free)
        call = Call.made(self.calls + 1, now, due, free)
        return self.model_copy(update={"calls": call.number, "call": call, "free_days": free.version}), due

    def can_answer(self, call: int) -> bool:
        """Tell whether the link of this call still takes the unit's word: until it is there and not sent back."""
        answered = self.call is None and self.returned is None
        return not self.over and self.calls == call and not answered and self.waiting is None

    def update(self, number: int) -> Update:
        """Give an update. Raises `NoSuchUpdate`."""
        if not 1 <= number <= len(self.updates):
            raise NoSuchUpdate(number)
        return self.updates[number - 1]

    def published(self, number: int, by_name: str, now: datetime) -> Self:
        """Let residents read an update. Raises `NoSuchUpdate`, `UpdateDecided`."""
        update = self._decided(number, UpdateState.PUBLISHED, by_name, now)
        over = update.stage in OVER
        return self._with_update(update).changed(
            stage=update.stage,
            percent=update.percent,
            spent=update.spent,
            planned_end=update.planned_end,
            over=over,
            call=None if over else self.call,
            next_call_on=None if over else self.next_call_on,
            update_due=None,
            due_on=None if over else update.planned_end,
        )

    def sent_back(self, number: int, reason: str, by_name: str, now: datetime, due: Deadline) -> Self:
        """Ask the unit to mend an update until `due`. Raises `NoSuchUpdate`, `UpdateDecided`."""
        update = self._decided(number, UpdateState.RETURNED, by_name, now)
        returned = update.model_copy(update={"return_reason": reason})
        return self._with_update(returned).changed(update_due=due.due_at)

    def _decided(self, number: int, state: UpdateState, by_name: str, now: datetime) -> Update:
        update = self.update(number)
        if update.state is not UpdateState.WAITING:
            raise UpdateDecided(number)
        return update.model_copy(update={"state": state, "decided_at": now, "decided_by_name": by_name})

    def _with_update(self, update: Update) -> Self:
        updates = (*self.updates[: update.number - 1], update, *self.updates[update.number :])
        return self.model_copy(update={"updates": updates})


def approval_due(now: datetime, free: FreeDays) -> Deadline:
    """Give until when an officer decides about an update."""
    return compute(APPROVAL_TERM, now, free)


def mending_due(now: datetime, free: FreeDays) -> Deadline:
    """Give until when a unit mends what came back."""
    return compute(MENDING_TERM, now, free)
