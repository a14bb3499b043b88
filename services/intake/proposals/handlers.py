"""Events that proposals react to. Translate and delegate, nothing else."""

from services.intake.proposals.corrections import Corrections
from shared.bus import Bus
from shared.contracts.verification import CorrectionCalledV1


def subscribe(bus: Bus, corrections: Corrections) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(CorrectionCalledV1, by="proposals")
    async def on_correction_called(event: CorrectionCalledV1) -> None:
        """Write to the applicant and open what is to be completed."""
        await corrections.follow_call(event)
