"""Ends what runs in the background, for certain."""

import asyncio

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
