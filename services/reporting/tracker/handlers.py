"""Events that the life lines of projects are made of. Translate and delegate, nothing else."""

from typing import get_args

from services.reporting.tracker.service import TrackedEvent, Tracker
from shared.bus import Bus


def subscribe(bus: Bus, tracker: Tracker) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads_each(get_args(TrackedEvent), by="tracker")
    async def on_news(event: TrackedEvent) -> None:
        """Tell it in the life line."""
        await tracker.follow(event)
