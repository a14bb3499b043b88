"""Encryption of personal data field by field (AES-GCM), and what it is known by unread. It keeps no data itself."""

import hashlib
import hmac
import os
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

_NONCE = 12

_IPV6_SITE = 64
"""Bits of an IPv6 address that belong to one connection; the rest its computers choose anew all the time."""


class Unreadable(Exception):
    """The sealed text was made with another key or for another place, or its key has been destroyed."""


class Cipher:
    """Seals and opens texts and files with the service's key."""

    def __init__(self, keys: dict[str, bytes], current: str) -> None:
        """`keys`: 32-byte keys by id; `current`: the id of the key that new texts are sealed with."""
        # Imported where something is sealed: it weighs 7 MB, and the process that only casts never does.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._keys = {id: AESGCM(key) for id, key in keys.items()}
        self._current = current

    @classmethod
    def from_file(cls, file: Path) -> "Cipher":
        """Read a file of lines `id hex-key`; the last line is the current key."""
        keys = dict(line.split() for line in file.read_text().splitlines() if line.strip())
        decoded = {id: bytes.fromhex(key) for id, key in keys.items()}
        return cls(decoded, list(decoded)[-1])

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt `text` for one `place` (collection, id and field): a copy moved elsewhere cannot be opened."""
        return self.seal_bytes(text.encode(), place)

    def open(self, sealed: bytes, place: str) -> str:
        """Decrypt what was sealed for `place`. Raises `Unreadable`."""
        try:
            return self.open_bytes(sealed, place).decode()
        except UnicodeDecodeError as error:
            raise Unreadable from error

    def seal_bytes(self, body: bytes, place: str) -> bytes:
        """Encrypt a file as `seal` does a text."""
        nonce = os.urandom(_NONCE)
        sealed = self._keys[self._current].encrypt(nonce, body, place.encode())
        return self._current.encode() + b"\0" + nonce + sealed

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Decrypt a file that was sealed for `place`. Raises `Unreadable`."""
        from cryptography.exceptions import InvalidTag

        id, _, rest = sealed.partition(b"\0")
        try:
            return self._keys[id.decode()].decrypt(rest[:_NONCE], rest[_NONCE:], place.encode())
        except (KeyError, InvalidTag, ValueError) as error:
            raise Unreadable from error


def keyed_digest(key: str, text: str) -> str:
    """Give a digest (HMAC-SHA-256, hex) by which whoever has the key, and nobody else, knows `text` again.

    `text` begins with what it stands for ("followers|mails|…"), so that digests made for two uses cannot be compared.
    """
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def mailbox_of(email: str) -> str:
    """Give an e-mail address as it is compared: in small letters, without what stands after a plus."""
    name, _, host = email.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def network_of(address: str | None) -> str | None:
    """Give the part of a network address that stays with one connection: an IPv4 address, or the site of an IPv6 one.

    None where there is no address, or one that is not public: a gateway that is set up wrongly, or a test, must not
    make one out of everybody. It must be kept only as a keyed digest.
    """
    try:
        read = ip_address(address or "")
    except ValueError:
        return None
    if isinstance(read, IPv6Address) and read.ipv4_mapped:
        read = read.ipv4_mapped
    if not read.is_global:
        return None
    site = int(read) if isinstance(read, IPv4Address) else int(read) >> (128 - _IPV6_SITE)
    return f"{read.version}|{site:x}"
