"""Use cases of one-time codes: handed out by one before the opening, by two during the vote, counted for everybody."""

from collections.abc import Sequence
from typing import Protocol

from services.voting.ballots.domain.election import ElectionState, WrongState
from services.voting.fraud.domain.flags import AlreadyProposed
from services.voting.keys.service import Keys
from services.voting.rolls.domain import IdentityPolicy, code_hash, new_code
from services.voting.rolls.domain.batches import (
    BatchState,
    CodeBatch,
    CodeFigures,
    CodesAlreadyGiven,
    NoCodesNeeded,
    SecondMemberNeeded,
    figures,
)
from services.voting.rolls.service.needs import CODES, Elections, Roll, RollStore, Voter
from shared.access import Person as Member
from shared.clock import Clock
from shared.contracts.voting import TaskClosedV1, TaskOpenedV1
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional

MOST_CODES = 5_000
"""Codes handed out in one request."""
_CONFIRM = "Potwierdź albo zwróć nowe kody do głosowania"


class BatchStore(Protocol):
    """What the use cases need to keep."""

    async def batch(self, edition_id: str, id: str, tx: Transaction | None = None) -> CodeBatch: ...  # noqa: D102
    async def batches(self, edition_id: str, tx: Transaction | None = None) -> list[CodeBatch]: ...  # noqa: D102
    async def add_batch(self, tx: Transaction, batch: CodeBatch) -> None: ...  # noqa: D102
    async def save_batch(self, tx: Transaction, batch: CodeBatch) -> None: ...  # noqa: D102


