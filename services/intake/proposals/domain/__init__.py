"""A proposal: what the register holds, what its applicant may still do with it. No personal data in it."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.intake.editions.domain.rules import window
from services.intake.proposals.domain.coauthor import (
    MOST_COAUTHORS,
    AlreadyAnswered,
    AuthorsFixed,
    CoAuthor,
    CoAuthorsClosed,
)
from services.intake.proposals.domain.draft import Attachment, Draft
from services.intake.proposals.domain.support import CountClosed, OnlineCount, SupportCount
from services.intake.proposals.domain.words import title_key, words_of
from shared.contracts.intake import CostItem, EditionRules, OtherProposal, ProposalPart, SplitFrom, WindowKind
from shared.deadlines import Deadline, Term, length


class NotWithdrawable(Exception):
    """It is too late to withdraw the proposal, or it has ended. `state`: submitted, withdrawn or merged."""

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


class AlreadyFiled(Exception):
    """The same person has filed a proposal of this title in this edition: perhaps the same paper."""

    def __init__(self, proposal: "Proposal") -> None:
        super().__init__(f"{proposal.id} is the same")
        self.proposal_id, self.case, self.submitted_at = proposal.id, proposal.case, proposal.submitted_at.isoformat()


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
    MERGED = "merged"


class Call(BaseModel):
    """A call of the department to complete a proposal: what is missing, what may be changed, and until when."""

    model_config = ConfigDict(frozen=True)

    number: int
    points: tuple[str, ...]
    parts: tuple[ProposalPart, ...]
    explanation: tuple[str, ...]
    called_at: datetime
    due_at: datetime | None
    """None while it is not known when the letter was delivered."""
    term: Term | None = None
    """Where it goes by post: how long its applicant has from the delivery."""
    letter: str | None = None
    """The letter by which it goes by post."""
    delivered_on: date | None = None
    answered_at: datetime | None = None
    paper: "Paper | None" = None
    """How the answer was keyed in; None where it came on the web, or has not come."""

    def term_length(self, lang: str) -> str:
        """Say in `pl` or `en` how long its applicant has from the delivery: 7 dni; empty where it went by e-mail."""
        return length(self.term, lang) if self.term else ""


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
TEXT_PARTS = (ProposalPart.DESCRIPTION, ProposalPart.PLACE, ProposalPart.COSTS)
"""All that a proposal says, without its support and its applicant."""


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
    """As the applicant has stated them."""
    counted: SupportCount | None = None
    """As the department has counted them on the lists; None until it has, and again after new lists."""
    online: OnlineCount | None = None
    """Who supports it by a mail link; None before the first one."""
    attachments: tuple[Attachment, ...]
    applicant: bytes
    """Sealed; see `Proposals`."""
    words: tuple[str, ...]
    """Folded words to be found by."""
    sign: str
    """The sign of the case in the department's list: WPKS.0632.1.2026."""
    title_key: str = ""
    """The folded title, to find the same paper keyed in twice."""
    submitted_at: datetime
    """The date of receipt."""
    paper: Paper | None = None
    """How it was keyed in; None where it was filed on the web."""
    state: ProposalState = ProposalState.SUBMITTED
    withdrawn_at: datetime | None = None
    regrouping: str | None = None
    """The plan to merge or split it that waits for its authors; a call, a refusal or its end takes it out."""
    merged_into: OtherProposal | None = None
    merged_at: datetime | None = None
    split_from: SplitFrom | None = None
    converted_from: str | None = None
    """The local initiative that its draft was made from."""
    coauthors: tuple[CoAuthor, ...] = ()
    """Whom the applicant has named, with what they have said."""
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
        """Give the proposal with a call; an older call, or one for a proposal that has ended, changes nothing."""
        known = self.call.number if self.call else 0
        if self.state is not ProposalState.SUBMITTED or call.number <= known:
            return self
        return self.model_copy(update={"call": call, "regrouping": None, "version": self.version + 1})

    def postponed(self, due_at: datetime, explanation: tuple[str, ...], delivered_on: date | None) -> "Proposal":
        """Give the proposal whose call may be answered longer.

        A call that was answered, a date that is no later, or one that is not counted from the day on which the call
        was delivered, as it is known now, changes nothing.
        """
        call = self.call
        if call is None or call.due_at is None or not self.can_correct(call.called_at):
            return self
        if call.delivered_on != delivered_on or due_at <= call.due_at:
            return self
        later = call.model_copy(update={"due_at": due_at, "explanation": explanation})
        return self.model_copy(update={"call": later, "version": self.version + 1})

    def can_correct(self, now: datetime) -> bool:
        """Tell whether its applicant may answer a call now."""
        call = self.call
        return (
            self.state is ProposalState.SUBMITTED
            and call is not None
            and call.answered_at is None
            and (call.due_at is None or now <= call.due_at)
        )

    def delivered(self, on: date, due: Deadline) -> "Proposal":
        """Give the proposal whose open call was delivered on a day, which decides when the answer is due."""
        assert self.call is not None
        told = {"delivered_on": on, "due_at": due.due_at, "explanation": tuple(due.explained())}
        return self.model_copy(update={"call": self.call.model_copy(update=told), "version": self.version + 1})

    def can_key_in(self) -> bool:
        """Tell whether an answer that came on paper may still be keyed in: until the formal check is finished."""
        call = self.call
        checked_since = self.check is not None and call is not None and self.check.decided_at >= call.called_at
        return call is not None and self.can_correct(call.called_at) and not checked_since

    def corrected(
        self,
        draft: Draft,
        attachments: tuple[Attachment, ...],
        applicant: bytes | None,
        at: datetime,
        paper: Paper | None = None,
    ) -> "Proposal":
        """Give the proposal with what the call had opened taken from `draft`; the rest stays as it was.

        `attachments` are added, `applicant` (sealed) replaces the former. With a `paper`, `at` is the moment of
        receipt. Raises `CorrectionClosed`.
        """
        call = self.call
        out_of_time = paper is not None and call is not None and (at < call.called_at or not self.can_key_in())
        if call is None or out_of_time or not self.can_correct(at):
            raise CorrectionClosed(self.id)
        changes: dict[str, object] = {"call": call.model_copy(update={"answered_at": at, "paper": paper})}
        if ProposalPart.SUPPORT in call.parts:
            changes |= {"attachments": (*self.attachments, *attachments), "counted": None}
        if ProposalPart.APPLICANT in call.parts and applicant is not None:
            changes["applicant"] = applicant
        return self._with(draft, call.parts, changes)

    @property
    def undecided(self) -> bool:
        """True before the mayor decides, unless it was withdrawn or merged, or has failed its formal check."""
        return self.state is ProposalState.SUBMITTED and self.refusal is None and self.admission is None

    @property
    def can_arrange(self) -> bool:
        """Tell whether the office may ask something of its authors: a change, or a consent to a merger or a split.

        It may while it is undecided, no call to complete it is open and no consent is waited for.
        """
        waits = self.call is not None and self.call.answered_at is None and self.check is None
        return self.undecided and not waits and self.regrouping is None

    def revised(self, draft: Draft, parts: tuple[ProposalPart, ...]) -> "Proposal":
        """Give the proposal with what was arranged taken from `draft`; the rest stays as it was."""
        return self._with(draft, parts, {})

    def regrouped(self, draft: Draft, coauthors: tuple[CoAuthor, ...]) -> "Proposal":
        """Give the proposal with the text and the co-authors that a plan gives it. The plan no longer holds it."""
        return self._with(draft, TEXT_PARTS, {"coauthors": coauthors, "regrouping": None})

    def held(self, plan: str) -> "Proposal":
        """Give the proposal whose authors are asked for their consent to a plan."""
        return self.model_copy(update={"regrouping": plan, "version": self.version + 1})

    def released(self) -> "Proposal":
        """Give the proposal that no plan holds any more."""
        return self.model_copy(update={"regrouping": None, "version": self.version + 1})

    def merged(self, into: "Proposal", at: datetime) -> "Proposal":
        """Give the proposal that has become a part of another one."""
        other = OtherProposal(proposal_id=into.id, number=into.number, case=into.case)
        ended = {"state": ProposalState.MERGED, "merged_into": other, "merged_at": at, "regrouping": None}
        return self.model_copy(update={**ended, "version": self.version + 1})

    def _with(self, draft: Draft, parts: tuple[ProposalPart, ...], changes: Mapping[str, object]) -> "Proposal":
        given = {field: getattr(draft, field) for part in parts for field in PART_FIELDS[part]}
        if ProposalPart.COSTS in parts:
            given["cost_items"] = tuple(CostItem(name=item.name, amount=item.amount) for item in draft.cost_items)
        new = self.model_copy(update={**given, **changes, "version": self.version + 1})
        words = words_of(new.case, str(new.number), new.title, new.location, new.summary)
        return new.model_copy(update={"words": words, "title_key": title_key(new.title)})

    @property
    def can_invite(self) -> bool:
        """Tell whether a co-author may still be named: until the formal check is finished, and four at most.

        Nobody is named while all authors are asked for a consent.
        """
        held = sum(each.ended_at is None for each in self.coauthors)
        open_now = self.state is ProposalState.SUBMITTED and self.check is None and self.regrouping is None
        return open_now and held < MOST_COAUTHORS

    def with_coauthor(self, coauthor: CoAuthor) -> "Proposal":
        """Give the proposal with one more invitation. Raises `CoAuthorsClosed`."""
        if not self.can_invite:
            raise CoAuthorsClosed(self.id)
        return self.model_copy(update={"coauthors": (*self.coauthors, coauthor), "version": self.version + 1})

    def with_answer(self, coauthor_id: str, *, confirms: bool, at: datetime) -> "Proposal":
        """Give the proposal with what an invited person said; a no empties what is kept of them.

        Raises `AlreadyAnswered`, and `AuthorsFixed` for a yes while all authors are asked for a consent.
        """
        known = next((each for each in self.coauthors if each.id == coauthor_id and each.waits), None)
        if known is None or self.state is not ProposalState.SUBMITTED:
            raise AlreadyAnswered(self.id)
        if confirms and self.regrouping is not None:
            raise AuthorsFixed(self.id)
        change = {"confirmed_at": at} if confirms else {"ended_at": at, "sealed": b""}
        return self._with_changed(known.model_copy(update=change))

    def without_coauthor(self, coauthor_id: str, at: datetime) -> "Proposal":
        """Give the proposal without a co-author, confirmed or not; what was kept of them is emptied.

        Raises `AlreadyAnswered` where there is none such, and `AuthorsFixed` while their consent is asked for.
        """
        known = next((each for each in self.coauthors if each.id == coauthor_id and each.ended_at is None), None)
        if known is None:
            raise AlreadyAnswered(self.id)
        if known.confirmed_at is not None and self.regrouping is not None:
            raise AuthorsFixed(self.id)
        return self._with_changed(known.model_copy(update={"ended_at": at, "sealed": b""}))

    def _with_changed(self, coauthor: CoAuthor) -> "Proposal":
        changed = tuple(coauthor if each.id == coauthor.id else each for each in self.coauthors)
        return self.model_copy(update={"coauthors": changed, "version": self.version + 1})

    @property
    def can_count(self) -> bool:
        """Tell whether its signatures may be counted: until the formal check is finished."""
        return self.state is ProposalState.SUBMITTED and self.check is None

    def with_count(self, count: SupportCount) -> "Proposal":
        """Give the proposal with its signatures counted; a new count replaces the former. Raises `CountClosed`."""
        if not self.can_count:
            raise CountClosed(self.id)
        return self.model_copy(update={"counted": count, "version": self.version + 1})

    @property
    def accepted_online(self) -> int:
        """How many support it online, as the register knows."""
        return self.online.accepted if self.online is not None else 0

    @property
    def supported(self) -> int:
        """Signatures that count: by the department's count, before it as the applicant has stated; and online ones."""
        return (self.counted.valid if self.counted is not None else self.signatures) + self.accepted_online

    def with_online(self, accepted: int) -> "Proposal":
        """Give the proposal with how many support it online; whoever has it open reads the same proposal still."""
        now = self.version + 1
        since = self.online.since if self.online is not None and self.online.told == self.version else self.version
        online = OnlineCount(accepted=accepted, since=since, told=now)
        return self.model_copy(update={"online": online, "version": now})

    def was_read_in(self, version: int) -> bool:
        """Tell whether who read this version knows the proposal but for the number of those who support it online."""
        quiet = self.online is not None and self.online.told == self.version and self.online.since <= version
        return version == self.version or (quiet and version < self.version)

    @property
    def refusal(self) -> Decision | None:
        """The refusal that stands, None where there is none."""
        decided = self.admission or self.check
        return decided if decided is not None and not decided.favourable else None

    def checked(self, decision: Decision) -> "Proposal":
        """Give the proposal with the result of its formal check; an older one changes nothing."""
        if self.check is not None and decision.version <= self.check.version:
            return self
        regrouping = self.regrouping if decision.favourable else None
        return self.model_copy(update={"check": decision, "regrouping": regrouping, "version": self.version + 1})

    def decided(self, decision: Decision) -> "Proposal":
        """Give the proposal with the mayor's decision; an older one changes nothing."""
        if self.admission is not None and decision.version <= self.admission.version:
            return self
        return self.model_copy(update={"admission": decision, "regrouping": None, "version": self.version + 1})

    def can_appeal(self, rules: EditionRules, at: datetime) -> bool:
        """Tell whether an appeal that comes in at `at` is taken: once against each refusal, up to the window's end."""
        appeals, refusal, former = window(rules, WindowKind.APPEALS), self.refusal, self.appeal
        if self.state is not ProposalState.SUBMITTED or refusal is None or appeals is None or at > appeals.closes:
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
        ended = {"state": ProposalState.WITHDRAWN, "withdrawn_at": at, "regrouping": None}
        return self.model_copy(update={**ended, "version": self.version + 1})


