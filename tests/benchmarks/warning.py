"""From the press that approves a warning to the bar, the feed and the public bus, against bare publish and consume."""

import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import aio_pika
import httpx2 as httpx
import uvicorn

from deploy.local.world import World
from services.media.newsletter.domain.mailing import Letter
from services.media.newsletter.domain.readers import Topic as NewsletterTopic
from shared.access import Role, Sessions
from shared.bus import CITY
from shared.clock import SystemClock
from shared.contracts.media import CrisisMessageIssuedV1
from shared.demo_people import DEMO_PEOPLE
from shared.privacy import Cipher
from shared.store import Database, Transaction
from tests.benchmarks.figures import timed
from tests.conftest import poll
from tests.media.newsletter.conftest import open_office

_ROUNDS = 200
_LETTERS = 50_000


@asynccontextmanager
async def _media(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the real service in this process."""
    os.environ.update(world.environment("media"))
    main = import_module("services.media.main")
    port = world.ports["media"]
    server = uvicorn.Server(
        uvicorn.Config(main.create_app(main.Settings()), port=port, access_log=False, log_config=None)
    )
    task = asyncio.create_task(server.serve())
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:

        async def ready() -> bool:
            return server.started and (await client.get("/health/ready")).status_code == 200

        await poll(ready, 60)
        yield client
    server.should_exit = True
    await task


@asynccontextmanager
async def _city_system(url: str) -> AsyncIterator[asyncio.Queue[str]]:
    """Read the public bus as a city's system does, from a queue of its own."""
    connection = await aio_pika.connect(url)
    channel = await connection.channel()
    queue = await channel.declare_queue("bench.warnings", durable=True, arguments={"x-queue-type": "quorum"})
    await queue.bind(CITY, CrisisMessageIssuedV1.name)
    arrived: asyncio.Queue[str] = asyncio.Queue()

    async def take(incoming: aio_pika.abc.AbstractIncomingMessage) -> None:
        arrived.put_nowait(CrisisMessageIssuedV1.model_validate_json(incoming.body).message_id)
        await incoming.ack()

    await queue.consume(take)
    yield arrived
    await connection.close()


async def warning(world: World, exchange: aio_pika.abc.AbstractExchange, there: asyncio.Queue[bytes]) -> None:
    """Measure and print; `exchange` and `there`: a bare publisher and what it gets back."""
    async with _media(world) as client, _city_system(world.amqp_admin) as arrived:
        duty, press = _signed_in(world, Role.DUTY_OFFICER), _signed_in(world, Role.PRESS_OFFICER)
        body = b"x" * 1500

        async def bare() -> None:
            message = aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
            await exchange.publish(message, "bench", timeout=5)
            await there.get()

        async def shown(path: str, id: str) -> None:
            while id not in (await client.get(path)).text:
                continue

        async def on_bus(id: str) -> None:
            while await arrived.get() != id:
                continue

        async def pressed(id: str) -> None:
            answer = await client.post(
                f"/panel/kryzys/komunikaty/{id}/zatwierdzenie", data={"version": "1", "step": "issue"}, headers=press
            )
            assert answer.status_code == 303, answer.text

        async def one_round() -> tuple[float, float]:
            begun = await client.post("/panel/kryzys/nowy", data={"hazard": "gas", "exercise": "false"}, headers=duty)
            id = begun.headers["location"].rsplit("/", 1)[-1]
            start = time.perf_counter()
            await pressed(id)
            approved = time.perf_counter()
            await asyncio.gather(shown("/ostrzezenia/baner", id), shown("/alerts.atom", id), on_bus(id))
            end = time.perf_counter()
            after = await client.post(f"/panel/kryzys/komunikaty/{id}/dalej", data={"kind": "cancel"}, headers=duty)
            cancel = after.headers["location"].rsplit("/", 1)[-1]
            await pressed(cancel)
            await on_bus(cancel)
            return end - approved, end - start

        async def measure(when: str) -> None:
            for _ in range(10):
                await one_round()
                await bare()
            rows = [(*await one_round(), await timed(bare)) for _ in range(_ROUNDS)]
            plain = [row[2] for row in rows]
            for name, place in (("warning approved -> bar, feed and public bus", 0), ("the same from the press", 1)):
                _say(name + when, [row[place] for row in rows], plain)

        await measure("")
        async with _newsletter(world):
            await measure(f", while {_LETTERS:,} letters leave")


@asynccontextmanager
async def _newsletter(world: World) -> AsyncIterator[None]:
    """Have the service send the newsletter to 50,000 readers; says how many letters left meanwhile."""
    environment = world.environment("media")
    database = Database(world.mongo_url("media"), "media")
    cipher = Cipher.from_file(Path(environment["MEDIA_CIPHER_KEY_FILE"]))
    office = open_office(database, cipher, SystemClock())
    await office.add_readers(_LETTERS)
    # About as long as an issue with three articles.
    letter = Letter(subject="Co nowego w mieście", text="Wiadomość. " * 150, html="<p>Wiadomość.</p>" * 100)

    async def begin(tx: Transaction) -> None:
        await office.mailings.begin(tx, "bench", NewsletterTopic.NEWS, letter, urgent=False)

    await database.transaction(begin)

    async def leaving() -> bool:
        return "delivered" in await office.deliveries.of_mailing("bench")

    await poll(leaving, 60)
    started, before = time.perf_counter(), (await office.deliveries.of_mailing("bench"))["delivered"]
    yield
    took = time.perf_counter() - started
    count = (await office.deliveries.of_mailing("bench"))["delivered"]
    assert count < _LETTERS, "the newsletter had left before the last warning"
    print(f"    {count - before:,} letters left meanwhile, {(count - before) / took:.0f}/s", flush=True)
    database.close()


def _signed_in(world: World, role: Role) -> dict[str, str]:
    key = Path(world.environment("media")["RATUSZ_SESSION_KEY_FILE"]).read_text().strip()
    person = next(one for one in DEMO_PEOPLE if one.role is role)
    return {"Authorization": f"Bearer {Sessions(key).token(person)}"}


def _say(name: str, ours: list[float], bare: list[float]) -> None:
    told = []
    for series in (ours, bare):
        worst = statistics.quantiles(series, n=100, method="inclusive")[98]
        told.append((statistics.median(series), worst, max(series)))
    words = [f"p50 {p50 * 1000:7.2f} ms  p99 {p99 * 1000:7.2f} ms  (max {most * 1000:.2f})" for p50, p99, most in told]
    print(f"{name}\n    ours {words[0]}\n    bare {words[1]}", flush=True)
    ratios = f"p50 {told[0][0] / told[1][0]:.2f}, p99 {told[0][1] / told[1][1]:.2f}"
    print(f"    ratio {ratios}   (bound p99 10, aim 5)", flush=True)
