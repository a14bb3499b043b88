"""Events the formal check reacts to. Translate and delegate, nothing else."""

from services.verification.formal.service import FormalChecks
from services.verification.formal.service.initiatives import InitiativeChecks
from shared.bus import Bus
from shared.contracts.initiatives.intake import (
    InitiativeCallDeliveryNotedV1,
    InitiativeCorrectedV1,
    InitiativeSubmittedV1,
)
from shared.contracts.intake import (
    CallDeliveryNotedV1,
    ProposalCorrectedV1,
    ProposalMergedV1,
    ProposalRegroupedV1,
    ProposalRevisedV1,
    ProposalSubmittedV1,
    ProposalWithdrawnV1,
    SupportCountedV1,
)


def subscribe(bus: Bus, formal: FormalChecks, initiatives: InitiativeChecks) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(ProposalSubmittedV1, by="formal")
    async def on_proposal_submitted(event: ProposalSubmittedV1) -> None:
        """Open a card for every proposal that comes in."""
        await formal.open_card(event)

    @bus.reads(ProposalCorrectedV1, by="formal")
    async def on_proposal_corrected(event: ProposalCorrectedV1) -> None:
        """Go on with a card that waited for the applicant."""
        await formal.follow_correction(event)

    @bus.reads(CallDeliveryNotedV1, by="formal")
    async def on_call_delivery_noted(event: CallDeliveryNotedV1) -> None:
        """Wait until the term is over that runs from the delivery."""
        await formal.follow_delivery(event)

    @bus.reads(ProposalRevisedV1, by="formal")
    async def on_proposal_revised(event: ProposalRevisedV1) -> None:
        """Show whoever works on it what the proposal says now."""
        await formal.follow_revision(event)

    @bus.reads(ProposalRegroupedV1, by="formal")
    async def on_proposal_regrouped(event: ProposalRegroupedV1) -> None:
        """Show whoever works on it what it says since a merger or a split."""
        await formal.follow_regrouping(event)

    @bus.reads(ProposalMergedV1, by="formal")
    async def on_proposal_merged(event: ProposalMergedV1) -> None:
        """Trouble nobody with what has become a part of another proposal."""
        await formal.merge(event)

    @bus.reads(SupportCountedV1, by="formal")
    async def on_support_counted(event: SupportCountedV1) -> None:
        """Check the number of signatures by the count."""
        await formal.follow_count(event)

    @bus.reads(ProposalWithdrawnV1, by="formal")
    async def on_proposal_withdrawn(event: ProposalWithdrawnV1) -> None:
        """Trouble nobody with what its applicant has withdrawn."""
        await formal.withdraw(event)

    @bus.reads(InitiativeSubmittedV1, by="formal")
    async def on_initiative_submitted(event: InitiativeSubmittedV1) -> None:
        """Open a card for every initiative that comes in."""
        await initiatives.open_card(event)

    @bus.reads(InitiativeCorrectedV1, by="formal")
    async def on_initiative_corrected(event: InitiativeCorrectedV1) -> None:
        """Go on with a card that waited for the applicants."""
        await initiatives.follow_correction(event)

    @bus.reads(InitiativeCallDeliveryNotedV1, by="formal")
    async def on_initiative_call_delivery_noted(event: InitiativeCallDeliveryNotedV1) -> None:
        """Wait until the term is over that runs from the delivery."""
        await initiatives.follow_delivery(event)
