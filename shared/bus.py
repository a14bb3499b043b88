"""The RabbitMQ side of one service: its queues, how a message is settled, and the confirmed publisher.

It holds no business meaning: handlers translate an event into a use case, and only the relay publishes events.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractContextManager, asynccontextmanager
from types import TracebackType
from typing import Any, TypeVar, cast

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractIncomingMessage, AbstractRobustConnection
from aio_pika.connection import make_url
from faststream import AckPolicy, BaseMiddleware, ContextRepo
from faststream.exceptions import FastStreamException
from faststream.message import StreamMessage
from faststream.rabbit import Channel, RabbitBroker, RabbitExchange, RabbitQueue
from faststream.rabbit.opentelemetry import RabbitTelemetryMiddleware
from faststream.rabbit.schemas.queue import QueueType, QuorumQueueArgs
from opentelemetry.trace import TracerProvider

from shared.background import end
from shared.causes import Cause, caused_by
from shared.contracts import Event

log = logging.getLogger(__name__)

EVENTS = "ratusz.events"
"""The topic exchange of all events; made with the broker's other definitions, not by a service."""
CITY = "city.public"
"""The topic exchange of the public events, which the city's other systems read."""

DELAYS = (1, 5, 30, 300)
"""Seconds between tries of a message that failed for a reason that may pass."""
_CONNECT_TIMEOUT = 5.0
_CONFIRM_TIMEOUT = 10.0
_OPENING_SECONDS = 5.0
"""How long a service that stops waits for its consumers to be in place."""
_PREFETCH = 16

_CONSUMED: dict[str, Any] = {
    "x-delivery-limit": 20,
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish",
}

E = TypeVar("E", bound=Event)
Handler = Callable[[E], Any]


class NotConnected(ConnectionError):
    """The broker cannot be reached now."""


class Malformed(ValueError):
    """A message lacks what every message must have; trying again cannot help."""

    def __init__(self, part: str) -> None:
        super().__init__(f"message without {part}")
        self.part = part


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[aio_pika.Connection]:
    """Connect for a while; raises as aio-pika does, a TimeoutError after five seconds without an answer.

    The driver's own `connect` leaves a connection that was refused open, to be found by the garbage collector.
    """
    connection = aio_pika.Connection(make_url(url))
    try:
        await connection.connect(_CONNECT_TIMEOUT)
        yield connection
    finally:
        await connection.close()


class Wire:
    """A confirmed publisher: what `send` returns from, the broker has on disk and in at least one queue."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: AbstractRobustConnection | None = None
        self._channel: AbstractChannel | None = None
        self._exchanges: dict[str, AbstractExchange] = {}

    async def open(self) -> None:
        """Connect, and stay connected; raises ConnectionError where the broker is not there."""
        await self.close()
        self._connection = aio_pika.RobustConnection(make_url(self._url))
        try:
            await self._connection.connect(_CONNECT_TIMEOUT)
            self._channel = await self._connection.channel(publisher_confirms=True, on_return_raises=True)
        except BaseException:
            # Also where the service ends while it connects: what is not closed here nobody closes.
            await self.close()
            raise

    async def exchange(self, name: str) -> AbstractExchange:
        """Give an exchange that exists already."""
        if self._channel is None:
            raise NotConnected
        if name not in self._exchanges:
            self._exchanges[name] = await self._channel.get_exchange(name, ensure=False)
        return self._exchanges[name]

    async def send(self, exchange: str, routing_key: str, message: aio_pika.Message) -> None:
        """Publish one message; raises where no queue takes it or the broker does not confirm in time."""
        target = await self.exchange(exchange)
        await target.publish(message, routing_key, mandatory=True, timeout=_CONFIRM_TIMEOUT)

    @property
    def channel(self) -> AbstractChannel:
        """The open channel; raises `NotConnected`."""
        if self._channel is None:
            raise NotConnected
        return self._channel

    @property
    def connected(self) -> bool:
        """True while the connection stands."""
        return self._connection is not None and self._connection.connected.is_set()

    async def close(self) -> None:
        """Disconnect."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def _of_one(handler: Handler[E], kind: type[E]) -> Handler[E]:
    async def take(event: E) -> None:
        await handler(event)

    # The broker reads a message into what the annotation says, and tells of it by the handler's name and docstring.
    take.__annotations__["event"] = kind
    take.__name__, take.__doc__ = handler.__name__, handler.__doc__
    return take


