"""Those who sign for the residents: asked about a text, and named in a document once the reading is written down."""

from datetime import datetime

from services.intake.arrangements.wording import PAPER
from services.intake.contracts.domain.party import Party
from services.intake.initiatives.links import Links
from services.intake.initiatives.people import People
from services.intake.initiatives.service import Initiatives
from services.intake.letters.domain import Ways
from services.intake.letters.domain.kinds import LetterKind
from shared.access import Person
from shared.clock import warsaw
from shared.store import Transaction


class Parties:
    """The representatives of those who apply."""

    def __init__(self, initiatives: Initiatives, people: People, links: Links) -> None:
        self._initiatives, self._people, self._links = initiatives, people, links

    def initiative_id(self, token: str) -> str:
        """Give the initiative that an applicants' link opens. Raises `LinkBroken`."""
        return self._links.initiative_id(token)

    async def ask(self, tx: Transaction, initiative_id: str, annex: int) -> None:
        """Write to the representative that there is a contract (0) or an annex to accept. Raises `NotFound`."""
        found = await self._initiatives.party(initiative_id, tx)
        where = self._where(initiative_id)
        await self._people.letter(tx, found.initiative, LetterKind.INITIATIVE_TERMS, text=_named(annex), where=where)

    async def remind(self, tx: Transaction, initiative_id: str, annex: int, offered_at: datetime) -> None:
        """Write to the representative that the text of `offered_at` still waits. Raises `NotFound`."""
        found = await self._initiatives.party(initiative_id, tx)
        day, where = f"{warsaw(offered_at):%d.%m.%Y}", self._where(initiative_id)
        kind = LetterKind.INITIATIVE_TERMS_REMINDED
        await self._people.letter(tx, found.initiative, kind, text=_named(annex), offered_on=day, where=where)

    def _where(self, initiative_id: str) -> Ways:
        return Ways(by_mail=f"pod tym adresem:\n{self._links.own_page(initiative_id)}/umowa", on_paper=PAPER)

    async def bind(self, tx: Transaction, initiative_id: str) -> None:
        """Let the applicants withdraw no more, with the signature. Raises `NotFound`, `NotNow` where they have."""
        await self._initiatives.bind(tx, initiative_id)

    async def party(self, initiative_id: str, by: Person) -> Party:
        """Give who signs a contract, to whom of the staff it is shown. Raises `NotFound`."""
        found = await self._initiatives.party(initiative_id)
        await self._initiatives.note(found.initiative.case, "contract", by)
        one = found.representative
        organisation = found.content.organisation
        return Party(name=f"{one.given} {one.surname}", address=one.address, organisation=organisation)


def _named(annex: int) -> str:
    return f"aneks nr {annex} do umowy" if annex else "umowę"
