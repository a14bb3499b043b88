"""What goes through gateways: at once, once, tried again, never after it has ended; no secret of theirs is kept."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from services.media.channels.domain.gateways import (
    MOST_TRIES,
    Delivery,
    DeliveryNotThere,
    DeliveryState,
    Gateway,
    Sends,
)
from services.media.channels.service import Gateways, SaidLog
from services.media.channels.speaker import Apprise, GatewayUnfit, read_gateways
from services.media.channels.store import MongoChannelStore
from shared.contracts.media import (
    ArticlePublishedV1,
    CrisisMessageEndedV1,
    CrisisMessageIssuedV1,
    PressReleaseCorrectedV1,
    PressReleasePublishedV1,
)
from shared.store import Database
from tests.conftest import SetClock, told
from tests.media.channels.conftest import ORIGIN, Provider, gateway

Deliver = Any


async def states(store: MongoChannelStore, id: str = "sms") -> list[tuple[str, str]]:
    return [(one.state.value, one.notice.title) for one in await store.of_gateway(id, 100)]


async def test_a_warning_goes_out_with_what_where_and_until_when(
    gateways: Gateways, provider: Provider, store: MongoChannelStore, deliver: Deliver
) -> None:
    event = told(CrisisMessageIssuedV1)
    await deliver(event, gateways.warn)
    await gateways.send_due()
    (sent,) = provider.taken
    assert sent["title"] == event.headline
    for part in (event.headline, event.area, event.instruction, f"{ORIGIN}{event.page}"):
        assert part in sent["message"]
    assert await states(store) == [("sent", event.headline)]


async def test_what_is_heard_twice_goes_out_once(gateways: Gateways, provider: Provider, deliver: Deliver) -> None:
    for id in ("e-1", "e-1", "e-2"):
        await deliver(told(CrisisMessageIssuedV1), gateways.warn, id)
        await deliver(told(ArticlePublishedV1), gateways.tell_article, f"a{id}")
        await gateways.send_due()
    await deliver(told(ArticlePublishedV1, version=9, title="Poprawiony"), gateways.tell_article)
    await gateways.send_due()
    assert len(provider.taken) == 2


async def test_replicas_that_send_at_once_send_once(gateways: Gateways, provider: Provider, deliver: Deliver) -> None:
    for number in range(10):
        await deliver(told(ArticlePublishedV1, article_id=f"a-{number}"), gateways.tell_article)
    await asyncio.gather(*(gateways.send_due() for _ in range(5)))
    assert len(provider.taken) == 10


async def test_a_gateway_that_fails_unforeseen_ends_no_wait_for_the_others(
    database: Database, said: SaidLog, store: MongoChannelStore, clock: SetClock, deliver: Deliver
) -> None:
    class Broken:
        async def send(self, gateway: Gateway, title: str, text: str) -> None:
            if gateway.id == "push":
                raise LookupError(gateway.id)

    await database.prepare()
    both = [gateway(1, "push"), gateway(1, "sms")]
    gateways = Gateways(database, store, Broken(), both, said, clock, ORIGIN)
    for number in range(5):
        await deliver(told(ArticlePublishedV1, article_id=f"a-{number}"), gateways.tell_article)
    with pytest.raises(LookupError):
        await gateways.send_due()
    assert {state for state, _ in await states(store)} == {"sent"}
    assert [state for state, _ in await states(store, "push")].count("sending") == 1


async def test_warnings_go_before_news(gateways: Gateways, provider: Provider, deliver: Deliver) -> None:
    for number in range(3):
        await deliver(told(ArticlePublishedV1, article_id=f"a-{number}"), gateways.tell_article)
    event = told(CrisisMessageIssuedV1)
    await deliver(event, gateways.warn)
    await gateways.send_due()
    assert provider.taken[0]["title"] == event.headline


async def test_what_a_provider_refuses_is_tried_again_later_and_given_up_in_the_end(
    gateways: Gateways, provider: Provider, store: MongoChannelStore, clock: SetClock, deliver: Deliver
) -> None:
    provider.status = 503
    await deliver(told(PressReleasePublishedV1), gateways.tell_release)
    await gateways.send_due()
    await gateways.send_due()
    (one,) = await store.of_gateway("sms", 10)
    assert (one.state, one.tries, one.reason) == (DeliveryState.WAITING, 1, "refused")
    for _ in range(MOST_TRIES - 1):
        clock.move(hours=2)
        await gateways.send_due()
    (one,) = await store.of_gateway("sms", 10)
    assert (one.state, one.tries) == (DeliveryState.GIVEN_UP, MOST_TRIES)
    assert (await gateways.health())[0].trouble == "refused"
    provider.status = 200
    await gateways.again(one.gateway_id, one.id, one.version)
    await gateways.send_due()
    assert len(provider.taken) == 1
    assert (await gateways.health())[0].trouble is None


@pytest.mark.parametrize("first", ["issued", "ended"])
async def test_nobody_is_told_a_warning_after_it_has_ended(
    gateways: Gateways, provider: Provider, store: MongoChannelStore, clock: SetClock, deliver: Deliver, first: str
) -> None:
    provider.status = 503
    event = told(CrisisMessageIssuedV1)
    over = told(CrisisMessageEndedV1, message_id=event.message_id)
    steps = [(event, gateways.warn), (over, gateways.end_warning)]
    for what, how in steps if first == "issued" else reversed(steps):
        await deliver(what, how)
        await gateways.send_due()
    provider.status = 200
    clock.move(hours=2)
    await gateways.send_due()
    assert provider.taken == []
    assert {state for state, _ in await states(store)} <= {"dropped"}


async def test_what_ends_while_it_is_in_hand_is_not_tried_again(
    gateways: Gateways, provider: Provider, store: MongoChannelStore, clock: SetClock, deliver: Deliver
) -> None:
    event = told(CrisisMessageIssuedV1)
    await deliver(event, gateways.warn)
    (one,) = await store.of_gateway("sms", 10)
    await gateways._change(one.id, one.version, Delivery.sending)
    await deliver(told(CrisisMessageEndedV1, message_id=event.message_id), gateways.end_warning)
    clock.move(minutes=3)
    await gateways.send_due()
    assert await states(store) == [("dropped", event.headline)]
    assert provider.taken == []


async def killed_while_sending(gateways: Gateways, store: MongoChannelStore, clock: SetClock) -> None:
    (one,) = await store.of_gateway("sms", 10)
    await gateways._change(one.id, one.version, Delivery.sending)
    clock.move(minutes=3)
    await gateways.send_due()


async def test_a_warning_whose_sender_was_killed_goes_out_again(
    gateways: Gateways, provider: Provider, store: MongoChannelStore, clock: SetClock, deliver: Deliver
) -> None:
    await deliver(told(CrisisMessageIssuedV1), gateways.warn)
    await killed_while_sending(gateways, store, clock)
    assert len(provider.taken) == 1


@pytest.mark.parametrize(
    ("step", "sent", "state"), [("again", 1, "sent"), ("arrived", 0, "sent"), ("let_go", 0, "let_go")]
)
async def test_news_whose_sender_was_killed_wait_for_a_person(
    gateways: Gateways,
    provider: Provider,
    store: MongoChannelStore,
    clock: SetClock,
    deliver: Deliver,
    step: str,
    sent: int,
    state: str,
) -> None:
    await deliver(told(ArticlePublishedV1), gateways.tell_article)
    await killed_while_sending(gateways, store, clock)
    (one,) = await store.of_gateway("sms", 10)
    assert one.state is DeliveryState.IN_DOUBT
    assert provider.taken == []
    await getattr(gateways, step)(one.gateway_id, one.id, one.version)
    await gateways.send_due()
    assert len(provider.taken) == sent
    assert [now for now, _ in await states(store)] == [state]


async def test_a_sender_that_comes_back_too_late_holds_up_no_other_message(
    gateways: Gateways,
    store: MongoChannelStore,
    clock: SetClock,
    deliver: Deliver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = []

    async def slow(*_: Any) -> None:
        said.append(1)
        if len(said) == 1:
            clock.move(minutes=3)
            (one,) = await store.interrupted(clock.now(), 10)
            await gateways._interrupted(one.id, one.version)

    monkeypatch.setattr(gateways._speaker, "send", slow)
    for id in ("a-1", "a-2"):
        await deliver(told(ArticlePublishedV1, article_id=id), gateways.tell_article, id)
    await gateways.send_due()
    assert sorted(state for state, _ in await states(store)) == ["in_doubt", "sent"]


@pytest.mark.parametrize(("looked_for", "others"), [("interrupted", "in_doubt"), ("orphans", "dropped")])
async def test_a_message_that_somebody_was_quicker_with_holds_up_no_other(
    gateways: Gateways,
    store: MongoChannelStore,
    clock: SetClock,
    deliver: Deliver,
    monkeypatch: pytest.MonkeyPatch,
    looked_for: str,
    others: str,
) -> None:
    for id in ("a-1", "a-2"):
        await deliver(told(ArticlePublishedV1, article_id=id), gateways.tell_article, id)
    for one in await store.of_gateway("sms", 10) if looked_for == "interrupted" else ():
        await gateways._change(one.id, one.version, Delivery.sending)
    clock.move(minutes=3)
    find = getattr(store, looked_for)

    async def then_changed(*asked: Any) -> list[Delivery]:
        found: list[Delivery] = await find(*asked)
        await gateways._change(found[0].id, found[0].version, Delivery.dropped)
        return found

    monkeypatch.setattr(store, looked_for, then_changed)
    monkeypatch.setattr(gateways, "known", {})
    await gateways.send_due()
    assert sorted(state for state, _ in await states(store)) == ["dropped", others]


@pytest.mark.parametrize("state", DeliveryState)
def test_a_person_decides_only_about_what_was_given_up_or_is_in_doubt(clock: SetClock, state: DeliveryState) -> None:
    now = clock.now()
    notice = {"message_id": "m", "title": "t", "text": "x"}
    one = Delivery.model_validate(
        {
            "id": "d",
            "gateway_id": "sms",
            "notice": notice,
            "message_id": "m",
            "urgent": False,
            "state": state,
            "made_at": now,
            "due_at": now,
        }
    )
    for step, fits in (
        (one.again, {DeliveryState.GIVEN_UP, DeliveryState.IN_DOUBT}),
        (one.let_go, {DeliveryState.GIVEN_UP, DeliveryState.IN_DOUBT}),
        (one.arrived, {DeliveryState.IN_DOUBT}),
    ):
        if state in fits:
            assert step(now).version == 2
        else:
            with pytest.raises(DeliveryNotThere):
                step(now)


async def test_a_gateway_gets_only_what_it_is_for(
    database: Database, store: MongoChannelStore, said: SaidLog, provider: Provider, clock: SetClock, deliver: Deliver
) -> None:
    warns, tells = gateway(provider.port, "sms", Sends.WARNINGS), gateway(provider.port, "push", Sends.NEWS)
    both = Gateways(database, store, Apprise(), [warns, tells], said, clock, ORIGIN)
    await database.prepare()
    await deliver(told(CrisisMessageIssuedV1), both.warn)
    await deliver(told(ArticlePublishedV1), both.tell_article)
    await both.send_due()
    assert [state for state, _ in await states(store, "sms")] == ["sent"]
    assert [state for state, _ in await states(store, "push")] == ["sent"]
    assert {one["title"] for one in provider.taken} == {
        told(CrisisMessageIssuedV1).headline,
        told(ArticlePublishedV1).title,
    }


async def test_what_waits_for_a_gateway_that_is_gone_is_not_sent_years_later(
    database: Database, store: MongoChannelStore, said: SaidLog, provider: Provider, clock: SetClock, deliver: Deliver
) -> None:
    before = Gateways(database, store, Apprise(), [gateway(provider.port)], said, clock, ORIGIN)
    await database.prepare()
    await deliver(told(ArticlePublishedV1), before.tell_article)
    await Gateways(database, store, Apprise(), [], said, clock, ORIGIN).send_due()
    assert [state for state, _ in await states(store)] == ["dropped"]


async def test_no_secret_of_a_gateway_is_kept_or_written_to_a_log(
    gateways: Gateways, provider: Provider, database: Database, deliver: Deliver, caplog: pytest.LogCaptureFixture
) -> None:
    provider.status = 500
    await deliver(told(CrisisMessageIssuedV1), gateways.warn)
    await gateways.send_due()
    for name in await database.names(""):
        async for row in database.collection(name).find({}):
            assert "tajne" not in repr(row)
    assert "tajne" not in caplog.text
    assert "tajne" not in repr(gateways.known)


async def test_what_went_through_a_gateway_and_came_out_on_the_site_stands_in_the_log(
    gateways: Gateways, said: SaidLog, store: MongoChannelStore, deliver: Deliver
) -> None:
    event, release = told(CrisisMessageIssuedV1), told(PressReleasePublishedV1)
    await deliver(event, gateways.warn)
    await gateways.send_due()
    for id in ("a", "b"):
        await deliver(event, said.follow_warning, f"w{id}")
        await deliver(told(ArticlePublishedV1), said.follow_article, f"s{id}")
        await deliver(release, said.follow_release, f"r{id}")
        corrected = told(PressReleaseCorrectedV1, release_id=release.release_id)
        await deliver(corrected, said.follow_correction, f"c{id}")
    entries = await store.said(None, 10)
    assert sorted(entry.place for entry in entries) == ["SMS mieszkańców", *["strona miasta"] * 4]
    assert sorted(entry.number for entry in entries) == [1, 2, 3, 4, 5]


def test_gateways_come_from_a_file_and_a_wrong_address_is_refused_without_being_told(tmp_path: Path) -> None:
    file = tmp_path / "gateways.toml"
    good = '[[gateway]]\nid = "sms"\nname = "SMS"\nkind = "sms"\nurl = "json://127.0.0.1"\nsends = ["warnings"]\n'
    file.write_text(good)
    (one,) = read_gateways(file)
    assert one.sends == {Sends.WARNINGS}
    assert read_gateways(None) == []
    file.write_text(good.replace("json://127.0.0.1", "nonsense://tajne"))
    with pytest.raises(GatewayUnfit) as fault:
        read_gateways(file)
    assert "tajne" not in str(fault.value)
    file.write_text(good + good)
    with pytest.raises(ValueError, match="same id"):
        read_gateways(file)
    file.write_text(good.replace('"warnings"', '"gossip"'))
    with pytest.raises(ValidationError):
        read_gateways(file)
