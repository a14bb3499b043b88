"""A round of opinions: who is asked, about which proposals, from which day to which. It holds no opinion."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By, Edition, PlaceUnknown, Proposal
from shared.clock import end_of, warsaw
from shared.deadlines import FreeDays, next_working_day

_CALENDAR = By(id="calendar", name="Kalendarz miasta")
"""Who moves a round whose last day is declared free: no person does."""


class RoundKind(StrEnum):
    """Who is asked."""

    AREAS = "areas"
    """The bodies of the auxiliary units, each about the local projects of its own area."""
    COUNCILLORS = "councillors"
    COMMITTEE = "committee"


class RoundState(StrEnum):
    """Whether opinions can be written down.

    A round whose last day is over stays open until somebody closes it: what came in time may still lie on the desk.
    """

    OPEN = "open"
    CLOSED = "closed"


class RoundExists(Exception):
    """The edition has an open round of these already."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.round_name = name


class NameMisplaced(Exception):
    """A committee needs a name; the others have theirs, so that no single person is ever named."""


class PoolsMisplaced(Exception):
    """Area bodies speak about the local projects of their own areas: there are no pools to choose."""


class WindowWrong(Exception):
    """The last day comes before the first one, or is over already."""

    def __init__(self, first_day: date, last_day: date) -> None:
        super().__init__(f"from {first_day.isoformat()} to {last_day.isoformat()}")
        self.first_day, self.last_day = first_day.isoformat(), last_day.isoformat()


class RoundClosed(Exception):
    """The round is closed: nothing in it changes any more."""

    def __init__(self, round_id: str) -> None:
        super().__init__(round_id)
        self.round_id = round_id


class ClosingUnexplained(Exception):
    """A round is to be closed before its last day is over, and nobody says why."""


class NotInRound(Exception):
    """The round is not about this proposal."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(proposal_id)
        self.proposal_id = proposal_id


class _ReceivedOutside(Exception):
    def __init__(self, received_on: date, round_: "Round") -> None:
        super().__init__(received_on.isoformat())
        self.received_on = received_on.isoformat()
        self.first_day, self.last_day = round_.first_day.isoformat(), round_.last_day.isoformat()


class ReceivedEarly(_ReceivedOutside):
    """The opinion came before the first day of the round."""


class ReceivedLate(_ReceivedOutside):
    """The opinion came after the last day of the round."""


class ReceivedAhead(_ReceivedOutside):
    """The day of receipt is not here yet."""


class Body(BaseModel):
    """Whose opinion it is: a body, never a person."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str


class Change(BaseModel):
    """The end of a round was moved, or the round was closed: which last day holds since, by whom, when, why."""

    model_config = ConfigDict(frozen=True)

    last_day: date
    closed: bool
    reason: str
    by: By
    at: datetime


class Round(BaseModel):
    """A round of opinions in an edition. Its days are days in the city, both of them included."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    kind: RoundKind
    name: str
    first_day: date
    last_day: date
    pools: tuple[str, ...]
    """The pools whose proposals it is about."""
    state: RoundState = RoundState.OPEN
    opened_by: By
    opened_at: datetime
    changes: tuple[Change, ...] = ()
    """The newest last."""
    free_days: int = 0
    """The version of the declared free days that the last day was last held against."""
    version: int = 1

    def covers(self, proposal: Proposal) -> bool:
        """Tell whether the round is about a proposal that has passed the formal check."""
        return proposal.pool_id in self.pools and (self.kind is not RoundKind.AREAS or proposal.area_id is not None)

    def body(self, proposal: Proposal, edition: Edition) -> Body:
        """Give whose opinion about a proposal of the round is asked. Raises `PlaceUnknown`."""
        if self.kind is not RoundKind.AREAS:
            return Body(id=self.kind.value, name=self.name)
        area = edition.area(proposal.area_id)
        if area is None:
            raise PlaceUnknown(edition.id, str(proposal.area_id))
        return Body(id=area.id, name=f"Jednostka pomocnicza: {area.name}")

    def waits(self, today: date) -> bool:
        """Tell whether opinions may still come on a day."""
        return self.state is RoundState.OPEN and today <= self.last_day

    @property
    def due_at(self) -> datetime:
        """The last second of the last day on the city's clocks, in UTC."""
        return end_of(self.last_day)

    def explained(self) -> list[str]:
        """Tell in Polish how long opinions are taken, and what has changed that."""
        lines = [f"Opinie zbieramy od {self.first_day:%d.%m.%Y} do {self.last_day:%d.%m.%Y}. Liczy się dzień wpływu."]
        return lines + [f"Termin przesunięto: {one.reason}" for one in self.changes if not one.closed]

    def require_received(self, received_on: date, today: date) -> None:
        """Raise `RoundClosed`, `ReceivedEarly`, `ReceivedLate` or `ReceivedAhead` where an opinion cannot be taken."""
        self._require_open()
        if received_on < self.first_day:
            raise ReceivedEarly(received_on, self)
        if received_on > self.last_day:
            raise ReceivedLate(received_on, self)
        if received_on > today:
            raise ReceivedAhead(received_on, self)

    def moved(self, last_day: date, *, reason: str, by: By, at: datetime, today: date) -> "Round":
        """Give the round with another last day. Raises `RoundClosed`, `WindowWrong`."""
        self._require_open()
        require_window(self.first_day, last_day, today)
        return self._with(Change(last_day=last_day, closed=False, reason=reason, by=by, at=at), last_day=last_day)

    def held_against(self, free: FreeDays, at: datetime) -> "Round":
        """Give the open round whose last day has been declared free with the next working day as its last one."""
        later = next_working_day(self.due_at, free)
        if later is None:
            return self
        last_day, reason = warsaw(later.due_at).date(), ". ".join(later.explanation)
        change = Change(last_day=last_day, closed=False, reason=reason, by=_CALENDAR, at=at)
        return self._with(change, last_day=last_day, free_days=free.version)

    def closed(self, *, reason: str, by: By, at: datetime, today: date) -> "Round":
        """Give the closed round. Raises `RoundClosed`; `ClosingUnexplained` before its end without a reason."""
        self._require_open()
        if self.waits(today) and not reason:
            raise ClosingUnexplained
        change = Change(last_day=self.last_day, closed=True, reason=reason, by=by, at=at)
        return self._with(change, state=RoundState.CLOSED)

    def _require_open(self) -> None:
        if self.state is not RoundState.OPEN:
            raise RoundClosed(self.id)

    def _with(self, change: Change, **fields: Any) -> "Round":
        return self.model_copy(
            update={**fields, "changes": (*self.changes, change), "version": self.version + 1},
        )


_NAMES = {RoundKind.AREAS: "Rady osiedli i sołectw", RoundKind.COUNCILLORS: "Radni Rady Miasta"}


def name_of(kind: RoundKind, name: str) -> str:
    """Give the name of those who are asked; only a committee brings its own. Raises `NameMisplaced`."""
    if (kind is RoundKind.COMMITTEE) != bool(name):
        raise NameMisplaced
    return name or _NAMES[kind]


def require_window(first_day: date, last_day: date, today: date) -> None:
    """Raise `WindowWrong` where no opinion could come any more."""
    if last_day < first_day or last_day < today:
        raise WindowWrong(first_day, last_day)
