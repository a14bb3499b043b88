"""Use cases of a correction: an officer makes it, the units whose words it changes confirm, the mayor approves it."""

from datetime import datetime
from typing import Protocol

from services.reporting.reports.domain.confirmations import Confirmation, concerning, units_changed
from services.reporting.reports.domain.content import Content
from services.reporting.reports.domain.corrections import Correction, Difference, corrected
from services.reporting.reports.domain.report import Report, ReportNotThere
from services.reporting.reports.domain.version import Answer, Draft, Version
from services.reporting.reports.service.opening import OpeningStore, read_version
from services.reporting.reports.service.tasks import (
    close_task,
    end_confirmations,
    move_task,
    next_task,
    no_task,
    open_confirmation_task,
)
from services.reporting.reports.service.terms import Terms
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock
from shared.deadlines import Deadline, compute
from shared.free_days import CityFreeDays, OpenDeadlines
from shared.store import Database, Transaction, transactional


class CorrectedStore(OpeningStore, Protocol):
    """What the use cases need to keep."""

    @property
    def confirmations(self) -> OpenDeadlines: ...  # noqa: D102
    async def version(self, report_id: str, edition: int, tx: Transaction | None = None) -> Version: ...  # noqa: D102


class Corrections:
    """The corrections of approved reports."""

    def __init__(
        self, database: Database, store: CorrectedStore, free_days: CityFreeDays, clock: Clock, terms: Terms
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._free_days, self._terms = free_days, terms

    async def asked(self, id: str, unit: str) -> tuple[Report, Confirmation, tuple[Difference, ...]]:
        """Give what a unit is, or was, asked to confirm of the waiting correction. Raises `NotFound`, `NotAsked`."""
        report = await self.store.report(id)
        one = report.confirmation(unit)
        former = await self.store.version(id, report.edition)
        assert report.draft is not None
        return report, one, concerning(former.content, report.draft.content, unit)

    @transactional
    async def correct(
        self, tx: Transaction, id: str, version: int, correction: Correction, *, reason: str, by: Person
    ) -> int:
        """Correct an approved report: a new version once its units confirm and the mayor approves.

        Gives the report's version. Raises `NotFound`, `Stale`, `ReportNotThere`, `NoSuchPlace`, `NothingToCorrect`,
        `PartUnclear`.
        """
        before = await read_version(tx, self.store, id, version)
        if not before.frozen:
            raise ReportNotThere(before.state)
        frozen = (await self.store.version(id, before.edition, tx)).content
        content = corrected(before.draft.content if before.draft else frozen, correction)
        reasons = (*(before.draft.reasons if before.draft else ()), reason)
        now = self.clock.now()
        due = await self._due(tx, now)
        asks = self._asks(before, frozen, content, due)
        after = before.to_correct(
            Draft(text=content.text(), reasons=reasons, by_name=by.name, at=now, confirmations=asks)
        )
        self._ask(tx, before, after, now)
        return await self._save(tx, after)

    def _asks(self, before: Report, frozen: Content, content: Content, due: Deadline) -> tuple[Confirmation, ...]:
        """Give what is asked of each unit; who has confirmed the very same words is not asked again."""
        draft, asks = before.draft, []
        for unit, name in units_changed(frozen, content).items():
            known = next((one for one in draft.confirmations if one.unit == unit), None) if draft else None
            if draft is None or known is None or concerning(draft.content, content, unit):
                task = f"{before.id}-confirm-{unit}-{before.version + 1}"
                told = {"due_at": due.due_at, "explanation": tuple(due.explained("pl"))}
                known = Confirmation(unit=unit, name=name, task=task, **told)
            asks.append(known)
        return tuple(asks)

    def _ask(self, tx: Transaction, before: Report, after: Report, now: datetime) -> None:
        assert after.draft is not None
        known = before.draft.confirmations if before.draft else ()
        end_confirmations(tx, [one for one in known if one not in after.draft.confirmations], now)
        for one in after.draft.confirmations:
            if one not in known:
                open_confirmation_task(tx, after, one, now)

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold what is due of a correction against the days that the city has declared free."""
        free, before = await self._free_days.known(tx), await self.store.report(id, tx)
        if before.free_days >= free.version:
            return
        after, moved = before.held_against(free)
        if not moved:
            await self.store.confirmations.held(tx, id, free.version)
            return
        await self.store.save_report(tx, after)
        for one in moved:
            assert one.due_at is not None
            move_task(tx, one.task, after.version, one.due_at, one.explanation, self.clock.now())

    @transactional
    async def confirm(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Say that the unit stands by its corrected words; give the report's version.

        Raises `NotFound`, `NotAllowed`, `Stale`, `NotAsked`.
        """
        before = await read_version(tx, self.store, id, version)
        return await self._settle(tx, before, _unit(by), by, None)

    @transactional
    async def waive(self, tx: Transaction, id: str, version: int, unit: str, reason: str, by: Person) -> int:
        """Go on without the word of a unit that does not answer, or is there no more; give the report's version.

        Raises `NotFound`, `Stale`, `NotAsked`.
        """
        before = await read_version(tx, self.store, id, version)
        return await self._settle(tx, before, unit, by, reason)

    async def _settle(self, tx: Transaction, before: Report, unit: str, by: Person, waived: str | None) -> int:
        now = self.clock.now()
        close_task(tx, before.confirmation(unit).task, now)
        return await self._save(tx, before.confirmed(unit, by.name, now, waived))

    @transactional
    async def object(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Say that the unit does not stand by the correction: it goes back to the officers; give the version.

        Raises `NotFound`, `NotAllowed`, `Stale`, `NotAsked`.
        """
        now, before = self.clock.now(), await read_version(tx, self.store, id, version)
        one = before.confirmation(_unit(by))
        assert before.draft is not None
        end_confirmations(tx, before.draft.confirmations, now)
        after = before.sent_back(Answer(at=now, by_name=by.name, reason=reason, unit_name=one.name))
        due = await self._due(tx, now)
        after = next_task(tx, after, "compile", "Jednostka nie zgadza się na poprawkę", Role.OFFICER, now, due)
        await self.store.save_report(tx, after)
        return after.version

    @transactional
    async def withdraw(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Not make a correction that came back; what is approved stays as it is. Give the report's version.

        Raises `NotFound`, `Stale`, `ReportNotThere`.
        """
        now = self.clock.now()
        after = (await read_version(tx, self.store, id, version)).without_correction(reason, by.name, now)
        if after.public:
            after = no_task(tx, after, now)
        else:
            after = next_task(tx, after, "publish", "Opublikuj zatwierdzone sprawozdanie", Role.OFFICER, now)
        await self.store.save_report(tx, after)
        return after.version

    async def _save(self, tx: Transaction, after: Report) -> int:
        """Write the report; the mayor's turn comes when every unit has answered."""
        assert after.draft is not None
        now = self.clock.now()
        if after.draft.awaited:
            after = no_task(tx, after, now)
        else:
            due = await self._due(tx, now)
            after = next_task(tx, after, "approve", "Zatwierdź poprawkę sprawozdania dla Rady", Role.MAYOR, now, due)
        await self.store.save_report(tx, after)
        return after.version

    async def _due(self, tx: Transaction, now: datetime) -> Deadline:
        return compute(self._terms.mending, now, await self._free_days.known(tx))


def _unit(by: Person) -> str:
    if by.unit is None:
        raise NotAllowed(by.role)
    return by.unit
