"""Looks after parked messages: what a service could not digest waits in `<service>.parked` until a person decides."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from shared.bus import connected


@dataclass(frozen=True)
class Parked:
    """A parked message: what it is, from which queue, and the class of the error it ended with."""

    id: str
    event: str
    queue: str
    reason: str
    tries: int


async def listed(amqp_url: str, service: str, limit: int = 100) -> list[Parked]:
    """List at most `limit` parked messages; they stay where they are."""
    async with _channel(amqp_url) as channel:
        return [_parked(message) async for message in _look(channel, service, limit)]


async def retry(amqp_url: str, service: str, ids: frozenset[str] | None = None) -> int:
    """Send parked messages back to the queues they came from; all of them, or those with these ids. Gives how many.

    Each is confirmed in its queue before it leaves the parking place: a crash in between doubles it, and the reader's
    inbox knows it by its id.
    """
    async with _channel(amqp_url) as channel:
        requeue = await channel.get_exchange(f"{service}.requeue", ensure=False)
        moved = 0
        async for message in _look(channel, service, 10_000):
            if ids is not None and message.message_id not in ids:
                continue
            headers = {name: value for name, value in message.headers.items() if name not in ("x-attempt", "x-reason")}
            copy = aio_pika.Message(
                message.body,
                headers=headers,
                content_type=message.content_type,
                message_id=message.message_id,
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            )
            await requeue.publish(copy, _queue(message), mandatory=True, timeout=10)
            await message.ack()
            moved += 1
        return moved


async def drop(amqp_url: str, service: str, ids: frozenset[str]) -> int:
    """Throw away the parked messages with these ids; gives how many."""
    async with _channel(amqp_url) as channel:
        dropped = 0
        async for message in _look(channel, service, 10_000):
            if message.message_id in ids:
                await message.ack()
                dropped += 1
        return dropped


@asynccontextmanager
async def _channel(amqp_url: str) -> AsyncIterator[AbstractChannel]:
    # With the end of the connection what was only looked at goes back to its place, in its order.
    async with connected(amqp_url) as connection:
        yield await connection.channel(publisher_confirms=True, on_return_raises=True)


async def _look(channel: AbstractChannel, service: str, limit: int) -> AsyncIterator[AbstractIncomingMessage]:
    queue = await channel.get_queue(f"{service}.parked", ensure=False)
    for _ in range(limit):
        message = await queue.get(fail=False)
        if message is None:
            return
        yield message


def _queue(message: AbstractIncomingMessage) -> str:
    """Name the queue it came from: our own header, or the broker's where a consumer died too often with it."""
    return str(message.headers.get("x-queue") or message.headers.get("x-first-death-queue") or "")


def _parked(message: AbstractIncomingMessage) -> Parked:
    return Parked(
        id=message.message_id or "",
        event=str(message.headers.get("ce-type", "?")),
        queue=_queue(message),
        reason=str(message.headers.get("x-reason") or message.headers.get("x-first-death-reason") or "?"),
        tries=int(str(message.headers.get("x-attempt", "0"))),
    )
