"""Quarantine from inside a transaction: envelopes leave the count, come back or are void, each with its log entry.

It does not decide about any: two people of the commission do (`fraud`).
"""

from collections.abc import Sequence
from random import SystemRandom

from services.voting.ballots.domain.election import ElectionState, WrongState
from services.voting.ballots.domain.envelope import Envelope, EnvelopeState
from services.voting.ballots.service.needs import BallotStore
from services.voting.board.domain.log import Entry, EntryKind
from services.voting.board.service import MOST_AT_ONCE, Board, LogClosed
from shared.store import NotFound, Transaction

_LOGGED = {
    (EnvelopeState.ACCEPTED, EnvelopeState.QUARANTINED): EntryKind.QUARANTINED,
    (EnvelopeState.QUARANTINED, EnvelopeState.ACCEPTED): EntryKind.RELEASED,
    (EnvelopeState.QUARANTINED, EnvelopeState.REJECTED): EntryKind.VOID,
    (EnvelopeState.SUPERSEDED, EnvelopeState.ACCEPTED): EntryKind.REINSTATED,
}


class Aside:
    """The envelopes that are in quarantine, together with their public log."""

    def __init__(self, store: BallotStore, board: Board) -> None:
        self._store, self._board = store, board

    async def take(self, tx: Transaction, edition_id: str, ids: Sequence[str]) -> list[str]:
        """Set aside those of these envelopes that count; gives their ids. Raises `WrongState` behind a closed log."""
        found = await self._store.among(tx, ids, EnvelopeState.ACCEPTED)
        await self._move(tx, edition_id, found, EnvelopeState.ACCEPTED, EnvelopeState.QUARANTINED)
        return [envelope.id for envelope in found]

    async def settle(
        self, tx: Transaction, edition_id: str, ids: Sequence[str], becomes: EnvelopeState
    ) -> Sequence[Envelope]:
        """Let envelopes out of quarantine: back into the count (ACCEPTED) or void for good (REJECTED); gives them.

        Raises `NotFound` where one is not in quarantine, and `WrongState` behind a closed log.
        """
        found = await self._store.among(tx, ids, EnvelopeState.QUARANTINED)
        if len(found) != len(ids):
            raise NotFound("envelopes", EnvelopeState.QUARANTINED)
        await self._move(tx, edition_id, found, EnvelopeState.QUARANTINED, becomes)
        return found

    async def reinstate(self, tx: Transaction, edition_id: str, voter_tags: Sequence[str]) -> list[str]:
        """Let count again what a ballot had replaced that is void now, of each of these voters; gives the ids.

        Without it, whoever votes in another's name would take away the ballot that its person had cast. Of several it
        is the last: each had replaced the one before. Raises `WrongState` behind a closed log.
        """
        last: dict[str, Envelope] = {}
        for envelope in await self._store.replaced(edition_id, voter_tags, tx):
            known = last.get(envelope.voter_tag)
            if known is None or _place(known) < _place(envelope):
                last[envelope.voter_tag] = envelope
        found = list(last.values())
        await self._move(tx, edition_id, found, EnvelopeState.SUPERSEDED, EnvelopeState.ACCEPTED)
        return [envelope.id for envelope in found]

    async def _move(
        self, tx: Transaction, edition_id: str, found: Sequence[Envelope], was: EnvelopeState, becomes: EnvelopeState
    ) -> None:
        # The same queue as for heaps of ballots: in one process they do not undo each other.
        await tx.locks.take(f"box|{edition_id}")
        mixed = SystemRandom().sample(list(found), len(found))
        try:
            for start in range(0, len(mixed), MOST_AT_ONCE):
                part = mixed[start : start + MOST_AT_ONCE]
                entries = [Entry(_LOGGED[was, becomes], bytes.fromhex(envelope.commitment)) for envelope in part]
                await self._board.append(tx, edition_id, entries, [envelope.channel for envelope in part])
                await self._store.move(tx, [envelope.id for envelope in part], was, becomes)
        except LogClosed:
            raise WrongState(ElectionState.CLOSED, ElectionState.OPEN) from None


def _place(envelope: Envelope) -> int:
    assert envelope.seq is not None, "what lies in the box stands in the log"
    return envelope.seq
