"""Several places of one entry: in the calendar they stand in one line. No framework, no await."""

from collections.abc import Sequence

LONGEST = 200
"""Characters of a place, in the calendar and in whatever takes its place from there."""
_BETWEEN = "; "


def in_one_line(places: Sequence[str]) -> str | None:
    """Give as many of the places, the first first, as an entry has room for; None where there is none."""
    line = ""
    for one in places:
        longer = f"{line}{_BETWEEN}{one}" if line else one
        if len(longer) > LONGEST:
            break
        line = longer
    return line or None


def places_of(place: str | None) -> tuple[str, ...]:
    """Give the places of an entry one by one, each once; nothing where it has none."""
    named = (" ".join(each.split()) for each in (place or "").split(_BETWEEN.strip()))
    each_once: dict[str, str] = {}
    for one in named:
        if one:
            each_once.setdefault(one.casefold(), one)
    return tuple(each_once.values())
