"""Whose hands a unit's case is in where its page is closed to officers. It asks no service and no store.

That it is true of every page of the house, `tests/contracts/test_routes.py` holds against the routes' own callers.
"""

from collections.abc import Mapping
from enum import StrEnum
from fnmatch import fnmatchcase


class Lead(StrEnum):
    """Who leads a case that officers see on the list of what waits in units, and may not open."""

    PRESS_OFFICE = "press_office"
    PARTICIPANTS = "participants"
    """Of a meeting: its page opens to those who take part."""
    UNIT = "unit"


_CLOSED: Mapping[str, Lead] = {
    "/panel/prasa/sprawy/*": Lead.PRESS_OFFICE,
    "/panel/spotkania/moje/*": Lead.PARTICIPANTS,
    "/panel/sprawozdania/*/potwierdzenie": Lead.UNIT,
}
"""Pages of units' tasks that are not for officers."""


def led_by(link: str) -> Lead | None:
    """Give who leads what a unit's task leads to; None where an officer may open it, too."""
    return next((lead for closed, lead in _CLOSED.items() if fnmatchcase(link, closed)), None)
