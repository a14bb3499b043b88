"""Use cases of letters: write one, post it, change the wording. It decides nothing about proposals."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Protocol

from services.intake.letters.domain import (
    Addressee,
    Content,
    Delivery,
    DeliveryHow,
    Letter,
    LetterText,
    Subject,
    Ways,
    check,
    fill,
)
from services.intake.letters.domain.kinds import LetterKind
from services.intake.letters.domain.wording import COPY, GREETING, OFFICE, default, text_id
from shared.access import Person, Role
from shared.clock import Clock
from shared.contracts.intake import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.deadlines import STATUTE, Deadline, Reckoning, Term, compute, postponed
from shared.free_days import CityFreeDays, OpenDeadlines, task_moved
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional


class LetterStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    @property
    def receipts(self) -> OpenDeadlines: ...  # noqa: D102
    async def add(self, tx: Transaction, letter: Letter) -> None: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Letter: ...  # noqa: D102
    async def save(self, tx: Transaction, letter: Letter) -> None: ...  # noqa: D102
    async def waiting(self, after: tuple[datetime, str] | None, limit: int) -> list[Letter]: ...  # noqa: D102
    async def count_waiting(self) -> int: ...  # noqa: D102
    async def of_proposal(self, proposal_id: str) -> list[Letter]: ...  # noqa: D102
    async def newest_text(self, kind: LetterKind, tx: Transaction | None = None) -> LetterText | None: ...  # noqa: D102
    async def texts(self, kind: LetterKind) -> list[LetterText]: ...  # noqa: D102
    async def add_text(self, tx: Transaction, text: LetterText) -> None: ...  # noqa: D102


class Letters:
    """Letters to applicants and their wording."""

    def __init__(
        self,
        database: Database,
        store: LetterStore,
        free_days: CityFreeDays,
        cipher: Cipher,
        clock: Clock,
        term: Term,
        receipt: Term,
    ) -> None:
        """Take the `term` in which a letter has to be posted, and in which its `receipt` should be back."""
        self.database, self.store, self.clock = database, store, clock
        self._free_days, self._cipher, self._term, self._receipt = free_days, cipher, term, receipt

    async def write(
        self,
        tx: Transaction,
        to: Addressee,
        about: Subject,
        kind: LetterKind,
        values: Mapping[str, str | Ways],
        own_page: str | None,
        copies: Sequence[str] = (),
        call: int | None = None,
    ) -> str:
        """Write a letter and give its id: by e-mail where one is known, else it waits to be posted.

        It is kept as it reads on paper. `call` is the call to complete that it brings, if any.

        `own_page` is the address of the addressee's own page: who has it is the applicant, so that it stands in the
        mail alone; None for anybody else. `copies` are the addresses of co-authors: they get the words of the paper,
        without any link.
        """
        text = await self.text(kind, tx)
        told: dict[str, str | Ways] = {"case": about.case, "sign": about.sign, "title": about.title, **values}
        on_paper = {name: value.on_paper if isinstance(value, Ways) else value for name, value in told.items()}
        subject = fill(text.subject, on_paper)
        content = Content(to.name, to.address, subject, fill(text.body, on_paper))
        id, now = new_id(), self.clock.now()
        deadline = await self._free_days.compute(self._term, now, tx) if to.email is None else None
        letter = Letter(
            id=id,
            **asdict(about),
            kind=kind,
            written_at=now,
            sealed=self._cipher.seal(json.dumps(asdict(content)), _place(id)),
            by_post=to.email is None,
            waiting=to.email is None,
            due_at=deadline.due_at if deadline else None,
            reckoning=deadline.reckoning if deadline else None,
            call=call if to.email is None else None,
        )
        await self.store.add(tx, letter)
        if deadline is not None:
            self._remind(tx, letter, deadline)
        if to.email is not None:
            by_mail = {name: value.by_mail if isinstance(value, Ways) else value for name, value in told.items()}
            own = f"Strona Twojego zgłoszenia (tylko dla Ciebie, nie przekazuj tego adresu):\n{own_page}"
            parts = (GREETING, fill(text.body, by_mail), own if own_page else "", "\n".join(OFFICE))
            body = "\n\n".join(part for part in parts if part)
            tx.send(Mail(self._cipher, to.email, f"{about.case}: {subject}", f"{body}\n"))
        for email in copies:
            body = "\n\n".join((GREETING, content.body, COPY, "\n".join(OFFICE)))
            tx.send(Mail(self._cipher, email, f"{about.case}: {subject}", f"{body}\n"))
        return id

    async def letter(self, id: str) -> Letter:
        """Give a letter, sealed. Raises `NotFound`."""
        return await self.store.get(id)

    def content(self, letter: Letter) -> Content:
        """Open a letter. Who reads it for a person writes that down first."""
        return Content(**json.loads(self._cipher.open(letter.sealed, _place(letter.id))))

    @transactional
    async def post(self, tx: Transaction, id: str, version: int, by: Person) -> None:
        """Note that a letter has gone to the post. Raises `NotFound`, `Stale`."""
        now = self.clock.now()
        receipt = await self._free_days.compute(self._receipt, now, tx)
        after = await self._save(tx, id, version, lambda letter: letter.posted(now, by.name, receipt))
        if after is not None:
            tx.publish(TaskClosedV1(version=2, task_id=_task(after), closed_at=now))
            if after.receipt is not None:
                self._open(tx, after, _receipt_task(after), "receipt", "Wpisz dzień doręczenia ze zwrotki", receipt)

    @transactional
    async def take_back(self, tx: Transaction, id: str, version: int) -> None:
        """Let a letter wait again that was taken for posted, or came back. Raises `NotFound`, `Stale`."""
        before = await self.store.get(id, tx)
        deadline = await self._free_days.compute(self._term, self.clock.now(), tx)
        after = await self._save(tx, id, version, lambda letter: letter.taken_back(deadline))
        if after is not None:
            self._receipt_done(tx, before)
            self._remind(tx, after, deadline)

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the posting of a letter, or its return receipt, against the days that the city has declared free."""
        free, letter = await self._free_days.known(tx), await self.store.get(id, tx)
        if letter.free_days >= free.version:
            return
        if letter.waiting:
            # A letter older than the kept dates had this one.
            reckoning = letter.reckoning or Reckoning(term=self._term, start=letter.written_at)
            told = letter.due_at or compute(reckoning.term, reckoning.start, STATUTE).due_at
            task, place = _task(letter), "due_at"
        elif letter.receipt is not None:
            reckoning, told = letter.receipt.reckoning, letter.receipt.due_at
            task, place = _receipt_task(letter), "receipt.due_at"
        else:
            return
        later = postponed(told, reckoning, free)
        if later is None:
            await self.store.deadlines.held(tx, id, free.version)
            return
        # Whoever has it open goes on: its version stays.
        await self.store.deadlines.held(tx, id, free.version, **{place: later.due_at})
        tx.publish(task_moved(TaskChangedV1, task, later, free, self.clock.now()))

    async def note_delivery(
        self, tx: Transaction, id: str, version: int, how: DeliveryHow, day: date, by: Person
    ) -> Letter:
        """Note what the return receipt says, in the transaction of who counts a term from it.

        Raises `NotFound`, `Stale`, `NoReceiptAwaited`, `DeliveryUnfit`.
        """
        before = await self.store.get(id, tx)
        delivery = Delivery(how=how, day=day, noted_at=self.clock.now(), noted_by=by.name)
        after = await self._save(tx, id, version, lambda letter: letter.delivered(delivery))
        assert after is not None
        self._receipt_done(tx, before)
        return after

    async def need_no_receipt(self, tx: Transaction, id: str) -> None:
        """Wait for no receipt of a letter from whose delivery no term runs any more."""
        letter = await self.store.get(id, tx)
        await self.store.save(tx, letter.needless())
        self._receipt_done(tx, letter)

    async def receipt_by(self, tx: Transaction) -> datetime:
        """Give by when the receipt of a letter that is posted now should be back."""
        return (await self._free_days.compute(self._receipt, self.clock.now(), tx)).due_at

    def _receipt_done(self, tx: Transaction, before: Letter) -> None:
        if before.receipt is not None:
            tx.publish(TaskClosedV1(version=2, task_id=_receipt_task(before), closed_at=self.clock.now()))

    async def _save(self, tx: Transaction, id: str, version: int, change: Callable[[Letter], Letter]) -> Letter | None:
        letter = await self.store.get(id, tx)
        if letter.version != version:
            raise Stale("letters", id)
        changed = change(letter)
        if changed == letter:
            return None
        await self.store.save(tx, changed)
        return changed

    def _remind(self, tx: Transaction, letter: Letter, deadline: Deadline) -> None:
        self._open(tx, letter, _task(letter), "letter", "Wydrukuj pismo i wyślij je pocztą", deadline)

    def _open(self, tx: Transaction, letter: Letter, id: str, kind: str, action: str, deadline: Deadline) -> None:
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=id,
                kind=kind,
                case=letter.case,
                title=letter.title,
                action=action,
                link=f"/panel/wnioski/pisma/{letter.id}",
                role=Role.OFFICER,
                opened_at=self.clock.now(),
                due_at=deadline.due_at,
                explanation=tuple(deadline.explained()),
            )
        )

    async def text(self, kind: LetterKind, tx: Transaction | None = None) -> LetterText:
        """Give the wording that letters of a kind are written in now."""
        return await self.store.newest_text(kind, tx) or default(kind)

    async def history(self, kind: LetterKind) -> list[LetterText]:
        """Give all versions of a wording, the newest first; the last is the one that the house came with."""
        return [*(await self.store.texts(kind)), default(kind)]

    async def change_text(
        self, kind: LetterKind, version: int, subject: str, body: str, reason: str, by: Person
    ) -> None:
        """Change the wording that the caller read in `version`. Letters that were written stay as they are.

        Raises `Stale` and `TextFaulty`.
        """
        check(kind, subject, body)
        await self._change_text(kind, version, subject, body, reason, by)

    @transactional
    async def _change_text(
        self, tx: Transaction, kind: LetterKind, version: int, subject: str, body: str, reason: str, by: Person
    ) -> None:
        if (await self.text(kind, tx)).version != version:
            raise Stale("letter_texts", kind)
        text = LetterText(
            id=text_id(kind, version + 1),
            kind=kind,
            version=version + 1,
            subject=subject,
            body=body,
            changed_at=self.clock.now(),
            changed_by=by.name,
            reason=reason,
        )
        try:
            await self.store.add_text(tx, text)
        except Duplicate:
            raise Stale("letter_texts", kind) from None


def _task(letter: Letter) -> str:
    """Name the task of posting a letter: one that was taken back is another task than before."""
    return f"letter-{letter.id}" + (f"-{letter.rounds}" if letter.rounds else "")


def _receipt_task(letter: Letter) -> str:
    """Name the task of finding out when a letter was delivered: as often as it was posted."""
    return f"receipt-{letter.id}" + (f"-{letter.rounds}" if letter.rounds else "")


def _place(id: str) -> str:
    return f"letters/{id}"
