"""Events that the cases of initiatives follow. Translate and delegate, nothing else."""

from services.verification.initiatives.service import Initiatives
from shared.bus import Bus
from shared.contracts.initiatives.intake import InitiativeConvertedV1, InitiativeRulesSetV1, InitiativeWithdrawnV1


def subscribe(bus: Bus, initiatives: Initiatives) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(InitiativeRulesSetV1, by="initiatives")
    async def on_initiative_rules_set(event: InitiativeRulesSetV1) -> None:
        """Know the least own share and the rate of an hour, and by which resolution."""
        await initiatives.follow_rules(event)

    @bus.reads(InitiativeWithdrawnV1, by="initiatives")
    async def on_initiative_withdrawn(event: InitiativeWithdrawnV1) -> None:
        """Trouble nobody with what its applicants have withdrawn."""
        await initiatives.withdraw(event)

    @bus.reads(InitiativeConvertedV1, by="initiatives")
    async def on_initiative_converted(event: InitiativeConvertedV1) -> None:
        """Know what has become of what was refused."""
        await initiatives.follow_conversion(event)
