"""`make bench`: prints each figure as a ratio against its baseline, measured in turn in the same run."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import aio_pika
import httpx2 as httpx
import psutil

from deploy.demo.client import until
from deploy.local.runner import Runner
from deploy.local.world import SERVICES, World
from shared.bus import EVENTS, Bus
from shared.contracts.media import ArticlePublishedV1
from shared.outbox import Relay, message
from shared.store import Database, new_id, outbox_row
from tests.benchmarks import counting, precheck
from tests.benchmarks.archive import conflicts_of_place, lists_and_searches
from tests.benchmarks.casting import casting
from tests.benchmarks.desk import desk_of_the_morning, replay_of_the_archive
from tests.benchmarks.figures import Figure, say, timed
from tests.benchmarks.sample import Notes, an_event
from tests.benchmarks.warning import warning

_ROUNDS = 200
_EVENTS = 4_000
_BATCH = 200
_TEXT = "ławka przy Prośnie " * 60


@asynccontextmanager
async def bare_consumer(url: str) -> AsyncIterator[tuple[aio_pika.abc.AbstractExchange, asyncio.Queue[bytes]]]:
    """A plain aio-pika publisher and consumer on one durable quorum queue."""
    connection = await aio_pika.connect(url)
    channel = await connection.channel(publisher_confirms=True)
    await channel.set_qos(prefetch_count=16)
    exchange = await channel.declare_exchange("bench", aio_pika.ExchangeType.TOPIC, durable=True)
    queue = await channel.declare_queue("bench", durable=True, arguments={"x-queue-type": "quorum"})
    await queue.bind(exchange, "bench")
    arrived: asyncio.Queue[bytes] = asyncio.Queue()

    async def take(incoming: aio_pika.abc.AbstractIncomingMessage) -> None:
        arrived.put_nowait(incoming.body)
        await incoming.ack()

    await queue.consume(take)
    yield exchange, arrived
    await connection.close()


async def commit_to_effect(world: World) -> None:
    """Time from the commit in one service to the effect in the next, against bare publish and consume."""
    writer = Notes(Database(world.mongo_url("media"), "media"))
    await writer.database.prepare()
    outgoing, incoming = Bus("media", world.amqp_url("media")), Bus("events", world.amqp_url("events"))
    arrived: asyncio.Queue[str] = asyncio.Queue()

    @incoming.reads(ArticlePublishedV1, by="bench")
    async def on_article(event: ArticlePublishedV1) -> None:
        arrived.put_nowait(event.article_id)

    await outgoing.start()
    await incoming.start()
    while not (await outgoing.ready() and await incoming.ready()):
        await asyncio.sleep(0.05)
    relay = Relay(writer.database, outgoing.wire)
    relay.start()

    async def ours() -> None:
        id = await writer.write(_TEXT)
        while await arrived.get() != id:
            continue

    async with bare_consumer(world.amqp_admin) as (exchange, there):
        body = an_event("a").model_dump_json().encode()

        async def bare() -> None:
            await exchange.publish(
                aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT), "bench", timeout=5
            )
            await there.get()

        for _ in range(20):
            await ours()
            await bare()
        pairs = [(await timed(ours), await timed(bare)) for _ in range(_ROUNDS)]
    mine, plain = Figure([pair[0] for pair in pairs]), Figure([pair[1] for pair in pairs])
    say("commit in one service -> effect in the next", mine, plain, "8, aim 4")
    await relay.stop()
    await relay_throughput(world, writer.database, outgoing)
    await incoming.stop()
    await outgoing.stop()


async def relay_throughput(world: World, database: Database, bus: Bus) -> None:
    """Publish a full outbox by the relay, against bare publishing of the same messages in confirmed batches."""
    rows = [outbox_row(an_event(str(n)), datetime.now(UTC)) for n in range(_EVENTS)]
    mine, plain = [], []
    connection = await aio_pika.connect(world.amqp_url("media"))
    channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
    exchange = await channel.get_exchange(EVENTS, ensure=False)
    for _ in range(3):
        for row in rows:
            row["_id"], row["pending"] = new_id(), True
        await database.collection("outbox").insert_many([dict(row) for row in rows])
        relay = Relay(database, bus.wire)
        start = time.perf_counter()
        relay.start()
        while await database.oldest_waiting():
            await asyncio.sleep(0.01)
        mine.append((time.perf_counter() - start) / _EVENTS)
        await relay.stop()
        messages = [message(row) for row in rows]
        start = time.perf_counter()
        for first in range(0, _EVENTS, _BATCH):
            part = messages[first : first + _BATCH]
            await asyncio.gather(*(exchange.publish(one, ArticlePublishedV1.name, mandatory=True) for one in part))
        plain.append((time.perf_counter() - start) / _EVENTS)
    await connection.close()
    ours, bare = Figure(mine), Figure(plain)
    print(
        f"relay throughput\n    ours {1 / ours.middle:,.0f} events/s\n    bare {1 / bare.middle:,.0f} events/s"
        f"\n    ratio {bare.middle / ours.middle:.2f}   (bound at least 0.5)",
        flush=True,
    )


async def one_write(world: World, port: int) -> None:
    """One HTTP write, with a transaction and with an embedded event, against a bare insert by the driver."""
    notes = Notes(Database(world.mongo_url("media"), "media"))
    bare_notes = notes.database.collection("bare")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:

        async def with_transaction() -> None:
            answer = await client.post("/api/sample/notes", json={"text": _TEXT}, headers={"Idempotency-Key": new_id()})
            answer.raise_for_status()

        async def embedded() -> None:
            (await client.post("/api/sample/embedded", json={"text": _TEXT})).raise_for_status()

        async def bare() -> None:
            await bare_notes.insert_one({"_id": new_id(), "text": _TEXT, "version": 1})

        for _ in range(20):
            await with_transaction()
            await embedded()
            await bare()
        rows = [(await timed(with_transaction), await timed(embedded), await timed(bare)) for _ in range(_ROUNDS)]
    plain = Figure([row[2] for row in rows])
    say("HTTP write, transaction + outbox", Figure([row[0] for row in rows]), plain, "6")
    say("HTTP write, embedded event", Figure([row[1] for row in rows]), plain, "3")
    notes.database.close()


def memory(world: World) -> None:
    """Resident memory of each idle service."""
    print("resident memory of an idle service")
    for service in SERVICES:
        process = psutil.Process(int(world.pid_file(service).read_text()))
        print(f"    {service:<14}{process.memory_info().rss / 2**20:6.0f} MB", flush=True)


@asynccontextmanager
async def sample_service(world: World, port: int) -> AsyncIterator[None]:
    """Serve the sample on `port` as a service is served: in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.sample", str(port)]
    process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **world.environment("media")})
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            await until("the sample is ready", partial(_is_ready, client))
        yield
    finally:
        process.terminate()
        await process.wait()


async def _is_ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/health/ready")).is_success
    except httpx.TransportError:
        return False


async def main() -> None:
    """Measure everything in worlds of their own."""
    precheck.measure()
    counting.measure()
    with tempfile.TemporaryDirectory() as folder:
        world = World.apart(Path(folder) / "bare")
        async with Runner(world, services=(), say=lambda _: None):
            print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}", flush=True)
            await commit_to_effect(world)
            async with sample_service(world, world.ports["media"]):
                await one_write(world, world.ports["media"])
            await replay_of_the_archive(world)
        world = World.apart(Path(folder) / "warning")
        async with (
            Runner(world, services=(), say=lambda _: None),
            bare_consumer(world.amqp_admin) as (exchange, there),
        ):
            await warning(world, exchange, there)
        world = World.apart(Path(folder) / "vote")
        async with Runner(world, services=("voting",), say=lambda _: None) as running:
            await running.ready()
            await casting(world)
        world = World.apart(Path(folder) / "whole")
        async with Runner(world, say=lambda _: None) as running:
            await running.ready()
            memory(world)
            await lists_and_searches(world)
            await conflicts_of_place(world)
            await desk_of_the_morning(world)


asyncio.run(main())
