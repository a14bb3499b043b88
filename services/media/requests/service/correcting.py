"""Use cases that put an entry of the register right, with its trace, and say which journalist of the list it is."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.media.contacts.domain import Medium
from services.media.contacts.domain.words import words_of
from services.media.contacts.service import Contacts
from services.media.requests.domain import PressRequest, ReceivedAhead, SendersWords
from services.media.requests.domain.clocks import Kind, clock_of
from services.media.requests.domain.parts import Asked, Channel, Contact, Corrected, Publication
from services.media.requests.domain.steps import Action
from services.media.requests.service import PressRequests, start_of
from services.media.requests.service.working import same
from shared.access import Person
from shared.store import Transaction, transactional

_MOST = 20


@dataclass(frozen=True)
class Right:
    """An entry as it should have been. `topic`: the office's own line; `text`: what was asked.

    `named`: the day of the issue or the broadcast, where the term ends with it.
    """

    kind: Kind
    outlet: str
    medium: Medium
    contact: Contact
    topic: str
    text: str
    received_at: datetime
    publication: Publication | None
    named: date | None


@dataclass(frozen=True)
class Before:
    """A correction, and what the entry said before it, by field; under `reason` why it was put right."""

    corrected: Corrected
    said: dict[str, Any]

    @property
    def received_at(self) -> datetime:
        """When it was said to have been received; only where that was put right."""
        return datetime.fromisoformat(self.said["received_at"])

    @property
    def publication(self) -> Publication | None:
        """What it was said to be about; only where that was put right."""
        told = self.said["publication"]
        return Publication.model_validate(told) if told else None

    @property
    def named(self) -> date | None:
        """The day that its term was said to end with; only where that was put right."""
        return date.fromisoformat(self.said["named"]) if self.said["named"] else None


class Correcting:
    """Puts entries right. All raise `NotFound`, `Stale`, `NotAllowed`, `NotNow`."""

    def __init__(self, requests: PressRequests, contacts: Contacts) -> None:
        self.requests, self.contacts, self.database = requests, contacts, requests.database

    def present(self, one: PressRequest) -> Right:
        """Give the entry as it is."""
        asked, contact = self.requests.sealed.asked(one), self.requests.sealed.contact(one)
        topic = one.topic or asked.topic
        return Right(
            kind=one.kind,
            outlet=one.outlet,
            medium=one.medium,
            contact=contact,
            topic=topic,
            text=asked.text,
            received_at=one.received_at,
            publication=one.publication,
            named=one.named,
        )

    @transactional
    async def put_right(self, tx: Transaction, id: str, version: int, right: Right, reason: str, by: Person) -> int:
        """Put an entry right and keep what it said; its date is counted anew where that was counted from it.

        Another address ends the link that was mailed to the one before. There the sender has heard of nothing, and gets
        the letter of the receipt with a link of its own.

        Raises `ReceivedAhead`, `SendersWords`, `TooManyCorrections`, `KindUnfit`, `PublicationMissing`, `DayNotNamed`.
        """
        requests, now = self.requests, self.requests.clock.now()
        one = await requests.read(tx, id, version, Action.CORRECT, by)
        was = self.present(one)
        if right.received_at > now:
            raise ReceivedAhead
        fields = _changed(was, right)
        if one.channel is Channel.FORM and {"text", "received_at"} & set(fields):
            raise SendersWords
        if not fields:
            return one.version
        free = await requests.free_days.known(tx)
        said = {"reason": reason, **{name: _plain(was, name) for name in fields}}
        text_id, sealed = requests.sealed.seal(id, json.dumps(said))
        corrected = Corrected(id=text_id, at=now, by_name=by.name, fields=fields, sealed=sealed)
        asked = requests.sealed.asked(one)
        if one.channel is not Channel.FORM:
            asked = Asked(topic=right.topic, text=right.text if "text" in fields else asked.text)
        anew = not {"kind", "medium"}.isdisjoint(fields)
        clock = clock_of(right.kind, right.medium, requests.terms.interview) if anew else one.clock
        after = one.put_right(
            corrected,
            free,
            kind=right.kind,
            outlet=right.outlet,
            medium=right.medium,
            contact=requests.sealed.seal_contact(id, right.contact),
            digests=requests.sealed.names(right.contact.name),
            asked=requests.sealed.seal_asked(id, asked),
            topic=right.topic if one.topic or "topic" in fields else "",
            words=words_of(right.topic if one.topic or "topic" in fields else "", right.outlet),
            received_at=right.received_at,
            publication=right.publication,
            named=right.named,
            starts_at=start_of(right.kind, right.received_at, right.publication),
            clock=clock,
            links=one.links + 1 if "contact_email" in fields else one.links,
        )
        if after.due_at != one.due_at:
            after = requests.with_unit_due(after, free)
        if (after.kind, after.starts_at) != (one.kind, one.starts_at):
            after = after.with_refusal_due(requests.terms.refusal_due(after.kind, after.starts_at, free))
        if "contact_email" in fields:
            if after.stopped is None and now <= after.due_at:
                after = requests.confirm(tx, after)
            else:
                # The term stands or is over: no day can be promised.
                requests.tell_link(tx, after)
        return await requests.keep(tx, one, after)

    def trace(self, one: PressRequest) -> list[Before]:
        """Give the corrections, the newest first, each with what the entry said before it."""
        return [Before(each, json.loads(self.requests.sealed.text(one, each))) for each in reversed(one.corrections)]

    @transactional
    async def choose(self, tx: Transaction, id: str, version: int, journalist_id: str | None, by: Person) -> int:
        """Say which journalist of the list it is, or that it is none of them. Raises `NotFound` for a journalist."""
        one = await self.requests.read(tx, id, version, Action.CHOOSE, by)
        if journalist_id is not None:
            await self.contacts.store.journalist(journalist_id, tx)
        return await self.requests.keep(tx, one, one.chosen(journalist_id, by.name, self.requests.clock.now()))

    async def likely(self, one: PressRequest, text: str) -> list[tuple[str, str]]:
        """Give journalists of the list, id and name: by what is looked for, else those of the sender's name."""
        wanted = text or self.requests.sealed.contact(one).name
        found = await self.contacts.found(wanted, None, 0, _MOST)
        return [(each.id, self.contacts.named(each)) for each in found]

    async def others(self, one: PressRequest) -> list[PressRequest]:
        """Give the other requests of the same journalist, the newest first."""
        if one.journalist_id is None:
            return []
        found = await self.requests.store.of_journalist(one.journalist_id, _MOST + 1)
        return [each for each in found if each.id != one.id][:_MOST]


def _plain(right: Right, name: str) -> Any:
    value = getattr(right, name, None)
    if name.startswith("contact_"):
        value = getattr(right.contact, name.removeprefix("contact_"))
    if isinstance(value, Publication):
        return value.model_dump(mode="json")
    return value.isoformat() if isinstance(value, date) else value


_FIELDS = ("kind", "outlet", "medium", "topic", "text", "received_at", "publication", "named")
_OF_CONTACT = ("name", "email", "telephone", "address")


def _changed(was: Right, now: Right) -> tuple[str, ...]:
    """Name what is another; what a browser does to the ends of lines is none."""
    own = [name for name in _FIELDS if getattr(was, name) != getattr(now, name)]
    if "text" in own and same(was.text, now.text):
        own.remove("text")
    contact = [name for name in _OF_CONTACT if getattr(was.contact, name) != getattr(now.contact, name)]
    return (*own, *(f"contact_{name}" for name in contact))
