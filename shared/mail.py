"""Mail that leaves with the transaction that asked for it, and is delivered later, retried, by one replica at a time.

It writes no texts: a capability says what the mail says. What SMTP can promise, and who tells a second copy from the
first, is in docs/decisions/channels.md.
"""

import asyncio
import hashlib
import json
import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

import aiosmtplib

from shared.background import end
from shared.privacy import Cipher
from shared.store import (
    ASCENDING,
    Database,
    IndexModel,
    ReturnDocument,
    StoreError,
    StoreUnavailable,
    Transaction,
    new_id,
)

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
        html: str | None = None,
        once: str | None = None,
    ) -> None:
        """`about`: the id of what it is written for, by which whoever destroys that finds what was never delivered.

        `mailing`: the id of what many get at once, by which its deliveries are counted. `leave`: the address that ends
        such mails at one click (RFC 8058). `urgent`: goes before all that wait, however many they are. `html`: the same
        for who reads mail as pages. `once`: names message and receiver: a second mail of that name is a `Duplicate`.
        `invitation`: an iCalendar object with its METHOD, shown as one by programs (RFC 6047).
        """
        self._urgent = urgent
        self._id = hashlib.sha256(once.encode()).hexdigest()[:32] if once else new_id()
        self._names = {name: id for name, id in (("about", about), ("mailing", mailing)) if id}
        parts = (("leave", leave), ("html", html), ("invitation", invitation))
        more = {name: part for name, part in parts if part}
        content = {"to": to, "subject": subject, "text": text, **more}
        self._sealed = cipher.seal(json.dumps(content), f"{_COLLECTION}/{self._id}")

    def row(self, now: datetime) -> tuple[str, dict[str, Any]]:
        """Name the collection it waits in and give the document."""
        waiting = {"sealed": self._sealed, "due_at": _FIRST if self._urgent else now, "tries": 0, "state": "waiting"}
        return _COLLECTION, {"_id": self._id, **waiting, **self._names}


@dataclass(frozen=True)
class Undelivered:
    """A mail that has not been delivered, as its last try ended. `reason` names no person."""

    id: str
    given_up: bool
    tries: int
    reason: str
    due_at: datetime


class Deliveries:
    """What has become of the mails of a service, by what they were written for. It reads no mail."""

    def __init__(self, database: Database) -> None:
        index = IndexModel([("mailing", ASCENDING), ("state", ASCENDING)], sparse=True, name="mailing")
        self._mails = database.collection(_COLLECTION, [index])

    async def of_mailing(self, id: str) -> dict[str, int]:
        """Count the mails of a mailing by state: waiting, held, delivered, failed, dropped."""
        stages: list[dict[str, Any]] = [
            {"$match": {"mailing": id}},
            {"$group": {"_id": "$state", "count": {"$sum": 1}}},
        ]
        return {row["_id"]: int(row["count"]) async for row in self._mails.aggregate(stages)}

    async def waiting(self, mailing: str) -> int:
        """Count the mails of a mailing that wait to go out."""
        return int(await self._mails.count_documents({"mailing": mailing, "state": "waiting"}))

    async def undelivered(self, mailing: str, limit: int) -> list[Undelivered]:
        """Give mails of a mailing whose last try has failed, those given up first."""
        wanted = {"mailing": mailing, "state": {"$in": ["failed", "waiting", "held"]}, "reason": {"$exists": True}}
        rows = self._mails.find(wanted, {"sealed": 0}).sort([("state", ASCENDING), ("due_at", ASCENDING)]).limit(limit)
        return [
            Undelivered(row["_id"], row["state"] == "failed", row["tries"], row["reason"], row["due_at"])
            async for row in rows
        ]

    # The next four are no part of a transaction: against the courier, which changes the same mails all the time, a
    # transaction would seldom win. Each may be done again, and whoever decides them does so until they hold.

    async def hold(self, mailing: str) -> None:
        """Let no mail of a mailing leave until it is released; the one in hand goes out."""
        await self._mails.update_many({"mailing": mailing, "state": "waiting"}, {"$set": {"state": "held"}})

    async def release(self, mailing: str) -> None:
        """Let the mails of a mailing that were held leave."""
        await self._mails.update_many({"mailing": mailing, "state": "held"}, {"$set": {"state": "waiting"}})

    async def again(self, mailing: str) -> None:
        """Try anew what was given up."""
        anew = {"$set": {"state": "waiting", "tries": 0, "due_at": datetime.now(UTC)}}
        await self._mails.update_many({"mailing": mailing, "state": "failed"}, anew)

    async def drop(self, mailing: str) -> None:
        """Give up, and delete the texts of, the mails of a mailing that nobody needs any more."""
        wanted = {"mailing": mailing, "state": {"$in": ["waiting", "held", "failed"]}}
        await self._mails.update_many(wanted, {"$set": {"state": "dropped"}, "$unset": {"sealed": 1}})

    async def forget(self, tx: Transaction, about: str) -> None:
        """Delete what was written about `about` and has not been delivered."""
        await self._mails.delete_many({"about": about, "state": {"$ne": "delivered"}}, session=tx.session)


