"""Use cases of colleagues: who works in which role and unit, and by what name. It gives nobody a right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from shared.access import Person, Role
from shared.privacy import Cipher
from shared.store import Database, Transaction, transactional


class Colleague(BaseModel):
    """A member of staff who has been at the desk; the name only encrypted."""

    model_config = ConfigDict(frozen=True)

    id: str
    role: Role
    unit: str | None
    name: bytes


@dataclass(frozen=True)
class Named:
    """A colleague and the name that the others know."""

    id: str
    name: str


class ColleagueStore(Protocol):
    """What the use cases need to keep."""

    async def put_colleague(self, tx: Transaction, colleague: Colleague) -> None: ...  # noqa: D102
    async def of_unit(self, role: str, unit: str | None) -> list[Colleague]: ...  # noqa: D102
    async def colleagues(self, ids: Iterable[str]) -> list[Colleague]: ...  # noqa: D102


class Colleagues:
    """Whom one may give a task to: everybody who has opened the work list, and whom the sign-in offers besides."""

    def __init__(
        self, database: Database, store: ColleagueStore, cipher: Cipher, offered: Sequence[Person] = ()
    ) -> None:
        """`offered`: people who can sign in though they have not done so yet."""
        self.database, self.store, self._cipher = database, store, cipher
        self._offered = {person.id: person for person in offered}
        self._known = set[Person]()

    async def know(self, person: Person) -> None:
        """Remember who is at the desk."""
        if person not in self._known:
            await self._keep(person)
            self._known.add(person)

    @transactional
    async def _keep(self, tx: Transaction, person: Person) -> None:
        name = self._cipher.seal(person.name, _place(person.id))
        await self.store.put_colleague(tx, Colleague(id=person.id, role=person.role, unit=person.unit, name=name))

    async def beside(self, person: Person) -> list[Named]:
        """Give the others of a person's role and unit, by name."""
        kept = {one.id: self._named(one) for one in await self.store.of_unit(person.role, person.unit)}
        offered = {
            id: Named(id, one.name)
            for id, one in self._offered.items()
            if (one.role, one.unit) == (person.role, person.unit)
        }
        others = [one for id, one in {**offered, **kept}.items() if id != person.id]
        return sorted(others, key=lambda one: (one.name, one.id))

    async def names(self, ids: Iterable[str]) -> dict[str, str]:
        """Give the names of people; whose is not known has none here."""
        wanted = set(ids)
        kept = {one.id: self._named(one).name for one in await self.store.colleagues(wanted)} if wanted else {}
        return {id: one.name for id, one in self._offered.items() if id in wanted} | kept

    def _named(self, colleague: Colleague) -> Named:
        return Named(colleague.id, self._cipher.open(colleague.name, _place(colleague.id)))


def _place(id: str) -> str:
    return f"colleagues/{id}"
