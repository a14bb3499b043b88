"""Use cases of warnings: open, write, approve, issue, update, cancel, let expire."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from services.media.crisis.domain.area import area_text
from services.media.crisis.domain.cap import Issuer
from services.media.crisis.domain.content import Content
from services.media.crisis.domain.message import Action, CrisisSigned, Kind, Message, NotInForce
from services.media.crisis.domain.record import (
    AlreadyHandedOver,
    Channel,
    Delivery,
    DeliveryState,
    Entry,
    Said,
    delivery_id,
)
from services.media.crisis.service.logbook import Logbook
from services.media.crisis.service.plans import Plans
from services.media.crisis.service.settling import Settling, SettlingStore
from services.media.crisis.service.tasks import AskedStore, Asking
from services.media.crisis.wording import announcement, request, subject
from shared.access import Person
from shared.clock import Clock
from shared.contracts.media import CrisisMessageEndedV1, CrisisMessageIssuedV1, WarningEnd, WarningKind
from shared.mail import Deliveries, Mail
from shared.privacy import Cipher
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional
from shared.ticks import in_turn

_AT_ONCE = 100


class CrisisStore(AskedStore, SettlingStore, Protocol):
    """What the use cases need to keep."""

    async def add(self, tx: Transaction, message: Message) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, message: Message) -> None: ...  # noqa: D102
    async def in_force(self, now: datetime) -> list[Message]: ...  # noqa: D102
    async def live(self, now: datetime) -> list[Message]: ...  # noqa: D102
    async def to_expire(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def archive(self, limit: int, skip: int = 0) -> list[Message]: ...  # noqa: D102
    async def of_incident(self, incident_id: str) -> list[Message]: ...  # noqa: D102
    async def first_warnings(self, limit: int) -> list[Message]: ...  # noqa: D102
    async def start(self, tx: Transaction, deliveries: list[Delivery]) -> None: ...  # noqa: D102
    async def deliveries(self, message_id: str) -> list[Delivery]: ...  # noqa: D102
    async def log(self, limit: int, skip: int = 0) -> list[Entry]: ...  # noqa: D102
    async def log_of(self, incident_id: str) -> list[Entry]: ...  # noqa: D102


class Crisis:
    """The warnings of the city."""

    def __init__(
        self,
        database: Database,
        store: CrisisStore,
        plans: Plans,
        mails: Deliveries,
        cipher: Cipher,
        clock: Clock,
        issuer: Issuer,
        recipients: Sequence[str],
    ) -> None:
        """`recipients`: the addresses that get every warning by mail."""
        self.database, self.store, self.plans, self.clock, self.issuer = database, store, plans, clock, issuer
        self.asking = Asking(database, store, clock)
        self.logbook = Logbook(database, store, clock)
        self.settling = Settling(database, store, mails, self.logbook, clock)
        self._cipher, self._recipients = cipher, tuple(dict.fromkeys(recipients))

    @transactional
    async def open(self, tx: Transaction, hazard: str, exercise: bool, minutes_ago: int, by: Person) -> str:
        """Begin a warning with the plan's text and give its id; its clock runs from the report, `minutes_ago`.

        Raises `UnknownHazard`.
        """
        plan, id, signed = await self.plans.plan(hazard, tx), new_id(), self._signed(by)
        draft = Message(
            id=id,
            incident_id=id,
            exercise=exercise,
            hazard=plan.hazard,
            content=plan.first_content(signed.at),
            reported_at=signed.at - timedelta(minutes=minutes_ago),
            target_minutes=plan.content.target_minutes,
            written=signed,
        )
        await self.store.add(tx, draft)
        await self.logbook.write(tx, Said.DRAFTED, draft, by.name)
        return id

    @transactional
    async def rewrite(self, tx: Transaction, id: str, version: int, content: Content, by: Person) -> int:
        """Change a draft that the caller read in `version`; give the new version. Raises `Stale`, `WrongState`."""
        draft = (await self._read(tx, id, version)).rewritten(content, self._signed(by))
        await self.store.save(tx, draft)
        await self.asking.second_person(tx, draft, by.role)
        await self.logbook.write(tx, Said.REWRITTEN, draft, by.name)
        return draft.version

    @transactional
    async def approve(self, tx: Transaction, id: str, version: int, by: Person, issue: bool = False) -> None:
        """Approve what another has written, and send it out at once where asked for.

        Raises `Stale`, `WrongState`, `SamePerson`, `ExpiryUnfit`, `NotInForce`.
        """
        signed = self._signed(by)
        message = (await self._read(tx, id, version)).approve(signed)
        await self.store.save(tx, message)
        await self.logbook.write(tx, Said.APPROVED, message, by.name)
        if issue:
            await self._go_out(tx, message.issue(signed), signed)
        else:
            await self.asking.sender(tx, message)

    @transactional
    async def give_back(self, tx: Transaction, id: str, version: int, by: Person) -> None:
        """Make a draft again of what was approved. Raises `Stale`, `WrongState`."""
        message = (await self._read(tx, id, version)).returned()
        await self.store.save(tx, message)
        await self.asking.writer(tx, message)
        await self.logbook.write(tx, Said.RETURNED, message, by.name)

    @transactional
    async def issue(self, tx: Transaction, id: str, version: int, by: Person) -> None:
        """Send out what was approved, everywhere. Raises `Stale`, `WrongState`, `ExpiryUnfit`, `NotInForce`."""
        signed = self._signed(by)
        message = (await self._read(tx, id, version)).issue(signed)
        await self._go_out(tx, message, signed)

    @transactional
    async def issue_alone(
        self, tx: Transaction, id: str, version: int, content: Content, reason: str, by: Person
    ) -> None:
        """Send out a draft with this content, everywhere, without a second person: the text is the plan's own.

        Raises `Stale`, `WrongState`, `NotPreApproved`, `ExpiryUnfit`, `NotInForce`.
        """
        signed = self._signed(by)
        draft = await self._read(tx, id, version)
        plan = await self.plans.plan(draft.hazard, tx)
        if content != draft.content:
            draft = draft.rewritten(content, signed)
            await self.store.save(tx, draft)
        approved = plan.approves(draft.kind, content)
        await self._go_out(tx, draft.issue_alone(signed, reason, pre_approved=approved), signed)

    @transactional
    async def discard(self, tx: Transaction, id: str, version: int, by: Person) -> None:
        """Drop what was never sent out. Raises `Stale`, `WrongState`."""
        message = (await self._read(tx, id, version)).discarded(self.clock.now())
        await self.store.save(tx, message)
        await self.asking.over(tx, message)
        await self.logbook.write(tx, Said.DISCARDED, message, by.name)

    @transactional
    async def follow_up(self, tx: Transaction, id: str, kind: Kind, by: Person) -> str:
        """Begin an update or a cancellation of what is in force, and give its id. Raises `WrongState`, `NotInForce`."""
        before, signed = await self.store.message(id, tx), self._signed(by)
        content = before.content
        if kind is Kind.CANCEL:
            plan = await self.plans.plan(before.hazard, tx)
            content = content.model_copy(update={"words": plan.content.words(kind), "contact": plan.content.contact})
        draft = before.follow_up(kind, new_id(), content, signed)
        await self.store.add(tx, draft)
        await self.logbook.write(tx, Said.DRAFTED, draft, by.name)
        return draft.id

    @transactional
    async def hand_over(self, tx: Transaction, id: str, channel: Channel, by: Person) -> None:
        """Note that those who decide about RSO or Alert RCB were asked. Raises `NotInForce`, `AlreadyHandedOver`."""
        message, now = await self.store.message(id, tx), self.clock.now()
        if message.issued is None:
            raise NotInForce(id)
        asked = self._delivery(message, channel, DeliveryState.HANDED_OVER, now)
        try:
            await self.store.start(tx, [asked.model_copy(update={"by_name": by.name})])
        except Duplicate:
            raise AlreadyHandedOver(channel) from None
        text = request(channel, message, self.issuer)
        await self.logbook.write(tx, Said.HANDED_OVER, message, by.name, text, (channel,))

    async def expire_due(self) -> None:
        """End the warnings whose time is over."""
        await in_turn([partial(self._expire, id) for id in await self.store.to_expire(self.clock.now(), _AT_ONCE)])

    @transactional
    async def _expire(self, tx: Transaction, id: str) -> None:
        message = await self.store.message(id, tx)
        now = self.clock.now()
        if message.in_force(now) or not message.can(Action.EXPIRE):
            return  # Somebody has ended it meanwhile.
        await self._end(tx, message.expired(now), Said.EXPIRED, None)

    def _signed(self, by: Person) -> CrisisSigned:
        return CrisisSigned(person_id=by.id, person_name=by.name, role=by.role, at=self.clock.now())

    async def _read(self, tx: Transaction, id: str, version: int) -> Message:
        message = await self.store.message(id, tx)
        if message.version != version:
            raise Stale("warning", id)
        return message

    async def _go_out(self, tx: Transaction, message: Message, by: CrisisSigned) -> None:
        """Send a warning everywhere, with all that follows, in the one transaction."""
        await self.store.save(tx, message)
        await self.asking.over(tx, message)
        if message.previous_id is not None:
            before = (await self.store.message(message.previous_id, tx)).followed(message, by.at)
            await self._end(tx, before, Said(before.state.value), by.person_name)
        told = [
            self._delivery(message, Channel.BANNER, DeliveryState.DELIVERED, by.at),
            self._delivery(message, Channel.FEED, DeliveryState.DELIVERED, by.at),
            self._delivery(message, Channel.BUS, DeliveryState.WAITING, by.at),
        ]
        text = announcement(message, self.issuer)
        if self._recipients:
            told.append(self._delivery(message, Channel.MAIL, DeliveryState.WAITING, by.at, len(self._recipients)))
            for to in self._recipients:
                title = subject(message)
                tx.send(Mail(self._cipher, to, title, text, message.id, mailing=message.id, urgent=True))
        await self.store.start(tx, told)
        because = f"{message.alone_because}\n\n{text}" if message.alone_because else text
        await self.logbook.write(tx, Said.ISSUED, message, by.person_name, because, (Channel.BANNER, Channel.FEED))
        tx.publish(self._issued(message, by.at))

    async def _end(self, tx: Transaction, message: Message, what: Said, by_name: str | None) -> None:
        await self.store.save(tx, message)
        await self.asking.over(tx, message)
        await self.logbook.write(tx, what, message, by_name)
        tx.publish(
            CrisisMessageEndedV1.model_validate(
                {
                    "version": message.version,
                    "message_id": message.id,
                    "incident_id": message.incident_id,
                    "exercise": message.exercise,
                    "end": WarningEnd(message.state.value),
                    "followed_by": message.followed_by,
                    "ended_at": message.ended_at,
                }
            )
        )

    def _issued(self, message: Message, at: datetime) -> CrisisMessageIssuedV1:
        content = message.content
        return CrisisMessageIssuedV1(
            version=message.version,
            message_id=message.id,
            incident_id=message.incident_id,
            kind=WarningKind(message.kind.value),
            previous_id=message.previous_id,
            exercise=message.exercise,
            hazard=message.hazard,
            headline=message.headline,
            description=message.description,
            instruction=message.instruction,
            contact=content.contact,
            area=area_text(content.area, self.issuer.city),
            severity=content.severity.value,
            urgency=content.urgency.value,
            certainty=content.certainty.value,
            issued_at=at,
            expires=content.expires,
            page=self.issuer.page(message.id).removeprefix(self.issuer.origin),
            file=self.issuer.file(message.id).removeprefix(self.issuer.origin),
        )

    def _delivery(
        self, message: Message, channel: Channel, state: DeliveryState, at: datetime, receivers: int = 1
    ) -> Delivery:
        return Delivery(
            id=delivery_id(message.id, channel),
            message_id=message.id,
            channel=channel,
            state=state,
            receivers=receivers,
            started_at=at,
            done_at=None if state is DeliveryState.WAITING else at,
        )
