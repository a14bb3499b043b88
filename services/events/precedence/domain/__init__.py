"""The order of precedence and its versions. No act fixes it, so every move has a reason. No framework, no await."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MOST_RANKS = 100

RankId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
RankName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=150)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]


class RankUnknown(Exception):
    """The order has no such rank, or it was ended."""

    def __init__(self, rank_id: str) -> None:
        super().__init__(f"no rank {rank_id}")
        self.rank_id = rank_id


class RankUsed(Exception):
    """Somebody has this rank: it can be ended, not taken out."""

    def __init__(self, rank_id: str) -> None:
        super().__init__(f"rank {rank_id} is used")
        self.rank_id = rank_id


class RankNamed(Exception):
    """Another rank has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is a rank named {name}")
        self.name = name


class TooManyRanks(Exception):
    """The order has `MOST_RANKS` already."""


class NothingMoved(Exception):
    """The rank stands there already."""

    def __init__(self, rank_id: str) -> None:
        super().__init__(f"rank {rank_id} does not move")
        self.rank_id = rank_id


class NothingToUndo(Exception):
    """The newest version cannot be taken back: it is the first one, or takes another back itself."""


class Rank(NamedTuple):
    """A rank as the others see it. `place`: from 1."""

    id: str
    name: str
    place: int


class Why(BaseModel):
    """Why a rank stands where it stands: who has moved it there."""

    model_config = ConfigDict(frozen=True)

    reason: str
    by_name: str
    at: datetime


class Office(BaseModel):
    """An office, or offices of one rank. `why`: None while it stands where the house has begun."""

    model_config = ConfigDict(frozen=True)

    id: RankId
    name: RankName
    why: Why | None = None


class ChangeKind(StrEnum):
    """What has made a version."""

    BEGUN = "begun"
    MOVED = "moved"
    ADDED = "added"
    RENAMED = "renamed"
    ENDED = "ended"
    TAKEN_OUT = "taken_out"
    UNDONE = "undone"


class Change(BaseModel):
    """What has made a version, and who. `name`: of the rank; `was`, `now`: its places before and after, from 1."""

    model_config = ConfigDict(frozen=True)

    kind: ChangeKind
    at: datetime | None = None
    by_id: str = ""
    by_name: str = ""
    rank_id: str = ""
    name: str = ""
    was: int | None = None
    now: int | None = None
    reason: str = ""


class Order(BaseModel):
    """One version of the order; a version never changes. `ended`: ranks that nobody is given any more."""

    model_config = ConfigDict(frozen=True)

    id: str
    offices: tuple[Office, ...]
    ended: tuple[Office, ...] = ()
    change: Change
    version: int = 1

    @property
    def ranks(self) -> tuple[Rank, ...]:
        """The ranks in force, the first first."""
        return tuple(Rank(one.id, one.name, place) for place, one in enumerate(self.offices, 1))

    def place(self, rank_id: str) -> int:
        """Give the place of a rank in force, from 1. Raises `RankUnknown`."""
        for place, one in enumerate(self.offices, 1):
            if one.id == rank_id:
                return place
        raise RankUnknown(rank_id)

    def moved(self, rank_id: str, before: str | None, change: Change) -> Self:
        """Give the order with a rank moved before another one, or to the end where `before` is None.

        Raises `RankUnknown`, `NothingMoved`.
        """
        was = self.place(rank_id)
        one, rest = self.offices[was - 1], [each for each in self.offices if each.id != rank_id]
        if before == rank_id:
            raise NothingMoved(rank_id)
        at = len(rest) if before is None else [each.id for each in rest].index(self.offices[self.place(before) - 1].id)
        if at == was - 1:
            raise NothingMoved(rank_id)
        assert change.at is not None
        why = Why(reason=change.reason, by_name=change.by_name, at=change.at)
        offices = (*rest[:at], one.model_copy(update={"why": why}), *rest[at:])
        told = {"rank_id": rank_id, "name": one.name, "was": was, "now": at + 1}
        return self._next(change.model_copy(update=told), offices=offices)

    def added(self, office: Office, before: str | None, change: Change) -> Self:
        """Give the order with another rank. Raises `RankUnknown`, `RankNamed`, `TooManyRanks`."""
        self._require_name(office.name)
        if len(self.offices) >= MOST_RANKS:
            raise TooManyRanks
        at = len(self.offices) if before is None else self.place(before) - 1
        assert change.at is not None
        why = Why(reason=change.reason, by_name=change.by_name, at=change.at)
        offices = (*self.offices[:at], office.model_copy(update={"why": why}), *self.offices[at:])
        told = {"rank_id": office.id, "name": office.name, "now": at + 1}
        return self._next(change.model_copy(update=told), offices=offices)

    def renamed(self, rank_id: str, name: str, change: Change) -> Self:
        """Give the order with a rank's other name. Raises `RankUnknown`, `RankNamed`."""
        place = self.place(rank_id)
        self._require_name(name, but=rank_id)
        offices = tuple(one.model_copy(update={"name": name}) if one.id == rank_id else one for one in self.offices)
        told = {"rank_id": rank_id, "name": name, "was": place, "now": place}
        return self._next(change.model_copy(update=told), offices=offices)

    def without(self, rank_id: str, change: Change, *, end: bool) -> Self:
        """Give the order without a rank; ended, its name stays with those who have it. Raises `RankUnknown`."""
        was = self.place(rank_id)
        one = self.offices[was - 1]
        offices = tuple(each for each in self.offices if each.id != rank_id)
        told = {"rank_id": rank_id, "name": one.name, "was": was}
        ended = (*self.ended, one) if end else self.ended
        return self._next(change.model_copy(update=told), offices=offices, ended=ended)

    def undone(self, before: Self, change: Change) -> Self:
        """Give the order as it was before its newest change. Raises `NothingToUndo`."""
        if not self.undoable:
            raise NothingToUndo
        told = {"rank_id": self.change.rank_id, "name": self.change.name}
        return self._next(change.model_copy(update=told), offices=before.offices, ended=before.ended)

    @property
    def undoable(self) -> bool:
        """True where its newest change can be taken back."""
        return self.change.kind not in (ChangeKind.BEGUN, ChangeKind.UNDONE)

    def _require_name(self, name: str, but: str = "") -> None:
        if any(one.name.casefold() == name.casefold() and one.id != but for one in self.offices):
            raise RankNamed(name)

    def _next(self, change: Change, **changes: object) -> Self:
        version = self.version + 1
        return self.model_copy(update={**changes, "change": change, "version": version, "id": version_id(version)})


def version_id(version: int) -> str:
    """Give the id of a version: there is one of each."""
    return f"{version:08}"
