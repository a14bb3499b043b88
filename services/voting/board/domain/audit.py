"""Checks a log against its heads and a box against its log. Pure: an auditor runs it on another machine.

It finds; it does not mend, and it does not decide what a difference means.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from services.voting.board.domain.log import Entry, EntryKind, Head, hash_of, is_signed
from services.voting.board.domain.tree import Growing


class FindingKind(StrEnum):
    """What an audit can find."""

    SIGNATURE = "signature"
    """A head is not signed by the edition's key."""
    ORDER = "order"
    """A head is missing, or older or smaller than the one before it."""
    ROOT = "root"
    """The log is not what a head says it was."""
    UNSIGNED = "unsigned"
    """The log goes on behind its last head."""
    IMPOSSIBLE = "impossible"
    """An entry says of an envelope what cannot have happened to it."""
    MISSING = "missing"
    """An envelope that was cast by the log is not in the box."""
    FOREIGN = "foreign"
    """The box holds an envelope that the log does not know at that place, or whose content or channel was changed."""
    STATE = "state"
    """The box says of an envelope's state what the log does not."""
    TWICE = "twice"
    """The box holds one place of the log twice."""


class Finding(BaseModel):
    """One thing that is wrong: at which place of the log, or of which head by its size."""

    model_config = ConfigDict(frozen=True)

    kind: FindingKind
    place: int


class Held(NamedTuple):
    """An envelope as the box holds it. `commitment` is computed anew from what is sealed, never read from beside it."""

    seq: int
    commitment: bytes
    standing: "Standing"


class Standing(StrEnum):
    """What the log says of an envelope: it counts, it waits for a decision, another stands for it, it is void."""

    COUNTS = "counts"
    ASIDE = "aside"
    SUPERSEDED = "superseded"
    VOID = "void"


_STANDING: Mapping[str, Standing] = {
    "accepted": Standing.COUNTS,
    "quarantined": Standing.ASIDE,
    "superseded": Standing.SUPERSEDED,
    "void": Standing.VOID,
    "rejected": Standing.VOID,
}


def standing_of(state: str) -> Standing:
    """Give what the log says of an envelope whose state in the box is this."""
    return _STANDING[state]


_STEPS: Mapping[EntryKind, tuple[tuple[Standing | None, ...], Standing]] = {
    # What an entry needs the envelope to be, None: not there yet; and what it is afterwards.
    EntryKind.CAST: ((None,), Standing.COUNTS),
    EntryKind.SUPERSEDED: ((Standing.COUNTS,), Standing.SUPERSEDED),
    EntryKind.VOID: ((Standing.COUNTS, Standing.ASIDE), Standing.VOID),
    EntryKind.QUARANTINED: ((Standing.COUNTS,), Standing.ASIDE),
    EntryKind.RELEASED: ((Standing.ASIDE,), Standing.COUNTS),
    EntryKind.REINSTATED: ((Standing.SUPERSEDED,), Standing.COUNTS),
}


@dataclass(frozen=True)
class Followed:
    """What follows from a log: where each envelope was cast and how it stands, and which entries cannot be true."""

    cast: Mapping[int, bytes]
    """The commitment of each envelope, by its place in the log."""
    standing: Mapping[bytes, Standing]
    """How each envelope stands, by its commitment."""
    impossible: tuple[int, ...]

    def counts(self, place: int) -> bool:
        """Tell whether the envelope that was cast at this place counts."""
        return self.standing[self.cast[place]] is Standing.COUNTS


def follow(entries: Iterable[Entry]) -> Followed:
    """Follow a log from its first entry; what cannot have happened changes nothing."""
    cast, standing, impossible = dict[int, bytes](), dict[bytes, Standing](), list[int]()
    for place, entry in enumerate(entries):
        needed, after = _STEPS[entry.kind]
        if standing.get(entry.commitment) not in needed:
            impossible.append(place)
            continue
        standing[entry.commitment] = after
        if entry.kind is EntryKind.CAST:
            cast[place] = entry.commitment
    return Followed(cast=cast, standing=standing, impossible=tuple(impossible))


def check_heads(edition: str, public_key: str, entries: Sequence[Entry], heads: Sequence[Head]) -> list[Finding]:
    """Check each of these heads, in any order, by itself: it is signed, and the log began as it says."""
    roots, found = _roots(edition, entries, {head.size for head in heads}), list[Finding]()
    for head in heads:
        if not is_signed(head, public_key, edition):
            found.append(Finding(kind=FindingKind.SIGNATURE, place=head.size))
        if roots.get(head.size) != head.root:
            found.append(Finding(kind=FindingKind.ROOT, place=head.size))
    return found


def check_log(edition: str, public_key: str, entries: Sequence[Entry], heads: Sequence[Head]) -> list[Finding]:
    """Check a log against all its heads in their order, of which none is missing; the last one covers all of it."""
    if not heads:
        return [Finding(kind=FindingKind.ORDER, place=0)]
    found = check_heads(edition, public_key, entries, heads)
    for number, (before, head) in enumerate(pairwise((heads[0], *heads)), start=1):
        if head.number != number or head.size < before.size or head.signed_at < before.signed_at:
            found.append(Finding(kind=FindingKind.ORDER, place=head.size))
    if heads[-1].size < len(entries):
        found.append(Finding(kind=FindingKind.UNSIGNED, place=heads[-1].size))
    impossible = (Finding(kind=FindingKind.IMPOSSIBLE, place=place) for place in follow(entries).impossible)
    return [*found, *impossible]


def check_box(entries: Iterable[Entry], box: Iterable[Held]) -> list[Finding]:
    """Check that the box holds what the log says, each envelope once, unchanged, and in its state."""
    log, found, seen = follow(entries), list[Finding](), set[int]()
    for held in box:
        if held.seq in seen:
            found.append(Finding(kind=FindingKind.TWICE, place=held.seq))
        elif log.cast.get(held.seq) != held.commitment:
            found.append(Finding(kind=FindingKind.FOREIGN, place=held.seq))
        elif held.standing is not log.standing[held.commitment]:
            found.append(Finding(kind=FindingKind.STATE, place=held.seq))
        seen.add(held.seq)
    missing = (Finding(kind=FindingKind.MISSING, place=place) for place in log.cast if place not in seen)
    return [*found, *missing]


def _roots(edition: str, entries: Sequence[Entry], sizes: set[int]) -> dict[int, str]:
    """Give the root at each of these sizes that the log has reached."""
    growing, roots = Growing(), dict[int, str]()
    for size in range(len(entries) + 1):
        if size in sizes:
            roots[size] = growing.root().hex()
        if size < len(entries):
            growing.add(hash_of(edition, size, entries[size]))
    return roots
