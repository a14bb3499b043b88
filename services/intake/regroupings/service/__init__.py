"""Use cases of plans to merge and split proposals: write one, take the consents in, remind, carry out, end.

A plan has effect only when every author of every proposal in it has said yes; it judges no proposal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from services.intake.arrangements.domain import ArrangementState, answer_until, reminder
from services.intake.editions.service import Editions
from services.intake.letters.domain.kinds import LetterKind
from services.intake.proposals.corrections import Received
from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.draft import Draft
from services.intake.proposals.domain.receipt import Misplaced, moment_of_receipt, place_faults
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.turns import take_turn
from services.intake.regroupings.domain import (
    MOST_MERGED,
    MOST_NEW,
    Consent,
    FileUnknown,
    NewProposal,
    NotTogether,
    Regrouping,
    RegroupingNotOpen,
    RegroupingState,
    named,
)
from services.intake.regroupings.service.asking import Asking
from services.intake.regroupings.service.effects import Effects
from services.intake.regroupings.service.needs import ArrangedProposals, RegroupedProposals, RegroupingStore
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.contracts.intake import ProposalWithdrawnV1, RegroupingClosedV1, RegroupingKind, RegroupingOpenedV1
from shared.contracts.verification import AdmissionDecidedV1, CorrectionCalledV1, FormalCheckFinishedV1
from shared.deadlines import Term, compute
from shared.free_days import CityFreeDays
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional
from shared.ticks import in_turn

_AT_ONCE = 100


@dataclass(frozen=True)
class Asked:
    """What every plan says beside its texts: why, until the end of which day in Warsaw's calendar, and who asks."""

    reason: str
    due_on: date
    by: Person


class ChangedSinceRead(Stale):
    """A plan is written about proposals as they were read: these have changed since."""

    def __init__(self, proposal_ids: Sequence[str]) -> None:
        super().__init__("proposals", proposal_ids[0])
        self.proposal_ids = list(proposal_ids)


