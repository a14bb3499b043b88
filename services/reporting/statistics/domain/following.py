"""What is kept of editions and projects to make figures of: a pure function of events, in any order.

It holds nothing of single voters: what voting tells of them is hidden there already where it is about few.
"""

from datetime import datetime
from typing import Any, Self, TypeAlias

from pydantic import BaseModel, ConfigDict

from shared.contracts.intake import (
    EditionAnnouncedV1,
    EditionChangedV1,
    EditionRules,
    ProposalContent,
    ProposalCorrectedV1,
    ProposalMergedV1,
    ProposalRegroupedV1,
    ProposalRevisedV1,
    ProposalSubmittedV1,
)
from shared.contracts.reporting import ImplementationStartedV1, ProgressPublishedV1, Stage
from shared.contracts.voting import (
    Outcome,
    ProjectResult,
    ResultsPublishedV1,
    TurnoutPart,
    VotingClosedV1,
    VotingTurnoutV1,
)

OfEdition: TypeAlias = EditionAnnouncedV1 | EditionChangedV1 | VotingTurnoutV1 | VotingClosedV1 | ResultsPublishedV1
Filed: TypeAlias = ProposalSubmittedV1 | ProposalCorrectedV1 | ProposalRevisedV1 | ProposalRegroupedV1
Built: TypeAlias = ImplementationStartedV1 | ProgressPublishedV1
OfProject: TypeAlias = Filed | ProposalMergedV1 | Built
StatisticsEvent: TypeAlias = OfEdition | OfProject


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)

    modified: datetime | None = None
    """When what the figures are made of has changed last (UTC); None before anything has come."""

    def _with(self, at: datetime, **changes: Any) -> Self:
        later = at if self.modified is None else max(at, self.modified)
        return self.model_copy(update={**changes, "modified": later})


class Turnout(BaseModel):
    """How many have voted, `at` (UTC). `channels`, `areas`, `ages`: as voting tells them, small ones hidden."""

    model_config = ConfigDict(frozen=True)

    ballots: int
    entitled: int | None = None
    void: int | None = None
    at: datetime
    channels: tuple[TurnoutPart, ...] = ()
    areas: tuple[TurnoutPart, ...] = ()
    ages: tuple[TurnoutPart, ...] = ()


class Edition(_Kept):
    """What is known of an edition. `going`: the turnout while one votes; `final`: as it was published."""

    id: str
    rules: EditionRules | None = None
    rules_version: int = 0
    going: Turnout | None = None
    going_version: int = 0
    closed: Turnout | None = None
    closed_version: int = 0
    final: Turnout | None = None
    final_version: int = 0

    @property
    def turnout(self) -> Turnout | None:
        """The last that is known of the turnout; None before anybody has voted."""
        if self.closed and not self.final:
            return self.closed.model_copy(update={"entitled": self.going.entitled if self.going else None})
        return self.final or self.going

    def heard(self, event: OfEdition) -> Self:
        """Give what is known with an event. Any order and repetition of the same events gives the same."""
        match event:
            case VotingTurnoutV1() if event.version > self.going_version:
                channels = tuple(TurnoutPart(of=one.channel, ballots=one.ballots) for one in event.channels)
                going = Turnout(ballots=event.ballots, entitled=event.entitled, at=event.told_at, channels=channels)
                return self._with(event.told_at, going=going, going_version=event.version)
            case VotingClosedV1() if event.version > self.closed_version:
                closed = Turnout(ballots=event.ballots, at=event.closed_at)
                return self._with(event.closed_at, closed=closed, closed_version=event.version)
            case ResultsPublishedV1() if event.version > self.final_version:
                final = Turnout(
                    ballots=event.ballots,
                    entitled=event.entitled,
                    void=event.void,
                    at=event.published_at,
                    channels=event.channels,
                    areas=event.areas,
                    ages=event.ages,
                )
                return self._with(event.published_at, final=final, final_version=event.version)
            case EditionAnnouncedV1() | EditionChangedV1() if event.version > self.rules_version:
                at = event.announced_at if isinstance(event, EditionAnnouncedV1) else event.changed_at
                return self._with(at, rules=event.rules, rules_version=event.version)
            case _:
                return self


class Result(BaseModel):
    """What the vote has brought a project. Amounts in grosze."""

    model_config = ConfigDict(frozen=True)

    number: str
    votes: int
    points: int
    place: int
    cost: int
    outcome: Outcome
    excluded_by: str | None = None

    @property
    def won(self) -> bool:
        """Whether it was selected."""
        return self.outcome is Outcome.SELECTED


class Project(_Kept):
    """What is known of a project. `area_id` None: of the whole city. Amounts in grosze, `asked` as it was filed."""

    id: str
    edition_id: str
    number: int = 0
    title: str = ""
    pool_id: str = ""
    area_id: str | None = None
    category: str = ""
    asked: int = 0
    content_version: int = 0
    merged: bool = False
    """It has become a part of another one, whose cost holds its own: it is counted there."""
    result: Result | None = None
    result_version: int = 0
    planned: int = 0
    spent: int = 0
    stage: Stage | None = None
    work_version: int = 0

    def heard(self, event: OfProject) -> Self:
        """Give what is known with an event. Any order and repetition of the same events gives the same."""
        match event:
            case ProposalMergedV1() if not self.merged:
                return self._with(event.merged_at, merged=True)
            case ImplementationStartedV1() if event.version > self.work_version:
                return self._with(
                    event.started_at, planned=event.budget, stage=Stage.PLANNED, work_version=event.version
                )
            case ProgressPublishedV1() if event.version > self.work_version:
                told = {"planned": event.budget, "spent": event.spent, "stage": event.stage}
                return self._with(event.published_at, **told, work_version=event.version)
            case ProposalContent() if event.version > self.content_version:
                names = ("number", "title", "pool_id", "area_id", "category")
                told = {name: getattr(event, name) for name in names}
                return self._with(_said_at(event), **told, asked=event.cost, content_version=event.version)
            case _:
                return self

    def counted(self, one: ProjectResult, version: int, at: datetime) -> Self:
        """Give it with what the vote has brought it."""
        if version <= self.result_version:
            return self
        told = {name: getattr(one, name) for name in Result.model_fields}
        return self._with(at, result=Result(**told), result_version=version)


def _said_at(event: Filed) -> datetime:
    match event:
        case ProposalCorrectedV1():
            return event.corrected_at
        case ProposalRevisedV1():
            return event.revised_at
        case ProposalRegroupedV1():
            return event.regrouped_at
        case _:
            return event.submitted_at
