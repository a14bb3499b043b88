"""Use cases of fraud: find flags, set envelopes aside, decide about them by two people. It never learns a choice."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from services.voting.ballots.domain.election import Election, ElectionState, WrongState
from services.voting.ballots.domain.envelope import EnvelopeState
from services.voting.ballots.service.aside import Aside
from services.voting.ballots.service.needs import BallotStore
from services.voting.board.service import Board
from services.voting.fraud.domain.flags import (
    MOST_IN_PROPOSAL,
    Fate,
    Figures,
    Flag,
    NotAside,
    Proposal,
    Step,
    Suspect,
    Verdict,
    group_of,
)
from services.voting.fraud.domain.sightings import Fresh, Sighting
from services.voting.fraud.domain.signals import Finding
from services.voting.fraud.service.needs import MOST_FRESH, FraudStore, SecondCards
from services.voting.fraud.service.tasks import follow
from services.voting.fraud.service.watch import Watch
from services.voting.keys.service import Keys
from shared.clock import Clock
from shared.store import Database, Stale, Transaction, new_id, transactional

if TYPE_CHECKING:
    # The process that only casts reads this module on its way to the watch, and has no use for the web framework.
    from shared.access import Person

__all__ = ["Fraud", "FraudStore", "Watch"]

_AT_ONCE = 500
"""Envelopes that are set aside in one transaction."""
_SPREAD_AT_ONCE, _PAUSE = 100, 0.005
"""Sightings that are spread in one transaction, of the last heap all, and seconds before the next: people vote then."""
_OUTCOMES = {
    Verdict.RELEASE: (EnvelopeState.ACCEPTED, Fate.RELEASED),
    Verdict.VOID: (EnvelopeState.REJECTED, Fate.VOIDED),
}


class Fraud:
    """The flags of each edition."""

    def __init__(
        self,
        database: Database,
        store: FraudStore,
        box: BallotStore,
        board: Board,
        watch: Watch,
        cards: SecondCards,
        keys: Keys,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.clock, self._cards = database, store, clock, cards
        self._box, self._aside, self._watch, self._keys = box, Aside(box, board), watch, keys

    # -- by itself ---------------------------------------------------------------------------------------------------

    async def examine_due(self) -> None:
        """Look at what has come into the open boxes and set aside what is strange; found again, nothing happens.

        What was seen of the ballots in closed boxes is forgotten.
        """
        for election in await self._box.elections():
            if election.state is ElectionState.OPEN:
                # After a rush there is more than one look takes; until all is looked at the box cannot be closed.
                while await self.examine(election) >= MOST_FRESH:
                    continue
            elif election.state is ElectionState.CLOSED:
                await self._watch.forget(election.id)

    async def examine(self, election: Election) -> int:
        """Look at what has come into one box; give at how many, `MOST_FRESH` at most."""
        fresh, findings = await self._look(election.id)
        try:
            for finding in findings:
                for start in range(0, len(finding.envelopes), _AT_ONCE):
                    await self._set_aside(election, finding, finding.envelopes[start : start + _AT_ONCE])
        except WrongState:
            # Closed meanwhile; the closing has looked at the same sightings and found nothing new.
            return 0
        # Only now: whatever stops this half-way, the next look sees the same sightings again.
        for heaps in _parts(fresh.heaps):
            await self._spread(heaps)
            await asyncio.sleep(_PAUSE)
        await self.store.mark_examined([one.id for one in fresh.again])
        return len(fresh.all)

    @transactional
    async def _look(self, tx: Transaction, edition_id: str) -> tuple[Fresh, list[Finding]]:
        return await self._watch.look(tx, edition_id)

    @transactional
    async def _spread(self, tx: Transaction, heaps: Mapping[str, Sequence[Sighting]]) -> None:
        await self.store.spread(tx, heaps)

    @transactional
    async def _set_aside(self, tx: Transaction, election: Election, finding: Finding, ids: Sequence[str]) -> None:
        known = await self.store.known_among(ids, tx)
        went = await self._aside.take(tx, election.id, [id for id in ids if id not in known])
        group = group_of(election.id, finding)
        before = await self.store.flag_of(election.id, group, tx)
        if not went:
            return
        if before is None:
            number = await self.database.next_number(tx, f"flags|{election.id}")
            flag = Flag(
                id=new_id(),
                group=group,
                edition_id=election.id,
                number=number,
                kind=finding.kind,
                count=finding.many,
                limit=finding.limit,
                aside=len(went),
            )
            await self.store.add_flag(tx, follow(tx, election, None, flag, self.clock.now()))
        else:
            flag = before.grown(finding, len(went))
            await self.store.save_flag(tx, follow(tx, election, before, flag, self.clock.now()))
        await self.store.add_suspects(tx, [Suspect(id=one, edition_id=election.id, flag_id=flag.id) for one in went])

    # -- two people --------------------------------------------------------------------------------------------------

    @transactional
    async def propose(
        self,
        tx: Transaction,
        edition_id: str,
        id: str,
        version: int,
        verdict: Verdict,
        chosen: Sequence[str] | None,
        reason: str,
        by: "Person",
    ) -> None:
        """Propose what becomes of envelopes of a flag; `chosen` None: of all that are set aside, up to the most.

        Raises `NotFound`, `Stale`, `NotAside`, `AlreadyProposed`, `WrongState`.
        """
        election, flag = await self._flag(tx, edition_id, id, version)
        aside = [suspect.id for suspect in await self.store.suspects(id, Fate.ASIDE, tx)]
        envelopes = tuple(aside[:MOST_IN_PROPOSAL]) if chosen is None else tuple(sorted(set(chosen)))
        if not envelopes or len(envelopes) > MOST_IN_PROPOSAL or not set(aside).issuperset(envelopes):
            raise NotAside
        sealed = self._keys.of(edition_id).cipher.seal(reason, _place(id, len(flag.steps)))
        proposal = Proposal(verdict=verdict, envelopes=envelopes, reason=sealed, by_id=by.id, by_name=by.name)
        await self.store.save_flag(tx, follow(tx, election, flag, flag.proposed(proposal), self.clock.now()))

    @transactional
    async def confirm(self, tx: Transaction, edition_id: str, id: str, version: int, by: "Person") -> None:
        """Confirm the proposal: its envelopes go back into the count or are void, in the log and in the box.

        What a void one had replaced counts again, and cards that it had kept out are asked for.

        Raises `NotFound`, `Stale`, `NothingProposed`, `SameMember`, `WrongState`.
        """
        election, flag = await self._flag(tx, edition_id, id, version)
        proposal = flag.require_second(by.id)
        state, fate = _OUTCOMES[proposal.verdict]
        settled = await self._aside.settle(tx, edition_id, proposal.envelopes, state)
        if proposal.verdict is Verdict.VOID:
            tags = [envelope.voter_tag for envelope in settled]
            # It may have been replaced before anybody looked at it.
            await self.store.look_again(tx, await self._aside.reinstate(tx, edition_id, tags))
            await self._cards.ask_again(tx, election, tags)
        await self.store.settle(tx, proposal.envelopes, fate)
        after = flag.confirmed(by.id, by.name)
        await self.store.save_flag(tx, follow(tx, election, flag, after, self.clock.now()))

    @transactional
    async def send_back(
        self, tx: Transaction, edition_id: str, id: str, version: int, words: str, by: "Person"
    ) -> None:
        """Send the proposal back with a word why. Raises as `confirm` does."""
        election, flag = await self._flag(tx, edition_id, id, version)
        sealed = self._keys.of(edition_id).cipher.seal(words, _place(id, len(flag.steps)))
        after = flag.sent_back(by.id, by.name, sealed)
        await self.store.save_flag(tx, follow(tx, election, flag, after, self.clock.now()))

    def why(self, flag: Flag) -> str | None:
        """Give the reason of the proposal that waits; None where none does."""
        return None if flag.proposal is None else self.words(flag)[-1][1]

    def words(self, flag: Flag) -> list[tuple[Step, str | None]]:
        """Give the steps of a flag with what was said at each."""
        return [(step, self._said(flag, place, step.words)) for place, step in enumerate(flag.steps)]

    def _said(self, flag: Flag, place: int, words: bytes | None) -> str | None:
        return None if words is None else self._keys.of(flag.edition_id).cipher.open(words, _place(flag.id, place))

    # -- figures -----------------------------------------------------------------------------------------------------

    async def figures(self, edition_id: str) -> list[Figures]:
        """Count by reason what was set aside, released and voided: for the log's page, the results and the protocol."""
        return await self.store.figures(edition_id)

    async def _flag(self, tx: Transaction, edition_id: str, id: str, version: int) -> tuple[Election, Flag]:
        election = await self._box.election(edition_id, tx)
        election.require(ElectionState.OPEN)
        flag = await self.store.flag(edition_id, id, tx)
        if flag.version != version:
            raise Stale("flags", id)
        return election, flag


def _parts(heaps: Mapping[str, Sequence[Sighting]]) -> Iterator[Mapping[str, Sequence[Sighting]]]:
    """Part heaps into what one transaction takes."""
    part: dict[str, Sequence[Sighting]] = {}
    for id, heap in heaps.items():
        part[id] = heap
        if sum(map(len, part.values())) >= _SPREAD_AT_ONCE:
            yield part
            part = {}
    if part:
        yield part


def _place(flag: str, step: int) -> str:
    return f"flags/{flag}/{step}"
