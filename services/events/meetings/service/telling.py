"""What participants and the work list are told of a meeting, in the transaction that changes it."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, Protocol

from services.events.meetings.domain import Meeting, State
from services.events.meetings.domain.minutes import Task
from services.events.meetings.domain.people import Notice, Participant
from services.events.meetings.sealed import Sealed
from services.events.meetings.wording import moment
from shared.access import Role
from shared.clock import Clock, end_of, warsaw
from shared.contracts.events import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.deadlines import STATUTE, FreeDays, Postponed, Term, before, compute, next_working_day
from shared.free_days import task_moved
from shared.mail import Mail
from shared.store import Transaction, new_id

PLACE = "/panel/spotkania"
OWN = f"{PLACE}/moje"


class Terms(NamedTuple):
    """The house's own: how long before a meeting its programme is wanted, how long after it the minutes."""

    programme: Term
    minutes: Term
    remarks: Term
    approval: Term
    kept: Term


class NoticeStore(Protocol):
    """What is kept of what staff has to read."""

    async def open_notices(  # noqa: D102
        self, tx: Transaction, meeting_id: str, participant: str | None = None
    ) -> list[Notice]: ...
    async def put_notice(self, tx: Transaction, notice: Notice) -> None: ...  # noqa: D102


class _Work(NamedTuple):
    name: str
    action: str
    role: Role
    due_at: datetime
    explanation: tuple[str, ...]


