"""Terms of the council (kadencje) and their sessions (sesje), as pure rules. It reads no clock."""

from collections.abc import Iterable
from datetime import date, time
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.reporting.council.domain.roman import roman
from shared.contracts.reporting import SessionKind, SessionState


class TermMisplaced(Exception):
    """The days of a term are in no order, or overlap those of another one (`other`: its number)."""

    def __init__(self, other: int | None = None) -> None:
        super().__init__(f"overlaps term {other}" if other else "ends before it begins")
        self.other = other


class TermUnknown(LookupError):
    """No term of the council has this day."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no term on {day.isoformat()}")
        self.day = day.isoformat()


class SessionKnown(Exception):
    """The term has a session of this number already."""

    def __init__(self, number: int) -> None:
        super().__init__(f"session {roman(number)} is there already")
        self.number = number


class SessionSettled(Exception):
    """The session was held or cancelled: it is planned no longer."""

    def __init__(self, state: SessionState) -> None:
        super().__init__(f"the session is {state}")
        self.state = state.value


class SessionAhead(Exception):
    """The day of the session has not come yet."""


class SessionNotHeld(Exception):
    """Nothing can be presented at a session that was not held."""


class Term(BaseModel):
    """A term of the council. `council`: its name then, in the genitive: "Rady Miasta Kalisza"."""

    model_config = ConfigDict(frozen=True)

    id: str
    number: int
    first_day: date
    last_day: date
    council: str

    def has(self, day: date) -> bool:
        """Tell whether a day is in the term."""
        return self.first_day <= day <= self.last_day

    def require_apart(self, others: Iterable["Term"]) -> None:
        """Raise `TermMisplaced` where the days are in no order or overlap another term's."""
        if self.last_day < self.first_day:
            raise TermMisplaced
        for other in others:
            if other.first_day <= self.last_day and self.first_day <= other.last_day:
                raise TermMisplaced(other.number)


def term_on(day: date, terms: Iterable[Term]) -> Term:
    """Give the term that has a day. Raises `TermUnknown`."""
    for term in terms:
        if term.has(day):
            return term
    raise TermUnknown(day)


class Session(BaseModel):
    """A session of the council.

    `begins`: by the city's clocks, None where only its day is known. `reason`: why it was cancelled.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    term_id: str
    term_number: int
    number: int
    kind: SessionKind
    on: date
    place: str
    begins: time | None = None
    state: SessionState = SessionState.PLANNED
    reason: str | None = None
    counts: bool = True
    """False where it was cancelled: its number is free for another one."""
    version: int = 1

    @property
    def roman(self) -> str:
        """Its number as it is written: XLIX."""
        return roman(self.number)

    @property
    def planned(self) -> bool:
        """Whether it is still ahead, and stands."""
        return self.state is SessionState.PLANNED

    def moved(self, on: date, place: str, begins: time | None = None) -> Self:
        """Give the session on another day, at another hour or in another place. Raises `SessionSettled`."""
        return self._from_planned(on=on, begins=begins, place=place)

    def cancelled(self, reason: str) -> Self:
        """Give the session that does not take place. Raises `SessionSettled`."""
        return self._from_planned(state=SessionState.CANCELLED, reason=reason, counts=False)

    def held(self, today: date) -> Self:
        """Give the session that has taken place. Raises `SessionSettled`, `SessionAhead`."""
        if self.planned and self.on > today:
            raise SessionAhead
        return self._from_planned(state=SessionState.HELD)

    def reported(self) -> Self:
        """Give the session at which the mayor's report was presented. Raises `SessionNotHeld`."""
        if self.state is not SessionState.HELD:
            raise SessionNotHeld
        return self._changed(state=SessionState.REPORTED)

    def _from_planned(self, **changes: Any) -> Self:
        if not self.planned:
            raise SessionSettled(self.state)
        return self._changed(**changes)

    def _changed(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


class Moment(StrEnum):
    """Which sessions a list shows."""

    AHEAD = "przed-nami"
    PAST = "minione"
