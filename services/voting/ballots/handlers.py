"""Events the ballot reacts to. Translate and delegate, nothing else."""

from services.voting.ballots.service.following import Candidates
from shared.bus import Bus
from shared.contracts.intake import (
    AppealFiledV1,
    EditionAnnouncedV1,
    EditionChangedV1,
    ProposalCorrectedV1,
    ProposalMergedV1,
    ProposalRegroupedV1,
    ProposalRevisedV1,
    ProposalSubmittedV1,
    ProposalWithdrawnV1,
)
from shared.contracts.verification import (
    AdmissionDecidedV1,
    AppealDecidedV1,
    ConflictDecidedV1,
    ConflictFoundV1,
    FormalCheckFinishedV1,
)


def subscribe(bus: Bus, candidates: Candidates) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(EditionAnnouncedV1, by="ballots")
    async def on_edition_announced(event: EditionAnnouncedV1) -> None:
        """Prepare the vote of an edition."""
        await candidates.follow_edition(event)

    @bus.reads(EditionChangedV1, by="ballots")
    async def on_edition_changed(event: EditionChangedV1) -> None:
        """Follow changes while the list is not out."""
        await candidates.follow_edition(event)

    @bus.reads(ProposalSubmittedV1, by="ballots")
    async def on_proposal_submitted(event: ProposalSubmittedV1) -> None:
        """Know every proposal, so that the list can be complete."""
        await candidates.follow_content(event)

    @bus.reads(ProposalCorrectedV1, by="ballots")
    async def on_proposal_corrected(event: ProposalCorrectedV1) -> None:
        """Show voters what the applicant has completed."""
        await candidates.follow_content(event)

    @bus.reads(ProposalRevisedV1, by="ballots")
    async def on_proposal_revised(event: ProposalRevisedV1) -> None:
        """Show voters what the applicant has changed."""
        await candidates.follow_content(event)

    @bus.reads(ProposalRegroupedV1, by="ballots")
    async def on_proposal_regrouped(event: ProposalRegroupedV1) -> None:
        """Show voters what a merger or a split has made of it."""
        await candidates.follow_content(event)

    @bus.reads(ProposalMergedV1, by="ballots")
    async def on_proposal_merged(event: ProposalMergedV1) -> None:
        """Keep what is a part of another proposal off the list."""
        await candidates.follow_merger(event)

    @bus.reads(ProposalWithdrawnV1, by="ballots")
    async def on_proposal_withdrawn(event: ProposalWithdrawnV1) -> None:
        """Keep what was withdrawn off the list."""
        await candidates.follow_withdrawal(event)

    @bus.reads(FormalCheckFinishedV1, by="ballots")
    async def on_formal_check_finished(event: FormalCheckFinishedV1) -> None:
        """Do not wait for a decision about what failed."""
        await candidates.follow_formal_check(event)

    @bus.reads(AdmissionDecidedV1, by="ballots")
    async def on_admission_decided(event: AdmissionDecidedV1) -> None:
        """Put what was admitted on the list."""
        await candidates.follow_admission(event)

    @bus.reads(AppealFiledV1, by="ballots")
    async def on_appeal_filed(event: AppealFiledV1) -> None:
        """Wait with the list for an appeal."""
        await candidates.follow_appeal(event)

    @bus.reads(AppealDecidedV1, by="ballots")
    async def on_appeal_decided(event: AppealDecidedV1) -> None:
        """Wait no longer for an appeal."""
        await candidates.follow_appeal_decision(event)

    @bus.reads(ConflictFoundV1, by="ballots")
    async def on_conflict_found(event: ConflictFoundV1) -> None:
        """Wait with the list until somebody has decided."""
        await candidates.follow_conflict(event)

    @bus.reads(ConflictDecidedV1, by="ballots")
    async def on_conflict_decided(event: ConflictDecidedV1) -> None:
        """Know which projects exclude each other."""
        await candidates.follow_conflict(event)
