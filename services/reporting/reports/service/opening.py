"""Use cases of a report's beginning: open it with its calls, follow its session, give it up before approval."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from services.reporting.council.domain.sessions import Session, SessionSettled, TermUnknown, term_on
from services.reporting.council.service.resolutions import Resolutions
from services.reporting.council.service.sessions import Sessions
from services.reporting.implementation.service.post import UnitPost
from services.reporting.reports import letters
from services.reporting.reports.domain.inputs import Input, InputState, input_id
from services.reporting.reports.domain.report import (
    PeriodEmpty,
    Report,
    ReportOfSession,
    ReportOpen,
    ReportState,
    first_day_after,
    require_period,
)
from services.reporting.reports.service.tasks import close_task, move_task, next_task, no_task, open_input_task, turn
from services.reporting.reports.service.terms import Terms
from shared.access import Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.reporting import SessionKind, SessionScheduledV1, SessionState
from shared.deadlines import Deadline, FreeDays, before, compute
from shared.free_days import CityFreeDays
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional

_TURN = "council reports"
_BY_ITSELF = "Ratusz"
"""Who has opened a report that opened by itself."""


class OpeningStore(Protocol):
    """What the use cases need to keep."""

    async def report(self, id: str, tx: Transaction | None = None) -> Report: ...  # noqa: D102
    async def add_report(self, tx: Transaction, report: Report) -> None: ...  # noqa: D102
    async def save_report(self, tx: Transaction, report: Report) -> None: ...  # noqa: D102
    async def newest(self, tx: Transaction | None = None) -> Report | None: ...  # noqa: D102
    async def of_session(self, session_id: str, tx: Transaction | None = None) -> list[Report]: ...  # noqa: D102


class CalledInputs(Protocol):
    """What the use cases need of the units' inputs."""

    async def add_inputs(self, tx: Transaction, inputs: Sequence[Input]) -> None: ...  # noqa: D102
    async def save_input(self, tx: Transaction, input: Input) -> None: ...  # noqa: D102
    async def inputs(self, report_id: str, tx: Transaction | None = None) -> list[Input]: ...  # noqa: D102


