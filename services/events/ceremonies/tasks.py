"""What of ceremonies stands on the work list of the house. It changes nothing else of a ceremony."""

from services.events.ceremonies.domain import Ceremony, Work
from services.events.ceremonies.domain.work import ToDo
from shared.clock import Clock, warsaw
from shared.contracts.events import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.store import Transaction

PLACE = "/panel/uroczystosci"


class Tasks:
    """Opens, moves and closes tasks as a ceremony goes on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def settle(self, tx: Transaction, one: Ceremony, wanted: dict[str, ToDo]) -> Ceremony:
        """Give a ceremony with what is to be done on the work list; what is due at another time moves there."""
        had, now, works = {work.key: work for work in one.works}, self._clock.now(), []
        for key in had.keys() - wanted.keys():
            tx.publish(TaskClosedV1(version=one.version, task_id=had[key].task_id, closed_at=now))
        for key, todo in wanted.items():
            work = had.get(key)
            if work is None:
                work = Work(key=key, task_id=f"{one.id[:36]}-{one.version}-{key}"[:64], due_at=todo.due_at)
                tx.publish(self._opened(one, work, todo))
            elif work.due_at != todo.due_at:
                work = work.model_copy(update={"due_at": todo.due_at})
                tx.publish(
                    TaskChangedV1(
                        version=one.version,
                        task_id=work.task_id,
                        due_at=todo.due_at,
                        explanation=todo.explanation,
                        changed_at=now,
                    )
                )
            works.append(work)
        return one.with_works(works)

    def _opened(self, one: Ceremony, work: Work, todo: ToDo) -> TaskOpenedV1:
        return TaskOpenedV1(
            version=one.version,
            task_id=work.task_id,
            kind="ceremony",
            case=f"Uroczystość {warsaw(one.slot.starts):%d.%m.%Y}",
            title=one.slot.title,
            action=todo.action,
            link=f"{PLACE}/{one.id}{todo.page}",
            role=todo.role,
            opened_at=self._clock.now(),
            due_at=todo.due_at,
            explanation=todo.explanation,
        )
