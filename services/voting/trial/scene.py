"""The stage of a test vote: the very use cases of the vote, on collections, keys and a clock of their own.

Nothing in here counts, seals or logs by itself. The real box, log, roll and outbox are out of its reach; what it wrote
is deleted in the end, however it ends. What a crash leaves behind is swept away later.
"""

import asyncio
import contextvars
import json
import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from services.voting.ballots.domain import Choices
from services.voting.ballots.domain.election import Election
from services.voting.ballots.domain.envelope import Channel, Envelope, commitment, seal_all
from services.voting.ballots.service import Ballots, OpenVote
from services.voting.ballots.service.box import Arrival, Box
from services.voting.ballots.store import MongoBallotStore
from services.voting.board.service import Board
from services.voting.board.store import MongoBoardStore
from services.voting.fraud.domain.sightings import UNSEEN, Seen
from services.voting.keys.service import PassingKeys
from services.voting.paper.store import MongoPaperStore
from services.voting.rolls.service import Rolls
from services.voting.rolls.store import MongoRollStore
from services.voting.tally.domain import seed_commitment
from services.voting.tally.service import Tally
from services.voting.tally.store import MongoCountStore
from services.voting.trial.domain import Rehearsed, Way
from services.voting.trial.service import Played, TrialKeys
from shared.store import Database, Transaction, new_id, transactional

_PREFIX = "trial_"
_LONGEST = timedelta(hours=1)


class Rehearsal:
    """Plays test votes in the service's own database, aside."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def play(self, election: Election, ballots: Sequence[Rehearsed], keys: TrialKeys) -> Played:
        """Play a vote through from the opening to the count; nothing of it is left. Raises what its steps raise."""
        # The name says when it began: whoever sweeps knows a crashed one from one that is being played.
        prefix = f"{_PREFIX}{int(time.time())}_{secrets.token_hex(4)}_"
        scene = _Scene(self._database.aside(prefix), election)
        # In a context of its own: the request's key belongs to the one transaction that keeps what came of it.
        task = asyncio.create_task(scene.play(ballots, keys), context=contextvars.Context())
        try:
            return await task
        finally:
            await self._database.clear(prefix)

    async def sweep(self) -> None:
        """Delete what crashed rehearsals have left."""
        for name in await self._database.names(_PREFIX):
            began = name.removeprefix(_PREFIX).partition("_")[0]
            if began.isdecimal() and time.time() - int(began) > _LONGEST.total_seconds():
                await self._database.clear(name)


class _StageClock:
    """Shows the moment that the play is at."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


class _NoneNeeded:
    """A test vote needs no test vote before it."""

    async def require(self, tx: Transaction, edition_id: str, rules_hash: str, public_key: str) -> None:
        """Let it pass."""


class _SomebodyVotes:
    """A test vote needs no roll: its ballots are put into the box as they are."""

    async def settle(self, tx: Transaction, edition_id: str) -> int:
        """Tell that there is somebody."""
        return 1


class _NobodyWatches:
    """A test vote is not watched: all of its ballots come from one hand."""

    def note(self, tx: Transaction, edition_id: str, seen: Mapping[str, Seen]) -> None:
        """Keep nothing."""

    async def finish(self, tx: Transaction, edition_id: str) -> None:
        """Let the box be closed."""

    async def years(self, edition_id: str, envelopes: Collection[str]) -> Mapping[int | None, int]:
        """Know no age."""
        return {None: len(envelopes)}

    async def forget(self, edition_id: str) -> None:
        """Have nothing to forget."""


class _NobodyComplains:
    """The result of a test vote is not published."""

    async def begin(self, tx: Transaction, election: Election, now: datetime) -> None:
        """Begin nothing."""


class _Scene:
    """One rehearsal: the use cases of the vote as `main` puts them together, on stores that stand aside."""

    def __init__(self, database: Database, election: Election) -> None:
        # An id of its own: not a byte that is sealed, tagged or signed here could be of use in the real vote.
        id, self._keys = f"test-{new_id()}", PassingKeys()
        self._election = election.model_copy(update={"id": id, "version": 1, "key_print": self._keys.make(id).print})
        self._clock = _StageClock(election.window[0])
        self.database = database
        self._store, paper = MongoBallotStore(database), MongoPaperStore(database)
        self._board = Board(database, MongoBoardStore(database), self._clock, secrets.token_bytes(32))
        self._ballots = Ballots(
            database,
            self._store,
            self._board,
            paper,
            _NoneNeeded(),
            _NobodyWatches(),
            (),
            _SomebodyVotes(),
            self._clock,
            self._keys,
            node=True,
        )
        rolls = Rolls(database, MongoRollStore(database), self._ballots, self._keys, self._clock)
        counts = MongoCountStore(database)
        nobody = _NobodyWatches()
        self._tally = Tally(
            database, counts, self._store, self._board, rolls, paper, nobody, _NobodyComplains(), self._clock
        )
        self._box = Box(self._store, self._board, _NobodyWatches())

    async def play(self, ballots: Sequence[Rehearsed], keys: TrialKeys) -> Played:
        id = self._election.id
        await self.database.prepare()
        await self._put()
        await self._ballots.open(id, keys.public_key, seed_commitment(keys.secret))
        vote = await self._ballots.taking(id)
        for ballot in ballots:
            for _ in range(ballot.copies):
                await self._cast(vote, ballot)
        self._clock.moment = self._election.closable_from
        await self._ballots.close(id)
        counted = await self._tally.count(id, keys.private_key, keys.secret)
        return Played(counted, (await self._board.signed(id)).size)

    @transactional
    async def _put(self, tx: Transaction) -> None:
        await self._store.put_election(tx, self._election)

    async def _cast(self, vote: OpenVote, ballot: Rehearsed) -> None:
        voter = new_id()
        if ballot.way is Way.ONLINE:
            await self._ballots.cast(vote.election.id, voter, ballot.choices, new_id())
        elif ballot.way is Way.PAPER:
            await self._card(vote, voter, ballot.choices)
        else:
            await self._slip_in(vote, voter, ballot.choices)

    @transactional
    async def _card(self, tx: Transaction, vote: OpenVote, voter: str, choices: Choices) -> None:
        await self._ballots.put_card(tx, vote, voter, choices)

    @transactional
    async def _slip_in(self, tx: Transaction, vote: OpenVote, voter: str, choices: Choices) -> None:
        """Seal an unlawful ballot as somebody would who goes round the form, and put it into the box."""
        id = vote.election.id
        text = json.dumps({"edition": id, "sections": choices}).encode().ljust(vote.length)
        [sealed] = seal_all([text], vote.public_key)
        envelope = Envelope(
            id=new_id(),
            edition=id,
            voter_tag=self._ballots.tag(id, voter),
            channel=Channel.ONLINE,
            commitment=commitment(sealed, Channel.ONLINE),
            sealed=sealed,
        )
        await self._box.put_in(tx, vote.election, [Arrival(envelope, UNSEEN)])
