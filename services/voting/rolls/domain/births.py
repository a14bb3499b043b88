"""A date of birth as people write it. It must not stand in an error, a log or an address."""

import re
from datetime import date

from services.voting.rolls.domain.pesel import plausible

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_POLISH = re.compile(r"(\d{1,2})[.\s/-]+(\d{1,2})[.\s/-]+(\d{4})", re.ASCII)


class BirthUnreadable(ValueError):
    """What was typed is no date on which a living person was born. It carries nothing of it."""


def read_birth(text: str, today: date) -> date:
    """Read a date of birth: `14.05.1980` or `1980-05-14`. `today`: the day in the city. Raises `BirthUnreadable`."""
    plain = text.strip()
    iso, polish = _ISO.fullmatch(plain), _POLISH.fullmatch(plain)
    if iso:
        year, month, day = map(int, iso.groups())
    elif polish:
        day, month, year = map(int, polish.groups())
    else:
        raise BirthUnreadable
    try:
        born = date(year, month, day)
    except ValueError:
        raise BirthUnreadable from None
    if not plausible(born, today):
        raise BirthUnreadable
    return born
