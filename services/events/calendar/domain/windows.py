"""The entries that an edition's windows are. No framework, no await."""

from datetime import timedelta

from pydantic import BaseModel, ConfigDict

from services.events.calendar.domain import EntryKind, Plan
from shared.clock import warsaw
from shared.contracts.intake import EditionRules, Window, WindowKind

_WINDOWS: dict[WindowKind, tuple[str, str]] = {
    WindowKind.SUBMISSION: ("zgłaszanie projektów", "/budzet-obywatelski"),
    WindowKind.VERIFICATION: ("sprawdzanie projektów", "/budzet-obywatelski/projekty"),
    WindowKind.OPINIONS: ("opinie rad osiedli i sołectw", "/budzet-obywatelski/projekty"),
    WindowKind.ADMISSION: ("decyzje o dopuszczeniu projektów", "/budzet-obywatelski/projekty"),
    WindowKind.APPEALS: ("odwołania", "/budzet-obywatelski/projekty"),
    WindowKind.FINAL_LISTS: ("ostateczne listy projektów", "/budzet-obywatelski/projekty"),
    WindowKind.WEB_VOTE: ("głosowanie przez internet", "/budzet-obywatelski/glosowanie"),
    WindowKind.PAPER_VOTE: ("głosowanie na papierze", "/budzet-obywatelski"),
    WindowKind.RESULTS: ("ogłoszenie wyników", "/budzet-obywatelski/wyniki"),
}


def window_entry_id(edition_id: str, kind: WindowKind) -> str:
    """Give the id of the entry that follows a window: the same one whenever it is asked for, at most 64 characters."""
    return f"{edition_id[:50]}-{kind.value}"


def plan_of(rules: EditionRules, window: Window) -> Plan:
    """Make the plan of a window: of whole days where it opens at midnight and closes with the day."""
    what, link = _WINDOWS[window.kind]
    opens, closes = warsaw(window.opens), warsaw(window.closes)
    all_day = f"{opens:%H:%M}" == "00:00" and f"{closes:%H:%M}" in ("23:59", "00:00")
    ends = window.closes
    if all_day and f"{closes:%H:%M}" == "23:59":
        ends = (closes + timedelta(minutes=1)).replace(second=0, microsecond=0).astimezone(ends.tzinfo)
    title = f"{rules.name}: {what}"
    return Plan(title=title[:200], kind=EntryKind.WINDOW, starts=window.opens, ends=ends, all_day=all_day, link=link)


class Followed(BaseModel):
    """An edition that the calendar follows, at the version it has taken in."""

    model_config = ConfigDict(frozen=True)

    id: str
    seen: int
