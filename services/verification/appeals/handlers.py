"""Events that appeals react to. Translate and delegate, nothing else."""

from services.verification.appeals.service import Appeals
from shared.bus import Bus
from shared.contracts.intake import AppealFiledV1


def subscribe(bus: Bus, appeals: Appeals) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(AppealFiledV1, by="appeals")
    async def on_appeal_filed(event: AppealFiledV1) -> None:
        """Open a second review."""
        await appeals.follow_appeal(event)
