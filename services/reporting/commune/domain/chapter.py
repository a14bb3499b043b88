"""A chapter of the report on the state of the commune, as plain data: counts come from its rows. Frozen with its hash.

Art. 28aa ustawy o samorządzie gminnym: by 31 May the mayor presents a report on the former year, in particular on
policies, programmes, strategies, the council's resolutions and the civic budget.
Local initiatives stand beside it: the act names no closed list.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.reporting.council.domain.resolutions import ENDINGS, OPEN, ExecutionStatus
from services.reporting.initiatives.domain.figures import YearOfInitiatives
from services.reporting.interpellations.domain import Interpellation
from services.reporting.reports.domain.content import Row, sha256
from services.reporting.statistics.domain.figures import Figures
from shared.clock import end_of, warsaw

_DUE = (5, 31)


class YearNotOver(Exception):
    """The year has not ended yet: nothing is summed up before."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} is not over")
        self.year = year


class YearKnown(Exception):
    """The report of this year was begun already."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the report of {year} is there")
        self.year = year


class ChapterMoved(Exception):
    """The data are others than those that were looked at."""


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True)


class CivicBudget(_Plain):
    """An edition of the civic budget that was voted on, or is carried out, in the year. Money in grosze."""

    edition_id: str
    name: str
    voted: bool
    """Whether its results came out in the year; else its projects were carried out in it."""
    ballots: int | None
    entitled: int | None
    amount: int
    filed: int
    asked: int
    selected: int
    won: int
    planned: int
    spent: int

    @classmethod
    def of(cls, edition: Figures, year: int) -> "CivicBudget | None":
        """Give what the year has of an edition; None where it has nothing of it."""
        stand = edition.turnout
        voted = stand is not None and stand.final and warsaw(stand.at).year == year
        if not voted and edition.rules.year != year:
            return None
        return cls(
            edition_id=edition.edition_id,
            name=edition.rules.name,
            voted=voted,
            ballots=stand.ballots if stand and stand.final else None,
            entitled=stand.entitled if stand and stand.final else None,
            amount=edition.amount,
            **edition.total.model_dump(),
        )


class Answers(_Plain):
    """How the interpellations and questions of the year were answered."""

    received: int
    in_time: int
    late: int
    waiting: int

    @classmethod
    def of(cls, asked: Sequence[Interpellation]) -> "Answers":
        """Count them."""
        answered = [one for one in asked if one.answer is not None]
        late = sum(one.late_days > 0 for one in answered)
        waiting = len(asked) - len(answered)
        return cls(received=len(asked), in_time=len(answered) - late, late=late, waiting=waiting)


class Chapter(_Plain):
    """The whole chapter. `rows`: the resolutions that the council passed in the year, as they stood on `made_on`."""

    year: int
    council: str
    made_on: date
    rows: tuple[Row, ...]
    editions: tuple[CivicBudget, ...]
    answers: Answers
    initiatives: YearOfInitiatives | None = None
    """The local initiatives that were filed in the year; None where there were none."""

    def text(self) -> str:
        """Give it as it is frozen: JSON with sorted names, the same for the same chapter.

        A year without initiatives says nothing of them, as chapters that were frozen before they were counted.
        """
        plain = self.model_dump(mode="json", exclude=None if self.initiatives else {"initiatives"})
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        """The hash of its text."""
        return sha256(self.text())

    @property
    def by_status(self) -> dict[ExecutionStatus, int]:
        """How many resolutions are in each status that there is."""
        counted = {status: sum(row.status is status for row in self.rows) for status in ExecutionStatus}
        return {status: count for status, count in counted.items() if count}

    @property
    def done(self) -> int:
        """Count the resolutions that are carried out, or continuously so."""
        return sum(row.status not in (*OPEN, *ENDINGS) for row in self.rows)


class ChapterVersion(_Plain):
    """A frozen chapter: its text, its SHA-256, who approved it. It is never written again."""

    id: str
    year: int
    edition: int
    text: str
    sha256: str
    approved_at: datetime
    approved_by_name: str

    @property
    def chapter(self) -> Chapter:
        """What it says."""
        return Chapter.model_validate_json(self.text)


class CommuneReport(_Plain):
    """The report of a year, as far as the department sees it: its chapter, and the debate on a session (once known).

    `edition`: number of the newest frozen chapter; 0: none yet. `limit`: how many residents speak; as by the act unless
    the council has decided for more (`limit_reason`).
    """

    id: str
    year: int
    due_at: datetime
    edition: int = 0
    session_id: str | None = None
    limit: int
    limit_reason: str | None = None
    task: str | None = None
    version: int = 1

    @property
    def due_on(self) -> date:
        """The last day to present it, in the city's calendar."""
        return warsaw(self.due_at).date()

    def approved(self) -> Self:
        """Give it with the next frozen chapter."""
        return self._next(edition=self.edition + 1, task=None)

    def debated(self, session_id: str) -> Self:
        """Give it with the session on which it is debated."""
        return self._next(session_id=session_id)

    def limited(self, limit: int, reason: str) -> Self:
        """Give it with the number of speakers that the council has decided."""
        return self._next(limit=limit, limit_reason=reason)

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


def due(year: int) -> datetime:
    """Give until when the report of a year is presented (UTC): the end of 31 May of the next one, free day or not."""
    return end_of(date(year + 1, *_DUE))


def require_over(year: int, today: date) -> None:
    """Raise `YearNotOver` where the year has not ended."""
    if today.year <= year:
        raise YearNotOver(year)


def version_id(year: int, edition: int) -> str:
    """Give the id of a frozen chapter."""
    return f"{year}-{edition:03d}"
