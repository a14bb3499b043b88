"""What a journalist who was not invited asks for: to be let in. It knows nobody's name: that is sealed."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from services.media.conferences.domain import Conference, State
from services.media.conferences.domain.programme import LINE

Named = Annotated[str, Field(min_length=2, max_length=200, pattern=f"^{LINE}*$")]


class AdmissionState(StrEnum):
    """Where it is."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class AdmissionClosed(Exception):
    """Nobody can ask to come any more: it is over, called off, or has no day for the time being."""

    def __init__(self, conference_id: str) -> None:
        super().__init__(f"{conference_id} takes nobody more")
        self.conference_id = conference_id


class AdmissionDecided(Exception):
    """Somebody has decided about it already."""

    def __init__(self, admission_id: str, state: AdmissionState) -> None:
        super().__init__(f"{admission_id} is {state}")
        self.admission_id, self.state = admission_id, state.value


class Asker(BaseModel):
    """Who asks, and for which newsroom. It is kept sealed."""

    model_config = ConfigDict(frozen=True)

    name: str
    outlet: str
    email: str


class Admission(BaseModel):
    """One request to be let in. `tag`: stands for the address, so that nobody asks twice.

    `ends`: when that for which it asks is over, None while it has no day.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    conference_id: str
    tag: str
    sealed: bytes
    asked_at: datetime
    ends: datetime | None
    state: AdmissionState = AdmissionState.ASKED
    decided_at: datetime | None = None
    decided_by: str | None = None
    version: int = 1

    @property
    def task(self) -> str:
        """Its task on the work list."""
        return f"admission-{self.id}"

    def decided(self, state: AdmissionState, by_name: str, at: datetime) -> Self:
        """Give it granted or refused. Raises `AdmissionDecided`."""
        if self.state is not AdmissionState.ASKED:
            raise AdmissionDecided(self.id, self.state)
        return self._next(state=state, decided_by=by_name, decided_at=at)

    def following(self, conference: Conference) -> Self:
        """Give it as what has become of the conference makes it: to what was called off nobody is let in."""
        if conference.state is State.CANCELLED:
            return self._next(ends=conference.changed_at, state=AdmissionState.REFUSED)
        return self._next(ends=None if conference.state is State.POSTPONED else conference.when.ends)

    def _next(self, **changes: object) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


def require_open(conference: Conference, now: datetime) -> None:
    """Raise `AdmissionClosed` where nobody can ask to come any more."""
    if conference.state is not State.ANNOUNCED or now >= conference.when.ends:
        raise AdmissionClosed(conference.id)
