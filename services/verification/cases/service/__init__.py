"""Use cases of cases: follow editions, move a case on with its task and history, tell what waits for whom.

It decides nothing about a proposal: the card, the review and the admission do, and tell it the step.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import (
    TAKEN_BACK,
    Case,
    Edition,
    EditionUnknown,
    Proposal,
    Stage,
    Step,
    StepKind,
    Task,
    Unit,
    Way,
)
from services.verification.cases.service.desk import Desk
from shared.clock import WARSAW, Clock, warsaw
from shared.contracts.intake import (
    ArrangementClosedV1,
    ArrangementOpenedV1,
    ArrangementOutcome,
    ArrangementPostponedV1,
    EditionAnnouncedV1,
    EditionChangedV1,
    ProposalContent,
    ProposalCorrectedV1,
    ProposalMergedV1,
    ProposalRegroupedV1,
    ProposalRevisedV1,
    ProposalWithdrawnV1,
    RegroupingClosedV1,
    RegroupingKind,
    RegroupingOpenedV1,
    RegroupingOutcome,
    SupportCountedV1,
)
from shared.free_days import CityFreeDays
from shared.store import Database, NotFound, Transaction, transactional

_WHY = {
    ArrangementOutcome.DECLINED: "Wnioskodawca nie zgodził się na zmianę.",
    ArrangementOutcome.EXPIRED: "Termin minął bez odpowiedzi.",
    ArrangementOutcome.WITHDRAWN: "Urząd nie prosi już o zmianę.",
}
_PLAN_OVER = {
    RegroupingOutcome.REFUSED: "Nie zgodzili się wszyscy autorzy.",
    RegroupingOutcome.EXPIRED: "Nie wszyscy autorzy odpowiedzieli w terminie.",
    RegroupingOutcome.WITHDRAWN: "Urząd nie prosi już o zgodę.",
    RegroupingOutcome.LAPSED: "Jeden z projektów wycofano, wezwano do uzupełnienia albo rozstrzygnięto.",
}
_PLANNED = {RegroupingKind.MERGE: StepKind.MERGER_ASKED, RegroupingKind.SPLIT: StepKind.SPLIT_ASKED}
_DONE = {RegroupingKind.MERGE: StepKind.JOINED, RegroupingKind.SPLIT: StepKind.SPLIT}

SOON = timedelta(days=7)
"""What is due within this time is due soon."""


class Wanted(BaseModel):
    """Which cases to list: at these stages, of this unit, with this number, due from and up to."""

    model_config = ConfigDict(frozen=True)

    stages: tuple[Stage, ...]
    unit: str | None = None
    number: int | None = None
    due_from: datetime | None = None
    due_to: datetime | None = None

    @property
    def over(self) -> bool:
        """True for cases that have ended: they have no date, the newest comes first."""
        return all(stage.over for stage in self.stages)


class PlaceUnreadable(ValueError):
    """The key of a place in a list was not made here."""


class PlaceInList(BaseModel):
    """Where a part of a list ends: the moment by which it is sorted, and the case's id."""

    model_config = ConfigDict(frozen=True)

    moment: datetime
    id: str

    @classmethod
    def of(cls, case: Way) -> "PlaceInList":
        """Give the place of a case: its date while it is open, else when it ended."""
        return cls(moment=case.task.due_at if case.task else case.changed_at, id=case.id)

    @classmethod
    def parse(cls, text: str) -> "PlaceInList":
        """Read a key. Raises `PlaceUnreadable`."""
        seconds, _, id = text.partition("-")
        try:
            return cls(moment=datetime.fromtimestamp(int(seconds) / 1000, UTC), id=id)
        except (ValueError, OverflowError, OSError):
            raise PlaceUnreadable from None

    @property
    def text(self) -> str:
        """The key for an address. The store keeps whole milliseconds."""
        return f"{round(self.moment.timestamp() * 1000)}-{self.id}"


class Counts(BaseModel):
    """How much waits at a stage, by its date."""

    model_config = ConfigDict(frozen=True)

    late: int
    today: int
    week: int
    all: int


class CaseStore(Protocol):
    """What the use cases need to keep."""

    async def case(self, id: str, tx: Transaction | None = None) -> Case: ...  # noqa: D102
    async def case_or_none(self, id: str, tx: Transaction) -> Case | None: ...  # noqa: D102
    async def some(self, ids: Sequence[str]) -> list[Case]: ...  # noqa: D102
    async def passed(self, edition_id: str, pools: Sequence[str]) -> list[Case]: ...  # noqa: D102
    async def add(self, tx: Transaction, case: Case) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, case: Case) -> None: ...  # noqa: D102
    async def edition(self, id: str, tx: Transaction | None = None) -> Edition | None: ...  # noqa: D102
    async def put_edition(self, tx: Transaction, edition: Edition) -> None: ...  # noqa: D102
    async def editions(self) -> list[Edition]: ...  # noqa: D102
    async def page(self, wanted: Wanted, after: PlaceInList | None, limit: int) -> list[Case]: ...  # noqa: D102
    async def count(self, wanted: Wanted) -> int: ...  # noqa: D102


