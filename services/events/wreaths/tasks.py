"""What of wreaths stands on the work list: those that the city is to have the day before. It changes no order."""

from collections.abc import Iterable
from datetime import date

from services.events.wreaths.domain import Delegation, State, WreathOrder
from shared.access import Role
from shared.clock import Clock
from shared.contracts.events import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.deadlines import FreeDays, Term, before
from shared.store import Transaction

PLACE = "/panel/uroczystosci"


class Tasks:
    """Opens, moves and closes the task of a ceremony."""

    def __init__(self, clock: Clock, term: Term) -> None:
        """`term`: how long before the ceremony wreaths are to be there."""
        self._clock, self._term = clock, term

    def settle(
        self, tx: Transaction, order: WreathOrder, line: Iterable[Delegation], free: FreeDays, today: date
    ) -> WreathOrder:
        """Give an order with its task as it is to be."""
        wanted = order.state(today) is State.OPEN and any(one.awaited for one in line)
        now, version = self._clock.now(), order.version
        if not wanted:
            if order.task is None:
                return order
            tx.publish(TaskClosedV1(version=version, task_id=order.task, closed_at=now))
            return order.with_task(task=None, due_at=None, explanation=())
        due = before(self._term, order.day, free)
        why = tuple(due.explained())
        if order.task is not None and order.due_at == due.due_at:
            return order
        if order.task is not None:
            tx.publish(
                TaskChangedV1(version=version, task_id=order.task, due_at=due.due_at, explanation=why, changed_at=now)
            )
            return order.with_task(due_at=due.due_at, explanation=why)
        task = f"wreaths-{order.id}-{order.rounds + 1}"
        tx.publish(
            TaskOpenedV1(
                version=version,
                task_id=task,
                kind="wreaths",
                case=f"Uroczystość {order.day:%d.%m.%Y}",
                title=order.title,
                action="Zamów i odbierz wieńce",
                link=f"{PLACE}/{order.id}/wience",
                role=Role.PROTOCOL_OFFICER,
                opened_at=now,
                due_at=due.due_at,
                explanation=why,
            )
        )
        return order.with_task(task=task, due_at=due.due_at, explanation=why, rounds=order.rounds + 1)
