"""A resolution of the council (uchwała), its executors and how far they are. It reads no clock."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.reporting.council.domain.numbers import ResolutionNumber
from shared.clock import warsaw


class ExecutionStatus(StrEnum):
    """How far a resolution, or a unit's part of it, is carried out."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    PARTLY = "partly"
    EXECUTED = "executed"
    CONTINUOUS = "continuous"
    LAPSED = "lapsed"
    ANNULLED = "annulled"


OPEN = (ExecutionStatus.NOT_STARTED, ExecutionStatus.IN_PROGRESS, ExecutionStatus.PARTLY)
"""Something is still to be done."""
SAID_BY_UNITS = (*OPEN, ExecutionStatus.EXECUTED, ExecutionStatus.CONTINUOUS)
"""What a unit may say of its part."""
ENDINGS = (ExecutionStatus.LAPSED, ExecutionStatus.ANNULLED)
"""How a resolution ends without being carried out: it lost its force, or the voivode or a court annulled it."""


class ResolutionKnown(Exception):
    """The register has this number already."""

    def __init__(self, number: str) -> None:
        super().__init__(f"resolution {number} is there already")
        self.number = number


class ExecutorMissing(Exception):
    """A resolution has at least one unit that carries it out."""


class NotExecutor(Exception):
    """The unit does not carry out this resolution."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"not carried out by {unit}")
        self.unit = unit


class ResolutionEnded(Exception):
    """The resolution has lapsed or was annulled: nothing more is said of its execution."""

    def __init__(self, number: str) -> None:
        super().__init__(f"resolution {number} has ended")
        self.number = number


class ReportedAhead(Exception):
    """The day of a report is before the resolution, or has not come yet."""


class Executor(BaseModel):
    """A unit that carries a resolution out, and how far its part is."""

    model_config = ConfigDict(frozen=True)

    unit: str
    name: str
    status: ExecutionStatus = ExecutionStatus.NOT_STARTED
    task: str | None = None
    """Id of the task that asks the unit how far it is; None where it is asked nothing."""


class PartialReport(BaseModel):
    """What a unit says of its part on a day (`on`), or the office of an ending: then `unit` is None."""

    model_config = ConfigDict(frozen=True)

    unit: str | None
    unit_name: str | None
    status: ExecutionStatus
    text: str
    on: date
    at: datetime
    by_name: str


class LegalForce(BaseModel):
    """What makes it law, where that is known: handed to the voivode or the RIO, published, in force.

    `text_at`: the address at which its text can be read, in the BIP or the official journal.
    """

    model_config = ConfigDict(frozen=True)

    handed_on: date | None = None
    published_in: str | None = None
    in_force_on: date | None = None
    text_at: str | None = None


class Change(BaseModel):
    """That the entry was changed, and why."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by_name: str
    reason: str


class Entry(BaseModel):
    """What an officer writes into the register. `due_on` None: it is carried out continuously."""

    model_config = ConfigDict(frozen=True)

    title: str
    due_on: date | None
    legal: LegalForce = LegalForce()


