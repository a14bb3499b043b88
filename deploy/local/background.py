"""A world that runs beside the caller, on an event loop and thread of its own: for tests and for blocking callers."""

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from deploy.local.runner import Runner, Running
from deploy.local.world import SERVICES, World

T = TypeVar("T")


class InBackground:
    """`with InBackground(world) as house`: the same as `Runner`, in plain calls that wait for what they do."""

    def __init__(self, world: World, services: tuple[str, ...] = SERVICES, say: Callable[[str], None] = print) -> None:
        self.world = world
        self._runner = Runner(world, services, say)
        self._loop = asyncio.new_event_loop()
        # The kernel ends the children when the thread that made them ends, so it lives as long as the world does.
        self._thread = threading.Thread(target=self._loop.run_forever, name="local world", daemon=True)
        self._running: Running | None = None

    def __enter__(self) -> "InBackground":
        """Start everything. Raises `CannotStart`."""
        self._thread.start()
        try:
            self._running = self._wait(self._runner.__aenter__())
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        """Stop everything."""
        try:
            self._wait(self._runner.__aexit__(None, None, None))
        finally:
            self._leave()

    @property
    def running(self) -> Running:
        """The running world; it belongs to the other thread, ask it only what takes no time. Raises RuntimeError."""
        if self._running is None:
            raise RuntimeError("the world has not been started")
        return self._running

    def pid(self, program: str) -> int | None:
        """Give the process id of a program; None while it is down."""
        return self.running.pid(program)

    def kill(self, program: str, how: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to a program, as a fault would; it is started again by itself."""

        async def kill() -> None:
            self.running.kill(program, how)

        self._wait(kill())

    def ready(self, *programs: str) -> None:
        """Wait until these programs, or all, work. Raises `CannotStart`."""
        self._wait(self.running.ready(*programs))

    def wipe(self) -> None:
        """Throw away what the services keep (see `Running.wipe`)."""
        self._wait(self.running.wipe())

    @contextmanager
    def without(self, program: str) -> Iterator[None]:
        """Take a program down for the length of the block."""
        block = self.running.without(program)
        self._wait(block.__aenter__())
        try:
            yield
        finally:
            self._wait(block.__aexit__(None, None, None))

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result()

    def _leave(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
