"""Who hears of a request: tasks on the work list, mails to its sender. No event holds a word of the sender's."""

from datetime import datetime
from typing import NamedTuple

from services.media.requests.domain import PressRequest
from services.media.requests.domain.steps import OFFICE, WITH_UNIT, State
from services.media.requests.sealed import Sealed
from services.media.requests.wording import KINDS
from shared.access import Role
from shared.clock import Clock, warsaw
from shared.contracts.media import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.mail import Mail
from shared.store import Transaction

PLACE = "/panel/prasa/sprawy"


class _Work(NamedTuple):
    name: str
    action: str
    role: Role
    unit: str | None = None


_BY_STATE = {
    State.RECEIVED: _Work("assign", "Przydziel jednostce albo odpowiedz", Role.PRESS_OFFICER),
    State.DRAFTED: _Work("clear", "Sprawdź projekt odpowiedzi", Role.PRESS_OFFICER),
    State.CLEARED: _Work("approve", "Zatwierdź odpowiedź dla mediów", Role.MAYOR),
    State.APPROVED: _Work("send", "Wyślij zatwierdzoną odpowiedź", Role.PRESS_OFFICER),
    State.AWAITED: _Work("outcome", "Sprawdź, czy redakcja opublikowała sprostowanie", Role.PRESS_OFFICER),
}


class Telling:
    """Opens, moves and closes tasks as a request goes on; writes its mails."""

    def __init__(self, sealed: Sealed, clock: Clock) -> None:
        self._sealed, self._clock = sealed, clock

    def tasks(self, tx: Transaction, before: PressRequest | None, after: PressRequest) -> PressRequest:
        """Give `after` with the task that waits for it now; who had another one hears that it is closed."""
        had, has = _work(before) if before else None, _work(after)
        after = self._watched(tx, before, after)
        after = self._refusal_task(tx, before, after)
        # A change tells a date, and what is stopped has none: under another name its task is opened anew.
        if had == has and not (after.stopped and before and _title(before) != _title(after)):
            self._move(tx, before, after)
            return after
        if after.task is not None:
            self._close(tx, after.task)
        if has is None:
            return after.with_task(None)
        task = f"{after.id}-{has.name}-{after.version}"
        self.open(tx, after, task, has.action, has.role)
        return after.with_task(task)

    def _watched(self, tx: Transaction, before: PressRequest | None, after: PressRequest) -> PressRequest:
        """Open the office's task to see to what is late with somebody else; close it once that is over."""
        has = _watch(after)
        due_at = after.task_due_at if has == _WATCH_DRAFT else after.due_at
        if (before is None or _watch(before) == has) and (has is None) is (after.reminder is None):
            if before is not None and after.reminder is not None and _title(before) != _title(after):
                self._change(tx, after, after.reminder, due_at, after.explanation)
            return after
        if after.reminder is not None:
            self._close(tx, after.reminder)
        if has is None:
            return after.model_copy(update={"reminder": None})
        task = f"{after.id}-late-{after.version}"
        self.open(tx, after, task, has, Role.PRESS_OFFICER, (due_at, after.explanation))
        return after.model_copy(update={"reminder": task})

    def _refusal_task(self, tx: Transaction, before: PressRequest | None, after: PressRequest) -> PressRequest:
        """Close the head's task about a refusal once that is decided; move it with its date."""
        if after.refusal_task is None:
            return after
        if not after.refusable:
            self._close(tx, after.refusal_task)
            return after.model_copy(update={"refusal_task": None})
        if before is None or after.refuse is None:
            return after
        if (before.refuse, _title(before)) != (after.refuse, _title(after)):
            self._change(tx, after, after.refusal_task, after.refuse.due_at, after.refuse.explanation)
        return after

    def open_refusal(self, tx: Transaction, one: PressRequest, task: str) -> None:
        """Open the head's task to decide about a refusal before its date is over."""
        if one.refuse is not None:
            due = (one.refuse.due_at, one.refuse.explanation)
            self.open(tx, one, task, "Odmów sprostowania albo zatwierdź jego publikację", Role.MAYOR, due)

    def open(
        self,
        tx: Transaction,
        one: PressRequest,
        task: str,
        action: str,
        role: Role,
        due: tuple[datetime, tuple[str, ...]] | None = None,
    ) -> None:
        """Open a task; `due`: until when and how that was found, where it is not the request's own date."""
        # While nothing runs, nothing is due.
        due_at, explanation = due or (None if one.stopped else one.task_due_at, one.explanation)
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=task,
                kind="press_request",
                case=one.sign,
                title=_title(one),
                action=action,
                link=f"{PLACE}/{one.id}",
                role=role,
                unit=one.unit if role is Role.UNIT_REVIEWER else None,
                opened_at=self._clock.now(),
                due_at=due_at,
                explanation=explanation if due_at else (),
            )
        )

    def write(self, tx: Transaction, one: PressRequest, subject: str, text: str) -> bool:
        """Write to the sender; tell whether there is an address to write to."""
        email = self._sealed.contact(one).email
        if email is None:
            return False
        tx.send(Mail(self._sealed.cipher, email, f"{one.sign}: {subject}", text, about=one.id))
        return True

    def _move(self, tx: Transaction, before: PressRequest | None, after: PressRequest) -> None:
        if before is None or after.stopped or after.task is None:
            return
        if (before.task_due_at, _title(before)) != (after.task_due_at, _title(after)):
            self._change(tx, after, after.task, after.task_due_at, after.explanation)

    def _change(
        self, tx: Transaction, one: PressRequest, task: str, due_at: datetime, explanation: tuple[str, ...]
    ) -> None:
        tx.publish(
            TaskChangedV1(
                version=one.version,
                task_id=task,
                title=_title(one),
                due_at=due_at,
                explanation=explanation,
                changed_at=self._clock.now(),
            )
        )

    def _close(self, tx: Transaction, task: str) -> None:
        tx.publish(TaskClosedV1(version=2, task_id=task, closed_at=self._clock.now()))


def _work(one: PressRequest) -> _Work | None:
    """Give what is to be done next, and by whom."""
    if not one.waits:
        return None
    if one.stopped is not None:
        return _Work("restart", "Wznów bieg terminu, gdy ustanie przyczyna", Role.PRESS_OFFICER)
    if one.state in WITH_UNIT:
        action = "Popraw projekt odpowiedzi" if one.versions else "Przygotuj projekt odpowiedzi"
        return _Work("draft", action, Role.UNIT_REVIEWER, one.unit)
    return _BY_STATE[one.state]


_WATCH_DRAFT = "Dopilnuj projektu: jednostka jest po terminie"
_WATCH_ANSWER = "Dopilnuj odpowiedzi: termin minął"


def _watch(one: PressRequest) -> str | None:
    """Give what the press office is to see to: what is late where the turn is another's. Its own is late by itself."""
    if not one.waits or one.stopped is not None or one.turn == OFFICE:
        return None
    if one.told_late:
        return _WATCH_ANSWER
    return _WATCH_DRAFT if one.draft_told_late else None


def _title(one: PressRequest) -> str:
    """Give what a request is called on work lists."""
    return one.topic or KINDS[one.kind]


def until(one: PressRequest) -> str:
    """Say until when it is due, as it stands in a mail."""
    return said(one, one.due_at)


def said(one: PressRequest, due_at: datetime) -> str:
    """Say a moment until which it was or is due, as it stands in a mail."""
    moment = warsaw(due_at)
    return f"{moment:%d.%m.%Y, godz. %H:%M}" if one.in_hours else f"{moment:%d.%m.%Y}"
