"""PESEL as a means to find a person on the roll. It must not be kept, nor stand in an error, a log or an address.

Source: ustawa o ewidencji ludności, art. 15: eleven digits, of the day of birth (the century is in the month), a serial
number and a check digit.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from services.voting.keys.tags import keyed_tag

OLDEST = 115
"""The greatest age in whole years that is believed."""
_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
_CENTURIES = {80: 1800, 0: 1900, 20: 2000, 40: 2100, 60: 2200}
_DIGITS = re.compile(r"[0-9]{11}")


class UnreadablePesel(ValueError):
    """What was typed is no PESEL. It carries nothing of what was typed."""


class PeselNotDigits(UnreadablePesel):
    """It is not eleven digits."""


class PeselMistyped(UnreadablePesel):
    """The check digit does not fit."""


class PeselImpossible(UnreadablePesel):
    """No living person was born on the day that it names."""


@dataclass(frozen=True, slots=True)
class Pesel:
    """A PESEL that may be somebody's, and the day of birth in it."""

    number: str = field(repr=False)
    born: date = field(repr=False)


def read_pesel(text: str, today: date) -> Pesel:
    """Read a PESEL; spaces and hyphens mean nothing. `today`: the day in the city.

    Raises `PeselNotDigits`, `PeselMistyped`, `PeselImpossible`.
    """
    number = re.sub(r"[\s-]", "", text)
    if not _DIGITS.fullmatch(number):
        raise PeselNotDigits
    digits = [int(digit) for digit in number]
    if sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 10:
        raise PeselMistyped
    century, month = divmod(int(number[2:4]), 20)
    try:
        born = date(_CENTURIES[century * 20] + int(number[:2]), month, int(number[4:6]))
    except ValueError:
        raise PeselImpossible from None
    if not plausible(born, today):
        raise PeselImpossible
    return Pesel(number, born)


def plausible(born: date, today: date) -> bool:
    """Tell whether somebody born on that day may be alive: 0 to `OLDEST` years old, not of the future."""
    return born <= today and age(born, today) <= OLDEST


def age(born: date, today: date) -> int:
    """Give the whole years since a birth; who was born on 29 February is a year older on 1 March."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def age_reached(born: int, today: date) -> int:
    """Give the age that somebody who was born in the year `born` reaches this year; `OLDEST` at most.

    Of a birth only the year is kept beside a voter's tags: enough to see which ages stand out.
    """
    return min(today.year - born, OLDEST)


def pesel_tag(key: bytes, edition: str, number: str) -> str:
    """Give what is stored in place of a PESEL: HMAC-SHA256(key, "pesel|edition|number"), 64 hex digits.

    Without the key it cannot be reversed by trying all numbers, as a plain hash can within minutes.
    """
    return keyed_tag(key, f"pesel|{edition}|{number}")
