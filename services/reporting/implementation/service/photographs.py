"""Use cases of photographs: add one to a unit's word, withdraw it, show it. It judges no picture: an officer does."""

from typing import Protocol

from services.reporting.implementation.domain import Implementation, Photograph, UpdateDecided
from services.reporting.implementation.service import Implementations
from services.reporting.implementation.service.calls import Calls
from shared.access import NotAllowed, Person, Role
from shared.files import StoredPicture
from shared.store import Database, Transaction, transactional


class PictureStore(Protocol):
    """What the use cases need to keep of pictures."""

    async def kept(self, id: str) -> StoredPicture: ...  # noqa: D102
    async def hold(self, tx: Transaction, id: str) -> None: ...  # noqa: D102
    async def let_go(self, tx: Transaction, id: str) -> None: ...  # noqa: D102
    async def read(self, id: str, width: int) -> tuple[str, bytes]: ...  # noqa: D102


class Photographs:
    """The photographs of all works."""

    def __init__(self, database: Database, works: Implementations, calls: Calls, pictures: PictureStore) -> None:
        self.database, self.works, self.calls = database, works, calls
        self._pictures, self._clock = pictures, works.clock

    async def add(self, id: str, number: int, picture_id: str, alt: str, person: Person) -> str:
        """Add a picture that was kept to a word, with its text; gives the photograph's id.

        A unit adds to its own word while that waits; an officer to any that was not sent back.

        Raises `NotFound` where the picture is gone, `NotAllowed`, `NoSuchUpdate`, `UpdateDecided`, `UpdateReturned`,
        `TooManyPhotographs`.
        """
        picture = await self._pictures.kept(picture_id)
        return await self._add_as(id, number, picture, alt, person)

    async def add_by_call(self, token: str, picture_id: str, alt: str) -> str:
        """Add a picture to the word that a unit has sent by the link of a call, while that waits.

        Raises `CallLinkBroken`, `CallClosed`, `NotFound`, `TooManyPhotographs`.
        """
        picture = await self._pictures.kept(picture_id)
        return await self._add_by_call(token, picture, alt)

    @transactional
    async def _add_as(
        self, tx: Transaction, id: str, number: int, picture: StoredPicture, alt: str, person: Person
    ) -> str:
        work = await self.works.store.get(id, tx)
        if person.role is not Role.OFFICER:
            if person.unit is None or person.unit != work.unit:
                raise NotAllowed(person.role)
            if work.waiting is None or work.waiting.number != number:
                raise UpdateDecided(work.update(number).number)
        return await self._add(tx, work, number, picture, alt, person.name)

    @transactional
    async def _add_by_call(self, tx: Transaction, token: str, picture: StoredPicture, alt: str) -> str:
        work = await self.calls.answered(token, tx)
        assert work.waiting is not None
        return await self._add(tx, work, work.waiting.number, picture, alt, str(work.unit_name))

    async def _add(
        self, tx: Transaction, work: Implementation, number: int, picture: StoredPicture, alt: str, by_name: str
    ) -> str:
        photograph = Photograph(
            id=picture.id,
            alt=alt,
            width=picture.width,
            height=picture.height,
            added_at=self._clock.now(),
            added_by_name=by_name,
        )
        await self.works.store.save(tx, work.photographed(number, photograph))
        await self._pictures.hold(tx, picture.id)
        return photograph.id

    @transactional
    async def withdraw(
        self, tx: Transaction, id: str, number: int, photograph_id: str, reason: str, by: Person
    ) -> None:
        """Show a photograph to nobody any more, and delete its picture; the reason stays in the house.

        Raises `NotFound`, `NoSuchUpdate`, `NoSuchPhotograph`.
        """
        work = await self.works.store.get(id, tx)
        await self.works.store.save(
            tx, work.without_photograph(number, photograph_id, reason, by.name, self._clock.now())
        )
        await self._pictures.let_go(tx, photograph_id)

    async def picture(self, id: str, photograph_id: str, width: int, *, published: bool) -> tuple[str, bytes]:
        """Give the media type and the bytes of a photograph; `published`: only what everybody may see.

        Raises `NotFound`, `NoSuchPhotograph`.
        """
        photograph = (await self.works.store.get(id)).photograph(photograph_id, published=published)
        return await self._pictures.read(photograph.id, width)
