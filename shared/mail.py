"""Mail that leaves with the transaction that asked for it, and is delivered later, retried, by one replica at a time.

It writes no texts: a capability says what the mail says.
"""

import asyncio
import json
import logging
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

import aiosmtplib

from shared.background import end
from shared.privacy import Cipher
from shared.store import ASCENDING, Database, IndexModel, ReturnDocument, StoreError, Transaction, new_id

log = logging.getLogger(__name__)

_COLLECTION = "mails"
_POLL_SECONDS = 2.0
_CLAIM = timedelta(seconds=60)
_TRIES = 12
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
"""Mails leave in the order of their time: this one is before all others."""
_AS_SENT = SMTP.clone(max_line_length=990, cte_type="7bit")
"""Lines of a head as long as RFC 5322 §2.1.1 allows: an address longer than a line would be broken into encoded words,
which no mail program decodes in List-Unsubscribe. 7 bits: any server takes them."""

_METHOD = re.compile(r"^METHOD:(\w+)\r?$", re.MULTILINE)


class Mail:
    """One mail to one address. It waits encrypted, and its text is deleted once it has been delivered."""

    def __init__(
        self,
        cipher: Cipher,
        to: str,
        subject: str,
        text: str,
        about: str | None = None,
        *,
        mailing: str | None = None,
        leave: str | None = None,
        invitation: str | None = None,
        urgent: bool = False,
    ) -> None:
        """`about`: the id of what it is written for, by which whoever destroys that finds what was never delivered.

        `mailing`: the id of what many get at once, by which its deliveries are counted. `leave`: the address that ends
        such mails at one click (RFC 8058). `invitation`: an iCalendar object with its METHOD, shown as one by programs
        (RFC 6047). `urgent`: goes before all that wait, however many they are.
        """
        self._urgent = urgent
        self._id = new_id()
        self._names = {name: id for name, id in (("about", about), ("mailing", mailing)) if id}
        more = {name: part for name, part in (("leave", leave), ("invitation", invitation)) if part}
        content = {"to": to, "subject": subject, "text": text, **more}
        self._sealed = cipher.seal(json.dumps(content), f"{_COLLECTION}/{self._id}")

    def row(self, now: datetime) -> tuple[str, dict[str, Any]]:
        """Name the collection it waits in and give the document."""
        waiting = {"sealed": self._sealed, "due_at": _FIRST if self._urgent else now, "tries": 0, "state": "waiting"}
        return _COLLECTION, {"_id": self._id, **waiting, **self._names}


class Deliveries:
    """What has become of the mails of a service, by what they were written for. It reads no mail."""

    def __init__(self, database: Database) -> None:
        index = IndexModel([("mailing", ASCENDING), ("state", ASCENDING)], sparse=True, name="mailing")
        self._mails = database.collection(_COLLECTION, [index])

    async def of_mailing(self, id: str) -> dict[str, int]:
        """Count the mails of a mailing by state: waiting, delivered, failed."""
        stages: list[dict[str, Any]] = [
            {"$match": {"mailing": id}},
            {"$group": {"_id": "$state", "count": {"$sum": 1}}},
        ]
        return {row["_id"]: int(row["count"]) async for row in self._mails.aggregate(stages)}

    async def forget(self, tx: Transaction, about: str) -> None:
        """Delete what was written about `about` and has not been delivered."""
        await self._mails.delete_many({"about": about, "state": {"$ne": "delivered"}}, session=tx.session)


class Courier:
    """Delivers the mails of one service by SMTP."""

    def __init__(self, database: Database, cipher: Cipher, smtp_url: str, sender: str) -> None:
        index = IndexModel([("due_at", ASCENDING)], partialFilterExpression={"state": "waiting"}, name="due")
        about = IndexModel([("about", ASCENDING)], sparse=True, name="about")
        self._mails = database.collection(_COLLECTION, [index, about])
        self._cipher, self._smtp, self._sender = cipher, urlsplit(smtp_url), sender
        self._waker = database.waker()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in the background."""
        self._task = asyncio.create_task(self._run(), name="courier")

    async def stop(self) -> None:
        """Stop after the mail in hand."""
        if self._task is not None:
            await end(self._task)

    async def _run(self) -> None:
        while True:
            try:
                self._waker.clear()
                while await self._deliver_one():
                    pass
            except (StoreError, OSError) as error:
                log.warning("courier_waits", extra={"reason": type(error).__name__})
            with suppress(TimeoutError):
                async with asyncio.timeout(_POLL_SECONDS):
                    await self._waker.wait()

    async def _deliver_one(self) -> bool:
        now = datetime.now(UTC)
        # Claimed by pushing its time: a replica that dies gives it back by doing nothing.
        row: Any = await self._mails.find_one_and_update(
            {"state": "waiting", "due_at": {"$lte": now}},
            {"$set": {"due_at": now + _CLAIM}, "$inc": {"tries": 1}},
            sort=[("due_at", ASCENDING)],
            return_document=ReturnDocument.AFTER,
        )
        if row is None:
            return False
        try:
            await self._send(row)
        except (aiosmtplib.SMTPException, OSError) as error:
            state = "waiting" if row["tries"] < _TRIES else "failed"
            due = now + timedelta(seconds=min(2 ** row["tries"], 3600))
            await self._mails.update_one({"_id": row["_id"]}, {"$set": {"state": state, "due_at": due}})
            log.warning("mail_not_delivered", extra={"mail": row["_id"], "reason": type(error).__name__})
            return True
        await self._mails.update_one(
            {"_id": row["_id"]}, {"$set": {"state": "delivered", "delivered_at": now}, "$unset": {"sealed": 1}}
        )
        return True

    async def _send(self, row: dict[str, Any]) -> None:
        content = json.loads(self._cipher.open(row["sealed"], f"{_COLLECTION}/{row['_id']}"))
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._sender, content["to"], content["subject"]
        # The same id at every try: a server that has it already can drop the second copy.
        mail["Message-ID"] = f"<{row['_id']}@{self._sender.partition('@')[2]}>"
        mail["Date"] = formatdate()
        mail.set_content(content["text"])
        if "invitation" in content:
            method = _METHOD.search(content["invitation"])
            assert method is not None
            mail.add_alternative(content["invitation"], subtype="calendar", params={"method": method[1]})
        if "leave" in content:
            mail["List-Unsubscribe"] = f"<{content['leave']}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        await aiosmtplib.send(
            mail.as_bytes(policy=_AS_SENT),
            sender=self._sender,
            recipients=[content["to"]],
            hostname=self._smtp.hostname,
            port=self._smtp.port or 25,
            username=self._smtp.username,
            password=self._smtp.password,
            timeout=10,
        )
