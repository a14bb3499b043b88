"""What a return receipt says, for the case that its letter is about: of a proposal or an initiative."""

from datetime import date

from services.intake.initiatives.corrections import InitiativeCorrections
from services.intake.letters.domain import DeliveryHow
from services.intake.letters.service import Letters
from services.intake.proposals.corrections import Corrections
from shared.access import Person


class Receipts:
    """Return receipts of letters from whose delivery a term runs."""

    def __init__(self, letters: Letters, proposals: Corrections, initiatives: InitiativeCorrections) -> None:
        self._letters, self._proposals, self._initiatives = letters, proposals, initiatives

    async def note_delivery(self, letter_id: str, version: int, how: DeliveryHow, day: date, by: Person) -> None:
        """Note when a letter was delivered. Raises `NotFound`, `Stale`, `NoReceiptAwaited`, `DeliveryUnfit`."""
        letter = await self._letters.letter(letter_id)
        noting = self._initiatives if letter.about_initiative else self._proposals
        await noting.note_delivery(letter_id, version, how, day, by)
