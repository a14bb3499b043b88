"""Use cases of doubts: ask, decide, come back. One person on the roll is one voter, whoever asks."""

import json
from dataclasses import asdict
from typing import Protocol

from services.voting.ballots.domain.election import Election, ElectionState, NotNow, WrongState
from services.voting.ballots.service import Ballots
from services.voting.doubts.domain import (
    Decision,
    Doubt,
    DoubtState,
    HasVoted,
    NothingToDecide,
    SomebodyElses,
    TooManyDoubts,
    UnknownDoubt,
    code_of,
    code_tag,
    like_tag,
)
from services.voting.doubts.service.closing import task_id, turn
from services.voting.keys.service import Keys
from services.voting.keys.tags import keyed_tag
from services.voting.readings.domain import What
from services.voting.readings.service import Readings
from services.voting.rolls.domain import BY_NAME, Person, Review
from services.voting.rolls.service import Identity, Likely, Rolls, identity_of
from shared.access import Person as Officer
from shared.contracts.voting import TaskClosedV1, TaskOpenedV1
from shared.store import Database, Duplicate, NotFound, Stale, Transaction, transactional

MOST_OF_ONE_NAME = 3
"""Who may wait to be found among the same people of the roll: a grandfather, a father and a son."""
_DECIDE = "Ustal, kim jest głosująca osoba"


class DoubtStore(Protocol):
    """What the use cases need to keep."""

    async def doubt(self, edition_id: str, id: str, tx: Transaction | None = None) -> Doubt: ...  # noqa: D102
    async def by_code(self, edition_id: str, code: str, tx: Transaction | None = None) -> Doubt | None: ...  # noqa: D102
    async def waiting_like(self, tx: Transaction, edition_id: str, like: str) -> list[Doubt]: ...  # noqa: D102
    async def waiting(self, edition_id: str) -> list[Doubt]: ...  # noqa: D102
    async def count_waiting(self, edition_id: str) -> int: ...  # noqa: D102
    async def cleared(self, edition_id: str) -> list[Doubt]: ...  # noqa: D102
    async def add(self, tx: Transaction, doubt: Doubt) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, doubt: Doubt) -> None: ...  # noqa: D102


