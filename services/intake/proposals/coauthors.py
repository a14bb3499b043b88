"""Use cases of co-authors: the applicant names one, the named person says yes or no, either may take it back."""

from typing import Protocol

from services.intake.letters.domain.wording import GREETING, INVITATION, OFFICE
from services.intake.proposals.applicants import Applicants
from services.intake.proposals.domain import Proposal, ProposalState
from services.intake.proposals.domain.coauthor import AlreadyAnswered, AlreadyInvited, CoAuthor, Invited
from services.intake.proposals.signed import SignedTexts
from shared.clock import Clock
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Database, Transaction, new_id, transactional


class CoAuthorStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Proposal: ...  # noqa: D102
    async def save(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102


class CoAuthors:
    """Co-authors of proposals."""

    def __init__(
        self,
        database: Database,
        store: CoAuthorStore,
        applicants: Applicants,
        cipher: Cipher,
        signed: SignedTexts,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.signed, self.clock = database, store, signed, clock
        self._applicants, self._cipher = applicants, cipher

    async def invite(self, token: str, invited: Invited) -> None:
        """Write to somebody whom the applicant with this link names, and wait for the answer.

        Raises `LinkBroken`, `NotFound`, `CoAuthorsClosed`, `AlreadyInvited`.
        """
        await self._invite(self.signed.proposal_id(token), invited)

    @transactional
    async def _invite(self, tx: Transaction, proposal_id: str, invited: Invited) -> None:
        before = await self.store.get(proposal_id, tx)
        known = [self._applicants.of(before).email, *(each.email for each in self._applicants.coauthors(before))]
        if invited.email.casefold() in {email.casefold() for email in known if email is not None}:
            raise AlreadyInvited
        id = new_id()
        sealed = self._applicants.seal_coauthor(before.id, id, invited)
        await self.store.save(tx, before.with_coauthor(CoAuthor(id=id, sealed=sealed, invited_at=self.clock.now())))
        place = f"{self._applicants.origin}/budzet-obywatelski/wspolautor/{self.signed.coauthor_link(before.id, id)}"
        asked = INVITATION.format(title=before.title, case=before.case, place=place)
        body = "\n\n".join((GREETING, asked, "\n".join(OFFICE)))
        subject = f"{before.case}: czy jesteś współautorem projektu?"
        tx.send(Mail(self._cipher, invited.email, subject, f"{body}\n"))

    async def invitation(self, token: str) -> tuple[Proposal, CoAuthor]:
        """Give what an invitation is about. Raises `LinkBroken`, `NotFound`, `AlreadyAnswered` (taken back)."""
        proposal_id, id = self.signed.coauthor(token)
        proposal = await self.store.get(proposal_id)
        for each in proposal.coauthors:
            if each.id == id and each.ended_at is None and proposal.state is ProposalState.SUBMITTED:
                return proposal, each
        raise AlreadyAnswered(proposal_id)

    async def answer(self, token: str, *, confirms: bool) -> None:
        """Take in what an invited person says. Raises `LinkBroken`, `NotFound`, `AlreadyAnswered`, `AuthorsFixed`."""
        proposal_id, id = self.signed.coauthor(token)
        await self._answer(proposal_id, id, confirms)

    @transactional
    async def _answer(self, tx: Transaction, proposal_id: str, id: str, confirms: bool) -> None:
        before = await self.store.get(proposal_id, tx)
        await self.store.save(tx, before.with_answer(id, confirms=confirms, at=self.clock.now()))

    async def remove(self, token: str, coauthor_id: str) -> None:
        """Take a co-author off, by the applicant's link.

        Raises `LinkBroken`, `NotFound`, `AlreadyAnswered`, `AuthorsFixed`.
        """
        await self._remove(self.signed.proposal_id(token), coauthor_id)

    async def leave(self, token: str) -> None:
        """Let a co-author go who has said yes. Raises `LinkBroken`, `NotFound`, `AlreadyAnswered`, `AuthorsFixed`."""
        proposal_id, id = self.signed.coauthor(token)
        await self._remove(proposal_id, id)

    @transactional
    async def _remove(self, tx: Transaction, proposal_id: str, coauthor_id: str) -> None:
        before = await self.store.get(proposal_id, tx)
        await self.store.save(tx, before.without_coauthor(coauthor_id, self.clock.now()))
