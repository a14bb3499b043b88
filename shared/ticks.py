"""What must happen by itself when its time has come: reminders, expiries. One replica at a time; it knows no duty."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from shared.background import end
from shared.store import Database, Stale, StoreError, StoreUnavailable

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[object]]


async def in_turn(works: Iterable[Work]) -> None:
    """Do what is due, one work after another: one that fails stops no other.

    The first failure is raised when all have had their turn; that the store is away, at once. Where somebody has
    changed a document at the same moment, or another replica was faster, it is still due, and comes again.
    """
    failure = None
    for work in works:
        try:
            await work()
        except Stale:
            continue
        except StoreUnavailable:
            raise
        except Exception as error:  # raised below
            failure = failure or error
    if failure is not None:
        raise failure


class Ticks:
    """Does works again and again while the service runs. Each finds by itself what is due, if late."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._works: dict[str, tuple[float, Work]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def every(self, seconds: float, name: str, work: Work) -> None:
        """Do `work` each so many seconds; `name` is the same in every replica."""
        self._works[name] = (seconds, work)

    def work(self, name: str) -> Work:
        """Give the work called `name`, for who does it by hand. Raises KeyError for one that there is not."""
        return self._works[name][1]

    def start(self) -> None:
        """Begin, in the background."""
        for name, (seconds, work) in self._works.items():
            self._tasks.append(asyncio.create_task(self._run(name, seconds, work), name=f"tick {name}"))

    async def stop(self) -> None:
        """Stop; a transaction in hand is undone."""
        await end(*self._tasks)

    async def _run(self, name: str, seconds: float, work: Work) -> None:
        # Longer than a tick, so that the same replica keeps it; it runs out by itself where that one dies.
        lease = self._database.lease(f"tick {name}", seconds * 2 + 30)
        while True:
            try:
                if await lease.take():
                    await work()
            except (StoreError, OSError) as error:
                log.warning("tick_waits", extra={"tick": name, "reason": type(error).__name__})
            except Exception as error:  # one bad document must not end the ticks of all others
                log.error("tick_failed", extra={"tick": name, "reason": type(error).__name__})  # noqa: TRY400  # texts of errors can hold personal data
            await asyncio.sleep(seconds)
