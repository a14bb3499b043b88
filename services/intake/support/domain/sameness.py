"""When two supporters are the same person. It gives texts; who keeps them makes digests."""

import re
from collections.abc import Iterable

from services.intake.proposals.domain.words import fold
from services.intake.support.domain import Resident

_STREET_WORDS = {"ul", "ulica", "al", "aleja", "aleje", "pl", "plac", "os", "osiedle", "skwer", "rondo"}
_NUMBER_WORDS = {"nr", "numer", "m", "mieszkanie", "mieszkania", "lok", "lokal", "lokalu", "dom"}
_PART = re.compile(r"\d+|[a-z]+")


def person_text(resident: Resident) -> str:
    """Give name and address as they are compared: without accents, order of names, "ul." and ways to write a number."""
    names = sorted(fold(f"{resident.given} {resident.surname}"))
    street = _without(fold(resident.street), _STREET_WORDS)
    number = _without(_PART.findall(" ".join(fold(resident.house))), _NUMBER_WORDS)
    return "|".join(" ".join(part) for part in (names, street, number, fold(resident.town)))


def surname_text(surname: str) -> str:
    """Give a surname as it is searched for."""
    return " ".join(fold(surname))


def _without(words: Iterable[str], needless: set[str]) -> list[str]:
    found = list(words)
    return [word for word in found if word not in needless] or found
