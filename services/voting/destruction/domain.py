"""The destruction of an edition's keys and data: who decided, what is done. It must not know what lies where."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from services.voting.fraud.domain.flags import AlreadyProposed, NothingProposed, SameMember

MOST_MEMBERS = 15


class Kind(StrEnum):
    """What is destroyed, in this order. The key is the last: until then all can go on from where it was."""

    MAILS = "mails"
    COMPLAINTS = "complaints"
    DOUBTS = "doubts"
    ENQUIRIES = "enquiries"
    REPORTS = "reports"
    ROLL = "roll"
    CARDS = "cards"
    WORDS = "words"
    FLAGS = "flags"
    SUSPECTS = "suspects"
    SIGHTINGS = "sightings"
    ENVELOPES = "envelopes"
    KEY = "key"


class DestructionState(StrEnum):
    """How far a destruction is."""

    PROPOSED = "proposed"
    SENT_BACK = "sent_back"
    RUNNING = "running"
    DONE = "done"


class Part(BaseModel):
    """One kind of data: `count` records were found before the first was touched; `done_at` None: being destroyed."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    count: int = Field(ge=0)
    done_at: datetime | None = None


class Destruction(BaseModel):
    """The destruction of one edition's data, by its id. `members`: those of the commission who are present."""

    model_config = ConfigDict(frozen=True)

    id: str
    state: DestructionState
    members: tuple[str, ...]
    proposed_by_id: str
    proposed_by_name: str
    proposed_at: datetime
    confirmed_by_name: str | None = None
    confirmed_at: datetime | None = None
    parts: tuple[Part, ...] = ()
    finished_at: datetime | None = None
    version: int = 1

    @property
    def begun(self) -> bool:
        """Whether anything may be gone already."""
        return self.state in (DestructionState.RUNNING, DestructionState.DONE)

    def part(self, kind: Kind) -> Part | None:
        """Give what is known of a kind, None where it was not begun."""
        return next((part for part in self.parts if part.kind is kind), None)

    @property
    def done(self) -> int:
        """How many kinds are destroyed."""
        return sum(part.done_at is not None for part in self.parts)

    def require_sent_back(self) -> None:
        """Raise `AlreadyProposed` where a destruction waits for its second person, runs or is done."""
        if self.state is not DestructionState.SENT_BACK:
            raise AlreadyProposed

    def confirmed(self, by_id: str, by_name: str, at: datetime) -> Self:
        """Give it as it begins. Raises `NothingProposed`, `SameMember`."""
        self._require_proposed()
        if self.proposed_by_id == by_id:
            raise SameMember
        return self._next(state=DestructionState.RUNNING, confirmed_by_name=by_name, confirmed_at=at)

    def sent_back(self) -> Self:
        """Give it as it was sent back, or withdrawn. Raises `NothingProposed`."""
        self._require_proposed()
        return self._next(state=DestructionState.SENT_BACK)

    def found(self, kind: Kind, count: int) -> Self:
        """Give it with how many records of a kind are to be destroyed; what was found before stands."""
        return self if self.part(kind) else self._next(parts=(*self.parts, Part(kind=kind, count=count)))

    def destroyed(self, kind: Kind, at: datetime) -> Self:
        """Give it after all records of a kind are gone; what was written before stands."""
        parts = tuple(
            part.model_copy(update={"done_at": at}) if part.kind is kind and part.done_at is None else part
            for part in self.parts
        )
        return self if parts == self.parts else self._next(parts=parts)

    def finished(self, at: datetime) -> Self:
        """Give it when all is destroyed."""
        assert self.done == len(Kind), "the key is the last"
        return self._next(state=DestructionState.DONE, finished_at=at)

    def _require_proposed(self) -> None:
        if self.state is not DestructionState.PROPOSED:
            raise NothingProposed

    def _next(self, **changes: object) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})
