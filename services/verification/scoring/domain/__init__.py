"""The scoring of one initiative: members' cards, conflicts of interest, what comes of them. It knows no clock."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By, Task
from services.verification.initiatives.domain import Application
from services.verification.scoring.domain.criteria import (
    Band,
    Criteria,
    CriteriaFaulty,
    CriteriaKnown,
    CriteriaMissing,
    Criterion,
    Fault,
    Figure,
)
from shared.deadlines import FreeDays

__all__ = [
    "FARTHEST",
    "MOST_AT_MEETING",
    "AlreadyExcused",
    "Band",
    "Criteria",
    "CriteriaFaulty",
    "CriteriaKnown",
    "CriteriaMissing",
    "Criterion",
    "Excuse",
    "Fault",
    "Figure",
    "Given",
    "Meeting",
    "MeetingTooFar",
    "MemberExcused",
    "NobodyScored",
    "PointsFault",
    "PointsFaulty",
    "Result",
    "Score",
    "ScoreCard",
    "Scoring",
    "ScoringClosed",
    "ScoringKnown",
    "ScoringState",
    "scored",
]

MOST_AT_MEETING = 30
"""Initiatives whose scoring one meeting opens: one transaction, hence a bound."""


FARTHEST = timedelta(days=366)
"""From the day on which it is opened: a slip in the year would stand in the number of the protocol for good."""


class ScoringState(StrEnum):
    """Where a scoring stands."""

    OPEN = "open"
    CLOSED = "closed"
    ENDED = "ended"
    """The applicants took the initiative back before the chair closed it."""


class ScoringClosed(Exception):
    """The chair has closed the scoring, or it ended without a result: nothing can be sent or changed any more."""

    def __init__(self, initiative_id: str, state: str) -> None:
        super().__init__(f"scoring of {initiative_id} is {state}")
        self.initiative_id, self.state = initiative_id, state


class MeetingTooFar(Exception):
    """The day of a meeting is more than a year from today, before or after."""

    def __init__(self, held_on: date) -> None:
        super().__init__(held_on.isoformat())
        self.held_on = held_on.isoformat()


class ScoringKnown(Exception):
    """A meeting has opened the scoring of this initiative already."""

    def __init__(self, initiative_id: str) -> None:
        super().__init__(f"the scoring of {initiative_id} is open already")
        self.initiative_id = initiative_id


class MemberExcused(Exception):
    """The member has declared a conflict of interest, and does not score this initiative."""

    def __init__(self, initiative_id: str) -> None:
        super().__init__(f"excused from scoring {initiative_id}")
        self.initiative_id = initiative_id


class AlreadyExcused(Exception):
    """The member has declared the conflict of interest before."""

    def __init__(self, initiative_id: str) -> None:
        super().__init__(f"already excused from scoring {initiative_id}")
        self.initiative_id = initiative_id


class NobodyScored(Exception):
    """No card counts: there is nothing to close."""

    def __init__(self, initiative_id: str) -> None:
        super().__init__(f"no card about {initiative_id}")
        self.initiative_id = initiative_id


class PointsFault(StrEnum):
    """What is wrong with a card at one criterion."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    COMPUTED = "computed"
    """The table gives these points, no member."""
    RANGE = "range"
    UNEXPLAINED = "unexplained"


class PointsFaulty(Exception):
    """A card does not hold at the criterion `code`, whose points go from `least` to `most`."""

    def __init__(self, fault: PointsFault, code: str, least: int = 0, most: int = 0) -> None:
        super().__init__(f"{fault} {code}")
        self.fault, self.code, self.least, self.most = fault.value, code, least, most


class Given(BaseModel):
    """What a member gives by one criterion, and why."""

    model_config = ConfigDict(frozen=True)

    code: str
    points: int
    reason: str


class Score(Given):
    """What stands on a card by one criterion; `computed` where the table has given it."""

    computed: bool = False


