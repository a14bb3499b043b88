"""Use cases of applications that are not filed yet: save, open by a link, ask the office, remind, delete."""

import json
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Protocol

from services.intake.initiatives import wording
from services.intake.initiatives.domain import Initiative
from services.intake.initiatives.domain.saved import ConsultationClosed, NothingAsked, SavedApplication
from services.intake.initiatives.links import Links
from services.intake.initiatives.rulebook import Rulebook
from services.intake.proposals.domain.saved import REMIND_AGAIN
from services.intake.proposals.draft_mails import DraftMails
from services.intake.proposals.drafts import LONGEST, DraftGone, DraftTooLong, address_in, draft_id
from services.intake.proposals.turns import take_turn
from shared.access import Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.intake import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.deadlines import STATUTE, Term, Unit, compute, postponed
from shared.free_days import CityFreeDays, OpenDeadlines, task_moved
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Database, Stale, Transaction, transactional
from shared.ticks import in_turn

_REMIND_BEFORE = 14
"""Days before its deletion on which the author of a draft is told."""
_AT_ONCE = 100


class DraftStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def draft(self, id: str, tx: Transaction | None = None) -> SavedApplication | None: ...  # noqa: D102
    async def put_draft(self, tx: Transaction, draft: SavedApplication) -> None: ...  # noqa: D102
    async def drop_draft(self, tx: Transaction, id: str) -> None: ...  # noqa: D102
    async def drop_declarations(self, tx: Transaction, initiative_id: str) -> None: ...  # noqa: D102
    async def drafts_to_remind(self, now: Any, limit: int) -> list[str]: ...  # noqa: D102
    async def drafts_to_delete(self, now: Any, limit: int) -> list[str]: ...  # noqa: D102
    async def consulted(self, limit: int) -> list[SavedApplication]: ...  # noqa: D102
    async def find(self, id: str, tx: Transaction | None = None) -> Initiative | None: ...  # noqa: D102


