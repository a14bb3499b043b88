"""The case of a local initiative (art. 19b–19h u.d.p.p.w.) and what can be told from its figures. It knows no clock."""

from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import Step, Task, Unit, Way
from shared.contracts.initiatives.intake import (
    CityShare,
    ContributionKind,
    Declared,
    EstimateItem,
    Readiness,
)
from shared.contracts.initiatives.intake import Step as ScheduleStep
from shared.deadlines import Deadline, FreeDays, Reckoning, postponed

WHOLE = 10_000
"""Shares are in hundredths of a percent: 1000 is 10 %."""


class NotAtThisStage(Exception):
    """The initiative does not wait for this (any more)."""

    def __init__(self, initiative_id: str, stage: str) -> None:
        super().__init__(f"initiative {initiative_id} is at {stage}")
        self.initiative_id, self.stage = initiative_id, stage


class Rules(BaseModel):
    """Our copy of the council's rules by which applications are taken in.

    `hourly_rate` in grosze; `correction_days`: the least that applicants have to complete one.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    resolution: str
    in_force_from: date
    own_share: int
    hourly_rate: int
    correction_days: int = 7
    version: int


class Application(BaseModel):
    """Our copy of what residents have filed. Amounts in grosze, `own_share` in hundredths of a percent."""

    model_config = ConfigDict(frozen=True)

    rules_id: str
    own_share: int
    number: int
    year: int
    case: str
    sign: str | None = None
    title: str
    summary: str
    description: str
    task_area: str
    place: str
    latitude: float | None = None
    longitude: float | None = None
    area_name: str | None = None
    beneficiaries: int
    readiness: Readiness
    organisation: str | None = None
    residents: int
    signatures: int = 0
    steps: tuple[ScheduleStep, ...]
    city_shares: tuple[CityShare, ...]
    declared: tuple[Declared, ...]
    estimate: tuple[EstimateItem, ...]
    own: int
    city: int
    attachments: int = 0
    on_paper: bool = False
    converted_from: str | None = None
    submitted_at: datetime
    goal: str = ""
    audience: str = ""

    @property
    def total(self) -> int:
        """What the task is worth: both sides together."""
        return self.own + self.city

    @property
    def work(self) -> int:
        """What the residents' work is worth."""
        return sum(one.value for one in self.declared if one.kind is ContributionKind.WORK)

    @property
    def minutes(self) -> int:
        """How long the residents will work."""
        return sum(one.minutes or 0 for one in self.declared)

    def value_of(self, kind: ContributionKind) -> int:
        """Give what is declared of one kind."""
        return sum(one.value for one in self.declared if one.kind is kind)

    def own_share_with(self, city: int) -> Fraction:
        """Give the own share where the city gives `city`, in hundredths of a percent, exactly."""
        return share(self.own, self.own + city)


def share(part: int, whole: int) -> Fraction:
    """Give which share `part` is of `whole`, in hundredths of a percent, exactly; 0 of nothing."""
    return Fraction(WHOLE * part, whole) if whole else Fraction(0)


def percent(hundredths: Fraction | int) -> str:
    """Write a share as people read it, cut after the second place: what is below a threshold never looks like it."""
    number = int(hundredths)
    text = f"{number // 100},{number % 100:02}".rstrip("0").rstrip(",")
    return f"{text}\u00a0%"


class AnswerNotLater(Exception):
    """The applicants have been told of this day, or a later one, already."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__(f"answer is due at {due_at.isoformat()}")
        self.due_at = due_at


class AnswerTooFar(Exception):
    """The day is further away than anybody lets applicants wait: a slip of the pen. `most`: days from today."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} days away")
        self.most = most


class Clock(BaseModel):
    """Until when the applicants must have an answer (art. 35 § 3 k.p.a.): a month, two where it is very involved.

    Counted from the day on which the application was complete: how long the applicants took to complete it does not
    count (art. 35 § 5).
    """

    model_config = ConfigDict(frozen=True)

    due_at: datetime
    explanation: tuple[str, ...]
    reckoning: Reckoning
    longest: datetime
    """The end of the second month."""
    longest_reckoning: Reckoning

    @classmethod
    def of(cls, answer: Deadline, longest: Deadline) -> "Clock":
        """Make the clock of the two terms."""
        return cls(
            due_at=answer.due_at,
            explanation=tuple(answer.explained()),
            reckoning=answer.reckoning,
            longest=longest.due_at,
            longest_reckoning=longest.reckoning,
        )

    def extended(self, deadline: Deadline) -> "Clock":
        """Give the clock with a later end (art. 36 § 1 k.p.a.). Raises `AnswerNotLater`."""
        if deadline.due_at <= self.due_at:
            raise AnswerNotLater(self.due_at)
        told = {"due_at": deadline.due_at, "explanation": tuple(deadline.explained())}
        return self.model_copy(update={**told, "reckoning": deadline.reckoning})

    def not_before(self, former: "Clock | None") -> "Clock":
        """Give the clock that ends no earlier than the applicants were told before."""
        if former is None or former.due_at <= self.due_at:
            return self
        said = {name: getattr(former, name) for name in ("due_at", "explanation", "reckoning")}
        return self.model_copy(update=said)

    def held_against(self, free: FreeDays) -> "Clock":
        """Give the clock as declared free days put it; never earlier than was said."""
        later = postponed(self.due_at, self.reckoning, free)
        last = postponed(self.longest, self.longest_reckoning, free)
        changes: dict[str, object] = {}
        if later is not None:
            changes = {"due_at": later.due_at, "explanation": later.explanation}
        if last is not None:
            changes["longest"] = last.due_at
        return self.model_copy(update=changes)


