"""Events the site reacts to. Translate and delegate, nothing else."""

from services.media.website.service import Website
from shared.bus import Bus
from shared.contracts.events import EntryScheduledV1
from shared.contracts.intake import EditionAnnouncedV1, EditionChangedV1
from shared.contracts.reporting import ProgressPublishedV1
from shared.contracts.voting import BallotListPublishedV1, ResultsPublishedV1, VotingClosedV1, VotingOpenedV1


def subscribe(bus: Bus, website: Website) -> None:
    """Attach this capability's subscribers to `bus`."""

    @bus.reads(EditionAnnouncedV1, by="website")
    async def on_edition_announced(event: EditionAnnouncedV1) -> None:
        """Show the edition on the home page."""
        await website.follow_edition(event)

    @bus.reads(EditionChangedV1, by="website")
    async def on_edition_changed(event: EditionChangedV1) -> None:
        """Follow its dates."""
        await website.follow_edition(event)

    @bus.reads(BallotListPublishedV1, by="website")
    async def on_ballot_list_published(event: BallotListPublishedV1) -> None:
        """Say how many projects there are."""
        await website.follow_list(event)

    @bus.reads(VotingOpenedV1, by="website")
    async def on_voting_opened(event: VotingOpenedV1) -> None:
        """Lead to the ballot."""
        await website.follow_opening(event)

    @bus.reads(VotingClosedV1, by="website")
    async def on_voting_closed(event: VotingClosedV1) -> None:
        """Say that votes are counted."""
        await website.follow_closing(event)

    @bus.reads(ResultsPublishedV1, by="website")
    async def on_results_published(event: ResultsPublishedV1) -> None:
        """Lead to the results."""
        await website.follow_results(event)

    @bus.reads(ProgressPublishedV1, by="website")
    async def on_progress_published(event: ProgressPublishedV1) -> None:
        """Show what is being built."""
        await website.follow_progress(event)

    @bus.reads(EntryScheduledV1, by="website")
    async def on_entry_scheduled(event: EntryScheduledV1) -> None:
        """Show the next dates of the city."""
        await website.follow_entry(event)
