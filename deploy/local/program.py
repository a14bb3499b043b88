"""One child process: what is run, how it is cleaned up after, when it is ready. It decides nothing about restarts."""

import asyncio
import ctypes
import os
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def _nothing() -> None:
    """Most programs leave nothing behind that would be in the way."""


@dataclass(frozen=True)
class Program:
    """A program of the world.

    `ready` answers whether it does its work now; it is asked again and again and must not raise. `clean` takes away
    what a killed predecessor left. `grace` is the time in seconds to end by itself after SIGTERM.
    """

    name: str
    command: Sequence[str]
    ready: Callable[[], Awaitable[bool]]
    environment: Mapping[str, str] = field(default_factory=dict)
    clean: Callable[[], None] = _nothing
    grace: float = 12.0
    ports: Sequence[str] = ()
    folder: Path | None = None


async def spawn(program: Program, log: Path) -> asyncio.subprocess.Process:
    """Start the program; its output goes to `log`, and the kernel ends it when this process is gone."""
    program.clean()
    parent = os.getpid()

    def tie_to_parent() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    with log.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            *program.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(program.environment),
            cwd=program.folder,
            # A session of its own: Ctrl-C reaches the runner alone, which stops everything in order.
            start_new_session=True,
            preexec_fn=tie_to_parent,
        )


def end(process: asyncio.subprocess.Process, how: signal.Signals) -> None:
    """Send a signal to the process; SIGKILL goes to all that it started as well."""
    try:
        if how is signal.SIGKILL:
            os.killpg(process.pid, how)
        else:
            os.kill(process.pid, how)
    except ProcessLookupError:
        pass  # It ended by itself in the meantime.


def inherited(*names: str) -> dict[str, str]:
    """Give what a child needs of this process's own environment: never a server's URL with its login."""
    wanted = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH", *names)
    return {name: os.environ[name] for name in wanted if name in os.environ}


async def http_status(port: int, path: str) -> int | None:
    """Ask a server on this machine for a page and give the status; None where it does not answer in 2 seconds."""
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
                line = await reader.readline()
            finally:
                writer.close()
                await writer.wait_closed()
    except (OSError, TimeoutError):
        return None
    words = line.split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else None


async def greets(port: int, first: bytes = b"") -> bool:
    """Tell whether a server on this machine takes a connection and, where asked, begins with `first`."""
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                return not first or (await reader.readline()).startswith(first)
            finally:
                writer.close()
                await writer.wait_closed()
    except (OSError, TimeoutError):
        return False
