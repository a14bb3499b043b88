"""A plan to merge proposals or to split one: what they would say, who is asked for consent, what came of it."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.intake.proposals.domain import TEXT_PARTS, Proposal
from services.intake.proposals.domain.changes import Difference, difference
from services.intake.proposals.domain.draft import Draft
from shared.contracts.intake import OtherProposal, RegroupingKind, RegroupingOutcome
from shared.deadlines import FreeDays, next_working_day

MOST_MERGED = 5
"""Proposals that become one."""
MOST_NEW = 3
"""New proposals that one is split into, beside itself."""


class RegroupingState(StrEnum):
    """Where a plan stands."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class RegroupingNotOpen(Exception):
    """A proposal cannot be merged or split now: it is decided or has ended, or something is asked about it already."""

    def __init__(self, proposal_id: str, case: str) -> None:
        super().__init__(f"{proposal_id} is not open to a plan")
        self.proposal_id, self.case = proposal_id, case


class NotTogether(Exception):
    """These proposals cannot become one: `fault` is count, edition or pool."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class FileUnknown(Exception):
    """A file that is to go with a new proposal does not belong to the one that is split."""

    def __init__(self, file_id: str) -> None:
        super().__init__(file_id)
        self.file_id = file_id


class RegroupingClosed(Exception):
    """The plan has ended, or the time to answer is over."""


class ConsentGiven(Exception):
    """The author has answered already, or is none of the plan's."""


class AuthorOf(BaseModel):
    """That somebody stands behind a proposal: as its applicant, or as the co-author with this id."""

    model_config = ConfigDict(frozen=True)

    proposal_id: str
    coauthor_id: str | None


class Consent(BaseModel):
    """One person who is asked, whatever number of the proposals are theirs. No personal data: see `Applicants`."""

    model_config = ConfigDict(frozen=True)

    id: str
    of: tuple[AuthorOf, ...]
    by_post: bool
    """Nobody knows an e-mail of this person."""
    given: bool | None = None
    """Yes or no; None while there is no answer."""
    at: datetime | None = None
    """When the answer came in; on paper, its moment of receipt."""
    on_paper: bool = False


class Named(OtherProposal):
    """A proposal of the plan as it was called when the plan was written."""

    title: str


class NewProposal(BaseModel):
    """What a split makes: its text, and which files of the original go with it."""

    model_config = ConfigDict(frozen=True)

    text: Draft
    files: tuple[str, ...] = ()


class Regrouping(BaseModel):
    """A plan. `proposals[0]` is the one that goes on: the leading one of a merger, the original of a split."""

    model_config = ConfigDict(frozen=True)

    id: str
    number: int
    """The number in its edition: of two plans the later has the higher."""
    edition_id: str
    kind: RegroupingKind
    proposals: tuple[str, ...]
    named: tuple[Named, ...]
    """The same proposals, in the same order."""
    text: Draft
    """What the one that goes on would say."""
    new: tuple[NewProposal, ...] = ()
    """What a split would make."""
    reason: str
    opened_at: datetime
    opened_by_name: str
    due_at: datetime
    remind_at: datetime | None
    consents: tuple[Consent, ...]
    state: RegroupingState = RegroupingState.PENDING
    closed_at: datetime | None = None
    made: tuple[Named, ...] = ()
    """The new proposals, once a split is done."""
    free_days: int = 0
    """The version of the declared free days that `due_at` was last held against."""
    version: int = 1

    @property
    def agreed(self) -> int:
        """How many have said yes."""
        return sum(one.given is True for one in self.consents)

    @property
    def all_agree(self) -> bool:
        """True where everybody has said yes."""
        return self.agreed == len(self.consents)

    @property
    def missing(self) -> tuple[Consent, ...]:
        """Who has not answered."""
        return tuple(one for one in self.consents if one.given is None)

    def can_answer(self, at: datetime) -> bool:
        """Tell whether an answer that comes in at `at` counts."""
        return self.state is RegroupingState.PENDING and self.opened_at <= at <= self.due_at

    def consent(self, id: str) -> Consent:
        """Give what one person has said. Raises `ConsentGiven` where nobody is asked by this id."""
        for one in self.consents:
            if one.id == id:
                return one
        raise ConsentGiven

    def of_applicant(self, proposal_id: str) -> Consent | None:
        """Give what the applicant of a proposal has said; None where it is not in the plan."""
        role = AuthorOf(proposal_id=proposal_id, coauthor_id=None)
        return next((one for one in self.consents if role in one.of), None)

    def answered(self, id: str, *, consents: bool, at: datetime, on_paper: bool) -> "Regrouping":
        """Give the plan with an answer that came in at `at`. Raises `RegroupingClosed`, `ConsentGiven`."""
        if not self.can_answer(at):
            raise RegroupingClosed
        if self.consent(id).given is not None:
            raise ConsentGiven
        told = {"given": consents, "at": at, "on_paper": on_paper}
        every = tuple(one.model_copy(update=told) if one.id == id else one for one in self.consents)
        return self.model_copy(update={"consents": every, "version": self.version + 1})

    def ended(self, state: RegroupingState, at: datetime, made: tuple[Named, ...] = ()) -> "Regrouping":
        """Give the plan that waits for nobody any more. Raises `RegroupingClosed` where it has ended."""
        if self.state is not RegroupingState.PENDING:
            raise RegroupingClosed
        ended = {"state": state, "closed_at": at, "made": made, "remind_at": None, "version": self.version + 1}
        return self.model_copy(update=ended)

    def held_against(self, free: FreeDays) -> "Regrouping":
        """Give the plan whose last day has been declared free with the next working day; else the same one."""
        later = next_working_day(self.due_at, free)
        if later is None:
            return self
        # Who has not answered hears of the new day now: that reminds them, too.
        told = {"due_at": later.due_at, "remind_at": None, "free_days": free.version, "version": self.version + 1}
        return self.model_copy(update=told)

    def reminded(self) -> "Regrouping":
        """Give the plan whose silent authors have been reminded."""
        return self.model_copy(update={"remind_at": None, "version": self.version + 1})

    @property
    def outcome(self) -> RegroupingOutcome:
        """How it has ended. Raises ValueError while it is pending."""
        return RegroupingOutcome(self.state)


def named(proposal: Proposal) -> Named:
    """Give what a plan calls a proposal."""
    return Named(proposal_id=proposal.id, number=proposal.number, case=proposal.case, title=proposal.title)


def changed_by(proposal: Proposal, text: Draft) -> Difference:
    """Give what `text` says otherwise than a proposal does now."""
    return difference(proposal, proposal.revised(text, TEXT_PARTS))