class Regroupings:
    """Plans to merge and split proposals."""

    def __init__(
        self,
        database: Database,
        store: RegroupingStore,
        proposals: RegroupedProposals,
        arrangements: ArrangedProposals,
        editions: Editions,
        asking: Asking,
        effects: Effects,
        signed: SignedTexts,
        free_days: CityFreeDays,
        clock: Clock,
        term: Term,
        post_term: Term,
    ) -> None:
        """Take the shortest `term` that authors are given, and that where one of them is written to by post."""
        self.database, self.store, self.signed, self.clock = database, store, signed, clock
        self._free_days = free_days
        self._proposals, self._arrangements, self._editions = proposals, arrangements, editions
        self._asking, self._effects, self._term, self._post_term = asking, effects, term, post_term

    async def earliest_day(self, proposals: Sequence[Proposal]) -> date:
        """Give the first day, in Warsaw's calendar, on which answers about these proposals may be due."""
        return (await self._free_days.compute(self._shortest(proposals), self.clock.now())).day

    def _shortest(self, proposals: Sequence[Proposal]) -> Term:
        # A letter needs its days on the way: the last day is fixed, whenever it is delivered.
        by_post = any(one.by_post for one in self._asking.everybody(proposals))
        return self._post_term if by_post else self._term

    async def proposals_of(self, plan: Regrouping) -> list[Proposal]:
        """Give the proposals of a plan as they are now, in its order."""
        return [await self._proposals.get(id) for id in plan.proposals]

    async def numbered(self, edition_id: str, numbers: Sequence[int]) -> list[Proposal]:
        """Give those proposals of an edition that have these numbers, in the order of the numbers."""
        return await self._proposals.numbered(edition_id, numbers)

    async def is_open(self, proposal: Proposal) -> bool:
        """Tell whether a plan about a proposal may be written now."""
        return proposal.can_arrange and not await self._is_arranged(proposal.id)

    def everybody(self, proposals: Sequence[Proposal]) -> int:
        """Count the people whom a plan about these proposals would ask."""
        return len(self._asking.everybody(proposals))

    @transactional
    async def open_merger(
        self, tx: Transaction, leading: str, read: Mapping[str, int], text: Draft, asked: Asked
    ) -> str:
        """Ask all authors whether these proposals may become `leading` with a joint text; give the plan's id.

        `read`: the version of each of them, by its id, that the joint text was written by. The edition, the pool and
        the support of the leading one stay, whatever `text` says. Raises `NotFound`, `NotTogether`,
        `RegroupingNotOpen`, `ChangedSinceRead`, `Misplaced`, `DueDayUnfit`.
        """
        if not 2 <= len(read) <= MOST_MERGED or leading not in read:
            raise NotTogether("count")
        found = await self._take(tx, {leading: read[leading], **read})
        require_together(found)
        return await self._open(tx, RegroupingKind.MERGE, found, text, (), asked)

    @transactional
    async def open_split(
        self, tx: Transaction, proposal_id: str, version: int, text: Draft, new: Sequence[NewProposal], asked: Asked
    ) -> str:
        """Ask all authors whether a proposal may be split into itself, with `text`, and `new` ones; give the plan's id.

        `version`: the one of the proposal that the texts were written by. Raises `NotFound`, `NotTogether` (too many
        new ones, or none), `RegroupingNotOpen`, `ChangedSinceRead`, `Misplaced`, `FileUnknown`, `DueDayUnfit`.
        """
        if not 1 <= len(new) <= MOST_NEW:
            raise NotTogether("count")
        (original,) = await self._take(tx, {proposal_id: version})
        known = {file.id for file in original.attachments}
        for file in (file for one in new for file in one.files):
            if file not in known:
                raise FileUnknown(file)
        return await self._open(tx, RegroupingKind.SPLIT, [original], text, new, asked)

    async def _take(self, tx: Transaction, read: Mapping[str, int]) -> list[Proposal]:
        """Give proposals of which nothing else is asked. Raises `NotFound`, `RegroupingNotOpen`, `ChangedSinceRead`."""
        for id in sorted(read):
            await take_turn(self.database, tx, id)
        found = [await self._proposals.get(id, tx) for id in read]
        for one in found:
            if not one.can_arrange or await self._is_arranged(one.id, tx):
                raise RegroupingNotOpen(one.id, one.case)
        changed = [one.id for one in found if not one.was_read_in(read[one.id])]
        if changed:
            raise ChangedSinceRead(changed)
        return found

    async def _is_arranged(self, proposal_id: str, tx: Transaction | None = None) -> bool:
        every = await self._arrangements.of_proposal(proposal_id, tx)
        return any(one.state is ArrangementState.PENDING for one in every)

    async def _open(
        self,
        tx: Transaction,
        kind: RegroupingKind,
        found: Sequence[Proposal],
        text: Draft,
        new: Sequence[NewProposal],
        asked: Asked,
    ) -> str:
        leading, now = found[0], self.clock.now()
        free = await self._free_days.known(tx)
        due_at = answer_until(asked.due_on, warsaw(now).date(), compute(self._shortest(found), now, free).day, free)
        kept = {"edition_id": leading.edition_id, "signatures": leading.signatures}
        told = text.model_copy(update=kept)
        # Who has signed a list has signed for another text: what is split off begins with no signatures.
        fresh = {"edition_id": leading.edition_id, "signatures": 0}
        made = tuple(one.model_copy(update={"text": one.text.model_copy(update=fresh)}) for one in new)
        await self._require_placed(tx, leading, (told, *(one.text for one in made)))
        if kind is RegroupingKind.MERGE and told.pool_id != leading.pool_id:
            raise Misplaced({"pool_id": "other"})
        plan = Regrouping(
            id=new_id(),
            number=await self.database.next_number(tx, f"regroupings|{leading.edition_id}"),
            edition_id=leading.edition_id,
            kind=kind,
            proposals=tuple(one.id for one in found),
            named=tuple(named(one) for one in found),
            text=told,
            new=made,
            reason=asked.reason,
            opened_at=now,
            opened_by_name=asked.by.name,
            due_at=due_at,
            remind_at=reminder(due_at),
            free_days=free.version,
            consents=self._asking.everybody(found),
        )
        try:
            await self.store.add(tx, plan)
        except Duplicate:
            raise RegroupingNotOpen(leading.id, leading.case) from None
        for one in found:
            await self._proposals.save(tx, one.held(plan.id))
        fields = plan.model_dump(include={"number", "edition_id", "kind", "proposals", "reason", "opened_at", "due_at"})
        tx.publish(RegroupingOpenedV1(**fields, version=1, regrouping_id=plan.id))
        await self._asking.ask(tx, plan, found, LetterKind.REGROUPING_OPENED, plan.consents)
        return plan.id

    async def _require_placed(self, tx: Transaction, leading: Proposal, texts: Sequence[Draft]) -> None:
        rules = (await self._editions.edition(leading.edition_id, tx)).rules
        for text in texts:
            faults = place_faults(rules, text.pool_id, text.area_id, text.category)
            if faults:
                raise Misplaced(faults)

    async def of_author(self, token: str) -> tuple[Regrouping, Consent]:
        """Give the plan and the person that a link opens. Raises `LinkBroken`, `NotFound`, `ConsentGiven`."""
        plan_id, author_id = self.signed.consent(token)
        plan = await self.store.get(plan_id)
        return plan, plan.consent(author_id)

    async def asked_of(self, proposal: Proposal) -> tuple[Regrouping, str] | None:
        """Give the plan that waits for a proposal's applicant and the token to answer it; None where none waits."""
        plan = await self.store.pending(proposal.id)
        consent = plan.of_applicant(proposal.id) if plan is not None else None
        if plan is None or consent is None or consent.given is not None or not plan.can_answer(self.clock.now()):
            return None
        return plan, self.signed.consent_link(plan.id, consent.id)

    async def answer(self, token: str, *, consents: bool) -> None:
        """Take in what the author who has this link says, once; the last yes carries the plan out.

        Raises `LinkBroken`, `NotFound`, `RegroupingClosed`, `ConsentGiven`.
        """
        plan_id, author_id = self.signed.consent(token)
        await self._answer(plan_id, author_id, consents, None)

    async def answer_on_paper(self, plan_id: str, author_id: str, received: Received, *, consents: bool) -> None:
        """Key in an answer that came on paper, as `answer` does; the day of receipt in Warsaw's calendar decides.

        Raises `NotFound`, `ReceivedLater`, `RegroupingClosed`, `ConsentGiven`.
        """
        await self._answer(plan_id, author_id, consents, received)

    @transactional
    async def _answer(
        self, tx: Transaction, plan_id: str, author_id: str, consents: bool, received: Received | None
    ) -> None:
        plan, now = await self.store.get(plan_id, tx), self.clock.now()
        at = now
        if received is not None:
            at = moment_of_receipt(received.on, now, plan.opened_at, plan.due_at)
        answered = plan.answered(author_id, consents=consents, at=at, on_paper=received is not None)
        await self.store.save(tx, answered)
        if not consents:
            await self._end(tx, answered, RegroupingState.REFUSED, now)
        elif answered.all_agree:
            await self._carry_out(tx, answered, now)

    async def _carry_out(self, tx: Transaction, plan: Regrouping, at: datetime) -> None:
        found = [await self._proposals.get(id, tx) for id in plan.proposals]
        if any(one.regrouping != plan.id for one in found):
            # Withdrawn, called or decided a moment ago; the word of it has not come here yet.
            await self._end(tx, plan, RegroupingState.LAPSED, at)
            return
        made: tuple[Proposal, ...] = ()
        if plan.kind is RegroupingKind.MERGE:
            await self._effects.merge(tx, plan, found, at)
        else:
            made = tuple(await self._effects.split(tx, plan, found[0], at))
        await self._close(tx, plan.ended(RegroupingState.DONE, at, tuple(named(one) for one in made)), at)

    @transactional
    async def withdraw(self, tx: Transaction, plan_id: str, version: int) -> None:
        """Ask for no consent any more, and tell everybody. Raises `NotFound`, `Stale`, `RegroupingClosed`."""
        plan = await self.store.get(plan_id, tx)
        if plan.version != version:
            raise Stale("regroupings", plan_id)
        await self._end(tx, plan, RegroupingState.WITHDRAWN, self.clock.now())

    @transactional
    async def follow_end(
        self,
        tx: Transaction,
        event: ProposalWithdrawnV1 | CorrectionCalledV1 | FormalCheckFinishedV1 | AdmissionDecidedV1,
    ) -> None:
        """End the plan of a proposal that was withdrawn, called or decided; a passed formal check ends nothing."""
        if isinstance(event, FormalCheckFinishedV1) and event.passed:
            return
        plan = await self.store.pending(event.proposal_id, tx)
        if plan is None:
            return
        if isinstance(event, CorrectionCalledV1):
            call = (await self._proposals.get(event.proposal_id, tx)).call
            if call is not None and call.number >= event.call and call.answered_at is not None:
                return  # Heard late: it was answered before the plan was written.
        await self._end(tx, plan, RegroupingState.LAPSED, self.clock.now())

    async def look_after(self) -> None:
        """Remind authors who have not answered, and end what can be answered no more."""
        now = self.clock.now()
        silent, ended = await self.store.to_remind(now, _AT_ONCE), await self.store.to_expire(now, _AT_ONCE)
        await in_turn([*(partial(self._remind, id) for id in silent), *(partial(self._expire, id) for id in ended)])

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the last day of a pending plan against the days that the city has declared free.

        Who has not answered is told of the new one while they still can.
        """
        free, before, now = await self._free_days.known(tx), await self.store.get(id, tx), self.clock.now()
        if before.state is not RegroupingState.PENDING or before.free_days >= free.version:
            return
        after = before.held_against(free)
        if after == before:
            await self.store.deadlines.held(tx, id, free.version)
            return
        await self.store.save(tx, after)
        if after.can_answer(now):
            found = [await self._proposals.get(one, tx) for one in after.proposals]
            await self._asking.ask(tx, after, found, LetterKind.REGROUPING_REMINDED, after.missing)

    @transactional
    async def _remind(self, tx: Transaction, id: str) -> None:
        plan, now = await self.store.get(id, tx), self.clock.now()
        # Read again inside the transaction: it may just have ended, or been reminded of by another replica.
        if plan.remind_at is None or plan.remind_at > now:
            return
        await self.store.save(tx, plan.reminded())
        if plan.can_answer(now):
            found = [await self._proposals.get(one, tx) for one in plan.proposals]
            await self._asking.ask(tx, plan, found, LetterKind.REGROUPING_REMINDED, plan.missing)

    @transactional
    async def _expire(self, tx: Transaction, id: str) -> None:
        plan, now = await self.store.get(id, tx), self.clock.now()
        # What is still to be held against a new set may have longer than it says.
        if plan.free_days < (await self._free_days.known(tx)).version:
            return
        if plan.state is RegroupingState.PENDING and now > plan.due_at:
            await self._end(tx, plan, RegroupingState.EXPIRED, now)

    async def _end(self, tx: Transaction, plan: Regrouping, state: RegroupingState, at: datetime) -> None:
        """End a plan without effect: its proposals are free again, and everybody is told."""
        ended = plan.ended(state, at)
        found = [await self._proposals.get(id, tx) for id in plan.proposals]
        for one in found:
            if one.regrouping == plan.id:
                await self._proposals.save(tx, one.released())
        await self._close(tx, ended, at)
        await self._asking.tell_end(tx, ended, found)

    async def _close(self, tx: Transaction, ended: Regrouping, at: datetime) -> None:
        await self.store.save(tx, ended)
        told = ended.model_dump(include={"number", "edition_id", "kind", "proposals"})
        tx.publish(RegroupingClosedV1(**told, version=2, regrouping_id=ended.id, outcome=ended.outcome, closed_at=at))


def require_together(proposals: Sequence[Proposal]) -> None:
    """Accept proposals that may become one: of one edition and one pool. Raises `NotTogether`."""
    leading, *others = proposals
    for one in others:
        if one.edition_id != leading.edition_id:
            raise NotTogether("edition")
        if one.pool_id != leading.pool_id:
            raise NotTogether("pool")