class Courier:
    """Delivers the mails of one service by SMTP, one after the other over one connection.

    A mail is claimed, handed to the mail server, and noted as delivered, in this order: none is lost. A process that is
    killed after the server took a mail and before the note leaves that one mail to be handed over again when its claim
    has run out, with the same Message-ID, by which a mail server drops the second copy (RFC 1047 says why no sender
    can do more).
    """

    def __init__(self, database: Database, cipher: Cipher, smtp_url: str, sender: str) -> None:
        index = IndexModel([("due_at", ASCENDING)], partialFilterExpression={"state": "waiting"}, name="due")
        about = IndexModel([("about", ASCENDING)], sparse=True, name="about")
        self._mails = database.collection(_COLLECTION, [index, about])
        self._cipher, self._smtp, self._sender = cipher, urlsplit(smtp_url), sender
        self._waker = database.waker()
        self._task: asyncio.Task[None] | None = None
        self._server: aiosmtplib.SMTP | None = None

    def start(self) -> None:
        """Begin, in the background."""
        self._task = asyncio.create_task(self._run(), name="courier")

    async def stop(self) -> None:
        """Stop after the mail in hand."""
        if self._task is not None:
            await end(self._task)
        self._hang_up()

    async def _run(self) -> None:
        while True:
            try:
                self._waker.clear()
                while await self._deliver_one():
                    pass
            except (StoreError, OSError) as error:
                log.warning("courier_waits", extra={"reason": type(error).__name__})
            # A mail server ends a connection that says nothing for long.
            self._hang_up()
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
            # Nobody else may begin with it while this try goes on.
            async with asyncio.timeout(_CLAIM.total_seconds() / 2):
                await self._send(row)
        except (aiosmtplib.SMTPException, OSError) as error:
            self._hang_up()
            reason = f"{type(error).__name__} {_code(error)}".strip()
            state = "waiting" if row["tries"] < _TRIES else "failed"
            due = now + timedelta(seconds=min(2 ** row["tries"], 3600))
            await self._note(row, {"reason": reason, "due_at": due}, state)
            log.warning("mail_not_delivered", extra={"mail": row["_id"], "reason": reason})
            return True
        await self._note(row, {"delivered_at": datetime.now(UTC)}, "delivered")
        return True

    async def _note(self, row: dict[str, Any], change: dict[str, Any], state: str) -> None:
        """Note how a try has ended. What the server has taken is noted however long the store is away."""
        if state == "delivered":
            wanted = {"_id": row["_id"]}
            update = {"$set": {**change, "state": state}, "$unset": {"sealed": 1, "reason": 1}}
        else:
            # What was held or dropped meanwhile stays so.
            wanted = {"_id": row["_id"], "state": "waiting"}
            update = {"$set": {**change, "state": state}}
        while True:
            try:
                await self._mails.update_one(wanted, update)
                return
            except StoreUnavailable:
                log.warning("courier_cannot_note", extra={"mail": row["_id"]})
                await asyncio.sleep(0.5)

    async def _send(self, row: dict[str, Any]) -> None:
        content = json.loads(self._cipher.open(row["sealed"], f"{_COLLECTION}/{row['_id']}"))
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._sender, content["to"], content["subject"]
        # The same id at every try: a server that has it already can drop the second copy.
        mail["Message-ID"] = f"<{row['_id']}@{self._sender.partition('@')[2]}>"
        mail["Date"] = formatdate()
        mail.set_content(content["text"])
        if "html" in content:
            mail.add_alternative(content["html"], subtype="html")
        if "invitation" in content:
            method = _METHOD.search(content["invitation"])
            assert method is not None
            mail.add_alternative(content["invitation"], subtype="calendar", params={"method": method[1]})
        if "leave" in content:
            mail["List-Unsubscribe"] = f"<{content['leave']}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        server = await self._connected()
        await server.sendmail(self._sender, [content["to"]], mail.as_bytes(policy=_AS_SENT))

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._server is None or not self._server.is_connected:
            self._server = aiosmtplib.SMTP(
                hostname=self._smtp.hostname,
                port=self._smtp.port or 25,
                username=self._smtp.username,
                password=self._smtp.password,
                timeout=10,
            )
            await self._server.connect()
        return self._server

    def _hang_up(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def _code(error: Exception) -> str:
    """Give the code of a mail server's answer, "" where there was none. Its words can name a person."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return str(error.recipients[0].code) if error.recipients else ""
    return str(error.code) if isinstance(error, aiosmtplib.SMTPResponseException) else ""
