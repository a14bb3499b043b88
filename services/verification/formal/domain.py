"""The formal card: its checks, what the machine finds by itself, and how an officer finishes it. It knows no clock."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By, Edition, Proposal, Unit, zloty
from services.verification.cases.domain.checks import Answer, Check, Contradicted, Finding, Given, Result, assess, unmet
from services.verification.cases.domain.checks import reasons as reasons_of
from shared.clock import WARSAW, warsaw
from shared.contracts.intake import ProposalPart, WindowKind
from shared.deadlines import Deadline, FreeDays, Reckoning, postponed

CHECKS = (
    Check(code="received_in_time", text="Wniosek wpłynął w terminie zgłaszania"),
    Check(
        code="applicant_complete",
        text="Wnioskodawca jest mieszkańcem miasta i podał pełne dane",
        opens=ProposalPart.APPLICANT,
    ),
    Check(code="described", text="Są tytuł, skrót i opis projektu", opens=ProposalPart.DESCRIPTION),
    Check(code="title_matches", text="Tytuł odpowiada treści projektu", opens=ProposalPart.DESCRIPTION),
    Check(code="located", text="Podano miejsce realizacji", opens=ProposalPart.PLACE),
    Check(
        code="right_pool", text="Wybrano właściwą pulę, a w puli lokalnej właściwe osiedle", opens=ProposalPart.PLACE
    ),
    Check(
        code="cost_items", text="Jest kosztorys, a jego pozycje sumują się do kosztu projektu", opens=ProposalPart.COSTS
    ),
    Check(code="cost_within_cap", text="Koszt mieści się w limicie", opens=ProposalPart.COSTS),
    Check(code="signatures", text="Pod projektem jest wymagana liczba podpisów", opens=ProposalPart.SUPPORT),
    Check(
        code="support_list",
        text="Lista poparcia jest czytelna i podpisana przez mieszkańców tego obszaru",
        opens=ProposalPart.SUPPORT,
    ),
    Check(
        code="consents",
        text="Są wymagane zgody i oświadczenia: na teren i na korzystanie z utworu",
        opens=ProposalPart.SUPPORT,
    ),
    Check(code="decent", text="Nie ma treści obraźliwych ani reklamy", opens=ProposalPart.DESCRIPTION),
)
"""The card, after the cards that Polish cities use (domain.md §1.7). A city's own regulations decide the wording."""


class CardState(StrEnum):
    """Where a card stands."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"
    CLOSED = "closed"


class CardClosed(Exception):
    """The card has been finished, or its proposal withdrawn."""

    def __init__(self, proposal_id: str, state: str) -> None:
        super().__init__(f"card {proposal_id} is {state}")
        self.proposal_id, self.state = proposal_id, state


class ReviewUnitMissing(Exception):
    """The card is passed on, and nobody says to which unit."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"no unit for {proposal_id}")
        self.proposal_id = proposal_id


class FailureUnexplained(Exception):
    """The proposal is to fail, and neither an unmet check nor a reason says why."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"no reason why {proposal_id} fails")
        self.proposal_id = proposal_id


class NothingToCorrect(Exception):
    """The applicant is to be called, and no check says what is missing."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"nothing to correct in {proposal_id}")
        self.proposal_id = proposal_id


