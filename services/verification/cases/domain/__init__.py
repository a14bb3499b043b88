"""A case: the way of one proposal through verification. It knows the order of the stages, and no card or review."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain.way import By, Filed, Step, StepKind, Task, Unit, UnitUnknown, Way, zloty
from shared.contracts.intake import Area, CostItem, EditionRules, Pool, PoolKind, Window, WindowKind

__all__ = [
    "TAKEN_BACK",
    "ApplicantAsked",
    "By",
    "Case",
    "Edition",
    "EditionUnknown",
    "Filed",
    "PlaceUnknown",
    "Proposal",
    "Stage",
    "Step",
    "StepKind",
    "Task",
    "Unit",
    "UnitUnknown",
    "Way",
    "zloty",
]


class EditionUnknown(Exception):
    """The rules of the edition have not come from intake yet."""

    def __init__(self, edition_id: str) -> None:
        super().__init__(f"edition {edition_id} is not here yet")
        self.edition_id = edition_id


class PlaceUnknown(Exception):
    """The edition has no such pool."""

    def __init__(self, edition_id: str, pool_id: str) -> None:
        super().__init__(f"edition {edition_id} has no pool {pool_id}")
        self.edition_id, self.pool_id = edition_id, pool_id


class ApplicantAsked(Exception):
    """The applicant has been asked for a change, or all authors for their consent to a merger or a split.

    Nothing is decided before the answer, or the end of the time.
    """

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"an answer about {proposal_id} is waited for")
        self.proposal_id = proposal_id


class Edition(BaseModel):
    """Our copy of an edition's rules."""

    model_config = ConfigDict(frozen=True)

    id: str
    rules: EditionRules
    version: int

    def pool(self, pool_id: str) -> Pool:
        """Give a pool. Raises `PlaceUnknown`."""
        for pool in self.rules.pools:
            if pool.id == pool_id:
                return pool
        raise PlaceUnknown(self.id, pool_id)

    def area(self, area_id: str | None) -> Area | None:
        """Give an area, None where the proposal names none or the edition has none such."""
        return next((area for area in self.rules.areas if area.id == area_id), None)

    def cap(self, pool_id: str, area_id: str | None) -> int:
        """Give the most that a proposal may cost here, in grosze. Raises `PlaceUnknown`."""
        pool, area = self.pool(pool_id), self.area(area_id)
        return area.cap if area is not None and pool.kind is PoolKind.LOCAL else pool.cap

    def signatures(self, pool_id: str, area_id: str | None) -> int:
        """Give how many signatures a proposal needs here. Raises `PlaceUnknown`."""
        pool, area = self.pool(pool_id), self.area(area_id)
        return area.signatures if area is not None and pool.kind is PoolKind.LOCAL else pool.signatures

    def window(self, kind: WindowKind) -> Window | None:
        """Give a window, None where the edition has none."""
        return next((window for window in self.rules.windows if window.kind is kind), None)


class Proposal(BaseModel):
    """Our copy of what a resident has filed. Amounts in grosze."""

    model_config = ConfigDict(frozen=True)

    number: int
    case: str
    sign: str | None = None
    """The sign of the case; None where the proposal came before signs were told."""
    title: str
    summary: str
    description: str
    pool_id: str
    area_id: str | None
    category: str
    location: str
    latitude: float | None = None
    longitude: float | None = None
    parcel: str | None = None
    cost_items: tuple[CostItem, ...]
    cost: int
    signatures: int
    signatures_counted: int | None = None
    """Valid ones by the department's count, with the online ones; None until it has counted the lists."""
    signatures_online: int = 0
    """Residents who support it by a confirmed mail link."""
    attachments: int
    submitted_at: datetime


class Stage(StrEnum):
    """Where a case stands. The last five are ends."""

    FORMAL = "formal"
    MERIT = "merit"
    ADMISSION = "admission"
    APPEAL = "appeal"
    ADMITTED = "admitted"
    REFUSED = "refused"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"

    @property
    def over(self) -> bool:
        """True where nobody has to do anything more."""
        return self not in (Stage.FORMAL, Stage.MERIT, Stage.ADMISSION, Stage.APPEAL)


