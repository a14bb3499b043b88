"""Who speaks in the debate on the state of the commune: residents, in the order of receipt. It holds no name.

Art. 28aa ust. 6-8 ustawy o samorządzie gminnym: a resident files a notice in writing, at the latest on the day before
the session, with the signatures of at least 20 people, or 50 in a commune above 20,000 residents; they speak in the
order of receipt, 15 of them unless the council decides for more.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from shared.clock import warsaw


class SignUpsClosed(Exception):
    """The debate is over: nobody is entered any more."""


class ReceivedAhead(Exception):
    """The moment of receipt has not come yet."""


class LimitLowered(Exception):
    """The council can only let more speak than the act does."""


class Verdict(StrEnum):
    """What becomes of a notice."""

    SPEAKS = "speaks"
    RESERVE = "reserve"
    """In order, but after as many as may speak."""
    TOO_FEW = "too_few"
    TOO_LATE = "too_late"
    WITHDRAWN = "withdrawn"


class SignUp(BaseModel):
    """A resident's notice. `sealed`: the name and how to reach the resident, encrypted; None once they were erased.

    `number`: the order in which the notices were entered; of two that came at one moment the first entered is first.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    year: int
    number: int
    received_at: datetime
    signatures: int
    sealed: bytes | None
    withdrawn: bool = False
    version: int = 1

    def gone(self) -> Self:
        """Give the notice that was taken back."""
        return self._next(withdrawn=True)

    def counted(self, signatures: int) -> Self:
        """Give the notice with its signatures counted anew."""
        return self._next(signatures=signatures)

    def erased(self) -> Self:
        """Give the notice without whom it is from."""
        return self._next(sealed=None)

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


class Place(BaseModel):
    """A notice on the list: what becomes of it and, of who speaks or waits, the place in the order."""

    model_config = ConfigDict(frozen=True)

    sign_up: SignUp
    verdict: Verdict
    place: int | None


def roster(sign_ups: Iterable[SignUp], session_on: date | None, least: int, limit: int) -> list[Place]:
    """Give all notices in the order of receipt with what becomes of them; `least`: signatures that are needed."""
    places, place = list[Place](), 0
    for one in sorted(sign_ups, key=lambda one: (one.received_at, one.number)):
        if one.withdrawn:
            verdict = Verdict.WITHDRAWN
        elif session_on is not None and warsaw(one.received_at).date() >= session_on:
            verdict = Verdict.TOO_LATE
        elif one.signatures < least:
            verdict = Verdict.TOO_FEW
        else:
            place += 1
            verdict = Verdict.SPEAKS if place <= limit else Verdict.RESERVE
        counts = verdict in (Verdict.SPEAKS, Verdict.RESERVE)
        places.append(Place(sign_up=one, verdict=verdict, place=place if counts else None))
    return places
