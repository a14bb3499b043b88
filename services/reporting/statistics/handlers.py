"""Events that the statistics are made of, reporting's own too. Translate and delegate, nothing else."""

from typing import get_args

from services.reporting.statistics.domain.following import StatisticsEvent
from services.reporting.statistics.service import Statistics
from shared.bus import Bus


def subscribe(bus: Bus, statistics: Statistics) -> None:
    """Attach this capability's subscribers to `bus`."""
    for event in get_args(StatisticsEvent):
        _follow(bus, statistics, event)


def _follow(bus: Bus, statistics: Statistics, kind: type[StatisticsEvent]) -> None:
    async def on_news(event: StatisticsEvent) -> None:
        """Count it."""
        await statistics.follow(event)

    # The bus reads the message into what the annotation says.
    on_news.__annotations__["event"] = kind
    bus.reads(kind, by="statistics")(on_news)
