"""Use cases of the voter: one ballot each, checked, sealed and dropped in. It never learns what anybody chose."""

from collections.abc import Sequence
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
from services.voting.ballots.service.box import Arrival, Box, Lying
from services.voting.ballots.service.needs import BallotStore, Log, Sees
from services.voting.ballots.service.slot import Slot
from services.voting.fraud.domain.sightings import UNSEEN, Seen, network_tag
from services.voting.keys.domain import EditionKeyMissing
from services.voting.keys.service import Keys
from services.voting.keys.tags import keyed_tag
from shared.clock import Clock
from shared.store import Database, Duplicate, Transaction, transactional


class AlreadyVoted(Exception):
    """The ballot of this person is in the box already; there is one for each."""


_HEAP = 128
"""Ballots that go in together, at most: with more, none goes in sooner, and those that wait for theirs cost memory."""
_TRIES = 8
"""How often a heap is put in anew where another replica was faster with one of its people."""


@dataclass(frozen=True)
class Receipt:
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


class _Ballot(NamedTuple):
    """A lawful ballot on its way into the box, not sealed yet."""

    roll_id: str
    nonce: str
    text: bytes
    seen: Seen


class Casting:
    """Casting in each edition: a class of its own, so that a process can do this alone."""

    def __init__(self, database: Database, store: BallotStore, log: Log, watch: Sees, clock: Clock, keys: Keys) -> None:
        """`log`: the public one, as far as a box adds to it; `watch`: who keeps what is seen of ballots."""
        self.database, self.store, self.clock, self._keys = database, store, clock, keys
        self._box = Box(store, log, watch)
        self._open: dict[str, OpenVote] = {}
        self._slots: dict[str, Slot[_Ballot, Lying]] = {}

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

    async def cast(self, edition_id: str, roll_id: str, choices: Choices, nonce: str, seen: Seen = UNSEEN) -> Receipt:
        """Check, seal and drop in one person's ballot; `seen`: what is known of how it came.

        `nonce` is made by the voter's browser or program: sent again with the same one, the ballot that is in the box
        answers with the same receipt. No other trace of the request is kept: the usual inbox key would hold a digest of
        the choices, which can be guessed. Raises `Refused`, `AlreadyVoted`, `NotNow`, `WrongState`.
        """
        try:
            vote = await self.taking(edition_id)
            check(vote.sections, choices)
            text = written(choices, edition_id, vote.sections, vote.length)
            there = await self._slot(vote).put(_Ballot(roll_id, nonce, text, seen))
        except (NotNow, WrongState):
            # Taken in the last second, and the answer was lost: who asks again after the end gets the receipt.
            earlier = await self.cast_earlier(edition_id, roll_id, nonce)
            if earlier is None:
                raise
            return earlier
        if there is None:
            raise AlreadyVoted
        return _receipt(there)

    async def cast_earlier(self, edition_id: str, roll_id: str, nonce: str) -> Receipt | None:
        """Give the receipt of the ballot that this person has cast with this nonce, whenever that was; None: none."""
        _, id = _tag_and_id(self.edition_key(edition_id), edition_id, roll_id, nonce)
        there = await self.store.envelope_or_none(id)
        return None if there is None else _receipt(there)

    def seen(self, edition_id: str, address: str | None, age: int | None, home: str | None) -> Seen:
        """Give what is kept of how a ballot comes: a tag of its network address and of this day, and what of its voter.

        `age`, `home`: as `Recognised` has them.
        """
        network = network_tag(self.edition_key(edition_id), address, self.clock.now())
        return Seen(network=network, age=age, home=home)

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
        vote = self._open.get(edition_id)
        if vote is None:
            election = await self.store.election(edition_id)
            if election.state is not ElectionState.CLOSED:
                election.require(ElectionState.OPEN)
            self._require_key(election)
            assert election.public_key is not None
            sections = tuple(election.sections)
            length = sealed_length(edition_id, sections)
            vote = OpenVote(election, sections, bytes.fromhex(election.public_key), length, election.window)
            self._open[edition_id] = vote
        return vote

    def _slot(self, vote: OpenVote) -> Slot[_Ballot, Lying]:
        id = vote.election.id
        if id not in self._slots:
            self._slots[id] = Slot(partial(self._drop_in, vote), _HEAP)
        return self._slots[id]

    async def _drop_in(self, vote: OpenVote, heap: Sequence[_Ballot]) -> list[Lying]:
        """Seal a heap and put it into the box; where somebody in it has voted before, look who."""
        # Not in a thread: it would wait for the interpreter's lock before every box, and the loop for it.
        sealed, edition_id = seal_all([ballot.text for ballot in heap], vote.public_key), vote.election.id
        key = self.edition_key(edition_id)
        arrived = []
        for ballot, one in zip(heap, sealed, strict=True):
            tag, id = _tag_and_id(key, edition_id, ballot.roll_id, ballot.nonce)
            arrived.append(Arrival(envelope_of(id, edition_id, tag, Channel.ONLINE, one), ballot.seen))
        for number in range(_TRIES - 1):
            try:
                return await self._put_in(vote, arrived, looking=number > 0)
            except Duplicate:
                continue
        return await self._put_in(vote, arrived, looking=True)

    @transactional
    async def _put_in(self, tx: Transaction, vote: OpenVote, heap: Sequence[Arrival], *, looking: bool) -> list[Lying]:
        """Put a heap into the box while the window is open. Raises as `Box.put_in` does, and `NotNow`."""
        vote.require_taking(self.clock.now())
        return await self._box.put_in(tx, vote.election, heap, looking=looking)

    def _require_key(self, election: Election) -> None:
        """Raise `EditionKeyMissing` where the edition's key is not the one that its roll was tagged with."""
        if self._keys.of(election.id).print != election.key_print:
            raise EditionKeyMissing(election.id)


def _tag_and_id(key: bytes, edition_id: str, roll_id: str, nonce: str) -> tuple[str, str]:
    """Give the voter's tag and the id of the envelope that this voter casts with this nonce."""
    tag = voter_tag(key, edition_id, roll_id)
    return tag, keyed_tag(key, f"id|{tag}|{nonce}")[:32]


def _receipt(envelope: Envelope) -> Receipt:
    assert envelope.seq is not None
    return Receipt(receipt_code(envelope.commitment), envelope.commitment, envelope.seq)


def envelope_of(id: str, edition_id: str, tag: str, channel: Channel, sealed: Sealed) -> Envelope:
    """Give the outer envelope of a sealed ballot."""
    return Envelope(
        id=id, edition=edition_id, voter_tag=tag, channel=channel, commitment=commitment(sealed, channel), sealed=sealed
    )