class InitiativeStage(StrEnum):
    """Where an initiative stands. `over`: nobody in verification has to do anything."""

    FORMAL = "formal"
    OPINIONS = "opinions"
    SCORING = "scoring"
    DECISION = "decision"
    FUNDS = "funds"
    SECURED = "secured"
    CONTRACTED = "contracted"
    SHORT = "short"
    """An annex is to give more than is secured: it is not signed before the treasurer has countersigned the rest."""
    REJECTED = "rejected"
    LEFT_UNCONSIDERED = "left_unconsidered"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"

    @property
    def over(self) -> bool:
        """True where nobody has to do anything more in verification."""
        return self in (InitiativeStage.SECURED, InitiativeStage.CONTRACTED) or self.refused or self in _BACK

    @property
    def unanswered(self) -> bool:
        """True while the applicants wait for the mayor's answer."""
        return self in _UNANSWERED

    @property
    def refused(self) -> bool:
        """True where the city has said no."""
        return self in (InitiativeStage.REJECTED, InitiativeStage.LEFT_UNCONSIDERED)

    @property
    def takes_withdrawal(self) -> bool:
        """True while applicants may take it back: before a contract, and before it has ended otherwise."""
        return self is InitiativeStage.SECURED or not (self.over or self is InitiativeStage.SHORT)


_UNANSWERED = (
    InitiativeStage.FORMAL,
    InitiativeStage.OPINIONS,
    InitiativeStage.SCORING,
    InitiativeStage.DECISION,
)
_BACK = (InitiativeStage.WITHDRAWN, InitiativeStage.TERMINATED)


class InitiativeCase(Way):
    """The way of one initiative. `application` is None where the word of its end came before it. Amounts in grosze."""

    application: Application | None
    stage: InitiativeStage
    clock: Clock | None = None
    units: tuple[Unit, ...] = ()
    """The units that were asked for an opinion when the card was finished."""
    unit: Unit | None = None
    """The unit that carries it out with the residents, once it was approved."""
    city: int | None = None
    """What the city gives at most, once it was approved; later by the contract."""
    content_version: int = 0
    """The version of the application that we have."""
    contract: str | None = None
    contract_version: int = 0
    """The version of the newest word of the contract that we have."""
    converted_to: str | None = None
    """The edition of the civic budget in which it has become the draft of a proposal."""
    free_days: int = 0
    """The version of the declared free days that its clock was last held against."""

    @property
    def about(self) -> Application | None:
        """What it is about."""
        return self.application

    def require(self, *stages: InitiativeStage) -> None:
        """Accept that it stands at one of `stages`. Raises `NotAtThisStage`."""
        if self.stage not in stages:
            raise NotAtThisStage(self.id, self.stage)

    def went(
        self, step: Step, stage: InitiativeStage, *, task: Task | None = None, **changes: object
    ) -> "InitiativeCase":
        """Give the case after a step, at its new stage, with the task that waits there."""
        told = {"stage": stage, "task": task, "steps": (*self.steps, step), "changed_at": step.at, **changes}
        return self.model_copy(update={**told, "version": self.version + 1})

    def extended(self, deadline: Deadline, step: Step) -> "InitiativeCase":
        """Give the case whose applicants get their answer later, and what was due on the day that was said before.

        Raises `NotAtThisStage` where they have it, `AnswerNotLater`.
        """
        if not self.stage.unanswered or self.clock is None:
            raise NotAtThisStage(self.id, self.stage)
        clock, task = self.clock.extended(deadline), self.task
        if task is not None and task.reckoning == self.clock.reckoning:
            told = {name: getattr(clock, name) for name in ("due_at", "explanation", "reckoning")}
            # Another task: of one that is changed, the version of the free days says which word is newer.
            task = task.model_copy(update={**told, "id": f"{task.id}-{self.version}", "opened_at": step.at})
        return self.noted(step).model_copy(update={"clock": clock, "task": task, "free_days": 0})

    def with_content(self, application: Application, version: int) -> "InitiativeCase":
        """Give the case with what its application says now."""
        return self.model_copy(update={"application": application, "content_version": version})