class Codes:
    """The one-time codes of each edition. They are given once, to be printed; only their keyed hashes are kept."""

    def __init__(
        self,
        database: Database,
        store: BatchStore,
        voters: RollStore,
        elections: Elections,
        keys: Keys,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._voters, self._elections, self._keys = voters, elections, keys

    async def hand_out(self, edition_id: str, count: int, by: Member) -> list[str]:
        """Make `count` codes (at most `MOST_CODES`) before the opening, and add their owners to the roll.

        Raises `NotFound`, `NoCodesNeeded`, `SecondMemberNeeded` while the vote is open, `WrongState` after the close.
        """
        await self._require_codes(edition_id)
        codes, voters = self._made(edition_id, count)
        batch = CodeBatch(
            id=new_id(),
            edition_id=edition_id,
            number=0,
            count=count,
            during=False,
            state=BatchState.HANDED_OUT,
            by_id=by.id,
            by_name=by.name,
            given_at=self.clock.now(),
        )
        if await self._hand_out(batch, voters) != batch.id:
            raise CodesAlreadyGiven
        return codes

    @transactional
    async def _hand_out(self, tx: Transaction, batch: CodeBatch, voters: Sequence[Voter]) -> str:
        # Returns no code: what a transaction returns may be kept with a request's key, in the clear.
        state = await self._elections.state(batch.edition_id, tx)
        if state is ElectionState.OPEN:
            raise SecondMemberNeeded
        if state is ElectionState.CLOSED:
            raise WrongState(state, ElectionState.OPEN)
        await self.store.add_batch(tx, await self._numbered(tx, batch))
        await self._add(tx, batch.edition_id, voters)
        return batch.id

    async def propose(self, edition_id: str, count: int, reason: str, by: Member) -> str:
        """Propose `count` codes while the vote is open; gives the id of the batch.

        Raises `NotFound`, `NoCodesNeeded`, `WrongState`, `AlreadyProposed`.
        """
        await self._require_codes(edition_id)
        id = new_id()
        batch = CodeBatch(
            id=id,
            edition_id=edition_id,
            number=0,
            count=count,
            during=True,
            state=BatchState.PROPOSED,
            by_id=by.id,
            by_name=by.name,
            reason=self._keys.of(edition_id).cipher.seal(reason, f"code_batches/{id}/reason"),
        )
        try:
            return await self._propose(batch)
        except Duplicate:
            raise AlreadyProposed from None

    @transactional
    async def _propose(self, tx: Transaction, batch: CodeBatch) -> str:
        await self._require_open(batch.edition_id, tx)
        proposed = await self._numbered(tx, batch)
        await self.store.add_batch(tx, proposed)
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=_task(batch),
                kind="voter_codes",
                case=f"kody-{proposed.number}",
                title=f"Kody do głosowania: {batch.count}",
                action=_CONFIRM,
                link=f"/panel/glosowanie/{batch.edition_id}/kody",
                role="commission",
                opened_at=self.clock.now(),
            )
        )
        return batch.id

    async def confirm(self, edition_id: str, id: str, version: int, by: Member) -> list[str]:
        """Confirm another member's proposal, and give the codes, once.

        Raises `NotFound`, `Stale`, `BatchDecided`, `SameMember`, `WrongState`, `CodesAlreadyGiven`.
        """
        batch = await self.store.batch(edition_id, id)
        codes, voters = self._made(edition_id, batch.count)
        if await self._confirm(edition_id, id, version, voters, by) != voters[0].id:
            raise CodesAlreadyGiven
        return codes

    @transactional
    async def _confirm(
        self, tx: Transaction, edition_id: str, id: str, version: int, voters: Sequence[Voter], by: Member
    ) -> str:
        await self._require_open(edition_id, tx)
        batch = await self._of_version(tx, edition_id, id, version)
        await self.store.save_batch(tx, batch.handed_out(by.id, by.name, self.clock.now()))
        await self._add(tx, edition_id, voters)
        tx.publish(TaskClosedV1(version=2, task_id=_task(batch), closed_at=self.clock.now()))
        return voters[0].id

    @transactional
    async def send_back(self, tx: Transaction, edition_id: str, id: str, version: int, words: str, by: Member) -> None:
        """Refuse another member's proposal with a word why. Raises as `confirm` does."""
        await self._require_open(edition_id, tx)
        batch = await self._of_version(tx, edition_id, id, version)
        sealed = self._keys.of(edition_id).cipher.seal(words, f"code_batches/{id}/words")
        await self.store.save_batch(tx, batch.sent_back(by.id, by.name, sealed))
        tx.publish(TaskClosedV1(version=2, task_id=_task(batch), closed_at=self.clock.now()))

    def words(self, batch: CodeBatch) -> tuple[str | None, str | None]:
        """Give why a batch is needed, and why it was sent back."""
        found, cipher = [], self._keys.of(batch.edition_id).cipher
        for field, sealed in (("reason", batch.reason), ("words", batch.words)):
            found.append(None if sealed is None else cipher.open(sealed, f"code_batches/{batch.id}/{field}"))
        return found[0], found[1]

    async def figures(self, edition_id: str) -> CodeFigures:
        """Count the codes that were handed out: for the log's page and the protocol."""
        return figures(await self.store.batches(edition_id))

    async def _require_codes(self, edition_id: str) -> None:
        if await self._elections.identity(edition_id) != IdentityPolicy.ROLL_CODE:
            raise NoCodesNeeded

    async def _require_open(self, edition_id: str, tx: Transaction) -> None:
        state = await self._elections.state(edition_id, tx)
        if state is not ElectionState.OPEN:
            raise WrongState(state, ElectionState.OPEN)

    async def _of_version(self, tx: Transaction, edition_id: str, id: str, version: int) -> CodeBatch:
        batch = await self.store.batch(edition_id, id, tx)
        if batch.version != version:
            raise Stale("code_batches", id)
        return batch

    async def _numbered(self, tx: Transaction, batch: CodeBatch) -> CodeBatch:
        number = await self.database.next_number(tx, f"code_batches|{batch.edition_id}")
        return batch.model_copy(update={"number": number})

    def _made(self, edition_id: str, count: int) -> tuple[list[str], list[Voter]]:
        key, codes = self._elections.edition_key(edition_id), [new_code() for _ in range(count)]
        ids = [new_id() for _ in codes]
        return codes, [
            Voter(id=id, roll_id=id, edition_id=edition_id, batch=CODES, code=code_hash(key, edition_id, code))
            for id, code in zip(ids, codes, strict=True)
        ]

    async def _add(self, tx: Transaction, edition_id: str, voters: Sequence[Voter]) -> None:
        await self._voters.add(voters, tx)
        known = await self._voters.roll(edition_id, tx) or Roll(id=edition_id, version=0)
        changes = {"codes": known.codes + len(voters), "version": known.version + 1}
        await self._voters.put_roll(tx, known.model_copy(update=changes))


class OpenProposals:
    """What the closing of the box does with codes that wait for a second person: nobody needs them any more."""

    def __init__(self, store: BatchStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def finish(self, tx: Transaction, edition_id: str) -> None:
        """Let no proposal wait behind the closed box."""
        for batch in await self._store.batches(edition_id, tx):
            if batch.state is BatchState.PROPOSED:
                await self._store.save_batch(tx, batch.expired())
                tx.publish(TaskClosedV1(version=2, task_id=_task(batch), closed_at=self._clock.now()))


def _task(batch: CodeBatch) -> str:
    return f"{batch.id}-codes"
