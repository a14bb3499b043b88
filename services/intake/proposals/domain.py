"""A proposal: what a resident files, what the register holds, who may still withdraw it. No personal data in it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.intake.editions.domain.rules import area_of, by_area, pool_of, window
from shared.clock import WARSAW, warsaw
from shared.contracts.intake import CostItem, EditionRules, ProposalPart, WindowKind

MOST_ITEMS = 40
"""Lines of a cost estimate."""
MOST_FILES = 5
"""Files with one proposal."""
REMIND_BEFORE = timedelta(days=3)
DELETE_AFTER = timedelta(days=14)
"""Drafts hold personal data, which nobody needs once the submission is over (RODO art. 5 ust. 1 lit. e)."""
EMAIL = r"^[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}$"
_WORDS_KEPT = 200
_MIDDAY = time(12)


class SubmissionNotOpen(Exception):
    """Proposals are taken only in the submission window, by the date of receipt. Moments in ISO 8601, UTC."""

    def __init__(self, opens: datetime, closes: datetime) -> None:
        super().__init__(f"from {opens.isoformat()} to {closes.isoformat()}")
        self.opens, self.closes = opens.isoformat(), closes.isoformat()


class Misplaced(Exception):
    """Pool, area or category do not fit the edition. `faults`: "field: unknown | needed | unneeded"."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(f"{field} {fault}" for field, fault in faults.items()))
        self.faults = [f"{field}: {fault}" for field, fault in faults.items()]


class NotWithdrawable(Exception):
    """It is too late to withdraw the proposal, or that has been done. `state`: submitted or withdrawn."""

    def __init__(self, proposal_id: str, state: str) -> None:
        super().__init__(f"proposal {proposal_id} is {state}")
        self.proposal_id, self.state = proposal_id, str(state)


class CorrectionClosed(Exception):
    """Nobody has called for a correction, it has been sent, or the time for it is over."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"proposal {proposal_id} is not open for correction")
        self.proposal_id = proposal_id


class AppealNotOpen(Exception):
    """Nothing has been refused, the time to appeal is over, or the appeal has been filed or decided already."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"no appeal is possible for proposal {proposal_id}")
        self.proposal_id = proposal_id


class ReceivedLater(Exception):
    """A paper cannot have come in later than now."""

    def __init__(self, received_at: datetime) -> None:
        super().__init__(received_at.isoformat())
        self.received_at = received_at.isoformat()


class AlreadyFiled(Exception):
    """The same person has filed a proposal of this title in this edition: perhaps the same paper."""

    def __init__(self, proposal: "Proposal") -> None:
        super().__init__(f"{proposal.id} is the same")
        self.proposal_id, self.case, self.submitted_at = proposal.id, proposal.case, proposal.submitted_at.isoformat()


class Item(CostItem):
    """One line of the estimate, as it is filed; grosze."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)]


class Draft(BaseModel):
    """What a resident files: the idea, its place, its money, its supporters. Amounts in grosze."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    edition_id: Annotated[str, Field(min_length=1, max_length=64)]
    title: Annotated[str, Field(min_length=5, max_length=200)]
    summary: Annotated[str, Field(min_length=20, max_length=300)]
    description: Annotated[str, Field(min_length=50, max_length=5000)]
    pool_id: Annotated[str, Field(min_length=1, max_length=64)]
    area_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    category: Annotated[str, Field(min_length=1, max_length=300)]
    location: Annotated[str, Field(min_length=3, max_length=300)]
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    parcel: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    cost_items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MOST_ITEMS)]
    signatures: Annotated[int, Field(ge=0, le=100_000)]

    @property
    def cost(self) -> int:
        """What the lines of the estimate add up to, in grosze."""
        return sum(item.amount for item in self.cost_items)


