"""What a door for ballots does with each: recognises its voter, and lets it go all the way with whoever comes too."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from services.voting.ballots.domain import check
from services.voting.ballots.service.casting import Ballot, Came, Casting, OpenVote, Receipt
from services.voting.ballots.service.slot import HEAP, Heap, Slot
from services.voting.casting.bodies import Said, nonce_of, read_ballot, written
from services.voting.rolls.domain import DECLARED, IdentityPolicy, Recognised
from services.voting.rolls.service import Rolls


class _Sent(NamedTuple):
    """A ballot at the door."""

    said: Said
    nonce: str
    whence: str | None


Tell = Callable[[Receipt | Exception], None]
"""Tells whoever has sent a ballot."""


class AtTheDoor:
    """What a door for ballots does with each: the same as the route, on bytes.

    Who is recognised by name and address goes all the way with whoever comes at the same time: one question to the
    roll, one write.
    """

    def __init__(self, ballots: Casting, rolls: Rolls) -> None:
        self._ballots, self._rolls = ballots, rolls
        self._slots: dict[str, Slot[_Sent, Receipt]] = {}

    async def cast(self, edition_id: str, body: bytes, key: str | None, whence: str | None) -> bytes:
        """Cast the ballot in a body and give the body of the answer. Raises as the route does."""
        return written(await self._cast(edition_id, _sent(body, key, whence)))

    def put(self, edition_id: str, body: bytes, key: str | None, whence: str | None, tell: Tell) -> None:
        """Put the ballot in a body where it is cast; `tell` is called with its receipt, or what the route would raise.

        Raises at once what is wrong with the body.
        """
        sent = _sent(body, key, whence)
        if edition_id in self._slots:
            self._slots[edition_id].place(sent, tell)
        else:
            asyncio.ensure_future(self._cast(edition_id, sent)).add_done_callback(partial(_pass_on, tell))

    async def _cast(self, edition_id: str, sent: _Sent) -> Receipt:
        vote = await self._ballots.open_or_closed(edition_id)
        if vote.election.rules.identity != IdentityPolicy.NAME_ADDRESS:
            return await cast_by_program(self._ballots, self._rolls, edition_id, *sent)
        slot = Slot(partial(self._deal_with, vote), HEAP)
        return await self._slots.setdefault(edition_id, slot).put(sent)

    async def _deal_with(self, vote: OpenVote, heap: Heap[_Sent]) -> list[Receipt | Exception]:
        known = await self._recognised(vote, heap)
        # To ask the roll once more takes a fifth of what they would wait for a heap of their own.
        if more := heap.take_along():
            known += await self._recognised(vote, more)
        lawful = [
            Ballot(one.roll_id, sent.said.choices, sent.nonce, Came(sent.whence, one.age, one.home))
            for sent, one in zip(heap, known, strict=True)
            if not isinstance(one, Exception)
        ]
        receipts = iter(await self._ballots.cast_all(vote, lawful))
        return [one if isinstance(one, Exception) else next(receipts) for one in known]

    async def _recognised(self, vote: OpenVote, heap: Sequence[_Sent]) -> list[Recognised | Exception]:
        return await self._rolls.recognise_all(vote.election.id, [sent.said.identity for sent in heap])


def _sent(body: bytes, key: str | None, whence: str | None) -> _Sent:
    return _Sent(read_ballot(body), nonce_of(key), whence)


def _pass_on(tell: Tell, casting: "asyncio.Task[Receipt]") -> None:
    # Broken off only at the very end, when the connection is gone.
    if not casting.cancelled():
        error = casting.exception()
        tell(error if isinstance(error, Exception) else casting.result())


async def cast_by_program(
    ballots: Casting, rolls: Rolls, edition_id: str, said: Said, nonce: str, whence: str | None
) -> Receipt:
    """Recognise the voter and cast the ballot. Raises as `Rolls.recognise`, `Rolls.declare` and `Casting.cast` do."""
    # A closed one too: whose answer was lost in the last second asks again, and this process may be a new one.
    vote = await ballots.open_or_closed(edition_id)
    policy, identity = vote.election.rules.identity, said.identity
    known = await rolls.recognise(edition_id, policy, identity)
    if policy in DECLARED and vote.election.takes(ballots.clock.now()):
        check(vote.sections, said.choices)  # Who sends what is refused has declared nothing, and is in nobody's way.
        await rolls.declare(edition_id, policy, identity)
    came = Came(whence, known.age, known.home)
    return await ballots.cast(edition_id, known.roll_id, said.choices, nonce, came)
