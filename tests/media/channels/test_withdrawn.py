"""A text that was withdrawn goes through no gateway any more, and the log says that it did not."""

from typing import Any

import pytest

from services.media.channels.domain.gateways import Delivery, DeliveryNotThere, DeliveryState
from services.media.channels.service import Gateways, SaidLog
from services.media.channels.store import MongoChannelStore
from shared.contracts import Event
from shared.contracts.media import (
    ArticlePublishedV1,
    ArticleWithdrawnV1,
    CrisisMessageEndedV1,
    CrisisMessageIssuedV1,
    PressReleasePublishedV1,
    PressReleaseWithdrawnV1,
)
from tests.conftest import SetClock, told
from tests.media.channels.conftest import Provider

Deliver = Any


def both(kind: str) -> tuple[Event, str, Event, str, str]:
    """A text that comes out and is withdrawn, with who hears of each, and its title."""
    if kind == "article":
        article = told(ArticlePublishedV1)
        gone = told(ArticleWithdrawnV1, article_id=article.article_id)
        return article, "tell_article", gone, "end_article", article.title
    if kind == "release":
        release = told(PressReleasePublishedV1)
        over = told(PressReleaseWithdrawnV1, release_id=release.release_id)
        return release, "tell_release", over, "end_release", release.title
    warning = told(CrisisMessageIssuedV1)
    return warning, "warn", told(CrisisMessageEndedV1, message_id=warning.message_id), "end_warning", warning.headline


KINDS = pytest.mark.parametrize("kind", ["article", "release", "warning"])


async def log(said: SaidLog) -> list[tuple[str, str]]:
    return [(one.place, one.words) for one in await said.store.said(None, 20)]


async def state(store: MongoChannelStore) -> list[DeliveryState]:
    return [one.state for one in await store.of_gateway("sms", 10)]


@KINDS
async def test_what_waits_to_be_tried_again_is_dropped_and_the_log_says_so_once(
    gateways: Gateways,
    said: SaidLog,
    provider: Provider,
    store: MongoChannelStore,
    clock: SetClock,
    deliver: Deliver,
    kind: str,
) -> None:
    out, tell, gone, end, title = both(kind)
    provider.status = 503
    await deliver(out, getattr(gateways, tell))
    await gateways.send_due()
    for id in ("e-1", "e-1", "e-2"):
        await deliver(gone, getattr(gateways, end), id)
    provider.status = 200
    clock.move(hours=2)
    await gateways.send_due()
    assert provider.taken == []
    assert await state(store) == [DeliveryState.DROPPED]
    assert await log(said) == [("SMS mieszkańców", f"Nie wysłano, bo już nieaktualne: {title}")]


@KINDS
async def test_a_text_that_is_withdrawn_before_it_is_heard_of_is_given_to_nobody(
    gateways: Gateways, said: SaidLog, provider: Provider, store: MongoChannelStore, deliver: Deliver, kind: str
) -> None:
    out, tell, gone, end, _ = both(kind)
    await deliver(gone, getattr(gateways, end))
    await deliver(out, getattr(gateways, tell))
    await gateways.send_due()
    assert (provider.taken, await state(store), await log(said)) == ([], [], [])


@KINDS
async def test_what_was_sent_stays_sent(
    gateways: Gateways, said: SaidLog, provider: Provider, store: MongoChannelStore, deliver: Deliver, kind: str
) -> None:
    out, tell, gone, end, _ = both(kind)
    await deliver(out, getattr(gateways, tell))
    await gateways.send_due()
    await deliver(gone, getattr(gateways, end))
    assert await state(store) == [DeliveryState.SENT]
    assert not [words for _, words in await log(said) if words.startswith("Nie wysłano")]


async def test_what_a_killed_process_had_in_hand_asks_a_person_who_cannot_send_it_again(
    gateways: Gateways, said: SaidLog, provider: Provider, store: MongoChannelStore, clock: SetClock, deliver: Deliver
) -> None:
    out, tell, gone, end, _ = both("article")
    await deliver(out, getattr(gateways, tell))
    (one,) = await store.of_gateway("sms", 10)
    await gateways._change(one.id, one.version, Delivery.sending)
    await deliver(gone, getattr(gateways, end))
    clock.move(minutes=3)
    await gateways.send_due()
    (one,) = await store.of_gateway("sms", 10)
    assert one.state is DeliveryState.IN_DOUBT, "nobody knows whether it went out"
    with pytest.raises(DeliveryNotThere):
        await gateways.again("sms", one.id, one.version)
    await gateways.arrived("sms", one.id, one.version)
    assert provider.taken == []
    assert len(await log(said)) == 1


async def test_what_the_provider_refuses_after_the_withdrawal_is_not_tried_again(
    gateways: Gateways, said: SaidLog, store: MongoChannelStore, deliver: Deliver
) -> None:
    out, tell, gone, end, title = both("release")
    await deliver(out, getattr(gateways, tell))
    (one,) = await store.of_gateway("sms", 10)
    await gateways._change(one.id, one.version, Delivery.sending)
    await deliver(gone, getattr(gateways, end))
    await gateways._fail(one.id, one.version + 1, "refused")
    assert await state(store) == [DeliveryState.DROPPED]
    assert await log(said) == [("SMS mieszkańców", f"Nie wysłano, bo już nieaktualne: {title}")]
