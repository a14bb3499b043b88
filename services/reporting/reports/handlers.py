"""Events that the reports and the diary react to. Translate and delegate, nothing else."""

from services.reporting.reports.service.diary import Diary
from services.reporting.reports.service.opening import Openings
from shared.bus import Bus
from shared.contracts.events import CeremonyHeldV1, EntryScheduledV1, LetterSentV1, MeetingHeldV1
from shared.contracts.intake import EditionAnnouncedV1
from shared.contracts.reporting import SessionScheduledV1
from shared.contracts.voting import ResultsPublishedV1


def subscribe(bus: Bus, openings: Openings, diary: Diary) -> None:
    """Attach this capability's subscribers to `bus`. Our own service's events come the same way as others'."""

    @bus.reads(SessionScheduledV1, by="reports")
    async def on_session_scheduled(event: SessionScheduledV1) -> None:
        """Let the report follow its session."""
        await openings.follow_session(event)

    @bus.reads(ResultsPublishedV1, by="diary")
    async def on_results_published(event: ResultsPublishedV1) -> None:
        """Write it into the diary."""
        await diary.follow_results(event)

    @bus.reads(EditionAnnouncedV1, by="diary")
    async def on_edition_announced(event: EditionAnnouncedV1) -> None:
        """Write it into the diary."""
        await diary.follow_edition(event)

    @bus.reads(EntryScheduledV1, by="diary")
    async def on_entry_scheduled(event: EntryScheduledV1) -> None:
        """Propose it for the diary."""
        await diary.follow_calendar(event)

    @bus.reads(MeetingHeldV1, by="diary")
    async def on_meeting_held(event: MeetingHeldV1) -> None:
        """Write the mayor's meeting into it."""
        await diary.follow_meeting(event)

    @bus.reads(LetterSentV1, by="diary")
    async def on_letter_sent(event: LetterSentV1) -> None:
        """Propose it for the diary."""
        await diary.follow_letter(event)

    @bus.reads(CeremonyHeldV1, by="diary")
    async def on_ceremony_held(event: CeremonyHeldV1) -> None:
        """Write it into the diary where the mayor was there."""
        await diary.follow_ceremony(event)
