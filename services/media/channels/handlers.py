"""Events that channels react to. Translate and delegate, nothing else."""

from services.media.channels.service import Gateways, SaidLog
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


def subscribe(bus: Bus, gateways: Gateways, said: SaidLog) -> None:
    """Attach this capability's subscribers to `bus`: gateways and the log have their own, none holds up the other."""

    @bus.reads(CrisisMessageIssuedV1, by="gateways")
    async def on_crisis_message_issued(event: CrisisMessageIssuedV1) -> None:
        """Warn."""
        await gateways.warn(event)

    @bus.reads(CrisisMessageEndedV1, by="gateways")
    async def on_crisis_message_ended(event: CrisisMessageEndedV1) -> None:
        """Warn no more."""
        await gateways.end_warning(event)

    @bus.reads(ArticlePublishedV1, by="gateways")
    async def on_article_published(event: ArticlePublishedV1) -> None:
        """Tell of it."""
        await gateways.tell_article(event)

    @bus.reads(PressReleasePublishedV1, by="gateways")
    async def on_press_release_published(event: PressReleasePublishedV1) -> None:
        """Tell of it."""
        await gateways.tell_release(event)

    @bus.reads(ArticleWithdrawnV1, by="gateways")
    async def on_article_withdrawn(event: ArticleWithdrawnV1) -> None:
        """Tell of it no more."""
        await gateways.end_article(event)

    @bus.reads(PressReleaseWithdrawnV1, by="gateways")
    async def on_press_release_withdrawn(event: PressReleaseWithdrawnV1) -> None:
        """Tell of it no more."""
        await gateways.end_release(event)

    @bus.reads(ArticlePublishedV1, by="said")
    async def on_article_said(event: ArticlePublishedV1) -> None:
        """Note it."""
        await said.follow_article(event)

    @bus.reads(PressReleasePublishedV1, by="said")
    async def on_press_release_said(event: PressReleasePublishedV1) -> None:
        """Note it."""
        await said.follow_release(event)

    @bus.reads(PressReleaseCorrectedV1, by="said")
    async def on_press_release_corrected(event: PressReleaseCorrectedV1) -> None:
        """Note what was put right."""
        await said.follow_correction(event)

    @bus.reads(CrisisMessageIssuedV1, by="said")
    async def on_crisis_message_said(event: CrisisMessageIssuedV1) -> None:
        """Note it."""
        await said.follow_warning(event)
