"""A slot: what comes together is dealt with together, by one question to the store or one journaled write.

No timer: whatever has come while heaps were dealt with makes up the next one. A lone voter waits a few rounds of the
loop; on the last evening hundreds share the price of one look at the roll, and of one transaction (group commit). Who
has just missed a heap may go along with it until it is written. It judges nobody.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from functools import partial
from typing import Generic, TypeVar

Sent = TypeVar("Sent")
Answer = TypeVar("Answer")

HEAP = 256
"""As many are dealt with together, at most: with more, none is done sooner, and those that wait cost memory."""
_HEAPS = 20
"""As many full heaps may wait."""
_AT_ONCE = 2
"""Heaps under way: while the store is busy with one, the next is made ready, if it is full."""
_ROUNDS = 3
"""Rounds of the loop before a heap that is not full: answers are told, they leave, and who comes back is read."""
_TOLD_AT_ONCE = 16
"""Answers told in one round of the loop: to tell all of a heap would keep the next one from the store."""


class Crowded(Exception):
    """More wait than can be served in a few seconds: whoever comes now had better come back than wait for nothing."""


class Heap(list[Sent]):
    """What is dealt with together."""

    def __init__(self, come: Callable[[], Sequence[Sent]]) -> None:
        """`come` gives those of who waits that find room."""
        super().__init__()
        self._come = come

    def take_along(self) -> Sequence[Sent]:
        """Let who waits go along, while there is room: they are at the heap's end from now on. Gives them."""
        more = self._come()
        self.extend(more)
        return more


class Slot(Generic[Sent, Answer]):
    """Takes things one by one and hands them on in heaps, as many as come together."""

    def __init__(self, deal_with: Callable[[Heap[Sent]], Awaitable[Sequence[Answer | Exception]]], most: int) -> None:
        """`deal_with` takes a heap of at most `most` and answers each, in their order: an error only to whose it is.

        It answers those whom it has let go along, too.
        """
        self._deal_with, self._most = deal_with, most
        self._waiting: list[tuple[Sent, Callable[[Answer | Exception], None]]] = []
        self._work = set[asyncio.Task[None] | None]()

    async def put(self, sent: Sent) -> Answer:
        """Wait for the answer. Raises `Crowded`, and what `deal_with` answers, or raises for the whole heap."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.place(sent, partial(_settle, answer))
        return await answer

    def place(self, sent: Sent, tell: Callable[[Answer | Exception], None]) -> None:
        """Let `tell` be called with what `put` gives or raises. Raises `Crowded`."""
        if len(self._waiting) >= self._most * _HEAPS:
            raise Crowded
        self._waiting.append((sent, tell))
        if not self._work or (self._full and len(self._work) < _AT_ONCE):
            # A context of its own: neither the trace nor the cause of the one that came first is the heap's.
            self._work.add(asyncio.get_running_loop().create_task(self._empty(), context=Context()))

    @property
    def _full(self) -> bool:
        return len(self._waiting) >= self._most

    async def _empty(self) -> None:
        try:
            # The last one at work sees to all that is left.
            while self._waiting and (self._full or len(self._work) == 1):
                for _ in range(0 if self._full else _ROUNDS):
                    await asyncio.sleep(0)
                await self._deal()
        finally:
            # At once: a second one that ends in this very round must see itself alone, or who waits would be left.
            self._work.discard(asyncio.current_task())

    async def _deal(self) -> None:
        tells: list[Callable[[Answer | Exception], None]] = []

        def come() -> list[Sent]:
            room = self._most - len(tells)
            taken, self._waiting = self._waiting[:room], self._waiting[room:]
            tells.extend(tell for _, tell in taken)
            return [sent for sent, _ in taken]

        heap = Heap(come)
        if not heap.take_along():
            return
        try:
            answers = await self._deal_with(heap)
            if len(answers) != len(heap):
                raise RuntimeError("a heap needs an answer for each")
        except Exception as error:  # everybody in the heap is told; each may try again with the same nonce
            answers = [error] * len(heap)
        for place, (tell, answer) in enumerate(zip(tells, answers, strict=True), 1):
            try:
                tell(answer)
            except Exception as error:  # whoever cannot be told is no reason not to tell the others
                told = {"message": "an answer could not be told", "exception": error}
                asyncio.get_running_loop().call_exception_handler(told)
            if place % _TOLD_AT_ONCE == 0:
                await asyncio.sleep(0)


def _settle(future: "asyncio.Future[Answer]", answer: Answer | Exception) -> None:
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
