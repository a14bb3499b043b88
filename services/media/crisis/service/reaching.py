"""Use cases of what became of a warning by every channel: look at all at once, try again what failed.

Gateways and the newsletter keep their own sendings; here they are only read, and asked to go on.
"""

from services.media.channels.domain.gateways import DeliveryState as GatewayState
from services.media.channels.service import Gateways
from services.media.channels.service.gateways import Through
from services.media.crisis.domain.message import Message
from services.media.crisis.domain.reached import NotToTryAgain, Reached, ReachState, Way
from services.media.crisis.domain.record import Channel, Delivery, DeliveryState, Said
from services.media.crisis.service.messages import Crisis
from services.media.newsletter.domain.mailing import MailingState
from services.media.newsletter.service import Mailings
from services.media.newsletter.service.mailings import Told
from shared.access import Person
from shared.mail import Undelivered
from shared.store import Stale, Transaction, transactional

_SAID = {Way.MAIL: "e-mail do jednostek i mediów", Way.NEWSLETTER: "newsletter"}
"""What is tried again, as the log calls it; gateways have names of their own."""
_OWN = {
    DeliveryState.WAITING: ReachState.WAITING,
    DeliveryState.DELIVERED: ReachState.DELIVERED,
    DeliveryState.FAILED: ReachState.FAILED,
    DeliveryState.DROPPED: ReachState.DROPPED,
    DeliveryState.HANDED_OVER: ReachState.HANDED_OVER,
}
_GATEWAY = {
    GatewayState.WAITING: ReachState.WAITING,
    GatewayState.SENDING: ReachState.WAITING,
    GatewayState.SENT: ReachState.DELIVERED,
    GatewayState.GIVEN_UP: ReachState.FAILED,
    GatewayState.IN_DOUBT: ReachState.FAILED,
    GatewayState.DROPPED: ReachState.DROPPED,
    GatewayState.LET_GO: ReachState.DROPPED,
}


class Reaching:
    """Where a warning has got to."""

    def __init__(self, crisis: Crisis, gateways: Gateways, mailings: Mailings) -> None:
        self.database, self.crisis = crisis.database, crisis
        self._gateways, self._mailings = gateways, mailings

    async def of(self, message: Message) -> list[Reached]:
        """Give what became of a warning that was issued, by each channel; nothing of one that was not."""
        if message.issued is None:
            return []
        live = message.live(self.crisis.clock.now())
        own = [await self._own(one, live) for one in await self.crisis.store.deliveries(message.id)]
        through = await self._gateways.through(message.id, waiting=live)
        told = await self._mailings.of_warning(message.id)
        rows = [*own, *(_through(one, live) for one in through)]
        if told is not None:
            rows.append(await self._newsletter(told, live))
        elif live:
            # It is to hear of it yet.
            rows.append(Reached(id=Way.NEWSLETTER.value, way=Way.NEWSLETTER, state=ReachState.WAITING))
        return rows

    async def lost(self, message: Message) -> bool:
        """Tell whether a channel has given up on a warning, or fails again and again."""
        return any(one.stuck for one in await self.of(message))

    async def look_after(self) -> None:
        """Have the officer on duty asked while a gateway, or the mail to units and media, does not take a warning.

        A reader's mailbox that takes no letter is no work for the night: the newsletter asks for nobody.
        """
        lost, trying = set(), set()
        for message in await self.crisis.store.live(self.crisis.clock.now()):
            sends = [one for one in await self.of(message) if one.way in (Way.GATEWAY, Way.MAIL)]
            if any(one.stuck for one in sends):
                lost.add(message.id)
            elif any(one.state is ReachState.WAITING for one in sends):
                trying.add(message.id)
        await self.crisis.asking.look_after_lost(lost, trying)

    @transactional
    async def again(self, tx: Transaction, message_id: str, send_id: str, version: int, by: Person) -> None:
        """Have a warning tried anew by a channel that has given up on it, and note who wanted that.

        Raises `NotFound`, `NotToTryAgain`, `Stale` where it is another version by now.
        """
        message = await self.crisis.store.message(message_id, tx)
        one = next((one for one in await self.of(message) if one.id == send_id), None)
        if one is None or not one.again:
            raise NotToTryAgain(message_id, send_id)
        if one.version != version:
            raise Stale("send", send_id)
        match one.way:
            case Way.MAIL:
                await self.crisis.settling.mail_again(tx, message_id)
            case Way.NEWSLETTER:
                await self._mailings.warn_again(tx, message_id)
            case _:
                await self._gateways.warn_again(tx, send_id, version)
        await self.crisis.logbook.write(tx, Said.TRIED_AGAIN, message, by.name, one.name or _SAID[one.way])

    async def _own(self, one: Delivery, live: bool) -> Reached:
        mails = one.channel is Channel.MAIL
        undelivered = await self.crisis.settling.undelivered(one.message_id) if mails else []
        return Reached(
            id=one.channel.value,
            way=Way(one.channel.value),
            state=_OWN[one.state],
            receivers=one.receivers if mails else None,
            failed=one.failed,
            **_last(undelivered),
            at=one.done_at or one.started_at,
            by_name=one.by_name,
            again=live and mails and one.state is DeliveryState.FAILED,
            version=one.version,
        )

    async def _newsletter(self, told: Told, live: bool) -> Reached:
        mailing, failed = told.mailing, told.states.get("failed", 0)
        states = {
            MailingState.SENDING: ReachState.WAITING,
            MailingState.PAUSED: ReachState.PAUSED,
            MailingState.STOPPED: ReachState.DROPPED,
            MailingState.DONE: ReachState.FAILED if failed else ReachState.DELIVERED,
        }
        return Reached(
            id=mailing.id,
            way=Way.NEWSLETTER,
            state=states[mailing.state],
            receivers=max(mailing.readers, mailing.letters) if not mailing.written else mailing.letters,
            failed=failed,
            **_last(await self._mailings.undelivered(mailing.id)),
            at=mailing.done_at or mailing.began_at,
            again=live and mailing.may_again and failed > 0,
            version=mailing.version,
        )


def _last(undelivered: list[Undelivered]) -> dict[str, object]:
    """Tell of mails that wait or were given up: the most tries, why the last one failed, when the next one is."""
    if not undelivered:
        return {}
    due = [one.due_at for one in undelivered if not one.given_up]
    worst = max(undelivered, key=lambda one: one.tries)
    return {"tries": worst.tries, "reason": worst.reason, "due_at": min(due) if due else None}


def _through(one: Through, live: bool) -> Reached:
    kept = one.delivery
    if kept is None:
        return Reached(id=one.gateway_id, way=Way.GATEWAY, name=one.name, state=ReachState.WAITING, tries=0)
    state = _GATEWAY[kept.state]
    return Reached(
        id=kept.id,
        way=Way.GATEWAY,
        name=one.name,
        state=state,
        tries=kept.tries,
        reason=kept.reason,
        due_at=kept.due_at if kept.state is GatewayState.WAITING and kept.tries else None,
        at=kept.done_at or kept.made_at,
        again=live and state is ReachState.FAILED,
        version=kept.version,
    )
