"""The queues of one process for what only one transaction at a time can change."""

import asyncio
from dataclasses import dataclass, field


class NotOurTurn(Exception):
    """Somebody else in this process holds a counter."""

    def __init__(self, counter: str) -> None:
        super().__init__(counter)
        self.counter = counter


@dataclass
class Turn:
    """The queue of a counter; `wanted` counts who holds it and who waits."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted: int = 0


class Locks:
    """The counters that a use case has taken in this process, kept while its transaction is tried again.

    MongoDB aborts all but one of the transactions that count up at once, and they would all try again at once. In
    one process they queue here instead; between replicas the database decides. Nobody queues with a transaction open:
    what it has written (its inbox key, say) could be what the one whose turn it is waits for.
    """

    def __init__(self, turns: dict[str, Turn]) -> None:
        self._turns = turns
        self._held: list[str] = []

    async def take(self, counter: str) -> None:
        """Take the turn, unless it is ours already. Raises `NotOurTurn` where one has to wait."""
        if counter not in self._held:
            if (turn := self._turns.get(counter)) and turn.wanted:
                raise NotOurTurn(counter)
            await self._acquire(counter)

    async def wait(self, counter: str) -> None:
        """Wait for the turn, with no transaction open. Several counters are taken in one order by everybody."""
        wanted = sorted({*self._held, counter})
        self.release()
        for name in wanted:
            await self._acquire(name)

    async def _acquire(self, counter: str) -> None:
        turn = self._turns.setdefault(counter, Turn())
        turn.wanted += 1
        try:
            await turn.lock.acquire()
        except asyncio.CancelledError:
            turn.wanted -= 1
            raise
        self._held.append(counter)

    def release(self) -> None:
        """Let the next ones go."""
        for counter in self._held:
            turn = self._turns[counter]
            turn.wanted -= 1
            turn.lock.release()
        self._held.clear()
