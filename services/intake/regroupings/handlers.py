"""Events that plans to merge and split react to. Translate and delegate, nothing else."""

from services.intake.regroupings.service import Regroupings
from shared.bus import Bus
from shared.contracts.intake import ProposalWithdrawnV1
from shared.contracts.verification import AdmissionDecidedV1, CorrectionCalledV1, FormalCheckFinishedV1


def subscribe(bus: Bus, regroupings: Regroupings) -> None:
    """Attach this capability's subscribers to `bus`. Our own service's events come the same way as others'."""

    @bus.reads(ProposalWithdrawnV1, by="regroupings")
    async def on_proposal_withdrawn(event: ProposalWithdrawnV1) -> None:
        """Ask nobody any more about a plan that has lost one of its proposals."""
        await regroupings.follow_end(event)

    @bus.reads(CorrectionCalledV1, by="regroupings")
    async def on_correction_called(event: CorrectionCalledV1) -> None:
        """Let the applicant complete the proposal first."""
        await regroupings.follow_end(event)

    @bus.reads(FormalCheckFinishedV1, by="regroupings")
    async def on_formal_check_finished(event: FormalCheckFinishedV1) -> None:
        """Ask nobody about what has failed."""
        await regroupings.follow_end(event)

    @bus.reads(AdmissionDecidedV1, by="regroupings")
    async def on_admission_decided(event: AdmissionDecidedV1) -> None:
        """Ask nobody about what was decided."""
        await regroupings.follow_end(event)
