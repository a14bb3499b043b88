"""A slot: what comes together is dealt with together, by one question to the store or one journaled write.

No timer: whatever has come while one heap was dealt with makes up the next one. A lone voter waits for nobody; on the
last evening hundreds share the price of one look at the roll, and of one transaction (group commit). It judges nobody.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

Sent = TypeVar("Sent")
Answer = TypeVar("Answer")

_HEAPS = 20
"""As many full heaps may wait."""
_ROUNDS = 3
"""Rounds of the loop before a heap is taken up: one wakes who has an answer, one sends it, one reads what has come."""


class Crowded(Exception):
    """More wait than can be served in a few seconds: whoever comes now had better come back than wait for nothing."""


class Slot(Generic[Sent, Answer]):
    """Takes things one by one and hands them on in heaps, one heap at a time."""

    def __init__(
        self, deal_with: Callable[[Sequence[Sent]], Awaitable[Sequence[Answer | Exception]]], most: int
    ) -> None:
        """`deal_with` takes a heap of at most `most` and answers each, in their order: an error only to whose it is."""
        self._deal_with, self._most = deal_with, most
        self._waiting: list[tuple[Sent, asyncio.Future[Answer]]] = []
        self._work: asyncio.Task[None] | None = None

    async def put(self, sent: Sent) -> Answer:
        """Wait for the answer. Raises `Crowded`, and what `deal_with` answers, or raises for the whole heap."""
        if len(self._waiting) >= self._most * _HEAPS:
            raise Crowded
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((sent, answer))
        if self._work is None:
            # A context of its own: neither the trace nor the cause of the one that came first is the heap's.
            self._work = asyncio.get_running_loop().create_task(self._empty(), context=Context())
        return await answer

    async def _empty(self) -> None:
        try:
            while self._waiting:
                # The last answers leave, and whoever comes meanwhile goes along: fewer heaps, shorter waits.
                for _ in range(_ROUNDS):
                    await asyncio.sleep(0)
                heap, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                try:
                    answers = await self._deal_with([sent for sent, _ in heap])
                except Exception as error:  # everybody in the heap is told; each may try again with the same nonce
                    for _, future in heap:
                        if not future.done():
                            future.set_exception(error)
                else:
                    for (_, future), answer in zip(heap, answers, strict=True):
                        if future.done():
                            continue
                        if isinstance(answer, Exception):
                            future.set_exception(answer)
                        else:
                            future.set_result(answer)
        finally:
            self._work = None
