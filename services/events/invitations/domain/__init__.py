"""A guest list of an event and its invitations, as pure rules. Nothing of a guest is open.

No letter leaves before somebody else than its authors has approved it, and each leaves once. An invitation has one
answer in force: the newest for the event as it stands; who has a moved event's invitation is asked anew.
"""

from services.events.invitations.domain.event import Days, Status, When
from services.events.invitations.domain.history import Entry, Hand
from services.events.invitations.domain.invitations import (
    MOST_COMPANIONS,
    Answer,
    Arrival,
    Counts,
    Invitation,
    Said,
    counted,
)
from services.events.invitations.domain.lists import MOST_GUESTS, GuestList, Letter, Summary
from services.events.invitations.domain.states import (
    ANSWERED,
    COMING,
    TABLE,
    Action,
    AlreadyIn,
    AnswerClosed,
    InvitationNotNow,
    OwnInvitation,
    State,
    TooManyCompanions,
)

__all__ = [
    "ANSWERED",
    "COMING",
    "MOST_COMPANIONS",
    "MOST_GUESTS",
    "TABLE",
    "Action",
    "AlreadyIn",
    "Answer",
    "AnswerClosed",
    "Arrival",
    "Counts",
    "Days",
    "Entry",
    "GuestList",
    "Hand",
    "Invitation",
    "InvitationNotNow",
    "Letter",
    "OwnInvitation",
    "Said",
    "State",
    "Status",
    "Summary",
    "TooManyCompanions",
    "When",
    "counted",
]
