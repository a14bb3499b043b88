"""The entries of the public log and its signed heads. They hold no voter's tag, no choice, no moment of casting."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import IntEnum
from typing import NamedTuple

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey
from pydantic import BaseModel, ConfigDict, Field

from services.voting.board.domain.tree import leaf_hash

_DIGEST = hashlib.sha256().digest_size
_WRITTEN = 1 + _DIGEST
"""Bytes of an entry in a page: its kind and its commitment; edition and place follow from where it stands."""


class EntryKind(IntEnum):
    """What an entry says of the envelope with its commitment. The numbers are part of what is hashed."""

    CAST = 1
    SUPERSEDED = 2
    VOID = 3
    QUARANTINED = 4
    RELEASED = 5
    REINSTATED = 6


class Entry(NamedTuple):
    """One entry: the envelope with this `commitment` (32 bytes) was cast, or has left the count, or is back.

    A tuple, not a model: a million of them must fit into the memory of whoever checks them.
    """

    kind: EntryKind
    commitment: bytes


class Sum(NamedTuple):
    """How many entries of a page are of one kind and about ballots that came in one way (`channel`).

    The log tells nobody in which way: it is for the turnout, which would have to look up every ballot.
    """

    kind: EntryKind
    channel: str
    many: int


class Head(BaseModel):
    """What the log was at a moment (UTC, whole seconds), signed: its size and its root (64 hex digits).

    `number` counts the heads of an edition from 1, so that none can be left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = Field(ge=1)
    size: int = Field(ge=0)
    root: str = Field(pattern="^[0-9a-f]{64}$")
    signed_at: datetime
    signature: str = Field(pattern="^[0-9a-f]{128}$")


def hash_of(edition: str, place: int, entry: Entry) -> bytes:
    """Give the leaf hash of the entry at `place` (from 0) in the log of an edition.

    The leaf is the length of the edition's id (2 bytes), the id, the place (8 bytes), the kind (1 byte) and the
    commitment (32 bytes), numbers in network order: an entry cannot be moved to another place or another edition.
    """
    id = edition.encode()
    place_and_kind = place.to_bytes(8, "big") + entry.kind.to_bytes(1, "big")
    return leaf_hash(len(id).to_bytes(2, "big") + id + place_and_kind + entry.commitment)


def hashes_of(edition: str, first: int, entries: Iterable[Entry]) -> list[bytes]:
    """Give the leaf hashes of entries that follow each other from the place `first`."""
    return [hash_of(edition, place, entry) for place, entry in enumerate(entries, first)]


def sums_of(entries: Iterable[Entry], channels: Iterable[str]) -> list[Sum]:
    """Count entries by their kinds and by the ways in which their ballots came."""
    counted = Counter((entry.kind, channel) for entry, channel in zip(entries, channels, strict=True))
    return [Sum(kind, channel, many) for (kind, channel), many in sorted(counted.items())]


def written(entries: Sequence[Entry]) -> bytes:
    """Write entries as a page keeps them."""
    return b"".join(entry.kind.to_bytes(1, "big") + entry.commitment for entry in entries)


def read(page: bytes) -> Iterator[Entry]:
    """Read the entries of a page back."""
    for at in range(0, len(page), _WRITTEN):
        yield Entry(EntryKind(page[at]), page[at + 1 : at + _WRITTEN])


def signed_head(key: bytes, edition: str, number: int, size: int, root: bytes, at: datetime) -> Head:
    """Sign what the log is at `at`, with the edition's Ed25519 `key` (32 bytes)."""
    moment = at.astimezone(UTC).replace(microsecond=0)
    signature = SigningKey(key).sign(_said(edition, number, size, root.hex(), moment)).signature
    return Head(number=number, size=size, root=root.hex(), signed_at=moment, signature=signature.hex())


def public_half(key: bytes) -> str:
    """Give the public half of a signing key, 64 hex digits."""
    return bytes(SigningKey(key).verify_key).hex()


def is_signed(head: Head, public_key: str, edition: str) -> bool:
    """Tell whether a head was signed for this edition by the key with this public half (64 hex digits)."""
    said = _said(edition, head.number, head.size, head.root, head.signed_at)
    try:
        VerifyKey(bytes.fromhex(public_key)).verify(said, bytes.fromhex(head.signature))
    except (BadSignatureError, ValueError):
        return False
    return True


def _said(edition: str, number: int, size: int, root: str, at: datetime) -> bytes:
    """Write what is signed: one line for each fact, so that a person can read it too."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"ratusz public log\n{edition}\n{number}\n{size}\n{root}\n{moment}\n".encode()
