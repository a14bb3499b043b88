"""Use cases of the voter: one ballot each, checked, sealed and dropped in. It never learns what anybody chose."""

import asyncio
from collections.abc import Sequence
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

from services.voting.ballots.domain import Choices, Section, check, receipt_code
from services.voting.ballots.domain.election import Election, ElectionState, NotNow, WrongState, lies_in
from services.voting.ballots.domain.envelope import (
    Channel,
    Envelope,
    Sealed,
    commitment,
    seal_all,
    sealed_length,
    voter_tag,
    written,
)
from services.voting.ballots.service.box import Arrival, Box, Placed
from services.voting.ballots.service.needs import BallotStore, Log, Sees
from services.voting.ballots.service.slot import HEAP, Slot
from services.voting.fraud.domain.sightings import Seen, network_tag
from services.voting.keys.domain import EditionKeyMissing
from services.voting.keys.service import Keys
from services.voting.keys.tags import keyed_tag
from shared.clock import Clock
from shared.store import Database, Duplicate, Transaction, transactional


class AlreadyVoted(Exception):
    """The ballot of this person is in the box already; there is one for each."""


_TRIES = 8
"""How often a heap is put in anew where another replica was faster with one of its people."""


class Receipt(NamedTuple):
    """What the voter keeps: it proves that the ballot is in the box, and says nothing of what is on it.

    `seq`: its place in the public log.
    """

    code: str
    commitment: str
    seq: int


@dataclass(frozen=True)
class OpenVote:
    """A vote as casting needs it. Nothing of it changes from the opening on, so it is kept in memory.

    `length`: what every ballot is padded to; `window`: when ballots are taken on the web (UTC).
    """

    election: Election
    sections: tuple[Section, ...]
    public_key: bytes
    length: int
    window: tuple[datetime, datetime]

    def require_taking(self, now: datetime) -> None:
        """Raise `WrongState` or `NotNow` where no ballot is taken at this moment."""
        self.election.require(ElectionState.OPEN)
        if not lies_in(self.window, now):
            raise NotNow(*self.window)


class Came(NamedTuple):
    """How a ballot comes: its network address, and what `Recognised` has of whose it is. What nobody knows is None."""

    address: str | None = None
    age: int | None = None
    home: str | None = None


UNKNOWN = Came()
"""Nothing is known but that it comes."""


class Ballot(NamedTuple):
    """A ballot as it comes: whose, with which marks, sent with which `nonce`, and how."""

    roll_id: str
    choices: Choices
    nonce: str
    came: Came = UNKNOWN


