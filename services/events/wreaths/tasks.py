"""What of wreaths stands on the work list: those that the city is to have, delegations that are to be told."""

from collections.abc import Sequence
from datetime import date

from services.events.work import About, OpenTask, Wanted, Work, settled
from services.events.wreaths.domain import Call, Delegation, State, WreathOrder
from shared.access import Role
from shared.clock import Clock
from shared.contracts.events import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.deadlines import FreeDays, Term, before
from shared.store import Transaction

PLACE = "/panel/uroczystosci"


class Tasks:
    """Opens, moves and closes the tasks of a ceremony; it changes nothing else of an order."""

    def __init__(self, clock: Clock, term: Term) -> None:
        """`term`: how long before the ceremony wreaths are to be there."""
        self._clock, self._term = clock, term

    def settle(
        self, tx: Transaction, order: WreathOrder, line: Sequence[Delegation], free: FreeDays, today: date
    ) -> WreathOrder:
        """Give an order with its tasks as they are to be."""
        return self._calls(tx, self._wreaths(tx, order, line, free, today), line, free, today)

    def _calls(
        self, tx: Transaction, order: WreathOrder, line: Sequence[Delegation], free: FreeDays, today: date
    ) -> WreathOrder:
        found = {}
        if order.untold and today <= order.day and any(not one.withdrawn for one in line):
            what = "że jej w tym terminie nie będzie" if order.off else "że jednak się odbędzie"
            due = before(self._term, order.day, free)
            about = About("wreaths", f"Uroczystość {order.day:%d.%m.%Y}", order.title, f"{PLACE}/{order.id}/wience")
            action = f"Zadzwoń do delegacji zaproszonych na uroczystość: {what}"
            found["tell"] = Wanted(about, action, Role.PROTOCOL_OFFICER, due.due_at, tuple(due.explained()))
        open = {"tell": OpenTask(**order.call.model_dump())} if order.call else {}
        call = settled(tx, Work(id=order.id, open=open), found, self._clock.now()).open.get("tell")
        return order.with_task(call=Call(**call.model_dump()) if call else None)

    def _wreaths(
        self, tx: Transaction, order: WreathOrder, line: Sequence[Delegation], free: FreeDays, today: date
    ) -> WreathOrder:
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
