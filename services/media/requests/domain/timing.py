"""The time of a request of the press: a later day, a stop, days declared free, and what is chased when."""

from datetime import date, datetime
from typing import Any, Self

from services.media.requests.domain.clocks import Extension, Stop, count, latest
from services.media.requests.domain.parts import Chaser, ChaserKind, RefusalDue
from services.media.requests.domain.record import Record
from services.media.requests.domain.steps import WITH_UNIT, Action, State, require
from shared.deadlines import FreeDays, Postponed, next_working_day

_SEVERITY = tuple(ChaserKind)


class ExtensionTooLate(Exception):
    """The term is over: the asker had to be told within it (art. 13 ust. 2 u.d.i.p.)."""


class ExtensionTooFar(Exception):
    """The new day is not after the present one, or is after the last one that the act allows."""

    def __init__(self, last: date) -> None:
        super().__init__(f"no later than {last.isoformat()}")
        self.last = last


class ExtendedAlready(Exception):
    """The asker was told of a later day once; the act knows no second notice."""


class TermStands(Exception):
    """The term is stopped already."""


class TermRuns(Exception):
    """The term is not stopped."""


class TermOver(Exception):
    """The term is over: nothing stops it any more."""


class Timed(Record):
    """A request with what becomes of its date. Moments in UTC; `by`: the name of who takes a step."""

    def extended(self, extension: Extension, free: FreeDays, by: str) -> Self:
        """Give it with the later day that the asker is told of.

        Raises `NotNow`, `ExtendedAlready`, `TermStands`, `ExtensionTooLate`, `ExtensionTooFar`.
        """
        require(Action.EXTEND, self.kind, self.state)
        if self.extension is not None:
            raise ExtendedAlready
        if self.stopped is not None:
            raise TermStands
        if extension.at > self.due_at:
            raise ExtensionTooLate
        last = latest(self.clock, self.starts_at, free)
        assert last is not None  # `require` lets through only what the act lets be extended.
        if not self.due_on < extension.to <= last:
            raise ExtensionTooFar(last)
        return self._recounted(
            free, extension=extension, history=self._entry(extension.at, Action.EXTEND, by, extension.reason)
        )

    def stopped_for(self, stop: Stop, by: str) -> Self:
        """Stop the term. Raises `NotNow`, `TermStands`, `TermOver`."""
        require(Action.STOP, self.kind, self.state)
        if self.stopped is not None:
            raise TermStands
        if stop.at > self.due_at:
            raise TermOver
        return self._next(stops=(*self.stops, stop), history=self._entry(stop.at, Action.STOP, by, stop.note))

    def restarted(self, note: str, free: FreeDays, by: str, at: datetime, way: str = "") -> Self:
        """Let the term run again, its end later by what it stood; told in a `way`. Raises `NotNow`, `TermRuns`."""
        require(Action.RESTART, self.kind, self.state)
        if self.stopped is None:
            raise TermRuns
        stops = (*self.stops[:-1], self.stopped.model_copy(update={"until": at, "until_way": way}))
        return self._recounted(free, stops=stops, history=self._entry(at, Action.RESTART, by, note))

    def held_against(self, free: FreeDays, refuse: RefusalDue | None) -> Self | None:
        """Give it with the later dates that declared free days make; None where they stay.

        `refuse`: until when it could be refused by these days.
        """
        changes: dict[str, Any] = {}
        if refuse is not None and self.refuse is not None and refuse.due_at > self.refuse.due_at:
            changes["refuse"] = refuse
        later: Postponed | None = self._counted(free)
        if later is not None and later.due_at <= self.due_at:
            later = None if self.in_hours else next_working_day(self.due_at, free)
        if later is not None:
            changes |= {"due_at": later.due_at, "explanation": later.explanation}
        return self._next(**changes, free_days=free.version) if changes else None

    def chase(self, chaser: Chaser) -> Self:
        """Give it with a chaser that has gone out."""
        return self._next(chased=(*self.chased, chaser))

    def with_unit_due(self, due: tuple[datetime, datetime] | None) -> Self:
        """Give the same version with when its unit's draft is wanted, and when the unit is reminded."""
        return self if due is None else self.model_copy(update={"unit_due_at": due[0], "remind_at": due[1]})

    def with_refusal_due(self, due: RefusalDue | None) -> Self:
        """Give the same version with another date until which it can be refused."""
        return self.model_copy(update={"refuse": due})

    def with_answer_reminder(self, at: datetime) -> Self:
        """Give the same version with when whose turn it is is reminded of the answer."""
        return self.model_copy(update={"answer_remind_at": at})

    def with_day_told(self) -> Self:
        """Give the same version with its date as the one that the sender was told."""
        return self.model_copy(update={"told_due_at": self.due_at})

    def with_task(self, task: str | None) -> Self:
        """Give the same version with its open task."""
        return self.model_copy(update={"task": task})

    def ready(self) -> Self:
        """Give the same version with when its next chaser goes out: as it is to be stored."""
        waiting = self.chasers()
        return self.model_copy(update={"chase_at": waiting[0].at if waiting else None})

    @property
    def told_late(self) -> bool:
        """Tell whether somebody was told that the answer is late by its present day."""
        return any(sent.kind is ChaserKind.OVERDUE and sent.about >= self.due_at for sent in self.chased)

    @property
    def draft_told_late(self) -> bool:
        """Tell whether the press office was told that the draft of the unit that has it is late by its present day."""
        due_at = self.unit_due_at if self.state in WITH_UNIT else None
        # What another unit has left lying is not this one's.
        mine = [sent for sent in self.chased if sent.kind is ChaserKind.ESCALATION and sent.to in ("", self.turn)]
        return due_at is not None and any(sent.about >= due_at for sent in mine)

    def _counted(self, free: FreeDays) -> Postponed:
        return count(self.clock, self.starts_at, free, named=self.named, stops=self.stops, extension=self.extension)

    def _recounted(self, free: FreeDays, **changes: Any) -> Self:
        after = self._next(**changes)
        due = after._counted(free)
        told = {"due_at": due.due_at, "explanation": due.explanation, "free_days": free.version}
        return after.model_copy(update=told)

    def chasers(self) -> list[Chaser]:
        """Give the chasers that are to go out at their `at`, the first first, with nothing that a graver one covers."""
        if not self.waits or self.stopped is not None:
            return []
        to = self.turn
        wanted = [Chaser(kind=ChaserKind.OVERDUE, about=self.due_at, at=self.due_at, to=to)]
        if self.state in WITH_UNIT and self.unit_due_at is not None and self.remind_at is not None:
            wanted.append(Chaser(kind=ChaserKind.REMINDER, about=self.unit_due_at, at=self.remind_at, to=to))
            if self.unit_due_at < self.due_at:
                late = Chaser(kind=ChaserKind.ESCALATION, about=self.unit_due_at, at=self.unit_due_at, to=to)
                wanted.append(late)
        elif self.state is not State.AWAITED and self.answer_remind_at is not None:
            soon = Chaser(kind=ChaserKind.ANSWER_REMINDER, about=self.due_at, at=self.answer_remind_at, to=to)
            wanted.append(soon)
        if self.refuse is not None and self.refusable:
            due = self.refuse.due_at
            wanted += [
                Chaser(kind=ChaserKind.REFUSAL_REMINDER, about=due, at=self.refuse.remind_at),
                Chaser(kind=ChaserKind.REFUSAL_ESCALATION, about=due, at=self.refuse.escalate_at),
                Chaser(kind=ChaserKind.REFUSAL_OVERDUE, about=due, at=due),
            ]
        return sorted((one for one in wanted if not self._covered(one)), key=lambda one: one.at)

    def _covered(self, one: Chaser) -> bool:
        return any(
            sent.kind.of_refusal is one.kind.of_refusal
            and sent.to in ("", one.to)
            and sent.about >= one.about
            and _SEVERITY.index(sent.kind) >= _SEVERITY.index(one.kind)
            for sent in self.chased
        )
