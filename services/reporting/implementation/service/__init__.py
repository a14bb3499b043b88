"""Use cases of the building: who carries out which project, how far they are, what residents may read of it."""

from datetime import date, datetime
from typing import Any

from services.reporting.implementation import letters
from services.reporting.implementation.domain import (
    Implementation,
    Progress,
    approval_due,
    mending_due,
)
from services.reporting.implementation.service.needs import ImplementationStore, Wanted
from services.reporting.implementation.service.post import UnitPost
from services.reporting.tracker.service import Tracker
from shared.access import NotAllowed, Person
from shared.clock import Clock, warsaw
from shared.contracts.intake import ProposalContent
from shared.contracts.reporting import (
    ImplementationSettledV1,
    ImplementationStartedV1,
    ProgressPublishedV1,
    TaskChangedV1,
    TaskClosedV1,
    TaskOpenedV1,
)
from shared.contracts.verification import AdmissionDecidedV1, MeritReviewFinishedV1
from shared.contracts.voting import Outcome, ResultsPublishedV1
from shared.deadlines import Deadline
from shared.free_days import CityFreeDays, task_moved
from shared.store import Database, Stale, Transaction, transactional

__all__ = ["ImplementationStore", "Implementations", "Wanted"]

PLAN = "Podaj plan realizacji"
MEND = "Popraw postęp realizacji i wyślij ponownie"


