"""The double envelope: choices sealed to the edition's key, the voter's tag outside. It must not hold anything else.

The outer envelope has no time, address, browser or trace: a field more and a ballot could be laid beside a log line.
Sealing is libsodium's `crypto_box` (X25519, XSalsa20-Poly1305) from a key pair that is made for one heap of ballots and
forgotten with it; only the commission's key opens it. A sealed ballot is the public half (32 bytes), a nonce (24 bytes)
and the box.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NewType

from nacl.bindings import (
    crypto_box_afternm,
    crypto_box_beforenm,
    crypto_box_keypair,
    crypto_box_NONCEBYTES,
    crypto_box_open_afternm,
    crypto_box_PUBLICKEYBYTES,
)
from nacl.exceptions import CryptoError
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from services.voting.ballots.domain.choices import Choice, Choices, Limits, Section, check
from services.voting.keys.tags import keyed_tag

Sealed = NewType("Sealed", bytes)
"""A ballot that only the commission can open; of the same length for every voter of the edition."""

_BLOCK = 64
_LEAST_KEY = 32


class WeakKey(Exception):
    """A key is shorter than 32 bytes."""


class Ambiguous(Exception):
    """An edition's id holds `|`: two different voters could get one tag."""

    def __init__(self, edition: str) -> None:
        super().__init__(edition)
        self.edition = edition


class CannotOpen(Exception):
    """The sealed ballot was made for another key or has been altered."""


class NotABallot(Exception):
    """What was sealed is not a ballot of this edition."""


class Channel(StrEnum):
    """How the ballot came."""

    ONLINE = "online"
    PAPER = "paper"


_CAME = {channel: f"{channel}|".encode() for channel in Channel}


class EnvelopeState(StrEnum):
    """Whether the envelope goes to the count."""

    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"
    SUPERSEDED = "superseded"
    VOID = "void"
    REJECTED = "rejected"
    """Void by a decision of two people of the commission: whoever it was cast for may still vote."""


class Envelope(BaseModel):
    """The outer envelope. `id` is random; `seq` is the place in the public log, none until it stands there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    edition: str
    voter_tag: str
    channel: Channel
    commitment: str
    sealed: bytes
    state: EnvelopeState = EnvelopeState.ACCEPTED
    seq: int | None = Field(default=None, ge=0)

    @property
    def counts(self) -> bool:
        """Whether it goes to the count as it stands."""
        return self.state is EnvelopeState.ACCEPTED


def voter_tag(key: bytes, edition: str, roll_id: str) -> str:
    """Give the voter's pseudonym in one edition: HMAC-SHA256(key, "bo|edition|roll_id"), 64 hex digits.

    `key` is the edition's secret, at least 32 bytes. Raises `WeakKey`, `Ambiguous`.
    """
    if len(key) < _LEAST_KEY:
        raise WeakKey
    if "|" in edition:
        raise Ambiguous(edition)
    return keyed_tag(key, f"bo|{edition}|{roll_id}")


def sealed_length(edition: str, sections: Iterable[Section]) -> int:
    """Give the length in bytes that every ballot of the edition is padded to before sealing: room for the longest."""
    listed = list(sections)
    longest = _canonical(edition, {section.id: _longest(section) for section in listed}, listed)
    return -(-len(longest) // _BLOCK) * _BLOCK


def written(choices: Choices, edition: str, sections: Iterable[Section], length: int) -> bytes:
    """Write lawful choices as they are sealed, padded to `length`: see `sealed_length`."""
    text = _canonical(edition, choices, sections)
    assert len(text) <= length, "a lawful ballot is never longer than the longest"
    return text.ljust(length)


def seal(choices: Choices, public_key: bytes, edition: str, sections: Iterable[Section]) -> Sealed:
    """Seal choices to the edition's X25519 `public_key` (32 bytes). Raises `Refused` where they are not lawful."""
    listed = list(sections)
    check(listed, choices)
    [sealed] = seal_all([written(choices, edition, listed, sealed_length(edition, listed))], public_key)
    return sealed


def seal_all(ballots: Sequence[bytes], public_key: bytes) -> list[Sealed]:
    """Seal what was `written`, in its order. One key pair serves the heap: to agree on a key is the costly step."""
    public, private = crypto_box_keypair()
    shared = crypto_box_beforenm(public_key, private)
    sealed, nonces = [], os.urandom(crypto_box_NONCEBYTES * len(ballots))
    for number, text in enumerate(ballots):
        nonce = nonces[number * crypto_box_NONCEBYTES : (number + 1) * crypto_box_NONCEBYTES]
        sealed.append(Sealed(public + nonce + crypto_box_afternm(text, nonce, shared)))
    return sealed


class Opener:
    """Opens the ballots of one edition with the commission's private key (32 bytes)."""

    def __init__(self, private_key: bytes, edition: str) -> None:
        self._private_key, self._edition = private_key, edition
        self._shared: dict[bytes, bytes] = {}
        """Keys agreed on by the public halves: all ballots of a heap have one."""

    def open(self, sealed: bytes) -> dict[str, tuple[Choice, ...]]:
        """Give the choices that were sealed, not yet checked. Raises `CannotOpen`, `NotABallot`."""
        public, rest = sealed[:crypto_box_PUBLICKEYBYTES], sealed[crypto_box_PUBLICKEYBYTES:]
        try:
            if public not in self._shared:
                self._shared[public] = crypto_box_beforenm(public, self._private_key)
            nonce, box = rest[:crypto_box_NONCEBYTES], rest[crypto_box_NONCEBYTES:]
            text = crypto_box_open_afternm(box, nonce, self._shared[public])
        except (CryptoError, ValueError) as error:
            # ValueError: what was put there is shorter than a key and a nonce.
            raise CannotOpen from error
        try:
            paper = json.loads(text)
            if paper["edition"] != self._edition:
                raise NotABallot
            return {str(id): tuple(_choice(*pair) for pair in chosen) for id, chosen in paper["sections"].items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            # Whoever seals rubbish by hand must not stop the count; the error's text would show what was inside.
            raise NotABallot from error


def commitment(sealed: bytes, channel: Channel) -> str:
    """Give SHA-256 of the way a ballot came, `|` and the sealed ballot, as 64 hex digits: log and receipt have it.

    So nobody turns a ballot of the web into one on paper afterwards, and yet the log does not say which is which.
    """
    return hashlib.sha256(_CAME[channel] + sealed).hexdigest()


def _canonical(edition: str, choices: Choices, sections: Iterable[Section]) -> bytes:
    """Write the same choices always as the same ASCII bytes; the order of marks stays only where places count."""
    limits: dict[str, Limits] = {section.id: section.limits for section in sections}
    ordered = {
        id: chosen if limits[id].asks_order else sorted(chosen) for id, chosen in sorted(choices.items()) if chosen
    }
    return to_json({"edition": edition, "sections": ordered}, ensure_ascii=True)


def _longest(section: Section) -> list[Choice]:
    limits = section.limits
    most = limits.max_sum_points if limits.asks_points and limits.max_sum_points else 1
    ids = sorted(section.costs, key=lambda id: len(json.dumps(id)), reverse=True)
    return [(id, most) for id in ids[: limits.max_length]]


def _choice(project: object, points: object) -> Choice:
    if not isinstance(project, str) or not isinstance(points, int) or isinstance(points, bool):
        raise NotABallot
    return project, points
