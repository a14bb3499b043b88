"""The use case of an edition's contacts and documents: publish them. It changes no rule."""

from typing import Protocol

from services.intake.editions.domain import Edition, NothingChanged
from services.intake.editions.domain.help import Contact, Document, Help
from shared.access import Person
from shared.clock import Clock
from shared.store import Database, Duplicate, Stale, Transaction, transactional


class HelpStore(Protocol):
    """What the use case needs to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Edition: ...  # noqa: D102
    async def help(self, edition_id: str, tx: Transaction | None = None) -> Help | None: ...  # noqa: D102
    async def add_help(self, tx: Transaction, help: Help) -> None: ...  # noqa: D102
    async def save_help(self, tx: Transaction, help: Help) -> None: ...  # noqa: D102


class Helps:
    """Contacts and documents of editions."""

    def __init__(self, database: Database, store: HelpStore, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock

    async def of(self, edition_id: str) -> Help:
        """Give the lists of an edition; empty ones where nobody has written any. Raises `NotFound`."""
        await self.store.get(edition_id)
        return await self.store.help(edition_id) or Help(id=edition_id)

    @transactional
    async def change(
        self,
        tx: Transaction,
        edition_id: str,
        version: int,
        contacts: tuple[Contact, ...],
        documents: tuple[Document, ...],
        reason: str,
        by: Person,
    ) -> None:
        """Publish new lists over those that the caller read in `version`.

        Raises `NotFound`, `Stale`, `NothingChanged`.
        """
        await self.store.get(edition_id, tx)
        before = await self.store.help(edition_id, tx) or Help(id=edition_id)
        if before.version != version:
            raise Stale("edition_help", edition_id)
        if (before.contacts, before.documents) == (contacts, documents):
            raise NothingChanged(edition_id)
        after = before.changed(contacts, documents, reason=reason, person_name=by.name, at=self.clock.now())
        if before.version:
            await self.store.save_help(tx, after)
            return
        try:
            await self.store.add_help(tx, after)
        except Duplicate:
            raise Stale("edition_help", edition_id) from None
