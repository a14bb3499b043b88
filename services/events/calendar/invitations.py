"""Who is where: links to the calendars of the city's officials, and the invitations that their offices get by mail."""

from typing import Protocol

from itsdangerous import BadSignature, URLSafeSerializer

from services.events.calendar.domain import Entry
from services.events.calendar.domain.people import FeedLink, FeedLinkBroken, Official, Officials
from services.events.calendar.ical import invitation
from services.events.calendar.wording import mail_text, subject
from shared.clock import Clock
from shared.ical import Mailbox
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Database, Duplicate, Stale, Transaction, transactional

PLACE = "/kalendarz/osoba"
"""Where the links lead to, without their tokens."""


class FeedLinkStore(Protocol):
    """What the use cases need to keep."""

    async def link(self, person: str, tx: Transaction | None = None) -> FeedLink | None: ...  # noqa: D102
    async def save(self, tx: Transaction, link: FeedLink) -> None: ...  # noqa: D102


class Invitations:
    """The officials' own calendars."""

    def __init__(
        self,
        database: Database,
        store: FeedLinkStore,
        officials: Officials,
        cipher: Cipher,
        key: str,
        origin: str,
        organiser: Mailbox,
        clock: Clock,
    ) -> None:
        """`key`: the house's secret, which signs the links; `origin`: of the site; `organiser`: who invites."""
        self.database, self.store, self.officials, self.clock = database, store, officials, clock
        self._cipher, self._origin, self._organiser = cipher, origin, organiser
        self._links = URLSafeSerializer(key, salt="calendar of an official")

    async def address(self, person: str) -> tuple[str, int]:
        """Give the link to somebody's calendar, and its number. Raises `UnknownPerson`."""
        self.officials.one(person)
        number = (await self.store.link(person) or FeedLink(id=person)).version
        return f"{self._origin}{PLACE}/{self._links.dumps([person, number])}.ics", number

    async def reader(self, token: str) -> Official:
        """Give the official whose calendar a link opens. Raises `FeedLinkBroken`."""
        try:
            person, number = self._links.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise FeedLinkBroken from None
        holds = (await self.store.link(str(person)) or FeedLink(id=str(person))).version
        known = next((one for one in self.officials.every if one.id == person), None)
        if known is None or number != holds:
            raise FeedLinkBroken
        return known

    @transactional
    async def renew(self, tx: Transaction, person: str, number: int) -> int:
        """Give out another link to somebody's calendar; `number` and all before open nothing any more.

        Gives the new number. Raises `UnknownPerson`, `Stale`.
        """
        self.officials.one(person)
        link = await self.store.link(person, tx) or FeedLink(id=person)
        if link.version != number:
            raise Stale("feed_links", person)
        after = link.model_copy(update={"version": number + 1})
        try:
            await self.store.save(tx, after)
        except Duplicate:
            raise Stale("feed_links", person) from None
        return after.version

    async def follow(self, tx: Transaction, before: Entry | None, after: Entry) -> None:
        """Invite who is wanted now, change it for who was invited, take it back from who is wanted no more."""
        asked = set(before.plan.people) if before and before.takes_place else set()
        wanted = set(after.plan.people) if after.takes_place else set()
        for one in self.officials.every:
            if one.mail is None or one.id not in asked | wanted:
                continue
            cancelled = one.id not in wanted
            guest = Mailbox(one.role, one.mail)
            file = invitation(after, self._organiser, guest, self._origin, cancelled=cancelled).decode()
            about = subject(after, new=one.id not in asked, cancelled=cancelled)
            text = mail_text(after, self._origin, cancelled=cancelled)
            tx.send(Mail(self._cipher, one.mail, about, text, about=after.id, invitation=file))
