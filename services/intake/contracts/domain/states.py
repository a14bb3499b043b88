"""Where a contract can stand, and what may be done with it there."""

from collections.abc import Mapping
from enum import StrEnum


class ContractState(StrEnum):
    """Where a contract stands."""

    AWAITED = "awaited"
    """The mayor's decision, or the money for it, is not known yet."""
    DRAFTED = "drafted"
    AGREED = "agreed"
    """The text is closed and goes to be signed."""
    SIGNED = "signed"
    ANNEX_DRAFTED = "annex_drafted"
    ANNEX_AGREED = "annex_agreed"
    TERMINATED = "terminated"
    SETTLED = "settled"
    DROPPED = "dropped"
    """The applicants have withdrawn, or the application was refused."""


class Action(StrEnum):
    """What may be done with a contract."""

    EDIT = "edit"
    OFFER = "offer"
    ANSWER = "answer"
    AGREE = "agree"
    REOPEN = "reopen"
    SIGN = "sign"
    ANNEX = "annex"
    DROP_ANNEX = "drop_annex"
    LEND = "lend"
    TAKE_BACK = "take_back"
    TERMINATE = "terminate"


_DRAFTS = {ContractState.DRAFTED, ContractState.ANNEX_DRAFTED}
_AGREED = {ContractState.AGREED, ContractState.ANNEX_AGREED}
RUNNING = frozenset({ContractState.SIGNED, ContractState.ANNEX_DRAFTED, ContractState.ANNEX_AGREED})
"""States in which a signed contract holds."""
POSSIBLE: Mapping[Action, frozenset[ContractState]] = {
    Action.EDIT: frozenset(_DRAFTS),
    Action.OFFER: frozenset(_DRAFTS),
    Action.ANSWER: frozenset(_DRAFTS),
    Action.AGREE: frozenset(_DRAFTS),
    Action.REOPEN: frozenset(_AGREED),
    Action.SIGN: frozenset(_AGREED),
    Action.ANNEX: frozenset({ContractState.SIGNED}),
    Action.DROP_ANNEX: frozenset({ContractState.ANNEX_DRAFTED, ContractState.ANNEX_AGREED}),
    Action.LEND: RUNNING,
    # What was lent comes back after the end as well.
    Action.TAKE_BACK: RUNNING | {ContractState.TERMINATED, ContractState.SETTLED},
    Action.TERMINATE: RUNNING,
}
