"""Events of contracts that the year's money follows. Translate and delegate, nothing else."""

from services.verification.funds.service import Funds
from shared.bus import Bus
from shared.contracts.initiatives.intake import ContractSignedV1, ContractTerminatedV1


def subscribe(bus: Bus, funds: Funds) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(ContractSignedV1, by="funds")
    async def on_contract_signed(event: ContractSignedV1) -> None:
        """Hold what the contract or its newest annex gives."""
        await funds.follow_contract(event)

    @bus.reads(ContractTerminatedV1, by="funds")
    async def on_contract_terminated(event: ContractTerminatedV1) -> None:
        """Release what is spoken for no longer."""
        await funds.follow_termination(event)
