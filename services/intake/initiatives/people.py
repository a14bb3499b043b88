"""Who files an initiative and who signs for it: their data are sealed and opened here alone, letters begin here."""

from collections.abc import Mapping

from services.intake.initiatives.domain import Initiative
from services.intake.initiatives.domain.content import Group
from services.intake.initiatives.domain.declarations import Declarant, Declaration
from services.intake.initiatives.links import Links
from services.intake.letters.domain import Addressee, Subject, Ways
from services.intake.letters.domain.kinds import LetterKind
from services.intake.letters.service import Letters
from shared.privacy import Cipher
from shared.store import Transaction


class People:
    """The people of each initiative."""

    def __init__(self, cipher: Cipher, links: Links, letters: Letters) -> None:
        self._cipher, self._links, self.letters = cipher, links, letters

    def seal(self, initiative_id: str, group: Group) -> bytes:
        """Give what is kept of those who file."""
        return self._cipher.seal(group.model_dump_json(), _group_place(initiative_id))

    def of(self, initiative: Initiative) -> Group:
        """Give who has filed an initiative."""
        return Group.model_validate_json(self._cipher.open(initiative.group, _group_place(initiative.id)))

    def seal_declarant(self, declaration_id: str, declarant: Declarant) -> bytes:
        """Give what is kept of who is asked, or has signed."""
        return self._cipher.seal(declarant.model_dump_json(), _declarant_place(declaration_id))

    def declarant(self, declaration: Declaration) -> Declarant:
        """Give who is asked, or has signed; not of one that has ended."""
        return Declarant.model_validate_json(self._cipher.open(declaration.sealed, _declarant_place(declaration.id)))

    def by_post(self, initiative: Initiative) -> bool:
        """Tell whether letters go by post: the representative has left no e-mail."""
        return self.of(initiative).representative.email is None

    async def letter(self, tx: Transaction, initiative: Initiative, kind: LetterKind, **values: str | Ways) -> str:
        """Write to the representative, by e-mail or by post; give the letter's id. `values` fill the slots."""
        return await self._write(tx, initiative, kind, values, None)

    async def posted_call(
        self, tx: Transaction, initiative: Initiative, kind: LetterKind, number: int, **values: str | Ways
    ) -> str:
        """Write a letter with a call to complete, from whose delivery the term runs; give its id."""
        return await self._write(tx, initiative, kind, values, number)

    async def _write(
        self,
        tx: Transaction,
        initiative: Initiative,
        kind: LetterKind,
        values: Mapping[str, str | Ways],
        call: int | None,
    ) -> str:
        one = self.of(initiative).representative
        to = Addressee(f"{one.given} {one.surname}", one.address, one.email)
        about = Subject(initiative.id, initiative.rules_id, initiative.case, initiative.sign, initiative.title)
        own = self._links.own_page(initiative.id)
        return await self.letters.write(tx, to, about, kind, values, own, call=call)


def _group_place(initiative_id: str) -> str:
    return f"initiatives/{initiative_id}/group"


def _declarant_place(declaration_id: str) -> str:
    return f"declarations/{declaration_id}/declarant"
