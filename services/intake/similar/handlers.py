"""Events that similar proposals react to. Translate and delegate, nothing else."""

from services.intake.similar.service import Similar
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
from shared.contracts.voting import ResultsPublishedV1


def subscribe(bus: Bus, similar: Similar) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(ProposalSubmittedV1, by="similar")
    async def on_proposal_submitted(event: ProposalSubmittedV1) -> None:
        """Know the proposal's words."""
        await similar.follow_text(event)

    @bus.reads(ProposalCorrectedV1, by="similar")
    async def on_proposal_corrected(event: ProposalCorrectedV1) -> None:
        """Know the proposal's new words."""
        await similar.follow_text(event)

    @bus.reads(ProposalRevisedV1, by="similar")
    async def on_proposal_revised(event: ProposalRevisedV1) -> None:
        """Know its words as they are now."""
        await similar.follow_text(event)

    @bus.reads(ProposalRegroupedV1, by="similar")
    async def on_proposal_regrouped(event: ProposalRegroupedV1) -> None:
        """Know its words after a merger or a split."""
        await similar.follow_text(event)

    @bus.reads(ProposalMergedV1, by="similar")
    async def on_proposal_merged(event: ProposalMergedV1) -> None:
        """Know that it has become a part of another one."""
        await similar.follow_merger(event)

    @bus.reads(ProposalWithdrawnV1, by="similar")
    async def on_proposal_withdrawn(event: ProposalWithdrawnV1) -> None:
        """Know that it is withdrawn."""
        await similar.follow_withdrawal(event)

    @bus.reads(FormalCheckFinishedV1, by="similar")
    async def on_formal_check_finished(event: FormalCheckFinishedV1) -> None:
        """Know how the check ended."""
        await similar.follow_check(event)

    @bus.reads(AdmissionDecidedV1, by="similar")
    async def on_admission_decided(event: AdmissionDecidedV1) -> None:
        """Know what the mayor has decided."""
        await similar.follow_admission(event)

    @bus.reads(ResultsPublishedV1, by="similar")
    async def on_results_published(event: ResultsPublishedV1) -> None:
        """Know what residents have chosen."""
        await similar.follow_results(event)
