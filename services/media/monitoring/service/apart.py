"""Reads what strangers wrote in a process of its own, with bounds to its time and memory, and none of our secrets."""

import asyncio
import sys
from pathlib import Path

from services.media.monitoring.domain import reading
from services.media.monitoring.domain.reading import ENTRIES, Entry, Unreadable
from services.media.monitoring.domain.source import SourceKind

_ROOT = Path(__file__).parents[4]
_PATIENCE = 30.0
"""Seconds by the clock, on a machine that is busy."""


async def read_apart(kind: SourceKind, body: bytes, content_type: str, url: str) -> list[Entry]:
    """Give the entries of a feed or page. Raises `Unreadable`, also where reading it takes too much."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        reading.__name__,
        kind.value,
        content_type[:200],
        url,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PYTHONUTF8": "1"},
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            told, _ = await process.communicate(body)
    except TimeoutError:
        raise Unreadable from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise Unreadable
    return ENTRIES.validate_json(told)
