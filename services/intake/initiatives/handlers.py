"""Events that initiatives react to. Translate and delegate, nothing else."""

from typing import get_args

from services.intake.initiatives.conversion import Conversion
from services.intake.initiatives.corrections import InitiativeCorrections
from services.intake.initiatives.declarants import OfRepresentative
from services.intake.initiatives.progress import FollowedEvent, InitiativeProgress
from shared.bus import Bus
from shared.contracts.initiatives.reporting import (
    RepresentativeLinkRenewedV1,
)
from shared.contracts.initiatives.verification import (
    InitiativeCalledV1,
    InitiativeCallPostponedV1,
)
from shared.contracts.voting import ResultsPublishedV1


def subscribe(
    bus: Bus,
    corrections: InitiativeCorrections,
    progress: InitiativeProgress,
    representative: OfRepresentative,
    conversion: Conversion,
) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(InitiativeCalledV1, by="initiatives")
    async def on_initiative_called(event: InitiativeCalledV1) -> None:
        """Write to the representative and open what is to be completed."""
        await corrections.follow_call(event)

    @bus.reads(InitiativeCallPostponedV1, by="initiatives")
    async def on_initiative_call_postponed(event: InitiativeCallPostponedV1) -> None:
        """Write to the representative that there is more time."""
        await corrections.follow_postponement(event)

    @bus.reads_each(get_args(FollowedEvent), by="initiatives")
    async def on_news(event: FollowedEvent) -> None:
        """Keep it in the life line, and write of it to the representative."""
        await progress.follow(event)

    @bus.reads(RepresentativeLinkRenewedV1, by="initiatives")
    async def on_representative_link_renewed(event: RepresentativeLinkRenewedV1) -> None:
        """Let older links open no names."""
        await representative.follow_link(event)

    @bus.reads(ResultsPublishedV1, by="initiatives")
    async def on_results_published(event: ResultsPublishedV1) -> None:
        """Remember which proposals may become initiatives."""
        await conversion.follow_results(event)
