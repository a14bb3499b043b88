"""A voter who may be more than one person on the roll. It must not know how anybody votes: no choice is here."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.voting.ballots.domain import symbols
from services.voting.keys.tags import keyed_tag

_SYMBOLS = 12
_BITS = 5 * (_SYMBOLS - 1)


class DoubtState(StrEnum):
    """How far a doubt is."""

    WAITING = "waiting"
    CLEARED = "cleared"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    """An officer has taken a clearing back: whoever asked may ask anew."""
    OVER = "over"
    """The box was closed before anybody decided."""


class NothingToDecide(Exception):
    """The machine can tell who this is, or knows nobody like that: there is nothing for an officer to decide."""


class AlreadyDecided(Exception):
    """Somebody has decided this doubt already."""


class NotCleared(Exception):
    """Nobody was found here: there is no decision to take back."""


class HasVoted(Exception):
    """There is a ballot of this person in the box: the decision stands."""


class SomebodyElses(Exception):
    """Another voter was found to be this person on the roll."""


class TooManyDoubts(Exception):
    """As many wait to be found among these people of the roll as people of one name may reasonably live together."""


class UnknownDoubt(Exception):
    """There is no doubt with this code."""


class Decision(BaseModel):
    """One decision about a doubt, by whom and when (UTC); `reason`: the officer's words, encrypted."""

    model_config = ConfigDict(frozen=True)

    state: DoubtState
    by_id: str
    by_name: str
    at: AwareDatetime
    reason: bytes


class Doubt(BaseModel):
    """A voter who waits for a decision, or has one.

    `sealed`: the name and address as typed, until the decision; `like`: a keyed tag of those on the roll who may be
    meant, one however they are spelt. `roll_id`: who it is, where it is somebody. `decisions`: what was decided, and
    taken back. No choice is ever here.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    code: str
    like: str
    place: int
    asked_at: AwareDatetime
    state: DoubtState = DoubtState.WAITING
    sealed: bytes | None = None
    roll_id: str | None = None
    decisions: tuple[Decision, ...] = ()
    version: int = 1

    def decided(self, roll_id: str | None, decision: Decision) -> Self:
        """Give it with who it is, None for nobody; what was typed is forgotten. Raises `AlreadyDecided`."""
        if self.state is not DoubtState.WAITING:
            raise AlreadyDecided
        return self._next(decision.state, roll_id=roll_id, decisions=(*self.decisions, decision))

    def taken_back(self, decision: Decision) -> Self:
        """Give it with its clearing taken back: the person on the roll is free for another. Raises `NotCleared`."""
        if self.state is not DoubtState.CLEARED:
            raise NotCleared
        return self._next(decision.state, decisions=(*self.decisions, decision))

    def over(self) -> Self:
        """Give it after the closing of the box."""
        return self._next(DoubtState.OVER)

    def _next(self, state: DoubtState, **changes: object) -> Self:
        gone = {"sealed": None, "roll_id": None}
        return self.model_copy(update={**gone, **changes, "state": state, "version": self.version + 1})


def code_of(key: bytes, person: str, nonce: str) -> str:
    """Give the code to come back with, `XXXX-XXXX-XXXX`: the same one for the same sending of the form.

    `person`: the tag of what was typed, so that the same nonce with another person is another code.
    """
    text = f"doubt|{person}|{nonce}"
    number = int(keyed_tag(key, text)[:16], 16) >> (64 - _BITS)
    return symbols.write_code(number, _SYMBOLS)


def like_tag(key: bytes, candidates: Sequence[str]) -> str:
    """Give the tag of those on the roll who may be meant, by their ids in any order."""
    return keyed_tag(key, f"doubt-like|{'|'.join(sorted(candidates))}")


def code_tag(key: bytes, code: str) -> str:
    """Give what is stored in place of a code as it was typed. Raises `UnreadableCode`."""
    return keyed_tag(key, f"doubt-code|{symbols.read_code(code, _SYMBOLS)}")
