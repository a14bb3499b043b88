"""Use cases of arrangements: ask for a change, take the answer in, remind, end. It judges no proposal."""

from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

from services.intake.arrangements.domain import (
    Arrangement,
    ArrangementClosed,
    ArrangementNotOpen,
    ArrangementState,
    answer_until,
    arrangement_id,
    reminder,
)
from services.intake.arrangements.wording import PAPER, PARTS, closed_because, on_own_page
from services.intake.editions.service import Editions
from services.intake.letters.domain import Ways
from services.intake.letters.domain.kinds import LetterKind
from services.intake.proposals.applicants import Applicants
from services.intake.proposals.content import content
from services.intake.proposals.corrections import Received
from services.intake.proposals.domain import OldVersion, Paper, Proposal
from services.intake.proposals.domain.draft import Draft
from services.intake.proposals.domain.receipt import Misplaced, moment_of_receipt, place_faults
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.turns import take_turn
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.contracts.intake import (
    ArrangementClosedV1,
    ArrangementOpenedV1,
    ArrangementPostponedV1,
    ProposalPart,
    ProposalRevisedV1,
    ProposalWithdrawnV1,
)
from shared.contracts.verification import AdmissionDecidedV1, FormalCheckFinishedV1
from shared.deadlines import Term, compute
from shared.free_days import CityFreeDays, OpenDeadlines
from shared.privacy import Cipher
from shared.store import Database, Duplicate, Stale, Transaction, transactional
from shared.ticks import in_turn

_AT_ONCE = 100


class ArrangementStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def add(self, tx: Transaction, arrangement: Arrangement) -> None: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Arrangement: ...  # noqa: D102
    async def save(self, tx: Transaction, arrangement: Arrangement) -> None: ...  # noqa: D102
    async def of_proposal(self, proposal_id: str, tx: Transaction | None = None) -> list[Arrangement]: ...  # noqa: D102
    async def to_remind(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def to_expire(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102


class ArrangedProposals(Protocol):
    """What the use cases need of proposals."""

    async def get(self, id: str, tx: Transaction | None = None) -> Proposal: ...  # noqa: D102
    async def save(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102
    async def keep_version(self, tx: Transaction, old: OldVersion) -> None: ...  # noqa: D102


class Supported(Protocol):
    """What the use cases need of those who support a proposal."""

    async def follow_change(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102


class Arrangements:
    """What the office arranges with applicants."""

    def __init__(
        self,
        database: Database,
        store: ArrangementStore,
        proposals: ArrangedProposals,
        editions: Editions,
        applicants: Applicants,
        cipher: Cipher,
        signed: SignedTexts,
        free_days: CityFreeDays,
        supported: Supported,
        clock: Clock,
        term: Term,
        post_term: Term,
    ) -> None:
        """Take the shortest `term` that an applicant is given, and that of one who is written to by post."""
        self.database, self.store, self.signed, self.clock = database, store, signed, clock
        self._proposals, self._editions, self._applicants = proposals, editions, applicants
        self._free_days, self._cipher, self._supported = free_days, cipher, supported
        self._term, self._post_term = term, post_term

    async def earliest_day(self, proposal: Proposal) -> date:
        """Give the first day, in Warsaw's calendar, on which an answer asked for now may be due."""
        return (await self._free_days.compute(self._shortest(proposal), self.clock.now())).day

    def _shortest(self, proposal: Proposal) -> Term:
        # A letter needs its days on the way: the last day is fixed, whenever it is delivered.
        return self._post_term if self._applicants.by_post(proposal) else self._term

    async def pending(self, proposal_id: str) -> Arrangement | None:
        """Give the arrangement that waits for its applicant, None where nothing does."""
        every = await self.store.of_proposal(proposal_id)
        return next((one for one in every if one.state is ArrangementState.PENDING), None)

    @transactional
    async def open(
        self,
        tx: Transaction,
        proposal_id: str,
        *,
        reason: str,
        legal_basis: str,
        parts: tuple[ProposalPart, ...],
        due_on: date,
        by: Person,
    ) -> int:
        """Ask the applicant for a change up to the end of `due_on` in Warsaw's calendar; give the number.

        Raises `NotFound`, `ArrangementNotOpen`, `DueDayUnfit`.
        """
        await take_turn(self.database, tx, proposal_id)
        proposal, now = await self._proposals.get(proposal_id, tx), self.clock.now()
        if not proposal.can_arrange:
            raise ArrangementNotOpen
        free = await self._free_days.known(tx)
        due_at = answer_until(due_on, warsaw(now).date(), compute(self._shortest(proposal), now, free).day, free)
        number = len(await self.store.of_proposal(proposal_id, tx)) + 1
        arrangement = Arrangement(
            id=arrangement_id(proposal_id, number),
            proposal_id=proposal_id,
            edition_id=proposal.edition_id,
            number=number,
            case=proposal.case,
            title=proposal.title,
            reason=reason,
            legal_basis=legal_basis,
            parts=parts,
            opened_at=now,
            opened_by_name=by.name,
            due_at=due_at,
            # A letter written two days before the end would come after it.
            remind_at=None if self._applicants.by_post(proposal) else reminder(due_at),
        )
        try:
            await self.store.add(tx, arrangement)
        except Duplicate:
            raise ArrangementNotOpen from None
        tx.publish(ArrangementOpenedV1(**_told(arrangement), version=number))
        await self._ask(tx, proposal, arrangement, LetterKind.ARRANGEMENT_OPENED)
        return number

    async def revise(self, token: str, draft: Draft) -> None:
        """Take in what the applicant who has this link has changed. Of what is given counts what was opened.

        Raises `LinkBroken`, `NotFound`, `ArrangementClosed`, `Misplaced`.
        """
        await self._revise(self.signed.proposal_id(token), draft, None)

    async def revise_on_paper(self, proposal_id: str, draft: Draft, received: Received) -> None:
        """Take in changes that came on paper, as `revise` does; the day of receipt in Warsaw's calendar decides.

        Raises `NotFound`, `ReceivedLater`, `ArrangementClosed`, `Misplaced`.
        """
        await self._revise(proposal_id, draft, received)

    @transactional
    async def _revise(self, tx: Transaction, proposal_id: str, draft: Draft, received: Received | None) -> None:
        arrangement, at, paper = await self._pending(tx, proposal_id), self.clock.now(), None
        before = await self._proposals.get(proposal_id, tx)
        if not before.undecided:
            raise ArrangementClosed
        if received is not None:
            by_post = self._applicants.of(before).email is None
            paper = Paper(keyed_by=received.by.id, keyed_by_name=received.by.name, keyed_at=at, by_post=by_post)
            at = moment_of_receipt(received.on, at, arrangement.opened_at, arrangement.due_at)
        ended = arrangement.answered(ArrangementState.REVISED, at, on_paper=paper is not None)
        after = before.revised(draft, arrangement.parts)
        rules = (await self._editions.edition(before.edition_id, tx)).rules
        faults = place_faults(rules, after.pool_id, after.area_id, after.category)
        if faults:
            raise Misplaced(faults)
        await self._proposals.keep_version(tx, OldVersion.of(before, at, paper))
        await self._proposals.save(tx, after)
        await self._supported.follow_change(tx, after)
        tx.publish(ProposalRevisedV1(**content(after), version=after.version, arrangement=ended.number, revised_at=at))
        await self._end(tx, ended)
        await self._applicants.letter(tx, after, LetterKind.REVISED)

    async def decline(self, token: str, text: str) -> None:
        """Note that the applicant who has this link wants no change, with their words.

        Raises `LinkBroken`, `NotFound`, `ArrangementClosed`.
        """
        await self._decline(self.signed.proposal_id(token), text, None)

    async def decline_on_paper(self, proposal_id: str, text: str, received: Received) -> None:
        """Note a no that came on paper. Raises `NotFound`, `ReceivedLater`, `ArrangementClosed`."""
        await self._decline(proposal_id, text, received)

    @transactional
    async def _decline(self, tx: Transaction, proposal_id: str, text: str, received: Received | None) -> None:
        arrangement, at = await self._pending(tx, proposal_id), self.clock.now()
        if received is not None:
            at = moment_of_receipt(received.on, at, arrangement.opened_at, arrangement.due_at)
        sealed = self._cipher.seal(text, _place(arrangement.id))
        declined = arrangement.answered(ArrangementState.DECLINED, at, on_paper=received is not None, refusal=sealed)
        await self._end(tx, declined)
        await self._tell_end(tx, declined)

    def refusal(self, arrangement: Arrangement) -> str | None:
        """Open what the applicant wrote who wants no change; None where nobody has."""
        sealed = arrangement.refusal
        return None if sealed is None else self._cipher.open(sealed, _place(arrangement.id))

    @transactional
    async def withdraw(self, tx: Transaction, proposal_id: str, number: int, version: int) -> None:
        """Ask for the change no longer, and tell the applicant. Raises `NotFound`, `Stale`, `ArrangementClosed`."""
        arrangement = await self.store.get(arrangement_id(proposal_id, number), tx)
        if arrangement.version != version:
            raise Stale("arrangements", arrangement.id)
        withdrawn = arrangement.withdrawn(self.clock.now())
        await self._end(tx, withdrawn)
        await self._tell_end(tx, withdrawn)

    @transactional
    async def follow_end(
        self, tx: Transaction, event: AdmissionDecidedV1 | FormalCheckFinishedV1 | ProposalWithdrawnV1
    ) -> None:
        """Ask for nothing more where the proposal was decided or withdrawn.

        A passed formal check ends nothing, nor does the late word of a failure that an appeal has undone since.
        """
        if isinstance(event, FormalCheckFinishedV1):
            known = (await self._proposals.get(event.proposal_id, tx)).check
            if event.passed or (known is not None and known.version > event.version):
                return
        every = await self.store.of_proposal(event.proposal_id, tx)
        for one in every:
            if one.state is ArrangementState.PENDING:
                # Whoever decided or withdrew is told of that; a second letter would say less.
                await self._end(tx, one.withdrawn(self.clock.now()))

    async def look_after(self) -> None:
        """Remind applicants who have not answered, and end what they can answer no more."""
        now = self.clock.now()
        silent, ended = await self.store.to_remind(now, _AT_ONCE), await self.store.to_expire(now, _AT_ONCE)
        await in_turn([*(partial(self._remind, id) for id in silent), *(partial(self._expire, id) for id in ended)])

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the last day of a pending arrangement against the days that the city has declared free.

        The applicant is told of the new one while they can still answer.
        """
        free, before, now = await self._free_days.known(tx), await self.store.get(id, tx), self.clock.now()
        if before.state is not ArrangementState.PENDING or before.free_days >= free.version:
            return
        after = before.held_against(free)
        if after == before:
            await self.store.deadlines.held(tx, id, free.version)
            return
        await self.store.save(tx, after)
        told = _told(after)
        tx.publish(
            ArrangementPostponedV1(**told, version=after.version, explanation=after.explanation, postponed_at=now)
        )
        if after.can_answer(now):
            proposal = await self._proposals.get(after.proposal_id, tx)
            await self._applicants.postponed(
                tx,
                proposal,
                due_at=after.due_at,
                explanation=after.explanation,
                points=after.reason,
                where=Ways(by_mail=on_own_page(self._applicants.own_page(proposal)), on_paper=PAPER),
            )

    @transactional
    async def _remind(self, tx: Transaction, id: str) -> None:
        arrangement, now = await self.store.get(id, tx), self.clock.now()
        # Read again inside the transaction: it may just have been answered, or reminded by another replica.
        if arrangement.remind_at is None or arrangement.remind_at > now:
            return
        await self.store.save(tx, arrangement.reminded())
        proposal = await self._proposals.get(arrangement.proposal_id, tx)
        if arrangement.can_answer(now) and proposal.undecided:
            await self._ask(tx, proposal, arrangement, LetterKind.ARRANGEMENT_REMINDED)

    @transactional
    async def _expire(self, tx: Transaction, id: str) -> None:
        arrangement, now = await self.store.get(id, tx), self.clock.now()
        free = await self._free_days.known(tx)
        # What is still to be held against a new set may have longer than it says.
        if arrangement.free_days < free.version:
            return
        if arrangement.state is ArrangementState.PENDING and now > arrangement.due_at:
            expired = arrangement.expired(now)
            await self._end(tx, expired)
            await self._tell_end(tx, expired)

    async def _pending(self, tx: Transaction, proposal_id: str) -> Arrangement:
        every = await self.store.of_proposal(proposal_id, tx)
        for one in every:
            if one.state is ArrangementState.PENDING:
                return one
        raise ArrangementClosed

    async def _end(self, tx: Transaction, ended: Arrangement) -> None:
        await self.store.save(tx, ended)
        assert ended.closed_at is not None
        tx.publish(
            ArrangementClosedV1(
                version=ended.number,
                proposal_id=ended.proposal_id,
                edition_id=ended.edition_id,
                arrangement=ended.number,
                outcome=ended.outcome,
                closed_at=ended.closed_at,
            )
        )

    async def _tell_end(self, tx: Transaction, ended: Arrangement) -> None:
        proposal = await self._proposals.get(ended.proposal_id, tx)
        outcome = closed_because(ended.outcome)
        await self._applicants.letter(tx, proposal, LetterKind.ARRANGEMENT_CLOSED, outcome=outcome)

    async def _ask(self, tx: Transaction, proposal: Proposal, arrangement: Arrangement, kind: LetterKind) -> None:
        due = warsaw(arrangement.due_at)
        await self._applicants.letter(
            tx,
            proposal,
            kind,
            change=arrangement.reason,
            legal_basis=arrangement.legal_basis,
            parts=", ".join(PARTS[part] for part in arrangement.parts),
            due_on=due.strftime("%d.%m.%Y"),
            due_at=due.strftime("%d.%m.%Y, %H:%M"),
            where=Ways(by_mail=on_own_page(self._applicants.own_page(proposal)), on_paper=PAPER),
        )


def _told(arrangement: Arrangement) -> dict[str, Any]:
    """Give what the others are told of a request."""
    parts = {"proposal_id", "edition_id", "reason", "legal_basis", "parts", "opened_at", "due_at"}
    return {**arrangement.model_dump(include=parts), "arrangement": arrangement.number}


def _place(id: str) -> str:
    return f"arrangements/{id}/refusal"
