"""One-time codes on paper."""

import pytest

from services.voting.ballots.domain import Mistyped
from services.voting.rolls.domain import code_hash, new_code, read_code


def test_codes_are_short_and_never_alike() -> None:
    codes = {new_code() for _ in range(2000)}

    assert len(codes) == 2000
    assert all(len(code) == len("XXXX-XXXX-XXXX") for code in codes)


def test_a_code_is_recognised_however_it_is_typed() -> None:
    code = new_code()
    key = bytes(32)

    for typed in (code.lower(), code.replace("-", " "), code.replace("0", "O").replace("1", "l")):
        assert read_code(typed) == code
        assert code_hash(key, "2026", typed) == code_hash(key, "2026", code)


def test_a_mistyped_code_is_told_from_an_unknown_one() -> None:
    code = new_code()
    wrong = ("2" if code[0] != "2" else "3") + code[1:]

    with pytest.raises(Mistyped):
        code_hash(bytes(32), "2026", wrong)


def test_what_is_stored_depends_on_the_key_and_the_edition() -> None:
    code = new_code()
    stored = {code_hash(key, edition, code) for key in (bytes(32), b"x" * 32) for edition in ("2026", "2027")}

    assert len(stored) == 4
    assert not any(code in text for text in stored)
