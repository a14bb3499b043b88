"""Use cases of calls to complete an application: take the call over, tell the applicants, take the answer in.

It judges no answer: verification does.
"""

from datetime import date
from typing import Protocol

from services.intake.initiatives.content import content as told
from services.intake.initiatives.domain import Call, Initiative
from services.intake.initiatives.domain.content import Content, Group, SphereUnknown
from services.intake.initiatives.domain.declarations import Declaration, declared
from services.intake.initiatives.domain.shares import balance, require
from services.intake.initiatives.domain.states import Action, Actor
from services.intake.initiatives.links import Links
from services.intake.initiatives.people import People
from services.intake.initiatives.rulebook import Rulebook
from services.intake.initiatives.service import AskedStore, forget_asked
from services.intake.initiatives.wording import PAPER, numbered
from services.intake.letters.domain import DeliveryHow, Ways
from services.intake.letters.domain.kinds import LetterKind
from services.intake.proposals.corrections import from_delivery, until
from services.intake.proposals.domain import Paper
from services.intake.proposals.domain.draft import Attachment
from services.intake.proposals.domain.receipt import moment_of_receipt
from services.intake.proposals.turns import take_turn
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.contracts.initiatives.intake import InitiativeCallDeliveryNotedV1, InitiativeCorrectedV1, InitiativePart
from shared.contracts.initiatives.verification import InitiativeCall, InitiativeCalledV1, InitiativeCallPostponedV1
from shared.deadlines import compute
from shared.free_days import CityFreeDays
from shared.store import Database, Transaction, transactional


