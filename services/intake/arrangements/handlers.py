"""Events that arrangements react to. Translate and delegate, nothing else."""

from services.intake.arrangements.service import Arrangements
from shared.bus import Bus
from shared.contracts.intake import ProposalWithdrawnV1
from shared.contracts.verification import AdmissionDecidedV1, FormalCheckFinishedV1


def subscribe(bus: Bus, arrangements: Arrangements) -> None:
    """Attach this capability's subscribers to `bus`. Our own service's events come the same way as others'."""

    @bus.reads(ProposalWithdrawnV1, by="arrangements")
    async def on_proposal_withdrawn(event: ProposalWithdrawnV1) -> None:
        """Ask for nothing more about what was withdrawn."""
        await arrangements.follow_end(event)

    @bus.reads(FormalCheckFinishedV1, by="arrangements")
    async def on_formal_check_finished(event: FormalCheckFinishedV1) -> None:
        """Ask for nothing more about what has failed."""
        await arrangements.follow_end(event)

    @bus.reads(AdmissionDecidedV1, by="arrangements")
    async def on_admission_decided(event: AdmissionDecidedV1) -> None:
        """Ask for nothing more about what was decided."""
        await arrangements.follow_end(event)
