"""Use cases of partners: enter, change, end, note what was done together; say who is competent for the city."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from services.events.letters.domain.words import fold, words_of
from services.events.partners.domain import (
    Card,
    Deed,
    DeedKind,
    Kind,
    Note,
    Partner,
    PartnerEnded,
    PartnerKnown,
    Search,
)
from services.events.readings.domain import What
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock, warsaw
from shared.privacy import Cipher
from shared.readings import Readings
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional

PLACE = "/panel/partnerzy"
KEEPERS = (Role.PROTOCOL_OFFICER, Role.OFFICER)
READERS = (*KEEPERS, Role.PRESS_OFFICER, Role.MAYOR, Role.AUDITOR)
MOST_PICKED = 1_000


class PartnerStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Partner: ...  # noqa: D102
    async def add(self, tx: Transaction, one: Partner) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, one: Partner) -> None: ...  # noqa: D102
    async def competent(self, kind: Kind, tx: Transaction | None = None) -> Partner | None: ...  # noqa: D102
    async def find(self, search: Search, skip: int, limit: int) -> list[Partner]: ...  # noqa: D102
    async def count(self, search: Search) -> int: ...  # noqa: D102


class Partners:
    """The register. Changes raise `NotAllowed`, `NotFound`, `Stale`."""

    def __init__(
        self, database: Database, store: PartnerStore, cipher: Cipher, readings: Readings, clock: Clock
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._cipher, self._readings = cipher, readings

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- reading -----------------------------------------------------------------------------------------------------

    async def contact(self, one: Partner, by: Person) -> str:
        """Give whom to ask there, "" where nobody knows; the reading is written down first."""
        if one.contact is None:
            return ""
        await self._readings.note(What.PARTNER, one.id, by)
        return self._cipher.open(one.contact, _seal(one.id))

    async def to_pick(self) -> list[Partner]:
        """Give all that a delegation can be of, by name."""
        return await self.store.find(Search(), 0, MOST_PICKED)

    def notes(self, one: Partner) -> Sequence[Deed]:
        """Give what was written down by hand."""
        return [
            Deed(on=note.on, kind=DeedKind.NOTE, text=note.text, note_id=note.id, by_name=note.by_name)
            for note in one.notes
        ]

    # -- for the transactions of neighbours --------------------------------------------------------------------------

    async def pick(self, tx: Transaction, partner_id: str) -> None:
        """Make sure that somebody can be of a partner. Raises `NotFound`, `PartnerEnded`."""
        if not (await self.store.get(partner_id, tx)).active:
            raise PartnerEnded(partner_id)

    async def competent(self, tx: Transaction, kind: Kind) -> str | None:
        """Give the id of whom of a kind the city turns to: the IPN branch, the garrison; None where nobody said."""
        found = await self.store.competent(kind, tx)
        return found.id if found else None

    # -- keeping -----------------------------------------------------------------------------------------------------

    @transactional
    async def enter(self, tx: Transaction, card: Card, contact: str, by: Person) -> str:
        """Enter an organisation; give its id. Raises `PartnerKnown`."""
        self._require_may(by)
        id = new_id()
        one = Partner(
            id=id, card=card, contact=self._sealed(id, contact), changed_at=self.clock.now(), **_found_by(card)
        )
        await self._make_way(tx, one)
        try:
            await self.store.add(tx, one)
        except Duplicate:
            raise PartnerKnown(card.name) from None
        return id

    @transactional
    async def change(self, tx: Transaction, id: str, version: int, card: Card, contact: str | None, by: Person) -> int:
        """Change what the register says; `contact`: None leaves it. Raises `PartnerKnown`, `PartnerEnded`."""
        before = await self._read(tx, id, version, by)
        if not before.active:
            raise PartnerEnded(id)
        sealed = before.contact if contact is None else self._sealed(id, contact)
        told = {"card": card, "contact": sealed, "former": before.renamed(card), **_found_by(card)}
        after = before.changed(self.clock.now(), **told)
        await self._make_way(tx, after)
        return await self._save(tx, after)

    @transactional
    async def end(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Say that it is no longer worked with; its contact is erased, its history stays. Raises `PartnerEnded`."""
        before = await self._read(tx, id, version, by)
        return await self._save(tx, before.ended(reason, self.clock.now()).model_copy(update={"contact": None}))

    @transactional
    async def begin_again(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Say that it is worked with again."""
        before = await self._read(tx, id, version, by)
        return await self._save(tx, before.changed(self.clock.now(), active=True, ended_because=None))

    @transactional
    async def note(self, tx: Transaction, id: str, version: int, on: date, text: str, by: Person) -> int:
        """Write down something that was done together. Raises `NoteAhead`, `TooManyNotes`."""
        before = await self._read(tx, id, version, by)
        note = Note(id=new_id()[:12], on=on, text=text, by_name=by.name)
        return await self._save(tx, before.noted(note, self.today, self.clock.now()))

    @transactional
    async def drop_note(self, tx: Transaction, id: str, version: int, note_id: str, by: Person) -> int:
        """Take away what was written down by mistake. Raises `NoSuchNote`."""
        before = await self._read(tx, id, version, by)
        return await self._save(tx, before.without_note(note_id, self.clock.now()))

    # ----------------------------------------------------------------------------------------------------------------

    async def _make_way(self, tx: Transaction, one: Partner) -> None:
        """Of a kind one is competent: who was it until now is it no longer."""
        if not one.card.competent:
            return
        other = await self.store.competent(one.card.kind, tx)
        if other is not None and other.id != one.id:
            card = other.card.model_copy(update={"competent": False})
            await self.store.save(tx, other.changed(self.clock.now(), card=card))

    def _require_may(self, by: Person) -> None:
        if by.role not in KEEPERS:
            raise NotAllowed(by.role)

    async def _read(self, tx: Transaction, id: str, version: int, by: Person) -> Partner:
        self._require_may(by)
        one = await self.store.get(id, tx)
        if one.version != version:
            raise Stale("partners", id)
        return one

    async def _save(self, tx: Transaction, after: Partner) -> int:
        try:
            await self.store.save(tx, after)
        except Duplicate:
            raise PartnerKnown(after.card.name) from None
        return after.version

    def _sealed(self, id: str, contact: str) -> bytes | None:
        return self._cipher.seal(contact, _seal(id)) if contact else None


def _found_by(card: Card) -> dict[str, object]:
    return {"sorted_by": " ".join(fold(card.name)), "words": words_of(card.name, card.patron or "", card.place or "")}


def _seal(id: str) -> str:
    return f"partners/{id}/contact"
