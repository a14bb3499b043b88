"""Occasions that come again: wedding jubilees with the voivode's procedure, hundredth birthdays, seasons of wishes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from shared.deadlines import Term, Unit
from shared.history import Done


class OccasionKind(StrEnum):
    """What comes again."""

    WEDDING = "wedding"
    BIRTHDAY = "birthday"


class Stage(StrEnum):
    """Where the medal for long marriage stands (ustawa z 16.10.1992 o orderach i odznaczeniach, art. 19)."""

    NONE = "none"
    """No medal is asked for: the couple has it, or does not want it, or it is a birthday."""
    TO_APPLY = "to_apply"
    APPLIED = "applied"
    SENT_TO_VOIVODE = "sent_to_voivode"
    AWARDED = "awarded"
    PLANNED = "planned"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"


NEXT: Mapping[Stage, tuple[Stage, ...]] = {
    Stage.NONE: (),
    Stage.TO_APPLY: (Stage.APPLIED, Stage.NONE),
    Stage.APPLIED: (Stage.SENT_TO_VOIVODE, Stage.NONE),
    Stage.SENT_TO_VOIVODE: (Stage.AWARDED, Stage.REFUSED),
    Stage.AWARDED: (Stage.PLANNED, Stage.HANDED_OVER),
    Stage.PLANNED: (Stage.HANDED_OVER,),
    Stage.HANDED_OVER: (),
    Stage.REFUSED: (),
}
"""Which stage may follow which."""
TO_DO: Mapping[Stage, str] = {
    Stage.TO_APPLY: "Przygotuj wniosek o medal do wojewody",
    Stage.APPLIED: "Wyślij wniosek o medal do wojewody",
    Stage.SENT_TO_VOIVODE: "Zapytaj wojewodę o medal i zapisz, czy jest nadany",
    Stage.AWARDED: "Zaplanuj wręczenie medalu",
    Stage.PLANNED: "Wręcz medal i zapisz to",
}
"""What is to be done with a medal that stands there, as the work list has it."""
TERMS: Mapping[Stage, Term] = {
    Stage.TO_APPLY: Term(amount=1, unit=Unit.MONTH),
    Stage.APPLIED: Term(amount=7, unit=Unit.DAY),
    Stage.SENT_TO_VOIVODE: Term(amount=8, unit=Unit.MONTH),
    Stage.AWARDED: Term(amount=14, unit=Unit.DAY),
    Stage.PLANNED: Term(amount=60, unit=Unit.DAY),
}
"""How long it may stand there; of `TO_APPLY` from the day on which the motion is taken in.

Rules of the house. Registry offices tell couples that a medal takes 5 to 8 months; no act gives a term.
"""
MEDAL_YEARS = 50
"""At least as many years in one marriage, for the medal."""


class StageUnfit(Exception):
    """The stage does not follow the one that it stands in."""


class OccasionClosed(Exception):
    """Nobody is congratulated on this any more."""


class NotYet(Exception):
    """The motion for the medal is not taken in before this day."""

    def __init__(self, opens: date) -> None:
        super().__init__(f"not before {opens.isoformat()}")
        self.opens = opens


class Rules(BaseModel):
    """Which years are congratulated on, and from when the motion for the medal is taken in.

    Source of the November rule: the practice of registry offices: a motion is filed in the year of the jubilee; where
    the day is in January or February, from November of the year before.
    """

    model_config = ConfigDict(frozen=True)

    weddings: tuple[int, ...] = (50, 55, 60, 65, 70, 75)
    birthdays_from: int = Field(default=100, ge=80, le=110)
    names: Mapping[int, str] = {
        50: "złotych godów",
        55: "szmaragdowych godów",
        60: "diamentowych godów",
        65: "platynowych godów",
        70: "purpurowych godów",
        75: "brylantowych godów",
    }
    """As they are called, in the genitive; the names vary from city to city."""
    early_months: tuple[int, ...] = (1, 2)
    early_from: int = Field(default=11, ge=7, le=12)
    """The month of the year before from which a motion for an early jubilee is taken in."""


def anniversary(day: date, years: int) -> date:
    """Give the day so many years later; 29 February is kept on the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def motion_opens(jubilee: date, rules: Rules) -> date:
    """Give the first day on which the motion for the medal is taken in."""
    if jubilee.month in rules.early_months:
        return date(jubilee.year - 1, rules.early_from, 1)
    return date(jubilee.year, 1, 1)


def upcoming(kind: OccasionKind, day: date, today: date, rules: Rules) -> tuple[int, date] | None:
    """Give the next years to congratulate on and their day, from `today` on; None where none come any more."""
    if kind is OccasionKind.WEDDING:
        wanted: Sequence[int] = rules.weddings
    else:
        wanted = range(rules.birthdays_from, rules.birthdays_from + 25)
    return next(((years, on) for years in wanted if (on := anniversary(day, years)) >= today), None)


class Told(BaseModel):
    """Until when the work list was told that something is due, and the moment it was counted from. UTC."""

    model_config = ConfigDict(frozen=True)

    start: datetime
    due_at: datetime


