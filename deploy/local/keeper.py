"""Keeps one program running: starts it, waits until it works, starts it again when it dies. It knows no other."""

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from deploy.local.program import Program, end, spawn
from deploy.local.world import World
from deploy.refusal import CannotStart

_POLL, _LONGEST_POLL = 0.1, 1.0
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0
_KILLED = (-signal.SIGKILL, -signal.SIGTERM)
"""Ends that somebody else brought about: no word about whether the program can run."""
_STEADY = 30.0
"""Seconds after which a program counts as healthy and its next death is restarted at once again."""


class Keeper:
    """Looks after one program."""

    def __init__(self, program: Program, world: World, say: Callable[[str], None]) -> None:
        self.program = program
        self._log, self._pid_file = world.log(program.name), world.pid_file(program.name)
        self._say = say
        self._works = asyncio.Event()
        self._wanted = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._worked_once = False
        self.starts = 0

    @property
    def pid(self) -> int | None:
        """The process id, or None while the program is down."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self, patience: float) -> None:
        """Start and wait until it works. Raises `CannotStart` when it ends or is not ready in `patience` seconds."""
        if self._log.exists():
            self._log.replace(self._log.with_suffix(".before.log"))
        self._wanted.set()
        self._task = asyncio.create_task(self._keep(), name=f"keep {self.program.name}")
        works = asyncio.create_task(self._works.wait())
        done, _ = await asyncio.wait({self._task, works}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        if self._task in done:
            works.cancel()
            await self._task
        elif works not in done:
            works.cancel()
            raise CannotStart(
                f"{self.program.name} is not ready after {patience:.0f} s; see {self._log}.{self._last()}"
            )

    async def works(self) -> None:
        """Wait until the program runs and says that it is ready now."""
        while True:
            await self._works.wait()
            if await self.program.ready():
                return
            await asyncio.sleep(_POLL)

    def kill(self, how: signal.Signals) -> None:
        """Send a signal; a program that this ends is started again."""
        if self._process is not None and self._process.returncode is None:
            if how in (signal.SIGKILL, signal.SIGTERM):
                self._works.clear()
            end(self._process, how)

    async def hold(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Take the program down, and keep it down until `release`."""
        self._wanted.clear()
        self._works.clear()
        await self._end(how)

    def release(self) -> None:
        """Let the program run again; `works` tells when it does."""
        self._wanted.set()

    async def stop(self) -> None:
        """Stop for good."""
        await self.hold()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError, CannotStart):
                await self._task
        # The task may have started the program between the two steps.
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        end(process, how)
        try:
            await asyncio.wait_for(process.wait(), self.program.grace)
        except TimeoutError:
            self._say(f"{self.program.name} did not stop in {self.program.grace:.0f} s and was killed.")
            end(process, signal.SIGKILL)
            await process.wait()

    async def _keep(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            await self._wanted.wait()
            began = time.monotonic()
            self._process = process = await spawn(self.program, self._log)
            self.starts += 1
            self._pid_file.write_text(str(process.pid))
            watch = asyncio.create_task(self._watch(process))
            try:
                code = await process.wait()
            finally:
                watch.cancel()
                self._pid_file.unlink(missing_ok=True)
            self._works.clear()
            # What the program started itself must not stay behind and hold the port.
            end(process, signal.SIGKILL)
            if not self._wanted.is_set():
                continue
            if not self._worked_once and code not in _KILLED:
                raise CannotStart(f"{self.program.name} ended at once; see {self._log}.{self._last()}")
            if time.monotonic() - began > _STEADY:
                pause = _FIRST_PAUSE
            self._say(f"{self.program.name} stopped ({_reason(code)}); starting it again.")
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        pause = _POLL
        while not await self.program.ready():
            await asyncio.sleep(pause)
            pause = min(pause * 1.2, _LONGEST_POLL)
        if process.returncode is None and self._wanted.is_set():
            self._works.set()
            if self._worked_once:
                self._say(f"{self.program.name} works again.")
            self._worked_once = True

    def _last(self) -> str:
        """Give the last line of the log, which mostly says what was wrong."""
        lines = [line for line in self._log.read_text(errors="replace").splitlines() if line.strip()]
        return f" Its last words: {lines[-1].strip()[:300]}" if lines else ""


def _reason(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
