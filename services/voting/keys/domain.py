"""The key of one edition: what makes tags of voters, and what seals personal data. It must not know where it lies."""

import hashlib
import os
from dataclasses import dataclass, field
from functools import cached_property

from services.voting.keys.tags import TagKey
from shared.privacy import Cipher

_BYTES = 32
_CIPHER = "edition"


class EditionKeyMissing(Exception):
    """The key of an edition is not where it should be, cannot be read, or is another one; nobody makes a new one."""

    def __init__(self, edition_id: str) -> None:
        super().__init__(f"no key of {edition_id}")
        self.edition_id = edition_id


class EditionKeyDestroyed(Exception):
    """The key of an edition has been destroyed, with what it sealed."""

    def __init__(self, edition_id: str) -> None:
        super().__init__(f"the key of {edition_id} was destroyed")
        self.edition_id = edition_id


@dataclass(frozen=True)
class EditionKey:
    """Two secrets of 32 random bytes. `tags`: makes pseudonyms (HMAC); `data`: seals what is personal."""

    tags: TagKey = field(repr=False)
    data: bytes = field(repr=False)

    @cached_property
    def cipher(self) -> Cipher:
        """What seals and opens the personal data of the edition."""
        return Cipher({_CIPHER: self.data}, _CIPHER)

    @cached_property
    def print(self) -> str:
        """SHA-256 by which the database knows this key from any other; nobody gets the key back from it."""
        return hashlib.sha256(b"ratusz edition key" + self.tags + self.data).hexdigest()

    def written(self) -> bytes:
        """Give the text of its file."""
        return f"tags {self.tags.hex()}\ndata {self.data.hex()}\n".encode()


def new_key() -> EditionKey:
    """Make a key."""
    return EditionKey(TagKey(os.urandom(_BYTES)), os.urandom(_BYTES))


def read_key(text: bytes) -> EditionKey | None:
    """Read the text of a file back; None where it is not one of a key."""
    try:
        secrets = {name: bytes.fromhex(value) for name, value in map(str.split, text.decode().splitlines())}
        key = EditionKey(TagKey(secrets["tags"]), secrets["data"])
    except (ValueError, KeyError):
        return None
    return key if len(key.tags) == len(key.data) == _BYTES else None