def scored(criteria: Criteria, computed: Sequence[Score], given: Sequence[Given]) -> tuple[Score, ...]:
    """Put a card together, in the order of the criteria. Raises `PointsFaulty`."""
    known = {criterion.code: criterion for criterion in criteria.criteria}
    said: dict[str, Given] = {}
    for one in given:
        criterion = known.get(one.code)
        if criterion is None or one.code in said:
            raise PointsFaulty(PointsFault.UNKNOWN, one.code)
        if criterion.computed:
            raise PointsFaulty(PointsFault.COMPUTED, one.code)
        if not criterion.least <= one.points <= criterion.most:
            raise PointsFaulty(PointsFault.RANGE, one.code, criterion.least, criterion.most)
        if not one.reason.strip():
            raise PointsFaulty(PointsFault.UNEXPLAINED, one.code)
        said[one.code] = one
    by_table = {score.code: score for score in computed}
    scores = []
    for criterion in criteria.criteria:
        if criterion.computed:
            scores.append(by_table[criterion.code])
        elif criterion.code in said:
            scores.append(Score(**said[criterion.code].model_dump()))
        else:
            raise PointsFaulty(PointsFault.MISSING, criterion.code)
    return tuple(scores)


class Sent(BaseModel):
    """What a card said until its member corrected it."""

    model_config = ConfigDict(frozen=True)

    scores: tuple[Score, ...]
    at: datetime


class ScoreCard(BaseModel):
    """One member's card (karta oceny); final once sent, corrected with a trace until the chair closes."""

    model_config = ConfigDict(frozen=True)

    member: By
    scores: tuple[Score, ...]
    sent_at: datetime
    earlier: tuple[Sent, ...] = ()
    """What it said before, the oldest first."""

    @property
    def version(self) -> int:
        """How often it was sent."""
        return len(self.earlier) + 1

    @property
    def total(self) -> int:
        """The sum of its points."""
        return sum(score.points for score in self.scores)

    def points(self, code: str) -> int:
        """Give its points by one criterion."""
        return next(score.points for score in self.scores if score.code == code)


class Excuse(BaseModel):
    """A member who takes no part because of a conflict of interest, and why."""

    model_config = ConfigDict(frozen=True)

    member: By
    reason: str
    at: datetime


