"""Use cases of gateways: give a message to each that is meant for it, send what waits, ask people where in doubt.

A message is claimed, given to the gateway, and noted as sent, in this order: none is lost. Gateways do not know a
second copy from the first; what a killed process leaves is a warning sent again, or a question to a person.
"""

from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from services.media.channels import wording
from services.media.channels.domain.gateways import (
    Delivery,
    DeliveryNotThere,
    DeliveryState,
    Gateway,
    GatewayGone,
    Notice,
    Sends,
)
from services.media.channels.service.said import SaidLog
from services.media.channels.service.troubles import Troubles, TroubleStore
from shared.background import side_by_side
from shared.clock import Clock
from shared.contracts.media import (
    ArticlePublishedV1,
    ArticleWithdrawnV1,
    CrisisMessageEndedV1,
    CrisisMessageIssuedV1,
    PressReleasePublishedV1,
    PressReleaseWithdrawnV1,
)
from shared.store import Database, NotFound, Stale, Transaction, new_id, transactional
from shared.ticks import in_turn

_AT_ONCE = 100
_MOST_SHOWN = 100


class NotTaken(Exception):
    """A gateway has not taken a message. `reason`: in a word or two, without a secret."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Speaker(Protocol):
    """What gives a message to a gateway."""

    async def send(self, gateway: Gateway, title: str, text: str) -> None:
        """Return once the gateway has taken it. Raises `NotTaken`."""
        ...


class DeliveryStore(TroubleStore, Protocol):
    """What the use cases need to keep."""

    async def delivery(self, id: str, tx: Transaction | None = None) -> Delivery: ...  # noqa: D102
    async def add_deliveries(self, tx: Transaction, deliveries: Sequence[Delivery]) -> None: ...  # noqa: D102
    async def end(self, tx: Transaction, message_id: str) -> None: ...  # noqa: D102
    async def ended(self, message_id: str, tx: Transaction) -> bool: ...  # noqa: D102
    async def of_message(self, message_id: str, tx: Transaction | None = None) -> list[Delivery]: ...  # noqa: D102
    async def due(self, gateway_id: str, now: datetime) -> Delivery | None: ...  # noqa: D102
    async def interrupted(self, now: datetime, limit: int) -> list[Delivery]: ...  # noqa: D102
    async def orphans(self, known: Sequence[str], limit: int) -> list[Delivery]: ...  # noqa: D102
    async def of_gateway(self, gateway_id: str, limit: int) -> list[Delivery]: ...  # noqa: D102
    async def counts(self, gateway_id: str) -> dict[str, int]: ...  # noqa: D102
    async def last(self, gateway_id: str, state: DeliveryState) -> Delivery | None: ...  # noqa: D102


@dataclass(frozen=True)
class Health:
    """How a gateway does: what waits, what was given up or is in doubt, the last message taken, the last failed."""

    gateway: Gateway
    counts: dict[str, int]
    last_sent: Delivery | None
    trouble: str | None


@dataclass(frozen=True)
class Through:
    """A message through one gateway; `delivery`: None where the gateway has not heard of it yet."""

    gateway_id: str
    name: str
    delivery: Delivery | None


class Gateways:
    """The city's gateways."""

    def __init__(
        self,
        database: Database,
        store: DeliveryStore,
        speaker: Speaker,
        gateways: Sequence[Gateway],
        said: SaidLog,
        clock: Clock,
        origin: str,
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self.known: Mapping[str, Gateway] = {one.id: one for one in gateways}
        self._speaker, self._said, self._origin = speaker, said, origin.rstrip("/")
        self._troubles = Troubles(store, clock)

    # -- what is to be said ------------------------------------------------------------------------------------------

    @transactional
    async def warn(self, tx: Transaction, event: CrisisMessageIssuedV1) -> None:
        """Give a warning to the gateways that are for warnings, unless it has ended already."""
        await self._give(tx, Sends.WARNINGS, wording.warning(event, self._origin))

    @transactional
    async def end_warning(self, tx: Transaction, event: CrisisMessageEndedV1) -> None:
        """Let no gateway tell a warning that holds no longer; also where the word of its end comes first."""
        await self._end(tx, event.message_id)

    @transactional
    async def end_article(self, tx: Transaction, event: ArticleWithdrawnV1) -> None:
        """Let no gateway tell of an article that was withdrawn; also where the word of that comes first."""
        await self._end(tx, event.article_id)

    @transactional
    async def end_release(self, tx: Transaction, event: PressReleaseWithdrawnV1) -> None:
        """Let no gateway tell of a press release that was withdrawn; also where the word of that comes first."""
        await self._end(tx, event.release_id)

    @transactional
    async def tell_article(self, tx: Transaction, event: ArticlePublishedV1) -> None:
        """Give a new article to the gateways that are for news; a change of it is told by none."""
        await self._give(tx, Sends.NEWS, wording.article(event, self._origin))

    @transactional
    async def tell_release(self, tx: Transaction, event: PressReleasePublishedV1) -> None:
        """Give a press release to the gateways that are for releases."""
        await self._give(tx, Sends.RELEASES, wording.release(event, self._origin))

    @transactional
    async def test(self, tx: Transaction, gateway_id: str) -> str:
        """Send a message that says it is a test; give its delivery's id. Raises `GatewayGone`."""
        delivery = self._delivery(self.gateway(gateway_id), wording.test(new_id()))
        await self.store.add_deliveries(tx, [delivery])
        return delivery.id

    async def _give(self, tx: Transaction, sends: Sends, notice: Notice) -> None:
        if await self.store.ended(notice.message_id, tx):
            return
        there = {one.gateway_id for one in await self.store.of_message(notice.message_id, tx)}
        made = [self._delivery(one, notice) for one in self._meant(sends) if one.id not in there]
        if made:
            await self.store.add_deliveries(tx, made)

    async def _end(self, tx: Transaction, message_id: str) -> None:
        await self.store.end(tx, message_id)
        for one in await self.store.of_message(message_id, tx):
            if one.state in (DeliveryState.WAITING, DeliveryState.GIVEN_UP):
                await self._drop(tx, one)

    async def _drop(self, tx: Transaction, one: Delivery) -> None:
        """Send it no more; the log says that it was not sent."""
        now, place = self.clock.now(), self._name(one.gateway_id)
        await self._save(tx, one, one.dropped(now))
        await self._said.by_itself(tx, f"delivery {one.id}", place, now, wording.dropped(one.notice), None)

    def _meant(self, sends: Sends) -> list[Gateway]:
        return [one for one in self.known.values() if sends in one.sends]

    def _delivery(self, gateway: Gateway, notice: Notice) -> Delivery:
        now = self.clock.now()
        return Delivery(
            id=new_id(),
            gateway_id=gateway.id,
            notice=notice,
            message_id=notice.message_id,
            urgent=notice.urgent,
            made_at=now,
            due_at=now,
        )

    # -- sending -----------------------------------------------------------------------------------------------------

    async def send_due(self) -> None:
        """Send what waits, through all gateways at once: one that does not answer, or fails, holds up no other.

        Raises what one has failed with, once all others are done.
        """
        cut_off = await self.store.interrupted(self.clock.now(), _AT_ONCE)
        await in_turn([partial(self._interrupted, one.id, one.version) for one in cut_off])
        orphans = await self.store.orphans(list(self.known), _AT_ONCE)
        await in_turn([partial(self._change, one.id, one.version, Delivery.dropped) for one in orphans])
        await side_by_side(*(self._empty(gateway) for gateway in self.known.values()))

    async def _empty(self, gateway: Gateway) -> None:
        while (one := await self.store.due(gateway.id, self.clock.now())) is not None:
            try:
                await self._change(one.id, one.version, Delivery.sending)
            except Stale:
                continue  # Another replica has it in hand, or it has been dropped.
            try:
                await self._speaker.send(gateway, one.notice.title, one.notice.text)
            except NotTaken as error:
                await _unless_changed(self._fail(one.id, one.version + 1, error.reason))
            else:
                await _unless_changed(self._sent(one.id, one.version + 1))

    @transactional
    async def _fail(self, tx: Transaction, id: str, version: int, reason: str) -> None:
        one = await self._read(tx, id, version)
        # It may have ended while it was in hand: then nobody is told any more.
        if await self.store.ended(one.message_id, tx):
            await self._drop(tx, one)
        else:
            await self._save(tx, one, one.failed(reason, self.clock.now()))

    @transactional
    async def _interrupted(self, tx: Transaction, id: str, version: int) -> None:
        one, now = await self._read(tx, id, version), self.clock.now()
        # A warning that has ended is not sent again. Of anything else a person says whether it went out.
        over = one.urgent and await self.store.ended(one.message_id, tx)
        await self._save(tx, one, one.dropped(now) if over else one.interrupted(now))

    @transactional
    async def _sent(self, tx: Transaction, id: str, version: int) -> None:
        await self._note_sent(tx, await self._read(tx, id, version), Delivery.sent)

    async def _note_sent(self, tx: Transaction, before: Delivery, how: "Step") -> int:
        now, place = self.clock.now(), self._name(before.gateway_id)
        after = await self._save(tx, before, how(before, now))
        await self._said.by_itself(tx, f"delivery {after.id}", place, after.done_at or now, after.notice.text, None)
        return after.version

    @transactional
    async def again(self, tx: Transaction, gateway_id: str, id: str, version: int) -> int:
        """Send a message that was given up or is in doubt once more; give its version.

        Raises `NotFound` where it is none of the gateway's, `Stale`, `DeliveryNotThere`, also for what was withdrawn.
        """
        return await self._again(tx, await self._of_gateway(tx, gateway_id, id, version))

    async def warn_again(self, tx: Transaction, id: str, version: int) -> None:
        """Send a warning that was given up once more, in the caller's transaction. Raises as `again` does."""
        await self._again(tx, await self._read(tx, id, version))

    async def _again(self, tx: Transaction, one: Delivery) -> int:
        if await self.store.ended(one.message_id, tx):
            raise DeliveryNotThere(one.id, one.state)
        return (await self._save(tx, one, one.again(self.clock.now()))).version

    @transactional
    async def let_go(self, tx: Transaction, gateway_id: str, id: str, version: int) -> int:
        """Send a message that was given up or is in doubt no more; give its version. Raises as `again` does."""
        one = await self._of_gateway(tx, gateway_id, id, version)
        return (await self._save(tx, one, one.let_go(self.clock.now()))).version

    @transactional
    async def arrived(self, tx: Transaction, gateway_id: str, id: str, version: int) -> int:
        """Note that a message in doubt was seen to arrive; give its version. Raises as `again` does."""
        return await self._note_sent(tx, await self._of_gateway(tx, gateway_id, id, version), Delivery.arrived)

    # -- looking -----------------------------------------------------------------------------------------------------

    def gateway(self, id: str) -> Gateway:
        """Give a gateway. Raises `GatewayGone`."""
        if id not in self.known:
            raise GatewayGone(id)
        return self.known[id]

    async def health(self) -> list[Health]:
        """Tell how each gateway does."""
        found = []
        for gateway in self.known.values():
            counts = await self.store.counts(gateway.id)
            sent = await self.store.last(gateway.id, DeliveryState.SENT)
            waiting = await self.store.last(gateway.id, DeliveryState.WAITING)
            given_up = await self.store.last(gateway.id, DeliveryState.GIVEN_UP)
            trouble = next((one.reason for one in (waiting, given_up) if one and one.reason), None)
            found.append(Health(gateway, counts, sent, trouble))
        return found

    async def deliveries(self, gateway_id: str) -> list[Delivery]:
        """Give the messages of a gateway, the newest first. Raises `GatewayGone`."""
        return await self.store.of_gateway(self.gateway(gateway_id).id, _MOST_SHOWN)

    async def through(self, message_id: str, *, waiting: bool) -> list[Through]:
        """Give a warning as it goes through each gateway; `waiting`: also those that are still to hear of it."""
        kept = {one.gateway_id: one for one in await self.store.of_message(message_id)}
        meant = [one.id for one in self._meant(Sends.WARNINGS)] if waiting else []
        return [Through(id, self._name(id), kept.get(id)) for id in dict.fromkeys([*meant, *kept])]

    @transactional
    async def _change(self, tx: Transaction, id: str, version: int, how: "Step") -> None:
        one = await self._read(tx, id, version)
        await self._save(tx, one, how(one, self.clock.now()))

    async def _save(self, tx: Transaction, before: Delivery, after: Delivery) -> Delivery:
        await self._troubles.save(tx, before, after, self._name(after.gateway_id))
        return after

    def _name(self, gateway_id: str) -> str:
        return self.known[gateway_id].name if gateway_id in self.known else gateway_id

    async def _of_gateway(self, tx: Transaction, gateway_id: str, id: str, version: int) -> Delivery:
        one = await self.store.delivery(id, tx)
        if one.gateway_id != gateway_id:
            raise NotFound("delivery", id)
        return _seen(one, version)

    async def _read(self, tx: Transaction, id: str, version: int) -> Delivery:
        return _seen(await self.store.delivery(id, tx), version)


def _seen(one: Delivery, version: int) -> Delivery:
    if one.version != version:
        raise Stale("delivery", one.id)
    return one


async def _unless_changed(step: Awaitable[None]) -> None:
    """Take a step of a message, unless another replica or a person was quicker: then it is theirs."""
    with suppress(Stale):
        await step


class Step(Protocol):
    """What becomes of a message at a moment."""

    def __call__(self, one: Delivery, now: datetime, /) -> Delivery: ...  # noqa: D102
