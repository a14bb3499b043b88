"""Use cases on the spot: note an inspection, add and withdraw photographs, show them. It judges no picture."""

from datetime import date

from services.reporting.implementation.service.photographs import PictureStore
from services.reporting.initiatives.domain import Actor, Ledger, Taken
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
        photograph = await self._taken(picture_id, alt, person.name, inspection)
        return await self._add(id, photograph, person)

    async def _taken(self, picture_id: str, alt: str, by_name: str, inspection: int | None = None) -> Taken:
        picture = await self._pictures.kept(picture_id)
        return Taken(
            id=picture.id,
            alt=alt,
            width=picture.width,
            height=picture.height,
            added_at=self.clock.now(),
            added_by_name=by_name,
            inspection=inspection,
        )

    @transactional
    async def _add(self, tx: Transaction, id: str, photograph: Taken, person: Person) -> str:
        before = await self.store.get(id, tx)
        await self.store.save(tx, before.photographed(photograph, actor_of(before, person)))
        await self._pictures.hold(tx, photograph.id)
        return photograph.id

    async def offer(self, token: str, picture_id: str, alt: str) -> str:
        """Add a picture of the representative; everybody sees it when an officer has shown it. Gives its id.

        Raises `NotFound` also where the picture is gone, `NotNow`, `TooManyPhotographs`, and as `Ledgers.of_link`.
        """
        return await self._offer(token, await self._taken(picture_id, alt, ""))

    @transactional
    async def _offer(self, tx: Transaction, token: str, photograph: Taken) -> str:
        before = await self.ledgers.of_link(token, tx)
        after = before.photographed(photograph, Actor.REPRESENTATIVE)
        await self.store.save(tx, after)
        await self._pictures.hold(tx, photograph.id)
        if after.offers > before.offers:
            self._tasks.open_offers(tx, after, self.clock.now())
        return photograph.id

    @transactional
    async def show(self, tx: Transaction, id: str, photograph_id: str) -> None:
        """Let everybody see what the representative has sent. Raises `NotFound`, `NotNow`, `NoSuchPhotograph`."""
        before = await self.store.get(id, tx)
        await self._decided(tx, before, before.with_shown(photograph_id))

    async def _decided(self, tx: Transaction, before: Ledger, after: Ledger) -> None:
        await self.store.save(tx, after)
        if before.offered and not after.offered:
            self._tasks.close_offers(tx, after, self.clock.now())

    @transactional
    async def withdraw(self, tx: Transaction, id: str, photograph_id: str, reason: str, person: Person) -> None:
        """Show a photograph to nobody any more, and delete its picture; the reason stays in the house.

        Raises `NotFound`, `NotNow`, `NoSuchPhotograph`.
        """
        before = await self.store.get(id, tx)
        after = before.without_photograph(photograph_id, reason, person.name, self.clock.now())
        await self._decided(tx, before, after)
        await self._pictures.let_go(tx, photograph_id)

    async def picture(self, id: str, photograph_id: str, width: int) -> tuple[str, bytes]:
        """Give the media type and the bytes of a photograph that is shown. Raises `NotFound`, `NoSuchPhotograph`."""
        photograph = (await self.store.get(id)).photograph(photograph_id)
        return await self._pictures.read(photograph.id, width)

    async def offered_picture(self, ledger: Ledger, photograph_id: str, width: int) -> tuple[str, bytes]:
        """Give the same of one that may still wait, to who sees this ledger. Raises as above."""
        return await self._pictures.read(ledger.photograph(photograph_id, seen_by_all=False).id, width)
