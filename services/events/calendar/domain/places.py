"""Several places of one entry: in the calendar they stand in one line. No framework, no await."""

from collections.abc import Sequence

LONGEST = 200
"""Characters of a place in the calendar."""
_BETWEEN = "; "


def in_one_line(places: Sequence[str]) -> str | None:
    """Give places as an entry has them; None where there is none."""
    return _BETWEEN.join(places)[:LONGEST] or None


def places_of(place: str | None) -> tuple[str, ...]:
    """Give the places of an entry one by one, each once; nothing where it has none."""
    named = (" ".join(each.split()) for each in (place or "").split(_BETWEEN.strip()))
    each_once: dict[str, str] = {}
    for one in named:
        if one:
            each_once.setdefault(one.casefold(), one)
    return tuple(each_once.values())
