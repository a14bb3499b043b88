"""Use cases of what a warning's own channels answer: the bus has carried it, its mails are delivered or given up."""

from typing import Protocol

from services.media.crisis.domain.message import Message
from services.media.crisis.domain.record import Channel, Delivery, DeliveryState, Said, delivery_id
from services.media.crisis.service.logbook import Logbook, LogStore
from shared.clock import Clock
from shared.contracts.media import CrisisMessageIssuedV1
from shared.mail import Deliveries, Undelivered
from shared.store import Database, Transaction, transactional

_AT_ONCE = 100
_SAID = {
    DeliveryState.DELIVERED: Said.DELIVERED,
    DeliveryState.FAILED: Said.FAILED,
    DeliveryState.DROPPED: Said.FAILED,
}


class SettlingStore(LogStore, Protocol):
    """What the use cases need to keep."""

    async def message(self, id: str, tx: Transaction | None = None) -> Message: ...  # noqa: D102
    async def delivery(self, id: str, tx: Transaction) -> Delivery | None: ...  # noqa: D102
    async def settle(self, tx: Transaction, delivery: Delivery) -> None: ...  # noqa: D102
    async def waiting(self, limit: int) -> list[Delivery]: ...  # noqa: D102


class Settling:
    """Notes how the deliveries of warnings end."""

    def __init__(
        self, database: Database, store: SettlingStore, mails: Deliveries, logbook: Logbook, clock: Clock
    ) -> None:
        self.database, self._store, self._mails = database, store, mails
        self._logbook, self._clock = logbook, clock

    @transactional
    async def confirm_on_bus(self, tx: Transaction, event: CrisisMessageIssuedV1) -> None:
        """Note that a warning has come through the bus to a reader, who is ourselves."""
        await self._settle(tx, event.message_id, Channel.BUS, DeliveryState.DELIVERED)

    async def settle_mails(self) -> None:
        """Note of each warning when all its mails have been delivered, or how many could not be.

        What waits of one that holds no longer is dropped: late, it would warn of what is over.
        """
        for one in await self._store.waiting(_AT_ONCE):
            if one.channel is not Channel.MAIL:
                continue
            if (await self._store.message(one.message_id)).ended_at is not None:
                await self._mails.drop(one.message_id)
            counts = await self._mails.of_mailing(one.message_id)
            if sum(counts.values()) == one.receivers and not counts.get("waiting"):
                await self._settle_mail(one.message_id, counts.get("failed", 0), counts.get("dropped", 0))

    @transactional
    async def _settle_mail(self, tx: Transaction, message_id: str, failed: int, dropped: int) -> None:
        state = DeliveryState.DROPPED if dropped else DeliveryState.FAILED if failed else DeliveryState.DELIVERED
        await self._settle(tx, message_id, Channel.MAIL, state, failed + dropped)

    async def undelivered(self, message_id: str) -> list[Undelivered]:
        """Give the mails of a warning whose last try has failed. They name no address."""
        return await self._mails.undelivered(message_id, _AT_ONCE)

    async def mail_again(self, tx: Transaction, message_id: str) -> None:
        """Try anew the mails of a warning that were given up, and wait for them, in the caller's transaction."""
        failed = await self._store.delivery(delivery_id(message_id, Channel.MAIL), tx)
        if failed is not None and failed.state is DeliveryState.FAILED:
            # First the mails: settled between the two steps, they would be told as failed while they leave.
            await self._mails.again(message_id)
            await self._store.settle(tx, failed.again())

    async def _settle(
        self, tx: Transaction, message_id: str, channel: Channel, state: DeliveryState, failed: int = 0
    ) -> None:
        waiting = await self._store.delivery(delivery_id(message_id, channel), tx)
        if waiting is None or waiting.state is not DeliveryState.WAITING:
            return
        await self._store.settle(tx, waiting.settled(state, self._clock.now(), failed))
        message = await self._store.message(message_id, tx)
        text = f"{waiting.receivers - failed}/{waiting.receivers}" if channel is Channel.MAIL else None
        await self._logbook.write(tx, _SAID[state], message, None, text, (channel,))
