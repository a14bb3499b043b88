"""Events the newsletter reacts to. Translate and delegate, nothing else."""

from services.media.newsletter.service import Issues, Mailings
from shared.bus import Bus
from shared.contracts.media import (
    ArticlePublishedV1,
    ArticleWithdrawnV1,
    CrisisMessageEndedV1,
    CrisisMessageIssuedV1,
    PressReleaseCorrectedV1,
    PressReleasePublishedV1,
    PressReleaseWithdrawnV1,
)


def subscribe(bus: Bus, issues: Issues, mailings: Mailings) -> None:
    """Attach this capability's subscribers to `bus`. Our own events come the same way as to everybody else."""

    @bus.reads(ArticlePublishedV1, by="newsletter")
    async def on_article_published(event: ArticlePublishedV1) -> None:
        """Offer an article of the site to the next issue."""
        await issues.follow_article(event)

    @bus.reads(ArticleWithdrawnV1, by="newsletter")
    async def on_article_withdrawn(event: ArticleWithdrawnV1) -> None:
        """Offer it no more."""
        await issues.follow_withdrawal(event)

    @bus.reads(PressReleasePublishedV1, by="newsletter")
    async def on_press_release_published(event: PressReleasePublishedV1) -> None:
        """Offer a press release to the next issue."""
        await issues.follow_release(event)

    @bus.reads(PressReleaseCorrectedV1, by="newsletter")
    async def on_press_release_corrected(event: PressReleaseCorrectedV1) -> None:
        """Offer it as it stands now."""
        await issues.follow_release(event)

    @bus.reads(PressReleaseWithdrawnV1, by="newsletter")
    async def on_press_release_withdrawn(event: PressReleaseWithdrawnV1) -> None:
        """Offer it no more."""
        await issues.follow_withdrawal(event)

    @bus.reads(CrisisMessageIssuedV1, by="newsletter")
    async def on_crisis_message_issued(event: CrisisMessageIssuedV1) -> None:
        """Send a warning to who wants warnings by mail, before all else."""
        await mailings.warn(event)

    @bus.reads(CrisisMessageEndedV1, by="newsletter")
    async def on_crisis_message_ended(event: CrisisMessageEndedV1) -> None:
        """Let nobody get it any more."""
        await mailings.end_warning(event)
