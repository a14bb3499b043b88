"""Delivers mails: claimed, handed to the mail server, noted, one at a time."""

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
from shared.mail.letter import COLLECTION
from shared.privacy import Cipher
from shared.store import ASCENDING, Database, IndexModel, ReturnDocument, StoreError, StoreUnavailable

log = logging.getLogger(__name__)

_POLL_SECONDS = 2.0
_CLAIM = timedelta(seconds=60)
_TRIES = 12
_AS_SENT = SMTP.clone(max_line_length=990, cte_type="7bit")
"""Lines of a head as long as RFC 5322 §2.1.1 allows: an address longer than a line would be broken into encoded words,
which no mail program decodes in List-Unsubscribe. 7 bits: any server takes them."""

_REFUSALS = frozenset({501, 550, 551, 552, 553, 554})
"""Of RFC 5321 §4.2.3: what a mail server says for good of an address; the other 5yz are about us or the connection."""
_POLICY = re.compile(r"\s*5\.7\.\d+")
"""Of RFC 3463 §3.8: the server does not want our mail, whoever it is for."""
_METHOD = re.compile(r"^METHOD:(\w+)\r?$", re.MULTILINE)


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
        self._mails = database.collection(COLLECTION, [index, about])
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
            due = now + timedelta(seconds=min(2 ** row["tries"], 3600))
            change = {"reason": reason, "due_at": due}
            refused = _refuses(error)
            if refused:
                # Asked again, the server would say the same (RFC 5321 §4.2.1).
                change |= {"refusal": row.get("refusal", "new"), "refused_at": datetime.now(UTC)}
            await self._note(row, change, "failed" if refused or row["tries"] >= _TRIES else "waiting")
            log.warning("mail_not_delivered", extra={"mail": row["_id"], "reason": reason})
            return True
        await self._note(row, {"delivered_at": datetime.now(UTC)}, "delivered")
        return True

    async def _note(self, row: dict[str, Any], change: dict[str, Any], state: str) -> None:
        """Note how a try has ended. What the server has taken is noted however long the store is away."""
        if state == "delivered":
            wanted = {"_id": row["_id"]}
            update = {"$set": {**change, "state": state}, "$unset": {"sealed": 1, "reason": 1, "refusal": 1}}
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
        content = json.loads(self._cipher.open(row["sealed"], f"{COLLECTION}/{row['_id']}"))
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


def _refuses(error: Exception) -> bool:
    """Tell whether a mail server has refused the address itself, for good. Of an answer to the text nobody can tell."""
    return isinstance(error, aiosmtplib.SMTPRecipientsRefused) and any(
        one.code in _REFUSALS and not _POLICY.match(one.message) for one in error.recipients
    )


def _code(error: Exception) -> str:
    """Give the code of a mail server's answer, "" where there was none. Its words can name a person."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return str(error.recipients[0].code) if error.recipients else ""
    return str(error.code) if isinstance(error, aiosmtplib.SMTPResponseException) else ""
