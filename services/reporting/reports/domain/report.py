"""A report between sessions: its period and its states. Pure rules; it reads no clock."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.reporting.council.domain.sessions import Session, Term
from services.reporting.reports.domain.confirmations import Confirmation, NotAsked, UnitsNotConfirmed
from services.reporting.reports.domain.version import Answer, Draft, Withdrawal
from shared.deadlines import Deadline, FreeDays, Reckoning, postponed

_DAY = timedelta(days=1)


class ReportState(StrEnum):
    """Where a report stands."""

    COLLECTING = "collecting"
    COMPILED = "compiled"
    APPROVED = "approved"
    PUBLISHED = "published"
    PRESENTED = "presented"
    WITHDRAWN = "withdrawn"


class ReportOpen(Exception):
    """The report before is not approved yet: its period is not settled."""

    def __init__(self, report_id: str) -> None:
        super().__init__(f"report {report_id} is open")
        self.report_id = report_id


class ReportOfSession(Exception):
    """The session has a report already."""


class PeriodEmpty(Exception):
    """The session is not after the day on which the period begins."""

    def __init__(self, first_day: date) -> None:
        super().__init__(f"nothing to report before {first_day.isoformat()}")
        self.first_day = first_day.isoformat()


class ReportNotThere(Exception):
    """The report is in a state in which this cannot be done."""

    def __init__(self, state: ReportState) -> None:
        super().__init__(f"the report is {state}")
        self.state = state.value


class SessionGone(Exception):
    """The session of the report was cancelled: it needs another one."""


class CompiledBefore(Exception):
    """The session has moved since the report was put together."""


class Mending(BaseModel):
    """Until when the open task of an approved report (`task`) is to be done: its own day is over long since."""

    model_config = ConfigDict(frozen=True)

    task: str
    due_at: datetime
    explanation: tuple[str, ...]
    reckoning: Reckoning

    def held_against(self, free: FreeDays) -> Self:
        """Give it with the later day that declared free days make."""
        later = postponed(self.due_at, self.reckoning, free)
        return self if later is None else self.model_copy(update=later._asdict())


class Report(BaseModel):
    """A report. Its period follows that of the report before, and ends on the day before its session.

    `number` counts the standing ones from 1 on. Once approved, its days never change, whatever becomes of the session.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    number: int
    term_id: str
    council: str
    session_id: str
    session: str
    session_on: date
    session_version: int
    session_gone: bool = False
    first_day: date
    last_day: date
    state: ReportState = ReportState.COLLECTING
    introduction: str = ""
    due_at: datetime
    """Until when it is to be with the council's office."""
    explanation: tuple[str, ...]
    opened_at: datetime
    opened_by_name: str
    draft: Draft | None = None
    answer: Answer | None = None
    edition: int = 0
    """Number of the newest frozen version; 0: none yet."""
    approved_at: datetime | None = None
    published_at: datetime | None = None
    presented_at: datetime | None = None
    withdrawn_reason: str | None = None
    withdrawals: tuple[Withdrawal, ...] = ()
    """The corrections that came back and were not made after all."""
    task: str | None = None
    mending: Mending | None = None
    """What of a correction the officers or the mayor have to do, and until when."""
    open: bool = True
    """Whether its period is not settled yet. At most one report is open."""
    standing: bool = True
    """False where it was withdrawn: its number and period are free again."""
    free_days: int = 0
    """The version of the declared free days that what units are to confirm was last held against."""
    version: int = 1

    @property
    def frozen(self) -> bool:
        """Whether it has an approved version."""
        return self.edition > 0

    @property
    def public(self) -> bool:
        """Whether everybody may read it."""
        return self.published_at is not None

    def attached(self, session: Session, due_at: datetime, explanation: tuple[str, ...]) -> Self:
        """Give the report for another session, or for the same one on another day.

        The period of an open one ends on the day before; what was put together is put together anew. Raises
        `PeriodEmpty` for a session before its period, `ReportNotThere` for one that was presented or withdrawn.
        """
        self._require(ReportState.COLLECTING, ReportState.COMPILED, ReportState.APPROVED, ReportState.PUBLISHED)
        told: dict[str, Any] = {
            "session_id": session.id,
            "session": session.roman,
            "session_on": session.on,
            "session_version": session.version,
            "session_gone": False,
        }
        if self.open:
            require_period(self.first_day, session.on)
            told |= {"last_day": session.on - _DAY, "due_at": due_at, "explanation": explanation}
            told |= {"state": ReportState.COLLECTING, "draft": None}
        return self._changed(**told)

    def gone(self, version: int) -> Self:
        """Give the report whose session was cancelled."""
        return self._changed(session_gone=True, session_version=version)

    def seen(self, version: int) -> Self:
        """Give the report that knows a newer version of its session, in which its day is the same."""
        return self._changed(session_version=version)

    def introduced(self, text: str) -> Self:
        """Give the report with another introduction. Raises `ReportNotThere`."""
        self._require(ReportState.COLLECTING)
        return self._changed(introduction=text)

    def compiled(self, draft: Draft) -> Self:
        """Give the report that waits for approval. Raises `ReportNotThere`, `SessionGone`, `PeriodEmpty`."""
        self._require(ReportState.COLLECTING)
        if self.session_gone:
            raise SessionGone
        require_period(self.first_day, self.session_on)
        return self._changed(state=ReportState.COMPILED, draft=draft, answer=None)

    def to_correct(self, draft: Draft) -> Self:
        """Give the approved report with a correction that waits for approval. Raises `ReportNotThere`."""
        self._require(ReportState.APPROVED, ReportState.PUBLISHED, ReportState.PRESENTED)
        return self._changed(draft=draft, answer=None)

    def confirmation(self, unit: str) -> Confirmation:
        """Give what a unit is asked, or has said, of the correction that waits. Raises `NotAsked`."""
        asked = self.draft.confirmations if self.draft else ()
        for one in asked:
            if one.unit == unit:
                return one
        raise NotAsked(unit)

    def confirmed(self, unit: str, by_name: str, now: datetime, waived: str | None) -> Self:
        """Give the report to whose correction a unit agrees, or an officer for a reason (`waived`). Raises `NotAsked`.

        Nobody answers twice.
        """
        one = self.confirmation(unit)
        if self.draft is None or not one.awaited:
            raise NotAsked(unit)
        said = one.model_copy(update={"at": now, "by_name": by_name, "waived": waived})
        every = tuple(said if known.unit == unit else known for known in self.draft.confirmations)
        return self._changed(draft=self.draft.model_copy(update={"confirmations": every}))

    def held_against(self, free: FreeDays) -> tuple[Self, tuple[Confirmation | Mending, ...]]:
        """Give the report of whose correction something is due later by declared free days, and what has moved."""
        mending = self.mending.held_against(free) if self.mending else None
        asked = self.draft.confirmations if self.draft else ()
        every = tuple(one.held_against(free) for one in asked)
        moved: list[Confirmation | Mending] = [
            after for before, after in zip(asked, every, strict=True) if after != before
        ]
        if mending is not None and mending != self.mending:
            moved.append(mending)
        if not moved:
            return self, ()
        draft = self.draft.model_copy(update={"confirmations": every}) if self.draft else None
        return self._changed(draft=draft, mending=mending, free_days=free.version), tuple(moved)

    def sent_back(self, answer: Answer) -> Self:
        """Give the report whose draft the mayor, or a unit, did not agree to. Raises `ReportNotThere`."""
        if self.draft is None:
            raise ReportNotThere(self.state)
        state = ReportState.COLLECTING if self.state is ReportState.COMPILED else self.state
        return self._changed(state=state, draft=None, answer=answer)

    def without_correction(self, reason: str, by_name: str, now: datetime) -> Self:
        """Give the report whose correction came back and is not made after all. Raises `ReportNotThere`."""
        if not self.frozen or self.answer is None:
            raise ReportNotThere(self.state)
        kept = Withdrawal(at=now, by_name=by_name, reason=reason, answer=self.answer)
        return self._changed(answer=None, withdrawals=(*self.withdrawals, kept))

    def approved(self, now: datetime) -> Self:
        """Give the report whose draft is frozen.

        Raises `ReportNotThere`, `UnitsNotConfirmed`, `SessionGone`, `CompiledBefore`.
        """
        if self.draft is None:
            raise ReportNotThere(self.state)
        if self.draft.awaited:
            raise UnitsNotConfirmed(self.draft.awaited)
        changes: dict[str, Any] = {"draft": None, "answer": None, "edition": self.edition + 1}
        if self.state is ReportState.COMPILED:
            if self.session_gone:
                raise SessionGone
            content = self.draft.content
            if (content.first_day, content.last_day) != (self.first_day, self.last_day):
                raise CompiledBefore
            changes |= {"state": ReportState.APPROVED, "open": False, "approved_at": now}
        return self._changed(**changes)

    def published(self, now: datetime) -> Self:
        """Give the report that everybody may read. Raises `ReportNotThere`."""
        self._require(ReportState.APPROVED)
        return self._changed(state=ReportState.PUBLISHED, published_at=now)

    def presented(self, now: datetime) -> Self:
        """Give the report that was presented at its session. Raises `ReportNotThere`."""
        self._require(ReportState.PUBLISHED)
        return self._changed(state=ReportState.PRESENTED, presented_at=now)

    def withdrawn(self, reason: str) -> Self:
        """Give the report that there will not be. Raises `ReportNotThere`: what is approved stays."""
        self._require(ReportState.COLLECTING, ReportState.COMPILED)
        told = {"open": False, "standing": False, "draft": None, "withdrawn_reason": reason}
        return self._changed(state=ReportState.WITHDRAWN, **told)

    def with_task(self, task: str | None, due: Deadline | None = None) -> Self:
        """Give the same version with its open task; `due`: until when, where that is not the day of the report."""
        mending = None
        if task is not None and due is not None:
            told = {"due_at": due.due_at, "explanation": tuple(due.explained()), "reckoning": due.reckoning}
            mending = Mending(task=task, **told)
        return self.model_copy(update={"task": task, "mending": mending})

    def _require(self, *states: ReportState) -> None:
        if self.state not in states:
            raise ReportNotThere(self.state)

    def _changed(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


def first_day_after(previous: Report | None, term: Term, begins: date | None = None) -> date:
    """Give the day on which the next period begins: no gap and no overlap, whatever became of the sessions.

    The first one begins with the term, or on `begins` where that is later: what was before was reported on paper.
    Raises `ReportOpen` while the period before is not settled.
    """
    if previous is None:
        return max(term.first_day, begins or term.first_day)
    if previous.open:
        raise ReportOpen(previous.id)
    return previous.last_day + _DAY


def require_period(first_day: date, session_on: date) -> None:
    """Raise `PeriodEmpty` where a period that begins on `first_day` would end before it."""
    if session_on <= first_day:
        raise PeriodEmpty(first_day)
