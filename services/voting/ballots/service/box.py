"""The box from inside a transaction: who may have one more in, what leaves the count for it, and the log of both.

It never learns what anybody chose, nor asks what time it is.
"""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from services.voting.ballots.domain.double import BallotAside, Decision, DoubleVote, decide
from services.voting.ballots.domain.election import Election, ElectionState, WrongState
from services.voting.ballots.domain.envelope import Channel, Envelope, EnvelopeState
from services.voting.ballots.service.needs import BallotStore, Log, Sees
from services.voting.board.domain.log import Entry, EntryKind
from services.voting.board.service import LogClosed
from services.voting.fraud.domain.sightings import Seen
from shared.store import Transaction

T = TypeVar("T")

_DRAWN = 16
"""Bytes by which a place is drawn: two never draw the same."""


class Placed(NamedTuple):
    """An envelope in the box: its commitment and its place in the public log."""

    commitment: str
    seq: int

    @classmethod
    def of(cls, envelope: Envelope) -> "Placed":
        """Give where an envelope lies that was read from the box."""
        assert envelope.seq is not None, "what lies in the box stands in the log"
        return cls(envelope.commitment, envelope.seq)


class Arrival(NamedTuple):
    """An envelope that comes, and what is seen of how it comes."""

    envelope: Envelope
    seen: Seen


_LOGGED = {EnvelopeState.SUPERSEDED: EntryKind.SUPERSEDED, EnvelopeState.VOID: EntryKind.VOID}


@dataclass
class _Change:
    """What a heap does to the box, by the voters' tags."""

    comes: dict[str, Envelope] = field(default_factory=dict)
    leaves: dict[str, tuple[Envelope, EnvelopeState]] = field(default_factory=dict)


class Box:
    """The envelopes of all editions together with their public logs."""

    def __init__(self, store: BallotStore, log: Log, watch: Sees) -> None:
        self._store, self._log, self._watch = store, log, watch

    async def put_in(
        self, tx: Transaction, election: Election, arrived: Sequence[Arrival], *, looking: bool = True
    ) -> list[Placed | None]:
        """Put those of a heap into the box that may go in, by the edition's rule for double votes, and into the log.

        Gives what lies there for each: the envelope itself or that of an earlier try, None where it is somebody else's.
        Without `looking`, all of them are taken to be the first of their voters; where one is not, the unique index
        says so and nothing has happened. Under `void_all` one has to look: a void ballot bars, and is in no index.
        The log's own document decides whether the box is still open: nothing can get in behind its last signed head,
        however long it was under way. Raises `WrongState`, and `BallotAside` for a card whose voter's other ballot is
        in quarantine. Envelopes go in with the commit, which raises `Duplicate` where a voter's other ballot is there.
        """
        policy, heap = DoubleVote(election.rules.double_vote), [envelope for envelope, _ in arrived]
        # In one process, cards and heaps of ballots queue for the log here instead of undoing each other.
        await tx.locks.take(f"box|{election.id}")
        looking = looking or policy is DoubleVote.VOID_ALL
        known = await self._store.in_the_way(tx, election.id, heap) if looking else []
        earlier = {one.id: one for one in known}
        change = _changed(policy, known, heap)
        try:
            await self._take_out(tx, election.id, change.leaves.values())
            placed = await self._add(tx, election.id, list(change.comes.values()))
        except LogClosed:
            raise WrongState(ElectionState.CLOSED, ElectionState.OPEN) from None
        self._watch.note(tx, election.id, {one.id: seen for one, seen in arrived if one.id in placed})
        placed |= {id: Placed.of(earlier[id]) for id in earlier.keys() & {envelope.id for envelope in heap}}
        return [placed.get(envelope.id) for envelope in heap]

    async def _take_out(
        self, tx: Transaction, edition_id: str, leaving: Collection[tuple[Envelope, EnvelopeState]]
    ) -> None:
        mixed = _mixed(leaving)
        if not mixed:
            return
        entries = [Entry(_LOGGED[state], bytes.fromhex(envelope.commitment)) for envelope, state in mixed]
        await self._log.append(tx, edition_id, entries, [envelope.channel for envelope, _ in mixed])
        for state in _LOGGED:
            ids = [envelope.id for envelope, becomes in mixed if becomes is state]
            if ids:
                await self._store.move(tx, ids, EnvelopeState.ACCEPTED, state)

    async def _add(self, tx: Transaction, edition_id: str, fresh: Sequence[Envelope]) -> dict[str, Placed]:
        # Whoever sees the log must not learn who of a heap came first.
        mixed = _mixed(fresh)
        if not mixed:
            return {}
        entries = [Entry(EntryKind.CAST, bytes.fromhex(envelope.commitment)) for envelope in mixed]
        first = await self._log.append(tx, edition_id, entries, [envelope.channel for envelope in mixed])
        self._store.drop_in(tx, mixed, first)
        return {envelope.id: Placed(envelope.commitment, seq) for seq, envelope in enumerate(mixed, first)}


def _mixed(items: Collection[T]) -> list[T]:
    """Put items in an order that nobody can foresee: by numbers of the system, all drawn at once."""
    drawn = os.urandom(_DRAWN * len(items))
    places = sorted(range(len(items)), key=lambda place: drawn[place * _DRAWN : (place + 1) * _DRAWN])
    listed = list(items)
    return [listed[place] for place in places]


class Standing:
    """What is known of voters' ballots, by the voters' tags."""

    def __init__(self, known: Sequence[Envelope]) -> None:
        self.counting = {one.voter_tag: one for one in known if one.counts}
        self._barred = {one.voter_tag for one in known if one.state is EnvelopeState.VOID}
        self._aside = {one.voter_tag for one in known if one.state is EnvelopeState.QUARANTINED}

    def decide(self, policy: DoubleVote, tag: str, comes: Channel) -> Decision:
        """Decide about a ballot that comes of the voter with this tag."""
        lying = self.counting.get(tag)
        return decide(policy, lying.channel if lying else None, tag in self._barred, comes, tag in self._aside)


def _changed(policy: DoubleVote, known: Sequence[Envelope], heap: Sequence[Envelope]) -> _Change:
    """Decide about each of a heap. Of one person's several in a heap the first is looked at, the others stay out."""
    earlier, standing = {one.id for one in known}, Standing(known)
    change, seen = _Change(), set[str]()
    for envelope in heap:
        tag = envelope.voter_tag
        if envelope.id in earlier or tag in seen:
            continue
        seen.add(tag)
        lying, decision = standing.counting.get(tag), standing.decide(policy, tag, envelope.channel)
        if decision is Decision.WAITS:
            raise BallotAside
        if decision in (Decision.GOES_IN, Decision.REPLACES):
            change.comes[tag] = envelope
        if lying is not None and decision is Decision.REPLACES:
            change.leaves[tag] = (lying, EnvelopeState.SUPERSEDED)
        elif lying is not None and decision is Decision.VOIDS_BOTH:
            change.leaves[tag] = (lying, EnvelopeState.VOID)
    return change