class Doubts:
    """Voters who wait for a person to say who they are."""

    def __init__(
        self,
        database: Database,
        store: DoubtStore,
        ballots: Ballots,
        rolls: Rolls,
        keys: Keys,
        readings: Readings,
    ) -> None:
        self.database, self.store, self.clock = database, store, ballots.clock
        self._ballots, self._rolls, self._keys, self._readings = ballots, rolls, keys, readings

    async def ask(self, edition_id: str, identity: Identity, nonce: str) -> str:
        """Let an officer decide who this is; gives the code to come back with. The same nonce gives the same code.

        Raises `NotFound`, `NotNow`, `WrongState`, `NothingToDecide`, `TooManyDoubts`, `NameUnreadable`,
        `TooManyWords`, `AddressUnreadable`.
        """
        election = (await self._ballots.taking(edition_id)).election
        policy = election.rules.identity
        if policy not in BY_NAME or identity.person is None:
            raise NothingToDecide
        match = await self._rolls.match(edition_id, policy, identity)
        if not isinstance(match, Review):
            raise NothingToDecide
        key = self._key(edition_id)
        code = code_of(key, self._rolls.asker(edition_id, policy, identity), nonce)
        await self._add(election, identity, code, like_tag(key, match.roll_ids))
        return code

    @transactional
    async def _add(self, tx: Transaction, election: Election, identity: Identity, code: str, like: str) -> None:
        # The closing writes the same counter: behind the closed box nobody begins to wait.
        await self.database.next_number(tx, turn(election.id))
        state = await self._ballots.state(election.id, tx)
        if state is not ElectionState.OPEN:
            raise WrongState(state, ElectionState.OPEN)
        key = self._key(election.id)
        tag = code_tag(key, code)
        if await self.store.by_code(election.id, tag, tx) is not None:
            return
        taken = {one.place for one in await self.store.waiting_like(tx, election.id, like)}
        free = sorted(set(range(MOST_OF_ONE_NAME)) - taken)
        if not free:
            raise TooManyDoubts
        id = keyed_tag(key, f"doubt-id|{tag}")[:32]
        assert identity.person is not None
        said = json.dumps({**asdict(identity.person), "born": identity.born or ""})
        now = self.clock.now()
        sealed = self._keys.of(election.id).cipher.seal(said, f"doubts/{id}/said")
        doubt = Doubt(id=id, edition_id=election.id, code=tag, like=like, place=free[0], asked_at=now, sealed=sealed)
        await self.store.add(tx, doubt)
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=task_id(id),
                kind="voter_doubt",
                case=f"BO-{election.rules.year}",
                title=election.rules.name,
                action=_DECIDE,
                link=f"/panel/glosowanie/{election.id}/watpliwosci/{id}",
                role="officer",
                opened_at=now,
                due_at=election.window[1],
            )
        )

    async def read(self, doubt: Doubt, by: Officer) -> tuple[Person, list[Likely]]:
        """Show what a voter who waits has typed, and who may be meant; the reading is written down first."""
        await self._readings.note(doubt.edition_id, What.DOUBT, doubt.id, by)
        return await self._read(doubt)

    async def _read(self, doubt: Doubt) -> tuple[Person, list[Likely]]:
        policy, identity = await self._said(doubt)
        assert identity.person is not None
        return identity.person, await self._rolls.likely(doubt.edition_id, policy, identity)

    async def _said(self, doubt: Doubt) -> tuple[str, Identity]:
        if doubt.sealed is None:
            raise NotFound("doubt that waits", doubt.id)
        said = json.loads(self._keys.of(doubt.edition_id).cipher.open(doubt.sealed, f"doubts/{doubt.id}/said"))
        election = await self._ballots.store.election(doubt.edition_id)
        return election.rules.identity, identity_of(**said)

    async def decide(self, edition_id: str, id: str, version: int, choice: int, reason: str, by: Officer) -> None:
        """Decide who a voter is, by the place among those who may be meant, from 1; 0: none of them.

        Who is none of them is nobody on the roll; where there is no roll, another person, who may vote. Raises
        `NotFound`, `Stale`, `AlreadyDecided`, `SomebodyElses`, `NotNow`, `WrongState`.
        """
        await self._ballots.taking(edition_id)
        doubt = await self.store.doubt(edition_id, id)
        if doubt.version != version:
            raise Stale("doubts", id)
        _, likely = await self._read(doubt)
        if choice > len(likely):
            raise NotFound("person on the roll", str(choice))
        found = likely[choice - 1].roll_id if choice else None
        try:
            await self._decide(edition_id, id, version, found, reason, by)
        except Duplicate:
            raise SomebodyElses from None

    @transactional
    async def _decide(
        self, tx: Transaction, edition_id: str, id: str, version: int, found: str | None, reason: str, by: Officer
    ) -> None:
        doubt = await self._of_version(tx, edition_id, id, version)
        roll_id = found or await self._rolls.set_apart(tx, edition_id, *await self._said(doubt))
        state = DoubtState.CLEARED if roll_id else DoubtState.REFUSED
        await self.store.save(tx, doubt.decided(roll_id, self._decision(doubt, state, reason, by)))
        tx.publish(TaskClosedV1(version=2, task_id=task_id(id), closed_at=self.clock.now()))

    async def take_back(self, edition_id: str, id: str, version: int, reason: str, by: Officer) -> None:
        """Take back that a voter was found on the roll, as long as there is no ballot of that person.

        The person is free to be found again; whoever asked is told to ask anew, for what they typed is erased. Raises
        `NotFound`, `Stale`, `NotCleared`, `HasVoted`, `NotNow`, `WrongState`.
        """
        await self._ballots.taking(edition_id)
        await self._take_back(edition_id, id, version, reason, by)

    @transactional
    async def _take_back(
        self, tx: Transaction, edition_id: str, id: str, version: int, reason: str, by: Officer
    ) -> None:
        doubt = await self._of_version(tx, edition_id, id, version)
        after = doubt.taken_back(self._decision(doubt, DoubtState.TAKEN_BACK, reason, by))
        assert doubt.roll_id is not None
        if await self._ballots.store.of_voter(edition_id, self._ballots.tag(edition_id, doubt.roll_id), tx):
            raise HasVoted
        await self._rolls.join_again(tx, edition_id, doubt.roll_id)
        await self.store.save(tx, after)

    async def come_back(self, edition_id: str, code: str) -> Doubt:
        """Give how far the doubt with this code is; when no ballot is taken any more, that the vote is over.

        Raises `NotFound`, `UnknownDoubt`, `UnreadableCode`.
        """
        await self._ballots.state(edition_id)
        doubt = await self.store.by_code(edition_id, code_tag(self._key(edition_id), code))
        if doubt is None:
            raise UnknownDoubt
        try:
            (await self._ballots.store.election(edition_id)).require_taking(self.clock.now())
        except (NotNow, WrongState):
            return doubt.over()
        return doubt

    async def stands(self, edition_id: str, id: str, roll_id: str) -> bool:
        """Tell whether the decision by which a voter was let in has not been taken back."""
        doubt = await self.store.doubt(edition_id, id)
        return doubt.state is DoubtState.CLEARED and doubt.roll_id == roll_id

    async def found(self, doubt: Doubt, by: Officer) -> Person | None:
        """Show who on the roll the voter was found to be, None for nobody; the reading is written down first."""
        if doubt.roll_id is None:
            return None
        await self._readings.note(doubt.edition_id, What.DOUBT, doubt.id, by)
        return await self._rolls.person(doubt.edition_id, doubt.roll_id)

    def reasons(self, doubt: Doubt) -> list[tuple[Decision, str]]:
        """Give the decisions about a doubt, each with its reason."""
        places, cipher = enumerate(doubt.decisions), self._keys.of(doubt.edition_id).cipher
        return [(one, cipher.open(one.reason, _reason_place(doubt.id, place))) for place, one in places]

    def _decision(self, doubt: Doubt, state: DoubtState, reason: str, by: Officer) -> Decision:
        sealed = self._keys.of(doubt.edition_id).cipher.seal(reason, _reason_place(doubt.id, len(doubt.decisions)))
        return Decision(state=state, by_id=by.id, by_name=by.name, at=self.clock.now(), reason=sealed)

    async def _of_version(self, tx: Transaction, edition_id: str, id: str, version: int) -> Doubt:
        doubt = await self.store.doubt(edition_id, id, tx)
        if doubt.version != version:
            raise Stale("doubts", id)
        return doubt

    def _key(self, edition_id: str) -> bytes:
        return self._ballots.edition_key(edition_id)


def _reason_place(id: str, number: int) -> str:
    return f"doubts/{id}/reason/{number}"
