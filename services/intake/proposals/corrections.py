"""Use cases of calls to complete a proposal: take the call over, tell the applicant, take the answer in.

It judges no answer: verification does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.intake.editions.service import Editions
from services.intake.letters.domain import DeliveryHow, Ways
from services.intake.letters.domain.kinds import LetterKind
from services.intake.letters.domain.wording import OFFICE
from services.intake.proposals.applicants import Applicants
from services.intake.proposals.content import content
from services.intake.proposals.domain import Call, OldVersion, Paper, Proposal
from services.intake.proposals.domain.draft import Applicant, Attachment, Details, Draft
from services.intake.proposals.domain.receipt import Misplaced, moment_of_receipt, place_faults
from services.intake.proposals.signed import SignedTexts
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.contracts.intake import CallDeliveryNotedV1, ProposalCorrectedV1
from shared.contracts.verification import CorrectionCall, CorrectionCalledV1, CorrectionPostponedV1
from shared.deadlines import Term, compute, length
from shared.free_days import CityFreeDays
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
        free_days: CityFreeDays,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.signed, self.clock = database, store, signed, clock
        self._editions, self._applicants, self._supported = editions, applicants, supported
        self._free_days = free_days

    @transactional
    async def follow_call(self, tx: Transaction, event: CorrectionCalledV1) -> None:
        """Open what a call names, and write to the applicant. Raises `NotFound`."""
        await self._open(tx, await self.store.get(event.proposal_id, tx), event)

    async def _open(self, tx: Transaction, before: Proposal, event: CorrectionCall) -> None:
        call = _call(event)
        if event.term is not None and self._applicants.by_post(before):
            told = {"due_at": None, "term": event.term, "explanation": (from_delivery(event.term),)}
            call = call.model_copy(update=told)
        called = before.called(call)
        if called == before:
            return
        letter = await self._ask(tx, called, call)
        if call.term is None:
            await self.store.save(tx, called)
        else:
            kept = called.model_copy(update={"call": call.model_copy(update={"letter": letter})})
            await self.store.save(tx, kept)
            await self._tell_delivery(tx, kept)

    @transactional
    async def note_delivery(
        self, tx: Transaction, letter_id: str, version: int, how: DeliveryHow, day: date, by: Person
    ) -> None:
        """Note when the letter with a call was delivered: the term to answer runs from that day (art. 57 § 1 k.p.a.).

        `day`, in Warsaw's calendar, is that of the delivery, or of the first notice that the letter lies at the post
        office. A later word replaces the former; one that comes to the same day moves no date. Raises `NotFound`,
        `Stale`, `NoReceiptAwaited`, `DeliveryUnfit`.
        """
        letter = await self._applicants.letters.note_delivery(tx, letter_id, version, how, day, by)
        before = await self.store.get(letter.proposal_id, tx)
        call = before.call
        if call is None or call.letter != letter_id or call.term is None or not before.can_key_in():
            return  # What was called for is decided or asked for anew: the day stays with the letter.
        assert letter.delivery is not None
        day = letter.delivery.delivered_on
        if call.delivered_on == day:
            return  # It may have been told since that a free day moves the end.
        after = before.delivered(day, compute(call.term, day, await self._free_days.known(tx)))
        await self.store.save(tx, after)
        await self._tell_delivery(tx, after)

    async def _tell_delivery(self, tx: Transaction, proposal: Proposal) -> None:
        call = proposal.call
        assert call is not None
        tx.publish(
            CallDeliveryNotedV1(
                version=proposal.version,
                proposal_id=proposal.id,
                edition_id=proposal.edition_id,
                call=call.number,
                delivered_on=call.delivered_on,
                due_at=call.due_at,
                explanation=call.explanation,
                receipt_by=await self._applicants.letters.receipt_by(tx),
                noted_at=self.clock.now(),
            )
        )

    @transactional
    async def follow_postponement(self, tx: Transaction, event: CorrectionPostponedV1) -> None:
        """Let a call be answered longer, and write so while it can be. Raises `NotFound`.

        Where the call itself is still on the way, this is the first that the applicant hears of it.
        """
        before = await self.store.get(event.proposal_id, tx)
        if before.call is None or before.call.number != event.call:
            await self._open(tx, before, event)
            return
        after = before.postponed(event.due_at, event.explanation, event.delivered_on)
        if after == before:
            return
        await self.store.save(tx, after)
        if after.can_key_in() and after.can_correct(self.clock.now()):
            await self._applicants.postponed(
                tx,
                after,
                due_at=event.due_at,
                explanation=event.explanation,
                points=_points(event.points),
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
        await self.store.keep_version(tx, OldVersion.of(before, at, paper))
        await self.store.save(tx, after)
        await self._supported.follow_change(tx, after)
        assert after.call is not None
        tx.publish(
            ProposalCorrectedV1(**content(after), version=after.version, call=after.call.number, corrected_at=at)
        )
        if after.call.letter is not None:
            await self._applicants.letters.need_no_receipt(tx, after.call.letter)
        await self._applicants.letter(tx, after, LetterKind.ANSWERED)

    async def _ask(self, tx: Transaction, proposal: Proposal, call: Call) -> str:
        due_on, due_at = until(call.due_at, call.term)
        return await self._applicants.letter(
            tx,
            proposal,
            LetterKind.CALLED,
            call=call.number if call.term else None,
            points=_points(call.points),
            due_on=due_on,
            due_at=due_at,
            where=self._where(proposal),
            explanation=" ".join(call.explanation),
        )

    def _where(self, proposal: Proposal) -> Ways:
        return Ways(
            by_mail=f"pod tym adresem:\n{self._applicants.own_page(proposal)}/uzupelnienie",
            on_paper=f"na papierze: w urzędzie albo pocztą na adres {OFFICE[-1]}.",
        )


def until(due_at: datetime | None, term: Term | None) -> tuple[str, str]:
    """Say until when a call is answered, short and with the hour; what goes by post has its `term` from the delivery.

    The wording says "do" (until) before both.
    """
    if due_at is not None:
        due = warsaw(due_at)
        return due.strftime("%d.%m.%Y"), due.strftime("%d.%m.%Y, %H:%M")
    assert term is not None
    return f"upływu {length(term)} od doręczenia", f"upływu {length(term)} od dnia doręczenia tego pisma"


def from_delivery(term: Term) -> str:
    """Say how a term is counted whose beginning is not known yet."""
    return (
        f"{length(term)} od dnia doręczenia; tego dnia się nie liczy (art. 57 § 1 k.p.a.), "
        "a koniec w dzień wolny przesuwa się na dzień roboczy (§ 4)."
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


def _points(points: Sequence[str]) -> str:
    return "\n".join(f"{number}. {point}" for number, point in enumerate(points, start=1))
