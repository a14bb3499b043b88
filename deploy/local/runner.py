"""Runs one local world: starts everything in order, keeps it running, stops it in reverse order.

It gives no service any rule, and it never runs in production.
"""

import asyncio
import fcntl
import itertools
import os
import resource
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from types import TracebackType
from typing import IO

from deploy.local import caddy, debian, mongo, rabbit
from deploy.local.keeper import Keeper
from deploy.local.mongo import Mongo
from deploy.local.program import Program, greets, http_status, inherited
from deploy.local.rabbit import Rabbit
from deploy.local.world import CASTING, PROJECT, SERVICES, World, is_free, port_variable
from deploy.refusal import CannotStart

_DISK = 500 * 1024 * 1024
"""Bytes that must be free: the store and the broker stop taking writes with less."""
_OPEN_FILES = 65_536
_PATIENCE = 120.0


class Running:
    """A world that runs. All is asked from the event loop that started it."""

    def __init__(self, world: World, stages: list[list[Keeper]], say: Callable[[str], None]) -> None:
        self.world = world
        self._stages, self._say = stages, say
        self._keepers = {keeper.program.name: keeper for stage in stages for keeper in stage}

    @property
    def programs(self) -> list[str]:
        """The names of what runs, in the order in which it starts."""
        return list(self._keepers)

    def pid(self, program: str) -> int | None:
        """Give the process id of a program; None while it is down."""
        return self._keepers[program].pid

    def starts(self, program: str) -> int:
        """Tell how often a program was started."""
        return self._keepers[program].starts

    def kill(self, program: str, how: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to a program, as a fault would; it is started again by itself."""
        self._keepers[program].kill(how)

    async def ready(self, *programs: str, patience: float = _PATIENCE) -> None:
        """Wait until these programs, or all, work. Raises `CannotStart` when that takes longer than `patience` s."""
        names = programs or tuple(self._keepers)
        try:
            async with asyncio.timeout(patience):
                for name in names:
                    await self._keepers[name].works()
        except TimeoutError as error:
            raise CannotStart(f"{name} does not work after {patience:.0f} s; see {self.world.log(name)}.") from error

    @asynccontextmanager
    async def without(self, program: str, how: signal.Signals = signal.SIGKILL) -> AsyncIterator[None]:
        """Take a program down for the length of the block, then let it start again and wait for it."""
        await self._keepers[program].hold(how)
        try:
            yield
        finally:
            self._keepers[program].release()
        await self.ready(program)

    async def wipe(self) -> None:
        """Throw away what the services keep: their databases, all queues, the sent mail; the clock shows real time.

        The services are down meanwhile. Raises `CannotStart` in production and for a broker that runs elsewhere.
        """
        _not_in_production()
        if self.world.amqp_server:
            raise CannotStart("The broker in AMQP_URL is not ours: delete its virtual host `ratusz` by hand.")
        services = [self._keepers[name] for name in (*SERVICES, CASTING) if name in self._keepers]
        await asyncio.gather(*(keeper.hold() for keeper in services))
        await asyncio.gather(asyncio.to_thread(mongo.drop_databases, self.world), self._empty_broker())
        _forget_files(self.world)
        for keeper in services:
            keeper.release()
        await self.ready()

    async def _empty_broker(self) -> None:
        """Start the broker again on an empty folder: it makes the shared topology anew from its definitions."""
        keeper = self._keepers["rabbitmq"]
        await keeper.hold(signal.SIGKILL)  # Nothing of it is worth a graceful end.
        Rabbit(self.world).forget()
        keeper.release()
        await keeper.works()

    async def stop(self) -> None:
        """Stop everything, the last started first."""
        for stage in reversed(self._stages):
            await asyncio.gather(*(keeper.stop() for keeper in stage))


class Runner:
    """`async with Runner(world) as running`: the world is ready inside the block and stopped after it.

    `services` names which of the six are started, and casting with voting; without any there is only what they stand on
    (store, broker, mail), and the gateway is left out too.
    """

    def __init__(
        self,
        world: World,
        services: tuple[str, ...] = SERVICES,
        say: Callable[[str], None] = print,
    ) -> None:
        self._world, self._services, self._say = world, services, say
        self._lock: IO[str] | None = None
        self._running: Running | None = None

    async def __aenter__(self) -> Running:
        """Start everything. Raises `CannotStart` with one sentence that says what is in the way."""
        _not_in_production()
        self._lock = _lock(self._world)
        try:
            _room(self._world)
            _many_open_files()
            if not self._world.amqp_server:
                await asyncio.to_thread(debian.ensure, "rabbitmq-server")
            world = await self._elsewhere()
            programs = self._programs(world)
            _ports_are_free(world, itertools.chain(*programs))
            stages = [[Keeper(program, world, self._say) for program in stage] for stage in programs]
            self._running = Running(world, stages, self._say)
            for keepers in stages:
                await asyncio.gather(*(keeper.start(_PATIENCE) for keeper in keepers))
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self._running

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop everything and let go of the world."""
        if self._running is not None:
            await self._running.stop()
        if self._lock is not None:
            self._lock.truncate(0)
            self._lock.close()

    async def _elsewhere(self) -> World:
        """Prepare the servers that run elsewhere, and say what could not be done there."""
        world = self._world
        if world.mongo_server:
            why = await asyncio.to_thread(mongo.prepare_elsewhere, world.mongo_server, world)
            world = replace(world, own_mongo_users=why is None)
            if why:
                self._say(why)
        if world.amqp_server:
            why = await rabbit.prepare_elsewhere(world.amqp_server, world)
            world = replace(world, own_amqp_users=why is None)
            if why:
                self._say(why)
        return world

    def _programs(self, world: World) -> list[list[Program]]:
        first: list[Program] = [_mail_sink(world)]
        second: list[Program] = []
        if not world.mongo_server:
            second.append(Mongo(world).program())
        if not world.amqp_server:
            names, broker = Rabbit(world).programs()
            first.append(names)
            second.append(broker)
        ours = (*self._services, CASTING) if "voting" in self._services else self._services
        stages = [first, second, [_service(world, name) for name in ours]]
        if self._services:
            stages.append([caddy.program(world)])
        return [stage for stage in stages if stage]


def wipe(world: World) -> None:
    """Throw away the data of a world that does not run; its secrets stay.

    Raises `CannotStart` in production, while the world runs, and where its data lie on a server that runs elsewhere.
    """
    _not_in_production()
    if world.mongo_server or world.amqp_server:
        raise CannotStart("The data lie on a server that runs elsewhere (MONGO_URL, AMQP_URL): delete them there.")
    with _lock(world):
        for name in ("mongo", "rabbit"):
            shutil.rmtree(world.root / name, ignore_errors=True)
        _forget_files(world)


def _forget_files(world: World) -> None:
    for message in world.mail_folder.glob("*.eml"):
        message.unlink(missing_ok=True)
    world.clock_file.unlink(missing_ok=True)


def _service(world: World, name: str) -> Program:
    port = world.ports[name]

    async def ready() -> bool:
        return await http_status(port, "/health/ready") == 200

    return Program(
        name,
        [sys.executable, "-m", *(("deploy.casting",) if name == CASTING else ("deploy.cli", "serve", name))],
        ready,
        inherited("RATUSZ_OTLP_ENDPOINT") | world.environment(name),
        ports=(name,),
        folder=PROJECT,
    )


def _mail_sink(world: World) -> Program:
    port = world.ports["mail"]
    command = [sys.executable, "-m", "deploy.local.mailsink", "--port", str(port), "--folder", str(world.mail_folder)]
    return Program("mail", command, lambda: greets(port, b"220"), inherited(), ports=("mail",), folder=PROJECT)


def _not_in_production() -> None:
    if os.environ.get("RATUSZ_ENV") == "production":
        raise CannotStart("RATUSZ_ENV=production: the local world is for development and demonstrations only.")


def _lock(world: World) -> IO[str]:
    """Take the world for this process; the kernel lets go of it even when the process is killed."""
    file = (world.folder("run") / "runner.pid").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        file.close()
        raise CannotStart(f"This world runs already (process {holder}, folder {world.root}).") from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def _room(world: World) -> None:
    free = shutil.disk_usage(world.root).free
    if free < _DISK:
        raise CannotStart(f"Only {free // 2**20} MB are free in {world.root}; the world needs {_DISK // 2**20} MB.")


def _many_open_files() -> None:
    """Let what we start keep many files open: the usual 1,024 of a login are too few for a store and a broker."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _ports_are_free(world: World, programs: Iterable[Program]) -> None:
    for program in programs:
        for name in program.ports:
            if not is_free(world.ports[name]):
                raise CannotStart(
                    f"Port {world.ports[name]} for {program.name} is taken: set {port_variable(name)} to a free one."
                )
