"""Use cases of the roll: take it in, hand out codes, recognise who votes. It never learns how anybody votes."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple, TypeVar

from services.voting.ballots.domain.election import ElectionState
from services.voting.ballots.service.slot import HEAP, Slot
from services.voting.keys.service import Keys
from services.voting.keys.tags import keyed_tag
from services.voting.rolls.domain import (
    BY_PESEL,
    DECLARED,
    IdentityPolicy,
    Match,
    Matched,
    Person,
    PersonTags,
    Recognised,
    Review,
    RollEntry,
    RollReading,
    age_reached,
    code_hash,
    home_tag,
    may_be_surname,
    person_tags,
    pesel_tag,
    read_pesel,
    read_roll,
    resolve,
    surname_tags,
)
from services.voting.rolls.service.declarations import Declarations
from services.voting.rolls.service.needs import (
    Alike,
    CannotTellApart,
    Elections,
    Identity,
    NotDeclared,
    NotOnRoll,
    Roll,
    RollStore,
    Voter,
    WrongIdentity,
    identity_of,
)
from shared.clock import Clock, warsaw
from shared.store import Database, NotFound, Transaction, new_id, transactional

__all__ = [
    "CannotTellApart",
    "Elections",
    "Identity",
    "Likely",
    "NotDeclared",
    "NotOnRoll",
    "Roll",
    "RollFrozen",
    "RollStore",
    "Rolls",
    "Voter",
    "WrongIdentity",
    "identity_of",
]

T = TypeVar("T")

_TAGS_AT_ONCE = 1_000
"""Near tags in one question to the store."""


_BEFORE_OPENING = (ElectionState.ANNOUNCED, ElectionState.LISTED)


class RollFrozen(Exception):
    """Voting is open: a person spelt in another way in a new roll could vote once more."""


@dataclass(frozen=True)
class Likely:
    """Somebody on the roll who may be meant."""

    roll_id: str
    person: Person


class _Found(NamedTuple):
    """A person as looked up: their tags, and who on the roll is like them."""

    tags: PersonTags
    like: list[Alike]

    def match(self) -> Match:
        """Decide who it is: the same exact tag, else near ones."""
        same = [voter.roll_id for voter in self.like if voter.exact == self.tags.exact]
        if same:
            return resolve(same, (), ())
        near = [voter for voter in self.like if not self.tags.near.isdisjoint(voter.near)]
        same_words = [voter.roll_id for voter in near if self.tags.near == frozenset(voter.near)]
        return resolve((), [voter.roll_id for voter in near], same_words)


class Rolls:
    """Who may vote in each edition."""

    def __init__(self, database: Database, store: RollStore, elections: Elections, keys: Keys, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._elections, self._keys = elections, keys
        self._slots: dict[str, Slot[Person, _Found]] = {}
        self._batches: dict[str, str | None] = {}
        self._declarations = Declarations(database, store, elections, keys, clock)

    async def take_in(self, edition_id: str, data: bytes, *, dry_run: bool) -> RollReading:
        """Read a roll from CSV; unless it is a dry run, put it in force in place of the former one.

        Raises `NotFound`, `RollFrozen`, `NotUtf8`, `RollColumnMissing`.
        """
        await self._require_before_opening(edition_id)
        by_pesel = await self._elections.identity(edition_id) in BY_PESEL
        reading = await asyncio.to_thread(read_roll, data, self._today(), by_pesel=by_pesel)
        if not dry_run:
            batch, key = new_id(), self._elections.edition_key(edition_id)
            known = Counter[str]()
            for part in _parts(reading.entries, 1_000):
                await self.store.add(await asyncio.to_thread(self._voters, edition_id, batch, key, part, known))
            former = await self._put_in_force(edition_id, batch, len(reading.entries))
            # No other: it may be one that a colleague is taking in at this moment.
            if former is not None:
                await self.store.drop(edition_id, former)
        return reading

    @transactional
    async def _put_in_force(self, tx: Transaction, edition_id: str, batch: str, people: int) -> str | None:
        """Let a batch be the roll; gives the one that was it."""
        await self._require_before_opening(edition_id, tx)
        known = await self.store.roll(edition_id, tx) or Roll(id=edition_id, version=0)
        changes = {"batch": batch, "people": people, "version": known.version + 1}
        await self.store.put_roll(tx, known.model_copy(update=changes))
        return known.batch

    async def _require_before_opening(self, edition_id: str, tx: Transaction | None = None) -> None:
        if await self._elections.state(edition_id, tx) not in _BEFORE_OPENING:
            raise RollFrozen

    async def recognise(self, edition_id: str, policy: str, identity: Identity) -> Recognised:
        """Give the roll id of who says this of themselves, and what may be watched.

        Raises `WrongIdentity`, `NotOnRoll`, `CannotTellApart`, and what is wrong with what was typed: `UnreadableCode`,
        `UnreadablePesel`, `NameUnreadable`, `TooManyWords`, `AddressUnreadable`.
        """
        if policy in DECLARED:
            return await self._declarations.recognise(edition_id, policy, identity)
        key = self._elections.edition_key(edition_id)
        if policy == IdentityPolicy.ROLL_CODE:
            if identity.code is None:
                raise WrongIdentity(policy)
            voter = await self.store.by_code(edition_id, code_hash(key, edition_id, identity.code))
            if voter is None:
                raise NotOnRoll
            return self._recognised(voter)
        if policy == IdentityPolicy.NATIONAL_NODE and not identity.vouched:
            raise WrongIdentity(policy)
        if policy in BY_PESEL:
            return await self._by_pesel(edition_id, policy, key, identity)
        if identity.person is None:
            raise WrongIdentity(policy)
        found = self._told(await self._slot(edition_id).put(identity.person))
        if isinstance(found, Exception):
            raise found
        return found

    async def recognise_all(self, edition_id: str, identities: Sequence[Identity]) -> list[Recognised | Exception]:
        """Recognise by name and address who comes together, at most `HEAP`, by one question to the roll.

        Each gets what `recognise` would give or raise alone.
        """
        people = [identity.person for identity in identities if identity.person is not None]
        found = iter(await self._alike(edition_id, people))
        return [
            WrongIdentity(IdentityPolicy.NAME_ADDRESS) if identity.person is None else self._told(next(found))
            for identity in identities
        ]

    def _told(self, found: "_Found | Exception") -> Recognised | Exception:
        if isinstance(found, Exception):
            return found
        match = found.match()
        if isinstance(match, Matched):
            return self._recognised(next(one for one in found.like if one.roll_id == match.roll_id))
        return CannotTellApart() if isinstance(match, Review) else NotOnRoll()

    async def _by_pesel(self, edition_id: str, policy: str, key: bytes, identity: Identity) -> Recognised:
        """Find a person by PESEL. A wrong surname is answered as an unknown number is: no number can be tried alone."""
        if identity.pesel is None or identity.surname is None:
            raise WrongIdentity(policy)
        tag = pesel_tag(key, edition_id, read_pesel(identity.pesel, self._today()).number)
        typed = surname_tags(key, edition_id, tag, identity.surname)
        batch = await self._batch(edition_id)
        voter = None if batch is None else await self.store.by_pesel(edition_id, batch, tag)
        if voter is None or not may_be_surname(frozenset(voter.family), typed):
            raise NotOnRoll
        return self._recognised(voter)

    def asker(self, edition_id: str, policy: str, identity: Identity) -> str:
        """Give a keyed tag of what somebody says of themselves, however it is typed: on the roll or not.

        Raises `WrongIdentity` and what is wrong with what was typed, as `recognise` does.
        """
        key = self._elections.edition_key(edition_id)
        if policy == IdentityPolicy.ROLL_CODE and identity.code is not None:
            said = code_hash(key, edition_id, identity.code)
        elif policy in BY_PESEL and identity.pesel is not None:
            said = pesel_tag(key, edition_id, read_pesel(identity.pesel, self._today()).number)
        elif identity.person is not None:
            said = person_tags(key, edition_id, identity.person).exact
        else:
            raise WrongIdentity(policy)
        return keyed_tag(key, f"asker|{said}")

    async def declare(self, edition_id: str, policy: str, identity: Identity) -> None:
        """Before a ballot goes in: keep that its voter has declared, where the edition has no roll; else do nothing.

        Raises `NotDeclared`, `CannotTellApart` where a near one has been faster, and as `recognise` does.
        """
        if policy not in DECLARED:
            return
        if not identity.declares:
            raise NotDeclared
        await self._declarations.declare(edition_id, policy, identity)

    async def set_apart(self, tx: Transaction, edition_id: str, policy: str, identity: Identity) -> str | None:
        """Give the roll id of who is another person than all that are near, as an officer finds in this transaction.

        Where there is a roll, whoever is none of those on it is nobody: None.
        """
        return await self._declarations.set_apart(tx, edition_id, policy, identity) if policy in DECLARED else None

    async def join_again(self, tx: Transaction, edition_id: str, roll_id: str) -> None:
        """Undo `set_apart`, where an officer takes the decision back."""
        await self.store.drop_apart(tx, edition_id, roll_id)

    async def known(self, edition_id: str, roll_id: str) -> Recognised:
        """Give what may be watched of a person whom somebody has found on the roll: by a doubt, or on paper."""
        declared = await self._declarations.known(edition_id, roll_id)
        if declared is not None:
            return declared[0]
        voter = await self._on_roll(edition_id, roll_id)
        return Recognised(roll_id) if voter is None else self._recognised(voter)

    async def person(self, edition_id: str, roll_id: str) -> Person:
        """Give who a person on the roll is, for somebody who must decide. Raises `NotFound`."""
        declared = await self._declarations.known(edition_id, roll_id)
        if declared is not None:
            return declared[1]
        voter = await self._on_roll(edition_id, roll_id)
        if voter is None or voter.sealed is None:
            raise NotFound("person on the roll", roll_id)
        return self._opened(voter)

    async def match(self, edition_id: str, policy: str, identity: Identity) -> Match:
        """Tell who this is by name and address, or who may be meant. Raises as `recognise` does."""
        if policy in DECLARED:
            return await self._declarations.match(edition_id, policy, identity)
        if policy != IdentityPolicy.NAME_ADDRESS or identity.person is None:
            raise WrongIdentity(policy)
        return (await self._slot(edition_id).put(identity.person)).match()

    async def _on_roll(self, edition_id: str, roll_id: str) -> Voter | None:
        batch = await self._batch(edition_id)
        return None if batch is None else await self.store.by_roll_id(edition_id, batch, roll_id)

    def _recognised(self, voter: Voter | Alike) -> Recognised:
        years = None if voter.born is None else age_reached(voter.born, self._today())
        return Recognised(voter.roll_id, years, voter.home)

    async def likely(self, edition_id: str, policy: str, identity: Identity) -> list[Likely]:
        """Give everybody who may be meant, in a stable order, for somebody who must decide.

        Raises `WrongIdentity`, `NameUnreadable`, `TooManyWords`, `AddressUnreadable`.
        """
        if policy in DECLARED:
            near = await self._declarations.likely(edition_id, policy, identity)
            return [Likely(roll_id, person) for roll_id, person in near]
        if identity.person is None:
            raise WrongIdentity(policy)
        like = (await self._slot(edition_id).put(identity.person)).like
        voters = [await self._on_roll(edition_id, roll_id) for roll_id in sorted(one.roll_id for one in like)]
        return [Likely(voter.roll_id, self._opened(voter)) for voter in voters if voter and voter.sealed is not None]

    def _slot(self, edition_id: str) -> Slot[Person, "_Found"]:
        if edition_id not in self._slots:
            self._slots[edition_id] = Slot(partial(self._alike, edition_id), HEAP)
        return self._slots[edition_id]

    async def _alike(self, edition_id: str, heap: Sequence[Person]) -> list["_Found | Exception"]:
        """Give the voters like each of a heap of people. Whose name cannot be read fails alone, not with the heap."""
        # The key lies in a file, which is looked for once for all of them.
        key = self._elections.edition_key(edition_id)
        answers: list[_Found | Exception | None] = []
        asked = []
        for person in heap:
            try:
                asked.append(person_tags(key, edition_id, person))
                answers.append(None)
            except Exception as error:  # told to whose name it is, not to the heap
                answers.append(error)
        found = iter(await self._looked_up(edition_id, asked))
        return [next(found) if answer is None else answer for answer in answers]

    async def _looked_up(self, edition_id: str, heap: Sequence[PersonTags]) -> list["_Found | Exception"]:
        try:
            return [*await self._look_up(edition_id, heap)]
        except Exception as error:  # one of them, or the store: each is told on their own
            if len(heap) == 1:
                return [error]
            alone = await asyncio.gather(*(self._looked_up(edition_id, [tags]) for tags in heap))
            return [found for [found] in alone]

    async def _look_up(self, edition_id: str, heap: Sequence[PersonTags]) -> list["_Found"]:
        """Give, for each of a heap of people, the voters of their exact name and address, else those near it."""
        batch = await self._batch(edition_id)
        if batch is None or not heap:
            return [_Found(tags, []) for tags in heap]
        exact: dict[str, list[Alike]] = {}
        for voter in await self.store.by_exact(edition_id, batch, [tags.exact for tags in heap]):
            exact.setdefault(str(voter.exact), []).append(voter)
        others = sorted({tag for tags in heap if tags.exact not in exact for tag in tags.near})
        near: dict[str, Alike] = {}
        for part in _parts(others, _TAGS_AT_ONCE):
            near |= {voter.id: voter for voter in await self.store.by_near(edition_id, batch, part)}
        return [
            _Found(
                tags,
                exact.get(tags.exact) or [voter for voter in near.values() if not tags.near.isdisjoint(voter.near)],
            )
            for tags in heap
        ]

    async def _batch(self, edition_id: str) -> str | None:
        """Name the batch of voters in force; from the opening on it is the last one, and is kept in memory."""
        if edition_id in self._batches:
            return self._batches[edition_id]
        # The state first: the opening settles the roll, so what is read behind it stays.
        state = await self._elections.state(edition_id)
        roll = await self.store.roll(edition_id)
        batch = None if roll is None else roll.batch
        if state not in _BEFORE_OPENING:
            self._batches[edition_id] = batch
        return batch

    async def count(self, edition_id: str) -> int:
        """Count the people who may vote."""
        return await self.store.people(edition_id)

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
            family = surname_tags(key, edition_id, pesel, person.surname) if pesel else ()
            born = entry.pesel.born if entry.pesel else entry.born
            said = {"given": person.given, "surname": person.surname, "address": person.address}
            voters.append(
                Voter(
                    id=id,
                    roll_id=_roll_id(key, pesel or tags.exact, 1 if pesel else known[tags.exact]),
                    edition_id=edition_id,
                    batch=batch,
                    exact=tags.exact,
                    near=tuple(sorted(tags.near)),
                    pesel=pesel,
                    family=tuple(sorted(family)),
                    home=home_tag(key, edition_id, person.address),
                    born=born.year if born else None,
                    sealed=self._keys.of(edition_id).cipher.seal(json.dumps(said), f"voters/{id}"),
                )
            )
        return voters

    def _opened(self, voter: Voter) -> Person:
        assert voter.sealed is not None, "only those with codes have nothing sealed"
        return Person(**json.loads(self._keys.of(voter.edition_id).cipher.open(voter.sealed, f"voters/{voter.id}")))

    def _today(self) -> date:
        return warsaw(self.clock.now()).date()


def _roll_id(key: bytes, exact: str, place: int) -> str:
    return keyed_tag(key, f"voter|{exact}|{place}")[:32]


def _parts(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
