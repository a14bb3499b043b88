"""Applicants: their data are sealed and opened here alone, and letters to them begin and end here."""

import json

from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.draft import Applicant
from services.intake.proposals.signed import SignedTexts
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Transaction

SIGNATURE = "Wydział Partycypacji i Komunikacji Społecznej\nUrząd Miasta Kalisza\n"


class Applicants:
    """Who has filed each proposal."""

    def __init__(self, cipher: Cipher, signed: SignedTexts, public_origin: str) -> None:
        """Take `public_origin`: where residents find the city's site."""
        self._cipher, self._signed, self.origin = cipher, signed, public_origin

    def seal(self, proposal_id: str, applicant: Applicant) -> bytes:
        """Give what is kept of an applicant."""
        return self._cipher.seal(applicant.model_dump_json(), _place(proposal_id))

    def of(self, proposal: Proposal) -> Applicant:
        """Give who has filed a proposal."""
        return Applicant.model_validate(json.loads(self._cipher.open(proposal.applicant, _place(proposal.id))))

    def own_page(self, proposal: Proposal) -> str:
        """Give the address of the applicant's own page. Who has it is the applicant."""
        return f"{self.origin}/budzet-obywatelski/zgloszenie/{self._signed.link(proposal.id)}"

    def letter(self, tx: Transaction, proposal: Proposal, subject: str, *paragraphs: str) -> None:
        """Write to the applicant about their proposal; the letter ends with the address of their own page.

        Nothing is sent to who left no e-mail on a paper: the department writes to them by post.
        """
        email = self.of(proposal).email
        if email is None:
            return
        own = f"Strona Twojego zgłoszenia (tylko dla Ciebie, nie przekazuj tego adresu):\n{self.own_page(proposal)}"
        body = "\n\n".join((*paragraphs, own, SIGNATURE))
        tx.send(Mail(self._cipher, email, f"{proposal.case}: {subject}", f"Dzień dobry,\n\n{body}"))


def _place(proposal_id: str) -> str:
    return f"proposals/{proposal_id}/applicant"
