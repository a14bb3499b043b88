"""The house's own terms for the press, and the dates that come of them. They know no store."""

from dataclasses import dataclass
from datetime import datetime

from services.media.requests.domain import PressRequest
from services.media.requests.domain.clocks import REFUSAL_OF_RECTIFICATION, Kind, count
from services.media.requests.domain.parts import RefusalDue
from services.media.requests.domain.steps import State
from shared.clock import warsaw
from shared.deadlines import FreeDays, Term, before


@dataclass(frozen=True)
class Terms:
    """The house's own terms: for an interview; how long ahead a draft is wanted, and its unit reminded of it."""

    interview: Term
    draft: Term
    reminder: Term

    def refusal_due(self, kind: Kind, starts_at: datetime, free: FreeDays) -> RefusalDue | None:
        """Give until when an editor's demand can be refused; brought to mind as long ahead as a draft is wanted."""
        if kind is not Kind.RECTIFICATION_IN:
            return None
        due = count(REFUSAL_OF_RECTIFICATION, starts_at, free)
        last = warsaw(due.due_at).date()
        return RefusalDue(
            due_at=due.due_at,
            remind_at=before(self.draft, last, free).due_at,
            escalate_at=before(self.reminder, last, free).due_at,
            explanation=due.explanation,
        )

    def answer_reminded(self, one: PressRequest, free: FreeDays) -> datetime:
        """Give when whose turn it is is reminded that the answer is due.

        Nobody has it yet: while a unit can still draft. It is only to be checked, approved or sent: as long ahead as a
        unit is reminded of its draft. Where that is before the term begins, or hours are counted: half-way.
        """
        if not one.in_hours:
            term = self.draft if one.state is State.RECEIVED else self.reminder
            ahead = before(term, one.due_on, free).due_at
            if ahead > one.starts_at:
                return ahead
        return one.starts_at + (one.due_at - one.starts_at) / 2
