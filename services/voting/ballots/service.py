"""Use cases of the ballot: the list, the opening, casting, the closed box. It never learns what anybody chose."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from nacl.public import PublicKey

from services.voting.ballots.domain import (
    Channel,
    Choices,
    Envelope,
    check,
    commitment,
    commitment_start,
    receipt_code,
    seal,
    voter_tag,
)
from services.voting.ballots.domain.election import Candidate, Election, ElectionState, digest_of_box
from services.voting.tally.domain import drawn_order
from shared.clock import Clock
from shared.contracts.intake import EditionAnnouncedV1, EditionChangedV1, ProposalSubmittedV1, ProposalWithdrawnV1
from shared.contracts.verification import AdmissionDecidedV1, FormalCheckFinishedV1
from shared.contracts.voting import (
    BallotEntry,
    BallotListPublishedV1,
    TaskClosedV1,
    TaskOpenedV1,
    VotingClosedV1,
    VotingOpenedV1,
)
from shared.store import Database, Duplicate, Transaction, transactional


class AlreadyVoted(Exception):
    """The ballot of this person is in the box already; there is one for each."""


class BadPublicKey(Exception):
    """What was given is not an X25519 public key (64 hex digits)."""


@dataclass(frozen=True)
class Receipt:
    """What the voter keeps: it proves that the ballot is in the box, and says nothing of what is on it."""

    code: str
    commitment: str


class BallotStore(Protocol):
    """What the use cases need to keep."""

    async def election(self, id: str, tx: Transaction | None = None) -> Election: ...  # noqa: D102
    async def election_or_none(self, id: str, tx: Transaction) -> Election | None: ...  # noqa: D102
    async def elections(self) -> list[Election]: ...  # noqa: D102
    async def put_election(self, tx: Transaction, election: Election) -> None: ...  # noqa: D102
    async def save_election(self, tx: Transaction, election: Election) -> None: ...  # noqa: D102
    async def candidate_or_none(self, id: str, tx: Transaction) -> Candidate | None: ...  # noqa: D102
    async def put_candidate(self, tx: Transaction, candidate: Candidate) -> None: ...  # noqa: D102
    async def candidates(self, edition_id: str, tx: Transaction | None = None) -> list[Candidate]: ...  # noqa: D102
    async def drop_in(self, envelope: Envelope) -> None: ...  # noqa: D102
    async def accepted(self, edition_id: str, voter_tag: str) -> Envelope | None: ...  # noqa: D102
    async def in_box(self, edition_id: str, commitment: str) -> bool: ...  # noqa: D102
    async def count_box(self, edition_id: str) -> int: ...  # noqa: D102
    def box(self, edition_id: str) -> AsyncIterator[Envelope]: ...  # noqa: D102


class Ballots:
    """The vote of each edition, up to the closed box."""

    def __init__(self, database: Database, store: BallotStore, clock: Clock, secret: bytes) -> None:
        """`secret`: 32 bytes or more, from a file, never from the database or its backup."""
        self.database, self.store, self.clock, self._secret = database, store, clock, secret

    def edition_key(self, edition_id: str) -> bytes:
        """Give K_edition: whoever destroys the secret makes every tag of every voter meaningless."""
        return hmac.digest(self._secret, f"edition|{edition_id}".encode(), hashlib.sha256)

    # -- what the other services say -----------------------------------------------------------------------------

    @transactional
    async def follow_edition(self, tx: Transaction, event: EditionAnnouncedV1 | EditionChangedV1) -> None:
        """Take over an edition's rules while its list is not out; afterwards they stand."""
        known = await self.store.election_or_none(event.edition_id, tx)
        if known is None:
            election = Election(id=event.edition_id, edition_version=event.version, rules=event.rules)
            await self.store.put_election(tx, election)
        elif known.state is ElectionState.ANNOUNCED and event.version > known.edition_version:
            changes = {"rules": event.rules, "edition_version": event.version, "version": known.version + 1}
            await self.store.save_election(tx, known.model_copy(update=changes))

    @transactional
    async def follow_submission(self, tx: Transaction, event: ProposalSubmittedV1) -> None:
        """Take over what voters will read about a proposal."""
        known = await self._candidate(tx, event.proposal_id, event.edition_id)
        changes = {
            "number": event.number,
            "title": event.title,
            "summary": event.summary,
            "location": event.location,
            "category": event.category,
            "pool_id": event.pool_id,
            "area_id": event.area_id,
            "submitted": True,
            "cost": known.cost if known.admitted else event.cost,
        }
        await self.store.put_candidate(tx, known.model_copy(update=changes))

    @transactional
    async def follow_withdrawal(self, tx: Transaction, event: ProposalWithdrawnV1) -> None:
        """Keep a withdrawn proposal off the list."""
        known = await self._candidate(tx, event.proposal_id, event.edition_id)
        await self.store.put_candidate(tx, known.model_copy(update={"withdrawn": True}))

    @transactional
    async def follow_formal_check(self, tx: Transaction, event: FormalCheckFinishedV1) -> None:
        """Know which proposals nobody has to decide about any more."""
        known = await self._candidate(tx, event.proposal_id, event.edition_id)
        await self.store.put_candidate(tx, known.model_copy(update={"failed": not event.passed}))

    @transactional
    async def follow_admission(self, tx: Transaction, event: AdmissionDecidedV1) -> None:
        """Take over the mayor's decision and the cost it names."""
        known = await self._candidate(tx, event.proposal_id, event.edition_id)
        if event.version <= known.decision_version:
            return
        first = known.admitted is None
        changes = {"admitted": event.admitted, "cost": event.cost, "decision_version": event.version}
        await self.store.put_candidate(tx, known.model_copy(update=changes))
        election = await self.store.election_or_none(event.edition_id, tx)
        if first and election is not None and election.state is ElectionState.ANNOUNCED and not election.waiting:
            await self.store.save_election(tx, election.with_waiting())
            self._open_task(tx, election, "ballot_list", "Opublikuj listę do głosowania", None)

    async def _candidate(self, tx: Transaction, id: str, edition_id: str) -> Candidate:
        return await self.store.candidate_or_none(id, tx) or Candidate(id=id, edition_id=edition_id)

    # -- the commission's steps -----------------------------------------------------------------------------------

    @transactional
    async def publish_list(self, tx: Transaction, edition_id: str, seed: str) -> int:
        """Publish the final list; `seed` is the text of the public draw that orders the numbers. Gives the count.

        Raises `NotFound`, `WrongState`, `Undecided`, `EmptyList`.
        """
        now = self.clock.now()
        election = await self.store.election(edition_id, tx)
        candidates = await self.store.candidates(edition_id, tx)
        order = drawn_order((candidate.id for candidate in candidates), seed)
        listed = election.listed(candidates, seed, order, now)
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
                published_at=now,
            )
        )
        self._close_task(tx, election, "ballot_list", now)
        self._open_task(tx, election, "opening", "Otwórz głosowanie: ustaw klucz komisji", listed.window[0])
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
        self._close_task(tx, election, "opening", now)
        self._open_task(tx, election, "closing", "Zamknij głosowanie i policz głosy", closes)
        return election.rules_hash

    @transactional
    async def close(self, tx: Transaction, edition_id: str) -> int:
        """Close the box and commit to what is in it; gives how many. Raises `StillOpen`, `WrongState`."""
        election = await self.store.election(edition_id, tx)
        election.require(ElectionState.OPEN)
        now = self.clock.now()
        commitments = [envelope.commitment async for envelope in self.store.box(edition_id)]
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
        self._close_task(tx, election, "closing", now)
        return closed.ballots

    # -- the voter --------------------------------------------------------------------------------------------------

    async def cast(self, edition_id: str, roll_id: str, choices: Choices, nonce: str) -> Receipt:
        """Check, seal and drop in one person's ballot.

        `nonce` is made by the voter's browser or program: sent again with the same one, the ballot that is in the box
        answers with the same receipt. No other trace of the request is kept: the usual inbox key would hold a digest of
        the choices, which can be guessed. Raises `Refused`, `AlreadyVoted`, `NotNow`, `WrongState`.
        """
        election = await self.store.election(edition_id)
        election.require_taking(self.clock.now())
        sections = election.sections
        check(sections, choices)
        assert election.public_key is not None
        tag = voter_tag(self.edition_key(edition_id), edition_id, roll_id)
        # Sealing is the one costly step: a thread keeps the loop free for the others in the queue.
        sealed = await asyncio.to_thread(seal, choices, bytes.fromhex(election.public_key), edition_id, sections)
        envelope = Envelope(
            id=self._envelope_id(edition_id, tag, nonce),
            edition=edition_id,
            voter_tag=tag,
            channel=Channel.ONLINE,
            commitment=commitment(sealed),
            sealed=sealed,
        )
        try:
            await self.store.drop_in(envelope)
        except Duplicate:
            there = await self.store.accepted(edition_id, tag)
            if there is None or there.id != envelope.id:
                raise AlreadyVoted from None
            envelope = there
        return Receipt(receipt_code(envelope.commitment), envelope.commitment)

    async def has_receipt(self, edition_id: str, code: str) -> bool:
        """Tell whether the ballot with this receipt (in its right spelling) is in the box."""
        return await self.store.in_box(edition_id, commitment_start(code))

    def _envelope_id(self, edition_id: str, tag: str, nonce: str) -> str:
        key = self.edition_key(edition_id)
        return hmac.new(key, f"id|{tag}|{nonce}".encode(), hashlib.sha256).hexdigest()[:32]

    # -- tasks for the work list ------------------------------------------------------------------------------------

    def _open_task(self, tx: Transaction, election: Election, kind: str, action: str, due: datetime | None) -> None:
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=f"{election.id}-{kind}",
                kind=kind,
                case=f"BO-{election.rules.year}",
                title=election.rules.name,
                action=action,
                link=f"/panel/glosowanie/{election.id}",
                role="commission",
                opened_at=self.clock.now(),
                due_at=due,
            )
        )

    def _close_task(self, tx: Transaction, election: Election, kind: str, now: datetime) -> None:
        tx.publish(TaskClosedV1(version=2, task_id=f"{election.id}-{kind}", closed_at=now))
