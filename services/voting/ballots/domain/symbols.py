"""Codes that people read, type and say aloud: Crockford's base 32 with a check symbol. It knows not what a code opens.

The check symbol stays within the alphabet (Crockford's own adds `* ~ $ =`, which nobody can dictate): the sum of the
symbols' values, each times its odd weight 1, 3, 5, …, modulo 32. An odd weight has an inverse modulo 32, so every
single wrong symbol is noticed, and so is every swap of neighbours whose values do not differ by exactly 16.
"""

from itertools import count
from operator import mul

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_SYMBOLS = bytes.maketrans(bytes(range(len(ALPHABET))), ALPHABET.encode())
_GROUP = 4


class UnreadableCode(Exception):
    """The text is not a code of the kind asked for."""


class WrongLength(UnreadableCode):
    """The text has too few or too many symbols."""

    def __init__(self, expected: int, given: int) -> None:
        super().__init__(f"{given} symbols, not {expected}")
        self.expected, self.given = expected, given


class StrangeSymbol(UnreadableCode):
    """The text has a symbol that no code contains; `position` counts from 1, without spaces and hyphens."""

    def __init__(self, position: int) -> None:
        super().__init__(f"symbol {position}")
        self.position = position


class Mistyped(UnreadableCode):
    """The check symbol does not agree with the others: one of them is wrong."""


def write_code(number: int, length: int) -> str:
    """Write `number` as a code of `length` symbols, the last of them the check symbol, in groups of four."""
    # Every ballot has its receipt written: with a list and a table, which are quicker here than generators.
    values = [number >> shift & 31 for shift in range(5 * (length - 2), -5, -5)]
    values.append(_check(values))
    symbols = bytes(values).translate(_SYMBOLS).decode()
    return "-".join([symbols[start : start + _GROUP] for start in range(0, length, _GROUP)])


def read_code(text: str, length: int) -> str:
    """Give the one right spelling of a code as typed: any case, spaces or hyphens; O for 0; I and L for 1.

    Raises `WrongLength`, `StrangeSymbol`, `Mistyped`.
    """
    typed = [symbol for symbol in text.upper() if not symbol.isspace() and symbol not in "-–—"]
    if len(typed) != length:
        raise WrongLength(length, len(typed))
    values = []
    for position, symbol in enumerate(typed, start=1):
        if symbol not in _VALUES:
            raise StrangeSymbol(position)
        values.append(_VALUES[symbol])
    if values[-1] != _check(values[:-1]):
        raise Mistyped
    number = 0
    for value in values[:-1]:
        number = number << 5 | value
    return write_code(number, length)


def _check(values: list[int]) -> int:
    total: int = sum(map(mul, values, count(1, 2)))
    return total % 32
