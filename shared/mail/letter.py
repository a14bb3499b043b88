"""One mail, as it waits."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from shared.privacy import Cipher
from shared.store import new_id

COLLECTION = "mails"
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
"""Mails leave in the order of their time: this one is before all others."""


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
        self._sealed = cipher.seal(json.dumps(content), f"{COLLECTION}/{self._id}")

    def row(self, now: datetime) -> tuple[str, dict[str, Any]]:
        """Name the collection it waits in and give the document."""
        waiting = {"sealed": self._sealed, "due_at": _FIRST if self._urgent else now, "tries": 0, "state": "waiting"}
        return COLLECTION, {"_id": self._id, **waiting, **self._names}
