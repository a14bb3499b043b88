"""Voters who declare who they are, where there is no roll: each is one person by the exact identity.

Whoever is only near to one who has declared (another spelling, another birth date) is never let in by machine: they may
be that person once more. It never learns how anybody votes.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.voting.keys.service import Keys
from services.voting.keys.tags import keyed_tag
from services.voting.rolls.domain import (
    IdentityPolicy,
    Match,
    Matched,
    Person,
    Recognised,
    Review,
    age_reached,
    home_tag,
    person_tags,
    read_birth,
)
from services.voting.rolls.service.needs import CannotTellApart, Declared, Elections, Identity, RollStore, WrongIdentity
from shared.clock import Clock, warsaw
from shared.store import Database, Duplicate, Transaction, transactional


@dataclass(frozen=True)
class _Said:
    """What somebody declares, read: the id that it makes, and the tags of what is near."""

    roll_id: str
    person: Person
    near: tuple[str, ...]
    home: str
    born: date | None


class Declarations:
    """Who has declared in each edition. One becomes a declared voter with the ballot, not by typing a name."""

    def __init__(self, database: Database, store: RollStore, elections: Elections, keys: Keys, clock: Clock) -> None:
        self.database, self._store, self._clock = database, store, clock
        self._elections, self._keys = elections, keys

    async def match(self, edition_id: str, policy: str, identity: Identity) -> Match:
        """Tell who this is: always somebody, unless near to others who have declared. Raises as `Rolls.recognise`."""
        said = self._read(edition_id, policy, identity)
        like = await self._store.declared_like(edition_id, said.near)
        if not like or any(one.id == said.roll_id for one in like):
            return Matched(said.roll_id)
        return Review(tuple(sorted(one.id for one in like)))

    async def recognise(self, edition_id: str, policy: str, identity: Identity) -> Recognised:
        """Give who this is. Raises `CannotTellApart` beside what `match` raises."""
        match = await self.match(edition_id, policy, identity)
        if not isinstance(match, Matched):
            raise CannotTellApart
        said = self._read(edition_id, policy, identity)
        return Recognised(match.roll_id, self._age(said.born.year if said.born else None), said.home)

    async def declare(self, edition_id: str, policy: str, identity: Identity) -> str:
        """Keep that this person has declared, before their ballot goes in; gives the roll id. Again, it is the same.

        The store itself refuses a second one who is near (a unique index): of many at once, one is declared. Raises
        `CannotTellApart`, and as `match` does.
        """
        declared = self._declared(edition_id, policy, identity)
        if await self._store.declared(edition_id, declared.id) is None:
            try:
                await self._add(declared)
            except Duplicate:
                if await self._store.declared(edition_id, declared.id) is None:
                    raise CannotTellApart from None
        return declared.id

    async def set_apart(self, tx: Transaction, edition_id: str, policy: str, identity: Identity) -> str:
        """Keep that this is another person than those near, in the transaction of the decision; gives the roll id.

        Raises as `match` does.
        """
        declared = self._declared(edition_id, policy, identity, apart=True)
        if await self._store.declared(edition_id, declared.id, tx) is None:
            await self._store.add_declared(tx, declared)
        return declared.id

    def _declared(self, edition_id: str, policy: str, identity: Identity, *, apart: bool = False) -> Declared:
        said = self._read(edition_id, policy, identity)
        words = {"given": said.person.given, "surname": said.person.surname, "address": said.person.address}
        return Declared(
            id=said.roll_id,
            edition_id=edition_id,
            like=said.near,
            alone=(said.roll_id,) if apart else said.near,
            apart=apart,
            home=said.home,
            born=said.born.year if said.born else None,
            sealed=self._keys.of(edition_id).cipher.seal(json.dumps(words), f"declared/{said.roll_id}"),
        )

    @transactional
    async def _add(self, tx: Transaction, declared: Declared) -> None:
        await self._store.add_declared(tx, declared)

    async def likely(self, edition_id: str, policy: str, identity: Identity) -> Sequence[tuple[str, Person]]:
        """Give those who have declared and are near, in a stable order, for somebody who must decide."""
        like = await self._store.declared_like(edition_id, self._read(edition_id, policy, identity).near)
        return [(one.id, self._opened(one)) for one in sorted(like, key=lambda one: one.id)]

    async def known(self, edition_id: str, roll_id: str) -> tuple[Recognised, Person] | None:
        """Give what may be watched of somebody who has declared, and who it is; None where nobody has."""
        one = await self._store.declared(edition_id, roll_id)
        return None if one is None else (Recognised(roll_id, self._age(one.born), one.home), self._opened(one))

    def _read(self, edition_id: str, policy: str, identity: Identity) -> _Said:
        asks_birth = policy == IdentityPolicy.DECLARATION_BORN
        if identity.person is None or (asks_birth and not identity.born):
            raise WrongIdentity(policy)
        key = self._elections.edition_key(edition_id)
        tags = person_tags(key, edition_id, identity.person)
        born = read_birth(identity.born, self._today()) if asks_birth and identity.born else None
        said = f"declared|{edition_id}|{tags.exact}|{born.isoformat() if born else ''}"
        return _Said(
            roll_id=keyed_tag(key, said)[:32],
            person=identity.person,
            near=tuple(sorted(tags.near)),
            home=home_tag(key, edition_id, identity.person.address),
            born=born,
        )

    def _opened(self, one: Declared) -> Person:
        return Person(**json.loads(self._keys.of(one.edition_id).cipher.open(one.sealed, f"declared/{one.id}")))

    def _age(self, born: int | None) -> int | None:
        return None if born is None else age_reached(born, self._today())

    def _today(self) -> date:
        return warsaw(self._clock.now()).date()
