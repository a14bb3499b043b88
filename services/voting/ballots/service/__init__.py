"""Use cases of the ballot: the list, the opening, casting, the closed box. It never learns what anybody chose."""

import asyncio
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from nacl.public import PublicKey

from services.voting.ballots.domain import Choices, Section, check, commitment_start, receipt_code
from services.voting.ballots.domain.election import Election, ElectionState
from services.voting.ballots.domain.envelope import Channel, Envelope, commitment, seal, voter_tag
from services.voting.ballots.service.box import Box
from services.voting.ballots.service.following import Candidates
from services.voting.ballots.service.needs import BallotStore, FrozenRules, PaperCards, Watch
from services.voting.ballots.service.slot import Answer, Arrival, Slot
from services.voting.ballots.service.tasks import CLOSING, COUNT, LIST, OPENING, close_task, open_task
from services.voting.board.service import MOST_AT_ONCE, Board
from services.voting.fraud.domain.sightings import UNSEEN, Seen, network_tag
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
    "FrozenRules",
    "InBox",
    "OpenVote",
    "Receipt",
]


class AlreadyVoted(Exception):
    """The ballot of this person is in the box already; there is one for each."""


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
    """An open vote as casting needs it. Nothing of it changes before the box is closed, so it is kept in memory."""

    election: Election
    sections: tuple[Section, ...]
    public_key: bytes


class Ballots:
    """The vote of each edition, up to the closed box."""

    def __init__(
        self,
        database: Database,
        store: BallotStore,
        board: Board,
        cards: PaperCards,
        watch: Watch,
        clock: Clock,
        secret: bytes,
    ) -> None:
        """`secret`: 32 bytes or more, from a file, never from the database or its backup."""
        self.database, self.store, self.board, self.clock, self._secret = database, store, board, clock, secret
        self._cards, self._watch, self._box = cards, watch, Box(store, board, watch)
        self._open: dict[str, OpenVote] = {}
        self._slots: dict[str, Slot] = {}

    def edition_key(self, edition_id: str) -> bytes:
        """Give K_edition: whoever destroys the secret makes every tag of every voter meaningless."""
        return hmac.digest(self._secret, f"edition|{edition_id}".encode(), hashlib.sha256)

    # -- what the other services say -----------------------------------------------------------------------------
    async def state(self, edition_id: str, tx: Transaction | None = None) -> ElectionState:
        """Tell how far the vote of an edition is. Raises `NotFound`."""
        return await self.store.state(edition_id, tx)

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
        open_task(tx, election, OPENING, now, listed.window[0])
        return len(listed.entries)

    @transactional
    async def open(self, tx: Transaction, edition_id: str, public_key: str, draw_commitment: str) -> str:
        """Freeze and hash the rules and set the commission's key; gives the hash.

        `public_key`: X25519, 64 hex digits; the private one never comes here before the count. `draw_commitment`:
        SHA-256 of the secret text that will order ties. Raises `NotFound`, `WrongState`, `BadPublicKey`.
        """
        try:
            PublicKey(bytes.fromhex(public_key))
        except (ValueError, TypeError) as error:
            raise BadPublicKey from error
        now = self.clock.now()
        announced = await self.store.election(edition_id, tx)
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
        vote = await self.taking(edition_id)
        check(vote.sections, choices)
        # Sealing is the one costly step: a thread keeps the loop free for the others in the queue.
        sealed = await asyncio.to_thread(seal, choices, vote.public_key, edition_id, vote.sections)
        tag = self.tag(edition_id, roll_id)
        envelope = _envelope(self._envelope_id(edition_id, tag, nonce), edition_id, tag, Channel.ONLINE, sealed)
        there = await self._slot(vote.election).put(Arrival(envelope, seen))
        if there is None:
            raise AlreadyVoted
        assert there.seq is not None
        return Receipt(receipt_code(there.commitment), there.commitment, there.seq)

    def seen(self, edition_id: str, address: str | None) -> Seen:
        """Give what is kept of a ballot that comes from a network address: a tag of it and of this day."""
        return Seen(network=network_tag(self.edition_key(edition_id), address, self.clock.now()))

    def tag(self, edition_id: str, roll_id: str) -> str:
        """Give the pseudonym of a person on the roll."""
        return voter_tag(self.edition_key(edition_id), edition_id, roll_id)

    async def taking(self, edition_id: str) -> OpenVote:
        """Give an open vote whose window is open. Raises `NotFound`, `WrongState`, `NotNow`."""
        vote = await self.opened(edition_id)
        vote.election.require_taking(self.clock.now())
        return vote

    async def opened(self, edition_id: str) -> OpenVote:
        """Give a vote that was opened, from memory: whether its box is still open, the log knows.

        Raises `NotFound`, `WrongState`.
        """
        vote = self._open.get(edition_id)
        if vote is None:
            election = await self.store.election(edition_id)
            election.require(ElectionState.OPEN)
            assert election.public_key is not None
            vote = OpenVote(election, tuple(election.sections), bytes.fromhex(election.public_key))
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

    def _slot(self, election: Election) -> Slot:
        if election.id not in self._slots:
            self._slots[election.id] = Slot(partial(self._drop_in, election), MOST_AT_ONCE)
        return self._slots[election.id]

    async def _drop_in(self, election: Election, heap: Sequence[Arrival]) -> list[Answer]:
        """Put a heap into the box; where another replica was faster with somebody in it, look again who is new."""
        for _ in range(_TRIES - 1):
            try:
                return await self._put_in(election, heap)
            except Duplicate:
                continue
        return await self._put_in(election, heap)

    @transactional
    async def _put_in(self, tx: Transaction, election: Election, heap: Sequence[Arrival]) -> list[Answer]:
        """Put a heap into the box while the window is open. Raises as `Box.put_in` does, and `NotNow`."""
        election.require_taking(self.clock.now())
        return await self._box.put_in(tx, election, heap)

    async def find(self, edition_id: str, code: str) -> InBox | None:
        """Find the envelope of a receipt (in its right spelling); None where there is none."""
        found = await self.store.by_commitment(edition_id, commitment_start(code))
        if found is None:
            return None
        assert found.seq is not None
        return InBox(found.seq, found.counts)

    def _envelope_id(self, edition_id: str, tag: str, nonce: str) -> str:
        key = self.edition_key(edition_id)
        return hmac.new(key, f"id|{tag}|{nonce}".encode(), hashlib.sha256).hexdigest()[:32]


def _envelope(id: str, edition_id: str, tag: str, channel: Channel, sealed: bytes) -> Envelope:
    return Envelope(
        id=id, edition=edition_id, voter_tag=tag, channel=channel, commitment=commitment(sealed), sealed=sealed
    )