class Details(BaseModel):
    """What an applicant may be called upon to mend about themselves: all but the e-mail, to which the link belongs."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    given: Annotated[str, Field(min_length=1, max_length=100)]
    surname: Annotated[str, Field(min_length=1, max_length=100)]
    phone: Annotated[str, Field(min_length=6, max_length=30)] | None = None
    address: Annotated[str, Field(min_length=3, max_length=300)]


Email = Annotated[str, Field(max_length=254, pattern=EMAIL)]


class Applicant(Details):
    """Who files the proposal. Personal data: kept only encrypted, never in events, logs or addresses."""

    email: Email | None = None
    """None on some papers: letters to this person go by post."""

    def same_person(self, other: "Applicant") -> bool:
        """Tell whether both bear one name, however it was typed."""
        return fold(f"{self.given} {self.surname}") == fold(f"{other.given} {other.surname}")


class WebApplicant(Applicant):
    """Who files on the web: the receipt needs an e-mail."""

    email: Email


class Attachment(BaseModel):
    """A file that came with a proposal. Support lists hold personal data: for officers alone."""

    model_config = ConfigDict(frozen=True)

    id: str
    filename: str
    media_type: str
    size: int


class SavedDraft(BaseModel):
    """A form that somebody has begun and will finish later. `content` is sealed: it holds personal data."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    content: bytes
    saved_at: datetime
    remind_at: datetime | None
    """When its author is told that time runs out; None where that is done, or no address is known."""
    delete_at: datetime


class Paper(BaseModel):
    """That a proposal came on paper: who of the staff keyed it in and when; `by_post`: no e-mail is known."""

    model_config = ConfigDict(frozen=True)

    keyed_by: str
    keyed_by_name: str
    keyed_at: datetime
    by_post: bool


