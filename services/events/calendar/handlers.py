"""Events that the calendar reacts to. Translate and delegate, nothing else."""

from services.events.calendar.following import Following
from shared.bus import Bus
from shared.contracts.intake import EditionAnnouncedV1, EditionChangedV1
from shared.contracts.media import PressConferenceScheduledV1
from shared.contracts.reporting import ProgressPublishedV1, SessionScheduledV1


def subscribe(bus: Bus, following: Following) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(EditionAnnouncedV1, by="calendar")
    async def on_edition_announced(event: EditionAnnouncedV1) -> None:
        """Put the windows of the edition into the calendar."""
        await following.follow_edition(event)

    @bus.reads(EditionChangedV1, by="calendar")
    async def on_edition_changed(event: EditionChangedV1) -> None:
        """Move them."""
        await following.follow_edition(event)

    @bus.reads(PressConferenceScheduledV1, by="calendar")
    async def on_press_conference_scheduled(event: PressConferenceScheduledV1) -> None:
        """Put the press conference into the calendar, move it or call it off."""
        await following.follow_conference(event)

    @bus.reads(SessionScheduledV1, by="calendar")
    async def on_session_scheduled(event: SessionScheduledV1) -> None:
        """Put the session of the council into the calendar, move it or call it off."""
        await following.follow_session(event)

    @bus.reads(ProgressPublishedV1, by="calendar")
    async def on_progress_published(event: ProgressPublishedV1) -> None:
        """Put the end of a project's works into the calendar, move it or call it off."""
        await following.follow_works(event)
