"""Events that milestones follow. Translate and delegate, nothing else."""

from services.reporting.milestones.service import Milestones
from shared.bus import Bus
from shared.contracts.reporting import ProgressPublishedV1


def subscribe(bus: Bus, milestones: Milestones) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(ProgressPublishedV1, by="milestones")
    async def on_progress_published(event: ProgressPublishedV1) -> None:
        """Take over what is planned."""
        await milestones.follow_progress(event)
