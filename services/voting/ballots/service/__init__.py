"""Use cases of the ballot: the list, the opening, casting, the closed box. It never learns what anybody chose."""

import asyncio
import hashlib
import hmac
from dataclasses import dataclass

from nacl.public import PublicKey

from services.voting.ballots.domain import Choices, Section, check, commitment_start, receipt_code
from services.voting.ballots.domain.election import Election, ElectionState, WrongState, digest_of_box
from services.voting.ballots.domain.envelope import Channel, Envelope, commitment, seal, voter_tag
from services.voting.ballots.service.following import Candidates
from services.voting.ballots.service.needs import BallotStore, FrozenRules
from services.voting.ballots.service.tasks import CLOSING, COUNT, LIST, OPENING, close_task, open_task
from services.voting.tally.domain import drawn_order
from services.voting.tally.domain.edition import require_countable
from shared.clock import Clock
from shared.contracts.voting import BallotEntry, BallotListPublishedV1, VotingClosedV1, VotingOpenedV1
from shared.store import Database, Duplicate, Transaction, transactional

__all__ = [
    "AlreadyVoted",
    "BadPublicKey",
    "BallotStore",
    "Ballots",
    "Candidates",
    "FrozenRules",
    "OpenVote",
    "Receipt",
]


class AlreadyVoted(Exception):
    """The ballot of this person is in the box already; there is one for each."""


class BadPublicKey(Exception):
    """What was given is not an X25519 public key (64 hex digits)."""


@dataclass(frozen=True)
class Receipt:
    """What the voter keeps: it proves that the ballot is in the box, and says nothing of what is on it."""

    code: str
    commitment: str


@dataclass(frozen=True)
class OpenVote:
    """An open vote as casting needs it. Nothing of it changes before the box is closed, so it is kept in memory."""

    election: Election
    sections: tuple[Section, ...]
    public_key: bytes


class Ballots:
    """The vote of each edition, up to the closed box."""

    def __init__(self, database: Database, store: BallotStore, clock: Clock, secret: bytes) -> None:
        """`secret`: 32 bytes or more, from a file, never from the database or its backup."""
        self.database, self.store, self.clock, self._secret = database, store, clock, secret
        self._open: dict[str, OpenVote] = {}

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
        election = (await self.store.election(edition_id, tx)).opened(public_key, draw_commitment, now)
        await self.store.save_election(tx, election)
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
        """Close the box and commit to what is in it; gives how many. Raises `StillOpen`, `WrongState`."""
        now = self.clock.now()
        election = await self.store.election(edition_id, tx)
        election.require(ElectionState.OPEN)
        commitments = await self.store.commitments(tx, edition_id)
        closed = election.closed(len(commitments), digest_of_box(commitments), now)
        await self.store.save_election(tx, closed)
        assert closed.digest is not None
        tx.publish(
            VotingClosedV1(
                version=closed.version,
                edition_id=edition_id,
                ballots=closed.ballots,
                digest=closed.digest,
                closed_at=now,
            )
        )
        close_task(tx, election, CLOSING, now)
        open_task(tx, election, COUNT, now)
        return closed.ballots

    # -- the voter --------------------------------------------------------------------------------------------------

    async def cast(self, edition_id: str, roll_id: str, choices: Choices, nonce: str) -> Receipt:
        """Check, seal and drop in one person's ballot.

        `nonce` is made by the voter's browser or program: sent again with the same one, the ballot that is in the box
        answers with the same receipt. No other trace of the request is kept: the usual inbox key would hold a digest of
        the choices, which can be guessed. Raises `Refused`, `AlreadyVoted`, `NotNow`, `WrongState`.
        """
        vote = await self.taking(edition_id)
        check(vote.sections, choices)
        tag = voter_tag(self.edition_key(edition_id), edition_id, roll_id)
        # Sealing is the one costly step: a thread keeps the loop free for the others in the queue.
        sealed = await asyncio.to_thread(seal, choices, vote.public_key, edition_id, vote.sections)
        envelope = Envelope(
            id=self._envelope_id(edition_id, tag, nonce),
            edition=edition_id,
            voter_tag=tag,
            channel=Channel.ONLINE,
            commitment=commitment(sealed),
            sealed=sealed,
        )
        try:
            await self._drop_in(vote.election, envelope)
        except Duplicate:
            there = await self._accepted(edition_id, tag)
            if there is None or there["id"] != envelope.id:
                raise AlreadyVoted from None
            return _receipt(there["commitment"])
        return _receipt(envelope.commitment)

    async def taking(self, edition_id: str) -> OpenVote:
        """Give an open vote whose window is open. Raises `NotFound`, `WrongState`, `NotNow`."""
        vote = self._open.get(edition_id)
        if vote is None:
            election = await self.store.election(edition_id)
            election.require_taking(self.clock.now())
            assert election.public_key is not None
            vote = OpenVote(election, tuple(election.sections), bytes.fromhex(election.public_key))
            self._open[edition_id] = vote
        vote.election.require_taking(self.clock.now())
        return vote

    @transactional
    async def _drop_in(self, tx: Transaction, election: Election, envelope: Envelope) -> None:
        """Put an envelope into the box of a vote that is still open.

        A transaction for the sake of its age: it begins with the reading of the state, within the window, and MongoDB
        does not let one live until `GRACE` is over. A single insert could wait in the network for longer than that,
        and arrive behind the digest.
        """
        state = await self.store.state(election.id, tx)
        if state is not ElectionState.OPEN:
            raise WrongState(state, ElectionState.OPEN)
        election.require_taking(self.clock.now())
        await self.store.drop_in(tx, envelope)

    @transactional
    async def _accepted(self, tx: Transaction, edition_id: str, tag: str) -> dict[str, str] | None:
        """Give the envelope that stands in the way of another.

        In a transaction, because a plain reading might not see yet what the other one has just committed.
        """
        there = await self.store.accepted(tx, edition_id, tag)
        return {"id": there.id, "commitment": there.commitment} if there else None

    async def has_receipt(self, edition_id: str, code: str) -> bool:
        """Tell whether the ballot with this receipt (in its right spelling) is in the box."""
        return await self.store.in_box(edition_id, commitment_start(code))

    def _envelope_id(self, edition_id: str, tag: str, nonce: str) -> str:
        key = self.edition_key(edition_id)
        return hmac.new(key, f"id|{tag}|{nonce}".encode(), hashlib.sha256).hexdigest()[:32]


def _receipt(commitment: str) -> Receipt:
    return Receipt(receipt_code(commitment), commitment)
