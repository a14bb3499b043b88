"""An anniversary of the register, and an occasion: what it is in one year. No framework, no await."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from services.events.calendar.domain import Description, Entry, EntryKind, Place, Plan, Reason, Title
from services.events.calendar.domain.dates import DayRule
from services.events.calendar.domain.places import in_one_line
from shared.clock import WARSAW
from shared.contracts.base import Id
from shared.deadlines import Deadline, FreeDays, Term, Unit, before, compute

Slug = Annotated[str, Field(min_length=3, max_length=40, pattern="^[a-z0-9-]+$")]
YEARS = (1990, 2199)


class NotInPlan(Exception):
    """The occasion was struck out of the plan of its year, or its plan is not approved yet."""

    def __init__(self, occasion_id: str) -> None:
        super().__init__(f"occasion {occasion_id} is not in the plan")
        self.occasion_id = occasion_id


class PlanApproved(Exception):
    """The plan of the year is approved already."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the plan of {year} is approved")
        self.year = year


class PlanTooFar(Exception):
    """A plan is drawn up for the present year or one of the three after it."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no plan of {year} now")
        self.year = year


class OtherYear(Exception):
    """The day lies in another year than the plan."""

    def __init__(self, day: date, year: int) -> None:
        super().__init__(f"{day.isoformat()} is not in {year}")
        self.day, self.year = day.isoformat(), year


class NoSuchStep(Exception):
    """The checklist has no such step, or it is not open."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no open step {key}")
        self.key = key


class StepUnknown(Exception):
    """The checklist of the house has no such step."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no step {key}")
        self.key = key


class LegalStatus(StrEnum):
    """What makes a day one of remembrance."""

    STATE = "state"
    """A holiday of the state, by statute."""
    NATIONAL = "national"
    """A national day, by statute or by a resolution of parliament; people work."""
    LOCAL = "local"
    """A custom of the city."""


class Step(BaseModel):
    """A step of the checklist of ceremonies, as the house has it in its settings. `after`: days after, not before."""

    model_config = ConfigDict(frozen=True)

    key: Slug
    action: Annotated[str, Field(min_length=5, max_length=200)]
    days: Annotated[int, Field(ge=0, le=400)]
    after: bool = False
    role: Id = "protocol_officer"

    def due(self, day: date, free: FreeDays) -> tuple[datetime, tuple[str, ...]]:
        """Give when it is due for an event on `day`, and how that was found; before a free day rather than on it."""
        term = Term(amount=self.days, unit=Unit.DAY)
        deadline = (compute if self.after else before)(term, day, free)
        return deadline.due_at, tuple(deadline.explained())


class Anniversary(BaseModel):
    """One of the register. `first_year`: of what is remembered; `every`: it is held in every so many years since.

    `certain`: False where nobody has confirmed it yet. `steps`: keys of the checklist that it needs.
    `memorials`: ids of those of its places that stand in the register of memorials.
    """

    model_config = ConfigDict(frozen=True)

    id: Slug
    name: Title
    rule: DayRule
    status: LegalStatus
    first_year: Annotated[int, Field(ge=900, le=2199)] | None = None
    every: Annotated[int, Field(ge=1, le=100)] = 1
    places: Annotated[tuple[Place, ...], Field(max_length=10)] = ()
    memorials: Annotated[tuple[Id, ...], Field(max_length=10)] = ()
    programme: Description | None = None
    source: Annotated[str, Field(min_length=3, max_length=300)]
    certain: bool = True
    steps: Annotated[tuple[Slug, ...], Field(max_length=20)] = ()
    active: bool = True
    version: int = 1

    def require_steps(self, known: Collection[str]) -> None:
        """Pass where the house's checklist has every step that it needs. Raises `StepUnknown`."""
        for key in self.steps:
            if key not in known:
                raise StepUnknown(key)

    def held_in(self, year: int) -> bool:
        """Tell whether it is remembered in a year."""
        if not self.active or (self.first_year is not None and year < self.first_year):
            return False
        return self.every == 1 or (year - (self.first_year or 0)) % self.every == 0

    def number_in(self, year: int) -> int | None:
        """Give which anniversary it is: 113 in 2027 for 1914. None for the first year, or where nobody counts."""
        return year - self.first_year if self.first_year is not None and year > self.first_year else None

    def occasion(self, year: int) -> "Occasion":
        """Give what it is in a year, by its rule."""
        return Occasion(
            id=f"{self.id}-{year}",
            anniversary_id=self.id,
            year=year,
            name=self.name,
            by_rule=self.rule.day_in(year),
            day=self.rule.day_in(year),
            number=self.number_in(year),
            place=in_one_line(self.places),
            memorials=self.memorials,
            programme=self.programme,
            wanted=self.steps,
        )


