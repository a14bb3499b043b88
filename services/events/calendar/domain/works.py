"""The end of a chosen project's works as the calendar shows it. It follows what units publish of it, and no hand."""

from datetime import date

from services.events.calendar.domain import EntryKind, Plan
from services.events.calendar.domain.dates import whole_day
from shared.clock import warsaw
from shared.contracts.reporting import ProgressPublishedV1, Stage

OFF = "Projekt nie będzie realizowany. Powód jest na stronie projektu."


def works_entry_id(implementation_id: str) -> str:
    """Give the id of the entry of a work: the same one whenever it is asked for, at most 64 characters."""
    return f"works-{implementation_id[:50]}"


def works_plan(event: ProgressPublishedV1, known: date | None) -> Plan | None:
    """Say what the entry says, None where there is no day to show; `known`: the day that it stands on.

    What is finished sooner than was planned stands on the day on which residents were told so.
    """
    day, finished = event.planned_end or known, event.stage is Stage.FINISHED
    if day is None:
        return None
    if finished:
        day = min(day, warsaw(event.published_at).date())
    starts, ends = whole_day(day)
    title = f"{'Koniec prac' if finished else 'Planowany koniec prac'}: {event.title}"
    link = f"/budzet-obywatelski/projekty/{event.proposal_id}"
    return Plan(title=title[:200], kind=EntryKind.MILESTONE, starts=starts, ends=ends, all_day=True, link=link)
