"""Events that make work for the units. Translate and delegate, nothing else."""

from services.reporting.implementation.service import Implementations
from shared.bus import Bus
from shared.contracts.intake import ProposalCorrectedV1, ProposalRegroupedV1, ProposalRevisedV1, ProposalSubmittedV1
from shared.contracts.verification import AdmissionDecidedV1, MeritReviewFinishedV1
from shared.contracts.voting import ResultsPublishedV1


def subscribe(bus: Bus, implementations: Implementations) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(ProposalSubmittedV1, by="implementation")
    async def on_proposal_submitted(event: ProposalSubmittedV1) -> None:
        """Know what a project is called."""
        await implementations.follow_content(event)

    @bus.reads(ProposalCorrectedV1, by="implementation")
    async def on_proposal_corrected(event: ProposalCorrectedV1) -> None:
        """Know what it is called now."""
        await implementations.follow_content(event)

    @bus.reads(ProposalRevisedV1, by="implementation")
    async def on_proposal_revised(event: ProposalRevisedV1) -> None:
        """Know what it is called now."""
        await implementations.follow_content(event)

    @bus.reads(ProposalRegroupedV1, by="implementation")
    async def on_proposal_regrouped(event: ProposalRegroupedV1) -> None:
        """Know what it is called now."""
        await implementations.follow_content(event)

    @bus.reads(MeritReviewFinishedV1, by="implementation")
    async def on_merit_review_finished(event: MeritReviewFinishedV1) -> None:
        """Know which unit reviewed it."""
        await implementations.follow_review(event)

    @bus.reads(AdmissionDecidedV1, by="implementation")
    async def on_admission_decided(event: AdmissionDecidedV1) -> None:
        """Know which unit the decision names."""
        await implementations.follow_decision(event)

    @bus.reads(ResultsPublishedV1, by="implementation")
    async def on_results_published(event: ResultsPublishedV1) -> None:
        """Give every selected project to its unit."""
        await implementations.follow_results(event)
