"""Events that contracts react to. Translate and delegate, nothing else."""

from services.intake.contracts.service import Contracts
from shared.bus import Bus
from shared.contracts.initiatives.intake import InitiativeCorrectedV1, InitiativeSubmittedV1, InitiativeWithdrawnV1
from shared.contracts.initiatives.reporting import InitiativeSettledV1
from shared.contracts.initiatives.verification import FundsSecuredV1, InitiativeDecidedV1


def subscribe(bus: Bus, contracts: Contracts) -> None:
    """Attach this capability's subscribers to `bus`. Our own service's events come the same way as others'."""

    @bus.reads(InitiativeSubmittedV1, by="contracts")
    async def on_submitted(event: InitiativeSubmittedV1) -> None:
        """Know what is asked and given."""
        await contracts.follow_content(event)

    @bus.reads(InitiativeCorrectedV1, by="contracts")
    async def on_corrected(event: InitiativeCorrectedV1) -> None:
        """Know it anew."""
        await contracts.follow_content(event)

    @bus.reads(InitiativeDecidedV1, by="contracts")
    async def on_decided(event: InitiativeDecidedV1) -> None:
        """Know whether there is to be a contract."""
        await contracts.follow_decision(event)

    @bus.reads(FundsSecuredV1, by="contracts")
    async def on_funds_secured(event: FundsSecuredV1) -> None:
        """Begin the draft: the money is there."""
        await contracts.follow_money(event)

    @bus.reads(InitiativeWithdrawnV1, by="contracts")
    async def on_withdrawn(event: InitiativeWithdrawnV1) -> None:
        """Drop what was not signed."""
        await contracts.follow_withdrawal(event)

    @bus.reads(InitiativeSettledV1, by="contracts")
    async def on_settled(event: InitiativeSettledV1) -> None:
        """Close the contract."""
        await contracts.follow_settlement(event)
