"""The voter's receipt: read aloud, copied by hand, and still right or noticed to be wrong."""

import base64
import hashlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.ballots.domain import (
    Mistyped,
    StrangeSymbol,
    UnreadableCode,
    WrongLength,
    read_receipt,
    receipt_code,
)
from services.voting.ballots.domain.symbols import ALPHABET

commitments = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_a_receipt_is_four_groups_of_four() -> None:
    code = receipt_code(hashlib.sha256(b"sealed").hexdigest())

    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert set(code) <= set(ALPHABET + "-")
    assert not set(code) & set("OILU")


_TO_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)


@given(commitments)
def test_a_receipt_is_the_beginning_of_the_commitment_in_base_32(commitment: str) -> None:
    by_library = base64.b32encode(bytes.fromhex(commitment)[:10]).decode().translate(_TO_CROCKFORD)

    assert receipt_code(commitment).replace("-", "")[:-1] == by_library[:15]


@given(commitments)
def test_a_receipt_reads_as_it_was_written(commitment: str) -> None:
    assert read_receipt(receipt_code(commitment)) == receipt_code(commitment)


@given(commitments)
def test_a_receipt_forgives_what_people_do_to_it(commitment: str) -> None:
    code = receipt_code(commitment)

    for typed in (
        code.lower(),
        code.replace("-", ""),
        code.replace("-", " "),
        f"  {code} ",
        code.replace("0", "O").replace("1", "I"),
        code.replace("0", "o").replace("1", "l"),
    ):
        assert read_receipt(typed) == code


@given(commitments, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_always_noticed(commitment: str, place: int, symbol: str) -> None:
    plain = receipt_code(commitment).replace("-", "")
    typed = plain[:place] + symbol + plain[place + 1 :]

    if typed != plain:
        with pytest.raises(Mistyped):
            read_receipt(typed)


@given(commitments, st.integers(0, 13))
def test_two_neighbours_swapped_are_noticed_unless_sixteen_apart(commitment: str, place: int) -> None:
    plain = receipt_code(commitment).replace("-", "")
    left, right = plain[place], plain[place + 1]
    typed = plain[:place] + right + left + plain[place + 2 :]

    if (ALPHABET.index(left) - ALPHABET.index(right)) % 16:
        with pytest.raises(Mistyped):
            read_receipt(typed)


def test_what_is_no_receipt_says_why() -> None:
    code = receipt_code("0" * 64)

    with pytest.raises(WrongLength) as short:
        read_receipt(code[:-1])
    assert (short.value.expected, short.value.given) == (16, 15)
    with pytest.raises(StrangeSymbol) as strange:
        read_receipt("U" + code[1:])
    assert strange.value.position == 1


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(UnreadableCode):
        read_receipt(text)


@given(commitments, commitments)
def test_two_ballots_have_two_receipts(one: str, other: str) -> None:
    if one[:18] != other[:18]:
        assert receipt_code(one) != receipt_code(other)
