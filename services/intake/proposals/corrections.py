"""Use cases of calls to complete a proposal: take the call over, tell the applicant, take the answer in.

It judges no answer: verification does.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.intake.editions.service import Editions
from services.intake.letters.domain import LetterKind, Ways
from services.intake.letters.domain.wording import OFFICE
from services.intake.proposals.applicants import Applicants
from services.intake.proposals.content import content
from services.intake.proposals.domain import Call, OldVersion, Paper, Proposal
from services.intake.proposals.domain.draft import Applicant, Attachment, Details, Draft
from services.intake.proposals.domain.receipt import Misplaced, moment_of_receipt, place_faults
from services.intake.proposals.signed import SignedTexts
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.contracts.intake import ProposalCorrectedV1
from shared.contracts.verification import CorrectionCall, CorrectionCalledV1, CorrectionPostponedV1
from shared.store import Database, Transaction, transactional


@dataclass(frozen=True)
class Received:
    """That an answer came on paper: on which day, in Warsaw's calendar, and who keys it in."""

    on: date
    by: Person


class CorrectionStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Proposal: ...  # noqa: D102
    async def save(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102
    async def keep_version(self, tx: Transaction, old: OldVersion) -> None: ...  # noqa: D102


class Supported(Protocol):
    """What the use cases need of those who support a proposal."""

    async def follow_change(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102


class Corrections:
    """Calls and answers."""

    def __init__(
        self,
        database: Database,
        store: CorrectionStore,
        editions: Editions,
        applicants: Applicants,
        signed: SignedTexts,
        supported: Supported,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.signed, self.clock = database, store, signed, clock
        self._editions, self._applicants, self._supported = editions, applicants, supported

    @transactional
    async def follow_call(self, tx: Transaction, event: CorrectionCalledV1) -> None:
        """Open what a call names, and write to the applicant. Raises `NotFound`."""
        before = await self.store.get(event.proposal_id, tx)
        called = before.called(_call(event))
        if called == before:
            return
        await self.store.save(tx, called)
        await self._ask(tx, called, event)

    @transactional
    async def follow_postponement(self, tx: Transaction, event: CorrectionPostponedV1) -> None:
        """Let a call be answered longer, and write so while it can be. Raises `NotFound`.

        Where the call itself is still on the way, this is the first that the applicant hears of it.
        """
        before = await self.store.get(event.proposal_id, tx)
        after = before.postponed(_call(event))
        if after == before:
            return
        await self.store.save(tx, after)
        if before.call is None or before.call.number != event.call:
            await self._ask(tx, after, event)
        elif after.can_key_in() and after.can_correct(self.clock.now()):
            await self._applicants.postponed(
                tx,
                after,
                due_at=event.due_at,
                explanation=event.explanation,
                points=_points(event),
                where=self._where(after),
            )

    async def correct(
        self, token: str, draft: Draft, attachments: tuple[Attachment, ...], details: Details | None
    ) -> None:
        """Take in the answer of the applicant who has this link.

        Of what is given counts what the call has opened. Raises `LinkBroken`, `NotFound`, `CorrectionClosed`,
        `Misplaced`.
        """
        await self._correct(self.signed.proposal_id(token), draft, attachments, details, None)

    async def correct_on_paper(
        self,
        proposal_id: str,
        draft: Draft,
        attachments: tuple[Attachment, ...],
        details: Details | None,
        received: Received,
    ) -> None:
        """Take in an answer that came on paper, as `correct` does; the day of receipt in Warsaw's calendar decides.

        Raises `NotFound`, `ReceivedLater`, `CorrectionClosed` (no call, out of its time, or the formal check is
        finished), `Misplaced`.
        """
        await self._correct(proposal_id, draft, attachments, details, received)

    @transactional
    async def _correct(
        self,
        tx: Transaction,
        proposal_id: str,
        draft: Draft,
        attachments: tuple[Attachment, ...],
        details: Details | None,
        received: Received | None,
    ) -> None:
        before, at = await self.store.get(proposal_id, tx), self.clock.now()
        paper, sealed = None, None
        if received is not None:
            by_post = self._applicants.of(before).email is None
            paper = Paper(keyed_by=received.by.id, keyed_by_name=received.by.name, keyed_at=at, by_post=by_post)
            opens, closes = (before.call.called_at, before.call.due_at) if before.call else (None, None)
            at = moment_of_receipt(received.on, at, opens, closes)
        if details is not None:
            email = self._applicants.of(before).email
            sealed = self._applicants.seal(before.id, Applicant(email=email, **details.model_dump()))
        after = before.corrected(draft, attachments, sealed, at, paper)
        rules = (await self._editions.edition(before.edition_id, tx)).rules
        faults = place_faults(rules, after.pool_id, after.area_id, after.category)
        if faults:
            raise Misplaced(faults)
        old = OldVersion(id=f"{before.id}-{before.version}", proposal=before, replaced_at=at, paper=paper)
        await self.store.keep_version(tx, old)
        await self.store.save(tx, after)
        await self._supported.follow_change(tx, after)
        assert after.call is not None
        tx.publish(
            ProposalCorrectedV1(**content(after), version=after.version, call=after.call.number, corrected_at=at)
        )
        await self._applicants.letter(tx, after, LetterKind.ANSWERED)

    async def _ask(self, tx: Transaction, proposal: Proposal, event: CorrectionCall) -> None:
        due = warsaw(event.due_at)
        await self._applicants.letter(
            tx,
            proposal,
            LetterKind.CALLED,
            points=_points(event),
            due_on=due.strftime("%d.%m.%Y"),
            due_at=due.strftime("%d.%m.%Y, %H:%M"),
            where=self._where(proposal),
            explanation=" ".join(event.explanation),
        )

    def _where(self, proposal: Proposal) -> Ways:
        return Ways(
            by_mail=f"pod tym adresem:\n{self._applicants.own_page(proposal)}/uzupelnienie",
            on_paper=f"na papierze: w urzędzie albo pocztą na adres {OFFICE[-1]}.",
        )


def _call(event: CorrectionCall) -> Call:
    return Call(
        number=event.call,
        points=event.points,
        parts=event.parts,
        explanation=event.explanation,
        called_at=event.called_at,
        due_at=event.due_at,
    )


def _points(event: CorrectionCall) -> str:
    return "\n".join(f"{number}. {point}" for number, point in enumerate(event.points, start=1))
