"""An arrangement (uzgodnienie): what the office asks to change in a proposal, why, until when, and what came of it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.clock import end_of
from shared.contracts.intake import ArrangementOutcome, ProposalPart
from shared.deadlines import FreeDays, is_working_day, next_working_day

OPENABLE = (ProposalPart.DESCRIPTION, ProposalPart.PLACE, ProposalPart.COSTS)
"""What an arrangement may open. Lists of support and the applicant's own data are mended by a call to complete."""
LONGEST_DAYS = 60
"""Days that an applicant may be given at most."""
_REMINDED_BEFORE = timedelta(days=2)


class ArrangementState(StrEnum):
    """Where an arrangement stands."""

    PENDING = "pending"
    REVISED = "revised"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class ArrangementNotOpen(Exception):
    """Nothing can be asked of the applicant now: see `Proposal.can_arrange`; or something has been asked already."""


class ArrangementClosed(Exception):
    """The arrangement has ended, or the time to answer is over."""


class DueDayUnfit(Exception):
    """The last day is too near, too far, or no working day. `earliest` and `latest`: days of Warsaw's calendar."""

    def __init__(self, earliest: date, latest: date) -> None:
        super().__init__(f"from {earliest.isoformat()} to {latest.isoformat()}")
        self.earliest, self.latest = earliest.isoformat(), latest.isoformat()


class Arrangement(BaseModel):
    """One request for a change. `refusal`: the applicant's words, sealed, where they have said no."""

    model_config = ConfigDict(frozen=True)

    id: str
    proposal_id: str
    edition_id: str
    number: int
    case: str
    title: str
    reason: str
    legal_basis: str
    parts: tuple[ProposalPart, ...]
    opened_at: datetime
    opened_by_name: str
    due_at: datetime
    remind_at: datetime | None
    state: ArrangementState = ArrangementState.PENDING
    closed_at: datetime | None = None
    refusal: bytes | None = None
    on_paper: bool = False
    """The answer came on paper."""
    explanation: tuple[str, ...] = ()
    """Why it may be answered longer than was said, in Polish; empty where it may not."""
    free_days: int = 0
    """The version of the declared free days that the last day was last held against."""
    version: int = 1

    def can_answer(self, at: datetime) -> bool:
        """Tell whether an answer that comes in at `at` counts."""
        return self.state is ArrangementState.PENDING and self.opened_at <= at <= self.due_at

    def answered(
        self, state: ArrangementState, at: datetime, *, on_paper: bool = False, refusal: bytes | None = None
    ) -> "Arrangement":
        """Give the arrangement revised or declined by an answer that came in at `at`. Raises `ArrangementClosed`."""
        if not self.can_answer(at):
            raise ArrangementClosed
        return self._ended(state, at, on_paper=on_paper, refusal=refusal)

    def withdrawn(self, at: datetime) -> "Arrangement":
        """Give the arrangement that nobody needs any more. Raises `ArrangementClosed`."""
        if self.state is not ArrangementState.PENDING:
            raise ArrangementClosed
        return self._ended(ArrangementState.WITHDRAWN, at)

    def expired(self, at: datetime) -> "Arrangement":
        """Give the arrangement after its time. Raises `ArrangementClosed` where it has ended or is not over yet."""
        if self.state is not ArrangementState.PENDING or at <= self.due_at:
            raise ArrangementClosed
        return self._ended(ArrangementState.EXPIRED, at)

    def held_against(self, free: FreeDays) -> "Arrangement":
        """Give the arrangement whose last day has been declared free with the next working day; else the same one."""
        later = next_working_day(self.due_at, free)
        if later is None:
            return self
        # Who was reminded already hears of the new day now.
        remind_at = reminder(later.due_at) if self.remind_at is not None else None
        told = {"due_at": later.due_at, "explanation": (*self.explanation, *later.explanation), "remind_at": remind_at}
        return self.model_copy(update={**told, "free_days": free.version, "version": self.version + 1})

    def reminded(self) -> "Arrangement":
        """Give the arrangement whose applicant has been reminded."""
        return self.model_copy(update={"remind_at": None, "version": self.version + 1})

    @property
    def outcome(self) -> ArrangementOutcome:
        """How it has ended. Raises KeyError while it is pending."""
        return _OUTCOMES[self.state]

    def _ended(self, state: ArrangementState, at: datetime, **told: object) -> "Arrangement":
        update = {"state": state, "closed_at": at, "remind_at": None, "version": self.version + 1, **told}
        return self.model_copy(update=update)


_OUTCOMES: Mapping[ArrangementState, ArrangementOutcome] = {
    ArrangementState.REVISED: ArrangementOutcome.REVISED,
    ArrangementState.DECLINED: ArrangementOutcome.DECLINED,
    ArrangementState.EXPIRED: ArrangementOutcome.EXPIRED,
    ArrangementState.WITHDRAWN: ArrangementOutcome.WITHDRAWN,
}


def arrangement_id(proposal_id: str, number: int) -> str:
    """Give the id of an arrangement: a number is given once."""
    return f"{proposal_id}-{number:03d}"


def answer_until(day: date, today: date, earliest: date, free: FreeDays) -> datetime:
    """Give the last second of the last day to answer, UTC. `earliest` is the end of the shortest term.

    Raises `DueDayUnfit`.
    """
    latest = today + timedelta(days=LONGEST_DAYS)
    if not earliest <= day <= latest or not is_working_day(day, free):
        raise DueDayUnfit(earliest, latest)
    return end_of(day)


def reminder(due_at: datetime) -> datetime:
    """Give when to remind of an answer that has not come."""
    return due_at - _REMINDED_BEFORE
