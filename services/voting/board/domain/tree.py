"""The hash tree of RFC 9162 (Certificate Transparency 2.0, § 2.1), over leaves of any kind. It knows no ballot.

A tree too large to hold is given as the roots of its full tiles of 256 leaves and the leaves of the few tiles that a
proof passes through: a tile is a perfect subtree, so nothing else is needed.
"""

import hashlib
from collections.abc import Mapping, Sequence

TILE = 256
"""Leaves of one tile: a power of two."""


class NotInTree(ValueError):
    """A proof was asked for that a tree of this size cannot give."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash a leaf: SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash a node: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Give the root over leaf hashes; of no leaf, the hash of nothing."""
    if not leaves:
        return hashlib.sha256().digest()
    level = list(leaves)
    while len(level) > 1:
        # A node without a neighbour goes up as it is: the shape that RFC 9162 defines by its largest power of two.
        pairs = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


class Growing:
    """A tree to which leaves are added one after the other; it keeps only what its next root needs."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []
        """Roots of the perfect subtrees that make up the tree, the largest first: one for each 1 in `size`."""

    def add(self, leaf: bytes) -> None:
        """Add a leaf hash at the end."""
        node, bit = leaf, 1
        while self.size & bit:
            node, bit = node_hash(self._peaks.pop(), node), bit << 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Give the root of what there is."""
        if not self._peaks:
            return root_of(())
        node = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            node = node_hash(peak, node)
        return node


class Tree:
    """A tree of `size` leaves. `tiles`: roots of all full tiles; `leaves`: leaf hashes of some tiles, by tile number.

    The tile that is not full must be among `leaves`.
    """

    def __init__(self, size: int, tiles: Sequence[bytes], leaves: Mapping[int, Sequence[bytes]]) -> None:
        self.size, self._tiles, self._leaves = size, tiles, leaves

    @classmethod
    def of(cls, leaves: Sequence[bytes]) -> "Tree":
        """Give the tree over all these leaf hashes."""
        tiles = {at // TILE: leaves[at : at + TILE] for at in range(0, len(leaves), TILE)}
        return cls(len(leaves), [root_of(tiles[number]) for number in range(len(leaves) // TILE)], tiles)

    def root(self) -> bytes:
        """Give the root of the whole tree."""
        return self._hash(0, self.size) if self.size else root_of(())

    def inclusion(self, place: int) -> list[bytes]:
        """Prove that the leaf at `place` (from 0) is in the tree (§ 2.1.3.1). Raises `NotInTree`."""
        if not 0 <= place < self.size:
            raise NotInTree(place)
        proof: list[bytes] = []
        start, end = 0, self.size
        while end - start > 1:
            middle = start + _split(end - start)
            if place < middle:
                proof.append(self._hash(middle, end))
                end = middle
            else:
                proof.append(self._hash(start, middle))
                start = middle
        return proof[::-1]

    def consistency(self, earlier: int) -> list[bytes]:
        """Prove that the tree of the first `earlier` leaves is a beginning of this one (§ 2.1.4.1).

        Raises `NotInTree` where there was no such tree, or an empty one: nothing has to be proved of that.
        """
        if not 0 < earlier <= self.size:
            raise NotInTree(earlier)
        proof: list[bytes] = []
        start, end, whole = 0, self.size, True
        while earlier != end:
            middle = start + _split(end - start)
            if earlier <= middle:
                proof.append(self._hash(middle, end))
                end = middle
            else:
                proof.append(self._hash(start, middle))
                start, whole = middle, False
        if not whole:
            proof.append(self._hash(start, end))
        return proof[::-1]

    def _hash(self, start: int, end: int) -> bytes:
        length = end - start
        tile, within = divmod(start, TILE)
        if length == TILE and within == 0:
            return self._tiles[tile]
        if within + length <= TILE:
            return root_of(self._leaves[tile][within : within + length])
        middle = start + _split(length)
        return node_hash(self._hash(start, middle), self._hash(middle, end))


def proves_inclusion(leaf: bytes, place: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether `proof` shows the leaf hash at `place` in the tree of `size` leaves with this root (§ 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    at, last, found = place, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def proves_consistency(earlier: int, size: int, proof: Sequence[bytes], before: bytes, after: bytes) -> bool:
    """Tell whether `proof` shows that the tree with root `before` is a beginning of that with `after` (§ 2.1.4.2)."""
    if earlier == size:
        return not proof and before == after
    if not 0 < earlier < size:
        return earlier == 0 and not proof and before == root_of(())
    path = list(proof)
    if earlier & (earlier - 1) == 0:
        path.insert(0, before)
    if not path:
        return False
    at, last = earlier - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and old == before and new == after


def _split(length: int) -> int:
    """Give the largest power of two below `length`."""
    return 1 << (length - 1).bit_length() - 1
