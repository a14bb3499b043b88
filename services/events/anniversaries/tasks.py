"""What of an occasion's checklist stands on the work list of the house. It changes no occasion."""

from services.events.anniversaries.domain import Occasion, Work
from shared.clock import Clock
from shared.contracts.events import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.store import Transaction

PLACE = "/panel/rocznice/plan"


class Tasks:
    """Opens, moves and closes tasks as the checklist goes on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def settle(self, tx: Transaction, before: Occasion, after: Occasion) -> None:
        """Tell the work list what is different: what is open now, due at another time, or open no more."""
        had = {before.task_id(one): one for one in before.works if one.open}
        has = {after.task_id(one): one for one in after.works if one.open}
        for id in had.keys() - has.keys():
            tx.publish(TaskClosedV1(version=after.version, task_id=id, closed_at=self._clock.now()))
        for id, work in has.items():
            if id not in had:
                self._open(tx, after, id, work)
            elif had[id].due_at != work.due_at:
                tx.publish(
                    TaskChangedV1(
                        version=after.version,
                        task_id=id,
                        due_at=work.due_at,
                        explanation=work.explanation,
                        changed_at=self._clock.now(),
                    )
                )

    def _open(self, tx: Transaction, occasion: Occasion, id: str, work: Work) -> None:
        tx.publish(
            TaskOpenedV1(
                version=occasion.version,
                task_id=id,
                kind="ceremony_step",
                case=f"Plan rocznic {occasion.year}",
                title=occasion.title,
                action=work.action,
                link=f"{PLACE}/{occasion.id}",
                role=work.role,
                opened_at=self._clock.now(),
                due_at=work.due_at,
                explanation=work.explanation,
            )
        )
