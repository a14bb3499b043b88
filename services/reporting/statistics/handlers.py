"""Events that the statistics are made of, reporting's own too. Translate and delegate, nothing else."""

from typing import get_args

from services.reporting.statistics.domain.following import StatisticsEvent
from services.reporting.statistics.service import Statistics
from shared.bus import Bus


def subscribe(bus: Bus, statistics: Statistics) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads_each(get_args(StatisticsEvent), by="statistics")
    async def on_news(event: StatisticsEvent) -> None:
        """Count it."""
        await statistics.follow(event)
