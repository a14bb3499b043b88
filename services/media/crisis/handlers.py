"""Events that crisis information reacts to. Translate and delegate, nothing else."""

from services.media.crisis.service import Crisis
from shared.bus import Bus
from shared.contracts.media import CrisisMessageIssuedV1


def subscribe(bus: Bus, crisis: Crisis) -> None:
    """Attach this capability's subscribers to `bus`. Our own event comes the same way as to everybody else."""

    @bus.reads(CrisisMessageIssuedV1, by="crisis")
    async def on_crisis_message_issued(event: CrisisMessageIssuedV1) -> None:
        """Know that the bus has carried it."""
        await crisis.settling.confirm_on_bus(event)
