"""Who may do what with a ledger while it is where it is: one table, which the tests read too."""

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """Where a contract stands. `WAITING`: something of it has come, but not the contract."""

    WAITING = "waiting"
    RUNNING = "running"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    TERMINATED = "terminated"
    CLOSED = "closed"


class Actor(StrEnum):
    """Who acts: an officer, somebody of the unit that carries the initiative out, the residents' representative."""

    OFFICER = "officer"
    UNIT = "unit"
    REPRESENTATIVE = "representative"


class Action(StrEnum):
    """What can be done with a ledger."""

    RECORD_OWN = "record_own"
    RECORD_CITY = "record_city"
    CORRECT = "correct"
    HAND_IN = "hand_in"
    SEND_BACK = "send_back"
    ACCEPT = "accept"
    INSPECT = "inspect"
    PHOTOGRAPH = "photograph"
    SHOW_PHOTOGRAPH = "show_photograph"
    WITHDRAW_PHOTOGRAPH = "withdraw_photograph"
    RENEW_LINK = "renew_link"


class NotForActor(Exception):
    """What was asked is never for this one. `actor`: who that was."""

    def __init__(self, actor: Actor) -> None:
        super().__init__(f"not for {actor}")
        self.actor = actor


class NotNow(Exception):
    """Where the ledger stands this cannot be done, or not any more. `stage`: where it stands."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(f"not while {stage}")
        self.stage = stage


_DESK = frozenset({Actor.OFFICER, Actor.UNIT})
_ALL = frozenset(Actor)
_OFFICER = frozenset({Actor.OFFICER})
_OFFICER_OR_RESIDENTS = frozenset({Actor.OFFICER, Actor.REPRESENTATIVE})

PERMITS: Mapping[Action, Mapping[Stage, frozenset[Actor]]] = {
    Action.RECORD_OWN: {Stage.RUNNING: _ALL, Stage.RETURNED: _ALL, Stage.TERMINATED: _DESK},
    # An invoice may come when the residents have handed their side in already.
    Action.RECORD_CITY: {
        Stage.RUNNING: _DESK,
        Stage.HANDED_IN: _DESK,
        Stage.RETURNED: _DESK,
        Stage.TERMINATED: _DESK,
    },
    # While the settlement waits an officer puts it right: that is what "accepted with a correction" means.
    Action.CORRECT: {
        Stage.RUNNING: _ALL,
        Stage.HANDED_IN: _OFFICER,
        Stage.RETURNED: _ALL,
        Stage.TERMINATED: _DESK,
    },
    Action.HAND_IN: {Stage.RUNNING: _OFFICER_OR_RESIDENTS, Stage.RETURNED: _OFFICER_OR_RESIDENTS},
    Action.SEND_BACK: {Stage.HANDED_IN: _OFFICER},
    Action.ACCEPT: {Stage.HANDED_IN: _OFFICER, Stage.TERMINATED: _OFFICER},
    Action.INSPECT: {
        Stage.RUNNING: _DESK,
        Stage.HANDED_IN: _DESK,
        Stage.RETURNED: _DESK,
        Stage.TERMINATED: _DESK,
    },
    # What the representative sends, everybody sees when an officer has looked at it.
    Action.PHOTOGRAPH: {
        Stage.RUNNING: _ALL,
        Stage.HANDED_IN: _ALL,
        Stage.RETURNED: _ALL,
        Stage.TERMINATED: _DESK,
        Stage.CLOSED: _OFFICER,
    },
    Action.SHOW_PHOTOGRAPH: {
        Stage.RUNNING: _OFFICER,
        Stage.HANDED_IN: _OFFICER,
        Stage.RETURNED: _OFFICER,
        Stage.TERMINATED: _OFFICER,
        Stage.CLOSED: _OFFICER,
    },
    Action.WITHDRAW_PHOTOGRAPH: {
        Stage.RUNNING: _OFFICER,
        Stage.HANDED_IN: _OFFICER,
        Stage.RETURNED: _OFFICER,
        Stage.TERMINATED: _OFFICER,
        Stage.CLOSED: _OFFICER,
    },
    Action.RENEW_LINK: {Stage.RUNNING: _OFFICER, Stage.RETURNED: _OFFICER},
}


def may(action: Action, stage: Stage, actor: Actor) -> bool:
    """Tell whether somebody may do something now."""
    return actor in PERMITS[action].get(stage, frozenset())


def require(action: Action, stage: Stage, actor: Actor) -> None:
    """Raise `NotForActor` for what this one may never do, `NotNow` for what cannot be done where the ledger stands."""
    if all(actor not in actors for actors in PERMITS[action].values()):
        raise NotForActor(actor)
    if not may(action, stage, actor):
        raise NotNow(stage)