class CorrectionStore(AskedStore, Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Initiative: ...  # noqa: D102
    async def save(self, tx: Transaction, initiative: Initiative) -> None: ...  # noqa: D102
    async def declarations(self, initiative_id: str, tx: Transaction | None = None) -> list[Declaration]: ...  # noqa: D102


class InitiativeCorrections:
    """Calls and answers."""

    def __init__(
        self,
        database: Database,
        store: CorrectionStore,
        rulebook: Rulebook,
        people: People,
        links: Links,
        free_days: CityFreeDays,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._rulebook, self._people, self._links, self._free_days = rulebook, people, links, free_days

    @transactional
    async def follow_call(self, tx: Transaction, event: InitiativeCalledV1) -> None:
        """Open what a call names, and write to the representative. Raises `NotFound`."""
        await self._open(tx, await self.store.get(event.initiative_id, tx), event)

    @transactional
    async def follow_postponement(self, tx: Transaction, event: InitiativeCallPostponedV1) -> None:
        """Let a call be answered longer, and write so while it can be. Raises `NotFound`.

        Where the call itself is still on the way, this is the first that the applicants hear of it.
        """
        before = await self.store.get(event.initiative_id, tx)
        if before.call is None or before.call.number < event.call:
            await self._open(tx, before, event)
            return
        after = before.postponed(event.call, event.due_at, event.explanation)
        if after is before:
            return
        await self.store.save(tx, after)
        if after.can_correct(self.clock.now()):
            await self._ask(tx, after, LetterKind.INITIATIVE_POSTPONED)

    async def _open(self, tx: Transaction, before: Initiative, event: InitiativeCall) -> None:
        call = Call(
            number=event.call,
            **event.model_dump(include={"points", "parts", "explanation", "called_at", "due_at"}),
        )
        if event.term is not None and self._people.by_post(before):
            told = {"due_at": None, "term": event.term, "explanation": (from_delivery(event.term),)}
            call = call.model_copy(update=told)
        after = before.called(call)
        if after is before:
            return
        if after.call is not None and after.call.term is not None:
            letter = await self._ask(tx, after, LetterKind.INITIATIVE_CALLED)
            kept = after.model_copy(update={"call": after.call.model_copy(update={"letter": letter})})
            await self.store.save(tx, kept)
            await self._tell_delivery(tx, kept)
            return
        await self.store.save(tx, after)
        if after.can_correct(self.clock.now()):
            await self._ask(tx, after, LetterKind.INITIATIVE_CALLED)

    @transactional
    async def note_delivery(
        self, tx: Transaction, letter_id: str, version: int, how: DeliveryHow, day: date, by: Person
    ) -> None:
        """Note when the letter with a call was delivered: the term to answer runs from that day (art. 57 § 1 k.p.a.).

        `day`, in Warsaw's calendar, is that of the delivery, or of the first notice that the letter lies at the post
        office. A later word replaces the former; one that comes to the same day moves no date. Raises `NotFound`,
        `Stale`, `NoReceiptAwaited`, `DeliveryUnfit`.
        """
        letter = await self._people.letters.note_delivery(tx, letter_id, version, how, day, by)
        before = await self.store.get(letter.proposal_id, tx)
        call = before.call
        waits = before.may(Action.CORRECT_ON_PAPER, Actor.OFFICER)
        if call is None or call.letter != letter_id or call.term is None or not waits:
            return  # What was called for is decided or asked for anew: the day stays with the letter.
        assert letter.delivery is not None
        delivered_on = letter.delivery.delivered_on
        if call.delivered_on == delivered_on:
            return  # It may have been told since that a free day moves the end.
        after = before.delivered(delivered_on, compute(call.term, delivered_on, await self._free_days.known(tx)))
        await self.store.save(tx, after)
        await self._tell_delivery(tx, after)

    async def _tell_delivery(self, tx: Transaction, initiative: Initiative) -> None:
        call = initiative.call
        assert call is not None
        tx.publish(
            InitiativeCallDeliveryNotedV1(
                version=initiative.version,
                initiative_id=initiative.id,
                **call.model_dump(include={"delivered_on", "due_at", "explanation"}),
                call=call.number,
                receipt_by=await self._people.letters.receipt_by(tx),
                noted_at=self.clock.now(),
            )
        )

    async def _ask(self, tx: Transaction, initiative: Initiative, kind: LetterKind) -> str:
        call = initiative.call
        assert call is not None
        due_on, due_at = until(call.due_at, call.term)
        own = f"{self._links.own_page(initiative.id)}/uzupelnienie"
        values: dict[str, str | Ways] = {
            "points": numbered(call.points),
            "due_on": due_on,
            "due_at": due_at,
            "where": Ways(by_mail=f"pod tym adresem:\n{own}", on_paper=PAPER),
            "explanation": ". ".join(call.explanation),
        }
        if call.term is not None and kind is LetterKind.INITIATIVE_CALLED:
            return await self._people.posted_call(tx, initiative, kind, call.number, **values)
        return await self._people.letter(tx, initiative, kind, **values)

    async def correct(
        self, token: str, content: Content, group: Group | None, attachments: tuple[Attachment, ...] = ()
    ) -> None:
        """Take in the answer of the applicants who have this link. Of what is given counts what the call has opened.

        `group` is needed where the residents are called for. Raises `LinkBroken`, `NotFound`, `NotNow`,
        `SphereUnknown`, `EstimateUnbalanced`, `OwnShareTooSmall`.
        """
        await self._correct(self._links.initiative_id(token), content, group, attachments, None, None)

    async def correct_on_paper(
        self,
        initiative_id: str,
        content: Content,
        group: Group | None,
        attachments: tuple[Attachment, ...],
        received_on: date,
        by: Person,
    ) -> None:
        """Take in an answer that came on paper, by its day of receipt. Whether it adds up the check says.

        Raises `NotFound`, `ReceivedLater`, `NotNow`, `SphereUnknown`.
        """
        await self._correct(initiative_id, content, group, attachments, received_on, by)

    @transactional
    async def _correct(
        self,
        tx: Transaction,
        id: str,
        content: Content,
        group: Group | None,
        attachments: tuple[Attachment, ...],
        received_on: date | None,
        by: Person | None,
    ) -> None:
        # Nobody signs, and nobody takes a declaration back, while the sums are drawn.
        await take_turn(self.database, tx, id)
        before, at, paper = await self.store.get(id, tx), self.clock.now(), None
        former = self._people.of(before)
        if received_on is not None and by is not None:
            by_post = former.representative.email is None
            paper = Paper(keyed_by=by.id, keyed_by_name=by.name, keyed_at=at, by_post=by_post)
            at = moment_of_receipt(received_on, at, before.call.called_at if before.call else None, None)
        every = await self.store.declarations(id, tx)
        signed = declared(every)
        sealed = None
        if group is not None:
            # The link belongs to the e-mail: that stays.
            one = group.representative.model_copy(update={"email": former.representative.email})
            kept = group.model_copy(update={"representative": one})
            sealed = (kept, self._people.seal(id, kept))
        after = before.corrected(content, sealed, signed, attachments, at, paper)
        rules = await self._rulebook.get(before.rules_id)
        if after.task_area not in rules.spheres and after.task_area != before.task_area:
            raise SphereUnknown(after.task_area)
        assert after.call is not None
        if paper is None and InitiativePart.COSTS in after.call.opens:
            rate = rules.rate_on(warsaw(at).date())
            require(balance(after.declared, after.city_shares, after.estimate, after.own_share, rate))
        await self.store.save(tx, after)
        await forget_asked(tx, self.store, every)
        tx.publish(InitiativeCorrectedV1(**told(after), version=after.version, call=after.call.number, corrected_at=at))
        if after.call.letter is not None:
            await self._people.letters.need_no_receipt(tx, after.call.letter)
        await self._people.letter(tx, after, LetterKind.INITIATIVE_ANSWERED)