class Occasion(BaseModel):
    """A couple or a person. `sealed`: who they are, and the day it is counted from. `on`: the next day, `years` then.

    `raise_at`: the day on which its work is put on the work list; None once it is there.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: OccasionKind
    sealed: bytes
    who: tuple[str, ...]
    names: tuple[str, ...]
    digests: tuple[str, ...] = ()
    years: int
    on: date
    stage: Stage = Stage.NONE
    motion_from: date | None = None
    raise_at: date | None
    motion_raise_at: date | None = None
    letter_id: str | None = None
    """The letter that was ordered for the years that come."""
    closed: str | None = None
    """Why nobody is congratulated any more."""
    history: tuple[Done, ...] = ()
    task: str | None = None
    motion_task: str | None = None
    told: Told | None = None
    motion_told: Told | None = None
    """What was told with the tasks; None where they are older than this field: then they stay where they are.

    `motion_task` is the one of the medal, whatever `stage` it is at.
    """
    free_days: int = 0
    """The version of the declared free days that the tasks were last held against."""
    version: int = 1

    @property
    def round(self) -> str:
        """What is congratulated on, once."""
        return f"{self.kind.value}|{self.years}"

    def phrase(self, rules: Rules) -> str:
        """Say it as it ends "z okazji …"."""
        if self.kind is OccasionKind.BIRTHDAY:
            return f"{self.years}. urodzin"
        name = rules.names.get(self.years)
        return f"{self.years}. rocznicy ślubu" + (f", {name}," if name else "")

    def advanced(self, stage: Stage, today: date, entry: Done) -> Self:
        """Give it with its next stage. Raises `StageUnfit`, `NotYet`, `OccasionClosed`."""
        self._require_open()
        if stage not in NEXT[self.stage]:
            raise StageUnfit
        if stage is Stage.APPLIED and self.motion_from and today < self.motion_from:
            raise NotYet(self.motion_from)
        return self._next(stage=stage, motion_raise_at=None, history=(*self.history, entry))

    def ordered(self, letter_id: str, entry: Done) -> Self:
        """Give it with its letter. Raises `OccasionClosed`."""
        self._require_open()
        return self._next(letter_id=letter_id, raise_at=None, history=(*self.history, entry))

    def come_round(self, years: int, on: date, raise_at: date, entry: Done) -> Self:
        """Give it with the next years to congratulate on."""
        fresh = {"years": years, "on": on, "raise_at": raise_at, "letter_id": None}
        return self._next(**fresh, history=(*self.history, entry))

    def ended(self, reason: str, entry: Done) -> Self:
        """Give one that nobody is congratulated on any more. Raises `OccasionClosed`."""
        self._require_open()
        return self._next(closed=reason, raise_at=None, motion_raise_at=None, history=(*self.history, entry))

    def resumed(self, raise_at: date, entry: Done) -> Self:
        """Give one that was ended by mistake as it was before; what is to be done is raised anew from `raise_at`."""
        motion = self.motion_from if self.stage is Stage.TO_APPLY else None
        raised = {"raise_at": None if self.letter_id else raise_at, "motion_raise_at": motion}
        return self._next(closed=None, **raised, history=(*self.history, entry))

    def with_tasks(self, **tasks: Any) -> Self:
        """Give the same version with its open tasks, and what is still to be raised."""
        return self.model_copy(update=tasks)

    def noted(self, **changes: Any) -> Self:
        """Give the next version with its tasks raised."""
        return self._next(**changes)

    def _require_open(self) -> None:
        if self.closed is not None:
            raise OccasionClosed

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


class Season(BaseModel):
    """A time of wishes that comes every year. `month_day` is None for Easter, which moves."""

    model_config = ConfigDict(frozen=True)

    code: str = Field(pattern="^[a-z-]{2,40}$")
    name: str
    phrase: str
    """As it ends "z okazji …"."""
    month_day: tuple[int, int] | None = None
    ahead: int = Field(default=30, ge=1, le=120)
    """Days before it, on which the mailing is put on the work list."""

    def day(self, year: int) -> date:
        """Give its day."""
        if self.month_day is None:
            return easter(year)
        return date(year, *self.month_day)

    def coming(self, today: date) -> date:
        """Give its next day, today included."""
        this_year = self.day(today.year)
        return this_year if this_year >= today else self.day(today.year + 1)

    def raised(self, today: date) -> bool:
        """Tell whether its work is to be on the work list by now."""
        return self.coming(today) - timedelta(days=self.ahead) <= today


SEASONS = (
    Season(code="wielkanoc", name="Wielkanoc", phrase="Świąt Wielkanocnych"),
    Season(
        code="boze-narodzenie",
        name="Boże Narodzenie",
        phrase="Świąt Bożego Narodzenia i Nowego Roku",
        month_day=(12, 25),
    ),
)
"""Those the house comes with; a setting may name others."""


def easter(year: int) -> date:
    """Give Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, ch. 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l = (32 + 2 * e + 2 * i - h - k) % 7  # noqa: E741  # the names of the source
    m = (a + 11 * h + 19 * l) // 433
    month = (h + l - 7 * m + 90) // 25
    return date(year, month, (h + l - 7 * m + 33 * month + 19) % 32)
