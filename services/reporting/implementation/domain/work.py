"""How a chosen project is carried out, as pure rules. It reads no clock.

What is known comes from events in any order: the work starts once the result, the decision and the unit are known.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.reporting.implementation.domain.calls import CALL_TERM, FRESH, Call, CallClosed, Rhythm
from services.reporting.implementation.domain.handover import Handover, SameUnit
from services.reporting.implementation.domain.photographs import (
    MOST_PHOTOGRAPHS,
    NoSuchPhotograph,
    Photograph,
    TooManyPhotographs,
    UpdateReturned,
)
from services.reporting.implementation.domain.progress import (
    ABANDONMENT_LENGTH,
    APPROVAL_TERM,
    MENDING_TERM,
    OVER,
    PLAN_TERM,
    REASON_LENGTH,
    CostTooEarly,
    NoSuchUpdate,
    NotStarted,
    OpenTask,
    Progress,
    ProgressIncomplete,
    Settlement,
    Update,
    UpdateDecided,
    UpdateState,
    UpdateWaits,
    WorkOver,
)
from shared.clock import warsaw
from shared.contracts.reporting import Stage
from shared.deadlines import STATUTE, Deadline, FreeDays, Postponed, Reckoning, compute, postponed


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
    handovers: tuple[Handover, ...] = ()
    updates: tuple[Update, ...] = ()
    stage: Stage = Stage.PLANNED
    percent: int = 0
    spent: int = 0
    planned_end: date | None = None
    contractor: str | None = None
    settlement: Settlement | None = None
    """None until an officer has entered what it cost in the end."""
    plan_due: datetime | None = None
    update_due: datetime | None = None
    """Until when the newest update is to be decided about, or mended; None where nobody has to."""
    free_days: int = 0
    """The version of the declared free days that these dates were last held against."""
    over: bool = False
    next_call_on: date | None = None
    """The day on which the unit is asked for its word; None before the work starts and when it is over."""
    calls: int = 0
    """How often it was asked."""
    call: Call | None = None
    due_on: date | None = None
    """The day by which something is due: the planned end, or the plan itself; None when the work is over."""

    # -- what the services say -----------------------------------------------------------------------------------

    @property
    def said(self) -> dict[str, Any]:
        """What every event of it says: its version, which one it is, and who builds it."""
        return {
            "version": self.version,
            "implementation_id": self.id,
            "proposal_id": self.id,
            "edition_id": self.edition_id,
            "title": self.title or "",
            "unit": self.unit or "",
            "unit_name": self.unit_name or "",
        }

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
        changes = {"unit": known[0], "unit_name": known[1], "started_at": now}
        return self.model_copy(update={**changes, **_plan_dates(deadline.due_at)}), deadline

    def handed_over(
        self, unit: str, unit_name: str, reason: str, by_name: str, now: datetime, free: FreeDays
    ) -> tuple[Self, Deadline]:
        """Give the work to another unit, and until when that one plans, mends what came back, or says how it goes.

        The links of the calls before open nothing any more. Raises `NotStarted`, `WorkOver`, `SameUnit`, `UpdateWaits`.
        """
        if self.started_at is None or self.unit is None:
            raise NotStarted(self.id)
        if self.over:
            raise WorkOver(self.id)
        if unit == self.unit:
            raise SameUnit(unit)
        if self.waiting is not None:
            raise UpdateWaits(self.waiting.number)
        handover = Handover(
            unit=self.unit, unit_name=self.unit_name or self.unit, reason=reason, at=now, by_name=by_name
        )
        given = self.changed(unit=unit, unit_name=unit_name, handovers=(*self.handovers, handover), call=None)
        if not self.updates:
            due = compute(PLAN_TERM, now, free)
            return given.model_copy(update=_plan_dates(due.due_at)), due
        if self.returned is not None:
            due = mending_due(now, free)
            # Another number, so that the old links do not take what is mended.
            return given.model_copy(update={"update_due": due.due_at, "calls": self.calls + 1}), due
        return given.called(now, free)

    def task(self, name: str) -> str:
        """Give the id of a task on the lists of work; each unit that has had the work has tasks of its own."""
        return f"{self.id}-{name}" + (f"-unit-{len(self.handovers) + 1}" if self.handovers else "")

    @property
    def open_task(self) -> OpenTask | None:
        """What somebody has to do now; None where the work goes on by itself, is over, or has not started."""
        if self.started_at is None or self.over:
            return None
        given = self.handovers[-1].at if self.handovers else self.started_at
        if not self.updates:
            reckoning = Reckoning(term=PLAN_TERM, start=given)
            return OpenTask(name="plan", reckoning=reckoning, due_at=self.plan_due)
        if (update := self.waiting) is not None:
            reckoning = Reckoning(term=APPROVAL_TERM, start=update.sent_at)
            return OpenTask(name=f"approve-{update.number}", reckoning=reckoning, due_at=self.update_due)
        if (update := self.returned) is not None and update.decided_at is not None:
            reckoning = Reckoning(term=MENDING_TERM, start=max(update.decided_at, given))
            return OpenTask(name=f"mend-{update.number}", reckoning=reckoning, due_at=self.update_due)
        return None

    def postponed(self, free: FreeDays) -> tuple[Self, Postponed] | None:
        """Give the work whose open call or task is due later by declared free days, and how; None: nothing moves.

        Where there are both, the task's time is over: that is why the unit was called.
        """
        if self.call is not None:
            moved = self.call.postponed(free)
            return (self.changed(call=moved[0], free_days=free.version), moved[1]) if moved else None
        task = self.open_task
        if task is None:
            return None
        told = task.due_at or compute(task.reckoning.term, task.reckoning.start, STATUTE).due_at
        later = postponed(told, task.reckoning, free)
        if later is None:
            return None
        if task.name == "plan":
            return self.changed(**_plan_dates(later.due_at), free_days=free.version), later
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

    @property
    def actual_cost(self) -> int | None:
        """What it has cost in the end, in grosze: as settled, else what its last word says was spent; None before."""
        if self.settlement is not None:
            return self.settlement.actual_cost
        return self.spent if self.over else None

    def late(self, now: datetime) -> bool:
        """Tell whether the day by which something is due is over."""
        return self.due_on is not None and self.due_on < warsaw(now).date()

    def check(self, progress: Progress, today: date) -> None:
        """Hold a unit's word against the rules. Raises `ProgressIncomplete` with the first field that is wrong."""
        for field, fault in self.faults(progress, today).items():
            raise ProgressIncomplete(field, fault)

    def faults(self, progress: Progress, today: date) -> Mapping[str, str]:
        """Name what is wrong, by field: needed, too_short, not_whole, in no order, or promised for a day that is over.

        A day that has passed promises nothing: who keeps it would never have to say why it is late.
        """
        found: dict[str, str] = {}
        if progress.stage is Stage.FINISHED and progress.percent != 100:
            found["percent"] = "not_whole"
        if progress.stage is Stage.ABANDONED and len(progress.note) < ABANDONMENT_LENGTH:
            found["note"] = "too_short"
        if progress.planned_end is None and progress.stage not in OVER:
            found["planned_end"] = "needed"
        if self.put_off(progress) and len(progress.delay_reason or "") < REASON_LENGTH:
            found["delay_reason"] = "needed"
        if progress.spent > self.budget and len(progress.overrun_reason or "") < REASON_LENGTH:
            found["overrun_reason"] = "needed"
        if progress.stage not in OVER:
            found |= _misplaced(progress)
        found |= dict.fromkeys(progress.passed(today), "over")
        return found

    def put_off(self, progress: Progress) -> Mapping[str, date]:
        """Give the days that come later than residents were told, or not at all, as they were told, by field."""
        told = self.last_published
        return progress.put_off(told.promised) if told else {}

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
        self.check(progress, warsaw(now).date())
        number = len(self.updates) + 1
        update = Update(**progress.model_dump(), number=number, sent_at=now, sent_by=by, sent_by_name=by_name)
        before = self.updates
        if (returned := self.returned) is not None:
            # Its photographs go over to the mended word: nobody adds them twice.
            update = update.model_copy(update={"photographs": returned.shown})
            rest = tuple(one for one in returned.photographs if one.withdrawn_at is not None)
            before = (*before[:-1], returned.model_copy(update={"photographs": rest}))
        return self.changed(updates=(*before, update), update_due=due.due_at, call=None)

    def unchanged(self, note: str) -> Progress:
        """Give the last published word once more, with this note. Raises `CallClosed` where there is none to repeat."""
        if (last := self.last_published) is None:
            raise CallClosed
        gone = {"note": note, "delay_reason": None, "contractor": None}
        return Progress.model_validate({**last.model_dump(include=set(Progress.model_fields)), **gone})

    # -- calls -----------------------------------------------------------------------------------------------------

    def asked_by(self, rhythm: Rhythm, today: date) -> Self:
        """Give the work with the next day of asking by a rhythm; part of another change.

        A unit that has said nothing yet has the time for its plan, and is asked by the rhythm from then on.
        """
        if self.started_at is None or self.over:
            return self.model_copy(update={"next_call_on": None})
        if not self.updates and self.plan_due is not None and warsaw(self.plan_due).date() >= today:
            return self.model_copy(update=_plan_dates(self.plan_due))
        return self.model_copy(update={"next_call_on": rhythm.next_after(today)})

    def needs_no_call(self, now: datetime) -> bool:
        """Tell whether asking would be idle: a word waits or has just come, or the unit still has time for it."""
        runs = self.call is not None and self.call.missed_at is None
        mends = self.returned is not None and self.update_due is not None and now <= self.update_due
        waits = self.waiting is not None or mends or runs
        return waits or bool(self.updates and now - self.updates[-1].sent_at < FRESH)

    def called(self, now: datetime, free: FreeDays) -> tuple[Self, Deadline]:
        """Ask the unit for its word, anew where it has missed the last call; part of another change.

        Gives the deadline too. The links of all calls that wait for the same word still work.
        """
        due = compute(CALL_TERM, now, free)
        since = self.call.since if self.call else self.calls if self.calls and self.returned else None
        call = Call.made(self.calls + 1, now, due, free, since=since)
        return self.model_copy(update={"calls": call.number, "call": call, "free_days": free.version}), due

    def can_answer(self, call: int) -> bool:
        """Tell whether the link of this call still takes the unit's word: until it is there and not sent back."""
        answered = self.call is None and self.returned is None
        asked = call == self.calls or (self.call is not None and self.call.since <= call <= self.calls)
        return not self.over and asked and not answered and self.waiting is None

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
            contractor=update.contractor or self.contractor,
            over=over,
            call=None if over else self.call,
            next_call_on=None if over else self.next_call_on,
            update_due=None,
            due_on=None if over else update.planned_end,
        )

    def settled(self, contractor: str | None, actual_cost: int | None, by_name: str, now: datetime) -> Self:
        """Enter who builds it, and what it has cost in the end, over what was entered before.

        Raises `NotStarted`, `CostTooEarly`.
        """
        if self.started_at is None:
            raise NotStarted(self.id)
        if actual_cost is None:
            return self.changed(contractor=contractor, settlement=None)
        if not self.over:
            raise CostTooEarly(self.id)
        settlement = self.settlement
        if settlement is None or settlement.actual_cost != actual_cost:
            settlement = Settlement(actual_cost=actual_cost, settled_at=now, settled_by_name=by_name)
        return self.changed(contractor=contractor, settlement=settlement)

    # -- photographs -----------------------------------------------------------------------------------------------

    def photographed(self, number: int, photograph: Photograph) -> Self:
        """Add a photograph to a word. Raises `NoSuchUpdate`, `UpdateReturned`, `TooManyPhotographs`."""
        update = self.update(number)
        if update.state is UpdateState.RETURNED:
            raise UpdateReturned(number)
        if len(update.shown) >= MOST_PHOTOGRAPHS:
            raise TooManyPhotographs(MOST_PHOTOGRAPHS)
        pictured = update.model_copy(update={"photographs": (*update.photographs, photograph)})
        return self._with_update(pictured).changed()

    def without_photograph(self, number: int, id: str, reason: str, by_name: str, now: datetime) -> Self:
        """Withdraw a photograph; that it was there, and why it is not, stays.

        Raises `NoSuchUpdate`, `NoSuchPhotograph`.
        """
        update = self.update(number)
        if all(one.id != id for one in update.shown):
            raise NoSuchPhotograph(id)
        kept = tuple(one.withdrawn(reason, by_name, now) if one.id == id else one for one in update.photographs)
        return self._with_update(update.model_copy(update={"photographs": kept})).changed()

    def photograph(self, id: str, *, published: bool) -> Photograph:
        """Give a photograph that is shown; `published`: to everybody. Raises `NoSuchPhotograph`."""
        for update in self.updates:
            for one in update.shown:
                if one.id == id and (update.state is UpdateState.PUBLISHED or not published):
                    return one
        raise NoSuchPhotograph(id)

    @property
    def gallery(self) -> list[Update]:
        """The words with photographs that residents see, the newest first."""
        return [one for one in reversed(self.updates) if one.state is UpdateState.PUBLISHED and one.shown]

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


def _plan_dates(due_at: datetime) -> dict[str, Any]:
    """Give what follows from the moment by which the plan is due: the unit that is silent is called the day after."""
    day = warsaw(due_at).date()
    return {"plan_due": due_at, "due_on": day, "next_call_on": day + timedelta(days=1)}


def _misplaced(progress: Progress) -> dict[str, str]:
    """Name the planned days that are in no order: the contract, then building, then the end."""
    found, end = {}, progress.planned_end
    for field in ("planned_contract", "planned_building"):
        day = getattr(progress, field)
        if day and end and day > end:
            found[field] = "after_end"
    contract, building = progress.planned_contract, progress.planned_building
    if contract and building and building < contract:
        found.setdefault("planned_building", "before_contract")
    return found


def approval_due(now: datetime, free: FreeDays) -> Deadline:
    """Give until when an officer decides about an update."""
    return compute(APPROVAL_TERM, now, free)


def mending_due(now: datetime, free: FreeDays) -> Deadline:
    """Give until when a unit mends what came back."""
    return compute(MENDING_TERM, now, free)