class NotCorrectable(Exception):
    """No applicant can mend these checks: a call would raise false hopes."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


class CallPending(Exception):
    """The applicant still has time to answer a call: until then nothing is decided (k.p.a. art. 64 § 2)."""

    def __init__(self, proposal_id: str, due_at: datetime | None) -> None:
        until = due_at.isoformat() if due_at else None
        super().__init__(f"{proposal_id} until {until or 'the delivery is known'}")
        self.proposal_id, self.due_at = proposal_id, until


class Call(BaseModel):
    """A call to complete a proposal (wezwanie do uzupełnienia): what is missing, and until when it may be mended."""

    model_config = ConfigDict(frozen=True)

    number: int
    points: tuple[str, ...]
    parts: tuple[ProposalPart, ...]
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

    def held_against(self, free: FreeDays) -> "Call":
        """Give the call that may be answered longer where declared free days ask for it; never shorter.

        What has no date yet, for nobody knows when it was delivered, has none that could move.
        """
        if self.due_at is None or self.answered_at is not None:
            return self
        later = postponed(self.due_at, self.reckoning, free)
        if later is None:
            return self
        return self.model_copy(update={"due_at": later.due_at, "explanation": later.explanation})

    def counted_from(self, day: date | None) -> "Call":
        """Give the call whose term runs from a day in Warsaw's calendar; None: nobody knows yet from which."""
        if self.reckoning is None or day is None:
            return self
        start = datetime.combine(day, time(), tzinfo=WARSAW).astimezone(UTC)
        return self.model_copy(update={"reckoning": self.reckoning.model_copy(update={"start": start})})

    def pending(self, now: datetime) -> bool:
        """Tell whether the applicant may still answer, and has not."""
        return self.answered_at is None and (self.due_at is None or now <= self.due_at)


class Verdict(BaseModel):
    """What an officer says on a card. `unit` counts where it passes, `reasons` where it fails."""

    model_config = ConfigDict(frozen=True)

    passed: bool
    unit: Unit | None = None
    reasons: tuple[str, ...] = ()
    given: Mapping[str, Given] = {}


