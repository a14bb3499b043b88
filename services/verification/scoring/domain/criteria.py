"""Criteria of a council's resolution (art. 19c ust. 1 u.d.p.p.w.) as data. They know no initiative but its figures."""

from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By
from services.verification.initiatives.domain import WHOLE, Application, percent, share


class Figure(StrEnum):
    """A figure of an application from which points can be computed; both are shares of the task's whole value."""

    WORK_SHARE = "work_share"
    """What the residents' work is worth."""
    OWN_SHARE = "own_share"
    """What all that the residents give is worth."""


class Fault(StrEnum):
    """What is wrong with criteria."""

    NOTHING_TO_JUDGE = "nothing_to_judge"
    """Every criterion is computed: there would be nothing for the Team to say."""
    CODE_TWICE = "code_twice"
    RANGE = "range"
    """The most points are not more than the least."""
    BANDS = "bands"
    """A table without a figure, or a figure without a table, or a table that does not rise to its open end."""
    POINTS = "points"
    """A table gives points that are not in the criterion's range."""
    PASS_MARK = "pass_mark"  # noqa: S105  # no password
    """More points are asked for than can be given."""


class CriteriaFaulty(Exception):
    """These criteria cannot be scored by; `code` names the criterion, where it is one."""

    def __init__(self, fault: Fault, code: str = "") -> None:
        super().__init__(f"{fault} {code}".strip())
        self.fault, self.code = fault.value, code


class CriteriaKnown(Exception):
    """Another resolution's criteria are in force from the same day."""

    def __init__(self, in_force_from: date) -> None:
        super().__init__(f"there are criteria in force from {in_force_from}")
        self.in_force_from = in_force_from.isoformat()


class CriteriaMissing(Exception):
    """No criteria were in force on the day on which the application was filed."""

    def __init__(self, initiative_id: str, day: date) -> None:
        super().__init__(f"no criteria for {initiative_id}, filed on {day}")
        self.initiative_id, self.day = initiative_id, day.isoformat()


class Band(BaseModel):
    """One row of a table: up to this share, with it, this many points. `up_to` in hundredths of a percent."""

    model_config = ConfigDict(frozen=True)

    up_to: int | None
    """None: everything above the row before."""
    points: int


class Criterion(BaseModel):
    """What is scored, within which range; with `figure` and `bands` the points are computed, else a member gives them.

    A figure between two rows belongs to the higher one: where a resolution says 1–10 % and 11–20 %, 10.5 % is in the
    second row.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    guidance: str = ""
    least: int = 0
    most: int
    figure: Figure | None = None
    bands: tuple[Band, ...] = ()

    @property
    def computed(self) -> bool:
        """True where the machine gives the points."""
        return self.figure is not None

    def require_sound(self) -> None:
        """Raise `CriteriaFaulty` where nobody could score by it."""
        if not 0 <= self.least < self.most:
            raise CriteriaFaulty(Fault.RANGE, self.code)
        if bool(self.bands) != self.computed:
            raise CriteriaFaulty(Fault.BANDS, self.code)
        if self.bands:
            *rows, last = [band.up_to for band in self.bands]
            limits = [limit for limit in rows if limit is not None]
            rises = all(low < high for low, high in zip([0, *limits], limits, strict=False))
            if last is not None or len(limits) < len(rows) or not rises or (limits and limits[-1] >= WHOLE):
                raise CriteriaFaulty(Fault.BANDS, self.code)
            if not all(self.least <= band.points <= self.most for band in self.bands):
                raise CriteriaFaulty(Fault.POINTS, self.code)

    def points_for(self, application: Application) -> tuple[int, str]:
        """Give the points that the table gives an application, and from which figure."""
        value, what = _figure(self.figure, application)
        points = next(band.points for band in self.bands if band.up_to is None or value <= band.up_to)
        return points, f"{what} to {percent(value)} wartości zadania."


def _figure(figure: Figure | None, application: Application) -> tuple[Fraction, str]:
    if figure is Figure.WORK_SHARE:
        return share(application.work, application.total), "Praca społeczna"
    return share(application.own, application.total), "Wkład własny"


class Criteria(BaseModel):
    """The criteria of one resolution; written once, never changed: another resolution brings other criteria."""

    model_config = ConfigDict(frozen=True)

    id: str
    resolution: str
    in_force_from: date
    """They hold for what is filed from this day on."""
    criteria: tuple[Criterion, ...]
    pass_mark: int | None = None
    """The least points that the resolution asks for; None where it asks for none."""
    set_at: datetime
    set_by: By

    @property
    def most(self) -> int:
        """The most points that can be given."""
        return sum(criterion.most for criterion in self.criteria)

    @property
    def judged(self) -> tuple[Criterion, ...]:
        """Those by which members give points."""
        return tuple(criterion for criterion in self.criteria if not criterion.computed)

    def require_sound(self) -> None:
        """Raise `CriteriaFaulty` where nobody could score by them."""
        codes = [criterion.code for criterion in self.criteria]
        for criterion in self.criteria:
            if codes.count(criterion.code) > 1:
                raise CriteriaFaulty(Fault.CODE_TWICE, criterion.code)
            criterion.require_sound()
        if not self.judged:
            raise CriteriaFaulty(Fault.NOTHING_TO_JUDGE)
        if self.pass_mark is not None and not 0 <= self.pass_mark <= self.most:
            raise CriteriaFaulty(Fault.PASS_MARK)
