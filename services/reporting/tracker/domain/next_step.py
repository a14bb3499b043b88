"""What comes next for a project and until when, from its state and its edition's windows. It reads no clock."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.reporting.tracker.domain import Glance, State
from shared.contracts.intake import EditionRules, Window, WindowKind


class StepKind(StrEnum):
    """What is expected."""

    FORMAL_CHECK = "formal_check"
    MERIT_REVIEW = "merit_review"
    DECISION = "decision"
    APPEAL = "appeal"
    APPEAL_DECISION = "appeal_decision"
    BALLOT_LIST = "ballot_list"
    VOTE = "vote"
    RESULT = "result"
    START = "start"
    FINISH = "finish"


@dataclass(frozen=True)
class NextStep:
    """The next expected step: in a window, on a day, or in a year, whichever is known."""

    kind: StepKind
    opens: datetime | None = None
    until: datetime | None = None
    planned: date | None = None
    year: int | None = None
    first_planned: date | None = None
    delay_reason: str | None = None


_IN_WINDOW = {
    State.SUBMITTED: (StepKind.FORMAL_CHECK, WindowKind.VERIFICATION),
    State.IN_REVIEW: (StepKind.MERIT_REVIEW, WindowKind.VERIFICATION),
    State.REVIEWED: (StepKind.DECISION, WindowKind.ADMISSION),
    State.APPEALED: (StepKind.APPEAL_DECISION, WindowKind.FINAL_LISTS),
    State.ADMITTED: (StepKind.BALLOT_LIST, WindowKind.FINAL_LISTS),
}


def next_step(glance: Glance, rules: EditionRules | None, now: datetime) -> NextStep | None:
    """Give the step that is expected next; None where the project's way is over."""
    if glance.state in _IN_WINDOW:
        kind, place = _IN_WINDOW[glance.state]
        return _in(kind, _window(rules, place))
    if glance.state in (State.NOT_ADMITTED, State.FORMALLY_REJECTED):
        appeals = _window(rules, WindowKind.APPEALS)
        return _in(StepKind.APPEAL, appeals) if appeals and now <= appeals.closes and not glance.final else None
    if glance.state is State.ON_BALLOT:
        vote = _window(rules, WindowKind.WEB_VOTE)
        if vote is None or now <= vote.closes:
            return _in(StepKind.VOTE, vote)
        return _in(StepKind.RESULT, _window(rules, WindowKind.RESULTS))
    if glance.state is State.SELECTED:
        return NextStep(StepKind.START, year=rules.year if rules else None)
    if glance.state is State.IN_PROGRESS:
        year = rules.year if rules and glance.planned_end is None else None
        return NextStep(
            StepKind.FINISH,
            planned=glance.planned_end,
            year=year,
            first_planned=glance.first_planned_end,
            delay_reason=glance.delay_reason,
        )
    return None


def _in(kind: StepKind, window: Window | None) -> NextStep:
    return NextStep(kind, opens=window.opens, until=window.closes) if window else NextStep(kind)


def _window(rules: EditionRules | None, kind: WindowKind) -> Window | None:
    return next((window for window in rules.windows if window.kind is kind), None) if rules else None
