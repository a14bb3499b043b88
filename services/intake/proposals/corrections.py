"""Use cases of calls to complete a proposal: take the call over, tell the applicant, take the answer in.

It judges no answer: verification does.
"""

import json
from typing import Protocol

from services.intake.editions.service import Editions
from services.intake.proposals.domain import (
    Applicant,
    Attachment,
    Call,
    Details,
    Draft,
    Misplaced,
    Proposal,
    place_faults,
)
from services.intake.proposals.service import SignedTexts
from shared.clock import Clock, warsaw
from shared.contracts.intake import ProposalCorrectedV1
from shared.contracts.verification import CorrectionCalledV1
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Database, Transaction, transactional


class CorrectionStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Proposal: ...  # noqa: D102
    async def save(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102
    async def keep_version(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102


class Corrections:
    """Calls and answers."""

    def __init__(
        self,
        database: Database,
        store: CorrectionStore,
        editions: Editions,
        cipher: Cipher,
        signed: SignedTexts,
        clock: Clock,
        public_origin: str,
    ) -> None:
        self.database, self.store, self.signed, self.clock = database, store, signed, clock
        self._editions, self._cipher, self._origin = editions, cipher, public_origin

    @transactional
    async def follow_call(self, tx: Transaction, event: CorrectionCalledV1) -> None:
        """Open what a call names, and write to the applicant. Raises `NotFound`."""
        before = await self.store.get(event.proposal_id, tx)
        called = before.called(
            Call(
                number=event.call,
                points=event.points,
                parts=event.parts,
                explanation=event.explanation,
                called_at=event.called_at,
                due_at=event.due_at,
            )
        )
        if called == before:
            return
        await self.store.save(tx, called)
        tx.send(self._letter(called, event))

    async def correct(
        self, token: str, draft: Draft, attachments: tuple[Attachment, ...], details: Details | None
    ) -> None:
        """Take in the answer of the applicant who has this link.

        Of what is given counts what the call has opened. Raises `LinkBroken`, `NotFound`, `CorrectionClosed`,
        `Misplaced`.
        """
        await self._correct(self.signed.proposal_id(token), draft, attachments, details)

    @transactional
    async def _correct(
        self,
        tx: Transaction,
        proposal_id: str,
        draft: Draft,
        attachments: tuple[Attachment, ...],
        details: Details | None,
    ) -> None:
        before, now = await self.store.get(proposal_id, tx), self.clock.now()
        applicant = self._applicant(before)
        sealed = None
        if details is not None:
            applicant = Applicant(email=applicant.email, **details.model_dump())
            sealed = self._cipher.seal(applicant.model_dump_json(), _place(before.id))
        after = before.corrected(draft, attachments, sealed, now)
        rules = (await self._editions.edition(before.edition_id, tx)).rules
        faults = place_faults(rules, after.pool_id, after.area_id, after.category)
        if faults:
            raise Misplaced(faults)
        await self.store.keep_version(tx, before)
        await self.store.save(tx, after)
        assert after.call is not None
        tx.publish(
            ProposalCorrectedV1(
                version=after.version,
                proposal_id=after.id,
                call=after.call.number,
                corrected_at=now,
                attachments=len(after.attachments),
                **after.model_dump(
                    include=set(ProposalCorrectedV1.model_fields)
                    - {"version", "proposal_id", "call", "corrected_at", "attachments"}
                ),
            )
        )
        tx.send(self._thanks(after, applicant.email))

    def _applicant(self, proposal: Proposal) -> Applicant:
        return Applicant.model_validate(json.loads(self._cipher.open(proposal.applicant, _place(proposal.id))))

    def _letter(self, proposal: Proposal, event: CorrectionCalledV1) -> Mail:
        due = warsaw(event.due_at).strftime("%d.%m.%Y, %H:%M")
        points = "\n".join(f"{number}. {point}" for number, point in enumerate(event.points, start=1))
        link = f"{self._origin}/budzet-obywatelski/zgloszenie/{self.signed.link(proposal.id)}/uzupelnienie"
        text = (
            f"Dzień dobry,\n\nsprawdziliśmy projekt „{proposal.title}” ({proposal.case}). "
            f"Żeby mógł iść dalej, trzeba uzupełnić:\n\n{points}\n\n"
            f"Można to zrobić do {due} pod tym adresem (tylko dla Ciebie, nie przekazuj go):\n{link}\n\n"
            f"Jak policzyliśmy termin: {' '.join(event.explanation)}\n\n"
            "Jeśli do tego czasu nic nie zmienisz, ocenimy projekt w obecnej postaci.\n"
            "Coś jest niejasne? Zadzwoń albo przyjdź: pomagamy bezpłatnie.\n\n"
            "Wydział Partycypacji i Komunikacji Społecznej\nUrząd Miasta Kalisza\n"
        )
        subject = f"{proposal.case}: uzupełnij projekt do {warsaw(event.due_at).strftime('%d.%m.%Y')}"
        return Mail(self._cipher, self._applicant(proposal).email, subject, text)

    def _thanks(self, proposal: Proposal, email: str) -> Mail:
        link = f"{self._origin}/budzet-obywatelski/zgloszenie/{self.signed.link(proposal.id)}"
        text = (
            f"Dzień dobry,\n\nmamy uzupełnienie projektu „{proposal.title}” ({proposal.case}). "
            "Sprawdzimy je i napiszemy, co dalej.\n\n"
            f"Strona Twojego zgłoszenia (tylko dla Ciebie, nie przekazuj tego adresu):\n{link}\n\n"
            "Wydział Partycypacji i Komunikacji Społecznej\nUrząd Miasta Kalisza\n"
        )
        return Mail(self._cipher, email, f"{proposal.case}: mamy Twoje uzupełnienie", text)


def _place(proposal_id: str) -> str:
    return f"proposals/{proposal_id}/applicant"