class Card(BaseModel):
    """The formal card of a proposal; it has the proposal's id."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    number: int
    case: str
    title: str
    state: CardState = CardState.OPEN
    answers: tuple[Answer, ...] = ()
    unit: Unit | None = None
    reasons: tuple[str, ...] = ()
    opened_at: datetime
    due_at: datetime
    finished_at: datetime | None = None
    finished_by: By | None = None
    calls: tuple[Call, ...] = ()
    reckoning: Reckoning | None = None
    """Of `due_at`; None in documents older than reckonings."""
    free_days: int = 0
    """The version of the declared free days that its dates were last held against."""
    version: int = 1

    @property
    def last_call(self) -> Call | None:
        """The newest call, None where there was none."""
        return self.calls[-1] if self.calls else None

    def called(
        self, given: Mapping[str, Given], found: Mapping[str, Finding], *, by: By, at: datetime, deadline: Deadline
    ) -> "Card":
        """Give the card with a call to mend the checks that are not met.

        Raises `CardClosed`, `CallPending`, `NothingToCorrect`, `NotCorrectable` and what `assess` raises.
        """
        self._require_open(at)
        answers = assess(CHECKS, given, found, positive=False)
        wrong = set(unmet(answers))
        if not wrong:
            raise NothingToCorrect(self.id)
        opened = {check.code: check.opens for check in CHECKS if check.code in wrong}
        hopeless = [code for code, part in opened.items() if part is None]
        if hopeless:
            raise NotCorrectable(hopeless)
        call = Call(
            number=len(self.calls) + 1,
            points=reasons_of(CHECKS, answers),
            parts=tuple(part for part in ProposalPart if part in opened.values()),
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

    def held_against(self, free: FreeDays) -> "Card":
        """Give the open card with its dates where declared free days put them; the same card where none moves."""
        later = postponed(self.due_at, self.reckoning, free)
        calls = (*self.calls[:-1], self.calls[-1].held_against(free)) if self.calls else ()
        due_at = later.due_at if later else self.due_at
        if due_at == self.due_at and calls == self.calls:
            return self
        changes = {"due_at": due_at, "calls": calls, "free_days": free.version, "version": self.version + 1}
        return self.model_copy(update=changes)

    def revised(self, title: str) -> "Card":
        """Give the card of a proposal that its applicant has changed otherwise than by a call."""
        return self.model_copy(update={"title": title, "version": self.version + 1})

    def answered(self, number: int, title: str, at: datetime) -> "Card":
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
    ) -> "Card":
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

    def finished(self, verdict: Verdict, found: Mapping[str, Finding], *, by: By, at: datetime) -> "Card":
        """Give the finished card. A failure without reasons of its own takes them from the unmet checks.

        Raises `CardClosed`, `CallPending`, `ReviewUnitMissing`, `FailureUnexplained` and what `assess` raises.
        """
        self._require_open(at)
        answers = assess(CHECKS, verdict.given, found, positive=verdict.passed)
        why: tuple[str, ...] = ()
        if verdict.passed:
            if verdict.reasons:
                raise Contradicted([])
            if verdict.unit is None:
                raise ReviewUnitMissing(self.id)
        else:
            why = verdict.reasons or reasons_of(CHECKS, answers)
            if not why:
                raise FailureUnexplained(self.id)
        return self.model_copy(
            update={
                "state": CardState.PASSED if verdict.passed else CardState.FAILED,
                "answers": answers,
                "unit": verdict.unit if verdict.passed else None,
                "reasons": why,
                "finished_at": at,
                "finished_by": by,
                "version": self.version + 1,
            }
        )

    def overturned(self, unit: Unit) -> "Card":
        """Give the failed card that an appeal has turned into a passed one; its answers stay as they were signed."""
        return self.model_copy(
            update={"state": CardState.PASSED, "unit": unit, "reasons": (), "version": self.version + 1}
        )

    def closed(self, at: datetime) -> "Card":
        """Give the open card of a proposal that has been withdrawn."""
        return self.model_copy(update={"state": CardState.CLOSED, "finished_at": at, "version": self.version + 1})


def findings(proposal: Proposal, edition: Edition) -> dict[str, Finding]:
    """Find what can be told from figures and dates alone, by the code of the check. Raises `PlaceUnknown`."""
    found = [_described(proposal), _located(proposal), _cost_items(proposal)]
    window = edition.window(WindowKind.SUBMISSION)
    if window is not None:
        in_time = window.opens <= proposal.submitted_at <= window.closes
        days = f"{_day(window.opens)}–{_day(window.closes)}"
        note = f"Wpłynął {_day(proposal.submitted_at)}, zgłaszanie trwa {days}."
        found.append(_finding("received_in_time", in_time, note))
    cap = edition.cap(proposal.pool_id, proposal.area_id)
    note = f"Koszt {zloty(proposal.cost)}, limit {zloty(cap)}."
    found.append(_finding("cost_within_cap", proposal.cost <= cap, note))
    needed = edition.signatures(proposal.pool_id, proposal.area_id)
    counted = proposal.signatures_counted
    online = proposal.signatures_online
    have = proposal.signatures + online if counted is None else counted
    said = f"Podano podpisów: {proposal.signatures}" if counted is None else f"Policzono ważnych podpisów: {have}"
    if online:
        said += f", w tym przez internet: {online}" if counted is not None else f", przez internet: {online}"
    found.append(_finding("signatures", have >= needed, f"{said}, potrzeba: {needed}."))
    if needed == 0:
        note = "W tej puli podpisy nie są potrzebne."
        found.append(Finding(code="support_list", result=Result.NOT_APPLICABLE, note=note))
    return {finding.code: finding for finding in found}


def _finding(code: str, met: bool, note: str) -> Finding:
    return Finding(code=code, result=Result.MET if met else Result.NOT_MET, note=note)


def _described(proposal: Proposal) -> Finding:
    texts = {"tytułu": proposal.title, "skrótu": proposal.summary, "opisu": proposal.description}
    missing = [name for name, text in texts.items() if not text.strip()]
    note = f"Nie ma: {', '.join(missing)}." if missing else f"Opis ma znaków: {len(proposal.description)}."
    return _finding("described", not missing, note)


def _located(proposal: Proposal) -> Finding:
    place = proposal.location.strip()
    return _finding("located", bool(place), f"{place}." if place else "Pole jest puste.")


def _cost_items(proposal: Proposal) -> Finding:
    total = sum(item.amount for item in proposal.cost_items)
    note = f"Pozycji: {len(proposal.cost_items)}, razem {zloty(total)}."
    return _finding("cost_items", bool(proposal.cost_items) and total == proposal.cost, note)


def _day(moment: datetime) -> str:
    return warsaw(moment).strftime("%d.%m.%Y")