class ProposalState(StrEnum):
    """What intake knows of a proposal; how it fares later, the other services know."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Call(BaseModel):
    """A call of the department to complete a proposal: what is missing, what may be changed, and until when."""

    model_config = ConfigDict(frozen=True)

    number: int
    points: tuple[str, ...]
    parts: tuple[ProposalPart, ...]
    explanation: tuple[str, ...]
    called_at: datetime
    due_at: datetime
    answered_at: datetime | None = None


class Decision(BaseModel):
    """What was decided about a proposal: by the formal check, or by the mayor about its admission."""

    model_config = ConfigDict(frozen=True)

    favourable: bool
    reasons: tuple[str, ...]
    decided_at: datetime
    version: int


class Appeal(BaseModel):
    """An appeal against a refusal (odwołanie). `upheld` is None until it is decided, which is final."""

    model_config = ConfigDict(frozen=True)

    number: int
    against: int
    """The version of the refusal."""
    text: str
    on_paper: bool
    filed_at: datetime
    upheld: bool | None = None
    reason: str = ""
    decided_at: datetime | None = None


PART_FIELDS: Mapping[ProposalPart, tuple[str, ...]] = {
    ProposalPart.DESCRIPTION: ("title", "summary", "description", "category"),
    ProposalPart.PLACE: ("pool_id", "area_id", "location", "latitude", "longitude", "parcel"),
    ProposalPart.COSTS: ("cost_items", "cost"),
    ProposalPart.SUPPORT: ("signatures",),
    ProposalPart.APPLICANT: (),
}
"""What of the public text each part holds."""


class Proposal(BaseModel):
    """A proposal in the register of an edition."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
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
    parcel: str | None = None
    cost_items: tuple[CostItem, ...]
    cost: int
    signatures: int
    attachments: tuple[Attachment, ...]
    applicant: bytes
    """Sealed; see `Proposals`."""
    words: tuple[str, ...]
    """Folded words to be found by."""
    title_key: str = ""
    """The folded title, to find the same paper keyed in twice."""
    submitted_at: datetime
    """The date of receipt."""
    paper: Paper | None = None
    """How it was keyed in; None where it was filed on the web."""
    state: ProposalState = ProposalState.SUBMITTED
    withdrawn_at: datetime | None = None
    call: Call | None = None
    """The newest call to complete it."""
    check: Decision | None = None
    """The formal check, as it stands."""
    admission: Decision | None = None
    """The mayor's decision, as it stands."""
    appeal: Appeal | None = None
    """The newest appeal."""
    version: int = 1

    def called(self, call: Call) -> "Proposal":
        """Give the proposal with a call; an older call, or one for a withdrawn proposal, changes nothing."""
        known = self.call.number if self.call else 0
        if self.state is ProposalState.WITHDRAWN or call.number <= known:
            return self
        return self.model_copy(update={"call": call, "version": self.version + 1})

    def can_correct(self, now: datetime) -> bool:
        """Tell whether its applicant may answer a call now."""
        call = self.call
        return (
            self.state is ProposalState.SUBMITTED
            and call is not None
            and call.answered_at is None
            and now <= call.due_at
        )

    def corrected(
        self, draft: Draft, attachments: tuple[Attachment, ...], applicant: bytes | None, at: datetime
    ) -> "Proposal":
        """Give the proposal with what the call had opened taken from `draft`; the rest stays as it was.

        `attachments` are added, `applicant` (sealed) replaces the former. Raises `CorrectionClosed`.
        """
        if not self.can_correct(at) or self.call is None:
            raise CorrectionClosed(self.id)
        changes: dict[str, object] = {}
        for part in self.call.parts:
            changes |= {field: getattr(draft, field) for field in PART_FIELDS[part]}
        if ProposalPart.COSTS in self.call.parts:
            changes["cost_items"] = tuple(CostItem(name=item.name, amount=item.amount) for item in draft.cost_items)
        if ProposalPart.SUPPORT in self.call.parts:
            changes["attachments"] = (*self.attachments, *attachments)
        if ProposalPart.APPLICANT in self.call.parts and applicant is not None:
            changes["applicant"] = applicant
        new = self.model_copy(
            update={
                **changes,
                "call": self.call.model_copy(update={"answered_at": at}),
                "version": self.version + 1,
            }
        )
        words = words_of(new.case, str(new.number), new.title, new.location, new.summary)
        return new.model_copy(update={"words": words, "title_key": title_key(new.title)})

    @property
    def refusal(self) -> Decision | None:
        """The refusal that stands, None where there is none."""
        decided = self.admission or self.check
        return decided if decided is not None and not decided.favourable else None

    def checked(self, decision: Decision) -> "Proposal":
        """Give the proposal with the result of its formal check; an older one changes nothing."""
        if self.check is not None and decision.version <= self.check.version:
            return self
        return self.model_copy(update={"check": decision, "version": self.version + 1})

    def decided(self, decision: Decision) -> "Proposal":
        """Give the proposal with the mayor's decision; an older one changes nothing."""
        if self.admission is not None and decision.version <= self.admission.version:
            return self
        return self.model_copy(update={"admission": decision, "version": self.version + 1})

    def can_appeal(self, rules: EditionRules, at: datetime) -> bool:
        """Tell whether an appeal that comes in at `at` is taken: once against each refusal, up to the window's end."""
        appeals, refusal, former = window(rules, WindowKind.APPEALS), self.refusal, self.appeal
        if self.state is ProposalState.WITHDRAWN or refusal is None or appeals is None or at > appeals.closes:
            return False
        return former is None or (former.upheld is not None and refusal.version > former.against)

    def appealed(self, rules: EditionRules, text: str, *, on_paper: bool, at: datetime) -> "Proposal":
        """Give the proposal with an appeal that came in at `at`. Raises `AppealNotOpen`."""
        if not self.can_appeal(rules, at) or self.refusal is None:
            raise AppealNotOpen(self.id)
        number = self.appeal.number + 1 if self.appeal else 1
        appeal = Appeal(number=number, against=self.refusal.version, text=text, on_paper=on_paper, filed_at=at)
        return self.model_copy(update={"appeal": appeal, "version": self.version + 1})

    def appeal_decided(self, number: int, *, upheld: bool, reason: str, at: datetime) -> "Proposal":
        """Give the proposal whose appeal has been decided; an appeal that is not the newest changes nothing."""
        if self.appeal is None or self.appeal.number != number or self.appeal.upheld is not None:
            return self
        appeal = self.appeal.model_copy(update={"upheld": upheld, "reason": reason, "decided_at": at})
        return self.model_copy(update={"appeal": appeal, "version": self.version + 1})

    def withdrawn(self, rules: EditionRules, at: datetime) -> "Proposal":
        """Give the proposal withdrawn by its applicant. Raises `NotWithdrawable`."""
        if not can_withdraw(self, rules, at):
            raise NotWithdrawable(self.id, self.state)
        return self.model_copy(
            update={"state": ProposalState.WITHDRAWN, "withdrawn_at": at, "version": self.version + 1}
        )


class OldVersion(BaseModel):
    """A proposal as it was before a change, kept for ever."""

    model_config = ConfigDict(frozen=True)

    id: str
    proposal: Proposal