class OldVersion(BaseModel):
    """A proposal as it was before a change, kept for ever; without its co-authors, who may want to be forgotten."""

    model_config = ConfigDict(frozen=True)

    id: str
    proposal: Proposal
    replaced_at: datetime
    """When what replaced it came in: for a paper, its moment of receipt."""
    paper: Paper | None
    """How that was keyed in; None where it came on the web."""

    @classmethod
    def of(cls, before: Proposal, at: datetime, paper: Paper | None) -> "OldVersion":
        """Give what is kept of a proposal that is replaced by what came in at `at`."""
        kept = before.model_copy(update={"coauthors": ()})
        return cls(id=f"{before.id}-{before.version}", proposal=kept, replaced_at=at, paper=paper)


def can_withdraw(proposal: Proposal, rules: EditionRules, now: datetime) -> bool:
    """Tell whether the applicant may still withdraw: while proposals are taken or checked."""
    return proposal.state is ProposalState.SUBMITTED and now <= withdrawal_closes(rules)


def withdrawal_closes(rules: EditionRules) -> datetime:
    """Give the last moment for a withdrawal: the end of the verification or, without one, of the submission."""
    held = [window(rules, kind) for kind in (WindowKind.SUBMISSION, WindowKind.VERIFICATION)]
    return max(each.closes for each in held if each is not None)
