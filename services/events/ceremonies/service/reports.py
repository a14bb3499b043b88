"""Use cases of the report after a ceremony: what was, its photographs, the speech that was held."""

from typing import Protocol

from services.events.ceremonies import sheets
from services.events.ceremonies.domain import Action, Photograph, Report
from services.events.ceremonies.service import Ceremonies
from services.events.invitations.domain import Summary
from services.events.speeches.domain import Speech
from shared.access import Person
from shared.documents import Document
from shared.files import Pictures
from shared.store import NotFound, Transaction, transactional


class SpeechUnknown(Exception):
    """There is no speech with this id."""


class Speeches(Protocol):
    """The speeches of the house."""

    async def get(self, id: str, tx: Transaction | None = None) -> Speech: ...  # noqa: D102
    async def of_event(self, event_id: str) -> list[Speech]: ...  # noqa: D102


class Guests(Protocol):
    """The guest lists of the house."""

    async def of(self, event_id: str) -> Summary | None: ...  # noqa: D102


class Reports:
    """The reports. Steps raise `NotFound`, `Stale`, `NotAllowed`, `CeremonyNotNow`."""

    def __init__(self, ceremonies: Ceremonies, speeches: Speeches, guests: Guests, pictures: Pictures) -> None:
        self.database, self.ceremonies, self.pictures = ceremonies.database, ceremonies, pictures
        self._speeches, self.guests = speeches, guests

    @transactional
    async def write(self, tx: Transaction, id: str, version: int, report: Report, by: Person) -> int:
        """Write the report, or put it right. Raises `SpeechUnknown`."""
        one = await self.ceremonies.read(tx, id, version, Action.REPORT, by)
        if report.speech is not None:
            try:
                await self._speeches.get(report.speech, tx)
            except NotFound:
                raise SpeechUnknown from None
        return await self.ceremonies.keep(tx, one, one.reported(report, by, self.ceremonies.clock.now()))

    @transactional
    async def add_photograph(self, tx: Transaction, id: str, version: int, picture: str, alt: str, by: Person) -> int:
        """Add a photograph that is kept. Raises `CeremonyFull`."""
        one = await self.ceremonies.read(tx, id, version, Action.REPORT, by)
        kept = await self.pictures.kept(picture)
        photograph = Photograph(id=kept.id, width=kept.width, height=kept.height, alt=alt, by_name=by.name)
        after = one.pictured(photograph, by, self.ceremonies.clock.now())
        await self.pictures.hold(tx, picture)
        return await self.ceremonies.keep(tx, one, after)

    @transactional
    async def drop_photograph(self, tx: Transaction, id: str, version: int, photograph: str, by: Person) -> int:
        """Take a photograph away."""
        one = await self.ceremonies.read(tx, id, version, Action.REPORT, by)
        if photograph not in {each.id for each in one.photographs}:
            raise NotFound("photograph", photograph)
        await self.pictures.let_go(tx, photograph)
        after = one.unpictured(photograph, by, self.ceremonies.clock.now())
        return await self.ceremonies.keep(tx, one, after)

    async def speeches(self, id: str) -> list[Speech]:
        """Give the speeches of a ceremony, and the one that its report names."""
        found, one = await self._speeches.of_event(id), await self.ceremonies.store.get(id)
        named = one.report.speech if one.report else None
        if named is not None and named not in {each.id for each in found}:
            found.append(await self._speeches.get(named))
        return found

    async def document(self, id: str) -> Document:
        """Give the report as a document. Raises `NotFound`, also where none is written yet."""
        one = await self.ceremonies.store.get(id)
        if one.report is None:
            raise NotFound("report", id)
        speech = None
        if one.report.speech is not None:
            order = (await self._speeches.get(one.report.speech)).order
            speech = f"„{order.title}”, {order.speaker}"
        return sheets.after_report(one, one.report, speech, await self.guests.of(id))

    async def picture(self, id: str, photograph: str, width: int) -> tuple[str, bytes]:
        """Give a photograph of a ceremony. Raises `NotFound`."""
        one = await self.ceremonies.store.get(id)
        if photograph not in {each.id for each in one.photographs}:
            raise NotFound("photograph", photograph)
        return await self.pictures.read(photograph, width)
