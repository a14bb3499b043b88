"""Events of contracts that the year's money follows. Translate and delegate, nothing else."""

from services.verification.funds.service import Funds
from shared.bus import Bus
from shared.contracts.initiatives.intake import ContractMoneyAskedV1, ContractSignedV1, ContractTerminatedV1
from shared.contracts.initiatives.reporting import InitiativeSettledV1


def subscribe(bus: Bus, funds: Funds) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(ContractSignedV1, by="funds")
    async def on_contract_signed(event: ContractSignedV1) -> None:
        """Hold what the contract or its newest annex gives."""
        await funds.follow_contract(event)

    @bus.reads(ContractMoneyAskedV1, by="funds")
    async def on_contract_money_asked(event: ContractMoneyAskedV1) -> None:
        """Ask the treasurer before an annex that gives more is signed."""
        await funds.follow_asking(event)

    @bus.reads(ContractTerminatedV1, by="funds")
    async def on_contract_terminated(event: ContractTerminatedV1) -> None:
        """Know that it ends before its time."""
        await funds.follow_termination(event)

    @bus.reads(InitiativeSettledV1, by="funds")
    async def on_initiative_settled(event: InitiativeSettledV1) -> None:
        """Free what was not spent."""
        await funds.follow_settlement(event)
