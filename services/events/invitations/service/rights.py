"""By whose hand each step of invitations goes. When it may, `domain.TABLE` says; that no author approves, the list."""

from enum import StrEnum

from shared.access import NotAllowed, Person, Role

WRITERS = (Role.PROTOCOL_OFFICER, Role.PRESS_OFFICER, Role.OFFICER)
READERS = (*WRITERS, Role.MAYOR, Role.AUDITOR)
"""Who may see guests; each look is written down."""


class Duty(StrEnum):
    """What the desk does."""

    BOOK = "book"
    OPEN = "open"
    WRITE = "write"
    ADD = "add"
    TAKE_OFF = "take_off"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    SEND = "send"
    ENTER = "enter"
    SEAT = "seat"
    ADMIT = "admit"


HANDS: dict[Duty, tuple[Role, ...]] = {
    duty: (*WRITERS, Role.MAYOR) if duty is Duty.APPROVE else WRITERS for duty in Duty
}


def may(duty: Duty, person: Person) -> bool:
    """Tell whether something is for a person's role."""
    return person.role in HANDS[duty]


def require_may(duty: Duty, person: Person) -> None:
    """Raise `NotAllowed` where something is not for a person's role."""
    if not may(duty, person):
        raise NotAllowed(person.role)


def require_reads(person: Person) -> None:
    """Raise `NotAllowed` where somebody may not see guests."""
    if person.role not in READERS:
        raise NotAllowed(person.role)