class Openings:
    """How reports begin: each where the one before ends, with a call to every unit."""

    def __init__(
        self,
        database: Database,
        store: OpeningStore,
        inputs: CalledInputs,
        sessions: Sessions,
        resolutions: Resolutions,
        free_days: CityFreeDays,
        clock: Clock,
        terms: Terms,
        post: UnitPost,
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self.sessions, self._units = sessions, resolutions.units
        self._inputs, self._free_days, self._terms, self._post = inputs, free_days, terms, post

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- opening -----------------------------------------------------------------------------------------------------

    async def open_due(self) -> None:
        """Open the report for the next ordinary session when its time has come; one that was withdrawn stays so."""
        free = await self._free_days.known()
        for session in await self.sessions.store.planned(SessionKind.ORDINARY):
            if session.on <= self.today or before(self._terms.opening, session.on, free).day > self.today:
                continue
            if await self.store.of_session(session.id):
                continue
            try:
                await self._open_by_itself(session.id)
            except (ReportOpen, ReportOfSession, PeriodEmpty, SessionSettled, TermUnknown):
                continue  # Another replica was faster, or the report before is still open: it comes again.

    @transactional
    async def open(self, tx: Transaction, session_id: str, by: Person) -> str:
        """Open the report for a planned session and call every unit; give its id.

        Raises `NotFound`, `SessionSettled`, `ReportOpen`, `ReportOfSession`, `PeriodEmpty`.
        """
        return await self._open(tx, session_id, by.name)

    @transactional
    async def _open_by_itself(self, tx: Transaction, session_id: str) -> str:
        if await self.store.of_session(session_id, tx):
            raise ReportOfSession
        return await self._open(tx, session_id, _BY_ITSELF)

    async def _open(self, tx: Transaction, session_id: str, by_name: str) -> str:
        # Two at once would not see each other in their snapshots: periods follow each other one by one.
        await self.database.next_number(tx, _TURN)
        session = await self.sessions.require_planned(tx, session_id)
        term = term_on(session.on, await self.sessions.store.terms(tx))
        previous = await self.store.newest(tx)
        first_day = first_day_after(previous, term, self._terms.begins)
        require_period(first_day, session.on)
        free, now = await self._free_days.known(tx), self.clock.now()
        due = before(self._terms.materials, session.on, free)
        report = Report(
            id=new_id(),
            number=previous.number + 1 if previous else 1,
            term_id=term.id,
            council=term.council,
            session_id=session.id,
            session=session.roman,
            session_on=session.on,
            session_version=session.version,
            first_day=first_day,
            last_day=session.on - timedelta(days=1),
            due_at=due.due_at,
            explanation=tuple(due.explained()),
            opened_at=now,
            opened_by_name=by_name,
        )
        report = next_task(tx, report, "compile", "Zbierz wkłady i złóż sprawozdanie", Role.OFFICER, self.clock.now())
        try:
            await self.store.add_report(tx, report)
        except Duplicate:
            raise ReportOfSession from None
        await self._call(tx, report, self._inputs_due(session.on, free), free)
        return report.id

    def _inputs_due(self, session_on: date, free: FreeDays) -> Deadline:
        """Give until when inputs are due: ahead of the session but, called late, not without time to answer."""
        due, now = before(self._terms.inputs, session_on, free), self.clock.now()
        shortest = compute(self._terms.mending, now, free)
        return due if due.due_at >= shortest.due_at else shortest

    async def _call(self, tx: Transaction, report: Report, due: Deadline, free: FreeDays) -> None:
        explanation, now = tuple(due.explained()), self.clock.now()
        calls = [
            Input(
                id=(id := input_id(report.id, number)),
                report_id=report.id,
                number=number,
                unit=unit.symbol,
                unit_name=unit.name,
                due_at=due.due_at,
                explanation=explanation,
                task=f"{id}-give",
            ).to_remind(self._terms.reminder, now, free)
            for number, unit in enumerate(self._units, 1)
        ]
        await self._inputs.add_inputs(tx, calls)
        for one in calls:
            open_input_task(tx, report, one, "Prześlij wkład do sprawozdania albo napisz, że nic nie było", now)
            await self._post.tell(tx, one.unit, *letters.call(report, one, self._post.origin))

    # -- the session -------------------------------------------------------------------------------------------------

    @transactional
    async def follow_session(self, tx: Transaction, event: SessionScheduledV1) -> None:
        """Take in that the session of a report has moved or was cancelled, in whichever order that comes."""
        for report in await self.store.of_session(event.session_id, tx):
            if event.version <= report.session_version or not report.standing:
                continue
            # As it stands now: one that has moved may have been cancelled since.
            session = await self.sessions.store.session(event.session_id, tx)
            if session.state is SessionState.CANCELLED:
                await self.store.save_report(tx, report.gone(session.version))
            elif session.on == report.session_on or report.state is ReportState.PRESENTED:
                await self.store.save_report(tx, report.seen(session.version))
            else:
                await self._attach(tx, report, session)

    @transactional
    async def attach(self, tx: Transaction, id: str, version: int, session_id: str) -> int:
        """Give the report to another planned session; give its version. The days of an approved one stay.

        Raises `NotFound`, `Stale`, `SessionSettled`, `ReportOfSession`, `PeriodEmpty`, `ReportNotThere`.
        """
        report = await read_version(tx, self.store, id, version)
        session = await self.sessions.require_planned(tx, session_id)
        if session_id != report.session_id and any(
            other.standing for other in await self.store.of_session(session_id, tx)
        ):
            raise ReportOfSession
        return await self._attach(tx, report, session)

    async def _attach(self, tx: Transaction, report: Report, session: Session) -> int:
        free = await self._free_days.known(tx)
        due = before(self._terms.materials, session.on, free)
        try:
            after = report.attached(session, due.due_at, tuple(due.explained()))
        except PeriodEmpty:
            if report.session_id != session.id:
                raise
            # It moved before the period: the report needs another session, as if this one were cancelled.
            after = report.gone(session.version)
            await self.store.save_report(tx, after)
            return after.version
        if report.state is ReportState.COMPILED:
            after = next_task(
                tx, after, "compile", "Sesja ma inny dzień: złóż sprawozdanie od nowa", Role.OFFICER, self.clock.now()
            )
        elif report.open and report.task is not None:
            move_task(tx, report.task, after.version, after.due_at, after.explanation, self.clock.now())
        try:
            await self.store.save_report(tx, after)
        except Duplicate:
            raise ReportOfSession from None
        if after.open:
            await self._move_calls(tx, after, self._inputs_due(session.on, free), free)
        return after.version

    async def _move_calls(self, tx: Transaction, report: Report, due: Deadline, free: FreeDays) -> None:
        now = self.clock.now()
        for one in await self._inputs.inputs(report.id, tx):
            if one.state is InputState.REQUESTED and one.due_at != due.due_at:
                moved = one.due(due.due_at, tuple(due.explained())).to_remind(self._terms.reminder, now, free)
                await self._inputs.save_input(tx, moved)
                if moved.task is not None:
                    move_task(tx, moved.task, moved.version, moved.due_at, moved.explanation, now)
                await self._post.tell(tx, moved.unit, *letters.moved(report, moved, self._post.origin))

    @transactional
    async def withdraw(self, tx: Transaction, id: str, version: int, reason: str) -> int:
        """Give up an open report: its period goes to the next one; give the version.

        Raises `NotFound`, `Stale`, `ReportNotThere`.
        """
        await self.database.next_number(tx, _TURN)
        await self.database.next_number(tx, turn(id))
        after = (await read_version(tx, self.store, id, version)).withdrawn(reason)
        after = no_task(tx, after, self.clock.now())
        await self.store.save_report(tx, after)
        await end_calls(tx, self._inputs, after, self.clock.now())
        return after.version


async def read_version(tx: Transaction, store: OpeningStore, id: str, version: int) -> Report:
    """Give the report that the caller has read. Raises `NotFound`, `Stale`."""
    report = await store.report(id, tx)
    if report.version != version:
        raise Stale("council_reports", id)
    return report


async def end_calls(tx: Transaction, store: CalledInputs, report: Report, now: datetime) -> None:
    """Wait for no input any more."""
    for one in await store.inputs(report.id, tx):
        if one.task is not None:
            await store.save_input(tx, one.ended().with_task(None))
            close_task(tx, one.task, now)
