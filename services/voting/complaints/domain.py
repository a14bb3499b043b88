"""A complaint about a vote, answered by two people, and the period of complaints. It must not know any choice.

The acts name no complaint of their own about a civic budget's vote: how long one may complain is laid down by the
edition, else by a setting. What comes is answered as a complaint of k.p.a. dział VIII (art. 237: within a month).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from services.voting.ballots.domain import symbols
from services.voting.ballots.domain.envelope import Channel
from services.voting.fraud.domain.flags import AlreadyProposed, NothingProposed, SameMember
from services.voting.keys.tags import keyed_tag
from shared.clock import warsaw
from shared.deadlines import FreeDays, Postponed, Reckoning, Term, postponed

MOST_OF_ONE = 5
"""Complaints of one person that may wait for an answer."""
_SYMBOLS = 12
_BITS = 5 * (_SYMBOLS - 1)


class Subject(StrEnum):
    """What a complaint is about."""

    CONDUCT = "conduct"
    RESULT = "result"


class Outcome(StrEnum):
    """What the answer says."""

    NOT_UPHELD = "not_upheld"
    NO_EFFECT = "no_effect"
    """Upheld, without effect on the result."""
    IN_QUESTION = "in_question"
    """Upheld, and the result is in question: nothing is destroyed until it has another answer."""


class ComplaintState(StrEnum):
    """How far a complaint is."""

    WAITING = "waiting"
    PREPARED = "prepared"
    ANSWERED = "answered"


class TooLate(Exception):
    """The period of complaints was over on the day on which the complaint was sent."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class DayAhead(Exception):
    """A complaint cannot have been sent on a day that is still to come."""


class AlreadyAnswered(Exception):
    """The complaint has its answer."""


class TooManyComplaints(Exception):
    """As many complaints of this person wait as may wait at once."""


class UnknownComplaint(Exception):
    """There is no complaint with this code."""


class PeriodRunning(Exception):
    """One can still complain; nothing is destroyed before."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until.isoformat()


class ComplaintsWaiting(Exception):
    """`count` complaints wait for an answer."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


class ResultInQuestion(Exception):
    """By the answers to `count` complaints the result is in question."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


class ComplaintsOver(Exception):
    """The commission has begun to destroy the keys and data of the edition: no complaint is taken or changed."""


class Period(BaseModel):
    """The period of complaints of an edition, and how many there are; its changes queue here.

    `until`, `destroy_by`: the last seconds of their days, UTC, with how each was found. `in_question`: answers that put
    the result in question. `closed`: the destruction has begun.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    began_at: datetime
    until: datetime
    explanation: tuple[str, ...]
    destroy_by: datetime
    reckoning: Reckoning | None = None
    destroying: Term | None = None
    received: int = 0
    answered: int = 0
    upheld: int = 0
    in_question: int = 0
    closed: bool = False
    version: int = 1
    free_days: int = 0
    """The version of the declared free days that its dates were held against."""

    @property
    def waiting(self) -> int:
        """How many wait for an answer."""
        return self.received - self.answered

    def next(self, **changes: object) -> Self:
        """Give the next version."""
        return self.model_copy(update={**changes, "version": self.version + 1})

    def held_against(self, free: FreeDays, now: datetime) -> tuple[Self, Postponed | None] | None:
        """Give it with the later dates that declared free days make, and that of the destruction; None: all stays.

        A period that is over stays over: nobody is told afterwards that one could still have complained.
        """
        until = postponed(self.until, self.reckoning, free) if now <= self.until else None
        end = until.due_at if until else self.until
        destroy = postponed(
            self.destroy_by, Reckoning(term=self.destroying, start=end) if self.destroying else None, free
        )
        if until is None and destroy is None:
            return None
        dates: dict[str, object] = {"free_days": free.version}
        if until:
            dates |= {"until": until.due_at, "explanation": until.explanation}
        if destroy:
            dates["destroy_by"] = destroy.due_at
        return self.next(**dates), destroy

    def require_open(self) -> None:
        """Raise `ComplaintsOver` where the destruction has begun."""
        if self.closed:
            raise ComplaintsOver

    def require_taking(self, sent: datetime | date, now: datetime) -> None:
        """Let a complaint in that was sent at a moment (on the web) or on a day (posted or handed in).

        What was posted on the last day is in time whenever it comes (art. 57 § 5 pkt 2 k.p.a.).
        Raises `ComplaintsOver`, `DayAhead`, `TooLate`.
        """
        self.require_open()
        day = warsaw(sent).date() if isinstance(sent, datetime) else sent
        if day > warsaw(now).date():
            raise DayAhead
        if day > warsaw(self.until).date():
            raise TooLate(self.until)

    def require_over(self, now: datetime) -> None:
        """Let a destruction pass. Raises `PeriodRunning`, `ComplaintsWaiting`, `ResultInQuestion`, `ComplaintsOver`."""
        self.require_open()
        if now <= self.until:
            raise PeriodRunning(self.until)
        if self.waiting:
            raise ComplaintsWaiting(self.waiting)
        if self.in_question:
            raise ResultInQuestion(self.in_question)

    def with_answer(self, before: Outcome | None, after: Outcome) -> Self:
        """Give the period after an answer was confirmed; `before`: what an earlier one had said."""
        return self.next(
            answered=self.answered + (before is None),
            upheld=self.upheld + (after is not Outcome.NOT_UPHELD) - (before is not None),
            in_question=self.in_question + (after is Outcome.IN_QUESTION) - (before is not None),
        )


