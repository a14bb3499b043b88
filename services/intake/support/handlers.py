"""Events that support reacts to. Translate and delegate, nothing else."""

from services.intake.support.following import Following
from shared.bus import Bus
from shared.contracts.intake import ProposalMergedV1, ProposalWithdrawnV1
from shared.contracts.verification import AppealDecidedV1
from shared.contracts.voting import ResultsPublishedV1


def subscribe(bus: Bus, following: Following) -> None:
    """Attach this capability's subscribers to `bus`. Our own service's events come the same way as others'."""

    @bus.reads(ProposalWithdrawnV1, by="support")
    async def on_proposal_withdrawn(event: ProposalWithdrawnV1) -> None:
        """Let its supporters be deleted in time."""
        await following.follow_withdrawal(event)

    @bus.reads(ProposalMergedV1, by="support")
    async def on_proposal_merged(event: ProposalMergedV1) -> None:
        """Let the supporters of what became a part of another proposal be deleted in time."""
        await following.follow_merger(event)

    @bus.reads(AppealDecidedV1, by="support")
    async def on_appeal_decided(event: AppealDecidedV1) -> None:
        """Let the supporters of what has failed for good be deleted in time."""
        await following.follow_appeal_decision(event)

    @bus.reads(ResultsPublishedV1, by="support")
    async def on_results_published(event: ResultsPublishedV1) -> None:
        """Let the supporters of the whole edition be deleted in time."""
        await following.follow_results(event)
