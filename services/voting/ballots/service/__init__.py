"""Use cases of the ballot: the list, the opening, paper cards, the closed box. It never learns what anybody chose."""

from collections.abc import Sequence
from typing import NamedTuple

from nacl.exceptions import CryptoError

from services.voting.ballots.domain import Choices, commitment_start
from services.voting.ballots.domain.double import Decision, DoubleVote
from services.voting.ballots.domain.election import Election, ElectionState
from services.voting.ballots.domain.envelope import Channel, seal, seal_all
from services.voting.ballots.service.box import Arrival, Standing
from services.voting.ballots.service.casting import AlreadyVoted, Came, Casting, OpenVote, Receipt, envelope_of
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
from services.voting.ballots.service.tasks import CLOSING, COUNT, LIST, OPENING, TRIAL, close_task, open_task
from services.voting.board.service import Board
from services.voting.fraud.domain.sightings import UNSEEN, Seen
from services.voting.keys.service import Keys
from services.voting.rolls.domain import DECLARED, IdentityPolicy
from services.voting.tally.domain import drawn_order
from services.voting.tally.domain.edition import require_countable
from shared.clock import Clock
from shared.contracts.voting import BallotEntry, BallotListPublishedV1, VotingClosedV1, VotingOpenedV1
from shared.store import Database, Transaction, new_id, transactional

__all__ = [
    "AlreadyVoted",
    "BadPublicKey",
    "BallotStore",
    "Ballots",
    "Came",
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


class NoNationalNode(Exception):
    """The edition lets the national node say who a voter is, and this installation has no way to it."""


class BadPublicKey(Exception):
    """What was given is not an X25519 public key (64 hex digits)."""


class InBox(NamedTuple):
    """Where the envelope of a receipt is: its place in the public log, and whether it counts."""

    seq: int
    counts: bool


class Ballots(Casting):
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
        super().__init__(database, store, board, watch, clock, keys)
        self.board, self._cards, self._trials, self._watch = board, cards, trials, watch
        self._waiting, self._people, self._node = waiting, people, node

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
        if announced.rules.identity not in DECLARED and not await self._people.settle(tx, edition_id):
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

    # -- paper and receipts --------------------------------------------------------------------------------------

    async def put_card(
        self, tx: Transaction, vote: OpenVote, roll_id: str, choices: Choices, seen: Seen = UNSEEN
    ) -> bool:
        """Seal and drop in the choices of a confirmed paper card; False where the person's other ballot keeps it out.

        Part of the card's own transaction. The web's window does not bind it: a card was cast when it was handed in.
        Raises `Refused`, `WrongState`, `BallotAside`, `Duplicate`.
        """
        edition_id = vote.election.id
        sealed = seal(choices, vote.public_key, edition_id, vote.sections)
        envelope = envelope_of(new_id(), edition_id, self.tag(edition_id, roll_id), Channel.PAPER, sealed)
        [there] = await self._box.put_in(tx, vote.election, [Arrival(envelope, seen)])
        return there is not None

    async def card_meets(self, election: Election, roll_id: str) -> Decision:
        """Tell what would become of a paper card of this person that is confirmed now. It moves nothing."""
        tag = self.tag(election.id, roll_id)
        standing = Standing(await self.store.of_voter(election.id, tag))
        return standing.decide(DoubleVote(election.rules.double_vote), tag, Channel.PAPER)

    async def find(self, edition_id: str, code: str) -> InBox | None:
        """Find the envelope of a receipt (in its right spelling); None where there is none."""
        found = await self.store.by_commitment(edition_id, commitment_start(code))
        if found is None:
            return None
        assert found.seq is not None
        return InBox(found.seq, found.counts)
