"""Events that followers are told of. Translate and delegate, nothing else."""

from services.reporting.followers.mailings import Mailings
from shared.bus import Bus
from shared.contracts.reporting import ProgressPublishedV1


def subscribe(bus: Bus, mailings: Mailings) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(ProgressPublishedV1, by="followers")
    async def on_progress_published(event: ProgressPublishedV1) -> None:
        """Tell the followers of the project."""
        await mailings.follow_progress(event)
