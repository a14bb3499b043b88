"""The mechanics of every formal card: calls, the answers to them, the result. It knows no check and no clock."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By, Unit
from services.verification.cases.domain.checks import Answer, Check, Contradicted, Finding, Given, assess, unmet
from services.verification.cases.domain.checks import reasons as reasons_of
from shared.clock import WARSAW
from shared.deadlines import Deadline, FreeDays, Reckoning, postponed

Part = TypeVar("Part", bound=StrEnum)
"""What of an application a call can open."""


class CardState(StrEnum):
    """Where a card stands."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"
    CLOSED = "closed"


class CardClosed(Exception):
    """The card has been finished, or its application withdrawn."""

    def __init__(self, card_id: str, state: str) -> None:
        super().__init__(f"card {card_id} is {state}")
        self.card_id, self.state = card_id, state


class ReviewUnitMissing(Exception):
    """The card is passed on, and nobody says to which unit."""

    def __init__(self, card_id: str) -> None:
        super().__init__(f"no unit for {card_id}")
        self.card_id = card_id


class FailureUnexplained(Exception):
    """The application is to fail, and neither an unmet check nor a reason says why."""

    def __init__(self, card_id: str) -> None:
        super().__init__(f"no reason why {card_id} fails")
        self.card_id = card_id


class NothingToCorrect(Exception):
    """The applicant is to be called, and no check says what is missing."""

    def __init__(self, card_id: str) -> None:
        super().__init__(f"nothing to correct in {card_id}")
        self.card_id = card_id


class NotCorrectable(Exception):
    """No applicant can mend these checks: a call would raise false hopes."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


class CallPending(Exception):
    """The applicant still has time to answer a call: until then nothing is decided (k.p.a. art. 64 § 2)."""

    def __init__(self, card_id: str, due_at: datetime | None) -> None:
        until = due_at.isoformat() if due_at else None
        super().__init__(f"{card_id} until {until or 'the delivery is known'}")
        self.card_id, self.due_at = card_id, until


class Call(BaseModel, Generic[Part]):
    """A call to complete an application (wezwanie do uzupełnienia): what is missing, and until when."""

    model_config = ConfigDict(frozen=True)

    number: int
    points: tuple[str, ...]
    parts: tuple[Part, ...]
    called_at: datetime
    called_by: By
    due_at: datetime | None
    """None while it goes by post and nobody knows when it was delivered."""
    delivered_on: date | None = None
    delivery_version: int = 0
    answered_at: datetime | None = None
    reckoning: Reckoning | None = None
    """From the call, or from its delivery where that is known; None in documents older than reckonings."""
    explanation: tuple[str, ...] = ()

    def held_against(self, free: FreeDays) -> Self:
        """Give the call that may be answered longer where declared free days ask for it; never shorter.

        What has no date yet, for nobody knows when it was delivered, has none that could move.
        """
        if self.due_at is None or self.answered_at is not None:
            return self
        later = postponed(self.due_at, self.reckoning, free)
        if later is None:
            return self
        return self.model_copy(update={"due_at": later.due_at, "explanation": later.explanation})

    def counted_from(self, day: date | None) -> Self:
        """Give the call whose term runs from a day in Warsaw's calendar; None: nobody knows yet from which."""
        if self.reckoning is None or day is None:
            return self
        start = datetime.combine(day, time(), tzinfo=WARSAW).astimezone(UTC)
        return self.model_copy(update={"reckoning": self.reckoning.model_copy(update={"start": start})})

    def pending(self, now: datetime) -> bool:
        """Tell whether the applicant may still answer, and has not."""
        return self.answered_at is None and (self.due_at is None or now <= self.due_at)


class Verdict(BaseModel):
    """What an officer says on a card. `units` count where it passes, `reasons` where it fails."""

    model_config = ConfigDict(frozen=True)

    passed: bool
    units: tuple[Unit, ...] = ()
    reasons: tuple[str, ...] = ()
    given: Mapping[str, Given] = {}