class Bus:
    """What one service reads from the bus, and how its messages are settled."""

    def __init__(self, service: str, url: str, tracer_provider: TracerProvider | None = None) -> None:
        self.service = service
        self.wire = Wire(url)
        self._channel = Channel(prefetch_count=_PREFETCH)
        self.broker = RabbitBroker(
            url,
            graceful_timeout=10.0,
            middlewares=[
                RabbitTelemetryMiddleware(tracer_provider=tracer_provider),
                self._settlement,
            ],
            logger=None,
        )
        self._opened = False
        self._opening: asyncio.Task[None] | None = None

    def _settlement(
        self, message: AbstractIncomingMessage | None, /, *, context: ContextRepo
    ) -> BaseMiddleware[Any, Any]:
        assert message is not None  # Only the test broker passes none.
        return _Settlement(message, bus=self, context=context)

    def queue(self, event: type[Event], by: str) -> str:
        """Name the queue in which the capability `by` reads `event`."""
        return f"{self.service}.{by}.{event.name}"

    def reads(self, event: type[E], *, by: str) -> Callable[[Handler[E]], Handler[E]]:
        """Attach the decorated handler to `event`, on a queue of the capability `by`.

        A handler calls one use case, which is one transaction. The same event may come twice, and in any order.
        """
        subscriber = self.broker.subscriber(
            RabbitQueue(
                self.queue(event, by),
                queue_type=QueueType.QUORUM,
                routing_key=event.name,
                arguments=cast("QuorumQueueArgs", {**_CONSUMED, "x-dead-letter-exchange": f"{self.service}.dead"}),
            ),
            RabbitExchange(EVENTS, declare=False),
            channel=self._channel,
            ack_policy=AckPolicy.MANUAL,
            no_reply=True,
            title=f"{by}.{event.name}",
        )

        def attach(handler: Handler[E]) -> Handler[E]:
            subscriber(handler)
            return handler

        return attach

    def reads_each(self, events: Iterable[type[E]], *, by: str) -> Callable[[Handler[E]], Handler[E]]:
        """Attach the decorated handler, which takes any of `events`, to each of them as `reads` does to one."""

        def attach(handler: Handler[E]) -> Handler[E]:
            for event in events:
                self.reads(event, by=by)(_of_one(handler, event))
            return handler

        return attach

    async def start(self) -> None:
        """Connect in the background and keep trying: the service answers over HTTP while the broker is away."""
        self._opening = asyncio.create_task(self._open_until_it_works(), name=f"{self.service} bus")

    async def _open_until_it_works(self) -> None:
        pause = 0.2
        while not self._opened:
            try:
                await self.wire.open()
                await self._declare()
                await self.broker.start()
                self._opened = True
            except (ConnectionError, OSError, aio_pika.exceptions.AMQPError, TimeoutError) as error:
                log.warning("broker_unavailable", extra={"reason": type(error).__name__})
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    async def _declare(self) -> None:
        """Make the service's own retry, requeue and parking places; all names begin with the service's."""
        channel, own = self.wire.channel, self.service
        durable: dict[str, Any] = {"durable": True}
        requeue = await channel.declare_exchange(f"{own}.requeue", aio_pika.ExchangeType.DIRECT, **durable)
        dead = await channel.declare_exchange(f"{own}.dead", aio_pika.ExchangeType.FANOUT, **durable)
        parked = await channel.declare_queue(f"{own}.parked", arguments={"x-queue-type": "quorum"}, **durable)
        await parked.bind(dead)
        for seconds in DELAYS:
            place = f"{own}.retry.{seconds}s"
            waiting_room = await channel.declare_exchange(place, aio_pika.ExchangeType.FANOUT, **durable)
            arguments: dict[str, Any] = {
                "x-queue-type": "quorum",
                "x-message-ttl": seconds * 1000,
                "x-dead-letter-exchange": f"{own}.requeue",
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            }
            queue = await channel.declare_queue(place, arguments=arguments, **durable)
            await queue.bind(waiting_room)
        for subscriber in self.broker.subscribers:
            name = subscriber.queue.name  # type: ignore[attr-defined]  # every subscriber here is a RabbitMQ one
            arguments = {**_CONSUMED, "x-queue-type": "quorum", "x-dead-letter-exchange": f"{own}.dead"}
            queue = await channel.declare_queue(name, arguments=arguments, **durable)
            await queue.bind(requeue, routing_key=name)

    async def ready(self) -> bool:
        """Tell whether events come in and go out now."""
        return self._opened and self.wire.connected and await self.broker.ping(timeout=2.0)

    async def stop(self) -> None:
        """Finish the messages in hand and disconnect."""
        if self._opening is not None:
            # Cut off in the middle of a declaration, its channel would be broken, and its consumers could not be ended.
            if self.wire.connected:
                await asyncio.wait({self._opening}, timeout=_OPENING_SECONDS)
            await end(self._opening)
        await self.broker.stop()
        await self.wire.close()

    async def put_aside(self, message: AbstractIncomingMessage, queue: str, error: BaseException) -> None:
        """Send a message that failed to a delay queue, or park it with its reason; then take it off its queue.

        The reason is the error's class alone: an error's text can hold personal data.
        """
        tries = int(str(message.headers.get("x-attempt", "0")))
        if not isinstance(error, Malformed | FastStreamException | ValueError) and tries < len(DELAYS):
            place, tries = f"{self.service}.retry.{DELAYS[tries]}s", tries + 1
        else:
            place = f"{self.service}.dead"
        reason = type(error).__name__
        copy = aio_pika.Message(
            message.body,
            headers={**message.headers, "x-attempt": str(tries), "x-reason": reason, "x-queue": queue},
            content_type=message.content_type,
            message_id=message.message_id,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        await self.wire.send(place, queue, copy)
        await message.ack()
        log.warning("message_put_aside", extra={"queue": queue, "place": place, "reason": reason, "tries": tries})


class _Settlement(BaseMiddleware[Any, AbstractIncomingMessage]):
    """Acks what worked, delays or parks what did not, and tells the store what started the work."""

    def __init__(self, message: AbstractIncomingMessage, /, *, bus: Bus, context: ContextRepo) -> None:
        super().__init__(message, context=context)
        self._bus = bus
        self._queue = str(context.get_local("handler_").queue.name)
        self._block: AbstractContextManager[None] | None = None

    async def on_receive(self) -> None:
        """Name the delivery as the cause of what follows."""
        self._block = caused_by(Cause(self._queue, self.msg.message_id or ""))
        self._block.__enter__()

    async def consume_scope(self, call_next: Callable[[Any], Awaitable[Any]], msg: StreamMessage[Any]) -> Any:
        """Refuse what has no id: it could not be told from its own second delivery."""
        if not self.msg.message_id:
            raise Malformed("message_id")
        return await call_next(msg)

    async def after_processed(
        self,
        exc_type: type[BaseException] | None = None,
        exc_val: BaseException | None = None,
        exc_tb: TracebackType | None = None,
    ) -> bool | None:
        """Settle the message; a failure has been dealt with when this returns True."""
        if self._block is not None:
            self._block.__exit__(None, None, None)
        if exc_val is None:
            await self.msg.ack()
            return False
        if isinstance(exc_val, asyncio.CancelledError):
            return False  # The service stops; the broker hands the message to the next replica.
        try:
            await self._bus.put_aside(self.msg, self._queue, exc_val)
        except (aio_pika.exceptions.AMQPError, ConnectionError, TimeoutError, RuntimeError) as error:
            log.warning("message_not_settled", extra={"queue": self._queue, "reason": type(error).__name__})
            await self.msg.reject(requeue=True)
        return True
