"""Reads every service's openings, changes and closings of tasks. Translate and delegate, nothing else."""

from services.reporting.worklist.domain import TaskEvent
from services.reporting.worklist.service import Worklist
from shared.bus import Bus
from shared.contracts import contracts
from shared.contracts.tasks import TaskChanged, TaskClosed, TaskOpened


def subscribe(bus: Bus, worklist: Worklist) -> None:
    """Attach this capability's subscribers to `bus`: one for each event of the house about a task.

    A service that begins to have tasks needs no change here.
    """
    of_tasks = [event for event in contracts().values() if issubclass(event, TaskOpened | TaskChanged | TaskClosed)]

    @bus.reads_each(of_tasks, by="worklist")
    async def on_task(event: TaskEvent) -> None:
        """Take in that a task was opened, is due at another time, or was closed."""
        await worklist.follow(event)
