"""Use cases of the roll: take it in, hand out codes, recognise who votes. It never learns how anybody votes."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.voting.rolls.domain import (
    IdentityPolicy,
    Match,
    Matched,
    Person,
    Review,
    RollReading,
    code_hash,
    new_code,
    person_tags,
    read_roll,
    resolve,
)
from shared.privacy import Cipher
from shared.store import Database, Transaction, new_id, transactional

MOST_CODES = 5_000
"""Codes handed out in one request."""


class NotOnRoll(Exception):
    """Nobody like that is on the roll, or the code is not one of ours."""


class CannotTellApart(Exception):
    """More than one person on the roll may be meant: an officer decides."""


class WrongIdentity(Exception):
    """The edition recognises voters in another way."""

    def __init__(self, policy: str) -> None:
        super().__init__(f"the edition asks for {policy}")
        self.policy = policy


class Voter(BaseModel):
    """A person on the roll: tags to be found by; name and address only encrypted, for an officer who must decide."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    batch: str
    exact: str | None = None
    near: tuple[str, ...] = ()
    code: str | None = None
    sealed: bytes | None = None


class Roll(BaseModel):
    """Which batch of voters is in force for an edition. A new import replaces the old one at one moment."""

    model_config = ConfigDict(frozen=True)

    id: str
    batch: str
    voters: int
    version: int = 1


class RollStore(Protocol):
    """What the use cases need to keep."""

    async def roll(self, edition_id: str, tx: Transaction | None = None) -> Roll | None: ...  # noqa: D102
    async def put_roll(self, tx: Transaction, roll: Roll) -> None: ...  # noqa: D102
    async def add(self, voters: Sequence[Voter]) -> None: ...  # noqa: D102
    async def drop_others(self, edition_id: str, batch: str) -> None: ...  # noqa: D102
    async def by_tags(self, edition_id: str, batch: str, exact: str, near: frozenset[str]) -> list[Voter]: ...  # noqa: D102
    async def by_code(self, edition_id: str, code: str) -> Voter | None: ...  # noqa: D102


class Keys(Protocol):
    """Gives the secret of an edition."""

    def edition_key(self, edition_id: str) -> bytes: ...  # noqa: D102


@dataclass(frozen=True)
class Identity:
    """What a voter says to be recognised: a name and an address, or a code."""

    person: Person | None = None
    code: str | None = None


class Rolls:
    """Who may vote in each edition."""

    def __init__(self, database: Database, store: RollStore, keys: Keys, cipher: Cipher) -> None:
        self.database, self.store, self._keys, self._cipher = database, store, keys, cipher

    async def take_in(self, edition_id: str, data: bytes, *, dry_run: bool) -> RollReading:
        """Read a roll from CSV; unless it is a dry run, put it in force in place of the former one.

        Raises `NotUtf8`, `RollColumnMissing`.
        """
        reading = read_roll(data)
        if not dry_run:
            batch = new_id()
            key = self._keys.edition_key(edition_id)
            people = [entry.person for entry in reading.entries]
            for part in _parts(people, 1_000):
                await self.store.add([self._voter(edition_id, batch, key, person) for person in part])
            await self._put_in_force(edition_id, batch, len(people))
            await self.store.drop_others(edition_id, batch)
        return reading

    async def hand_out_codes(self, edition_id: str, count: int) -> list[str]:
        """Make `count` one-time codes (at most `MOST_CODES`) and add their owners to the roll.

        The codes are given once, to be printed and handed out; only their keyed hashes are kept.
        """
        known = await self.store.roll(edition_id)
        batch = known.batch if known else new_id()
        key = self._keys.edition_key(edition_id)
        codes = [new_code() for _ in range(count)]
        voters = [
            Voter(id=new_id(), edition_id=edition_id, batch=batch, code=code_hash(key, edition_id, code))
            for code in codes
        ]
        await self.store.add(voters)
        await self._put_in_force(edition_id, batch, (known.voters if known else 0) + count)
        return codes

    @transactional
    async def _put_in_force(self, tx: Transaction, edition_id: str, batch: str, voters: int) -> None:
        known = await self.store.roll(edition_id, tx)
        version = known.version + 1 if known else 1
        await self.store.put_roll(tx, Roll(id=edition_id, batch=batch, voters=voters, version=version))

    async def recognise(self, edition_id: str, policy: str, identity: Identity) -> str:
        """Give the roll id of who says this of themselves.

        Raises `WrongIdentity`, `NotOnRoll`, `CannotTellApart`, and what is wrong with what was typed: `UnreadableCode`,
        `NameUnreadable`, `AddressUnreadable`.
        """
        roll = await self.store.roll(edition_id)
        key = self._keys.edition_key(edition_id)
        if policy == IdentityPolicy.ROLL_CODE:
            if identity.code is None:
                raise WrongIdentity(policy)
            voter = await self.store.by_code(edition_id, code_hash(key, edition_id, identity.code))
            if voter is None:
                raise NotOnRoll
            return voter.id
        if identity.person is None:
            raise WrongIdentity(policy)
        tags = person_tags(key, edition_id, identity.person)
        if roll is None:
            raise NotOnRoll
        like = await self.store.by_tags(edition_id, roll.batch, tags.exact, tags.near)
        match: Match = resolve(
            (voter.id for voter in like if voter.exact == tags.exact),
            (voter.id for voter in like if tags.near & set(voter.near)),
        )
        if isinstance(match, Matched):
            return match.roll_id
        raise CannotTellApart if isinstance(match, Review) else NotOnRoll

    async def count(self, edition_id: str) -> int:
        """Count the people who may vote."""
        roll = await self.store.roll(edition_id)
        return roll.voters if roll else 0

    def _voter(self, edition_id: str, batch: str, key: bytes, person: Person) -> Voter:
        id = new_id()
        tags = person_tags(key, edition_id, person)
        text = json.dumps({"given": person.given, "surname": person.surname, "address": person.address})
        return Voter(
            id=id,
            edition_id=edition_id,
            batch=batch,
            exact=tags.exact,
            near=tuple(sorted(tags.near)),
            sealed=self._cipher.seal(text, f"voters/{id}"),
        )


def _parts(people: Sequence[Person], size: int) -> Iterator[Sequence[Person]]:
    for start in range(0, len(people), size):
        yield people[start : start + size]
