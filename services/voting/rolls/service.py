"""Use cases of the roll: take it in, hand out codes, recognise who votes. It never learns how anybody votes."""

import asyncio
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.voting.ballots.domain.election import ElectionState, WrongState
from services.voting.ballots.service.slot import Slot
from services.voting.keys.service import Keys
from services.voting.rolls.domain import (
    IdentityPolicy,
    Match,
    Matched,
    Person,
    PersonTags,
    Recognised,
    Review,
    RollEntry,
    RollReading,
    age,
    code_hash,
    home_tag,
    may_be_surname,
    new_code,
    person_tags,
    pesel_tag,
    read_pesel,
    read_roll,
    resolve,
)
from shared.clock import Clock, warsaw
from shared.store import Database, Transaction, new_id, transactional

_LOOKED_UP_AT_ONCE = 512
MOST_CODES = 5_000
"""Codes handed out in one request."""
CODES = "codes"
"""The batch of those who have a code; a new roll leaves it alone."""


class NotOnRoll(Exception):
    """Nobody like that is on the roll, or the code is not one of ours."""


class CannotTellApart(Exception):
    """More than one person on the roll may be meant: an officer decides."""


class WrongIdentity(Exception):
    """The edition recognises voters in another way."""

    def __init__(self, policy: str) -> None:
        super().__init__(f"the edition asks for {policy}")
        self.policy = policy


class RollFrozen(Exception):
    """Voting is open: a person spelt in another way in a new roll could vote once more."""


@dataclass(frozen=True)
class Likely:
    """Somebody on the roll who may be meant."""

    roll_id: str
    person: Person


class Voter(BaseModel):
    """A person on the roll: tags to be found by; what else the roll says is encrypted, for an officer who must decide.

    `roll_id` is what the voter's tag is made of. It comes from the name and the address, or from the PESEL where the
    edition recognises by it, so that the same person has the same one in every import.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    roll_id: str
    edition_id: str
    batch: str
    exact: str | None = None
    near: tuple[str, ...] = ()
    code: str | None = None
    pesel: str | None = None
    sealed: bytes | None = None


class Roll(BaseModel):
    """Which batch of voters is in force for an edition. A new import replaces the old one at one moment."""

    model_config = ConfigDict(frozen=True)

    id: str
    batch: str | None = None
    people: int = 0
    codes: int = 0
    version: int = 1


class RollStore(Protocol):
    """What the use cases need to keep."""

    async def roll(self, edition_id: str, tx: Transaction | None = None) -> Roll | None: ...  # noqa: D102
    async def put_roll(self, tx: Transaction, roll: Roll) -> None: ...  # noqa: D102
    async def add(self, voters: Sequence[Voter], tx: Transaction | None = None) -> None: ...  # noqa: D102
    async def drop_others(self, edition_id: str, batch: str) -> None: ...  # noqa: D102
    async def by_exact(self, edition_id: str, batch: str, tags: Sequence[str]) -> list[Voter]: ...  # noqa: D102
    async def by_near(self, edition_id: str, batch: str, tags: Sequence[str]) -> list[Voter]: ...  # noqa: D102
    async def by_pesel(self, edition_id: str, batch: str, pesel: str) -> Voter | None: ...  # noqa: D102
    async def by_code(self, edition_id: str, code: str) -> Voter | None: ...  # noqa: D102


class Elections(Protocol):
    """Gives the secret of an edition, tells how it recognises voters and how far its vote is."""

    def edition_key(self, edition_id: str) -> bytes: ...  # noqa: D102
    async def state(self, edition_id: str, tx: Transaction | None = None) -> ElectionState: ...  # noqa: D102
    async def identity(self, edition_id: str) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Identity:
    """What a voter says to be recognised: a name and an address, a code, or a PESEL and the surname. Never shown."""

    person: Person | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)
    pesel: str | None = field(default=None, repr=False)
    surname: str | None = field(default=None, repr=False)


def identity_of(given: str = "", surname: str = "", address: str = "", code: str = "", pesel: str = "") -> Identity:
    """Give what was typed in the roll's terms; what is empty is not said."""
    person = Person(given, surname, address) if given and surname and address else None
    return Identity(person, code or None, pesel or None, surname or None)


