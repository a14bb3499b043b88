"""The slot of the box: ballots that come together go in together, by one journaled write. It judges none of them.

No timer: whatever has come while one write was under way makes up the next one. A lone ballot waits for nobody; on the
last evening hundreds share the price of one transaction (group commit).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import NamedTuple

from services.voting.ballots.domain.envelope import Envelope
from services.voting.fraud.domain.sightings import Seen

Answer = Envelope | None
"""What lies in the box for an envelope's sender: this envelope or the one of an earlier try; None: somebody else's."""


class Arrival(NamedTuple):
    """An envelope that comes, and what is seen of how it comes."""

    envelope: Envelope
    seen: Seen


class Slot:
    """Takes envelopes one by one and hands them on in heaps, one heap at a time."""

    def __init__(self, drop_in: Callable[[Sequence[Arrival]], Awaitable[Sequence[Answer]]], most: int) -> None:
        """`drop_in` puts a heap of at most `most` envelopes into the box and answers each, in their order."""
        self._drop_in, self._most = drop_in, most
        self._waiting: list[tuple[Arrival, asyncio.Future[Answer]]] = []
        self._work: asyncio.Task[None] | None = None

    async def put(self, arrival: Arrival) -> Answer:
        """Wait until the envelope is in the box for good. Raises what `drop_in` raises for its heap."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, answer))
        if self._work is None:
            # A context of its own: neither the trace nor the cause of the ballot that came first is the heap's.
            self._work = asyncio.get_running_loop().create_task(self._empty(), context=Context())
        return await answer

    async def _empty(self) -> None:
        try:
            while self._waiting:
                heap, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                try:
                    answers = await self._drop_in([arrival for arrival, _ in heap])
                except Exception as error:  # everybody in the heap is told; each may try again with the same nonce
                    for _, future in heap:
                        if not future.done():
                            future.set_exception(error)
                else:
                    for (_, future), answer in zip(heap, answers, strict=True):
                        if not future.done():
                            future.set_result(answer)
        finally:
            self._work = None