class Implementations:
    """The building of the chosen projects."""

    def __init__(
        self,
        database: Database,
        store: ImplementationStore,
        tracker: Tracker,
        post: UnitPost,
        free_days: CityFreeDays,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.tracker, self.clock = database, store, tracker, clock
        self._post, self._free_days = post, free_days

    # -- what the services say -----------------------------------------------------------------------------------

    @transactional
    async def follow_content(self, tx: Transaction, event: ProposalContent) -> None:
        """Know what a project is called and where it is."""
        changes = {"case": event.case, "title": event.title, "area_id": event.area_id}
        await self._learn(tx, event.proposal_id, event.edition_id, changes, "content_version", event.version)

    @transactional
    async def follow_review(self, tx: Transaction, event: MeritReviewFinishedV1) -> None:
        """Know the unit that reviewed a project."""
        changes = {"review_unit": event.unit, "review_unit_name": event.unit_name}
        await self._learn(tx, event.proposal_id, event.edition_id, changes, "review_version", event.version)

    @transactional
    async def follow_decision(self, tx: Transaction, event: AdmissionDecidedV1) -> None:
        """Know the unit that the decision names."""
        changes = {"decided": True, "decision_unit": event.unit, "decision_unit_name": event.unit_name}
        await self._learn(tx, event.proposal_id, event.edition_id, changes, "decision_version", event.version)

    @transactional
    async def follow_results(self, tx: Transaction, event: ResultsPublishedV1) -> None:
        """Open the work for every selected project."""
        won = [result for result in event.projects if result.outcome is Outcome.SELECTED]
        known = await self.store.known([result.proposal_id for result in won], tx)
        for result in won:
            work = known.get(result.proposal_id) or _unknown(result.proposal_id, event.edition_id)
            if event.version > work.result_version:
                changes = {"selected": True, "budget": result.cost, "result_version": event.version}
                await self._take_in(tx, work, changes)

    async def _learn(
        self, tx: Transaction, id: str, edition_id: str, changes: dict[str, Any], field: str, version: int
    ) -> None:
        """Take in an event about one project, unless a later one has come already; `field` holds its version."""
        work = (await self.store.known([id], tx)).get(id) or _unknown(id, edition_id)
        if version > getattr(work, field):
            await self._take_in(tx, work, {**changes, field: version})

    async def _take_in(self, tx: Transaction, before: Implementation, changes: dict[str, Any]) -> None:
        """Write down what came and, where that was the last that was missing, give the work to its unit."""
        work = before.changed(**changes)
        if work.can_start():
            now = self.clock.now()
            work, deadline = work.started(now, await self._free_days.known(tx))
            tx.publish(_started(work, now))
            self.open(tx, work, "plan", PLAN, deadline, now)
        if before.version == 0:
            await self.store.add(tx, work)
        else:
            await self.store.save(tx, work)

    # -- the unit and the officer ----------------------------------------------------------------------------------

    @transactional
    async def send(self, tx: Transaction, id: str, progress: Progress, person: Person) -> int:
        """Send a unit's word to an officer; gives its number.

        Raises `NotFound`, `NotAllowed` for another unit's work, and what `Implementation.sent` raises.
        """
        before = await self.store.get(id, tx)
        if person.unit is None or person.unit != before.unit:
            raise NotAllowed(person.role)
        return await self.take(tx, before, progress, person.id, person.name)

    async def take(self, tx: Transaction, before: Implementation, progress: Progress, by: str, name: str) -> int:
        """Take a unit's word in, whichever way it came, in a transaction. Raises what `Implementation.sent` does."""
        now = self.clock.now()
        due = approval_due(now, await self._free_days.known(tx))
        work = before.sent(progress, by, name, now, due)
        await self.store.save(tx, work)
        number = len(work.updates)
        if before.returned is not None:
            self.close(tx, work, f"mend-{number - 1}", now)
        elif number == 1:
            self.close(tx, work, "plan", now)
        if before.call is not None:
            self.close_call(tx, work, now)
        self.open(tx, work, f"approve-{number}", "Zatwierdź postęp realizacji", due, now)
        return number

    @transactional
    async def approve(self, tx: Transaction, id: str, number: int, person: Person) -> int:
        """Publish a unit's word. Raises `NotFound`, `NoSuchUpdate`, `UpdateDecided`."""
        now, before = self.clock.now(), await self.store.get(id, tx)
        work = before.published(number, person.name, now)
        if before.last_published is None:
            work = work.asked_by(await self._post.units.of(str(work.unit), work.edition_id, tx), self.today())
        await self.store.save(tx, work)
        edition = await self.tracker.edition(work.edition_id, tx)
        tx.publish(_progress(work, number, edition.area_name(work.area_id), now))
        self.close(tx, work, f"approve-{number}", now)
        return number

    @transactional
    async def send_back(self, tx: Transaction, id: str, number: int, reason: str, person: Person) -> int:
        """Ask the unit to mend its word. Raises `NotFound`, `NoSuchUpdate`, `UpdateDecided`."""
        now = self.clock.now()
        due = mending_due(now, await self._free_days.known(tx))
        work = (await self.store.get(id, tx)).sent_back(number, reason, person.name, now, due)
        await self.store.save(tx, work)
        self.close(tx, work, f"approve-{number}", now)
        self.open(tx, work, f"mend-{number}", MEND, due, now)
        if work.calls:
            await self._post.write(tx, work, letters.sent_back, [reason, *due.explained()])
        return number

    @transactional
    async def settle(
        self, tx: Transaction, id: str, version: int, contractor: str | None, actual_cost: int | None, person: Person
    ) -> int:
        """Enter who builds a project and what it has cost in the end (grosze); gives the new version.

        Raises `NotFound`, `Stale` (changed since it was read), `NotStarted`, `CostTooEarly`.
        """
        now, before = self.clock.now(), await self.store.get(id, tx)
        if before.version != version:
            raise Stale("implementations", id)
        work = before.settled(contractor, actual_cost, person.name, now)
        await self.store.save(tx, work)
        if work.actual_cost is not None and work.actual_cost != before.actual_cost:
            tx.publish(
                ImplementationSettledV1(
                    version=work.version,
                    implementation_id=id,
                    proposal_id=id,
                    edition_id=work.edition_id,
                    budget=work.budget,
                    actual_cost=work.actual_cost,
                    settled_at=now,
                )
            )
        return work.version

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold what is open of a work against the days that the city has declared free."""
        free, before = await self._free_days.known(tx), await self.store.get(id, tx)
        if before.free_days >= free.version:
            return
        moved = before.postponed(free)
        if moved is None:
            await self.store.deadlines.held(tx, id, free.version)
            return
        work, later = moved
        await self.store.save(tx, work)
        task = before.open_task.name if before.open_task and before.call is None else f"call-{before.calls}"
        tx.publish(task_moved(TaskChangedV1, before.task(task), later, free, self.clock.now()))

    def open_call(self, tx: Transaction, work: Implementation, deadline: Deadline, now: datetime) -> None:
        """Put a call for progress on the unit's work list."""
        action = PLAN if work.last_published is None else "Napisz, jak idzie realizacja"
        self.open(tx, work, f"call-{work.calls}", MEND if work.returned else action, deadline, now)

    def close_call(self, tx: Transaction, work: Implementation, now: datetime) -> None:
        """Take a call for progress off the unit's work list."""
        self.close(tx, work, f"call-{work.calls}", now)

    def open(
        self, tx: Transaction, work: Implementation, task: str, action: str, deadline: Deadline, now: datetime
    ) -> None:
        """Put a task on the list of work of the unit or, where something is to be approved, of the officers."""
        for_officer = task.startswith("approve")
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=work.task(task),
                kind="progress_approval" if for_officer else "progress",
                case=work.case or "",
                title=work.title or "",
                action=action,
                link=f"/panel/realizacja/{work.id}",
                role="officer" if for_officer else "unit_reviewer",
                unit=None if for_officer else work.unit,
                opened_at=now,
                due_at=deadline.due_at,
                explanation=tuple(deadline.explained("pl")),
            )
        )

    def close(self, tx: Transaction, work: Implementation, task: str, now: datetime) -> None:
        """Take a task off the list of work."""
        tx.publish(TaskClosedV1(version=2, task_id=work.task(task), closed_at=now))

    # -- what people read ----------------------------------------------------------------------------------------

    async def built(self, project_id: str) -> Implementation | None:
        """Give the work of a project, None where there is none."""
        work = await self.store.get_or_none(project_id)
        return None if work is None or work.started_at is None else work

    def today(self) -> date:
        """Give the present day in the city."""
        return warsaw(self.clock.now()).date()


def _unknown(id: str, edition_id: str) -> Implementation:
    return Implementation(id=id, edition_id=edition_id, version=0)


def _started(work: Implementation, now: datetime) -> ImplementationStartedV1:
    return ImplementationStartedV1(
        **work.said,
        budget=work.budget,
        started_at=now,
    )


def _progress(work: Implementation, number: int, area: str | None, now: datetime) -> ProgressPublishedV1:
    update = work.update(number)
    return ProgressPublishedV1(
        **work.said,
        area=area,
        stage=update.stage,
        percent=update.percent,
        budget=work.budget,
        spent=update.spent,
        note=update.note,
        planned_end=update.planned_end,
        delay_reason=update.delay_reason,
        overrun_reason=update.overrun_reason,
        planned_contract=update.planned_contract,
        planned_building=update.planned_building,
        photographs=len(update.shown),
        published_at=now,
    )
