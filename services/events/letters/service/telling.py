"""What of letters waits on the work list. No event holds a word about a reader."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.events.letters.domain import Letter
from services.events.letters.domain.batches import Batch, BatchState
from services.events.letters.domain.steps import State
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
        had, has = (_BY_STATE.get(before.state) if before else None), _BY_STATE.get(after.state)
        if had == has:
            return after
        if after.task is not None:
            self.close(tx, after.task)
        if has is None:
            return after.model_copy(update={"task": None})
        task = f"{after.id}-{has.name}-{after.version}"
        case = after.sign or f"List na {after.needed_on:%d.%m.%Y}"
        place = f"{PLACE}/listy/{after.id}"
        self.open(tx, task, "letter", has, case, after.topic, place, after.due_at, after.explanation)
        return after.model_copy(update={"task": task})

    def move(self, tx: Transaction, task: str, later: Postponed, free: FreeDays) -> None:
        """Give an open task another date on the work list."""
        tx.publish(task_moved(TaskChangedV1, task, later, free, self.clock.now()))

    def batch(self, tx: Transaction, before: Batch | None, after: Batch) -> Batch:
        """Do the same for a mailing."""
        had, has = (_BATCH_BY_STATE.get(before.state) if before else None), _BATCH_BY_STATE.get(after.state)
        if had == has:
            return after
        if after.task is not None:
            self.close(tx, after.task)
        if has is None:
            return after.with_task(None)
        task = f"{after.id}-{has.name}-{after.version}"
        due = end_of(after.needed_on)
        place = f"{PLACE}/wysylki/{after.id}"
        self.open(tx, task, "letter_mailing", has, f"Życzenia {after.year}", after.title, place, due)
        return after.with_task(task)

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