class Telling:
    """Writes mails to participants, opens and closes tasks."""

    def __init__(self, store: NoticeStore, sealed: Sealed, clock: Clock, terms: Terms) -> None:
        self._store, self._sealed, self._clock, self.terms = store, sealed, clock, terms

    def with_task(self, tx: Transaction, had: Meeting | None, one: Meeting, free: FreeDays) -> Meeting:
        """Give a meeting with what is to be done next on the work list."""
        now = self._clock.now()
        old, new = (self._work(had, free, now) if had else None), self._work(one, free, now)
        if old == new:
            return one
        if one.task is not None:
            tx.publish(TaskClosedV1(version=2, task_id=one.task, closed_at=now))
        if new is None:
            return one.with_task(None, None, free.version)
        task = f"{one.id}-{new.name}-{one.version}"
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=task,
                kind="meeting",
                case=f"Spotkanie {warsaw(one.when.starts):%d.%m.%Y}",
                title=one.when.title,
                action=new.action,
                link=f"{PLACE}/{one.id}",
                role=new.role,
                opened_at=now,
                due_at=new.due_at,
                explanation=new.explanation,
            )
        )
        return one.with_task(task, new.due_at, free.version)

    def postponed(self, one: Meeting, free: FreeDays) -> Postponed | None:
        """Give the later date of the open task that declared free days make; None where it stays.

        What is due ahead of the meeting never comes nearer by them: the told day alone gives way, and not beyond the
        meeting. The day of the meeting itself is the calendar's.
        """
        now = self._clock.now()
        work, before_it_was_kept = self._work(one, free, now), self._work(one, STATUTE, now)
        if work is None or before_it_was_kept is None or (one.state is State.ISSUED and not one.to_issue):
            return None
        told = one.due_at or before_it_was_kept.due_at
        if one.state in (State.CONVENED, State.ISSUED):
            later = next_working_day(told, free)
            return later if later and later.due_at < one.when.starts else None
        return Postponed(work.due_at, work.explanation) if work.due_at > told else next_working_day(told, free)

    def move(self, tx: Transaction, task: str, later: Postponed, free: FreeDays) -> None:
        """Give an open task another date on the work list."""
        tx.publish(task_moved(TaskChangedV1, task, later, free, self._clock.now()))

    async def tell(
        self, tx: Transaction, one: Meeting, subject: Callable[[str], tuple[str, str]], read: str | None = None
    ) -> None:
        """Write to every participant with an e-mail; `subject` makes subject and text of the link.

        Staff without one get a task: `read` says what is to be read; None: nothing is.
        """
        for each in one.participants:
            if self._sealed.contact(one.id, each).email:
                self.write(tx, one, each, subject)
            elif each.role is not None and read is not None:
                await self._ask_to_read(tx, one, each, read)

    def write(self, tx: Transaction, one: Meeting, to: Participant, subject: Callable[[str], tuple[str, str]]) -> None:
        """Write to one participant as `tell` does to all; nothing where they have no e-mail."""
        contact = self._sealed.contact(one.id, to)
        if contact.email:
            title, text = subject(self._sealed.link(one.id, to))
            tx.send(Mail(self._sealed.cipher, contact.email, title, text, about=one.id))

    async def _ask_to_read(self, tx: Transaction, one: Meeting, each: Participant, action: str) -> None:
        assert each.role is not None
        await self.close_notices(tx, one.id, each.id)
        now, id = self._clock.now(), new_id()
        until = one.when.starts
        if one.state is State.REMARKS and one.remarks_until is not None:
            until = end_of(one.remarks_until)
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=id,
                kind="meeting_reading",
                case=f"Spotkanie {warsaw(one.when.starts):%d.%m.%Y}",
                title=one.when.title,
                action=action,
                link=f"{OWN}/{one.id}",
                role=each.role,
                unit=each.unit,
                opened_at=now,
                due_at=until,
                explanation=(f"Spotkanie: {moment(one.when.starts)}",),
            )
        )
        await self._store.put_notice(tx, Notice(id=id, meeting_id=one.id, participant=each.id))

    async def close_notices(self, tx: Transaction, meeting_id: str, participant: str | None = None) -> None:
        """Close what there is to be read: of one participant, or of all."""
        for notice in await self._store.open_notices(tx, meeting_id, participant):
            tx.publish(TaskClosedV1(version=2, task_id=notice.id, closed_at=self._clock.now()))
            await self._store.put_notice(tx, notice.model_copy(update={"open": False}))

    def agreed(self, tx: Transaction, task: Task) -> None:
        """Put a task that a meeting gives on the work list."""
        met = f"{warsaw(task.met_at):%d.%m.%Y}"
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=task.id,
                kind="meeting_task",
                case=f"Spotkanie {met}",
                title=task.title,
                action=task.what,
                link=f"{PLACE}/zadania/{task.id}",
                role=task.role,
                unit=task.unit,
                opened_at=self._clock.now(),
                due_at=end_of(task.due),
                explanation=(f"Ustalono na spotkaniu {met}, do {task.due:%d.%m.%Y}",),
            )
        )

    def done(self, tx: Transaction, task: Task) -> None:
        """Take a task that was done off the work list."""
        tx.publish(TaskClosedV1(version=task.version, task_id=task.id, closed_at=self._clock.now()))

    def _work(self, one: Meeting, free: FreeDays, now: datetime) -> _Work | None:
        """Give what is to be done next, by whom and until when."""
        if one.postponed and one.state in (State.CONVENED, State.ISSUED):
            return None
        if one.state is State.CONVENED or (one.state is State.ISSUED and one.to_issue):
            due = before(self.terms.programme, one.when.starts, free)
            late = due.due_at <= now
            when = one.when.starts if late else due.due_at
            why = ("Zwykły czas na program już minął",) if late else tuple(due.explained())
            if one.sign_off is not None:
                return _Work("issue", "Wydaj program spotkania", Role.PROTOCOL_OFFICER, when, why)
            if one.points is not None:
                return _Work("sign", "Sprawdź i podpisz program spotkania", Role.OFFICER, when, why)
            return _Work("plan", "Ułóż program spotkania", Role.PROTOCOL_OFFICER, when, why)
        if one.state is State.ISSUED:
            day = warsaw(one.when.ends).date()
            why = (f"Dzień spotkania: {day:%d.%m.%Y}",)
            return _Work("hold", "Zapisz, kto był na spotkaniu", Role.PROTOCOL_OFFICER, end_of(day), why)
        if one.state is State.HELD:
            due = compute(self.terms.minutes, one.when.ends, free)
            why = tuple(due.explained())
            return _Work(
                f"write-{one.approved}", "Napisz protokół i daj go do uwag", Role.PROTOCOL_OFFICER, due.due_at, why
            )
        if one.state is State.REMARKS and one.remarks_until is not None:
            due = compute(self.terms.approval, one.remarks_until, free)
            why = (f"Uwagi do {one.remarks_until:%d.%m.%Y}", *due.explained())
            return _Work("approve", "Odpowiedz na uwagi i zatwierdź protokół", Role.OFFICER, due.due_at, why)
        return None
