"""What meetings keep of people and of what they say: sealed, opened, found unread, here alone."""

import base64
from collections.abc import Iterable
from typing import TypeVar

from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import BaseModel

from services.events.letters.domain.words import forms, terms_of
from services.events.meetings.domain.people import Contact, Participant
from shared.privacy import Cipher, keyed_digest

M = TypeVar("M", bound=BaseModel)
_TERMS_MOST = 2_000
_SOUGHT_MOST = 6


class MeetingLinkBroken(Exception):
    """The address is not one of ours, or not any more."""


class Sealed:
    """Seals and opens; makes the links of participants and the digests by which minutes are found."""

    def __init__(self, cipher: Cipher, key: str, origin: str) -> None:
        """`key`: the house's secret, for links and digests; `origin`: the address of the site."""
        self.cipher, self._key, self._origin = cipher, key, origin.rstrip("/")
        self._links = URLSafeSerializer(key, salt="meeting")

    def seal(self, id: str, part: str, content: BaseModel) -> bytes:
        """Seal a part of a meeting."""
        return self.cipher.seal(content.model_dump_json(), _place(id, part))

    def open(self, id: str, part: str, sealed: bytes, kind: type[M]) -> M:
        """Open a part of a meeting."""
        return kind.model_validate_json(self.cipher.open(sealed, _place(id, part)))

    def seal_text(self, id: str, part: str, text: str) -> bytes:
        """Seal a text of a meeting."""
        return self.cipher.seal(text, _place(id, part))

    def open_text(self, id: str, part: str, sealed: bytes) -> str:
        """Open a text of a meeting."""
        return self.cipher.open(sealed, _place(id, part))

    def seal_file(self, id: str, part: str, body: bytes) -> bytes:
        """Seal a file of a meeting."""
        return self.cipher.seal(base64.b64encode(body).decode(), _place(id, part))

    def open_file(self, id: str, part: str, sealed: bytes) -> bytes:
        """Give the bytes of a sealed file."""
        return base64.b64decode(self.cipher.open(sealed, _place(id, part)))

    def contact(self, id: str, one: Participant) -> Contact:
        """Give who a participant is; a bare one once that was erased."""
        if not one.contact:
            return Contact(name="(usunięto)")
        return self.open(id, f"participant/{one.id}", one.contact, Contact)

    def link(self, id: str, one: Participant) -> str:
        """Give the address of a participant's own page."""
        return f"{self._origin}/spotkanie/{self.token(id, one)}"

    def token(self, id: str, one: Participant) -> str:
        """Give what stands for a participant in an address."""
        return str(self._links.dumps([id, one.id, one.key]))

    def opened(self, token: str) -> tuple[str, str, str]:
        """Give the ids of meeting and participant and the key that a link holds. Raises `MeetingLinkBroken`."""
        try:
            id, participant, key = self._links.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise MeetingLinkBroken from None
        return str(id), str(participant), str(key)

    def terms(self, text: str) -> tuple[str, ...]:
        """Give what stands for each word of minutes and for its stem, whatever its case, accents and ending."""
        return self._digests(terms_of(text)[:_TERMS_MOST])

    def sought(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Give for each word that is looked for what stands for it: one of them must be there."""
        return tuple(self._digests(word) for word in forms(text)[:_SOUGHT_MOST])

    def _digests(self, forms: Iterable[str]) -> tuple[str, ...]:
        return tuple(keyed_digest(self._key, f"meetings|words|{one}")[:16] for one in forms)


def _place(id: str, part: str) -> str:
    return f"meetings/{id}/{part}"
