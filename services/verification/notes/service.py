"""Use cases of internal notes: write one, read those of a case. It publishes nothing, on purpose."""

from typing import Any, Protocol

from services.verification.cases.domain import By, Case
from services.verification.cases.service import Cases
from services.verification.notes.domain import Note
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock
from shared.store import Database, Transaction, new_id, transactional

MOST_SHOWN = 200
"""Notes of a case that are read at once."""


class NoteStore(Protocol):
    """What the use cases need to keep."""

    async def add(self, tx: Transaction, note: Note) -> None: ...  # noqa: D102
    async def of_case(self, proposal_id: str, limit: int) -> list[Note]: ...  # noqa: D102


class Notes:
    """The internal notes on all cases."""

    def __init__(self, database: Database, store: NoteStore, cases: Cases, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._cases = cases

    @transactional
    async def write(self, tx: Transaction, proposal_id: str, text: str, *, by: Person) -> dict[str, Any]:
        """Write a note on a case. Raises `NotFound`, `NotAllowed` (a case of another unit)."""
        if not may_write(await self._cases.case(proposal_id, tx), by):
            raise NotAllowed(by.role)
        author = By(id=by.id, name=by.name)
        note = Note(id=new_id(), proposal_id=proposal_id, text=text, at=self.clock.now(), by=author)
        await self.store.add(tx, note)
        return {"note_id": note.id}

    async def of_case(self, proposal_id: str) -> list[Note]:
        """Give the notes on a case, the newest first."""
        return await self.store.of_case(proposal_id, MOST_SHOWN)


def may_write(case: Case, person: Person) -> bool:
    """Tell whether a person may write a note here: the department, the mayor, the people of the case's unit."""
    if person.role is Role.UNIT_REVIEWER:
        return case.unit is not None and case.unit.symbol == person.unit
    return person.role in (Role.OFFICER, Role.MAYOR)
