"""Use cases of admission: put a reviewed proposal before the mayor, decide about one or many, close it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from services.verification.admission.domain import MOST_AT_ONCE, Admission, AdmissionState, TooManyAtOnce
from services.verification.cases.domain import By, Case, Stage, Step, StepKind, Task, Unit
from services.verification.cases.service import Cases
from shared.access import Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.intake import WindowKind
from shared.contracts.verification import AdmissionDecidedV1
from shared.deadlines import Reckoning, Term
from shared.free_days import OpenDeadlines
from shared.store import Database, NotFound, Stale, Transaction, transactional


class ChangedSinceSeen(Stale):
    """What is decided about at once is not what was looked at: these proposals have changed since."""

    def __init__(self, proposal_ids: Sequence[str]) -> None:
        super().__init__("admissions", proposal_ids[0])
        self.proposal_ids = list(proposal_ids)


class AdmissionStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Admission: ...  # noqa: D102
    async def get_or_none(self, id: str, tx: Transaction) -> Admission | None: ...  # noqa: D102
    async def add(self, tx: Transaction, admission: Admission) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, admission: Admission) -> None: ...  # noqa: D102
    async def page(  # noqa: D102
        self, edition_id: str, state: AdmissionState | None, after: int, limit: int
    ) -> list[Admission]: ...
    async def count(self, edition_id: str, state: AdmissionState) -> int: ...  # noqa: D102


class Admissions:
    """What the mayor decides about reviewed proposals. What failed formally never comes here."""

    def __init__(self, database: Database, store: AdmissionStore, cases: Cases, term: Term, clock: Clock) -> None:
        """Take `term`: how long the mayor has where the edition sets no window of admission."""
        self.database, self.store, self.clock = database, store, clock
        self._cases, self._term = cases, term

    async def open_admission(
        self, tx: Transaction, case: Case, step: Step, *, unit: Unit, positive: bool, opinion: str, cost: int
    ) -> Case:
        """Put a case before the mayor, in the transaction that has finished its review; give it at its new stage.

        Where the review had been sent back, the admission that waited for it is open anew.

        Raises `EditionUnknown`.
        """
        if case.proposal is None:
            raise NotFound("cases", case.id)
        due_at, explanation, reckoning = await self._due(tx, case, step.at)
        before = await self.store.get_or_none(case.id, tx)
        version = before.version + 1 if before else 1
        task = Task(
            id=f"admission-{case.id}-{version}" if before else f"admission-{case.id}",
            kind="admission",
            action="Zdecyduj o dopuszczeniu do głosowania",
            link=f"/panel/weryfikacja/dopuszczenie/{case.id}",
            role=Role.MAYOR,
            opened_at=step.at,
            due_at=due_at,
            explanation=explanation,
            reckoning=reckoning,
        )
        after = case.went(step, Stage.ADMISSION, task=task, cost=cost)
        await self._cases.move(tx, case, after)
        admission = Admission(
            id=case.id,
            edition_id=case.edition_id,
            number=case.proposal.number,
            case=case.proposal.case,
            title=case.proposal.title,
            unit=unit,
            positive=positive,
            opinion=opinion,
            cost=cost,
            opened_at=task.opened_at,
            due_at=task.due_at,
            reckoning=reckoning,
            version=version,
        )
        await (self.store.save(tx, admission) if before else self.store.add(tx, admission))
        return after

    async def send_back(self, tx: Transaction, proposal_id: str, at: datetime) -> None:
        """Wait for a review that goes back to its unit, in that transaction. Raises `NotFound`, `AdmissionClosed`."""
        await self.store.save(tx, (await self.store.get(proposal_id, tx)).returned(at))

    async def _due(
        self, tx: Transaction, case: Case, start: datetime
    ) -> tuple[datetime, tuple[str, ...], Reckoning | None]:
        window = (await self._cases.edition(case.edition_id, tx)).window(WindowKind.ADMISSION)
        if window is None:
            deadline = await self._cases.deadline(tx, self._term, start)
            return deadline.due_at, tuple(deadline.explained()), deadline.reckoning
        day = warsaw(window.closes).strftime("%d.%m.%Y")
        return window.closes, (f"Według harmonogramu edycji prezydent dopuszcza projekty do {day}.",), None

    @transactional
    async def postpone(self, tx: Transaction, proposal_id: str) -> None:
        """Hold the date of an open admission against the days that the city has declared free."""
        free, before = await self._cases.free_days.known(tx), await self.store.get(proposal_id, tx)
        if before.state is not AdmissionState.OPEN or before.free_days >= free.version:
            return
        after = before.held_against(free)
        if after == before:
            await self.store.deadlines.held(tx, proposal_id, free.version)
            return
        await self.store.save(tx, after)
        await self._cases.postpone_task(tx, await self._cases.case(proposal_id, tx), free)

    async def admission(self, proposal_id: str) -> Admission:
        """Give the admission of a proposal. Raises `NotFound`."""
        return await self.store.get(proposal_id)

    async def cap(self, case: Case, tx: Transaction | None = None) -> int:
        """Give the most that a proposal may cost, in grosze. Raises `EditionUnknown`."""
        if case.proposal is None:
            raise NotFound("cases", case.id)
        edition = await self._cases.edition(case.edition_id, tx)
        return edition.cap(case.proposal.pool_id, case.proposal.area_id)

    @transactional
    async def decide(
        self,
        tx: Transaction,
        seen: Mapping[str, int],
        *,
        admitted: bool,
        reason: str,
        by: Person,
    ) -> dict[str, Any]:
        """Admit or refuse proposals, all of them or none; `seen`: the version looked at of each, by its id.

        None, where one has changed since: it is one decision, and who makes it looks at what changed before any of it
        counts. The error names every one that has.

        Raises `NotFound`, `ChangedSinceSeen`, `ApplicantAsked`, `TooManyAtOnce`, `EditionUnknown` and what
        `Admission.decided` raises.
        """
        if len(seen) > MOST_AT_ONCE:
            raise TooManyAtOnce(len(seen))
        admissions = [await self.store.get(id, tx) for id in seen]
        changed = [one.id for one in admissions if one.version != seen[one.id]]
        if changed:
            raise ChangedSinceSeen(changed)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        for admission in admissions:
            case = await self._cases.case(admission.id, tx)
            case.require_answered()
            cap = await self.cap(case, tx)
            decided = admission.decided(admitted=admitted, reason=reason, cap=cap, by=author, at=now)
            await self.store.save(tx, decided)
            step = Step(kind=StepKind.ADMITTED if admitted else StepKind.REFUSED, at=now, by=author, why=reason)
            after = case.went(step, Stage.ADMITTED if admitted else Stage.REFUSED)
            await self._cases.move(tx, case, after)
            self._tell(tx, decided, after, now)
        return {"proposal_ids": list(seen), "admitted": admitted}

    async def admit_after_appeal(self, tx: Transaction, case: Case, step: Step, *, cost: int) -> Case:
        """Overturn a refusal, in the transaction that upholds the appeal; give the case at its new stage.

        `cost` in grosze, by the second review; who upholds has checked it against the cap.
        """
        if step.by is None:
            raise NotFound("people", case.id)
        admission = (await self.store.get(case.id, tx)).overturned(cost, step.why, by=step.by, at=step.at)
        await self.store.save(tx, admission)
        after = case.went(step, Stage.ADMITTED, cost=cost)
        await self._cases.move(tx, case, after)
        self._tell(tx, admission, after, step.at)
        return after

    def _tell(self, tx: Transaction, admission: Admission, case: Case, at: datetime) -> None:
        tx.publish(
            AdmissionDecidedV1(
                version=case.version,
                proposal_id=admission.id,
                edition_id=admission.edition_id,
                admitted=admission.state is AdmissionState.ADMITTED,
                reason=admission.reason,
                cost=admission.cost,
                unit=admission.unit.symbol,
                unit_name=admission.unit.name,
                decided_at=at,
            )
        )

    async def follow_revision(self, tx: Transaction, proposal_id: str, title: str) -> None:
        """Call an open admission as its proposal is called now."""
        await self.store.save(tx, (await self.store.get(proposal_id, tx)).revised(title))

    async def withdraw(self, tx: Transaction, proposal_id: str, at: datetime) -> None:
        """Close the admission of a withdrawn proposal."""
        admission = await self.store.get(proposal_id, tx)
        await self.store.save(tx, admission.closed(at))
