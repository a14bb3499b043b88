"""Events that ledgers and life lines of initiatives are made of. Translate and delegate, nothing else."""

from typing import get_args

from services.reporting.initiatives.domain.story import StoryEvent
from services.reporting.initiatives.service import Ledgers
from services.reporting.initiatives.service.stories import Stories
from shared.bus import Bus
from shared.contracts.initiatives.intake import ContractSignedV1, ContractTerminatedV1
from shared.contracts.initiatives.verification import InitiativeDecidedV1


def subscribe(bus: Bus, ledgers: Ledgers, stories: Stories) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(ContractSignedV1, by="initiatives")
    async def on_contract_signed(event: ContractSignedV1) -> None:
        """Open a ledger, or hold it against an annex."""
        await ledgers.follow_contract(event)

    @bus.reads(ContractTerminatedV1, by="initiatives")
    async def on_contract_terminated(event: ContractTerminatedV1) -> None:
        """Settle what was given until then."""
        await ledgers.follow_termination(event)

    @bus.reads(InitiativeDecidedV1, by="initiatives")
    async def on_initiative_decided(event: InitiativeDecidedV1) -> None:
        """Know which unit carries it out."""
        await ledgers.follow_decision(event)

    @bus.reads_each(get_args(StoryEvent), by="initiative_stories")
    async def on_news(event: StoryEvent) -> None:
        """Tell it in the life line."""
        await stories.follow(event)
