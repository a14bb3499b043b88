"""Events that conflicts react to. Translate and delegate, nothing else."""

from services.verification.conflicts.service import Conflicts
from shared.bus import Bus
from shared.contracts.intake import (
    ProposalCorrectedV1,
    ProposalMergedV1,
    ProposalRegroupedV1,
    ProposalRevisedV1,
    ProposalSubmittedV1,
    ProposalWithdrawnV1,
)
from shared.contracts.verification import AdmissionDecidedV1, FormalCheckFinishedV1
from shared.contracts.voting import BallotListPublishedV1


def subscribe(bus: Bus, conflicts: Conflicts) -> None:
    """Attach this capability's subscribers to `bus`. Our own service's decisions come the same way as others'."""

    @bus.reads(ProposalSubmittedV1, by="conflicts")
    async def on_proposal_submitted(event: ProposalSubmittedV1) -> None:
        """Know where a proposal is."""
        await conflicts.follow_content(event)

    @bus.reads(ProposalCorrectedV1, by="conflicts")
    async def on_proposal_corrected(event: ProposalCorrectedV1) -> None:
        """Know where it is now."""
        await conflicts.follow_content(event)

    @bus.reads(ProposalRevisedV1, by="conflicts")
    async def on_proposal_revised(event: ProposalRevisedV1) -> None:
        """Know where it is now."""
        await conflicts.follow_content(event)

    @bus.reads(ProposalRegroupedV1, by="conflicts")
    async def on_proposal_regrouped(event: ProposalRegroupedV1) -> None:
        """Know where it is now."""
        await conflicts.follow_content(event)

    @bus.reads(ProposalMergedV1, by="conflicts")
    async def on_proposal_merged(event: ProposalMergedV1) -> None:
        """Wait for no decision about what another proposal holds now."""
        await conflicts.follow_withdrawal(event)

    @bus.reads(ProposalWithdrawnV1, by="conflicts")
    async def on_proposal_withdrawn(event: ProposalWithdrawnV1) -> None:
        """Wait for no decision about it."""
        await conflicts.follow_withdrawal(event)

    @bus.reads(FormalCheckFinishedV1, by="conflicts")
    async def on_formal_check_finished(event: FormalCheckFinishedV1) -> None:
        """Look around a proposal that goes on."""
        await conflicts.follow_formal_check(event)

    @bus.reads(AdmissionDecidedV1, by="conflicts")
    async def on_admission_decided(event: AdmissionDecidedV1) -> None:
        """Leave what was refused."""
        await conflicts.follow_admission(event)

    @bus.reads(BallotListPublishedV1, by="conflicts")
    async def on_ballot_list_published(event: BallotListPublishedV1) -> None:
        """Take no more decisions."""
        await conflicts.follow_list(event)