class Case(Way):
    """The way of one proposal. `proposal` is None where the word of its end came before the proposal."""

    edition_id: str
    proposal: Proposal | None
    stage: Stage
    unit: Unit | None = None
    cost: int | None = None
    """What it costs by the unit's review, in grosze."""
    content_version: int = 1
    """The version of the proposal that we have."""
    asked: int = 0
    """The newest request for a change that the applicant has got."""
    answered: int = 0
    """The newest one that has ended."""
    asked_until: datetime | None = None
    """When the newest one is due."""
    plan_asked: int = 0
    """The newest plan to merge or split it for which all authors are asked; plans are numbered in their edition."""
    plan_ended: int = 0
    """The newest one that has ended, with effect or without."""
    plan_until: datetime | None = None
    """When the newest one is due."""

    @property
    def about(self) -> Proposal | None:
        """What it is about."""
        return self.proposal

    @property
    def awaits_applicant(self) -> bool:
        """True while the applicant may answer a request for a change."""
        return self.asked > self.answered

    @property
    def changed_since_review(self) -> bool:
        """True where the proposal was changed by its authors after its unit had finished the review."""
        told = [step.kind for step in self.steps]
        reviewed = [at for at, kind in enumerate(told) if kind in _REVIEWED]
        return bool(reviewed) and bool(_CHANGED.intersection(told[reviewed[-1] :]))

    def revised_since(self, moment: datetime) -> bool:
        """Tell whether the applicant has changed the proposal after `moment`."""
        return any(step.kind is StepKind.REVISED and step.at > moment for step in self.steps)

    def require_answered(self) -> None:
        """Accept that something is decided now. Raises `ApplicantAsked`."""
        if self.awaits_applicant or self.awaits_authors:
            raise ApplicantAsked(self.id)

    @property
    def awaits_authors(self) -> bool:
        """True while authors may answer whether they consent to a merger or a split."""
        return self.plan_asked > self.plan_ended

    def planned(self, step: Step, number: int, until: datetime) -> "Case":
        """Give the case whose authors are asked about a plan; where its end has come before, only the step is new."""
        known = {"plan_asked": max(number, self.plan_asked)}
        known_until = until if number > self.plan_asked else self.plan_until
        return self.noted(step).model_copy(update={**known, "plan_until": known_until})

    def plan_over(self, number: int) -> "Case":
        """Give the case that waits no longer for a plan, in whichever order its beginning and its end come."""
        return self.model_copy(update={"plan_ended": max(number, self.plan_ended)})

    def arranged(self, step: Step, *, asked: int = 0, answered: int = 0, until: datetime | None = None) -> "Case":
        """Give the case after a request for a change, or its end, in whichever order they come."""
        told = {"asked": max(asked, self.asked), "answered": max(answered, self.answered)}
        told_until = until if asked > self.asked else self.asked_until
        return self.noted(step).model_copy(update={**told, "asked_until": told_until})

    @property
    def passed(self) -> bool:
        """True for a proposal that has passed the formal check and was not withdrawn or merged: it has a unit since."""
        return self.unit is not None and self.stage not in TAKEN_BACK

    def with_proposal(self, proposal: Proposal, version: int) -> "Case":
        """Give the withdrawn or merged case whose proposal has come at last."""
        filed = Step(kind=StepKind.SUBMITTED, at=proposal.submitted_at)
        told = {"proposal": proposal, "content_version": version, "steps": (filed, *self.steps)}
        return self.model_copy(update={**told, "version": self.version + 1})

    def with_content(self, proposal: Proposal, version: int) -> "Case":
        """Give the case with what its proposal says now."""
        return self.model_copy(update={"proposal": proposal, "content_version": version})

    def recounted(self, proposal: Proposal, version: int) -> "Case":
        """Give the case with what its proposal says after a count, where nothing else has happened."""
        return self.with_content(proposal, version).model_copy(update={"version": self.version + 1})

    def went(
        self, step: Step, stage: Stage, *, task: Task | None = None, unit: Unit | None = None, cost: int | None = None
    ) -> "Case":
        """Give the case after a step, at its new stage, with the task that waits there. None keeps unit and cost."""
        return self.model_copy(
            update={
                "stage": stage,
                "task": task,
                "unit": unit or self.unit,
                "cost": self.cost if cost is None else cost,
                "steps": (*self.steps, step),
                "changed_at": step.at,
                "version": self.version + 1,
            }
        )


TAKEN_BACK = (Stage.WITHDRAWN, Stage.MERGED)
"""The ends that come from a proposal's authors."""
_CHANGED = {StepKind.REVISED, StepKind.JOINED, StepKind.SPLIT}
_REVIEWED = (StepKind.REVIEW_POSITIVE, StepKind.REVIEW_NEGATIVE)
