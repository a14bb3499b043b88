"""Applicants: their data are sealed and opened here alone, and letters to them begin here."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from services.intake.letters.domain import Addressee, Subject, Ways
from services.intake.letters.domain.kinds import LetterKind
from services.intake.letters.service import Letters
from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.coauthor import Author, CoAuthor, Invited
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

    def seal_coauthor(self, proposal_id: str, coauthor_id: str, person: Invited | Author) -> bytes:
        """Give what is kept of a co-author, or of somebody whom the applicant names as one."""
        return self._cipher.seal(person.model_dump_json(), _coauthor_place(proposal_id, coauthor_id))

    def coauthors(self, proposal: Proposal, *, confirmed: bool = False) -> list[Author]:
        """Give who is named as a co-author and has not said no; `confirmed`: only those who have said yes."""
        return [
            self.coauthor(proposal, each)
            for each in proposal.coauthors
            if each.ended_at is None and (each.confirmed_at is not None or not confirmed)
        ]

    def coauthor(self, proposal: Proposal, coauthor: CoAuthor) -> Author:
        """Give who a co-author is that has not said no."""
        return Author.model_validate_json(self._cipher.open(coauthor.sealed, _coauthor_place(proposal.id, coauthor.id)))

    def authors(self, proposal: Proposal) -> list[tuple[str | None, Author]]:
        """Give all authors of a proposal: the applicant first, with no id, then the co-authors who have said yes."""
        filed_by = Author.model_validate(self.of(proposal).model_dump())
        sure = [one for one in proposal.coauthors if one.confirmed_at is not None and one.ended_at is None]
        return [(None, filed_by), *((one.id, self.coauthor(proposal, one)) for one in sure)]

    def own_page(self, proposal: Proposal) -> str:
        """Give the address of the applicant's own page. Who has it is the applicant."""
        return f"{self.origin}/budzet-obywatelski/zgloszenie/{self._signed.link(proposal.id)}"

    def public_page(self, proposal: Proposal) -> str:
        """Give the address at which everybody follows a proposal."""
        return f"{self.origin}/budzet-obywatelski/projekty/{proposal.id}"

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
        sure = self.coauthors(proposal, confirmed=True)
        copies = [each.email for each in sure if each.email is not None]
        about = _subject(proposal)
        id = await self.letters.write(tx, to, about, kind, values, self.own_page(proposal), copies, call)
        for each in sure:
            if each.email is None:
                await self.letter_to(tx, proposal, each, kind, None, values)
        return id

    async def letter_to(
        self,
        tx: Transaction,
        proposal: Proposal,
        author: Author,
        kind: LetterKind,
        own_page: str | None,
        values: Mapping[str, str | Ways],
    ) -> None:
        """Write to one author alone. `own_page`: of the applicant, who alone may have it."""
        to = Addressee(author.name, author.address, author.email)
        await self.letters.write(tx, to, _subject(proposal), kind, values, own_page)

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


def _subject(proposal: Proposal) -> Subject:
    return Subject(proposal.id, proposal.edition_id, proposal.case, proposal.sign, proposal.title)


def _coauthor_place(proposal_id: str, coauthor_id: str) -> str:
    return f"proposals/{proposal_id}/coauthors/{coauthor_id}"


def _place(proposal_id: str) -> str:
    return f"proposals/{proposal_id}/applicant"
