"""What the tests of the newsletter share: the use cases on a real store, readers, opened mails."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from services.media.channels.service import SaidLog
from services.media.channels.store import MongoChannelStore
from services.media.newsletter.domain.readers import Reader, Topic
from services.media.newsletter.sealed import Sealed
from services.media.newsletter.service import Issues, Mailings, Readers, Refusals
from services.media.newsletter.store import MongoNewsletterStore
from shared.asks import Asks
from shared.clock import Clock
from shared.daily_mails import DailyMails
from shared.deadlines import Term, Unit
from shared.mail import Courier, Deliveries
from shared.privacy import Cipher
from shared.store import Database, Transaction, new_id

ORIGIN = "https://kalisz.example"
KEY = "s" * 64
SENDER = "wpks@um.kalisz.pl"


@dataclass
class Office:
    """The newsletter of a town."""

    database: Database
    store: MongoNewsletterStore
    channels: MongoChannelStore
    sealed: Sealed
    readers: Readers
    mailings: Mailings
    issues: Issues
    deliveries: Deliveries
    cipher: Cipher

    async def mails(self, **wanted: Any) -> list[dict[str, Any]]:
        """Open the mails that wait, in the order in which they leave."""
        rows = self.database.collection("mails").find(wanted).sort([("due_at", 1)])
        return [{**row, **json.loads(self.cipher.open(row["sealed"], f"mails/{row['_id']}"))} async for row in rows]

    async def add_readers(self, count: int, topic: Topic = Topic.NEWS) -> list[str]:
        """Have so many people read about a topic; give their addresses."""
        emails = [f"czytelnik-{number}@example.org" for number in range(count)]
        now = self.readers.clock.now()

        for first in range(0, count, 1000):
            rows = []
            for email in emails[first : first + 1000]:
                id = new_id()
                rows.append(
                    Reader(
                        id=id,
                        sealed=self.sealed.seal(id, email),
                        who=self.sealed.who(email),
                        topics=(topic,),
                        asked_at=now,
                        expires_at=None,
                        confirmed_at=now,
                    )
                )

            async def add(tx: Transaction, rows: list[Reader] = rows) -> None:
                await self.store._readers.insert_many(tx, rows)

            await self.database.transaction(add)
        return emails


def open_office(database: Database, cipher: Cipher, clock: Clock) -> Office:
    """Put the use cases together, as the service does."""
    store, channels = MongoNewsletterStore(database), MongoChannelStore(database)
    sealed, deliveries = Sealed(cipher, KEY, ORIGIN), Deliveries(database)
    said = SaidLog(database, channels, clock, ORIGIN)
    link = Term(amount=3, unit=Unit.DAY, moves=False)
    asks = Asks(database, "newsletter_asks", KEY, clock, 30)
    readers = Readers(
        database, store, sealed, deliveries, clock, link, asks, DailyMails(database, "newsletter_mails", KEY, clock, 4)
    )
    refusals = Refusals(database, store, deliveries, 3, Term(amount=30, unit=Unit.DAY, moves=False))
    mailings = Mailings(database, store, sealed, deliveries, refusals, said, clock)
    Courier(database, cipher, "smtp://127.0.0.1:1", SENDER)  # declares the collection of mails
    return Office(database, store, channels, sealed, readers, mailings, Issues(store, mailings), deliveries, cipher)


@pytest.fixture
async def office(database: Database, cipher: Cipher, clock: Clock) -> Office:
    found = open_office(database, cipher, clock)
    await database.prepare()
    return found
