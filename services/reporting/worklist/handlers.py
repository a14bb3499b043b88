"""Reads every service's openings and closings of tasks. Translate and delegate, nothing else."""

from services.reporting.worklist.service import Worklist
from shared.bus import Bus
from shared.contracts import contracts
from shared.contracts.tasks import TaskClosed, TaskOpened


def subscribe(bus: Bus, worklist: Worklist) -> None:
    """Attach this capability's subscribers to `bus`: one for each event of the house that opens or closes a task.

    A service that begins to have tasks needs no change here.
    """
    for event in contracts().values():
        if issubclass(event, TaskOpened | TaskClosed):
            _follow(bus, worklist, event)


def _follow(bus: Bus, worklist: Worklist, kind: type[TaskOpened] | type[TaskClosed]) -> None:
    async def on_task(event: TaskOpened | TaskClosed) -> None:
        """Take in that a task was opened or closed."""
        await worklist.follow(event)

    # The bus reads the message into what the annotation says.
    on_task.__annotations__["event"] = kind
    bus.reads(kind, by="worklist")(on_task)
