"""What becomes of a message on a real broker: once, again later, or aside with its reason; never lost."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import aio_pika
import pytest
from pydantic import BaseModel

from shared import bus as bus_module
from shared.bus import EVENTS, Bus, Wire, connected
from shared.contracts.media import ArticlePublishedV1
from shared.contracts.reporting import TaskClosedV1
from shared.outbox import Relay
from shared.store import Collection, Database, Transaction, new_id, transactional
from tests.conftest import poll

EVENT = ArticlePublishedV1.name


class Seen(BaseModel):
    id: str


def an_article(id: str) -> ArticlePublishedV1:
    at = datetime(2026, 4, 15, tzinfo=UTC)
    return ArticlePublishedV1(version=1, article_id=id, slug="a", title="t", lead="l", published_at=at)


class Newsroom:
    """A service with one use case on either side."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.seen = Collection(database, "seen", Seen, key="id")
        self.calls: list[str] = []
        self.finished: list[str] = []
        self.failures: dict[str, int] = {}

    @transactional
    async def publish(self, tx: Transaction, id: str) -> None:
        tx.publish(an_article(id))

    @transactional
    async def read(self, tx: Transaction, event: ArticlePublishedV1) -> None:
        await self.seen.insert(tx, Seen(id=event.article_id))

    async def on_article(self, event: ArticlePublishedV1) -> None:
        self.calls.append(event.article_id)
        left = self.failures.get(event.article_id, 0)
        if left:
            self.failures[event.article_id] = left - 1
            raise OSError("Jan Kowalski")
        await self.read(event)
        self.finished.append(event.article_id)


@pytest.fixture
async def house(
    make_database, amqp_url, monkeypatch
) -> AsyncIterator[tuple[Newsroom, Newsroom, Bus, aio_pika.abc.AbstractChannel]]:
    """A publisher, a reader, the reader's bus, and an administrator's channel."""
    monkeypatch.setattr(bus_module, "DELAYS", (1, 1))
    writer, reader = Newsroom(make_database()), Newsroom(make_database())
    await writer.database.prepare()
    await reader.database.prepare()
    outgoing, incoming = Bus(f"w{new_id()[:8]}", amqp_url), Bus(f"r{new_id()[:8]}", amqp_url)
    incoming.reads(ArticlePublishedV1, by="news")(reader.on_article)
    admin = await aio_pika.connect(amqp_url)
    channel = await admin.channel()
    await outgoing.start()
    await incoming.start()

    async def both_ready() -> bool:
        return await outgoing.ready() and await incoming.ready()

    await poll(both_ready)
    relay = Relay(writer.database, outgoing.wire)
    relay.start()
    yield writer, reader, incoming, channel
    await relay.stop()
    await incoming.stop()
    await outgoing.stop()
    for service in (outgoing.service, incoming.service):
        for name in ("parked", "retry.1s", f"news.{EVENT}"):
            await channel.queue_delete(f"{service}.{name}")
        for name in ("dead", "requeue", "retry.1s"):
            await channel.exchange_delete(f"{service}.{name}")
    await admin.close()


async def read_ids(reader: Newsroom) -> list[str]:
    return sorted(seen.id for seen in await reader.seen.find({}))


async def parked(channel: aio_pika.abc.AbstractChannel, service: str) -> list[aio_pika.abc.AbstractIncomingMessage]:
    queue = await channel.get_queue(f"{service}.parked")
    found = []
    while (message := await queue.get(fail=False)) is not None:
        found.append(message)
        await message.ack()
    return found


async def test_what_one_service_commits_reaches_the_other_once(house):
    writer, reader, _, _ = house
    ids = [f"a-{n}" for n in range(40)]

    await asyncio.gather(*(writer.publish(id) for id in ids))

    async def all_read() -> bool:
        return await read_ids(reader) == sorted(ids)

    await poll(all_read)
    assert sorted(reader.calls) == sorted(ids)


async def test_a_published_message_is_a_cloud_event(house, amqp_url):
    writer, _, _, channel = house
    queue = await channel.declare_queue(exclusive=True)
    await queue.bind(EVENTS, EVENT)

    await writer.publish("a-1")

    async with asyncio.timeout(60), queue.iterator() as messages:
        message = await anext(aiter(messages))
        await message.ack()
    assert message.message_id == message.headers["ce-id"]
    assert message.headers["ce-type"] == EVENT
    assert message.headers["ce-source"] == "/ratusz/media"
    assert message.headers["ce-subject"] == "a-1"
    assert message.headers["ce-specversion"] == "1.0"
    assert message.content_type == "application/json"
    assert message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert ArticlePublishedV1.model_validate_json(message.body) == an_article("a-1")


async def test_a_failure_that_passes_is_tried_again(house):
    writer, reader, _, _ = house
    reader.failures["a-1"] = 2

    await writer.publish("a-1")

    async def is_read() -> bool:
        return await read_ids(reader) == ["a-1"]

    await poll(is_read)
    assert reader.calls == ["a-1"] * 3


