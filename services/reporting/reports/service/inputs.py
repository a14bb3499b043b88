"""Use cases of inputs: a unit gives its word, an officer accepts it or sends it back. Others see nothing of it."""

from datetime import datetime
from functools import partial
from typing import Protocol

from services.reporting.council.service.resolutions import Resolutions
from services.reporting.implementation.service.post import UnitPost
from services.reporting.reports import letters
from services.reporting.reports.domain.inputs import Given, Input, InputState, Return, Step, input_id
from services.reporting.reports.domain.report import Report, ReportNotThere, ReportState
from services.reporting.reports.service.tasks import close_task, move_task, open_input_task, turn
from services.reporting.reports.service.terms import Terms
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock, warsaw
from shared.deadlines import Deadline, compute
from shared.free_days import CityFreeDays, OpenDeadlines
from shared.store import Database, Stale, Transaction, transactional
from shared.ticks import in_turn

_AT_ONCE = 100
READERS = (Role.OFFICER, Role.MAYOR, Role.AUDITOR)
"""Who reads the inputs of all units before they are approved."""


class InputStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def input(self, id: str, tx: Transaction | None = None) -> Input: ...  # noqa: D102
    async def save_input(self, tx: Transaction, input: Input) -> None: ...  # noqa: D102
    async def inputs(self, report_id: str, tx: Transaction | None = None) -> list[Input]: ...  # noqa: D102
    async def to_step(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def of_unit(self, unit: str, skip: int, limit: int) -> list[Input]: ...  # noqa: D102


class ReportsRead(Protocol):
    """What the use cases need of reports."""

    async def report(self, id: str, tx: Transaction | None = None) -> Report: ...  # noqa: D102


class Inputs:
    """What the units give to reports."""

    def __init__(
        self,
        database: Database,
        store: InputStore,
        reports: ReportsRead,
        resolutions: Resolutions,
        free_days: CityFreeDays,
        clock: Clock,
        terms: Terms,
        post: UnitPost,
    ) -> None:
        self.database, self.store, self.clock, self.resolutions = database, store, clock, resolutions
        self._reports, self._free_days, self._terms, self._post = reports, free_days, terms, post

    async def shown_to(self, report_id: str, number: int, person: Person) -> Input:
        """Give an input to who may read it: its unit, and those who oversee. Raises `NotFound`, `NotAllowed`."""
        one = await self.store.input(input_id(report_id, number))
        require_reader(one, person)
        return one

    @transactional
    async def submit(self, tx: Transaction, report_id: str, number: int, version: int, given: Given, by: Person) -> int:
        """Send a unit's input to an officer; give its version.

        Raises `NotFound`, `NotAllowed` for another unit's, `Stale`, `ReportNotThere`, and what `submitted` raises.
        """
        report, before = await self._in_turn(tx, report_id, number)
        if by.unit != before.unit:
            raise NotAllowed(by.role)
        _require_version(before, version)
        own = {one.id for one in await self.resolutions.store.open_of(before.unit)}
        now = self.clock.now()
        after = before.submitted(given, own, by.name, now)
        after = after.with_task(f"{before.id}-judge-{after.version}")
        await self._save(tx, before, after, now)
        open_input_task(tx, report, after, "Przyjmij wkład jednostki albo zwróć go", now)
        return after.version

    @transactional
    async def accept(self, tx: Transaction, report_id: str, number: int, version: int, by: Person) -> int:
        """Accept an input: what it says of resolutions goes into the register; give its version.

        Raises `NotFound`, `Stale`, `ReportNotThere`, `InputNotAwaited`.
        """
        _, before = await self._in_turn(tx, report_id, number)
        _require_version(before, version)
        now = self.clock.now()
        after = before.accepted(by.name, now).with_task(None)
        assert after.given is not None
        assert after.sent_at is not None
        for said in after.given.executions:
            await self.resolutions.report_within(
                tx,
                said.resolution_id,
                unit=after.unit,
                status=said.status,
                text=said.text,
                on=warsaw(after.sent_at).date(),
                by_name=after.sent_by_name or "",
            )
        await self._save(tx, before, after, now)
        return after.version

    @transactional
    async def send_back(
        self, tx: Transaction, report_id: str, number: int, version: int, reason: str, by: Person
    ) -> int:
        """Ask the unit for something else; give the version.

        Raises `NotFound`, `Stale`, `ReportNotThere`, `InputNotAwaited`.
        """
        report, before = await self._in_turn(tx, report_id, number)
        _require_version(before, version)
        now, free = self.clock.now(), await self._free_days.known(tx)
        due: Deadline = compute(self._terms.mending, now, free)
        why = Return(at=now, by_name=by.name, reason=reason)
        after = before.returned(why, due.due_at, tuple(due.explained()))
        after = after.with_task(f"{before.id}-mend-{after.version}").to_remind(self._terms.reminder, now, free)
        await self._save(tx, before, after, now)
        await self._post.tell(tx, after.unit, *letters.sent_back(report, after, self._post.origin))
        open_input_task(tx, report, after, "Popraw wkład do sprawozdania i wyślij ponownie", now)
        return after.version

    async def look_after(self) -> None:
        """Write to the units that are silent, before their day and after it; once each."""
        await in_turn([partial(self._step, id) for id in await self.store.to_step(self.clock.now(), _AT_ONCE)])

    @transactional
    async def _step(self, tx: Transaction, id: str) -> None:
        one = await self.store.input(id, tx)
        step = one.step_due(self.clock.now())
        # What is still to be held against a new set of free days may have longer than it says.
        if step is None or one.free_days < (await self._free_days.known(tx)).version:
            return
        report = await self._reports.report(one.report_id, tx)
        if report.state is not ReportState.COLLECTING:
            return  # It takes nothing in while the mayor reads it: written where it comes back.
        await self.store.save_input(tx, one.stepped())
        letter = letters.reminder if step is Step.REMIND else letters.chaser
        await self._post.tell(tx, one.unit, *letter(report, one, self._post.origin))

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the date of an input against the days that the city has declared free."""
        free, before = await self._free_days.known(tx), await self.store.input(id, tx)
        if before.free_days >= free.version:
            return
        moved = before.held_against(free) if before.waits else None
        if moved is None:
            await self.store.deadlines.held(tx, id, free.version)
            return
        after, later = moved
        after = after.step_moved(self._terms.reminder, free)
        await self.store.save_input(tx, after)
        if after.task is not None:
            move_task(tx, after.task, after.version, later.due_at, after.explanation, self.clock.now())

    async def _in_turn(self, tx: Transaction, report_id: str, number: int) -> tuple[Report, Input]:
        """Give an input of a report that nobody puts together meanwhile. Raises `NotFound`, `ReportNotThere`."""
        one = await self.store.input(input_id(report_id, number))
        await self.database.next_number(tx, turn(one.report_id))
        report = await self._reports.report(report_id, tx)
        if report.state is not ReportState.COLLECTING:
            raise ReportNotThere(report.state)
        return report, await self.store.input(one.id, tx)

    async def _save(self, tx: Transaction, before: Input, after: Input, now: datetime) -> None:
        await self.store.save_input(tx, after)
        if before.task is not None:
            close_task(tx, before.task, now)


def require_reader(one: Input, person: Person) -> None:
    """Raise `NotAllowed` where a person may not read an input: a unit reads no other unit's."""
    if person.role in READERS or (person.role is Role.UNIT_REVIEWER and person.unit == one.unit):
        return
    raise NotAllowed(person.role)


def _require_version(one: Input, version: int) -> None:
    if one.version != version:
        raise Stale("report_inputs", one.id)


def counted(inputs: list[Input], now: datetime) -> dict[str, int]:
    """Count the inputs by what is to be done about them."""
    return {
        "accepted": sum(one.state is InputState.ACCEPTED for one in inputs),
        "submitted": sum(one.state is InputState.SUBMITTED for one in inputs),
        "waiting": sum(one.waits for one in inputs),
        "late": sum(one.late(now) for one in inputs),
        "all": len(inputs),
    }
