"""Use cases of the test vote: play it through beside the real box, compare, keep what came of it."""

import asyncio
import contextvars
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from nacl.public import PrivateKey
from pydantic import BaseModel, ConfigDict

from services.voting.ballots.domain.election import Election, ElectionState
from services.voting.ballots.service import BallotStore
from services.voting.ballots.service.tasks import TRIAL, close_task
from services.voting.tally.domain import draw_seed
from services.voting.tally.service import Count, WrongKey
from services.voting.trial.domain import Expected, PutIn, Rehearsed, Summary, compared, drawn, proposed, require_sheet
from services.voting.trial.domain.comparison import expected_of
from shared.access import Person
from shared.clock import Clock
from shared.store import Database, Transaction, new_id, transactional


@dataclass(frozen=True)
class TrialKeys:
    """A key pair made for one test vote (X25519, 64 hex digits each), and the secret text of its draw."""

    public_key: str
    private_key: str
    secret: str


@dataclass(frozen=True)
class Played:
    """What came of a rehearsal: the count, and the closed log it was counted from."""

    counted: Count
    log_size: int


class Stage(Protocol):
    """Plays a whole vote through, beside the real one, and leaves nothing of it behind."""

    async def play(self, election: Election, ballots: Sequence[Rehearsed], keys: TrialKeys) -> Played: ...  # noqa: D102


class Trial(BaseModel):
    """A test vote that was held. `rules_hash`: of the rules and the list it was held on; the opening asks for it."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    number: int
    held_at: datetime
    by_id: str
    by_name: str
    rules_hash: str
    public_key: str
    sheet: tuple[PutIn, ...]
    expected: Expected
    summary: Summary
    log_size: int
    log_root: str
    digest: str


class TrialStore(Protocol):
    """What the use cases need to keep."""

    async def add(self, tx: Transaction, trial: Trial) -> None: ...  # noqa: D102
    async def give_away(self, tx: Transaction, edition_id: str, public_key: str) -> None: ...  # noqa: D102
    async def get(self, id: str) -> Trial: ...  # noqa: D102
    async def of_edition(self, edition_id: str, tx: Transaction | None = None) -> list[Trial]: ...  # noqa: D102


class TrialVotes:
    """The test votes of each edition."""

    def __init__(
        self, database: Database, store: TrialStore, elections: BallotStore, stage: Stage, clock: Clock
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._elections, self._stage = elections, stage

    async def propose(self, edition_id: str) -> tuple[tuple[PutIn, ...], Expected]:
        """Propose test ballots for the published list, and what they add up to. Raises `NotFound`, `WrongState`."""
        election = await self._elections.election(edition_id)
        election.require(ElectionState.LISTED)
        # The winners are worked out in many orders of equals: a thread keeps the loop free.
        return await asyncio.to_thread(proposed, election)

    async def hold(
        self, edition_id: str, sheet: Sequence[PutIn], expected: Expected, keys: TrialKeys, by: Person
    ) -> str:
        """Hold a test vote on the published list, and keep how it compares; gives its id.

        The key is no secret from now on, whatever becomes of the test vote: that is kept before it is used. Raises
        `NotFound`, `WrongState`, `WrongKey`, `NumberUnreadable`, `NotLawful`, `NotVoid`, `SheetLacks`, and what the
        count raises where box, log and count do not fit together.
        """
        election = await self._elections.election(edition_id)
        election.require(ElectionState.LISTED)
        ready = require_sheet(sheet, election)
        expected_of(election, expected)
        _require_pair(keys)
        # In a context of its own: the request's key belongs to the transaction that keeps what came of it.
        await asyncio.create_task(self._give_away(edition_id, keys.public_key), context=contextvars.Context())
        played = await self._stage.play(election, ready, keys)
        counted = played.counted
        draw = await asyncio.to_thread(drawn, election, tuple(sheet), draw_seed(keys.secret, counted.public_value))
        trial = Trial(
            id=new_id(),
            edition_id=edition_id,
            number=0,
            held_at=self.clock.now(),
            by_id=by.id,
            by_name=by.name,
            rules_hash=election.hash_of_rules(),
            public_key=keys.public_key,
            sheet=tuple(sheet),
            expected=expected,
            summary=compared(election, sheet, expected, counted.ballots, counted.void, counted.projects, draw),
            log_size=played.log_size,
            log_root=counted.public_value,
            digest=counted.digest,
        )
        return await self._keep(trial)

    async def of_present(self, election: Election) -> Trial | None:
        """Give the newest test vote on the present rules and list, None where there is none; opened: the newest one."""
        held = await self.store.of_edition(election.id)
        if election.state is ElectionState.LISTED:
            rules_hash = election.hash_of_rules()
            held = [trial for trial in held if trial.rules_hash == rules_hash]
        return held[0] if held else None

    async def _before_opening(self, tx: Transaction, edition_id: str) -> Election:
        """Give a listed vote, and write it: an opening at the same moment comes before or after, never beside."""
        election = await self._elections.election(edition_id, tx)
        election.require(ElectionState.LISTED)
        await self._elections.save_election(tx, election.with_trial())
        return election

    @transactional
    async def _give_away(self, tx: Transaction, edition_id: str, public_key: str) -> None:
        await self._before_opening(tx, edition_id)
        await self.store.give_away(tx, edition_id, public_key)

    @transactional
    async def _keep(self, tx: Transaction, trial: Trial) -> str:
        election = await self._before_opening(tx, trial.edition_id)
        before = await self.store.of_edition(trial.edition_id, tx)
        number = before[0].number + 1 if before else 1
        await self.store.add(tx, trial.model_copy(update={"number": number}))
        if trial.summary.agrees:
            close_task(tx, election, TRIAL, trial.held_at)
        return trial.id


def _require_pair(keys: TrialKeys) -> None:
    try:
        public = bytes(PrivateKey(bytes.fromhex(keys.private_key)).public_key).hex()
    except (ValueError, TypeError) as error:
        raise WrongKey from error
    if public != keys.public_key:
        raise WrongKey