def case_name(rules: EditionRules, number: int) -> str:
    """Give the number that people use: BO-2027-088."""
    return f"BO-{rules.year}-{number:03d}"


def require_open(rules: EditionRules, at: datetime) -> None:
    """Accept a proposal received at `at`, or raise `SubmissionNotOpen`. The date of receipt decides."""
    submission = window(rules, WindowKind.SUBMISSION)
    assert submission is not None  # `check` refuses rules without it
    if not submission.opens <= at <= submission.closes:
        raise SubmissionNotOpen(submission.opens, submission.closes)


def moment_of_receipt(day: date, rules: EditionRules, now: datetime) -> datetime:
    """Give the moment that stands for a day of receipt in Warsaw's calendar. Raises `ReceivedLater`.

    It is midday, on the first and the last day of the submission within its hours, and never later than `now`.
    """
    received, today = datetime.combine(day, _MIDDAY, tzinfo=WARSAW), warsaw(now).date()
    if day > today:
        raise ReceivedLater(received)
    submission = window(rules, WindowKind.SUBMISSION)
    if submission is not None and day == warsaw(submission.opens).date():
        received = max(received, submission.opens)
    if submission is not None and day == warsaw(submission.closes).date():
        received = min(received, submission.closes)
    return (min(received, now) if day == today else received).astimezone(UTC)


def can_withdraw(proposal: Proposal, rules: EditionRules, now: datetime) -> bool:
    """Tell whether the applicant may still withdraw: while proposals are taken or checked."""
    return proposal.state is ProposalState.SUBMITTED and now <= withdrawal_closes(rules)


def draft_times(rules: EditionRules, now: datetime) -> tuple[datetime, datetime]:
    """Give when to remind of a draft saved now, and when to delete it: before and after the submission closes."""
    submission = window(rules, WindowKind.SUBMISSION)
    assert submission is not None  # `check` refuses rules without it
    return max(now, submission.closes - REMIND_BEFORE), submission.closes + DELETE_AFTER


def withdrawal_closes(rules: EditionRules) -> datetime:
    """Give the last moment for a withdrawal: the end of the verification or, without one, of the submission."""
    held = [window(rules, kind) for kind in (WindowKind.SUBMISSION, WindowKind.VERIFICATION)]
    return max(each.closes for each in held if each is not None)


def place_faults(rules: EditionRules, pool_id: str | None, area_id: str | None, category: str | None) -> dict[str, str]:
    """Say what does not fit the edition, by field: "unknown", "needed" or "unneeded"."""
    faults = {}
    pool = pool_of(rules, pool_id)
    if pool is None:
        faults["pool_id"] = "unknown"
    elif by_area(rules, pool):
        if not area_id:
            faults["area_id"] = "needed"
        elif area_of(rules, area_id) is None:
            faults["area_id"] = "unknown"
    elif area_id:
        faults["area_id"] = "unneeded"
    if category not in rules.categories:
        faults["category"] = "unknown"
    return faults


def cap_of(rules: EditionRules, pool_id: str, area_id: str | None) -> int:
    """Give the most that a proposal may cost there, in grosze: the area's cap, else the pool's."""
    pool, area = pool_of(rules, pool_id), area_of(rules, area_id)
    return area.cap if area is not None else pool.cap if pool is not None else 0


def signatures_of(rules: EditionRules, pool_id: str, area_id: str | None) -> int:
    """Give the signatures that a proposal needs there: the area's number, else the pool's."""
    pool, area = pool_of(rules, pool_id), area_of(rules, area_id)
    return area.signatures if area is not None else pool.signatures if pool is not None else 0


def fold(text: str) -> list[str]:
    """Give the words of a text without case, accents and Polish letters, so that "Zółw" finds "żółw"."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    return re.findall(r"[a-z0-9]+", "".join(char for char in plain if not unicodedata.combining(char)))


def words_of(*texts: str) -> tuple[str, ...]:
    """Give the distinct folded words of texts, as many as are worth an index entry."""
    return tuple(dict.fromkeys(word for text in texts for word in fold(text)))[:_WORDS_KEPT]


def title_key(title: str) -> str:
    """Give a title as it is compared: its folded words."""
    return " ".join(fold(title))


def total(items: Iterable[CostItem]) -> int:
    """Add up lines of an estimate, in grosze."""
    return sum(item.amount for item in items)
