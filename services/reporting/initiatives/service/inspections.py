"""Use cases on the spot: note an inspection, add and withdraw photographs, show them. It judges no picture."""

from datetime import date

from services.reporting.implementation.service.photographs import PictureStore
from services.reporting.initiatives.domain import Taken
from services.reporting.initiatives.service import Ledgers, actor_of, maker
from shared.access import Person
from shared.store import Transaction, transactional


class Inspections:
    """The inspections and photographs of all initiatives."""

    def __init__(self, ledgers: Ledgers, pictures: PictureStore) -> None:
        self.ledgers, self.database, self.store, self.clock = ledgers, ledgers.database, ledgers.store, ledgers.clock
        self._pictures, self._tasks = pictures, ledgers.tasks

    @transactional
    async def inspect(self, tx: Transaction, id: str, on: date, findings: str, person: Person) -> int:
        """Note an inspection; gives its number.

        Raises `NotFound`, `NotAllowed` for another unit's initiative, `NotNow`, `EntryIncomplete`.
        """
        now, before = self.clock.now(), await self.store.get(id, tx)
        after = before.inspected(on, findings, actor_of(before, person), maker(person), now)
        await self.store.save(tx, after)
        if not before.inspections:
            self._tasks.close_inspection(tx, after, now)
        return len(after.inspections)

    async def add(self, id: str, picture_id: str, alt: str, inspection: int | None, person: Person) -> str:
        """Add a picture that was kept, with its text; everybody sees it at once. Gives the photograph's id.

        Raises `NotFound` also where the picture is gone, `NotAllowed`, `NotNow`, `EntryIncomplete`,
        `TooManyPhotographs`.
        """
        picture = await self._pictures.kept(picture_id)
        photograph = Taken(
            id=picture.id,
            alt=alt,
            width=picture.width,
            height=picture.height,
            added_at=self.clock.now(),
            added_by_name=person.name,
            inspection=inspection,
        )
        return await self._add(id, photograph, person)

    @transactional
    async def _add(self, tx: Transaction, id: str, photograph: Taken, person: Person) -> str:
        before = await self.store.get(id, tx)
        await self.store.save(tx, before.photographed(photograph, actor_of(before, person)))
        await self._pictures.hold(tx, photograph.id)
        return photograph.id

    @transactional
    async def withdraw(self, tx: Transaction, id: str, photograph_id: str, reason: str, person: Person) -> None:
        """Show a photograph to nobody any more, and delete its picture; the reason stays in the house.

        Raises `NotFound`, `NotNow`, `NoSuchPhotograph`.
        """
        before = await self.store.get(id, tx)
        await self.store.save(tx, before.without_photograph(photograph_id, reason, person.name, self.clock.now()))
        await self._pictures.let_go(tx, photograph_id)

    async def picture(self, id: str, photograph_id: str, width: int) -> tuple[str, bytes]:
        """Give the media type and the bytes of a photograph that is shown. Raises `NotFound`, `NoSuchPhotograph`."""
        photograph = (await self.store.get(id)).photograph(photograph_id)
        return await self._pictures.read(photograph.id, width)
