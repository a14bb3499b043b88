"""Events that editions react to. Translate and delegate, nothing else."""

from services.intake.editions.service import Editions
from shared.bus import Bus
from shared.contracts.voting import ResultsPublishedV1, VotingOpenedV1


def subscribe(bus: Bus, editions: Editions) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(VotingOpenedV1, by="editions")
    async def on_voting_opened(event: VotingOpenedV1) -> None:
        """Freeze the rules."""
        await editions.freeze(event)

    @bus.reads(ResultsPublishedV1, by="editions")
    async def on_results_published(event: ResultsPublishedV1) -> None:
        """Lead residents to the results."""
        await editions.note_results(event)
