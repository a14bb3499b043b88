"""Events that followers are told of. Translate and delegate, nothing else."""

from typing import get_args

from services.reporting.followers.mailings import Mailings
from services.reporting.initiatives.domain.story import StoryEvent
from shared.bus import Bus
from shared.contracts.reporting import ProgressPublishedV1


def subscribe(bus: Bus, mailings: Mailings) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(ProgressPublishedV1, by="followers")
    async def on_progress_published(event: ProgressPublishedV1) -> None:
        """Tell the followers of the project."""
        await mailings.follow_progress(event)

    @bus.reads_each(get_args(StoryEvent), by="followers")
    async def on_step(event: StoryEvent) -> None:
        """Tell the followers of the initiative."""
        await mailings.follow_initiative(event)
