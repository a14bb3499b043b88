"""A project as it is kept: what was filed, what happened since, the glance for lists. It follows no event itself."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.contracts.intake import CostItem, RegroupingOutcome
from shared.contracts.reporting import Stage
from shared.contracts.voting import Outcome
from shared.sketch import Point


class State(StrEnum):
    """Where a project is now; the word on its tag."""

    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    REVIEWED = "reviewed"
    FORMALLY_REJECTED = "formally_rejected"
    ADMITTED = "admitted"
    NOT_ADMITTED = "not_admitted"
    APPEALED = "appealed"
    ON_BALLOT = "on_ballot"
    SELECTED = "selected"
    NOT_SELECTED = "not_selected"
    IN_PROGRESS = "in_progress"
    FINISHED = "finished"
    ABANDONED = "abandoned"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class EntryKind(StrEnum):
    """What happened, in the order in which it is told where it happened at one moment."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    CORRECTION_CALLED = "correction_called"
    CORRECTED = "corrected"
    CHANGE_ASKED = "change_asked"
    POSTPONED = "postponed"
    UNCHANGED = "unchanged"
    REVISED = "revised"
    MERGER_ASKED = "merger_asked"
    SPLIT_ASKED = "split_asked"
    NOT_REGROUPED = "not_regrouped"
    REGROUPED = "regrouped"
    JOINED = "joined"
    SPLIT_OFF = "split_off"
    MERGED = "merged"
    APPEALED = "appealed"
    APPEAL_DECIDED = "appeal_decided"
    FORMAL_CHECK = "formal_check"
    REVIEW_HANDED_OVER = "review_handed_over"
    STATEMENT = "statement"
    MERIT_REVIEW = "merit_review"
    REVIEW_RETURNED = "review_returned"
    OPINION = "opinion"
    DECISION = "decision"
    CONFLICT = "conflict"
    BALLOT_LIST = "ballot_list"
    RESULT = "result"
    STARTED = "started"
    HANDED_OVER = "handed_over"
    PROGRESS = "progress"
    CALL_MISSED = "call_missed"
    SETTLED = "settled"


class Who(StrEnum):
    """Who did it: never a person."""

    RESIDENTS = "residents"
    DEPARTMENT = "department"
    UNIT = "unit"
    BODY = "body"
    MAYOR = "mayor"


PLANNED = ("planned_end", "planned_contract", "planned_building")
"""The days that a unit plans: the end, the contract, the beginning of building."""


class Entry(BaseModel):
    """One entry of a life line. Which fields hold something depends on its kind. Amounts in grosze."""

    model_config = ConfigDict(frozen=True)

    kind: EntryKind
    version: int
    at: datetime
    who: Who
    unit_name: str | None = None
    text: str = ""
    reasons: tuple[str, ...] = ()
    positive: bool | None = None
    amount: int | None = None
    ballot_number: str | None = None
    votes: int | None = None
    place: int | None = None
    outcome: Outcome | None = None
    stage: Stage | None = None
    percent: int | None = None
    spent: int | None = None
    planned_end: date | None = None
    planned_contract: date | None = None
    planned_building: date | None = None
    delay_reason: str | None = None
    """Why one of the planned days is later than it was told before."""
    due_at: datetime | None = None
    call: int | None = None
    """The number of the call to complete."""
    appeal: int | None = None
    rival: str | None = None
    """The id of the other project for the same place, or that this one was merged with or split from."""
    ended: RegroupingOutcome | None = None
    """How a plan to merge or split has ended."""
    opinion: str | None = None
    """The id of the opinion."""
    asked: str | None = None
    """What the applicant has longer to answer: a call or an arrangement, with its number."""
    body: str | None = None
    """Whose opinion it is; `positive` is None where the body gives none."""
    statement: str | None = None
    """The id of a unit's statement; `positive` is None while it is waited for, False where it is needed no more."""

    @property
    def which(self) -> str:
        """What tells entries of one kind apart: the rival, opinion, statement, what was asked, else ""."""
        return self.rival or self.opinion or self.statement or self.asked or ""


class Content(BaseModel):
    """What the residents have proposed, as they filed it."""

    model_config = ConfigDict(frozen=True)

    version: int
    number: int
    case: str
    title: str
    summary: str
    description: str
    pool_id: str
    area_id: str | None
    category: str
    location: str
    latitude: float | None
    longitude: float | None
    cost_items: tuple[CostItem, ...]
    cost: int
    signatures: int

    @property
    def point(self) -> Point | None:
        """Give where it is to be, None where only the words say so."""
        return (self.latitude, self.longitude) if self.latitude is not None and self.longitude is not None else None


class Milestone(StrEnum):
    """How far a project came at some time; kept when it goes on from there."""

    SUBMITTED = "submitted"
    ADMITTED = "admitted"
    ON_BALLOT = "on_ballot"
    SELECTED = "selected"
    FINISHED = "finished"


class Glance(BaseModel):
    """What lists, filters and counts need of a project, made of the rest of it. `number` 0: not known yet."""

    model_config = ConfigDict(frozen=True)

    number: int = 0
    case: str = ""
    title: str = ""
    summary: str = ""
    location: str = ""
    pool_id: str = ""
    area_id: str | None = None
    category: str = ""
    words: tuple[str, ...] = ()
    state: State = State.SUBMITTED
    milestones: tuple[Milestone, ...] = ()
    submitted_at: datetime | None = None
    cost: int = 0
    votes: int | None = None
    place: int | None = None
    unit_name: str | None = None
    stage: Stage | None = None
    percent: int | None = None
    budget: int | None = None
    spent: int | None = None
    planned_end: date | None = None
    first_planned_end: date | None = None
    """The end that residents were told first; a later one now is a delay."""
    delay_reason: str | None = None
    final: bool = False
    """An appeal against its refusal has been dismissed."""


class CallDelivery(BaseModel):
    """Until when a call can be answered that went by post; None while nobody knows when it was delivered."""

    model_config = ConfigDict(frozen=True)

    version: int
    due_at: datetime | None


class Project(BaseModel):
    """All that is known of a project: its content, what happened to it, and the glance at it."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    content: Content | None = None
    entries: tuple[Entry, ...] = ()
    glance: Glance = Glance()
    deliveries: dict[str, CallDelivery] = {}
    """By the number of the call."""

    @property
    def known(self) -> bool:
        """Tell whether its filing has come: before that there is nothing to show."""
        return self.content is not None

    def latest(self) -> dict[EntryKind, Entry]:
        """Give the latest entry of each kind that there is."""
        found: dict[EntryKind, Entry] = {}
        for entry in self.entries:
            known = found.get(entry.kind)
            if known is None or entry.version > known.version:
                found[entry.kind] = entry
        return found
