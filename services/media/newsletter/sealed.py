"""Readers' addresses and links: sealed, opened, told apart unread and signed, here alone."""

from itsdangerous import BadSignature, URLSafeSerializer

from services.media.newsletter.domain.readers import Reader, ReaderLinkBroken, mailbox_text
from shared.privacy import Cipher, keyed_digest

PLACE = "/newsletter"


class Sealed:
    """What is kept of an address, what it is known again by, and the links that speak for its owner."""

    def __init__(self, cipher: Cipher, key: str, origin: str) -> None:
        """`key`: the house's secret, for digests and links; `origin`: where residents find the site."""
        self.cipher, self.origin, self._key = cipher, origin.rstrip("/"), key
        self._confirmations = URLSafeSerializer(key, salt="newsletter confirmation")
        self._choices = URLSafeSerializer(key, salt="newsletter choice")

    def seal(self, reader_id: str, email: str) -> bytes:
        """Give what is kept of an address."""
        return self.cipher.seal(email.strip(), _place(reader_id))

    def address(self, reader: Reader) -> str:
        """Open where a reader reads mail."""
        return self.cipher.open(reader.sealed, _place(reader.id))

    def who(self, email: str) -> str:
        """Give a keyed digest by which an address is known again."""
        return keyed_digest(self._key, f"newsletter|who|{mailbox_text(email)}")

    def confirmation(self, reader_id: str) -> str:
        """Give the address at which a reader confirms. It goes out by mail alone."""
        return f"{self.origin}{PLACE}/potwierdzenie/{self._confirmations.dumps(reader_id)}"

    def choice(self, reader_id: str) -> str:
        """Give the address at which a reader chooses topics anew."""
        return f"{self.origin}{PLACE}/wybor/{self._choices.dumps(reader_id)}"

    def departure(self, reader_id: str) -> str:
        """Give the address at which a reader leaves, at one click (RFC 8058). It stands in every letter."""
        return f"{self.origin}{PLACE}/rezygnacja/{self._choices.dumps(reader_id)}"

    def confirming(self, token: str) -> str:
        """Give the reader whom a link confirms. Raises `ReaderLinkBroken`."""
        return _read(self._confirmations, token)

    def choosing(self, token: str) -> str:
        """Give the reader who chooses or leaves by a link. Raises `ReaderLinkBroken`."""
        return _read(self._choices, token)


def _read(links: URLSafeSerializer, token: str) -> str:
    try:
        return str(links.loads(token))
    except BadSignature:
        raise ReaderLinkBroken from None


def _place(reader_id: str) -> str:
    return f"newsletter_readers/{reader_id}"