class Resolution(Entry):
    """A resolution in the register: always with an executor and a status. Its id is its number in addresses."""

    id: str
    term_id: str
    number: ResolutionNumber
    passed_on: date
    executors: tuple[Executor, ...]
    status: ExecutionStatus = ExecutionStatus.NOT_STARTED
    status_since: date
    reports: tuple[PartialReport, ...] = ()
    changes: tuple[Change, ...] = ()
    words: tuple[str, ...] = ()
    """Folded words to be found by."""
    version: int = 1

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.status in OPEN

    @property
    def ended(self) -> bool:
        """Whether it has lapsed or was annulled."""
        return self.status in ENDINGS

    def late(self, today: date) -> bool:
        """Tell whether its day is over and it is not carried out."""
        return self.open and self.due_on is not None and self.due_on < today

    def days_open(self, today: date) -> int:
        """Count the days for which something has been to do: since it was passed."""
        return (today - self.passed_on).days

    def executor(self, unit: str) -> Executor:
        """Give a unit's part. Raises `NotExecutor`."""
        for one in self.executors:
            if one.unit == unit:
                return one
        raise NotExecutor(unit)

    def minded(self, today: date, ahead: timedelta) -> Self:
        """Give the same version in which only those units are asked that have something to do by a day that is near.

        `ahead`: how long before the last day of the resolution they are asked.
        """
        near = self.open and self.due_on is not None and self.due_on - ahead <= today
        parts = [
            one if near and one.status in OPEN else one.model_copy(update={"task": None}) for one in self.executors
        ]
        return self.model_copy(update={"executors": tuple(parts)})

    def asked(self) -> Self:
        """Give the resolution whose units that have something to do, and are asked nothing yet, are asked."""
        version = self.version + 1
        parts = [
            one.model_copy(update={"task": f"{self.id}-{one.unit}-{version}"})
            if one.status in OPEN and one.task is None
            else one
            for one in self.executors
        ]
        return self._next(executors=tuple(parts))

    def changed(self, entry: Entry, executors: Iterable[Executor], change: Change, words: tuple[str, ...]) -> Self:
        """Give the resolution with another entry; units that stay keep how far they are. Raises `ExecutorMissing`."""
        known = {one.unit: one for one in self.executors}
        parts = tuple(known.get(one.unit, one) for one in distinct(executors))
        told = {name: getattr(entry, name) for name in Entry.model_fields}
        status = self.status if self.ended else overall(one.status for one in parts)
        since = self.status_since if status is self.status else warsaw(change.at).date()
        return self._next(
            **told,
            executors=parts,
            status=status,
            status_since=since,
            changes=(*self.changes, change),
            words=words,
        )

    def reported(self, report: PartialReport, today: date) -> Self:
        """Add what a unit says of its part. Raises `ResolutionEnded`, `NotExecutor`, `ReportedAhead`."""
        if self.ended:
            raise ResolutionEnded(str(self.number))
        part = self.executor(report.unit or "")
        if not self.passed_on <= report.on <= today:
            raise ReportedAhead
        newer = any(one.unit == report.unit and one.on > report.on for one in self.reports)
        # What is written down late stands in the history; how far the unit is, its newest day says.
        told = part if newer else part.model_copy(update={"status": report.status})
        parts = tuple(told if one.unit == report.unit else one for one in self.executors)
        return self._told(report, parts, overall(one.status for one in parts))

    def ended_as(self, report: PartialReport, today: date) -> Self:
        """End the resolution without its execution. Raises `ResolutionEnded`, `ReportedAhead`."""
        if self.ended:
            raise ResolutionEnded(str(self.number))
        if not self.passed_on <= report.on <= today:
            raise ReportedAhead
        return self._told(report, self.executors, report.status)

    def _told(self, report: PartialReport, executors: tuple[Executor, ...], status: ExecutionStatus) -> Self:
        since = self.status_since if status is self.status else report.on
        reports = tuple(sorted((*self.reports, report), key=lambda one: (one.on, one.at)))
        return self._next(executors=executors, status=status, status_since=since, reports=reports)

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


def distinct(executors: Iterable[Executor]) -> tuple[Executor, ...]:
    """Give each unit once. Raises `ExecutorMissing` where there is none."""
    parts: Mapping[str, Executor] = {one.unit: one for one in executors}
    if not parts:
        raise ExecutorMissing
    return tuple(parts.values())


def overall(parts: Iterable[ExecutionStatus]) -> ExecutionStatus:
    """Give how far a resolution is whose units are as far as `parts`; at least one."""
    said = set(parts)
    if len(said) == 1:
        return said.pop()
    if said == {ExecutionStatus.EXECUTED, ExecutionStatus.CONTINUOUS}:
        return ExecutionStatus.CONTINUOUS
    if said & {ExecutionStatus.EXECUTED, ExecutionStatus.PARTLY}:
        return ExecutionStatus.PARTLY
    return ExecutionStatus.IN_PROGRESS