class Work(BaseModel):
    """A step of an occasion's checklist with its date. `round`: how often its task was opened, from 1."""

    model_config = ConfigDict(frozen=True)

    key: str
    action: str
    role: str
    due_at: datetime
    explanation: tuple[str, ...]
    round: int = 1
    open: bool = True
    done_at: datetime | None = None
    done_by: str | None = None


class Occasion(BaseModel):
    """An anniversary in one year. Without a `day` it waits for one. `held`: its entry stands in the calendar.

    `opened_at`: when its checklist was opened; then `works` are on the work list, due by `day`.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    anniversary_id: str
    year: int
    name: str
    by_rule: date | None
    day: date | None
    number: int | None = None
    place: str | None = None
    memorials: tuple[str, ...] = ()
    programme: str | None = None
    wanted: tuple[str, ...] = ()
    struck: str | None = None
    reason: str | None = None
    in_calendar: bool = False
    held: bool = False
    opened_at: datetime | None = None
    works: tuple[Work, ...] = ()
    version: int = 1

    @property
    def is_round(self) -> bool:
        """True for the 10th, 25th, 50th and the like."""
        return bool(self.number) and (self.number % 10 == 0 or self.number % 25 == 0) if self.number else False

    @property
    def title(self) -> str:
        """What the calendar calls it."""
        return f"{self.name} ({self.number}. rocznica)"[:200] if self.number else self.name

    def plan(self) -> Plan:
        """Give its entry: of the whole day, until ceremonies give it hours. It has a day."""
        assert self.day is not None
        return Plan(
            title=self.title,
            kind=EntryKind.CEREMONY,
            starts=_midnight(self.day),
            ends=_midnight(self.day + timedelta(days=1)),
            all_day=True,
            place=self.place,
            description=self.programme,
        )

    @property
    def undecided(self) -> bool:
        """True where it waits for a day; what was put off in the calendar gets its day there."""
        return self.day is None and self.struck is None and not self.in_calendar

    def on(self, day: date, reason: str | None) -> "Occasion":
        """Give it on another day, while it has no entry yet. Raises `OtherYear`, `NotInPlan`."""
        if self.struck is not None:
            raise NotInPlan(self.id)
        if day.year != self.year:
            raise OtherYear(day, self.year)
        return self._next(day=day, reason=reason)

    def struck_out(self, reason: str) -> "Occasion":
        """Give it out of the plan. Raises `NotInPlan`."""
        if self.struck is not None:
            raise NotInPlan(self.id)
        return self._next(struck=reason)

    def following(self, entry: Entry) -> "Occasion":
        """Give it as its entry says: another day, no day, called off, or held after all."""
        told = entry.changes[-1].reason if entry.changes else self.reason
        struck = entry.cancel_reason if entry.cancelled else None
        day = None if entry.postponed else entry.first_day
        return self._next(day=day, struck=struck, reason=told, in_calendar=True, held=entry.takes_place)

    def with_works(self, works: tuple[Work, ...], opened_at: datetime | None) -> "Occasion":
        """Give it with its checklist, in the same version: the works go with what changed them."""
        return self.model_copy(update={"works": works, "opened_at": opened_at})

    def done(self, key: str, at: datetime, by: str) -> "Occasion":
        """Give it with a step done. Raises `NoSuchStep`."""
        self._step(key, open=True)
        return self._next(works=self._with(key, {"open": False, "done_at": at, "done_by": by}))

    def not_done(self, key: str) -> "Occasion":
        """Give it with a step open again that was ticked by a slip. Raises `NoSuchStep`."""
        work = self._step(key, open=False)
        change: dict[str, object] = {"open": True, "done_at": None, "done_by": None, "round": work.round + 1}
        return self._next(works=self._with(key, change))

    def without(self, keys: frozenset[str]) -> tuple[tuple[str, ...], "Occasion"]:
        """Give those of these steps that are not done yet, and the occasion without them."""
        done = {one.key for one in self.works if one.done_at is not None}
        given = tuple(key for key in self.wanted if key in keys and key not in done)
        rest = tuple(one for one in self.works if one.key not in given)
        return given, self._next(wanted=tuple(key for key in self.wanted if key not in given), works=rest)

    def next(self) -> "Occasion":
        """Give it as its next version."""
        return self._next()

    def task_id(self, work: Work) -> str:
        """Name the task of a step, at most 64 characters."""
        return f"{self.id}-{work.key}-{work.round}"[:64]

    def _step(self, key: str, *, open: bool) -> Work:
        found = next((one for one in self.works if one.key == key and self.held), None)
        if found is None or found.open is not open or (not open and found.done_at is None):
            raise NoSuchStep(key)
        return found

    def _with(self, key: str, changes: dict[str, object]) -> tuple[Work, ...]:
        return tuple(one.model_copy(update=changes) if one.key == key else one for one in self.works)

    def _next(self, **changes: object) -> "Occasion":
        return self.model_copy(update={**changes, "version": self.version + 1})


class YearPlan(BaseModel):
    """The plan of a year: its occasions stand by themselves. `id`: the year."""

    model_config = ConfigDict(frozen=True)

    id: str
    year: int
    drawn_up_at: datetime
    approved_at: datetime | None = None
    approved_by: str | None = None
    version: int = 1

    def approved(self, at: datetime, by: str) -> "YearPlan":
        """Give it approved. Raises `PlanApproved`."""
        if self.approved_at is not None:
            raise PlanApproved(self.year)
        return self.model_copy(update={"approved_at": at, "approved_by": by, "version": self.version + 1})


class Planning(NamedTuple):
    """The house's own rules: month and day from which the next year is planned; how long drawing it up takes."""

    month: int
    day: int
    drawn_up: Term

    def asks(self, year: int, today: date) -> bool:
        """Tell whether the plan of a year is wanted: from its day in the year before, until the year is over."""
        return self.begins(year) <= today <= date(year, 12, 31)

    def begins(self, year: int) -> date:
        """Give the day from which the plan of a year is wanted."""
        return date(year - 1, self.month, self.day)

    def draw_up_by(self, year: int, free: FreeDays) -> Deadline:
        """Give by when it is drawn up."""
        return compute(self.drawn_up, self.begins(year), free)

    def ready_by(self, year: int, free: FreeDays) -> Deadline:
        """Give by when it is approved and every day decided: the last working day before the year."""
        return before(Term(amount=1, unit=Unit.WORKING_DAY), date(year, 1, 1), free)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WARSAW).astimezone(UTC)


__all__ = [
    "YEARS",
    "Anniversary",
    "LegalStatus",
    "NoSuchStep",
    "NotInPlan",
    "Occasion",
    "OtherYear",
    "PlanApproved",
    "PlanTooFar",
    "Planning",
    "Reason",
    "Slug",
    "Step",
    "StepUnknown",
    "Work",
    "YearPlan",
]
