"""Use cases of absences: one says when one is away and who stands in. It moves no task: the list looks who is away."""

from collections.abc import Collection
from datetime import date
from typing import Protocol

from services.reporting.worklist.domain.absence import Absence, Absences, stood_in_for
from services.reporting.worklist.domain.holding import NotAColleague
from services.reporting.worklist.service.colleagues import Colleagues
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.store import Database, Duplicate, Stale, Transaction, transactional


class AbsenceStore(Protocol):
    """What the use cases need to keep."""

    async def absences_or_none(self, person: str, tx: Transaction | None = None) -> Absences | None: ...  # noqa: D102
    async def add_absences(self, tx: Transaction, absences: Absences) -> None: ...  # noqa: D102
    async def save_absences(self, tx: Transaction, absences: Absences) -> None: ...  # noqa: D102
    async def away(self, day: date) -> list[Absences]: ...  # noqa: D102


class Covers:
    """Who is away, and who stands in."""

    def __init__(self, database: Database, store: AbsenceStore, colleagues: Colleagues, clock: Clock) -> None:
        self.database, self.store, self.colleagues, self.clock = database, store, colleagues, clock

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    async def declare(self, person: Person, version: int, first: date, last: date, cover: str) -> int:
        """Say that one is away; `version`: of the absences as one has read them. Gives the next version.

        Raises `AbsenceMisplaced`, `NotAColleague` or `Stale`.
        """
        if cover not in {one.id for one in await self.colleagues.beside(person)}:
            raise NotAColleague(cover)
        return await self._declare(person.id, version, Absence(first=first, last=last, cover=cover))

    @transactional
    async def _declare(self, tx: Transaction, person: str, version: int, absence: Absence) -> int:
        return await self._save(tx, (await self._read(tx, person, version)).declared(absence, self.today))

    @transactional
    async def end(self, tx: Transaction, person: Person, version: int, first: date) -> int:
        """Say that one is back, or does not go: of the absence that begins on `first`. Raises as `declare` does."""
        return await self._save(tx, (await self._read(tx, person.id, version)).ended(first, self.today))

    async def of(self, person: str) -> Absences:
        """Give what a person has declared."""
        return await self.store.absences_or_none(person) or Absences(id=person)

    async def stood_in_for(self, person: str) -> Collection[str]:
        """Give for whom a person stands in today."""
        away = {one.id: one.cover(self.today) for one in await self.store.away(self.today)}
        return stood_in_for(person, {id: cover for id, cover in away.items() if cover})

    async def _read(self, tx: Transaction, person: str, version: int) -> Absences:
        known = await self.store.absences_or_none(person, tx) or Absences(id=person)
        if known.version != version:
            raise Stale("absences", person)
        return known

    async def _save(self, tx: Transaction, absences: Absences) -> int:
        if absences.version > 1:
            await self.store.save_absences(tx, absences)
        else:
            try:
                await self.store.add_absences(tx, absences)
            except Duplicate:
                raise Stale("absences", absences.id) from None
        return absences.version