class Casting:
    """Casting in each edition: a class of its own, so that a process can do this alone."""

    def __init__(self, database: Database, store: BallotStore, log: Log, watch: Sees, clock: Clock, keys: Keys) -> None:
        """`log`: the public one, as far as a box adds to it; `watch`: who keeps what is seen of ballots."""
        self.database, self.store, self.clock, self._keys = database, store, clock, keys
        self._box = Box(store, log, watch)
        self._open: dict[str, OpenVote] = {}
        self._reading: dict[str, asyncio.Task[OpenVote]] = {}
        self._slots: dict[str, Slot[Ballot, Receipt]] = {}

    def edition_key(self, edition_id: str) -> bytes:
        """Give K_edition: whoever destroys it makes every tag of every voter meaningless.

        Raises `EditionKeyMissing`, `EditionKeyDestroyed`.
        """
        return self._keys.of(edition_id).tags

    async def state(self, edition_id: str, tx: Transaction | None = None) -> ElectionState:
        """Tell how far the vote of an edition is. Raises `NotFound`."""
        return await self.store.state(edition_id, tx)

    async def identity(self, edition_id: str) -> str:
        """Tell how an edition recognises voters. Raises `NotFound`."""
        return (await self.store.election(edition_id)).rules.identity

    async def cast(self, edition_id: str, roll_id: str, choices: Choices, nonce: str, came: Came = UNKNOWN) -> Receipt:
        """Check, seal and drop in one person's ballot. Of its address a tag of this day is kept, and nothing else.

        `nonce` is made by the voter's browser or program: sent again with the same one, the ballot that is in the box
        answers with the same receipt. No other trace of the request is kept: the usual inbox key would hold a digest of
        the choices, which can be guessed. Raises `Refused`, `AlreadyVoted`, `NotNow`, `WrongState`, `Crowded`.
        """
        ballot = Ballot(roll_id, choices, nonce, came)
        try:
            vote = await self.open_or_closed(edition_id)
        except WrongState as over:
            answer = await self._earlier_or(over, edition_id, ballot)
            if isinstance(answer, Exception):
                raise answer from None
            return answer
        if edition_id not in self._slots:
            self._slots[edition_id] = Slot(partial(self.cast_all, vote), HEAP)
        return await self._slots[edition_id].put(ballot)

    async def cast_all(self, vote: OpenVote, ballots: Sequence[Ballot]) -> list[Receipt | Exception]:
        """Cast what comes together, at most `HEAP`, by one write: each gets what `cast` would give or raise alone."""
        try:
            vote.require_taking(self.clock.now())
            texts = [_text_of(vote, ballot) for ballot in ballots]
            lawful = [(ballot, text) for ballot, text in zip(ballots, texts, strict=True) if isinstance(text, bytes)]
            there = iter(await self._drop_in(vote, lawful) if lawful else [])
        except (NotNow, WrongState) as over:
            id = vote.election.id
            return list(await asyncio.gather(*(self._earlier_or(over, id, ballot) for ballot in ballots)))
        return [_answer(next(there)) if isinstance(text, bytes) else text for text in texts]

    async def _earlier_or(self, over: Exception, edition_id: str, ballot: Ballot) -> Receipt | Exception:
        """Give the receipt of who asks again after the end: taken in the last second, and the answer was lost."""
        return await self.cast_earlier(edition_id, ballot.roll_id, ballot.nonce) or over

    async def cast_earlier(self, edition_id: str, roll_id: str, nonce: str) -> Receipt | None:
        """Give the receipt of the ballot that this person has cast with this nonce, whenever that was; None: none."""
        _, id = _tag_and_id(self.edition_key(edition_id), edition_id, roll_id, nonce)
        there = await self.store.envelope_or_none(id)
        return None if there is None else _receipt(Placed.of(there))

    def tag(self, edition_id: str, roll_id: str) -> str:
        """Give the pseudonym of a person on the roll."""
        return voter_tag(self.edition_key(edition_id), edition_id, roll_id)

    async def taking(self, edition_id: str) -> OpenVote:
        """Give an open vote whose window is open. Raises `NotFound`, `WrongState`, `NotNow`."""
        vote = await self.open_or_closed(edition_id)
        vote.require_taking(self.clock.now())
        return vote

    async def opened(self, edition_id: str) -> OpenVote:
        """Give an open vote, from memory: whether its box is closed, the log knows. Raises `NotFound`, `WrongState`."""
        vote = await self.open_or_closed(edition_id)
        vote.election.require(ElectionState.OPEN)
        return vote

    async def open_or_closed(self, edition_id: str) -> OpenVote:
        """Give a vote that was opened, from memory: it may be over.

        Raises `NotFound`, `WrongState`, `EditionKeyMissing`.
        """
        if edition_id in self._open:
            return self._open[edition_id]
        # Of the hundreds that the opening brings at once, one asks the store, and all wait for it.
        if edition_id not in self._reading:
            self._reading[edition_id] = asyncio.create_task(self._read(edition_id), context=Context())
            self._reading[edition_id].add_done_callback(lambda _: self._reading.pop(edition_id))
        return await asyncio.shield(self._reading[edition_id])

    async def _read(self, edition_id: str) -> OpenVote:
        election = await self.store.election(edition_id)
        if election.state is not ElectionState.CLOSED:
            election.require(ElectionState.OPEN)
        self._require_key(election)
        assert election.public_key is not None
        sections = tuple(election.sections)
        length = sealed_length(edition_id, sections)
        self._open[edition_id] = OpenVote(
            election, sections, bytes.fromhex(election.public_key), length, election.window
        )
        return self._open[edition_id]

    async def _drop_in(self, vote: OpenVote, heap: Sequence[tuple[Ballot, bytes]]) -> list[Placed | None]:
        """Seal a heap and put it into the box; where somebody in it has voted before, look who."""
        # Not in a thread: it would wait for the interpreter's lock before every box, and the loop for it.
        sealed, edition_id = seal_all([text for _, text in heap], vote.public_key), vote.election.id
        # The key and the clock may lie in files, which are looked for once for all of them.
        key, now = self.edition_key(edition_id), self.clock.now()
        networks = {address: network_tag(key, address, now) for address in {ballot.came.address for ballot, _ in heap}}
        arrived = []
        for (ballot, _), one in zip(heap, sealed, strict=True):
            tag, id = _tag_and_id(key, edition_id, ballot.roll_id, ballot.nonce)
            seen = Seen(network=networks[ballot.came.address], age=ballot.came.age, home=ballot.came.home)
            arrived.append(Arrival(envelope_of(id, edition_id, tag, Channel.ONLINE, one), seen))
        for number in range(_TRIES - 1):
            try:
                return await self._put_in(vote, arrived, looking=number > 0)
            except Duplicate:
                continue
        return await self._put_in(vote, arrived, looking=True)

    @transactional
    async def _put_in(
        self, tx: Transaction, vote: OpenVote, heap: Sequence[Arrival], *, looking: bool
    ) -> list[Placed | None]:
        """Put a heap into the box while the window is open. Raises as `Box.put_in` does, and `NotNow`."""
        vote.require_taking(self.clock.now())
        return await self._box.put_in(tx, vote.election, heap, looking=looking)

    def _require_key(self, election: Election) -> None:
        """Raise `EditionKeyMissing` where the edition's key is not the one that its roll was tagged with."""
        if self._keys.of(election.id).print != election.key_print:
            raise EditionKeyMissing(election.id)


def _text_of(vote: OpenVote, ballot: Ballot) -> bytes | Exception:
    try:
        check(vote.sections, ballot.choices)
        return written(ballot.choices, vote.election.id, vote.sections, vote.length)
    except Exception as error:  # told to whose ballot it is, not to the heap
        return error


def _answer(there: Placed | None) -> Receipt | Exception:
    return AlreadyVoted() if there is None else _receipt(there)


def _tag_and_id(key: bytes, edition_id: str, roll_id: str, nonce: str) -> tuple[str, str]:
    """Give the voter's tag and the id of the envelope that this voter casts with this nonce."""
    tag = voter_tag(key, edition_id, roll_id)
    return tag, keyed_tag(key, f"id|{tag}|{nonce}")[:32]


def _receipt(there: Placed) -> Receipt:
    return Receipt(receipt_code(there.commitment), there.commitment, there.seq)


def envelope_of(id: str, edition_id: str, tag: str, channel: Channel, sealed: Sealed) -> Envelope:
    """Give the outer envelope of a sealed ballot."""
    return Envelope(
        id=id, edition=edition_id, voter_tag=tag, channel=channel, commitment=commitment(sealed, channel), sealed=sealed
    )
