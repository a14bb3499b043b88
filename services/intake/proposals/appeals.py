"""Use cases of decisions and appeals: tell the applicant what was decided, take an appeal in, by link or on paper.

It decides nothing: verification does.
"""

from datetime import datetime
from typing import Protocol

from services.intake.editions.domain.rules import window
from services.intake.editions.service import Editions
from services.intake.letters.domain import Ways
from services.intake.letters.domain.kinds import LetterKind
from services.intake.letters.domain.wording import OFFICE
from services.intake.proposals.applicants import Applicants
from services.intake.proposals.domain import Decision, Proposal, ProposalState
from services.intake.proposals.domain.receipt import ReceivedLater
from services.intake.proposals.signed import SignedTexts
from shared.clock import Clock, warsaw
from shared.contracts.intake import AppealFiledV1, EditionRules, WindowKind
from shared.contracts.verification import AdmissionDecidedV1, AppealDecidedV1, FormalCheckFinishedV1
from shared.store import Database, Transaction, transactional


class AppealStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Proposal: ...  # noqa: D102
    async def save(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102


class Appeals:
    """Decisions about proposals, and appeals against them."""

    def __init__(
        self,
        database: Database,
        store: AppealStore,
        editions: Editions,
        applicants: Applicants,
        signed: SignedTexts,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.signed, self.clock = database, store, signed, clock
        self._editions, self._applicants = editions, applicants

    @transactional
    async def follow_check(self, tx: Transaction, event: FormalCheckFinishedV1) -> None:
        """Tell the applicant what the formal check has found. Raises `NotFound`."""
        before = await self.store.get(event.proposal_id, tx)
        decision = Decision(
            favourable=event.passed, reasons=event.reasons, decided_at=event.finished_at, version=event.version
        )
        after = before.checked(decision)
        if after == before:
            return
        await self.store.save(tx, after)
        if after.state is not ProposalState.SUBMITTED:
            return
        if event.passed:
            next_step = f"Teraz oceni go {event.unit_name}: czy da się go wykonać i za ile." if event.unit_name else ""
            await self._applicants.letter(tx, after, LetterKind.CHECK_PASSED, next_step=next_step)
        else:
            await self._refuse(tx, after, LetterKind.CHECK_FAILED, event.reasons)

    @transactional
    async def follow_admission(self, tx: Transaction, event: AdmissionDecidedV1) -> None:
        """Tell the applicant what the mayor has decided. Raises `NotFound`."""
        before = await self.store.get(event.proposal_id, tx)
        reasons = (event.reason,) if event.reason else ()
        decision = Decision(
            favourable=event.admitted, reasons=reasons, decided_at=event.decided_at, version=event.version
        )
        after = before.decided(decision)
        if after == before:
            return
        await self.store.save(tx, after)
        if after.state is not ProposalState.SUBMITTED:
            return
        if event.admitted:
            await self._admit(tx, after)
        else:
            await self._refuse(tx, after, LetterKind.REFUSED, reasons)

    @transactional
    async def follow_appeal_decision(self, tx: Transaction, event: AppealDecidedV1) -> None:
        """Tell the applicant what became of the appeal. Raises `NotFound`."""
        before = await self.store.get(event.proposal_id, tx)
        after = before.appeal_decided(event.appeal, upheld=event.upheld, reason=event.reason, at=event.decided_at)
        if after == before:
            return
        await self.store.save(tx, after)
        if after.state is not ProposalState.SUBMITTED:
            return
        kind = LetterKind.APPEAL_UPHELD if event.upheld else LetterKind.APPEAL_DISMISSED
        await self._applicants.letter(tx, after, kind, reasons=event.reason)

    async def open_until(self, proposal: Proposal) -> datetime | None:
        """Give until when the applicant may appeal, None where that is not possible now."""
        rules = (await self._editions.edition(proposal.edition_id)).rules
        appeals = window(rules, WindowKind.APPEALS)
        return appeals.closes if appeals and proposal.can_appeal(rules, self.clock.now()) else None

    async def appeal(self, token: str, text: str) -> None:
        """Take in the appeal of the applicant who has this link. Raises `LinkBroken`, `NotFound`, `AppealNotOpen`."""
        await self._appeal(self.signed.proposal_id(token), text, None)

    async def appeal_on_paper(self, proposal_id: str, text: str, received_at: datetime) -> None:
        """Take in an appeal that came on paper; the moment of receipt decides whether it is in time.

        Raises `NotFound`, `AppealNotOpen`, `ReceivedLater`.
        """
        await self._appeal(proposal_id, text, received_at)

    @transactional
    async def _appeal(self, tx: Transaction, proposal_id: str, text: str, received_at: datetime | None) -> None:
        before, now = await self.store.get(proposal_id, tx), self.clock.now()
        if received_at is not None and received_at > now:
            raise ReceivedLater(received_at)
        rules = (await self._editions.edition(before.edition_id, tx)).rules
        filed_at = received_at or now
        after = before.appealed(rules, text, on_paper=received_at is not None, at=filed_at)
        await self.store.save(tx, after)
        assert after.appeal is not None
        tx.publish(
            AppealFiledV1(
                version=after.version,
                proposal_id=after.id,
                edition_id=after.edition_id,
                appeal=after.appeal.number,
                text=text,
                on_paper=after.appeal.on_paper,
                filed_at=filed_at,
            )
        )
        await self._applicants.letter(tx, after, LetterKind.APPEALED)

    async def _admit(self, tx: Transaction, proposal: Proposal) -> None:
        rules = (await self._editions.edition(proposal.edition_id, tx)).rules
        vote = window(rules, WindowKind.WEB_VOTE)
        when = f"Głosowanie trwa od {_day(vote.opens)} do {_day(vote.closes)}." if vote else ""
        await self._applicants.letter(tx, proposal, LetterKind.ADMITTED, vote=when)

    async def _refuse(self, tx: Transaction, proposal: Proposal, kind: LetterKind, reasons: tuple[str, ...]) -> None:
        rules = (await self._editions.edition(proposal.edition_id, tx)).rules
        way = self._way_to_appeal(proposal, rules)
        await self._applicants.letter(tx, proposal, kind, reasons="\n".join(reasons), way_to_appeal=way)

    def _way_to_appeal(self, proposal: Proposal, rules: EditionRules) -> Ways:
        appeals = window(rules, WindowKind.APPEALS)
        if appeals is None or not proposal.can_appeal(rules, self.clock.now()):
            return Ways("", "")
        until = warsaw(appeals.closes).strftime("%d.%m.%Y, %H:%M")
        return Ways(
            by_mail=f"Możesz się odwołać do {until} pod tym adresem albo na papierze w urzędzie:\n"
            f"{self._applicants.own_page(proposal)}/odwolanie",
            on_paper=f"Możesz się odwołać do {until}, w urzędzie albo pocztą na adres {OFFICE[-1]}.",
        )


def _day(moment: datetime) -> str:
    return warsaw(moment).strftime("%d.%m.%Y")