class FormalCard(BaseModel, Generic[Part]):
    """The formal card of an application, with what holds for one of every kind; it has the application's id."""

    model_config = ConfigDict(frozen=True)

    id: str
    case: str
    title: str
    state: CardState = CardState.OPEN
    answers: tuple[Answer, ...] = ()
    reasons: tuple[str, ...] = ()
    opened_at: datetime
    due_at: datetime
    finished_at: datetime | None = None
    finished_by: By | None = None
    calls: tuple[Call[Part], ...] = ()
    reckoning: Reckoning | None = None
    """Of `due_at`; None in documents older than reckonings."""
    free_days: int = 0
    """The version of the declared free days that its dates were last held against."""
    version: int = 1

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """Give the lines of a card of this kind, in their order."""
        raise NotImplementedError

    @classmethod
    def parts(cls) -> tuple[Part, ...]:
        """Give the parts of an application of this kind that a call can open, in their order."""
        raise NotImplementedError

    def passed_to(self, units: tuple[Unit, ...]) -> dict[str, object]:
        """Give the fields of the passed card that say to whom the application goes."""
        raise NotImplementedError

    @property
    def last_call(self) -> Call[Part] | None:
        """The newest call, None where there was none."""
        return self.calls[-1] if self.calls else None

    def called(
        self, given: Mapping[str, Given], found: Mapping[str, Finding], *, by: By, at: datetime, deadline: Deadline
    ) -> Self:
        """Give the card with a call to mend the checks that are not met.

        Raises `CardClosed`, `CallPending`, `NothingToCorrect`, `NotCorrectable` and what `assess` raises.
        """
        self._require_open(at)
        answers = assess(self.checks(), given, found, positive=False)
        wrong = set(unmet(answers))
        if not wrong:
            raise NothingToCorrect(self.id)
        opened = {check.code: check.opens for check in self.checks() if check.code in wrong}
        hopeless = [code for code, part in opened.items() if part is None]
        if hopeless:
            raise NotCorrectable(hopeless)
        call = Call[Part](
            number=len(self.calls) + 1,
            points=reasons_of(self.checks(), answers),
            parts=tuple(part for part in self.parts() if part in opened.values()),
            called_at=at,
            called_by=by,
            due_at=deadline.due_at,
            reckoning=deadline.reckoning,
            explanation=tuple(deadline.explained()),
        )
        return self.model_copy(update={"calls": (*self.calls, call), "version": self.version + 1})

    def require_time_over(self, at: datetime, free: FreeDays) -> None:
        """Raise `CallPending` where the applicant may still answer, also by days that the call was not held against."""
        call = self.last_call.held_against(free) if self.last_call is not None else None
        if call is not None and call.pending(at):
            raise CallPending(self.id, call.due_at)

    def held_against(self, free: FreeDays) -> Self:
        """Give the open card with its dates where declared free days put them; the same card where none moves."""
        later = postponed(self.due_at, self.reckoning, free)
        calls = (*self.calls[:-1], self.calls[-1].held_against(free)) if self.calls else ()
        due_at = later.due_at if later else self.due_at
        if due_at == self.due_at and calls == self.calls:
            return self
        changes = {"due_at": due_at, "calls": calls, "free_days": free.version, "version": self.version + 1}
        return self.model_copy(update=changes)

    def revised(self, title: str) -> Self:
        """Give the card of an application that its applicants have changed otherwise than by a call."""
        return self.model_copy(update={"title": title, "version": self.version + 1})

    def awaits(self, number: int) -> bool:
        """Tell whether a call has not been answered."""
        return any(call.number == number and call.answered_at is None for call in self.calls)

    def answered(self, number: int, title: str, at: datetime) -> Self:
        """Give the card whose call has been answered; a call that was answered, or none of ours, changes nothing."""
        calls = tuple(
            call.model_copy(update={"answered_at": at}) if call.number == number and call.answered_at is None else call
            for call in self.calls
        )
        if calls == self.calls:
            return self
        return self.model_copy(update={"calls": calls, "title": title, "version": self.version + 1})

    def delivery_noted(
        self,
        number: int,
        version: int,
        *,
        delivered_on: date | None,
        due_at: datetime | None,
        explanation: tuple[str, ...],
    ) -> Self:
        """Give the card with what is known of the delivery of a call; the word of an older version changes nothing.

        Who told it may have counted without a day that was declared free since: the card is held against all anew.
        """
        told = {"delivery_version": version, "delivered_on": delivered_on, "due_at": due_at, "explanation": explanation}
        calls = tuple(
            call.counted_from(delivered_on).model_copy(update=told)
            if call.number == number and version > call.delivery_version
            else call
            for call in self.calls
        )
        if calls == self.calls:
            return self
        return self.model_copy(update={"calls": calls, "free_days": 0, "version": self.version + 1})

    def _require_open(self, at: datetime) -> None:
        if self.state is not CardState.OPEN:
            raise CardClosed(self.id, self.state)
        if self.last_call is not None and self.last_call.pending(at):
            raise CallPending(self.id, self.last_call.due_at)

    def finished(self, verdict: Verdict, found: Mapping[str, Finding], *, by: By, at: datetime) -> Self:
        """Give the finished card. A failure without reasons of its own takes them from the unmet checks.

        Raises `CardClosed`, `CallPending`, `ReviewUnitMissing`, `FailureUnexplained` and what `assess` raises.
        """
        self._require_open(at)
        answers = assess(self.checks(), verdict.given, found, positive=verdict.passed)
        why: tuple[str, ...] = ()
        if verdict.passed:
            if verdict.reasons:
                raise Contradicted([])
            if not verdict.units:
                raise ReviewUnitMissing(self.id)
        else:
            why = verdict.reasons or reasons_of(self.checks(), answers)
            if not why:
                raise FailureUnexplained(self.id)
        return self.model_copy(
            update={
                "state": CardState.PASSED if verdict.passed else CardState.FAILED,
                "answers": answers,
                "reasons": why,
                "finished_at": at,
                "finished_by": by,
                "version": self.version + 1,
                **(self.passed_to(verdict.units) if verdict.passed else {}),
            }
        )

    def closed(self, at: datetime) -> Self:
        """Give the open card of an application that has been withdrawn."""
        return self.model_copy(update={"state": CardState.CLOSED, "finished_at": at, "version": self.version + 1})
