"""Use cases of the ballot that follow what other services decide. They must not depend on the order of events."""

from services.voting.ballots.domain.election import Candidate, Election, ElectionState
from services.voting.ballots.domain.exclusion import Pair
from services.voting.ballots.service.needs import BallotStore
from services.voting.ballots.service.tasks import LIST, open_task
from services.voting.keys.service import Keys
from shared.clock import Clock
from shared.contracts.intake import (
    AppealFiledV1,
    EditionAnnouncedV1,
    EditionChangedV1,
    ProposalContent,
    ProposalMergedV1,
    ProposalWithdrawnV1,
)
from shared.contracts.verification import (
    AdmissionDecidedV1,
    AppealDecidedV1,
    ConflictDecidedV1,
    ConflictFoundV1,
    FormalCheckFinishedV1,
)
from shared.store import Database, Transaction, transactional


class Candidates:
    """The editions and the proposals on their way to the list."""

    def __init__(self, database: Database, store: BallotStore, keys: Keys, clock: Clock) -> None:
        self.database, self.store, self._keys, self.clock = database, store, keys, clock

    @transactional
    async def follow_edition(self, tx: Transaction, event: EditionAnnouncedV1 | EditionChangedV1) -> None:
        """Take over an edition's rules while its list is not out; afterwards they stand."""
        known = await self.store.election_or_none(event.edition_id, tx)
        if known is None:
            # The file comes before the row that knows it. An edition that is known never gets another one.
            key = self._keys.make(event.edition_id)
            election = Election(
                id=event.edition_id, edition_version=event.version, rules=event.rules, key_print=key.print
            )
            # A decision may have come before its edition.
            candidates = await self.store.candidates(event.edition_id, tx)
            if any(candidate.admitted is not None for candidate in candidates):
                election = election.with_waiting()
                open_task(tx, election, LIST, self.clock.now())
            await self.store.put_election(tx, election)
        elif known.state is ElectionState.ANNOUNCED and event.version > known.edition_version:
            changes = {"rules": event.rules, "edition_version": event.version, "version": known.version + 1}
            await self.store.save_election(tx, known.model_copy(update=changes))

    @transactional
    async def follow_content(self, tx: Transaction, event: ProposalContent) -> None:
        """Take over what voters will read about a proposal."""
        known = await self._candidate(tx, event.proposal_id, event.edition_id)
        if event.version <= known.content_version:
            return
        changes = {
            "content_version": event.version,
            "number": event.number,
            "title": event.title,
            "summary": event.summary,
            "location": event.location,
            "point": None if event.latitude is None or event.longitude is None else (event.latitude, event.longitude),
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
    async def follow_merger(self, tx: Transaction, event: ProposalMergedV1) -> None:
        """Keep a proposal off the list that is a part of another one."""
        known = await self._candidate(tx, event.proposal_id, event.edition_id)
        await self.store.put_candidate(tx, known.model_copy(update={"merged": True}))

    @transactional
    async def follow_formal_check(self, tx: Transaction, event: FormalCheckFinishedV1) -> None:
        """Know which proposals nobody has to decide about any more."""
        known = await self._candidate(tx, event.proposal_id, event.edition_id)
        if event.version > known.check_version:
            changes = {"failed": not event.passed, "check_version": event.version}
            await self.store.put_candidate(tx, known.model_copy(update=changes))

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
            open_task(tx, election, LIST, self.clock.now())

    @transactional
    async def follow_appeal(self, tx: Transaction, event: AppealFiledV1) -> None:
        """Let the list wait for an appeal."""
        known = await self._candidate(tx, event.proposal_id, event.edition_id)
        filed = max(known.appeals_filed, event.appeal)
        await self.store.put_candidate(tx, known.model_copy(update={"appeals_filed": filed}))

    @transactional
    async def follow_appeal_decision(self, tx: Transaction, event: AppealDecidedV1) -> None:
        """Know that an appeal is over; what it has changed comes with the check or the admission."""
        known = await self._candidate(tx, event.proposal_id, event.edition_id)
        changes = {"appeals_decided": max(known.appeals_decided, event.appeal)}
        if event.upheld:
            changes["upheld_version"] = max(known.upheld_version, event.version)
        await self.store.put_candidate(tx, known.model_copy(update=changes))

    @transactional
    async def follow_conflict(self, tx: Transaction, event: ConflictFoundV1 | ConflictDecidedV1) -> None:
        """Know which proposals exclude each other, and which pairs the list has to wait for; the newest word holds."""
        known = await self.store.pair_or_none(event.conflict_id, tx)
        if known is None or event.version > known.version:
            pair = Pair(
                id=event.conflict_id,
                edition_id=event.edition_id,
                proposals=event.proposals,
                excluding=event.excluding if isinstance(event, ConflictDecidedV1) else None,
                version=event.version,
            )
            await self.store.put_pair(tx, pair)

    async def _candidate(self, tx: Transaction, id: str, edition_id: str) -> Candidate:
        return await self.store.candidate_or_none(id, tx) or Candidate(id=id, edition_id=edition_id)
