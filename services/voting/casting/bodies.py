"""A ballot as a program sends it, and its receipt: read from bytes, cast, written as bytes. It decides nothing."""

import asyncio
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from services.voting.ballots.domain import Choices, check
from services.voting.ballots.service.casting import Ballot, Came, Casting, OpenVote, Receipt
from services.voting.ballots.service.slot import HEAP, Heap, Slot
from services.voting.rolls.domain import DECLARED, IdentityPolicy, Recognised
from services.voting.rolls.service import Identity, Rolls, identity_of
from shared.contracts.base import Id
from shared.web.refusals import KeyMissing, KeyUnreadable

_NONCE = re.compile(r"[\w.:=+/-]{16,100}", re.ASCII)


class Body(BaseModel):
    """What a program says: nothing that is not asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class VoterSays(Body):
    """How the voter is recognised: by name and address, by code, or by PESEL and surname, as the edition asks.

    Where it asks for a declaration: name, address (and date of birth), and `declares`: "I live in the city, and know
    that I have to tell the truth".
    """

    given: Annotated[str, Field(max_length=100)] | None = None
    surname: Annotated[str, Field(max_length=100)] | None = None
    address: Annotated[str, Field(max_length=200)] | None = None
    code: Annotated[str, Field(max_length=40)] | None = None
    pesel: Annotated[str, Field(max_length=20)] | None = None
    born: Annotated[str, Field(max_length=20)] | None = None
    declares: bool = False

    def identity(self) -> Identity:
        """Give what was said in the roll's terms."""
        identity = identity_of(
            self.given or "",
            self.surname or "",
            self.address or "",
            self.code or "",
            self.pesel or "",
            self.born or "",
        )
        return identity.declaring() if self.declares else identity


class Mark(Body):
    """A mark on the ballot; points only where the section asks for them. Order counts where places do."""

    proposal_id: Id
    points: int = Field(default=1, ge=0, le=1000)


class BallotCast(Body):
    """A whole ballot: marks by section."""

    voter: VoterSays
    choices: dict[Id, Annotated[list[Mark], Field(max_length=100)]] = Field(max_length=20)

    def said(self) -> "Said":
        """Give it in the terms of the use cases: of many that wait for each other, nobody keeps the models too."""
        choices = {
            section: [(mark.proposal_id, mark.points) for mark in marks] for section, marks in self.choices.items()
        }
        return Said(self.voter.identity(), choices)


class Said(NamedTuple):
    """Who votes, as they say, and for what."""

    identity: Identity
    choices: Choices


class _Sent(NamedTuple):
    """A ballot at the door."""

    said: Said
    nonce: str
    whence: str | None


class ReceiptGiven(BaseModel):
    """The voter's receipt. `seq`: the place of the ballot in the public log."""

    code: str
    commitment: str
    seq: int


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
    return _Sent(BallotCast.model_validate_json(body).said(), nonce_of(key), whence)


def _pass_on(tell: Tell, casting: "asyncio.Task[Receipt]") -> None:
    # Broken off only at the very end, when the connection is gone.
    if not casting.cancelled():
        error = casting.exception()
        tell(error if isinstance(error, Exception) else casting.result())


def written(receipt: Receipt) -> bytes:
    """Write a receipt as `ReceiptGiven` is written: a code and hex digits need no escape."""
    return f'{{"code":"{receipt.code}","commitment":"{receipt.commitment}","seq":{receipt.seq}}}'.encode()


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


def nonce_of(key: str | None) -> str:
    """Give the nonce of a voter's request from its header. Raises `KeyMissing`, `KeyUnreadable`."""
    if key is None:
        raise KeyMissing
    if not _NONCE.fullmatch(key.strip('"')):
        raise KeyUnreadable
    return key.strip('"')
