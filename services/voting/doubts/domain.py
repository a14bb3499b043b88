"""A voter who may be more than one person on the roll. It must not know how anybody votes: no choice is here."""

import hashlib
import hmac
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.voting.ballots.domain import symbols

_SYMBOLS = 12
_BITS = 5 * (_SYMBOLS - 1)


class DoubtState(StrEnum):
    """How far a doubt is."""

    WAITING = "waiting"
    CLEARED = "cleared"
    REFUSED = "refused"


class NothingToDecide(Exception):
    """The machine can tell who this is, or knows nobody like that: there is nothing for an officer to decide."""


class AlreadyDecided(Exception):
    """Somebody has decided this doubt already."""


class SomebodyElses(Exception):
    """Another voter was found to be this person on the roll."""


class TooManyDoubts(Exception):
    """As many wait for this name and address as people of one name may reasonably live at one address."""


class UnknownDoubt(Exception):
    """There is no doubt with this code."""


class Doubt(BaseModel):
    """A voter who waits for a decision, or has one.

    `sealed`: the name and address as typed, until the decision; `reason`: the officer's words, encrypted. `like`: a
    keyed tag of the name and address. `roll_id`: who it is, where it is somebody. No choice is ever here.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    code: str
    like: str
    place: int
    asked_at: datetime
    state: DoubtState = DoubtState.WAITING
    sealed: bytes | None = None
    roll_id: str | None = None
    reason: bytes | None = None
    decided_by_id: str | None = None
    version: int = 1

    def decided(self, roll_id: str | None, reason: bytes, by_id: str) -> "Doubt":
        """Give it with who it is, None for nobody; what was typed is forgotten. Raises `AlreadyDecided`."""
        if self.state is not DoubtState.WAITING:
            raise AlreadyDecided
        return self.model_copy(
            update={
                "state": DoubtState.CLEARED if roll_id else DoubtState.REFUSED,
                "roll_id": roll_id,
                "sealed": None,
                "reason": reason,
                "decided_by_id": by_id,
                "version": self.version + 1,
            }
        )


def code_of(key: bytes, nonce: str) -> str:
    """Give the code to come back with, `XXXX-XXXX-XXXX`: the same one for the same sending of the form."""
    number = int.from_bytes(hmac.new(key, f"doubt|{nonce}".encode(), hashlib.sha256).digest()[:8]) >> (64 - _BITS)
    return symbols.write_code(number, _SYMBOLS)


def code_tag(key: bytes, code: str) -> str:
    """Give what is stored in place of a code as it was typed. Raises `UnreadableCode`."""
    return hmac.new(key, f"doubt-code|{symbols.read_code(code, _SYMBOLS)}".encode(), hashlib.sha256).hexdigest()
