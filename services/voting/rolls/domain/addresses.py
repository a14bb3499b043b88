"""Addresses as they are compared: one key for the many ways to write one. It must not look an address up anywhere."""

import re

from services.voting.rolls.domain.names import fold

_KIND = {"ul", "ulica", "al", "aleja", "aleje", "os", "osiedle", "pl", "plac"}
_POSTCODE = re.compile(r",?\s*\b\d{2}\s*-\s*\d{3}\b.*$")
_FLAT = re.compile(r"(\d\s*[a-z]?)\s*[,;]?\s*(?:m|mieszk|mieszkanie|lok|lokal)\.?\s*(\d+\s*[a-z]?)$")
_NUMBER = re.compile(
    r"(?P<street>.*?\S)\s+(?:nr\.?\s*)?(?P<number>\d+\s*[a-z]?(?:\s*[-/]\s*\d+\s*[a-z]?){0,2})",
)
_WORD = re.compile(r"[a-z0-9]+")


class AddressUnreadable(ValueError):
    """The address has no street, or no house number at its end."""


def address_key(address: str) -> str:
    """Give the key of an address: the street's words, the house and the flat.

    `ul. Łódzka 12 m. 3`, `Łódzka 12/3` and `ŁÓDZKA 12 lok. 3, 62-800 Kalisz` have one key; so have `12 a` and `12A`.
    The order of the street's words means nothing. The post code and what follows it is left out: the roll is one
    town's. Raises `AddressUnreadable`.
    """
    folded = fold(address)
    # No post code is without its hyphen; most people write none.
    plain = " ".join((_POSTCODE.sub("", folded) if "-" in folded else folded).split()).rstrip(" ,.")
    if flat := _FLAT.search(plain):
        plain = f"{plain[: flat.start()]}{flat[1]}/{flat[2]}"
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise AddressUnreadable
    words = _WORD.findall(found["street"])
    # Only in front: a street may well be called `Aleja`.
    while len(words) > 1 and words[0] in _KIND:
        del words[0]
    if not words:
        raise AddressUnreadable
    return f"{' '.join(sorted(words))}|{''.join(found['number'].split())}"
