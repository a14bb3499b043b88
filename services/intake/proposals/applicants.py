"""Applicants: their data are sealed and opened here alone, and letters to them begin here."""

import json
from collections.abc import Sequence
from datetime import datetime

from services.intake.letters.domain import Addressee, LetterKind, Subject, Ways
from services.intake.letters.service import Letters
from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.coauthor import Invited
from services.intake.proposals.domain.draft import Applicant
from services.intake.proposals.signed import SignedTexts
from shared.clock import warsaw
from shared.privacy import Cipher
from shared.store import Transaction


class Applicants:
    """Who has filed each proposal."""

    def __init__(self, cipher: Cipher, signed: SignedTexts, letters: Letters, public_origin: str) -> None:
        """Take `public_origin`: where residents find the city's site."""
        self._cipher, self._signed, self.letters, self.origin = cipher, signed, letters, public_origin

    def seal(self, proposal_id: str, applicant: Applicant) -> bytes:
        """Give what is kept of an applicant."""
        return self._cipher.seal(applicant.model_dump_json(), _place(proposal_id))

    def of(self, proposal: Proposal) -> Applicant:
        """Give who has filed a proposal."""
        return Applicant.model_validate(json.loads(self._cipher.open(proposal.applicant, _place(proposal.id))))

    def seal_coauthor(self, proposal_id: str, coauthor_id: str, invited: Invited) -> bytes:
        """Give what is kept of somebody whom the applicant names."""
        return self._cipher.seal(invited.model_dump_json(), _coauthor_place(proposal_id, coauthor_id))

    def coauthors(self, proposal: Proposal, *, confirmed: bool = False) -> list[Invited]:
        """Give who is named as a co-author and has not said no; `confirmed`: only those who have said yes."""
        return [
            Invited.model_validate_json(self._cipher.open(each.sealed, _coauthor_place(proposal.id, each.id)))
            for each in proposal.coauthors
            if each.ended_at is None and (each.confirmed_at is not None or not confirmed)
        ]

    def own_page(self, proposal: Proposal) -> str:
        """Give the address of the applicant's own page. Who has it is the applicant."""
        return f"{self.origin}/budzet-obywatelski/zgloszenie/{self._signed.link(proposal.id)}"

    def by_post(self, proposal: Proposal) -> bool:
        """Tell whether letters about a proposal go by post: its applicant has left no e-mail."""
        return self.of(proposal).email is None

    async def letter(
        self, tx: Transaction, proposal: Proposal, kind: LetterKind, call: int | None = None, **values: str | Ways
    ) -> str:
        """Write to the applicant about their proposal, by e-mail or by post; give the letter's id.

        `values` fill the slots of the wording; `call` is the call to complete that the letter brings.
        """
        applicant = self.of(proposal)
        to = Addressee(f"{applicant.given} {applicant.surname}", applicant.address, applicant.email)
        copies = [each.email for each in self.coauthors(proposal, confirmed=True)]
        about = Subject(proposal.id, proposal.edition_id, proposal.case, proposal.sign, proposal.title)
        return await self.letters.write(tx, to, about, kind, values, self.own_page(proposal), copies, call)

    async def postponed(
        self,
        tx: Transaction,
        proposal: Proposal,
        *,
        due_at: datetime,
        explanation: Sequence[str],
        points: str,
        where: Ways,
    ) -> None:
        """Write to the applicant that they have longer than was said to answer what `points` ask for."""
        due = warsaw(due_at)
        await self.letter(
            tx,
            proposal,
            LetterKind.POSTPONED,
            points=points,
            due_on=due.strftime("%d.%m.%Y"),
            due_at=due.strftime("%d.%m.%Y, %H:%M"),
            explanation=". ".join(explanation) + ".",
            where=where,
        )


def _coauthor_place(proposal_id: str, coauthor_id: str) -> str:
    return f"proposals/{proposal_id}/coauthors/{coauthor_id}"


def _place(proposal_id: str) -> str:
    return f"proposals/{proposal_id}/applicant"
