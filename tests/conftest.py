"""Fixtures for all tests: real servers, one database per test, a clock that a test sets."""

import asyncio
import gc
import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import aio_pika
import httpx2 as httpx
import hypothesis
import pytest
from aiosmtpd.smtp import SMTP
from fastapi import FastAPI
from playwright.async_api import Browser, async_playwright, expect
from pymongo import MongoClient
from xdist.scheduler import LoadFileScheduling

from deploy.local import world as worlds
from deploy.local.background import InBackground
from deploy.local.debian import EVIDENCE
from deploy.local.world import World
from shared import bus
from shared.access import Person, Role, Sessions
from shared.causes import Cause, caused_by
from shared.contracts import Event
from shared.demo_people import DEMO_PEOPLE
from shared.privacy import Cipher
from shared.store import Database, new_id

# How long an example takes says how busy the machine is, and nothing about the rule.
hypothesis.settings.register_profile("ratusz", deadline=None)
hypothesis.settings.load_profile("ratusz")


_TOWN = "tests/town/"
_MEMORY, _ROOM = Path("/dev/shm"), 8 * 2**30  # pytest makes a folder of its own in it
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PATIENCE = 120_000
"""Milliseconds that a page may take: how long it does take says how busy the machine is."""


class _ByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives each file to one worker, and all that look at the played town to the same: to play it takes minutes."""

    def _split_scope(self, nodeid: str) -> str:
        return _TOWN if nodeid.startswith(_TOWN) else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByFile:
    """Share the tests out among the workers."""
    return _ByFile(config, log)


def pytest_configure() -> None:
    """Keep what tests write in memory where there is room, and each worker's servers on ports of its own.

    A store waits for its disk after each of its commits. A port that one worker has picked, and not taken yet, would be
    free for the other.
    """
    number, workers = os.environ.get("PYTEST_XDIST_WORKER", "gw0"), os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")
    worlds.PICKED_FROM = worlds.PICKED_FROM[int(number.removeprefix("gw")) :: int(workers)]
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the slow kinds their time: a browser's pages, and the town, whose first test waits for a whole year."""
    for item in items:
        if {"town", "browser"} & set(getattr(item, "fixturenames", ())) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(900))


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end: no collection walks through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's own Chromium; every test opens its own `browser.new_page(viewport=…)` and closes it."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=EVIDENCE["chromium-headless-shell"], args=_FLAGS, timeout=_PATIENCE
        )
        chromium.on("context", lambda context: context.set_default_timeout(_PATIENCE))
        expect.set_options(timeout=_PATIENCE)  # it has five seconds of its own otherwise
        yield chromium
        await chromium.close()


async def poll(holds: Callable[[], Awaitable[bool]], seconds: float = 120.0) -> None:
    """Wait until `holds()`, however busy the machine is. Raises TimeoutError where it never does."""
    async with asyncio.timeout(seconds):
        while not await holds():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def mail_server(handler: object) -> AsyncIterator[str]:
    """Take mail as `handler` says, one of aiosmtpd's; gives the address. Its port is its own from the first moment."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, hostname="localhost", loop=loop), "127.0.0.1", 0)
    async with server:
        yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


class SetClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 4, 15, 10, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def cipher() -> Cipher:
    return Cipher({"k1": bytes(32)}, "k1")


@pytest.fixture(scope="session")
def foundation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InBackground]:
    """Store, broker and mail sink of a world of their own, without services."""
    with InBackground(World.apart(tmp_path_factory.mktemp("world")), services=()) as house:
        yield house


@pytest.fixture
def world(foundation: InBackground) -> World:
    """Where that world lives."""
    return foundation.world


@pytest.fixture(scope="session")
def mongo_url(request: pytest.FixtureRequest) -> str:
    """Address of the MongoDB that the tests may use: TEST_MONGO_URL, else one started for this run."""
    given = os.environ.get("TEST_MONGO_URL")
    return given or str(request.getfixturevalue("foundation").world.mongo_admin)


@pytest.fixture(scope="session")
def amqp_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of the RabbitMQ that the tests may use: TEST_AMQP_URL, else one started for this run.

    What waits for another message comes again each second: a busy machine may need many tries, and none has five
    minutes for the next one.
    """
    given = os.environ.get("TEST_AMQP_URL")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bus, "DELAYS", (1,) * 100)
        yield given or str(request.getfixturevalue("foundation").world.amqp_admin)


