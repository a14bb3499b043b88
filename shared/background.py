"""Ends what runs in the background, for certain, and waits for works that go on side by side."""

import asyncio
from collections.abc import Coroutine
from typing import Any

_PATIENCE = 0.5


async def end(*tasks: "asyncio.Task[None]") -> None:
    """Cancel tasks until they have ended, whatever they end with.

    Once is not enough: before Python 3.12 `asyncio.wait_for`, in our libraries too, swallows a cancellation that comes
    in the moment in which it has its answer.
    """
    waiting = {task for task in tasks if not task.done()}
    while waiting:
        for task in waiting:
            task.cancel()
        _, waiting = await asyncio.wait(waiting, timeout=_PATIENCE)
    await asyncio.gather(*tasks, return_exceptions=True)


async def side_by_side(*works: Coroutine[Any, Any, None]) -> None:
    """Do works at once and wait for all of them, whatever one ends with; then raise the error of the first that failed.

    A bare `asyncio.gather` raises at once and leaves the others running where nobody waits for them.
    """
    outcomes = await asyncio.gather(*works, return_exceptions=True)
    failed = next((outcome for outcome in outcomes if outcome is not None), None)
    if failed is not None:
        raise failed
