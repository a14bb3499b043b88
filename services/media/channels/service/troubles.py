"""Puts a channel whose gateway gives up on messages on the work list of the press office: one task for each channel."""

from typing import Protocol

from services.media.channels.domain.gateways import Delivery, Trouble
from shared.access import Role
from shared.clock import Clock
from shared.contracts.media import TaskClosedV1, TaskOpenedV1
from shared.store import Transaction

GATEWAYS = "/panel/kanaly/bramki"


class TroubleStore(Protocol):
    """What the use cases need to keep."""

    async def save_delivery(self, tx: Transaction, delivery: Delivery) -> None: ...  # noqa: D102
    async def trouble(self, gateway_id: str, tx: Transaction) -> Trouble: ...  # noqa: D102
    async def put_trouble(self, tx: Transaction, trouble: Trouble) -> None: ...  # noqa: D102


class Troubles:
    """What waits for somebody to send it again or let it go, counted by gateway."""

    def __init__(self, store: TroubleStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def save(self, tx: Transaction, before: Delivery, after: Delivery, channel: str) -> None:
        """Keep a step of a message, in the caller's transaction; open or close the task of its channel where due.

        `channel`: its name, as colleagues call it. Raises `Stale`.
        """
        await self._store.save_delivery(tx, after)
        if before.troubled is after.troubled:
            return
        old = await self._store.trouble(after.gateway_id, tx)
        new = old.more() if after.troubled else old.fewer()
        await self._store.put_trouble(tx, new)
        now = self._clock.now()
        if not old.messages:
            tx.publish(
                TaskOpenedV1(
                    version=1,
                    task_id=new.task,
                    kind="channel_trouble",
                    case="Kanały",
                    title=channel,
                    action="Kanał nie przyjął wiadomości: wyślij ją jeszcze raz albo odpuść",
                    link=f"{GATEWAYS}/{new.id}",
                    role=Role.PRESS_OFFICER,
                    opened_at=now,
                )
            )
        elif not new.messages:
            tx.publish(TaskClosedV1(version=2, task_id=new.task, closed_at=now))
