"""Who signs for the residents, for a document that is being written; each reading is written down before."""

from services.intake.contracts.domain.party import Party
from services.intake.initiatives.service import Initiatives
from shared.access import Person


class Parties:
    """The representatives of those who apply."""

    def __init__(self, initiatives: Initiatives) -> None:
        self._initiatives = initiatives

    async def party(self, initiative_id: str, by: Person) -> Party:
        """Give who signs a contract, to whom it is shown. Raises `NotFound`."""
        found = await self._initiatives.party(initiative_id)
        await self._initiatives.note(found.initiative.case, "contract", by)
        one = found.representative
        organisation = found.content.organisation
        return Party(name=f"{one.given} {one.surname}", address=one.address, organisation=organisation)