async def test_a_failure_that_stays_is_parked_with_its_reason_and_the_queue_goes_on(house):
    writer, reader, bus, channel = house
    reader.failures["a-1"] = 99

    await writer.publish("a-1")
    await writer.publish("a-2")

    async def other_is_read() -> bool:
        return await read_ids(reader) == ["a-2"]

    async def is_tried_out() -> bool:
        return reader.calls.count("a-1") == 3

    await poll(other_is_read)
    await poll(is_tried_out)
    found: list[aio_pika.abc.AbstractIncomingMessage] = []

    async def is_parked() -> bool:
        found.extend(await parked(channel, bus.service))
        return bool(found)

    await poll(is_parked)
    assert [message.headers["x-reason"] for message in found] == ["OSError"]
    assert "Kowalski" not in str(found[0].headers)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{not json", "JSONDecodeError"),
        (b"\xff\xfe", "JSONDecodeError"),
        (b'{"version": 1}', "ValidationError"),
        (b'{"version": 0}', "ValidationError"),
    ],
)
async def test_a_malformed_message_is_parked_at_once_and_the_queue_goes_on(house, body, reason):
    writer, reader, bus, channel = house
    exchange = await channel.get_exchange(EVENTS)

    await exchange.publish(aio_pika.Message(body, message_id="m-1", content_type="application/json"), EVENT)
    await writer.publish("a-2")

    async def is_read() -> bool:
        return await read_ids(reader) == ["a-2"]

    await poll(is_read)
    found: list[aio_pika.abc.AbstractIncomingMessage] = []

    async def is_parked() -> bool:
        found.extend(await parked(channel, bus.service))
        return bool(found)

    await poll(is_parked)
    assert [message.headers["x-reason"] for message in found] == [reason]
    assert reader.calls == ["a-2"]


async def test_the_same_message_delivered_twice_counts_once(house):
    _, reader, _, channel = house
    exchange = await channel.get_exchange(EVENTS)
    body = an_article("a-1").model_dump_json().encode()
    for _ in range(5):
        await exchange.publish(aio_pika.Message(body, message_id="m-1", content_type="application/json"), EVENT)

    async def all_finished() -> bool:
        return len(reader.finished) == 5

    await poll(all_finished)
    assert await read_ids(reader) == ["a-1"]


async def test_an_event_that_no_queue_takes_waits_in_the_outbox(house):
    writer, _, _, channel = house
    # Where reporting has run on this broker, its queue is still there.
    await channel.queue_delete(f"reporting.worklist.{TaskClosedV1.name}")

    @transactional
    async def close_task(self: Newsroom, tx: Transaction) -> None:
        tx.publish(TaskClosedV1(version=1, task_id="t-1", closed_at=datetime(2026, 4, 15, tzinfo=UTC)))

    await close_task(writer)
    await writer.publish("a-1")

    async def only_it_waits() -> bool:
        return [row["name"] for row in await writer.database.waiting_events(10)] == [TaskClosedV1.name]

    await poll(only_it_waits)
    queue = await channel.declare_queue(exclusive=True)
    await queue.bind(EVENTS, TaskClosedV1.name)

    async def nothing_waits() -> bool:
        return await writer.database.waiting_events(10) == []

    await poll(nothing_waits)
    assert (await queue.get(timeout=None)).headers["ce-type"] == TaskClosedV1.name


def test_a_service_that_finds_no_broker_leaves_no_connection_behind():
    nobody = "amqp://guest:guest@127.0.0.1:1/"

    async def left() -> set[asyncio.Task[Any]]:
        with suppress(ConnectionError):
            await Wire(nobody).open()
        with suppress(ConnectionError):
            async with connected(nobody):
                pass
        # The driver closes what it finds forgotten, in a task of its own.
        gc.collect()
        return asyncio.all_tasks() - {asyncio.current_task()}

    # What earlier tests have forgotten is found now, and is not laid at this one's door.
    gc.collect()
    # In a loop of its own: in the tests' loop, services of other tests work on.
    with asyncio.Runner() as alone:
        assert alone.run(left()) == set()


@pytest.mark.parametrize("pause", [0.1, 0.2, 0.3, 0.4, 0.6])
async def test_a_service_that_is_stopped_while_it_connects_ends_without_an_error(amqp_url, pause):
    bus = Bus(f"s{new_id()[:8]}", amqp_url)

    async def ignore(event: ArticlePublishedV1) -> None:
        """Nothing comes."""

    capabilities = [f"news{number}" for number in range(12)]
    for capability in capabilities:
        bus.reads(ArticlePublishedV1, by=capability)(ignore)
    await bus.start()
    await asyncio.sleep(pause)
    await bus.stop()

    async with connected(amqp_url) as admin:
        channel = await admin.channel()
        for name in ("parked", *(f"{capability}.{EVENT}" for capability in capabilities)):
            await channel.queue_delete(f"{bus.service}.{name}")
        for seconds in bus_module.DELAYS:
            await channel.queue_delete(f"{bus.service}.retry.{seconds}s")
            await channel.exchange_delete(f"{bus.service}.retry.{seconds}s")
        for name in ("dead", "requeue"):
            await channel.exchange_delete(f"{bus.service}.{name}")
