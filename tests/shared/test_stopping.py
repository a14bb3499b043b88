"""What works in the background of a service stops when it is told to, whatever comes in at the same moment."""

import asyncio

import pytest

from shared.background import end
from shared.bus import Wire
from shared.mail import Courier
from shared.outbox import Relay


@pytest.mark.parametrize("turns", range(6))
@pytest.mark.parametrize("worker", ["relay", "courier"])
async def test_a_commit_in_the_moment_of_stopping_does_not_keep_a_service_alive(database, cipher, worker, turns):
    relay = Relay(database, Wire("amqp://127.0.0.1:1/"))
    courier = Courier(database, cipher, "smtp://127.0.0.1:1", "wpks@example.org")
    await database.prepare()
    running, committed = (relay, relay._committed) if worker == "relay" else (courier, courier._waker)
    running.start()
    await asyncio.sleep(0.1)

    committed.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    async with asyncio.timeout(60):
        await running.stop()


async def test_work_that_swallows_a_cancellation_is_told_again():
    async def stubborn() -> None:
        for _ in range(2):
            try:
                await asyncio.sleep(3_600)
            except asyncio.CancelledError:
                continue
        await asyncio.sleep(3_600)

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    async with asyncio.timeout(60):
        await end(task)
    assert task.cancelled()
