"""Use cases of the life line: follow what every service says, and show it. It decides nothing about a project."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from services.reporting.tracker.domain import Edition, Glance, Milestone, Project, ProjectEvent, State, apply
from services.reporting.tracker.domain.next_step import NextStep, next_step
from shared.clock import Clock
from shared.contracts.intake import (
    AppealFiledV1,
    ArrangementClosedV1,
    ArrangementOpenedV1,
    ArrangementPostponedV1,
    CallDeliveryNotedV1,
    EditionAnnouncedV1,
    EditionChangedV1,
    ProposalCorrectedV1,
    ProposalMergedV1,
    ProposalRegroupedV1,
    ProposalRevisedV1,
    ProposalSubmittedV1,
    ProposalWithdrawnV1,
    RegroupingClosedV1,
    RegroupingOpenedV1,
)
from shared.contracts.reporting import (
    ImplementationSettledV1,
    ImplementationStartedV1,
    ProgressCallMissedV1,
    ProgressPublishedV1,
)
from shared.contracts.verification import (
    AdmissionDecidedV1,
    AppealDecidedV1,
    ConflictDecidedV1,
    CorrectionCalledV1,
    CorrectionPostponedV1,
    FormalCheckFinishedV1,
    MeritReviewFinishedV1,
    OpinionRecordedV1,
    ReviewHandedOverV1,
    ReviewReturnedV1,
    StatementClosedV1,
    StatementRequestedV1,
)
from shared.contracts.voting import BallotListPublishedV1, ResultsPublishedV1, VotingOpenedV1
from shared.store import Database, NotFound, Transaction, transactional

OneProject: TypeAlias = (
    ProposalWithdrawnV1
    | CorrectionCalledV1
    | CallDeliveryNotedV1
    | CorrectionPostponedV1
    | ProposalCorrectedV1
    | ArrangementOpenedV1
    | ArrangementPostponedV1
    | ArrangementClosedV1
    | ProposalRevisedV1
    | ProposalRegroupedV1
    | FormalCheckFinishedV1
    | MeritReviewFinishedV1
    | ReviewHandedOverV1
    | ReviewReturnedV1
    | StatementRequestedV1
    | StatementClosedV1
    | OpinionRecordedV1
    | AdmissionDecidedV1
    | AppealFiledV1
    | AppealDecidedV1
    | ImplementationStartedV1
    | ProgressPublishedV1
    | ProgressCallMissedV1
    | ImplementationSettledV1
)


@dataclass(frozen=True)
class Wanted:
    """Which projects a list shows; empty means all."""

    edition_id: str | None = None
    text: str = ""
    pool_id: str | None = None
    area_id: str | None = None
    state: State | None = None


@dataclass(frozen=True)
class Line:
    """A project in a list."""

    id: str
    edition_id: str
    glance: Glance


@dataclass(frozen=True)
class Sum:
    """Projects of one pool and category: how many came how far, and their money in grosze."""

    pool_id: str
    category: str
    reached: dict[Milestone, int]
    asked: int
    selected: int
    spent: int


class TrackerStore(Protocol):
    """What the use cases need to keep."""

    async def project_or_none(self, id: str, tx: Transaction | None = None) -> Project | None: ...  # noqa: D102
    async def projects(self, ids: Sequence[str], tx: Transaction) -> list[Project]: ...  # noqa: D102
    async def put_project(self, tx: Transaction, project: Project) -> None: ...  # noqa: D102
    async def edition_or_none(self, id: str, tx: Transaction | None = None) -> Edition | None: ...  # noqa: D102
    async def editions(self) -> list[Edition]: ...  # noqa: D102
    async def put_edition(self, tx: Transaction, edition: Edition) -> None: ...  # noqa: D102
    async def page(self, wanted: Wanted, areas: Sequence[Sequence[str]], skip: int, limit: int) -> list[Line]: ...  # noqa: D102
    async def after(  # noqa: D102
        self, wanted: Wanted, areas: Sequence[Sequence[str]], edition_id: str, number: int, limit: int
    ) -> list[Line]: ...
    async def states(self, wanted: Wanted, areas: Sequence[Sequence[str]]) -> dict[State, int]: ...  # noqa: D102
    async def sums(self, edition_id: str) -> list[Sum]: ...  # noqa: D102
    async def changed_last(self, limit: int) -> list[Project]: ...  # noqa: D102


class Tracker:
    """The life lines of all projects, and copies of the editions they belong to."""

    def __init__(self, database: Database, store: TrackerStore, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock

    # -- what the services say -----------------------------------------------------------------------------------

    @transactional
    async def follow_project(self, tx: Transaction, event: OneProject) -> None:
        """Add what happened to one project."""
        await self._apply(tx, event, event.edition_id, [event.proposal_id])

    @transactional
    async def follow_filing(self, tx: Transaction, event: ProposalSubmittedV1) -> None:
        """Begin a life line; where it was split from another project, add that there, too."""
        origin = [event.split_from.proposal_id] if event.split_from is not None else []
        await self._apply(tx, event, event.edition_id, [event.proposal_id, *origin])

    @transactional
    async def follow_plan(self, tx: Transaction, event: RegroupingOpenedV1 | RegroupingClosedV1) -> None:
        """Add to all its projects that authors are asked for their consent, or are no more."""
        await self._apply(tx, event, event.edition_id, event.proposals)

    @transactional
    async def follow_merger(self, tx: Transaction, event: ProposalMergedV1) -> None:
        """End the life line of what was merged, and add it to the project that it is a part of."""
        await self._apply(tx, event, event.edition_id, [event.proposal_id, event.into.proposal_id])

    @transactional
    async def follow_conflict(self, tx: Transaction, event: ConflictDecidedV1) -> None:
        """Add to both projects whether they exclude each other."""
        await self._apply(tx, event, event.edition_id, event.proposals)

    @transactional
    async def follow_list(self, tx: Transaction, event: BallotListPublishedV1) -> None:
        """Add its ballot number to every project on the list."""
        await self._apply(tx, event, event.edition_id, [entry.proposal_id for entry in event.entries])

    @transactional
    async def follow_results(self, tx: Transaction, event: ResultsPublishedV1) -> None:
        """Add the result to every project, and to the edition."""
        edition = await self._edition(tx, event.edition_id)
        if event.version > edition.results_version:
            changes = {
                "results_version": event.version,
                "results_at": event.published_at,
                "ballots": event.ballots,
                "entitled": event.entitled,
                "pools": event.pools,
            }
            await self.store.put_edition(tx, edition.model_copy(update=changes))
        await self._apply(tx, event, event.edition_id, [result.proposal_id for result in event.projects])

    @transactional
    async def follow_edition(self, tx: Transaction, event: EditionAnnouncedV1 | EditionChangedV1) -> None:
        """Take over the rules of an edition."""
        edition = await self._edition(tx, event.edition_id)
        if event.version > edition.rules_version:
            changes = {"rules": event.rules, "rules_version": event.version}
            await self.store.put_edition(tx, edition.model_copy(update=changes))

    @transactional
    async def follow_opening(self, tx: Transaction, event: VotingOpenedV1) -> None:
        """Know when one votes."""
        edition = await self._edition(tx, event.edition_id)
        if event.version > edition.opened_version:
            changes = {"opened_version": event.version, "opens": event.opens, "closes": event.closes}
            await self.store.put_edition(tx, edition.model_copy(update=changes))

    async def _apply(self, tx: Transaction, event: ProjectEvent, edition_id: str, ids: Sequence[str]) -> None:
        known = {project.id: project for project in await self.store.projects(ids, tx)}
        for id in ids:
            before = known.get(id) or Project(id=id, edition_id=edition_id)
            after = apply(before, event)
            if after != before:
                await self.store.put_project(tx, after)

    async def _edition(self, tx: Transaction, id: str) -> Edition:
        return await self.store.edition_or_none(id, tx) or Edition(id=id)

    # -- what people read ----------------------------------------------------------------------------------------

    async def project(self, id: str) -> Project:
        """Give a project that has been filed. Raises `NotFound`."""
        project = await self.store.project_or_none(id)
        if project is None or not project.known:
            raise NotFound("project", id)
        return project

    async def changed_last(self, limit: int) -> list[Project]:
        """Give the projects to which something has happened last, of all editions."""
        return await self.store.changed_last(limit)

    async def edition(self, id: str, tx: Transaction | None = None) -> Edition:
        """Give the copy of an edition; an empty one while its announcement has not come."""
        return await self.store.edition_or_none(id, tx) or Edition(id=id)

    async def editions(self) -> list[Edition]:
        """Give all announced editions, the newest first."""
        return await self.store.editions()

    async def page(self, wanted: Wanted, skip: int, limit: int) -> tuple[list[Line], dict[State, int]]:
        """Give a part of a list, in the order of numbers, and how many projects are in each state."""
        areas = await self._named_areas(wanted)
        lines = await self.store.page(wanted, areas, skip, limit)
        return lines, await self.store.states(wanted, areas)

    async def after(self, wanted: Wanted, edition_id: str, number: int, limit: int) -> list[Line]:
        """Give at most `limit` projects that come after number `number` of an edition."""
        return await self.store.after(wanted, await self._named_areas(wanted), edition_id, number, limit)

    async def _named_areas(self, wanted: Wanted) -> list[list[str]]:
        """Give for each word that is sought the areas whose name has it: "Rogatka" finds all its projects."""
        if not wanted.text or wanted.edition_id is None:
            return []
        edition = await self.edition(wanted.edition_id)
        return edition.areas_named(wanted.text)

    def next_step(self, project: Project, edition: Edition) -> NextStep | None:
        """Give what is expected next for a project, None where its way is over."""
        return next_step(project.glance, edition.rules, self.clock.now())

    def now(self) -> datetime:
        """Give the present moment."""
        return self.clock.now()