class InitiativeDrafts:
    """The applications that residents have begun."""

    def __init__(
        self,
        database: Database,
        store: DraftStore,
        rulebook: Rulebook,
        links: Links,
        cipher: Cipher,
        free_days: CityFreeDays,
        clock: Clock,
        kept: Term,
        answer: Term,
        mails: DraftMails,
    ) -> None:
        """Take how long an untouched draft is `kept`, and in which term the office has to `answer`."""
        self._mails = mails
        self.database, self.store, self.links, self.clock = database, store, links, clock
        self._rulebook, self._cipher, self._free_days, self._kept, self._answer = (
            rulebook,
            cipher,
            free_days,
            kept,
            answer,
        )

    async def save(self, form_key: str, values: Mapping[str, Any], network: str | None) -> str:
        """Keep a form as it was typed and give the token of its link; an address gets the link by mail, once.

        Where too many have gone out today, to the address or for who saves, the form is kept and no letter goes out
        (`SavedApplication.linked`); who saves again on another day gets it. `values` are texts by field name, or lists
        of rows; `network`: the network address that saves. Raises `DraftTooLong`, `DraftGone` (it has been filed).
        """
        return self.links.token(await self._save(draft_id(form_key), values, network))

    async def save_again(self, token: str, values: Mapping[str, Any], network: str | None) -> None:
        """Keep the form of a draft anew, as `save` does. Raises `LinkBroken`, `DraftTooLong`, `DraftGone`."""
        id = self.links.initiative_id(token)
        if await self.store.draft(id) is None:
            raise DraftGone
        await self._save(id, values, network)

    @transactional
    async def _save(self, tx: Transaction, id: str, values: Mapping[str, Any], network: str | None) -> str:
        await self.keep(tx, id, values, network=network)
        return id

    async def keep(
        self,
        tx: Transaction,
        id: str,
        values: Mapping[str, Any],
        converted_from: str | None = None,
        network: str | None = None,
    ) -> None:
        """Keep a form in the transaction of who has made it. Raises as `save`.

        `network`: None where it is not from a public form: then letters are counted by the address alone.
        """
        text = json.dumps(values, ensure_ascii=False)
        if len(text) > LONGEST:
            raise DraftTooLong
        await take_turn(self.database, tx, id)
        if await self.store.find(id, tx) is not None:
            raise DraftGone
        now, before = self.clock.now(), await self.store.draft(id, tx)
        former = address_in(self.values(before)) if before and before.linked else None
        link = await self._mails.take_link(tx, address_in(values), former, network)
        delete_at = compute(self._kept, now, STATUTE).due_at
        remind_at = compute(Term(amount=1, unit=Unit.DAY, moves=False), _before(delete_at, _REMIND_BEFORE), STATUTE)
        draft = SavedApplication(
            id=id,
            content=self._cipher.seal(text, _place(id)),
            saved_at=now,
            # An address that was sent no link is not reminded: that would be a letter beyond the count.
            remind_at=remind_at.due_at if link.known else None,
            delete_at=delete_at,
            linked=link.known,
            converted_from=before.converted_from if before else converted_from,
            consultation=before.consultation if before else None,
            waits=before.waits if before else False,
            free_days=before.free_days if before else 0,
        )
        await self.store.put_draft(tx, draft)
        if link.letter_to is not None:
            text = wording.saved(self.links.own_page(id), delete_at)
            tx.send(Mail(self._cipher, link.letter_to, wording.SAVED, text))

    async def open(self, token: str) -> tuple[SavedApplication, dict[str, Any]]:
        """Give a draft and its fields as typed. Raises `LinkBroken` and `DraftGone`."""
        return await self.of(self.links.initiative_id(token))

    async def of(self, id: str, tx: Transaction | None = None) -> tuple[SavedApplication, dict[str, Any]]:
        """Give a draft by its id and its fields as typed. Raises `DraftGone`."""
        draft = await self.store.draft(id, tx)
        if draft is None:
            raise DraftGone
        return draft, self.values(draft)

    async def delete(self, token: str) -> None:
        """Delete the draft that a link opens, with its declarations. Raises `LinkBroken`; gone already, nothing."""
        await self._delete(self.links.initiative_id(token), by_hand=True)

    async def ask(self, token: str, text: str) -> None:
        """Ask the office about a draft, once at a time; it stays the author's.

        Raises `LinkBroken`, `DraftGone`, `ConsultationClosed`.
        """
        await self._ask(self.links.initiative_id(token), text)

    @transactional
    async def _ask(self, tx: Transaction, id: str, text: str) -> None:
        draft, now = (await self.of(id, tx))[0], self.clock.now()
        if not (await self._rulebook.today(tx)).consultation:
            raise ConsultationClosed
        number = draft.consultation.number + 1 if draft.consultation else 1
        deadline = await self._free_days.compute(self._answer, now, tx)
        asked = draft.asking(self._cipher.seal(text, _question_place(id, number)), now, deadline)
        await self.store.put_draft(tx, asked)
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=asked.task,
                kind="initiative_consultation",
                case=f"szkic {id[:6]}",
                title="Pytanie o szkic inicjatywy lokalnej",
                action="Przeczytaj szkic i odpowiedz na pytanie mieszkańca",
                link=f"/panel/inicjatywy/szkice/{id}",
                role=Role.OFFICER,
                opened_at=now,
                due_at=deadline.due_at,
                explanation=tuple(deadline.explained()),
            )
        )

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the date of a question that waits against the days that the city has declared free."""
        free, draft = await self._free_days.known(tx), await self.store.draft(id, tx)
        asked = draft.consultation if draft is not None and draft.waits else None
        if draft is None or asked is None or asked.due_at is None or draft.free_days >= free.version:
            return
        later = postponed(asked.due_at, asked.reckoning, free)
        if later is None:
            await self.store.deadlines.held(tx, id, free.version)
            return
        await self.store.deadlines.held(tx, id, free.version, **{"consultation.due_at": later.due_at})
        tx.publish(task_moved(TaskChangedV1, draft.task, later, free, self.clock.now()))

    @transactional
    async def answer(self, tx: Transaction, id: str, number: int, text: str, by: Person) -> None:
        """Answer the question with this number about a draft; the answer goes out by mail.

        Raises `DraftGone`, `NothingAsked`, `Stale` (somebody has answered, and there is another question).
        """
        draft, values = await self.of(id, tx)
        if draft.consultation is not None and draft.consultation.number != number:
            raise Stale("initiative_drafts", id)
        answered = draft.answered(self._cipher.seal(text, _answer_place(id, number)), self.clock.now(), by.name)
        await self.store.put_draft(tx, answered)
        self.close_task(tx, draft)
        address = address_in(values)
        if address:
            body = wording.answered(text, self.links.own_page(id))
            tx.send(Mail(self._cipher, address, wording.ANSWERED, body))

    def close_task(self, tx: Transaction, draft: SavedApplication) -> None:
        """Let nobody wait for an answer about a draft that is answered, filed or deleted."""
        if draft.waits:
            tx.publish(TaskClosedV1(version=2, task_id=draft.task, closed_at=self.clock.now()))

    def question(self, draft: SavedApplication) -> str:
        """Give what the office was asked. Raises `NothingAsked`."""
        if draft.consultation is None:
            raise NothingAsked
        return self._cipher.open(draft.consultation.text, _question_place(draft.id, draft.consultation.number))

    def answer_of(self, draft: SavedApplication) -> str | None:
        """Give what the office has said, None where it has not."""
        said = draft.consultation
        if said is None or said.answer is None:
            return None
        return self._cipher.open(said.answer, _answer_place(draft.id, said.number))

    async def look_after(self) -> None:
        """Tell the authors of drafts that will be deleted, and delete those that nobody has touched for long."""
        now = self.clock.now()
        told, gone = await self.store.drafts_to_remind(now, _AT_ONCE), await self.store.drafts_to_delete(now, _AT_ONCE)
        deletions = (partial(self._delete, id, by_hand=False) for id in gone)
        await in_turn([*(partial(self._remind, id) for id in told), *deletions])

    @transactional
    async def _delete(self, tx: Transaction, id: str, by_hand: bool) -> None:
        await take_turn(self.database, tx, id)
        draft = await self.store.draft(id, tx)
        # Read again inside the transaction: it may just have been saved, or filed.
        if draft is None or (not by_hand and draft.delete_at > self.clock.now()):
            return
        self.close_task(tx, draft)
        await self.store.drop_draft(tx, id)
        await self.store.drop_declarations(tx, id)

    async def address(self, id: str, tx: Transaction) -> str | None:
        """Give the e-mail of who has begun a draft, None where none is typed. Raises `DraftGone`."""
        _, values = await self.of(id, tx)
        return address_in(values)

    @transactional
    async def _remind(self, tx: Transaction, id: str) -> None:
        await take_turn(self.database, tx, id)
        draft = await self.store.draft(id, tx)
        if draft is None or draft.remind_at is None or draft.remind_at > self.clock.now():
            return
        address = address_in(self.values(draft))
        if address and not await self._mails.take_reminder(tx, address):
            later = self.clock.now() + REMIND_AGAIN
            await self.store.put_draft(tx, draft.model_copy(update={"remind_at": later}))
            return
        await self.store.put_draft(tx, draft.model_copy(update={"remind_at": None}))
        if address:
            text = wording.waits(self.links.own_page(id), draft.delete_at)
            tx.send(Mail(self._cipher, address, wording.WAITS, text))

    def values(self, draft: SavedApplication) -> dict[str, Any]:
        """Give the fields of a draft as typed."""
        values: dict[str, Any] = json.loads(self._cipher.open(draft.content, _place(draft.id)))
        return values


def _before(moment: Any, days: int) -> date:
    return date.fromordinal(warsaw(moment).date().toordinal() - days - 1)


def _place(id: str) -> str:
    return f"initiative_drafts/{id}/content"


def _question_place(id: str, number: int) -> str:
    return f"initiative_drafts/{id}/consultation/{number}/text"


def _answer_place(id: str, number: int) -> str:
    return f"initiative_drafts/{id}/consultation/{number}/answer"
