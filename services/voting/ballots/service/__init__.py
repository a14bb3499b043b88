"""Use cases of the ballot: the list, the opening, casting, the closed box. It never learns what anybody chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from nacl.exceptions import CryptoError

from services.voting.ballots.domain import Choices, Section, check, commitment_start, receipt_code
from services.voting.ballots.domain.election import Election, ElectionState, NotNow, WrongState
from services.voting.ballots.domain.envelope import (
    Channel,
    Envelope,
    Sealed,
    commitment,
    seal,
    seal_all,
    sealed_length,
    voter_tag,
    written,
)
from services.voting.ballots.service.box import Arrival, Box, Lying
from services.voting.ballots.service.following import Candidates
from services.voting.ballots.service.needs import (
    BallotStore,
    EmptyRoll,
    FrozenRules,
    KeyUsedInTrial,
    PaperCards,
    People,
    TrialNeeded,
    Trials,
    Waiting,
    Watch,
)
from services.voting.ballots.service.slot import Slot
from services.voting.ballots.service.tasks import CLOSING, COUNT, LIST, OPENING, TRIAL, close_task, open_task
from services.voting.board.service import MOST_AT_ONCE, Board
from services.voting.fraud.domain.sightings import UNSEEN, Seen, network_tag
from services.voting.keys.domain import EditionKeyMissing
from services.voting.keys.service import Keys
from services.voting.keys.tags import keyed_tag
from services.voting.rolls.domain import DECLARED, IdentityPolicy
from services.voting.tally.domain import drawn_order
from services.voting.tally.domain.edition import require_countable
from shared.clock import Clock
from shared.contracts.voting import BallotEntry, BallotListPublishedV1, VotingClosedV1, VotingOpenedV1
from shared.store import Database, Duplicate, Transaction, new_id, transactional

__all__ = [
    "AlreadyVoted",
    "BadPublicKey",
    "BallotStore",
    "Ballots",
    "Candidates",
    "EmptyRoll",
    "FrozenRules",
    "InBox",
    "KeyUsedInTrial",
    "NoNationalNode",
    "OpenVote",
    "Receipt",
    "TrialNeeded",
    "Trials",
]


class AlreadyVoted(Exception):
    """The ballot of this person is in the box already; there is one for each."""


class NoNationalNode(Exception):
    """The edition lets the national node say who a voter is, and this installation has no way to it."""


class BadPublicKey(Exception):
    """What was given is not an X25519 public key (64 hex digits)."""


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


class InBox(NamedTuple):
    """Where the envelope of a receipt is: its place in the public log, and whether it counts."""

    seq: int
    counts: bool


@dataclass(frozen=True)
class OpenVote:
    """A vote as casting needs it. Nothing of it changes from the opening on, so it is kept in memory.

    `length`: what every ballot is padded to.
    """

    election: Election
    sections: tuple[Section, ...]
    public_key: bytes
    length: int


class _Ballot(NamedTuple):
    """A lawful ballot on its way into the box, not sealed yet: `id` is its envelope's, `tag` its voter's."""

    id: str
    tag: str
    text: bytes
    seen: Seen


class Ballots:
    """The vote of each edition, up to the closed box."""

    def __init__(
        self,
        database: Database,
        store: BallotStore,
        board: Board,
        cards: PaperCards,
        trials: Trials,
        watch: Watch,
        waiting: Sequence[Waiting],
        people: People,
        clock: Clock,
        keys: Keys,
        *,
        node: bool = False,
    ) -> None:
        """`waiting`: whatever the closing of a box ends. `node`: whether there is a way to the national node."""
        self.database, self.store, self.board, self.clock, self._keys = database, store, board, clock, keys
        self._cards, self._trials, self._watch, self._box = cards, trials, watch, Box(store, board, watch)
        self._waiting, self._people, self._node = waiting, people, node
        self._open: dict[str, OpenVote] = {}
        self._slots: dict[str, Slot[_Ballot, Lying]] = {}

    def edition_key(self, edition_id: str) -> bytes:
        """Give K_edition: whoever destroys it makes every tag of every voter meaningless.

        Raises `EditionKeyMissing`, `EditionKeyDestroyed`.
        """
        return self._keys.of(edition_id).tags

    # -- what the other services say -----------------------------------------------------------------------------
    async def state(self, edition_id: str, tx: Transaction | None = None) -> ElectionState:
        """Tell how far the vote of an edition is. Raises `NotFound`."""
        return await self.store.state(edition_id, tx)

    async def identity(self, edition_id: str) -> str:
        """Tell how an edition recognises voters. Raises `NotFound`."""
        return (await self.store.election(edition_id)).rules.identity

    # -- the commission's steps -----------------------------------------------------------------------------------

    @transactional
    async def publish_list(self, tx: Transaction, edition_id: str, seed: str) -> int:
        """Publish the final list; `seed` is the text of the public draw that orders the numbers. Gives the count.

        Raises `NotFound`, `WrongState`, `Uncountable`, `AppealsOpen`, `Undecided`, `EmptyList`, `InNoSection`,
        `ConflictsOpen`.
        """
        now = self.clock.now()
        election = await self.store.election(edition_id, tx)
        election.require(ElectionState.ANNOUNCED)
        require_countable(election.rules)
        candidates, pairs = await self.store.candidates(edition_id, tx), await self.store.pairs(edition_id, tx)
        order = drawn_order((candidate.id for candidate in candidates), seed)
        listed = election.listed(candidates, pairs, seed, order, now)
        await self.store.save_election(tx, listed)
        tx.publish(
            BallotListPublishedV1(
                version=listed.version,
                edition_id=edition_id,
                entries=tuple(
                    BallotEntry(
                        proposal_id=entry.proposal_id,
                        number=entry.number,
                        section_id=entry.section_id,
                        pool_id=entry.pool_id,
                        cost=entry.cost,
                    )
                    for entry in listed.entries
                ),
                exclusive=listed.exclusive,
                published_at=now,
            )
        )
        close_task(tx, election, LIST, now)
        open_task(tx, election, TRIAL, now, listed.window[0])
        open_task(tx, election, OPENING, now, listed.window[0])
        return len(listed.entries)

    @transactional
    async def open(self, tx: Transaction, edition_id: str, public_key: str, draw_commitment: str) -> str:
        """Freeze and hash the rules and set the commission's key; gives the hash.

        `public_key`: X25519, 64 hex digits; the private one never comes here before the count. `draw_commitment`:
        SHA-256 of the secret text that will order ties. Raises `NotFound`, `WrongState`, `BadPublicKey`,
        `TrialNeeded`, `KeyUsedInTrial`, `NoNationalNode`, `EmptyRoll`, `EditionKeyMissing`.
        """
        try:
            # Not every 32 bytes are a key that can be agreed with: better known now than with the first ballot.
            seal_all([], bytes.fromhex(public_key))
        except (ValueError, TypeError, CryptoError) as error:
            raise BadPublicKey from error
        now = self.clock.now()
        announced = await self.store.election(edition_id, tx)
        announced.require(ElectionState.LISTED)
        self._require_key(announced)
        if announced.rules.identity == IdentityPolicy.NATIONAL_NODE and not self._node:
            raise NoNationalNode
        if announced.rules.identity not in DECLARED and not await self._people.people(edition_id, tx):
            raise EmptyRoll
        await self._trials.require(tx, edition_id, announced.hash_of_rules(), public_key)
        election = announced.opened(public_key, self.board.public_key(edition_id), draw_commitment, now)
        await self.store.save_election(tx, election)
        await self.board.begin(tx, edition_id)
        await self.store.freeze(tx, FrozenRules(id=edition_id, text=election.frozen_text()))
        assert election.rules_hash is not None
        opens, closes = election.window
        tx.publish(
            VotingOpenedV1(
                version=election.version,
                edition_id=edition_id,
                rules_hash=election.rules_hash,
                public_key=public_key,
                opens=opens,
                closes=closes,
                opened_at=now,
            )
        )
        close_task(tx, election, OPENING, now)
        open_task(tx, election, CLOSING, now, election.closable_from)
        return election.rules_hash

    @transactional
    async def close(self, tx: Transaction, edition_id: str) -> int:
        """Close the box and sign the whole log of it; gives how many ballots.

        Raises `StillOpen`, `WrongState`, `PaperUnfinished` while paper cards are on their way into the box, and
        `FlagsUndecided` while an envelope is in quarantine.
        """
        now = self.clock.now()
        election = await self.store.election(edition_id, tx)
        election.require_closable(now)
        (await self._cards.finish(tx, edition_id)).require_none()
        await self._watch.finish(tx, edition_id)
        for waiting in self._waiting:
            await waiting.finish(tx, edition_id)
        head = await self.board.finish(tx, edition_id)
        closed = election.closed(await self.store.count_box(edition_id, tx), head.root, now)
        await self.store.save_election(tx, closed)
        assert closed.digest is not None
        tx.publish(
            VotingClosedV1(
                version=closed.version,
                edition_id=edition_id,
                ballots=closed.ballots,
                digest=closed.digest,
                log_size=head.size,
                closed_at=now,
            )
        )
        close_task(tx, election, CLOSING, now)
        open_task(tx, election, COUNT, now)
        return closed.ballots

    # -- the voter --------------------------------------------------------------------------------------------------

    async def cast(self, edition_id: str, roll_id: str, choices: Choices, nonce: str, seen: Seen = UNSEEN) -> Receipt:
        """Check, seal and drop in one person's ballot; `seen`: what is known of how it came.

        `nonce` is made by the voter's browser or program: sent again with the same one, the ballot that is in the box
        answers with the same receipt. No other trace of the request is kept: the usual inbox key would hold a digest of
        the choices, which can be guessed. Raises `Refused`, `AlreadyVoted`, `NotNow`, `WrongState`.
        """
        tag, id = self._tag_and_id(edition_id, roll_id, nonce)
        try:
            vote = await self.taking(edition_id)
            check(vote.sections, choices)
            text = written(choices, edition_id, vote.sections, vote.length)
            there = await self._slot(vote).put(_Ballot(id, tag, text, seen))
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
        _, id = self._tag_and_id(edition_id, roll_id, nonce)
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
        vote = await self.opened(edition_id)
        vote.election.require_taking(self.clock.now())
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
            vote = OpenVote(election, sections, bytes.fromhex(election.public_key), length)
            self._open[edition_id] = vote
        return vote

    async def put_card(
        self, tx: Transaction, vote: OpenVote, roll_id: str, choices: Choices, seen: Seen = UNSEEN
    ) -> bool:
        """Seal and drop in the choices of a confirmed paper card; False where the person's other ballot keeps it out.

        Part of the card's own transaction. The web's window does not bind it: a card was cast when it was handed in.
        Raises `Refused`, `WrongState`, `BallotAside`, `Duplicate`.
        """
        edition_id = vote.election.id
        sealed = seal(choices, vote.public_key, edition_id, vote.sections)
        envelope = _envelope(new_id(), edition_id, self.tag(edition_id, roll_id), Channel.PAPER, sealed)
        [there] = await self._box.put_in(tx, vote.election, [Arrival(envelope, seen)])
        return there is not None

    def _slot(self, vote: OpenVote) -> Slot[_Ballot, Lying]:
        id = vote.election.id
        if id not in self._slots:
            self._slots[id] = Slot(partial(self._drop_in, vote), MOST_AT_ONCE)
        return self._slots[id]

    async def _drop_in(self, vote: OpenVote, heap: Sequence[_Ballot]) -> list[Lying]:
        """Seal a heap and put it into the box; where somebody in it has voted before, look who."""
        # Not in a thread: it would wait for the interpreter's lock before every box, and the loop for it.
        sealed = seal_all([ballot.text for ballot in heap], vote.public_key)
        arrived = [
            Arrival(_envelope(ballot.id, vote.election.id, ballot.tag, Channel.ONLINE, one), ballot.seen)
            for ballot, one in zip(heap, sealed, strict=True)
        ]
        for number in range(_TRIES - 1):
            try:
                return await self._put_in(vote.election, arrived, looking=number > 0)
            except Duplicate:
                continue
        return await self._put_in(vote.election, arrived, looking=True)

    @transactional
    async def _put_in(
        self, tx: Transaction, election: Election, heap: Sequence[Arrival], *, looking: bool
    ) -> list[Lying]:
        """Put a heap into the box while the window is open. Raises as `Box.put_in` does, and `NotNow`."""
        election.require_taking(self.clock.now())
        return await self._box.put_in(tx, election, heap, looking=looking)

    async def find(self, edition_id: str, code: str) -> InBox | None:
        """Find the envelope of a receipt (in its right spelling); None where there is none."""
        found = await self.store.by_commitment(edition_id, commitment_start(code))
        if found is None:
            return None
        assert found.seq is not None
        return InBox(found.seq, found.counts)

    def _require_key(self, election: Election) -> None:
        """Raise `EditionKeyMissing` where the edition's key is not the one that its roll was tagged with."""
        if self._keys.of(election.id).print != election.key_print:
            raise EditionKeyMissing(election.id)

    def _tag_and_id(self, edition_id: str, roll_id: str, nonce: str) -> tuple[str, str]:
        key = self.edition_key(edition_id)
        tag = voter_tag(key, edition_id, roll_id)
        return tag, keyed_tag(key, f"id|{tag}|{nonce}")[:32]


def _receipt(envelope: Envelope) -> Receipt:
    assert envelope.seq is not None
    return Receipt(receipt_code(envelope.commitment), envelope.commitment, envelope.seq)


def _envelope(id: str, edition_id: str, tag: str, channel: Channel, sealed: Sealed) -> Envelope:
    return Envelope(
        id=id, edition=edition_id, voter_tag=tag, channel=channel, commitment=commitment(sealed, channel), sealed=sealed
    )
