"""The accessibility declaration as data: what the act asks for, and when it is reviewed. It renders nothing."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.clock import WARSAW, warsaw
from shared.deadlines import STATUTE, Term, before

STATEMENT = "statement"
"""There is one."""
_LAST_DAY = (3, 31)
"""31 March: ustawa z 4.04.2019 o dostępności cyfrowej, art. 11."""

Gap = Annotated[str, Field(min_length=10, max_length=500, pattern="^[^\x00-\x1f\x7f]*$")]


class ReviewUnfit(Exception):
    """The review lies ahead, before the one that is known, or no gap goes with a status that needs one."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} does not fit")
        self.field = field


class Status(StrEnum):
    """How far the site fulfils the act (decyzja wykonawcza (UE) 2018/1523)."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Review(BaseModel):
    """What a review has found. `updated_on`: when the site last changed in a way that matters to accessibility."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    reviewed_on: date
    updated_on: date
    status: Status
    gaps: tuple[Gap, ...] = Field(default=(), max_length=30)


class Statement(BaseModel):
    """The declaration. Before anybody has reviewed it, it says what its first makers found."""

    model_config = ConfigDict(frozen=True)

    id: str = STATEMENT
    published_on: date = date(2026, 11, 23)
    made_on: date = date(2026, 11, 23)
    review: Review = Review(
        reviewed_on=date(2026, 11, 23),
        updated_on=date(2026, 11, 23),
        status=Status.PARTIAL,
        gaps=(
            "Strony nie sprawdziły jeszcze osoby, które na co dzień korzystają z czytników ekranu. "
            "Zrobiliśmy badanie automatyczne i przejście całej strony samą klawiaturą.",
            "Nie ma nagrania w polskim języku migowym. Treść objaśnia tekst łatwy do czytania.",
        ),
    )
    asked: int | None = None
    """The year whose review is on the work list."""
    version: int = 0

    def reviewed(self, review: Review, today: date) -> "Statement":
        """Give the declaration after a review. Raises `ReviewUnfit`."""
        if not self.review.reviewed_on <= review.reviewed_on <= today:
            raise ReviewUnfit("reviewed_on")
        if not self.published_on <= review.updated_on <= today:
            raise ReviewUnfit("updated_on")
        if (review.status is Status.FULL) is bool(review.gaps):
            raise ReviewUnfit("gaps")
        done = self.asked is not None and review.reviewed_on.year >= self.asked
        changes = {"review": review, "asked": None if done else self.asked, "version": self.version + 1}
        return self.model_copy(update=changes)

    def due(self, now: datetime, notice: Term) -> int | None:
        """Give the year whose review is to be asked for now; None where it is done, asked for, or not near yet."""
        today = warsaw(now).date()
        if self.asked is not None or self.review.reviewed_on.year >= today.year:
            return None
        from_day = before(notice, last_day(today.year), STATUTE).day
        return today.year if today >= from_day else None

    def waiting(self, year: int) -> "Statement":
        """Give the declaration with a review of a year on the work list."""
        return self.model_copy(update={"asked": year, "version": self.version + 1})


def last_day(year: int) -> date:
    """Give the last day of a year's review."""
    return date(year, *_LAST_DAY)


def last_moment(year: int) -> datetime:
    """Give its last second, on the clocks of the city."""
    return datetime.combine(last_day(year), time(23, 59, 59), tzinfo=WARSAW)
