"""A press conference as the calendar shows it. It follows the press office; who is there, a person says."""

from services.events.calendar.domain import EntryKind, Plan
from shared.contracts.media import PressConferenceScheduledV1

OFF = "Nie odbędzie się w tym terminie. Powód jest na stronie konferencji."


def entry_id(conference_id: str) -> str:
    """Give the id of the entry of a conference: the same one whenever it is asked for, at most 64 characters."""
    return f"press-{conference_id[:50]}"


def plan_of(event: PressConferenceScheduledV1) -> Plan:
    """Say what the entry says."""
    return Plan(
        title=event.title[:200],
        kind=EntryKind.CONFERENCE,
        starts=event.starts,
        ends=event.ends,
        place=event.place,
        link=event.page,
    )
