"""Events of editions and of what authors are asked that cases react to. Translate and delegate, nothing else."""

from services.verification.cases.service import Cases
from shared.bus import Bus
from shared.contracts.intake import (
    ArrangementClosedV1,
    ArrangementOpenedV1,
    ArrangementPostponedV1,
    EditionAnnouncedV1,
    EditionChangedV1,
    RegroupingClosedV1,
    RegroupingOpenedV1,
)


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

    @bus.reads(ArrangementOpenedV1, by="cases")
    async def on_arrangement_opened(event: ArrangementOpenedV1) -> None:
        """Decide nothing while an applicant has been asked for a change."""
        await cases.follow_request(event)

    @bus.reads(ArrangementPostponedV1, by="cases")
    async def on_arrangement_postponed(event: ArrangementPostponedV1) -> None:
        """Wait longer."""
        await cases.follow_request(event)

    @bus.reads(ArrangementClosedV1, by="cases")
    async def on_arrangement_closed(event: ArrangementClosedV1) -> None:
        """Wait no longer."""
        await cases.follow_answer(event)

    @bus.reads(RegroupingOpenedV1, by="cases")
    async def on_regrouping_opened(event: RegroupingOpenedV1) -> None:
        """Decide nothing while authors are asked for their consent."""
        await cases.follow_plan(event)

    @bus.reads(RegroupingClosedV1, by="cases")
    async def on_regrouping_closed(event: RegroupingClosedV1) -> None:
        """Wait no longer."""
        await cases.follow_plan_end(event)