class Prepared(BaseModel):
    """An answer that one person has prepared; its words only encrypted."""

    model_config = ConfigDict(frozen=True)

    outcome: Outcome
    answer: bytes
    by_id: str
    by_name: str


class Step(BaseModel):
    """Who did what; `words`: why an answer was sent back, only encrypted."""

    model_config = ConfigDict(frozen=True)

    step: str
    at: datetime
    by_name: str
    outcome: Outcome | None = None
    words: bytes | None = None


class Complaint(BaseModel):
    """A complaint. `sealed`: who complains and of what, `answer`: the answer; both encrypted under the edition's key.

    `code`, `asker`: keyed tags of the code and of who complains, None once nobody asks by them; `place`: of several
    that wait. `sent_on`: the day of posting or handing in, for what came on paper. `task`: the version at which its
    present task came on the work list.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    number: int
    channel: Channel
    subject: Subject
    filed_at: datetime
    sent_on: date
    due_at: datetime
    explanation: tuple[str, ...]
    reckoning: Reckoning | None = None
    code: str | None
    asker: str | None
    place: int
    sealed: bytes | None
    state: ComplaintState = ComplaintState.WAITING
    prepared: Prepared | None = None
    outcome: Outcome | None = None
    answer: bytes | None = None
    answered_at: datetime | None = None
    steps: tuple[Step, ...] = ()
    task: int = 0
    version: int = 1
    free_days: int = 0
    """The version of the declared free days that its date was held against."""

    def held_against(self, free: FreeDays) -> Self | None:
        """Give it with the later date that declared free days make; None: it stays."""
        later = postponed(self.due_at, self.reckoning, free)
        if later is None:
            return None
        told = {"due_at": later.due_at, "explanation": later.explanation, "free_days": free.version}
        return self.model_copy(update={**told, "version": self.version + 1})

    @property
    def can_be_answered(self) -> bool:
        """Whether an answer may be prepared: the first one, or another where the result was in question."""
        return self.state is ComplaintState.WAITING or self.outcome is Outcome.IN_QUESTION

    def with_prepared(self, prepared: Prepared, at: datetime) -> Self:
        """Give it with an answer that waits for a second person. Raises `AlreadyProposed`, `AlreadyAnswered`."""
        if self.prepared is not None:
            raise AlreadyProposed
        if not self.can_be_answered:
            raise AlreadyAnswered
        step = Step(step="prepared", at=at, by_name=prepared.by_name, outcome=prepared.outcome)
        return self._next(step, state=ComplaintState.PREPARED, prepared=prepared)

    def require_second(self, person_id: str) -> Prepared:
        """Give the answer that this person may decide about. Raises `NothingProposed`, `SameMember`."""
        if self.prepared is None:
            raise NothingProposed
        if self.prepared.by_id == person_id:
            raise SameMember
        return self.prepared

    def answered(self, by_id: str, by_name: str, at: datetime) -> Self:
        """Give it with its answer. Raises `NothingProposed`, `SameMember`."""
        prepared = self.require_second(by_id)
        step = Step(step="confirmed", at=at, by_name=by_name, outcome=prepared.outcome)
        return self._next(
            step,
            state=ComplaintState.ANSWERED,
            prepared=None,
            asker=None,
            outcome=prepared.outcome,
            answer=prepared.answer,
            answered_at=at,
        )

    def sent_back(self, by_id: str, by_name: str, words: bytes, at: datetime) -> Self:
        """Give it without the prepared answer. Raises `NothingProposed`, `SameMember`."""
        prepared = self.require_second(by_id)
        step = Step(step="sent_back", at=at, by_name=by_name, outcome=prepared.outcome, words=words)
        state = ComplaintState.ANSWERED if self.outcome else ComplaintState.WAITING
        return self._next(step, state=state, prepared=None)

    def _next(self, step: Step, **changes: object) -> Self:
        return self.model_copy(update={**changes, "steps": (*self.steps, step), "version": self.version + 1})


def code_of(key: bytes, nonce: str, said: str) -> str:
    """Give the code to follow it by, `XXXX-XXXX-XXXX`: the same one for the same sending of the form.

    `said`: all that it says, so that what is written later into a form that was sent is a complaint of its own.
    """
    number = int(keyed_tag(key, f"complaint|{nonce}|{said}")[:16], 16) >> (64 - _BITS)
    return symbols.write_code(number, _SYMBOLS)


def code_tag(key: bytes, code: str) -> str:
    """Give what is stored in place of a code as it was typed. Raises `UnreadableCode`."""
    return keyed_tag(key, f"complaint-code|{symbols.read_code(code, _SYMBOLS)}")


def asker_tag(key: bytes, name: str, contact: str) -> str:
    """Give a tag by which complaints of one person are told, however they spell themselves in large or small."""
    said = " ".join(f"{name} | {contact}".casefold().split())
    return keyed_tag(key, f"complainant|{said}")
