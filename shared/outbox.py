"""The relay: carries committed events from the store to the bus, in confirmed batches. Nothing else publishes."""

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import aio_pika
from aio_pika.abc import HeadersType
from cloudevents.core.bindings.rabbitmq import to_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from shared.background import end
from shared.bus import EVENTS, Wire
from shared.store import Database, StoreError

log = logging.getLogger(__name__)

_BATCH = 200
_LEASE_SECONDS = 10.0
_POLL_SECONDS = 1.0
_JSON = JSONFormat()


def message(row: dict[str, Any]) -> aio_pika.Message:
    """Give the AMQP message of an outbox row: CloudEvents 1.0 in binary mode, plain JSON as its body.

    Source: CloudEvents 1.0.2; AMQP 0-9-1 headers by the `ce-` prefix of the knative RabbitMQ binding.
    """
    attributes: dict[str, Any] = {
        "id": row["_id"],
        "type": row["name"],
        "source": f"/ratusz/{row['name'].partition('.')[0]}",
        "subject": row["subject"],
        "time": row["at"],
        "specversion": "1.0",
        "datacontenttype": "application/json",
    }
    if row["traceparent"]:
        attributes["traceparent"] = row["traceparent"]
    bound = to_binary(CloudEvent(attributes, row["body"]), _JSON)
    # FastStream's consumer goes on with the trace that it finds in the plain header.
    headers: HeadersType = {**bound.headers, **({"traceparent": row["traceparent"]} if row["traceparent"] else {})}
    return aio_pika.Message(
        bound.body,
        headers=headers,
        content_type=bound.content_type,
        message_id=row["_id"],
        timestamp=row["at"],
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
    )


class Relay:
    """Publishes what waits in the outbox; of all replicas of a service, the one that holds the lease."""

    def __init__(self, database: Database, wire: Wire) -> None:
        self._database, self._wire = database, wire
        self._lease = database.lease("relay", _LEASE_SECONDS)
        self._committed = database.waker()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in the background."""
        self._task = asyncio.create_task(self._run(), name=f"{self._database.name} relay")

    async def stop(self) -> None:
        """Stop after the batch in hand and let another replica go on at once."""
        if self._task is not None:
            await end(self._task)
        await self._lease.give_back()

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                self._committed.clear()
                more = await self._carry() if self._wire.connected and await self._lease.take() else False
                failures = 0
            except (StoreError, ConnectionError, aio_pika.exceptions.AMQPError, TimeoutError, RuntimeError) as error:
                failures += 1
                more = False
                log.warning("relay_waits", extra={"reason": type(error).__name__, "failures": failures})
                await asyncio.sleep(min(0.1 * 2**failures, 5.0))
            if not more:
                await self._wait()

    async def _wait(self) -> None:
        """Wait for a commit of this process, or for the time to look for those of others."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_POLL_SECONDS):
                await self._committed.wait()

    async def _carry(self) -> bool:
        """Publish one batch; True where there is more."""
        await self._database.gather_embedded(_BATCH)
        rows = await self._database.waiting_events(_BATCH)
        if not rows:
            return False
        sends = (self._wire.send(EVENTS, row["name"], message(row)) for row in rows)
        outcomes = await asyncio.gather(*sends, return_exceptions=True)
        done = [row["_id"] for row, outcome in zip(rows, outcomes, strict=True) if outcome is None]
        failed = next((outcome for outcome in outcomes if outcome is not None), None)
        # A crash between the confirm and this mark sends an event twice; every reader's inbox knows it by its id.
        if done and not await self._database.mark_published(done, self._lease):
            log.warning("relay_lost_lease")
            return False
        if failed is not None:
            raise failed
        return len(rows) == _BATCH


def age(since: datetime | None) -> float:
    """Give the age in seconds of what waits since `since`; 0 where nothing waits."""
    return (datetime.now(UTC) - since).total_seconds() if since else 0.0
