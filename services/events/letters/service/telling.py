"""What of letters waits on the work list. No event holds a word about a reader."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.events.letters.domain import Letter
from services.events.letters.domain.batches import Batch, BatchState
from services.events.letters.domain.steps import State
from services.events.work import About, Next, Wanted, handed_on
from shared.access import Role
from shared.clock import Clock, end_of
from shared.contracts.events import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.deadlines import FreeDays, Postponed
from shared.free_days import task_moved
from shared.store import Transaction

PLACE = "/panel/korespondencja"


class Work(NamedTuple):
    """What is to be done, and by whom."""

    name: str
    action: str
    role: Role


_BY_STATE = {
    State.FORM_NEEDED: Work("form", "Sprawdź formę: jak zwrócić się do adresata", Role.PROTOCOL_OFFICER),
    State.REQUESTED: Work("draft", "Napisz list", Role.PROTOCOL_OFFICER),
    State.DRAFTED: Work("check", "Sprawdź tekst listu: robi to ktoś inny niż autor", Role.PROTOCOL_OFFICER),
    State.CHECKED: Work("approve", "Zatwierdź list", Role.MAYOR),
    State.APPROVED: Work("sign", "Podpisz list", Role.MAYOR),
    State.SIGNED: Work("register", "Zarejestruj list", Role.PROTOCOL_OFFICER),
    State.REGISTERED: Work("send", "Wyślij list", Role.PROTOCOL_OFFICER),
}
_BATCH_BY_STATE = {
    BatchState.DRAFTED: Work(
        "check", "Sprawdź listę i tekst życzeń: robi to ktoś inny niż autor", Role.PROTOCOL_OFFICER
    ),
    BatchState.CHECKED: Work("approve", "Zatwierdź wysyłkę życzeń", Role.MAYOR),
    BatchState.APPROVED: Work("sign", "Podpisz życzenia", Role.MAYOR),
    BatchState.SIGNED: Work("send", "Wyślij życzenia", Role.PROTOCOL_OFFICER),
}


class Telling:
    """Opens and closes tasks."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def letter(self, tx: Transaction, before: Letter | None, after: Letter) -> Letter:
        """Give `after` with the task that waits for it now; who had another one hears that it is closed."""
        had, of = _of_letter(before) if before else None, (after.id, after.version)
        task = handed_on(tx, of, after.task, had, _of_letter(after), self.clock.now())
        return after.model_copy(update={"task": task})

    def batch(self, tx: Transaction, before: Batch | None, after: Batch) -> Batch:
        """Do the same for a mailing."""
        had, of = _of_batch(before) if before else None, (after.id, after.version)
        return after.with_task(handed_on(tx, of, after.task, had, _of_batch(after), self.clock.now()))

    def move(self, tx: Transaction, task: str, later: Postponed, free: FreeDays) -> None:
        """Give an open task another date on the work list."""
        tx.publish(task_moved(TaskChangedV1, task, later, free, self.clock.now()))

    def open(
        self,
        tx: Transaction,
        task: str,
        kind: str,
        work: Work,
        case: str,
        title: str,
        link: str,
        due_at: datetime | None = None,
        explanation: Sequence[str] = (),
    ) -> None:
        """Open a task."""
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=task,
                kind=kind,
                case=case,
                title=title,
                action=work.action,
                link=link,
                role=work.role,
                opened_at=self.clock.now(),
                due_at=due_at,
                explanation=tuple(explanation),
            )
        )

    def close(self, tx: Transaction, task: str) -> None:
        """Close a task."""
        tx.publish(TaskClosedV1(version=2, task_id=task, closed_at=self.clock.now()))


def _of_letter(one: Letter) -> Next | None:
    """Give what is to be done next with a letter."""
    work = _BY_STATE.get(one.state)
    if work is None:
        return None
    about = About("letter", one.sign or f"List na {one.needed_on:%d.%m.%Y}", one.topic, f"{PLACE}/listy/{one.id}")
    return Next(work.name, Wanted(about, work.action, work.role, one.due_at, one.explanation))


def _of_batch(one: Batch) -> Next | None:
    """Give what is to be done next with a mailing."""
    work = _BATCH_BY_STATE.get(one.state)
    if work is None:
        return None
    about = About("letter_mailing", f"Życzenia {one.year}", one.title, f"{PLACE}/wysylki/{one.id}")
    return Next(work.name, Wanted(about, work.action, work.role, end_of(one.needed_on)))
