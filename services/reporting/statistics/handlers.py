"""Events that the statistics are made of, reporting's own too. Translate and delegate, nothing else."""

from services.reporting.statistics.service import Statistics
from shared.bus import Bus
from shared.contracts.intake import (
    EditionAnnouncedV1,
    EditionChangedV1,
    ProposalCorrectedV1,
    ProposalMergedV1,
    ProposalRegroupedV1,
    ProposalRevisedV1,
    ProposalSubmittedV1,
)
from shared.contracts.reporting import ImplementationStartedV1, ProgressPublishedV1
from shared.contracts.voting import ResultsPublishedV1, VotingClosedV1, VotingTurnoutV1


def subscribe(bus: Bus, statistics: Statistics) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(EditionAnnouncedV1, by="statistics")
    async def on_edition_announced(event: EditionAnnouncedV1) -> None:
        """Know the pools, areas and categories of an edition."""
        await statistics.follow_edition(event)

    @bus.reads(EditionChangedV1, by="statistics")
    async def on_edition_changed(event: EditionChangedV1) -> None:
        """Know the new ones."""
        await statistics.follow_edition(event)

    @bus.reads(ProposalSubmittedV1, by="statistics")
    async def on_proposal_submitted(event: ProposalSubmittedV1) -> None:
        """Count a project and what it asks for."""
        await statistics.follow_project(event)

    @bus.reads(ProposalCorrectedV1, by="statistics")
    async def on_proposal_corrected(event: ProposalCorrectedV1) -> None:
        """Count what it asks for now."""
        await statistics.follow_project(event)

    @bus.reads(ProposalRevisedV1, by="statistics")
    async def on_proposal_revised(event: ProposalRevisedV1) -> None:
        """Count what it asks for now."""
        await statistics.follow_project(event)

    @bus.reads(ProposalRegroupedV1, by="statistics")
    async def on_proposal_regrouped(event: ProposalRegroupedV1) -> None:
        """Count what it asks for after a merger or a split."""
        await statistics.follow_project(event)

    @bus.reads(ProposalMergedV1, by="statistics")
    async def on_proposal_merged(event: ProposalMergedV1) -> None:
        """Count it with the one that it has become a part of."""
        await statistics.follow_project(event)

    @bus.reads(VotingTurnoutV1, by="statistics")
    async def on_voting_turnout(event: VotingTurnoutV1) -> None:
        """Show how many have voted so far."""
        await statistics.follow_edition(event)

    @bus.reads(VotingClosedV1, by="statistics")
    async def on_voting_closed(event: VotingClosedV1) -> None:
        """Show how many have voted."""
        await statistics.follow_edition(event)

    @bus.reads(ResultsPublishedV1, by="statistics")
    async def on_results_published(event: ResultsPublishedV1) -> None:
        """Show the turnout, what was won and which projects have won."""
        await statistics.follow_results(event)

    @bus.reads(ImplementationStartedV1, by="statistics")
    async def on_implementation_started(event: ImplementationStartedV1) -> None:
        """Count the money that a unit has for a project."""
        await statistics.follow_project(event)

    @bus.reads(ProgressPublishedV1, by="statistics")
    async def on_progress_published(event: ProgressPublishedV1) -> None:
        """Count what it has spent."""
        await statistics.follow_project(event)
