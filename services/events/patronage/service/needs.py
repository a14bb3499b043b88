"""What the use cases of patronage need: the house's rules, an application as it is filed, what is kept, refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, Protocol

from services.events.patronage.domain import (
    Application,
    Kind,
    Organiser,
    State,
)
from shared.deadlines import Term
from shared.free_days import OpenDeadlines
from shared.store import Transaction


@dataclass(frozen=True)
class Rules:
    """The house's own rules. `late`: whether an application nearer to the event than `ahead_days` is taken in."""

    symbol: str
    jrwa: str
    padding: int
    ahead_days: int
    late: Literal["accept", "refuse"]
    decision: Term
    report_days: int


class Applying(NamedTuple):
    """An application as it is filed. `late_known`: the organiser has read that it is late."""

    kind: Kind
    title: str
    place: str
    starts_on: date
    ends_on: date
    organiser: Organiser
    late_known: bool


class TooManyWaiting(Exception):
    """As many applications of this address are open as may be."""


class LateUnknown(Exception):
    """It is late, and the organiser has not said that they know. `last`: the last day it should have been filed."""

    def __init__(self, last: date) -> None:
        super().__init__(last.isoformat())
        self.last, self.last_day = last, last.isoformat()


class PatronageLinkBroken(Exception):
    """The address is not one of ours."""


class PatronageStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Application: ...  # noqa: D102
    async def add(self, tx: Transaction, one: Application) -> None: ...  # noqa: D102
    async def of_organisations(self, digests: Sequence[str]) -> list[Application]: ...  # noqa: D102
    async def save(self, tx: Transaction, one: Application) -> None: ...  # noqa: D102
    async def places(self, asker: str, tx: Transaction) -> set[int]: ...  # noqa: D102
    async def page(self, states: Sequence[State], text: str, skip: int, limit: int) -> list[Application]: ...  # noqa: D102
    async def count(self, states: Sequence[State]) -> int: ...  # noqa: D102
    async def to_remind(self, today: date, limit: int) -> list[str]: ...  # noqa: D102


class Pictures(Protocol):
    """Where photographs are kept."""

    async def hold(self, tx: Transaction, id: str) -> None: ...  # noqa: D102
    async def let_go(self, tx: Transaction, id: str) -> None: ...  # noqa: D102


class Materials(Protocol):
    """Where the files are that show how the arms are used."""

    async def drop(self, tx: Transaction, ids: Sequence[str]) -> None: ...  # noqa: D102
