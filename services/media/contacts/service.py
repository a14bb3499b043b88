"""Use cases of contacts: titles, journalists, accreditations; what is erased. What is personal is opened here alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Protocol

from services.media.contacts.domain import (
    Accreditation,
    Consent,
    Details,
    Journalist,
    Outlet,
    OutletFacts,
    require_consent,
    require_period,
)
from services.media.contacts.domain.words import fold, words_of
from shared.access import Person, Role
from shared.clock import Clock, warsaw
from shared.deadlines import STATUTE, Term, compute
from shared.privacy import Cipher, keyed_digest
from shared.readings import Readings
from shared.store import Database, Stale, Transaction, new_id, transactional
from shared.ticks import in_turn

_AT_ONCE = 100
READERS = (Role.PRESS_OFFICER, Role.OFFICER, Role.MAYOR)
"""Who sees titles and journalists; private numbers are the press office's alone."""


class ContactStore(Protocol):
    """What the use cases need to keep."""

    async def outlet(self, id: str, tx: Transaction | None = None) -> Outlet: ...  # noqa: D102
    async def add_outlet(self, tx: Transaction, outlet: Outlet) -> None: ...  # noqa: D102
    async def save_outlet(self, tx: Transaction, outlet: Outlet) -> None: ...  # noqa: D102
    async def outlets(self, words: list[str]) -> list[Outlet]: ...  # noqa: D102
    async def journalist(self, id: str, tx: Transaction | None = None) -> Journalist: ...  # noqa: D102
    async def add_journalist(self, tx: Transaction, journalist: Journalist) -> None: ...  # noqa: D102
    async def save_journalist(self, tx: Transaction, journalist: Journalist) -> None: ...  # noqa: D102
    async def journalists(  # noqa: D102
        self, names: tuple[str, ...], outlet: str | None, skip: int, limit: int
    ) -> list[Journalist]: ...
    async def writable(  # noqa: D102
        self, outlets: Sequence[str] | None, ids: Sequence[str] | None, tx: Transaction
    ) -> list[Journalist]: ...
    async def to_erase(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def erase(self, tx: Transaction, id: str, now: datetime) -> None: ...  # noqa: D102
    async def accreditation(self, id: str, tx: Transaction | None = None) -> Accreditation: ...  # noqa: D102
    async def add_accreditation(self, tx: Transaction, one: Accreditation) -> None: ...  # noqa: D102
    async def save_accreditation(self, tx: Transaction, one: Accreditation) -> None: ...  # noqa: D102
    async def accreditations(self, journalist_id: str) -> list[Accreditation]: ...  # noqa: D102
    async def accredited(self, journalist_ids: Sequence[str], day: date) -> dict[str, Accreditation]: ...  # noqa: D102
    async def that_hold(self, day: date) -> list[Accreditation]: ...  # noqa: D102


@dataclass(frozen=True)
class Addressee:
    """A journalist whom the office writes to. `tag`: stands for the address where addresses are told apart unread."""

    journalist_id: str
    name: str
    email: str
    tag: str


class Contacts:
    """Whom the press office works with."""

    def __init__(
        self,
        database: Database,
        store: ContactStore,
        readings: Readings,
        cipher: Cipher,
        key: str,
        clock: Clock,
        kept: Term,
    ) -> None:
        """`key`: by which names are found unread; `kept`: how long after a consent was taken back."""
        self.database, self.store, self.readings, self.clock = database, store, readings, clock
        self._cipher, self._key, self._kept = cipher, key, kept

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- titles ------------------------------------------------------------------------------------------------------

    async def outlets(self, text: str = "") -> list[Outlet]:
        """Give the titles by their names, those that are looked for."""
        return await self.store.outlets(fold(text)[:6])

    @transactional
    async def add_outlet(self, tx: Transaction, facts: OutletFacts) -> str:
        """Write a title down; give its id."""
        outlet = Outlet(**facts.model_dump(), id=new_id(), words=self._words(facts))
        await self.store.add_outlet(tx, outlet)
        return outlet.id

    @transactional
    async def change_outlet(self, tx: Transaction, id: str, version: int, facts: OutletFacts) -> int:
        """Put a title right; give the version. Raises `NotFound`, `Stale`."""
        outlet = await self.store.outlet(id, tx)
        if outlet.version != version:
            raise Stale("outlets", id)
        after = outlet.changed(facts, self._words(facts))
        await self.store.save_outlet(tx, after)
        return after.version

    # -- journalists -------------------------------------------------------------------------------------------------

    def named(self, journalist: Journalist) -> str:
        """Give a journalist's name, for a list."""
        return self._open(journalist).name

    async def details(self, journalist: Journalist, by: Person) -> Details:
        """Give who a journalist is: private numbers to the press office alone, whose look is written down first."""
        details = self._open(journalist)
        if by.role is not Role.PRESS_OFFICER:
            return details.public()
        if any(number.private for number in details.numbers):
            await self.readings.note("numbers", journalist.id, by)
        return details

    async def found(self, text: str, outlet: str | None, skip: int, limit: int) -> list[Journalist]:
        """Give journalists with all words of `text` in their names, or all; of a title, where one is named."""
        return await self.store.journalists(self._digests(text), outlet, skip, limit)

    async def addressees(
        self, tx: Transaction, *, outlets: Sequence[str] | None = None, ids: Sequence[str] | None = None
    ) -> list[Addressee]:
        """Give whom one may write to, of titles or by ids: active, with consent, each address once."""
        found: dict[str, Addressee] = {}
        for one in await self.store.writable(outlets, ids, tx):
            details = self._open(one)
            if details.email is not None:
                tag = self._tag(details.email)
                found.setdefault(tag, Addressee(one.id, details.name, details.email, tag))
        return list(found.values())

    @transactional
    async def add_journalist(
        self, tx: Transaction, details: Details, roles: tuple[str, ...], outlets: tuple[str, ...], consent: Consent
    ) -> str:
        """Write a journalist down, who has agreed to it; give the id. Raises `ConsentAhead`, `NotFound` for a title."""
        require_consent(consent.given_on, self.today)
        for outlet in outlets:
            await self.store.outlet(outlet, tx)
        id = new_id()
        journalist = Journalist(
            id=id,
            sealed=self._seal(id, details),
            digests=self._digests(details.name),
            roles=roles,
            outlets=outlets,
            consent=consent,
        )
        await self.store.add_journalist(tx, journalist)
        return id

    @transactional
    async def change_journalist(
        self,
        tx: Transaction,
        id: str,
        version: int,
        details: Details,
        roles: tuple[str, ...],
        outlets: tuple[str, ...],
        *,
        active: bool,
    ) -> int:
        """Put a journalist right; give the version. Raises `NotFound`, `Stale`, `ConsentWithdrawn`."""
        journalist = await self._read(tx, id, version)
        for outlet in outlets:
            await self.store.outlet(outlet, tx)
        sealed, digests = self._seal(id, details), self._digests(details.name)
        after = journalist.changed(sealed=sealed, digests=digests, roles=roles, outlets=outlets, active=active)
        await self.store.save_journalist(tx, after)
        return after.version

    @transactional
    async def withdraw_consent(self, tx: Transaction, id: str, version: int) -> int:
        """Note that a journalist has taken the consent back; after a while all is erased. Give the version.

        Raises `NotFound`, `Stale`, `ConsentWithdrawn`.
        """
        now = self.clock.now()
        # Nobody has to act by then: no free day moves it.
        after = (await self._read(tx, id, version)).withdrawn(now, compute(self._kept, now, STATUTE).due_at)
        await self.store.save_journalist(tx, after)
        return after.version

    async def look_after(self) -> None:
        """Erase the journalists whose time has come: at most so many at once."""
        await in_turn([partial(self._erase, id) for id in await self.store.to_erase(self.clock.now(), _AT_ONCE)])

    @transactional
    async def _erase(self, tx: Transaction, id: str) -> None:
        await self.store.erase(tx, id, self.clock.now())

    # -- accreditations ----------------------------------------------------------------------------------------------

    @transactional
    async def accredit(
        self, tx: Transaction, journalist_id: str, outlet_id: str, first: date, last: date, by: Person
    ) -> str:
        """Accredit a journalist from one day to another; give the id.

        Raises `NotFound`, `PeriodBackwards`, `ConsentWithdrawn`.
        """
        require_period(first, last)
        await self.store.outlet(outlet_id, tx)
        (await self.store.journalist(journalist_id, tx)).changed()
        number = await self.database.next_number(tx, f"accreditations|{first.year}")
        one = Accreditation(
            id=new_id(),
            number=number,
            year=first.year,
            journalist_id=journalist_id,
            outlet_id=outlet_id,
            first=first,
            last=last,
            given_at=self.clock.now(),
            given_by=by.name,
        )
        await self.store.add_accreditation(tx, one)
        return one.id

    @transactional
    async def end_accreditation(self, tx: Transaction, id: str, version: int, reason: str) -> int:
        """Take an accreditation back; give the version. Raises `NotFound`, `Stale`, `AccreditationEnded`."""
        one = await self.store.accreditation(id, tx)
        if one.version != version:
            raise Stale("accreditations", id)
        after = one.ended(self.clock.now(), reason)
        await self.store.save_accreditation(tx, after)
        return after.version

    async def _read(self, tx: Transaction, id: str, version: int) -> Journalist:
        journalist = await self.store.journalist(id, tx)
        if journalist.version != version:
            raise Stale("journalists", id)
        return journalist

    def _words(self, facts: OutletFacts) -> tuple[str, ...]:
        return words_of(facts.name)

    def _digests(self, text: str) -> tuple[str, ...]:
        words = fold(text)[:10]
        return tuple(keyed_digest(self._key, f"journalist|{word}") for word in words)

    def _tag(self, email: str) -> str:
        return keyed_digest(self._key, f"address|{email.strip().lower()}")

    def _seal(self, id: str, details: Details) -> bytes:
        return self._cipher.seal(details.model_dump_json(), f"journalists/{id}")

    def _open(self, journalist: Journalist) -> Details:
        return Details.model_validate_json(self._cipher.open(journalist.sealed, f"journalists/{journalist.id}"))
