"""Followers' addresses and links: sealed, opened, told apart unread and signed, here alone."""

from itsdangerous import BadSignature, URLSafeSerializer

from services.reporting.followers.domain import Follower, FollowLinkBroken, Kind, mailbox_text
from shared.privacy import Cipher, keyed_digest

PLACES = {
    Kind.PROJECT: "/budzet-obywatelski/projekty/obserwowanie",
    Kind.INITIATIVE: "/inicjatywa-lokalna/realizacja/obserwowanie",
}
"""Where the links of letters lead."""


class Sealed:
    """What is kept of an address, what it is known again by, and the links that speak for its owner."""

    def __init__(self, cipher: Cipher, key: str, origin: str) -> None:
        """`key`: the house's secret, for digests and links; `origin`: where residents find the site."""
        self.cipher, self.origin = cipher, origin.rstrip("/")
        self._key = key
        self._confirmations = URLSafeSerializer(key, salt="follower's confirmation")
        self._departures = URLSafeSerializer(key, salt="follower's departure")

    def seal(self, follower_id: str, email: str) -> bytes:
        """Give what is kept of an address."""
        return self.cipher.seal(email.strip(), _place(follower_id))

    def address(self, follower: Follower) -> str:
        """Open where a follower reads mail."""
        return self.cipher.open(follower.sealed, _place(follower.id))

    def who(self, followed_id: str, email: str) -> str:
        """Give a keyed digest by which an address is known again, for one followed thing alone."""
        return self._digest(f"who|{followed_id}|{mailbox_text(email)}")

    def _digest(self, text: str) -> str:
        return keyed_digest(self._key, f"followers|{text}")

    def confirmation(self, follower: Follower) -> str:
        """Give the address at which a follower confirms. It goes out by mail alone."""
        return f"{self.origin}{PLACES[follower.kind]}/potwierdzenie/{self._confirmations.dumps(follower.id)}"

    def departure(self, follower: Follower) -> str:
        """Give the address at which a follower leaves. It stands in every letter."""
        return f"{self.origin}{PLACES[follower.kind]}/rezygnacja/{self._departures.dumps(follower.id)}"

    def confirming(self, token: str) -> str:
        """Give the follower whom a link confirms. Raises `FollowLinkBroken`."""
        return _read(self._confirmations, token)

    def leaving(self, token: str) -> str:
        """Give the follower whom a link lets go. Raises `FollowLinkBroken`."""
        return _read(self._departures, token)


def _read(links: URLSafeSerializer, token: str) -> str:
    try:
        return str(links.loads(token))
    except BadSignature:
        raise FollowLinkBroken from None


def _place(follower_id: str) -> str:
    return f"followers/{follower_id}"