@asynccontextmanager
async def on_the_bus(app: FastAPI, amqp_url: str) -> AsyncIterator[aio_pika.abc.AbstractChannel]:
    """Run a service within: somebody in the city reads what it says, and nothing is left in its queues for the next.

    What was said in another test would keep it busy, or be about a project with the same id.
    """
    heard: bus.Bus = app.state.bus
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        # The relay sends nothing that nobody reads, and of the other services none is here.
        city = await channel.declare_queue(exclusive=True, arguments={"x-max-length": 1})
        await city.bind(bus.EVENTS, f"{heard.service}.#")
        yield channel
        read = [subscriber.queue.name for subscriber in heard.broker.subscribers]  # type: ignore[attr-defined]  # RabbitMQ's
        waiting = {f"{heard.service}.retry.{seconds}s" for seconds in bus.DELAYS}
        for queue in (*read, *waiting, f"{heard.service}.parked"):
            await channel.queue_delete(queue)


@pytest.fixture(scope="session")
def emptied(mongo_url: str) -> Iterator[Callable[[str], None]]:
    """Leaves nothing in a service's database but its collections: to make these anew takes longer than most tests."""
    with MongoClient[dict[str, Any]](mongo_url) as client:

        def empty(name: str) -> None:
            for collection in client[name].list_collection_names():
                if client[name][collection].find_one({}, {"_id": 1}) is not None:
                    client[name][collection].delete_many({})

        yield empty


@pytest.fixture(scope="module")
def shelf(mongo_url: str) -> Iterator[list[str]]:
    """Names of empty databases that earlier tests of the file have used: their collections are there already."""
    names: list[str] = []
    yield names
    with MongoClient[dict[str, Any]](mongo_url) as client:
        for name in names:
            client.drop_database(name)


@pytest.fixture
def make_database(mongo_url: str, shelf: list[str], emptied: Callable[[str], None]) -> Iterator[Callable[[], Database]]:
    """Makes empty databases for one test; call `prepare()` once their collections are declared."""
    made: list[Database] = []

    def make() -> Database:
        database = Database(mongo_url, shelf.pop() if shelf else f"test_{new_id()[:12]}")
        made.append(database)
        return database

    yield make
    for database in made:
        database.close()
        emptied(database.name)
        shelf.append(database.name)


@pytest.fixture
def database(make_database: Callable[[], Database]) -> Database:
    return make_database()


@pytest.fixture
def deliver() -> Callable[..., Awaitable[None]]:
    """Hands an event to a use case as the bus does, with its inbox key; the same `id` is a second delivery."""

    async def hand_over(event: Event, use_case: Callable[..., Awaitable[object]], id: str | None = None) -> None:
        with caused_by(Cause(f"test.{event.name}", id or new_id())):
            await use_case(event)

    return hand_over


@pytest.fixture
def published(database: Database) -> Callable[[], Awaitable[list[str]]]:
    """Names of the events that wait in, or have left, the outbox of `database`."""

    async def names() -> list[str]:
        return [row["name"] async for row in database.published_events()]

    return names


_SAMPLES = Path(__file__).parent / "contracts" / "golden"
E = TypeVar("E", bound=Event)


def told(kind: type[E], **changes: Any) -> E:
    """Give the sample of an event, with changes."""
    sample = kind.model_validate_json((_SAMPLES / f"{kind.name}.json").read_text())
    return kind.model_validate(sample.model_dump() | changes)


SESSION_KEY = "s" * 64


def person(role: Role, unit: str | None = None) -> Person:
    """One of the demonstration's people."""
    return next(one for one in DEMO_PEOPLE if one.role is role and unit in (None, one.unit))


def asked_first(page: str, action: str) -> str:
    """What a page says before the button of a step can be pressed: its closed fold. "" where nothing asks first."""
    folds = re.findall(r'<details class="more"><summary>.*?</details>', page, re.DOTALL)
    return next((fold for fold in folds if f'action="{action}"' in fold), "")


