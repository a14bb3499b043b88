"""Staying up: the world runs until someone says stop. It starts and stops nothing by itself; the runner does."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress

from deploy.local.runner import Runner
from deploy.local.world import SERVICES, World


async def stay_up(world: World, say: Callable[[str], None], services: tuple[str, ...] = SERVICES) -> None:
    """Start the world, say where it is, and stop it at SIGINT or SIGTERM. Raises `CannotStart`."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for how in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(how, stop.set)

    async def live() -> None:
        async with Runner(world, services, say):
            say(addresses(world))
            await asyncio.Event().wait()

    living, stopped = asyncio.create_task(live()), asyncio.create_task(stop.wait())
    await asyncio.wait({living, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if stopped.done():
        say("Stopping.")
        living.cancel()
    stopped.cancel()
    with suppress(asyncio.CancelledError):
        await living


async def until_stopped() -> None:
    """Return at SIGINT or SIGTERM."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for how in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(how, stop.set)
    await stop.wait()


def addresses(world: World) -> str:
    """Say where everything is, for a person to click on."""
    return "\n".join(
        [
            f"The town hall is open:      {world.origin}",
            f"The civic budget:           {world.origin}/budzet-obywatelski",
            f"The department's desk:      {world.origin}/panel",
            f"Mail that was sent:         {world.mail_folder}",
            f"Logs:                       {world.root / 'log'}",
            "Ctrl-C stops everything.",
        ]
    )
