"""Use cases of doubts: ask, decide, come back. One person on the roll is one voter, whoever asks."""

import hashlib
import hmac
import json
from typing import Protocol

from services.voting.ballots.domain.election import Election
from services.voting.ballots.service import Ballots
from services.voting.doubts.domain import (
    Doubt,
    NothingToDecide,
    SomebodyElses,
    TooManyDoubts,
    UnknownDoubt,
    code_of,
    code_tag,
)
from services.voting.keys.service import Keys
from services.voting.rolls.domain import IdentityPolicy, Person, person_tags
from services.voting.rolls.service import CannotTellApart, Identity, Likely, NotOnRoll, Rolls
from shared.access import Person as Officer
from shared.contracts.voting import TaskClosedV1, TaskOpenedV1
from shared.store import Database, Duplicate, NotFound, Stale, Transaction, transactional

MOST_OF_ONE_NAME = 3
"""Who may wait with one name at one address: a grandfather, a father and a son."""
_DECIDE = "Ustal, kim jest głosująca osoba"


class DoubtStore(Protocol):
    """What the use cases need to keep."""

    async def doubt(self, edition_id: str, id: str, tx: Transaction | None = None) -> Doubt: ...  # noqa: D102
    async def by_code(self, edition_id: str, code: str, tx: Transaction | None = None) -> Doubt | None: ...  # noqa: D102
    async def waiting_like(self, tx: Transaction, edition_id: str, like: str) -> list[Doubt]: ...  # noqa: D102
    async def waiting(self, edition_id: str) -> list[Doubt]: ...  # noqa: D102
    async def add(self, tx: Transaction, doubt: Doubt) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, doubt: Doubt) -> None: ...  # noqa: D102


class Doubts:
    """Voters who wait for a person to say who they are."""

    def __init__(self, database: Database, store: DoubtStore, ballots: Ballots, rolls: Rolls, keys: Keys) -> None:
        self.database, self.store, self.clock = database, store, ballots.clock
        self._ballots, self._rolls, self._keys = ballots, rolls, keys

    async def ask(self, edition_id: str, person: Person, nonce: str) -> str:
        """Let an officer decide who this is; gives the code to come back with. The same nonce gives the same code.

        Raises `NotFound`, `NotNow`, `WrongState`, `NothingToDecide`, `TooManyDoubts`, `NameUnreadable`,
        `AddressUnreadable`.
        """
        election = (await self._ballots.taking(edition_id)).election
        if election.rules.identity != IdentityPolicy.NAME_ADDRESS:
            raise NothingToDecide
        try:
            await self._rolls.recognise(edition_id, election.rules.identity, Identity(person=person))
        except CannotTellApart:
            code = code_of(self._key(edition_id), nonce)
            await self._add(election, person, code)
            return code
        except NotOnRoll:
            raise NothingToDecide from None
        raise NothingToDecide

    @transactional
    async def _add(self, tx: Transaction, election: Election, person: Person, code: str) -> None:
        key = self._key(election.id)
        tag = code_tag(key, code)
        if await self.store.by_code(election.id, tag, tx) is not None:
            return
        like = person_tags(key, election.id, person).exact
        taken = {one.place for one in await self.store.waiting_like(tx, election.id, like)}
        free = sorted(set(range(MOST_OF_ONE_NAME)) - taken)
        if not free:
            raise TooManyDoubts
        id = hmac.new(key, f"doubt-id|{tag}".encode(), hashlib.sha256).hexdigest()[:32]
        said = json.dumps({"given": person.given, "surname": person.surname, "address": person.address})
        now = self.clock.now()
        sealed = self._keys.of(election.id).cipher.seal(said, f"doubts/{id}/said")
        doubt = Doubt(id=id, edition_id=election.id, code=tag, like=like, place=free[0], asked_at=now, sealed=sealed)
        await self.store.add(tx, doubt)
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=f"{id}-doubt",
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

    async def read(self, doubt: Doubt) -> tuple[Person, list[Likely]]:
        """Give what a voter who waits has typed, and who on the roll may be meant."""
        if doubt.sealed is None:
            raise NotFound("doubt that waits", doubt.id)
        person = Person(
            **json.loads(self._keys.of(doubt.edition_id).cipher.open(doubt.sealed, f"doubts/{doubt.id}/said"))
        )
        return person, await self._rolls.likely(doubt.edition_id, person)

    async def decide(self, edition_id: str, id: str, version: int, choice: int, reason: str, by: Officer) -> None:
        """Decide who a voter is, by the place among those who may be meant, from 1; 0: nobody on the roll.

        Raises `NotFound`, `Stale`, `AlreadyDecided`, `SomebodyElses`, `NotNow`, `WrongState`.
        """
        await self._ballots.taking(edition_id)
        doubt = await self.store.doubt(edition_id, id)
        if doubt.version != version:
            raise Stale("doubts", id)
        _, likely = await self.read(doubt)
        if choice > len(likely):
            raise NotFound("person on the roll", str(choice))
        try:
            await self._decide(edition_id, id, version, likely[choice - 1].roll_id if choice else None, reason, by)
        except Duplicate:
            raise SomebodyElses from None

    @transactional
    async def _decide(
        self, tx: Transaction, edition_id: str, id: str, version: int, roll_id: str | None, reason: str, by: Officer
    ) -> None:
        doubt = await self.store.doubt(edition_id, id, tx)
        if doubt.version != version:
            raise Stale("doubts", id)
        sealed = self._keys.of(edition_id).cipher.seal(reason, f"doubts/{id}/reason")
        await self.store.save(tx, doubt.decided(roll_id, sealed, by.id))
        tx.publish(TaskClosedV1(version=2, task_id=f"{id}-doubt", closed_at=self.clock.now()))

    async def come_back(self, edition_id: str, code: str) -> Doubt:
        """Give how far the doubt with this code is. Raises `NotFound`, `UnknownDoubt`, `UnreadableCode`."""
        await self._ballots.state(edition_id)
        doubt = await self.store.by_code(edition_id, code_tag(self._key(edition_id), code))
        if doubt is None:
            raise UnknownDoubt
        return doubt

    def _key(self, edition_id: str) -> bytes:
        return self._ballots.edition_key(edition_id)
