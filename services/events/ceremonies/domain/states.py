"""Where a ceremony stands, what may be done with it then, and how that is refused. No framework."""

from enum import StrEnum


class State(StrEnum):
    """Where a ceremony stands."""

    PLANNED = "planned"
    CONCEPT = "concept"
    CONSULTED = "consulted"
    APPROVED = "approved"
    READY = "ready"
    """Its final scenario is locked."""
    HELD = "held"
    REPORTED = "reported"
    CANCELLED = "cancelled"
    """Its entry was called off."""
    MOVED = "moved"
    """Its entry was moved, or put off, after the ceremony had been approved: somebody looks at it anew."""


class Action(StrEnum):
    """What people do with a ceremony. It is moved and cancelled in the calendar alone."""

    CONCEPT = "concept"
    CONSULT = "consult"
    APPROVE = "approve"
    PLAN = "plan"
    LOCK = "lock"
    REOPEN = "reopen"
    CONFIRM = "confirm"
    HOLD = "hold"
    REPORT = "report"
    ASK = "ask"
    """For military assistance: draft the request, or say that none is needed."""
    SEND = "send"
    ANSWER = "answer"
    PERMIT = "permit"
    WITHDRAW = "withdraw"
    """What was asked for, from the garrison or from who grants a permit."""


_WORKED_ON = frozenset({State.PLANNED, State.CONCEPT, State.CONSULTED, State.APPROVED, State.MOVED})
SETTLED = frozenset({State.APPROVED, State.READY, State.MOVED})
TABLE: dict[Action, frozenset[State]] = {
    Action.CONCEPT: frozenset({State.PLANNED, State.CONCEPT, State.CONSULTED}),
    Action.CONSULT: frozenset({State.CONCEPT, State.CONSULTED}),
    Action.APPROVE: frozenset({State.CONSULTED}),
    Action.PLAN: _WORKED_ON,
    Action.LOCK: frozenset({State.APPROVED}),
    Action.REOPEN: frozenset({State.APPROVED, State.READY}),
    Action.CONFIRM: frozenset({State.MOVED}),
    Action.HOLD: frozenset({State.READY}),
    Action.REPORT: frozenset({State.HELD, State.REPORTED}),
    Action.ASK: _WORKED_ON | {State.READY},
    Action.SEND: SETTLED,
    Action.ANSWER: SETTLED,
    Action.PERMIT: _WORKED_ON | {State.READY},
    Action.WITHDRAW: frozenset({State.MOVED, State.CANCELLED}),
}
"""What may be done while it stands where."""
OVER = frozenset({State.HELD, State.REPORTED, State.CANCELLED})


class CeremonyNotNow(Exception):
    """In the state in which it is, the ceremony waits for something else."""

    def __init__(self, state: str, action: str) -> None:
        super().__init__(f"no {action} while {state}")
        self.state, self.action = state, action


class OwnCeremony(Exception):
    """Who has written something of it does not approve or lock it."""


class NotACeremony(Exception):
    """The entry is no ceremony, or does not take place."""


class HourMissing(Exception):
    """The entry has no hour yet, or no date."""


class ScenarioEmpty(Exception):
    """There is nothing in the scenario."""


class ScenarioThere(Exception):
    """The scenario has items already."""


class RefusalStands(Exception):
    """A permit or the military assistance was refused, and nobody has said why it goes on all the same."""


class NotYetHeld(Exception):
    """The ceremony has not begun yet."""


class CeremonyFull(Exception):
    """There are as many of these as there may be."""