class CriterionResult(BaseModel):
    """What came out by one criterion; `mean` in hundredths of a point."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    most: int
    mean: int
    lowest: int
    highest: int


class Result(BaseModel):
    """What came out of all cards that count; `mean` in hundredths of a point."""

    model_config = ConfigDict(frozen=True)

    members: int
    excused: int
    scores: tuple[CriterionResult, ...]
    mean: int
    lowest: int
    highest: int
    most: int
    pass_mark: int | None

    @property
    def passes(self) -> bool | None:
        """Tell whether the mean reaches what the resolution asks for; None where it asks for nothing."""
        return None if self.pass_mark is None else self.mean >= 100 * self.pass_mark


class Scoring(BaseModel):
    """The scoring of one initiative; it has the initiative's id, and keeps its criteria as they were when it opened."""

    model_config = ConfigDict(frozen=True)

    id: str
    meeting_id: str
    case: str
    title: str
    criteria: Criteria
    computed: tuple[Score, ...]
    cards: tuple[ScoreCard, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    state: ScoringState = ScoringState.OPEN
    task: Task | None
    """Of the members, None at its end."""
    opened_at: datetime
    result: Result | None = None
    closed_at: datetime | None = None
    closed_by: By | None = None
    free_days: int = 0
    """The version of the declared free days that the members' date was last held against."""
    version: int = 1

    def card_of(self, member_id: str) -> ScoreCard | None:
        """Give a member's card, None where none was sent."""
        return next((card for card in self.cards if card.member.id == member_id), None)

    def excuse_of(self, member_id: str) -> Excuse | None:
        """Give a member's excuse, None where there is none."""
        return next((excuse for excuse in self.excuses if excuse.member.id == member_id), None)

    @property
    def counting(self) -> tuple[ScoreCard, ...]:
        """The cards that count: not of members who have declared a conflict of interest, before or after."""
        return tuple(card for card in self.cards if self.excuse_of(card.member.id) is None)

    def shows_cards_to(self, person_id: str) -> bool:
        """Tell whether a person may see others' cards: everybody once it is closed, before that who has sent theirs."""
        if self.state is ScoringState.CLOSED:
            return True
        return self.card_of(person_id) is not None and self.excuse_of(person_id) is None

    def sent(self, member: By, given: Sequence[Given], at: datetime) -> "Scoring":
        """Give the scoring with a member's card, or with it corrected.

        Raises `ScoringClosed`, `MemberExcused`, `PointsFaulty`.
        """
        self._require_open()
        if self.excuse_of(member.id) is not None:
            raise MemberExcused(self.id)
        scores, before = scored(self.criteria, self.computed, given), self.card_of(member.id)
        if before is None:
            return self._with(cards=(*self.cards, ScoreCard(member=member, scores=scores, sent_at=at)))
        trace = (*before.earlier, Sent(scores=before.scores, at=before.sent_at))
        card = ScoreCard(member=member, scores=scores, sent_at=at, earlier=trace)
        return self._with(cards=tuple(card if one.member.id == member.id else one for one in self.cards))

    def excused(self, member: By, reason: str, at: datetime) -> "Scoring":
        """Give the scoring in which a member takes no part; a card that was sent stays as a trace and does not count.

        Raises `ScoringClosed`, `AlreadyExcused`.
        """
        self._require_open()
        if self.excuse_of(member.id) is not None:
            raise AlreadyExcused(self.id)
        return self._with(excuses=(*self.excuses, Excuse(member=member, reason=reason, at=at)))

    def closed(self, *, by: By, at: datetime) -> "Scoring":
        """Give the closed scoring with its result. Raises `ScoringClosed`, `NobodyScored`."""
        self._require_open()
        if not self.counting:
            raise NobodyScored(self.id)
        return self._with(state=ScoringState.CLOSED, task=None, result=self._result(), closed_at=at, closed_by=by)

    def ended(self, at: datetime) -> "Scoring":
        """Give the open scoring of an initiative that was taken back."""
        return self._with(state=ScoringState.ENDED, task=None, closed_at=at)

    def held_against(self, free: FreeDays) -> "Scoring":
        """Give the open scoring with its date where declared free days put it; the same one where it does not move."""
        later = self.task and self.task.held_against(free)
        if later is None or later == self.task:
            return self
        return self._with(task=later, free_days=free.version)

    def _result(self) -> Result:
        cards = self.counting
        sums = [card.total for card in cards]
        rows = []
        for criterion in self.criteria.criteria:
            points = [card.points(criterion.code) for card in cards]
            told = {"code": criterion.code, "name": criterion.name, "most": criterion.most}
            rows.append(CriterionResult(**told, mean=mean(points), lowest=min(points), highest=max(points)))
        return Result(
            members=len(cards),
            excused=len(self.excuses),
            scores=tuple(rows),
            mean=mean(sums),
            lowest=min(sums),
            highest=max(sums),
            most=self.criteria.most,
            pass_mark=self.criteria.pass_mark,
        )

    def _require_open(self) -> None:
        if self.state is not ScoringState.OPEN:
            raise ScoringClosed(self.id, self.state)

    def _with(self, **changes: object) -> "Scoring":
        return self.model_copy(update={**changes, "version": self.version + 1})


def mean(points: Sequence[int]) -> int:
    """Give the mean in hundredths of a point, rounded half up."""
    return (200 * sum(points) + len(points)) // (2 * len(points))


def computed(criteria: Criteria, application: Application) -> tuple[Score, ...]:
    """Give the points that the tables give an application as it stands now."""
    scores = []
    for criterion in criteria.criteria:
        if criterion.computed:
            points, reason = criterion.points_for(application)
            scores.append(Score(code=criterion.code, points=points, reason=reason, computed=True))
    return tuple(scores)


class Meeting(BaseModel):
    """A meeting of the Team: its day in Warsaw's calendar, and the initiatives whose scoring it has opened."""

    model_config = ConfigDict(frozen=True)

    id: str
    number: int
    year: int
    held_on: date
    initiatives: tuple[str, ...]
    opened_at: datetime
    opened_by: By