class Cases(Desk[Case]):
    """The cases of all proposals."""

    def __init__(
        self, database: Database, store: CaseStore, units: tuple[Unit, ...], free_days: CityFreeDays, clock: Clock
    ) -> None:
        super().__init__(database, store, units, free_days, clock)
        self.store = store

    @transactional
    async def follow_edition(self, tx: Transaction, event: EditionAnnouncedV1 | EditionChangedV1) -> None:
        """Keep the newest rules of an edition, in whichever order they come."""
        known = await self.store.edition(event.edition_id, tx)
        if known is None or event.version > known.version:
            await self.store.put_edition(tx, Edition(id=event.edition_id, rules=event.rules, version=event.version))

    async def edition(self, id: str, tx: Transaction | None = None) -> Edition:
        """Give an edition. Raises `EditionUnknown`."""
        edition = await self.store.edition(id, tx)
        if edition is None:
            raise EditionUnknown(id)
        return edition

    async def case(self, id: str, tx: Transaction | None = None) -> Case:
        """Give a case whose proposal is known. Raises `NotFound`."""
        case = await self.store.case(id, tx)
        if case.proposal is None:
            raise NotFound("cases", id)
        return case

    async def enter(self, tx: Transaction, event: ProposalContent, task: Task) -> Case | None:
        """Open a case for a proposal, with its first task; None where there is nothing to do (any more)."""
        proposal = Proposal.model_validate(event.model_dump())
        known = await self.store.case_or_none(event.proposal_id, tx)
        if known is not None:
            if known.proposal is None:
                await self.store.save(tx, known.with_proposal(proposal, event.version))
            return None
        case = Case(
            id=event.proposal_id,
            edition_id=event.edition_id,
            proposal=proposal,
            stage=Stage.FORMAL,
            task=task,
            steps=(Step(kind=StepKind.SUBMITTED, at=proposal.submitted_at),),
            changed_at=proposal.submitted_at,
            content_version=event.version,
        )
        await self.store.add(tx, case)
        self.open_task(tx, proposal, task)
        return case

    async def known(self, id: str, tx: Transaction) -> Case | None:
        """Give a case, None where nothing has come of it."""
        return await self.store.case_or_none(id, tx)

    async def correct(self, tx: Transaction, case: Case, event: ProposalCorrectedV1, task: Task) -> None:
        """Take over what an applicant has completed; where the case is still at the formal check, `task` waits.

        Of a case that has a newer text already only the step is new.
        """
        newer = event.version > case.content_version
        told = case.with_content(Proposal.model_validate(event.model_dump()), event.version) if newer else case
        step = Step(kind=StepKind.CORRECTED, at=event.corrected_at)
        if case.stage is Stage.FORMAL:
            await self.move(tx, case, told.went(step, Stage.FORMAL, task=task))
        else:
            await self.store.save(tx, told.went(step, case.stage, task=case.task))

    async def recount(self, tx: Transaction, case: Case, event: SupportCountedV1) -> None:
        """Take over a count of the signatures; nobody has to do anything else because of it."""
        await self.store.save(tx, case.recounted(Proposal.model_validate(event.model_dump()), event.version))

    @transactional
    async def follow_request(self, tx: Transaction, event: ArrangementOpenedV1 | ArrangementPostponedV1) -> None:
        """Know that an applicant has been asked for a change, and has longer for it than was said.

        Whichever of the two comes first opens the request. Raises `NotFound` where the proposal is still to come.
        """
        case = await self.store.case(event.proposal_id, tx)
        if event.arrangement > case.asked:
            step = Step(kind=StepKind.ASKED, at=event.opened_at, why=event.reason)
            await self.store.save(tx, case.arranged(step, asked=event.arrangement, until=event.due_at))
        elif event.arrangement == case.asked and case.asked_until is not None and event.due_at > case.asked_until:
            why = "\n".join(event.explanation) if isinstance(event, ArrangementPostponedV1) else ""
            at = event.postponed_at if isinstance(event, ArrangementPostponedV1) else event.opened_at
            step = Step(kind=StepKind.POSTPONED, at=at, why=why)
            await self.store.save(tx, case.noted(step).model_copy(update={"asked_until": event.due_at}))

    @transactional
    async def follow_answer(self, tx: Transaction, event: ArrangementClosedV1) -> None:
        """Know that the applicant is not waited for any more. Raises `NotFound` as above."""
        case = await self.store.case(event.proposal_id, tx)
        if event.arrangement <= case.answered:
            return
        changed = event.outcome is ArrangementOutcome.REVISED
        step = Step(kind=StepKind.UNCHANGED, at=event.closed_at, why=_WHY.get(event.outcome, ""))
        after = case.arranged(step, answered=event.arrangement)
        # The revision itself comes with an event of its own, and has its own step.
        await self.store.save(tx, after.model_copy(update={"steps": case.steps}) if changed else after)

    async def revise(self, tx: Transaction, case: Case, event: ProposalRevisedV1) -> None:
        """Take over what an applicant has changed; what waits goes on waiting."""
        told = case.with_content(Proposal.model_validate(event.model_dump()), event.version)
        await self.store.save(tx, told.noted(Step(kind=StepKind.REVISED, at=event.revised_at)))

    @transactional
    async def follow_plan(self, tx: Transaction, event: RegroupingOpenedV1) -> None:
        """Know that authors are asked for their consent. Raises `NotFound` where a proposal is still to come."""
        for case in [await self.store.case(id, tx) for id in event.proposals]:
            if event.number > case.plan_asked:
                step = Step(kind=_PLANNED[event.kind], at=event.opened_at, why=event.reason)
                await self.store.save(tx, case.planned(step, event.number, event.due_at))

    @transactional
    async def follow_plan_end(self, tx: Transaction, event: RegroupingClosedV1) -> None:
        """Know that authors are not waited for any more. Raises `NotFound` as above.

        A plan that is done ends for each proposal with what has become of it: nobody decides by the text before.
        """
        if event.outcome is RegroupingOutcome.DONE:
            return
        for case in [await self.store.case(id, tx) for id in event.proposals]:
            if event.number > case.plan_ended:
                step = Step(kind=StepKind.NOT_REGROUPED, at=event.closed_at, why=_PLAN_OVER[event.outcome])
                await self.store.save(tx, case.noted(step).plan_over(event.number))

    async def regroup(self, tx: Transaction, case: Case, event: ProposalRegroupedV1) -> None:
        """Take over what a proposal says after a merger or a split; what waits goes on waiting."""
        after = case.noted(Step(kind=_DONE[event.kind], at=event.regrouped_at)).plan_over(event.regrouping)
        if event.version > case.content_version:
            after = after.with_content(Proposal.model_validate(event.model_dump()), event.version)
        await self.store.save(tx, after)

    async def withdraw(self, tx: Transaction, event: ProposalWithdrawnV1) -> Case | None:
        """End a case because its applicant wants so; give it as it was before, None where it had not begun."""
        step = Step(kind=StepKind.WITHDRAWN, at=event.withdrawn_at)
        return await self._take_back(tx, event.proposal_id, event.edition_id, step, Stage.WITHDRAWN, 0)

    async def merge(self, tx: Transaction, event: ProposalMergedV1) -> Case | None:
        """End a case because its proposal has become a part of another one; give it as `withdraw` does."""
        why = f"Jest częścią projektu {event.into.case}."
        step = Step(kind=StepKind.MERGED, at=event.merged_at, why=why)
        return await self._take_back(tx, event.proposal_id, event.edition_id, step, Stage.MERGED, event.regrouping)

    async def _take_back(
        self, tx: Transaction, id: str, edition_id: str, step: Step, stage: Stage, plan: int
    ) -> Case | None:
        known = await self.store.case_or_none(id, tx)
        if known is None:
            # Kept so that the proposal, when it comes, opens nothing.
            case = Case(
                id=id,
                edition_id=edition_id,
                proposal=None,
                stage=stage,
                steps=(step,),
                changed_at=step.at,
                plan_ended=plan,
            )
            await self.store.add(tx, case)
        elif known.stage not in TAKEN_BACK:
            await self.move(tx, known, known.went(step, stage).plan_over(plan))
        return known

    async def counts(self, wanted: Wanted) -> Counts:
        """Count what waits: what is late, what is due today, what is due until Sunday, and all."""
        late, today, week, everything = [
            await self.store.count(self.due(wanted, span)) for span in ("po-terminie", "dzis", "tydzien", "")
        ]
        return Counts(late=late, today=today, week=week, all=everything)

    def due(self, wanted: Wanted, span: str) -> Wanted:
        """Narrow a list to what is late or soon due.

        `span`: late ("po-terminie"), due today ("dzis"), until Sunday ("tydzien") or within seven days ("siedem-dni").
        """
        now = self.clock.now()
        today = warsaw(now).date()
        spans = {
            "po-terminie": (None, now),
            "dzis": (now, datetime.combine(today + timedelta(days=1), time(), tzinfo=WARSAW)),
            "siedem-dni": (now, now + SOON),
            "tydzien": (now, datetime.combine(today + timedelta(days=7 - today.weekday()), time(), tzinfo=WARSAW)),
        }
        since, until = spans.get(span, (None, None))
        return wanted.model_copy(update={"due_from": since, "due_to": until})