class Rolls:
    """Who may vote in each edition."""

    def __init__(self, database: Database, store: RollStore, elections: Elections, keys: Keys, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._elections, self._keys = elections, keys
        self._slots: dict[str, Slot[PersonTags, list[Voter]]] = {}

    async def take_in(self, edition_id: str, data: bytes, *, dry_run: bool) -> RollReading:
        """Read a roll from CSV; unless it is a dry run, put it in force in place of the former one.

        Raises `NotFound`, `RollFrozen`, `NotUtf8`, `RollColumnMissing`.
        """
        await self._require_before_opening(edition_id)
        by_pesel = await self._elections.identity(edition_id) == IdentityPolicy.PESEL_ROLL
        reading = await asyncio.to_thread(read_roll, data, self._today(), by_pesel=by_pesel)
        if not dry_run:
            batch, key = new_id(), self._elections.edition_key(edition_id)
            known = Counter[str]()
            for part in _parts(reading.entries, 1_000):
                await self.store.add(await asyncio.to_thread(self._voters, edition_id, batch, key, part, known))
            await self._put_in_force(edition_id, batch, len(reading.entries))
            await self.store.drop_others(edition_id, batch)
        return reading

    async def hand_out_codes(self, edition_id: str, count: int) -> list[str]:
        """Make `count` one-time codes (at most `MOST_CODES`) and add their owners to the roll.

        The codes are given once, to be printed and handed out; only their keyed hashes are kept. Raises `NotFound`,
        `WrongState` after the close.
        """
        await self._elections.state(edition_id)
        key = self._elections.edition_key(edition_id)
        codes = [new_code() for _ in range(count)]
        ids = [new_id() for _ in codes]
        voters = [
            Voter(id=id, roll_id=id, edition_id=edition_id, batch=CODES, code=code_hash(key, edition_id, code))
            for id, code in zip(ids, codes, strict=True)
        ]
        await self._add_codes(edition_id, voters)
        return codes

    @transactional
    async def _add_codes(self, tx: Transaction, edition_id: str, voters: Sequence[Voter]) -> None:
        # Returns nothing: what a transaction returns may be kept with a request's key, in the clear.
        state = await self._elections.state(edition_id, tx)
        if state is ElectionState.CLOSED:
            raise WrongState(state, ElectionState.OPEN)
        await self.store.add(voters, tx)
        known = await self.store.roll(edition_id, tx) or Roll(id=edition_id, version=0)
        changes = {"codes": known.codes + len(voters), "version": known.version + 1}
        await self.store.put_roll(tx, known.model_copy(update=changes))

    @transactional
    async def _put_in_force(self, tx: Transaction, edition_id: str, batch: str, people: int) -> None:
        await self._require_before_opening(edition_id, tx)
        known = await self.store.roll(edition_id, tx) or Roll(id=edition_id, version=0)
        changes = {"batch": batch, "people": people, "version": known.version + 1}
        await self.store.put_roll(tx, known.model_copy(update=changes))

    async def _require_before_opening(self, edition_id: str, tx: Transaction | None = None) -> None:
        if await self._elections.state(edition_id, tx) not in (ElectionState.ANNOUNCED, ElectionState.LISTED):
            raise RollFrozen

    async def recognise(self, edition_id: str, policy: str, identity: Identity) -> Recognised:
        """Give the roll id of who says this of themselves, and what may be watched.

        Raises `WrongIdentity`, `NotOnRoll`, `CannotTellApart`, and what is wrong with what was typed: `UnreadableCode`,
        `UnreadablePesel`, `NameUnreadable`, `AddressUnreadable`.
        """
        key = self._elections.edition_key(edition_id)
        if policy == IdentityPolicy.ROLL_CODE:
            if identity.code is None:
                raise WrongIdentity(policy)
            voter = await self.store.by_code(edition_id, code_hash(key, edition_id, identity.code))
            if voter is None:
                raise NotOnRoll
            return Recognised(voter.roll_id)
        if policy == IdentityPolicy.PESEL_ROLL:
            return await self._by_pesel(edition_id, key, identity)
        if identity.person is None:
            raise WrongIdentity(policy)
        tags = person_tags(key, edition_id, identity.person)
        like = await self._slot(edition_id).put(tags)
        match: Match = resolve(
            (voter.roll_id for voter in like if voter.exact == tags.exact),
            (voter.roll_id for voter in like if tags.near & set(voter.near)),
        )
        if isinstance(match, Matched):
            voter = next(one for one in like if one.roll_id == match.roll_id)
            person, born = self._opened(voter)
            years = None if born is None else age(born, self._today())
            return Recognised(voter.roll_id, years, home_tag(key, edition_id, person.address))
        raise CannotTellApart if isinstance(match, Review) else NotOnRoll

    async def _by_pesel(self, edition_id: str, key: bytes, identity: Identity) -> Recognised:
        """Find a person by PESEL. A wrong surname is answered as an unknown number is: no number can be tried alone."""
        if identity.pesel is None or identity.surname is None:
            raise WrongIdentity(IdentityPolicy.PESEL_ROLL)
        pesel = read_pesel(identity.pesel, self._today())
        roll = await self.store.roll(edition_id)
        if roll is None or roll.batch is None:
            raise NotOnRoll
        voter = await self.store.by_pesel(edition_id, roll.batch, pesel_tag(key, edition_id, pesel.number))
        if voter is None:
            raise NotOnRoll
        person, _ = self._opened(voter)
        if not may_be_surname(person.surname, identity.surname):
            raise NotOnRoll
        home = home_tag(key, edition_id, person.address)
        return Recognised(voter.roll_id, age(pesel.born, self._today()), home)

    async def likely(self, edition_id: str, person: Person) -> list[Likely]:
        """Give everybody on the roll who may be meant, in a stable order, for somebody who must decide.

        Raises `NameUnreadable`, `AddressUnreadable`.
        """
        tags = person_tags(self._elections.edition_key(edition_id), edition_id, person)
        like = await self._slot(edition_id).put(tags)
        return [
            Likely(voter.roll_id, self._opened(voter)[0])
            for voter in sorted(like, key=lambda voter: voter.roll_id)
            if voter.sealed is not None
        ]

    def _slot(self, edition_id: str) -> Slot[PersonTags, list[Voter]]:
        if edition_id not in self._slots:
            self._slots[edition_id] = Slot(partial(self._alike, edition_id), _LOOKED_UP_AT_ONCE)
        return self._slots[edition_id]

    async def _alike(self, edition_id: str, heap: Sequence[PersonTags]) -> list[list[Voter]]:
        """Give, for each of a heap of people, the voters of their exact name and address, else those near it."""
        roll = await self.store.roll(edition_id)
        if roll is None or roll.batch is None:
            return [[] for _ in heap]
        exact: dict[str, list[Voter]] = {}
        for voter in await self.store.by_exact(edition_id, roll.batch, [tags.exact for tags in heap]):
            exact.setdefault(str(voter.exact), []).append(voter)
        others = sorted({tag for tags in heap if tags.exact not in exact for tag in tags.near})
        near = await self.store.by_near(edition_id, roll.batch, others) if others else []
        return [
            exact.get(tags.exact) or [voter for voter in near if not tags.near.isdisjoint(voter.near)] for tags in heap
        ]

    async def count(self, edition_id: str) -> int:
        """Count the people who may vote."""
        roll = await self.store.roll(edition_id)
        return roll.people + roll.codes if roll else 0

    def _voters(
        self, edition_id: str, batch: str, key: bytes, entries: Sequence[RollEntry], known: Counter[str]
    ) -> list[Voter]:
        """Make the voters of a part of the roll; `known` counts who has had the same name and address before."""
        voters = []
        for entry in entries:
            person, id = entry.person, new_id()
            tags = person_tags(key, edition_id, person)
            known[tags.exact] += 1
            pesel = None if entry.pesel is None else pesel_tag(key, edition_id, entry.pesel.number)
            said = {"given": person.given, "surname": person.surname, "address": person.address}
            text = json.dumps(said | ({"born": entry.born.isoformat()} if entry.born else {}))
            voters.append(
                Voter(
                    id=id,
                    roll_id=_roll_id(key, pesel or tags.exact, 1 if pesel else known[tags.exact]),
                    edition_id=edition_id,
                    batch=batch,
                    exact=tags.exact,
                    near=tuple(sorted(tags.near)),
                    pesel=pesel,
                    sealed=self._keys.of(edition_id).cipher.seal(text, f"voters/{id}"),
                )
            )
        return voters

    def _opened(self, voter: Voter) -> tuple[Person, date | None]:
        """Give who a voter of a roll is, and when they were born where the roll has a column of that."""
        assert voter.sealed is not None, "only those with codes have nothing sealed"
        said = json.loads(self._keys.of(voter.edition_id).cipher.open(voter.sealed, f"voters/{voter.id}"))
        born = said.pop("born", None)
        return Person(**said), date.fromisoformat(born) if born else None

    def _today(self) -> date:
        return warsaw(self.clock.now()).date()


def _roll_id(key: bytes, exact: str, place: int) -> str:
    return hmac.new(key, f"voter|{exact}|{place}".encode(), hashlib.sha256).hexdigest()[:32]


def _parts(entries: Sequence[RollEntry], size: int) -> Iterator[Sequence[RollEntry]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]
