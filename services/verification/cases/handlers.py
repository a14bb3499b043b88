"""Events of editions that cases react to. Translate and delegate, nothing else."""

from services.verification.cases.service import Cases
from shared.bus import Bus
from shared.contracts.intake import EditionAnnouncedV1, EditionChangedV1


def subscribe(bus: Bus, cases: Cases) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(EditionAnnouncedV1, by="cases")
    async def on_edition_announced(event: EditionAnnouncedV1) -> None:
        """Know the caps, the signatures and the windows."""
        await cases.follow_edition(event)

    @bus.reads(EditionChangedV1, by="cases")
    async def on_edition_changed(event: EditionChangedV1) -> None:
        """Follow their changes."""
        await cases.follow_edition(event)