@dataclass(frozen=True)
class Site:
    """A whole service on a real store, as a browser and as programs see it; its bus is not started."""

    app: FastAPI
    client: httpx.AsyncClient
    database: Database

    def by(self, person: Person) -> dict[str, str]:
        """Headers of a member of staff."""
        return {"Authorization": f"Bearer {Sessions(SESSION_KEY).token(person)}"}

    def once(self, person: Person, key: str | None = None) -> dict[str, str]:
        """Headers of a member of staff's POST, with its idempotency key."""
        return {**self.by(person), "Idempotency-Key": key or new_id()}


class ShownClock:
    """The clock of a service that many tests ask one after another: it shows what the present test's clock shows."""

    def __init__(self) -> None:
        self.shown = SetClock()

    def now(self) -> datetime:
        return self.shown.now()


@dataclass
class Standing:
    """A service that nobody has started: it keeps nothing between two requests but what is in its database."""

    app: FastAPI
    clock: ShownClock
    free: bool = True


class Services:
    """Makes services, and keeps those that the next test may ask too: to put one together takes a second or two."""

    def __init__(self, mongo_url: str, amqp_url: str, folder: Path) -> None:
        (folder / "cipher").write_text(f"k1 {'ab' * 32}\n")
        (folder / "session").write_text(SESSION_KEY)
        self.common: dict[str, Any] = {
            "mongo_url": mongo_url,
            "amqp_url": amqp_url,
            "session_key_file": folder / "session",
            "cipher_key_file": folder / "cipher",
            "public_origin": "http://localhost:8080",
        }
        self._kept: dict[str, Standing] = {}

    def one(self, service: str, settings: dict[str, Any]) -> tuple[str, Standing]:
        """Give a service that no other part of the test has, and the name that it is kept by."""
        name = f"{service} {sorted(settings.items(), key=str)}"
        standing = self._kept.get(name)
        if standing is None or not standing.free:
            standing = self._made(service, settings)
            if not any(isinstance(value, Path) for value in settings.values()):  # a file is the test's own
                self._kept.setdefault(name, standing)
            self._leaves_when_started(name, standing)
        standing.free = False
        return name, standing

    def give_back(self, name: str, standing: Standing) -> None:
        """Keep a service for the next test, or close it."""
        standing.free = True
        if self._kept.get(name) is not standing:
            standing.app.state.database.close()

    def close(self) -> None:
        """Close them all."""
        for standing in self._kept.values():
            standing.app.state.database.close()

    def _made(self, service: str, settings: dict[str, Any]) -> Standing:
        main, clock = import_module(f"services.{service}.main"), ShownClock()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(main.Settings, "clock", lambda _: clock)
            wanted = {"environment": "development", "port": 8100, **self.common, **settings}
            return Standing(main.create_app(main.Settings(**wanted)), clock)

    def _leaves_when_started(self, name: str, standing: Standing) -> None:
        """A service that was started has been ended too: no other test gets it."""
        lifespan = standing.app.router.lifespan_context

        @asynccontextmanager
        async def once(app: FastAPI) -> AsyncIterator[Any]:
            if self._kept.get(name) is standing:
                del self._kept[name]
            async with on_the_bus(app, self.common["amqp_url"]), lifespan(app) as state:
                yield state

        standing.app.router.lifespan_context = once


@pytest.fixture(scope="session")
def services(mongo_url: str, amqp_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Services that outlive a test."""
    made = Services(mongo_url, amqp_url, tmp_path_factory.mktemp("services"))
    yield made
    made.close()


@pytest.fixture
async def make_site(
    services: Services, emptied: Callable[[str], None], tmp_path: Path, clock: SetClock
) -> AsyncIterator[Callable[..., Awaitable[Site]]]:
    """Makes a service by its name, with its own settings beside the common ones; its database is empty at the start."""
    async with AsyncExitStack() as stack:

        async def make(service: str, **settings_of_its_own: Any) -> Site:
            if service == "voting":
                settings_of_its_own.setdefault("key_folder", tmp_path)
            name, standing = services.one(service, settings_of_its_own)
            stack.callback(services.give_back, name, standing)
            standing.clock.shown = clock
            database: Database = standing.app.state.database
            emptied(service)
            await database.prepare()
            transport = httpx.ASGITransport(app=standing.app)
            client = httpx.AsyncClient(transport=transport, base_url="http://localhost:8080")
            await stack.enter_async_context(client)
            return Site(standing.app, client, database)

        yield make
