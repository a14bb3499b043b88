"""The hash tree is RFC 9162's: the vectors of its reference implementation, and what its definition says, literally."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.board.domain.tree import (
    TILE,
    Growing,
    NotInTree,
    Tree,
    leaf_hash,
    node_hash,
    proves_consistency,
    proves_inclusion,
    root_of,
)

INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    # Of the first 0, 1, … 8 inputs: the reference tree of Certificate Transparency (RFC 6962 test vectors).
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSIONS = [
    # place, size, proof: the same source.
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
]
CONSISTENCIES = [
    # earlier size, size, proof: the same source.
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
]


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4)) for number in range(count)]


def by_definition(hashes: list[bytes]) -> bytes:
    """Give the root as § 2.1.1 words it: split at the largest power of two below the number of leaves."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = max(2**power for power in range(30) if 2**power < len(hashes))
    return node_hash(by_definition(hashes[:split]), by_definition(hashes[split:]))


@pytest.mark.parametrize("size", range(9))
def test_the_root_is_the_one_of_the_reference_vectors(size: int) -> None:
    hashes = [leaf_hash(bytes.fromhex(text)) for text in INPUTS[:size]]
    assert root_of(hashes).hex() == Tree.of(hashes).root().hex() == ROOTS[size]


@pytest.mark.parametrize(("place", "size", "proof"), INCLUSIONS)
def test_inclusion_is_proved_as_in_the_reference_vectors(place: int, size: int, proof: list[str]) -> None:
    hashes = [leaf_hash(bytes.fromhex(text)) for text in INPUTS[:size]]
    found = Tree.of(hashes).inclusion(place)
    assert [step.hex() for step in found] == proof
    assert proves_inclusion(hashes[place], place, size, found, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("earlier", "size", "proof"), CONSISTENCIES)
def test_consistency_is_proved_as_in_the_reference_vectors(earlier: int, size: int, proof: list[str]) -> None:
    found = Tree.of([leaf_hash(bytes.fromhex(text)) for text in INPUTS[:size]]).consistency(earlier)
    assert [step.hex() for step in found] == proof
    assert proves_consistency(earlier, size, found, bytes.fromhex(ROOTS[earlier]), bytes.fromhex(ROOTS[size]))


@given(st.integers(0, 3 * TILE + 5))
def test_the_root_is_what_the_definition_says_also_over_many_tiles(size: int) -> None:
    hashes = leaves(size)
    assert root_of(hashes) == Tree.of(hashes).root() == by_definition(hashes)


def test_a_tree_that_grows_leaf_by_leaf_has_the_same_root_at_every_size() -> None:
    growing, hashes = Growing(), leaves(2 * TILE + 3)
    for size, leaf in enumerate(hashes):
        assert growing.root() == root_of(hashes[:size])
        growing.add(leaf)
    assert growing.root() == root_of(hashes)


@given(st.data())
def test_every_leaf_of_every_tree_is_proved_and_no_other_is(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 3 * TILE + 5))
    place, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    tree = Tree.of(hashes)
    proof, root = tree.inclusion(place), tree.root()
    assert proves_inclusion(hashes[place], place, size, proof, root)
    assert proves_inclusion(hashes[other], place, size, proof, root) is (other == place)
    assert proves_inclusion(hashes[place], other, size, proof, root) is (other == place)
    assert not proves_inclusion(hashes[place], place, size, [*proof, root], root)
    assert not proof or not proves_inclusion(hashes[place], place, size, proof[:-1], root)


@given(st.data())
def test_every_earlier_tree_is_proved_to_be_a_beginning_and_a_changed_one_is_not(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 3 * TILE + 5))
    earlier = data.draw(st.integers(1, size))
    hashes = leaves(size)
    proof, before, after = Tree.of(hashes).consistency(earlier), root_of(hashes[:earlier]), root_of(hashes)
    assert proves_consistency(earlier, size, proof, before, after)
    changed = data.draw(st.integers(0, earlier - 1))
    forged = root_of([*hashes[:changed], leaf_hash(b"forged"), *hashes[changed + 1 : earlier]])
    assert not proves_consistency(earlier, size, proof, forged, after)


def test_a_proof_needs_only_the_roots_of_full_tiles_and_the_leaves_that_it_passes() -> None:
    hashes = leaves(5 * TILE + 17)
    whole = Tree.of(hashes)
    roots = [root_of(hashes[at : at + TILE]) for at in range(0, 5 * TILE, TILE)]
    sparse = Tree(len(hashes), roots, {2: hashes[2 * TILE : 3 * TILE], 5: hashes[5 * TILE :]})
    assert sparse.root() == whole.root()
    assert sparse.inclusion(2 * TILE + 9) == whole.inclusion(2 * TILE + 9)
    assert sparse.consistency(2 * TILE + 9) == whole.consistency(2 * TILE + 9)


@pytest.mark.parametrize("place", [-1, 3, 4])
def test_nothing_is_proved_of_what_is_not_in_the_tree(place: int) -> None:
    with pytest.raises(NotInTree):
        Tree.of(leaves(3)).inclusion(place)


@pytest.mark.parametrize("earlier", [0, -1, 4])
def test_nothing_is_proved_of_a_tree_that_never_was(earlier: int) -> None:
    with pytest.raises(NotInTree):
        Tree.of(leaves(3)).consistency(earlier)
