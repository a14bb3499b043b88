"""What participants and the work list are told of a meeting, in the transaction that changes it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import NamedTuple, Protocol

from services.events.meetings.domain import Meeting, State
from services.events.meetings.domain.minutes import Task
from services.events.meetings.domain.people import Notice, Participant
from services.events.meetings.sealed import Sealed
from services.events.meetings.wording import moment
from shared.access import Role
from shared.clock import WARSAW, Clock, warsaw
from shared.contracts.events import TaskClosedV1, TaskOpenedV1
from shared.deadlines import FreeDays, Term, before, compute
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
            return one.with_task(None)
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
        return one.with_task(task)

    async def tell(
        self, tx: Transaction, one: Meeting, subject: Callable[[str], tuple[str, str]], read: str | None = None
    ) -> None:
        """Write to every participant with an e-mail; `subject` makes subject and text of the link.

        Staff without one get a task: `read` says what is to be read; None: nothing is.
        """
        for each in one.participants:
            contact = self._sealed.contact(one.id, each)
            if contact.email:
                title, text = subject(self._sealed.link(one.id, each))
                tx.send(Mail(self._sealed.cipher, contact.email, title, text, about=one.id))
            elif each.role is not None and read is not None:
                await self._ask_to_read(tx, one, each, read)

    async def _ask_to_read(self, tx: Transaction, one: Meeting, each: Participant, action: str) -> None:
        assert each.role is not None
        await self.close_notices(tx, one.id, each.id)
        now, id = self._clock.now(), new_id()
        until = one.when.starts
        if one.state is State.REMARKS and one.remarks_until is not None:
            until = _end(one.remarks_until)
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
                due_at=_end(task.due),
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
            return _Work("hold", "Zapisz, kto był na spotkaniu", Role.PROTOCOL_OFFICER, _end(day), why)
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


def _end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), WARSAW).astimezone(UTC)
