"""Who of the group has declared what, for its representative, who keeps the ledger of a signed contract by a link."""

from dataclasses import dataclass
from typing import Protocol

from services.intake.initiatives.domain import Initiative
from services.intake.initiatives.domain.declarations import Declaration
from services.intake.initiatives.people import People
from services.intake.proposals.service import Reading
from shared.clock import Clock
from shared.contracts.initiatives.intake import Declared
from shared.contracts.initiatives.reporting import RepresentativeLinkRenewedV1
from shared.representatives import RepresentativeLinkBroken, RepresentativeLinks
from shared.store import Database, Transaction, new_id, transactional

REPRESENTATIVE = "representative"
"""Who has read, where it was nobody of the staff."""


class LinkOutdated(Exception):
    """The office has given the residents another link since."""


class DeclarantStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Initiative: ...  # noqa: D102
    async def save(self, tx: Transaction, initiative: Initiative) -> None: ...  # noqa: D102
    async def declarations(self, initiative_id: str, tx: Transaction | None = None) -> list[Declaration]: ...  # noqa: D102
    async def note_reading(self, tx: Transaction, reading: Reading) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class DeclaredBy:
    """A declaration of the contract with who has signed it; the name is None where that was forgotten since."""

    declared: Declared
    name: str | None


@dataclass(frozen=True)
class Declarants:
    """The declarations of an initiative, with their people."""

    case: str
    title: str
    given: tuple[DeclaredBy, ...]


class OfRepresentative:
    """What the representative's link opens of the people of an initiative."""

    def __init__(
        self, database: Database, store: DeclarantStore, people: People, links: RepresentativeLinks, clock: Clock
    ) -> None:
        self.database, self.store, self._people, self._links, self._clock = database, store, people, links, clock

    @transactional
    async def follow_link(self, tx: Transaction, event: RepresentativeLinkRenewedV1) -> None:
        """Know which link holds now: an older one opens nothing. Raises `NotFound`."""
        before = await self.store.get(event.initiative_id, tx)
        if (after := before.with_link(event.link)) is not before:
            await self.store.save(tx, after)

    async def declarants(self, token: str) -> Declarants:
        """Give who has declared what the contract holds now; the reading is written down first.

        Raises `RepresentativeLinkBroken` (also before a contract), `LinkOutdated`, `NotFound`.
        """
        initiative_id, number = self._links.read(token)
        one = await self.store.get(initiative_id)
        if one.contract is None:
            raise RepresentativeLinkBroken
        if number < one.representative_link:
            raise LinkOutdated
        await self._note(one.case)
        known = {each.id: each for each in await self.store.declarations(initiative_id)}
        given = tuple(DeclaredBy(each, self._name(known.get(each.declaration_id))) for each in one.contract.declared)
        return Declarants(one.case, one.title, given)

    def _name(self, declaration: Declaration | None) -> str | None:
        if declaration is None or not declaration.sealed:
            return None
        return self._people.declarant(declaration).name

    @transactional
    async def _note(self, tx: Transaction, case: str) -> None:
        reading = Reading(id=new_id(), who=REPRESENTATIVE, what="declarants", case=case, at=self._clock.now())
        await self.store.note_reading(tx, reading)
