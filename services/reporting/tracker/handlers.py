"""Events that the life line follows: those of every service, reporting's own too. Translate and delegate."""

from services.reporting.tracker.service import Tracker
from shared.bus import Bus
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
    ImplementationHandedOverV1,
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


def subscribe(bus: Bus, tracker: Tracker) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(EditionAnnouncedV1, by="tracker")
    async def on_edition_announced(event: EditionAnnouncedV1) -> None:
        """Know the pools, areas and windows of an edition."""
        await tracker.follow(event)

    @bus.reads(EditionChangedV1, by="tracker")
    async def on_edition_changed(event: EditionChangedV1) -> None:
        """Know the new ones."""
        await tracker.follow(event)

    @bus.reads(ProposalSubmittedV1, by="tracker")
    async def on_proposal_submitted(event: ProposalSubmittedV1) -> None:
        """Begin the life line."""
        await tracker.follow(event)

    @bus.reads(ProposalWithdrawnV1, by="tracker")
    async def on_proposal_withdrawn(event: ProposalWithdrawnV1) -> None:
        """End it."""
        await tracker.follow(event)

    @bus.reads(CorrectionCalledV1, by="tracker")
    async def on_correction_called(event: CorrectionCalledV1) -> None:
        """Add the call and until when it can be answered."""
        await tracker.follow(event)

    @bus.reads(CallDeliveryNotedV1, by="tracker")
    async def on_call_delivery_noted(event: CallDeliveryNotedV1) -> None:
        """Show until when a call can be answered that went by post."""
        await tracker.follow(event)

    @bus.reads(CorrectionPostponedV1, by="tracker")
    async def on_correction_postponed(event: CorrectionPostponedV1) -> None:
        """Add that the call can be answered longer."""
        await tracker.follow(event)

    @bus.reads(ProposalCorrectedV1, by="tracker")
    async def on_proposal_corrected(event: ProposalCorrectedV1) -> None:
        """Show the proposal as it is now, and that it was completed."""
        await tracker.follow(event)

    @bus.reads(ArrangementOpenedV1, by="tracker")
    async def on_arrangement_opened(event: ArrangementOpenedV1) -> None:
        """Add what the office asks to be changed."""
        await tracker.follow(event)

    @bus.reads(ArrangementPostponedV1, by="tracker")
    async def on_arrangement_postponed(event: ArrangementPostponedV1) -> None:
        """Add that the applicant has longer to answer."""
        await tracker.follow(event)

    @bus.reads(ArrangementClosedV1, by="tracker")
    async def on_arrangement_closed(event: ArrangementClosedV1) -> None:
        """Add that nothing was changed."""
        await tracker.follow(event)

    @bus.reads(ProposalRevisedV1, by="tracker")
    async def on_proposal_revised(event: ProposalRevisedV1) -> None:
        """Show the proposal as it is now, and that it was changed."""
        await tracker.follow(event)

    @bus.reads(RegroupingOpenedV1, by="tracker")
    async def on_regrouping_opened(event: RegroupingOpenedV1) -> None:
        """Add that authors are asked for their consent."""
        await tracker.follow(event)

    @bus.reads(RegroupingClosedV1, by="tracker")
    async def on_regrouping_closed(event: RegroupingClosedV1) -> None:
        """Add that everything stays as it was."""
        await tracker.follow(event)

    @bus.reads(ProposalRegroupedV1, by="tracker")
    async def on_proposal_regrouped(event: ProposalRegroupedV1) -> None:
        """Show the project as it is after a merger or a split."""
        await tracker.follow(event)

    @bus.reads(ProposalMergedV1, by="tracker")
    async def on_proposal_merged(event: ProposalMergedV1) -> None:
        """Lead from each of the two to the other."""
        await tracker.follow(event)

    @bus.reads(FormalCheckFinishedV1, by="tracker")
    async def on_formal_check_finished(event: FormalCheckFinishedV1) -> None:
        """Add the formal check."""
        await tracker.follow(event)

    @bus.reads(MeritReviewFinishedV1, by="tracker")
    async def on_merit_review_finished(event: MeritReviewFinishedV1) -> None:
        """Add the unit's review."""
        await tracker.follow(event)

    @bus.reads(ReviewHandedOverV1, by="tracker")
    async def on_review_handed_over(event: ReviewHandedOverV1) -> None:
        """Follow the review to another unit."""
        await tracker.follow(event)

    @bus.reads(ReviewReturnedV1, by="tracker")
    async def on_review_returned(event: ReviewReturnedV1) -> None:
        """Add that the review is open again."""
        await tracker.follow(event)

    @bus.reads(StatementRequestedV1, by="tracker")
    async def on_statement_requested(event: StatementRequestedV1) -> None:
        """Add which other unit looks at its part."""
        await tracker.follow(event)

    @bus.reads(StatementClosedV1, by="tracker")
    async def on_statement_closed(event: StatementClosedV1) -> None:
        """Add that it has, or need not any more; what it says stays in the house."""
        await tracker.follow(event)

    @bus.reads(AdmissionDecidedV1, by="tracker")
    async def on_admission_decided(event: AdmissionDecidedV1) -> None:
        """Add the mayor's decision."""
        await tracker.follow(event)

    @bus.reads(AppealFiledV1, by="tracker")
    async def on_appeal_filed(event: AppealFiledV1) -> None:
        """Add that its applicant appeals; not the words, which are for those who decide."""
        await tracker.follow(event)

    @bus.reads(AppealDecidedV1, by="tracker")
    async def on_appeal_decided(event: AppealDecidedV1) -> None:
        """Add what became of the appeal."""
        await tracker.follow(event)

    @bus.reads(ConflictDecidedV1, by="tracker")
    async def on_conflict_decided(event: ConflictDecidedV1) -> None:
        """Add to both projects whether they exclude each other."""
        await tracker.follow(event)

    @bus.reads(OpinionRecordedV1, by="tracker")
    async def on_opinion_recorded(event: OpinionRecordedV1) -> None:
        """Add what a body thinks of it."""
        await tracker.follow(event)

    @bus.reads(BallotListPublishedV1, by="tracker")
    async def on_ballot_list_published(event: BallotListPublishedV1) -> None:
        """Add the ballot numbers."""
        await tracker.follow(event)

    @bus.reads(VotingOpenedV1, by="tracker")
    async def on_voting_opened(event: VotingOpenedV1) -> None:
        """Know when one votes."""
        await tracker.follow(event)

    @bus.reads(ResultsPublishedV1, by="tracker")
    async def on_results_published(event: ResultsPublishedV1) -> None:
        """Add the results."""
        await tracker.follow(event)

    @bus.reads(ImplementationStartedV1, by="tracker")
    async def on_implementation_started(event: ImplementationStartedV1) -> None:
        """Say which unit builds it."""
        await tracker.follow(event)

    @bus.reads(ImplementationHandedOverV1, by="tracker")
    async def on_implementation_handed_over(event: ImplementationHandedOverV1) -> None:
        """Say which unit builds it from now on."""
        await tracker.follow(event)

    @bus.reads(ProgressCallMissedV1, by="tracker")
    async def on_progress_call_missed(event: ProgressCallMissedV1) -> None:
        """Add that the unit was asked and has not answered."""
        await tracker.follow(event)

    @bus.reads(ProgressPublishedV1, by="tracker")
    async def on_progress_published(event: ProgressPublishedV1) -> None:
        """Add how far the unit is."""
        await tracker.follow(event)

    @bus.reads(ImplementationSettledV1, by="tracker")
    async def on_implementation_settled(event: ImplementationSettledV1) -> None:
        """Add what it has cost in the end."""
        await tracker.follow(event)
