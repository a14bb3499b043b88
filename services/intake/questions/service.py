"""Use cases of questions: ask, ask on, answer, close. Texts and addresses are sealed and opened here alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from services.intake.editions.service import Editions
from services.intake.proposals.domain import Proposal
from services.intake.proposals.service import Proposals
from services.intake.proposals.signed import SignedTexts
from services.intake.questions.domain import MOST_WAITING, Question, Said, TooManyWaiting, Waiting
from services.intake.questions.wording import ANSWERED, RECEIVED, answered, received
from shared.access import Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.intake import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.deadlines import STATUTE, Deadline, Term, compute, postponed
from shared.deadlines import before as ahead_of
from shared.free_days import CityFreeDays, OpenDeadlines, task_moved
from shared.mail import Mail
from shared.privacy import Cipher, keyed_digest
from shared.store import Database, Stale, Transaction, new_id, transactional
from shared.ticks import in_turn

_AT_ONCE = 100


class QuestionStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def add(self, tx: Transaction, question: Question) -> None: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Question: ...  # noqa: D102
    async def save(self, tx: Transaction, question: Question) -> None: ...  # noqa: D102
    async def places(self, asker: str, tx: Transaction) -> set[int]: ...  # noqa: D102
    async def waiting(self, after: tuple[datetime, str] | None, limit: int) -> list[Question]: ...  # noqa: D102
    async def every(self, after: tuple[datetime, str] | None, limit: int) -> list[Question]: ...  # noqa: D102
    async def of_proposal(self, proposal_id: str) -> list[Question]: ...  # noqa: D102
    async def count_waiting(self) -> int: ...  # noqa: D102
    async def get_or_none(self, id: str, tx: Transaction) -> Question | None: ...  # noqa: D102
    async def to_erase(self, edition_id: str, until: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def drop(self, tx: Transaction, question: Question) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Text:
    """One text of a thread, opened. `officer`: the name of who wrote it for the office, None where the asker did."""

    at: datetime
    officer: str | None
    text: str


class Questions:
    """Residents' questions and the office's answers."""

    def __init__(
        self,
        database: Database,
        store: QuestionStore,
        editions: Editions,
        proposals: Proposals,
        cipher: Cipher,
        signed: SignedTexts,
        free_days: CityFreeDays,
        clock: Clock,
        key: str,
        term: Term,
        retention: Term,
        public_origin: str,
    ) -> None:
        """Take the `key` by which addresses are told apart unread, and the `term` in which to answer.

        `retention`: how long a closed thread is kept after its last text and the results of its edition.
        """
        self.database, self.store, self.signed, self.clock = database, store, signed, clock
        self._editions, self._proposals, self._cipher = editions, proposals, cipher
        self._free_days = free_days
        self._key, self._term, self._origin = key, term, public_origin
        self._retention = retention

    async def answer_by(self) -> datetime:
        """Give when a question that came now would have to be answered, in UTC."""
        return (await self._free_days.compute(self._term, self.clock.now())).due_at

    async def ask(self, edition_id: str, email: str, text: str) -> str:
        """Take a question about an edition in and give the token of its thread; the link goes out by mail, too.

        Raises `NotFound` and `TooManyWaiting`.
        """
        await self._editions.edition(edition_id)
        return self.signed.question_link(await self._ask(edition_id, None, email, text))

    async def ask_about(self, proposal: Proposal, email: str, text: str) -> str:
        """Take an applicant's question about their proposal in and give the token of its thread.

        Raises `TooManyWaiting`.
        """
        return self.signed.question_link(await self._ask(proposal.edition_id, proposal.id, email, text))

    @transactional
    async def _ask(self, tx: Transaction, edition_id: str, proposal_id: str | None, email: str, text: str) -> str:
        about = await self._proposals.proposal(proposal_id) if proposal_id else None
        id, asker, now = new_id(), self._asker(email), self.clock.now()
        waiting, due = await self._place(tx, id, asker, 1)
        question = Question(
            id=id,
            edition_id=edition_id,
            proposal_id=proposal_id,
            case=about.case if about else None,
            title=about.title if about else None,
            asker=asker,
            address=self._cipher.seal(email, f"questions/{id}/address"),
            said=(self._said(id, text),),
            asked_at=now,
            last_at=now,
            waiting=waiting,
        )
        await self.store.add(tx, question)
        await self._remind(tx, question, waiting, due)
        day = warsaw(due.due_at).strftime("%d.%m.%Y")
        tx.send(self._mail(question, RECEIVED, received(day, self._link(question))))
        return id

    async def of_asker(self, token: str) -> Question:
        """Give the thread that a link opens. Raises `LinkBroken`, `NotFound`."""
        return await self.store.get(self.signed.question_id(token))

    async def question(self, id: str, by: Person) -> Question:
        """Show an officer a thread; the reading is written down first. Raises `NotFound`."""
        question = await self.store.get(id)
        await self._proposals.note_question(question.case or f"pytanie {id}", by)
        return question

    def texts(self, question: Question) -> list[Text]:
        """Open the texts of a thread, the first first."""
        return [
            Text(said.at, said.officer, self._cipher.open(said.sealed, _place(question.id, said.id)))
            for said in question.said
        ]

    async def ask_on(self, token: str, text: str) -> None:
        """Take one more text of the asker in. Raises `LinkBroken`, `NotFound`, `ThreadFull`, `TooManyWaiting`."""
        await self._ask_on(self.signed.question_id(token), text)

    @transactional
    async def _ask_on(self, tx: Transaction, id: str, text: str) -> None:
        question = await self.store.get(id, tx)
        if question.waiting is not None:
            await self.store.save(tx, question.asked_on(self._said(id, text), question.waiting))
            return
        waiting, due = await self._place(tx, id, question.asker, question.version + 1)
        after = question.asked_on(self._said(id, text), waiting)
        await self.store.save(tx, after)
        await self._remind(tx, after, waiting, due)

    @transactional
    async def answer(self, tx: Transaction, id: str, version: int, text: str, by: Person) -> None:
        """Answer; the asker gets the answer by mail. Raises `NotFound`, `Stale`, `ThreadFull`."""
        before = await self._read(tx, id, version)
        after = before.answered(self._said(id, text, by.name))
        await self.store.save(tx, after)
        self._done(tx, before)
        tx.send(self._mail(after, ANSWERED, answered(text, self._link(after))))

    @transactional
    async def close(self, tx: Transaction, id: str, version: int, by: Person) -> None:
        """Note that nothing is to be answered. Raises `NotFound`, `Stale`, `NotWaiting`."""
        before = await self._read(tx, id, version)
        await self.store.save(tx, before.closed(by.name))
        self._done(tx, before)

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the date of a question that waits against the days that the city has declared free."""
        free, question = await self._free_days.known(tx), await self.store.get(id, tx)
        waiting = question.waiting
        if waiting is None or question.free_days >= free.version:
            return
        later = postponed(waiting.due_at, waiting.reckoning, free)
        if later is None:
            await self.store.deadlines.held(tx, id, free.version)
            return
        await self.store.deadlines.held(tx, id, free.version, **{"waiting.due_at": later.due_at})
        tx.publish(task_moved(TaskChangedV1, waiting.task, later, free, self.clock.now()))

    async def look_after(self) -> None:
        """Erase closed threads that nobody needs any more: at most so many at once, of each edition."""
        now = self.clock.now()
        until = ahead_of(self._retention, now - timedelta(days=1), STATUTE).due_at
        for edition in await self._editions.all():
            if self._kept_until(edition.ended_at) < now:
                over = await self.store.to_erase(edition.id, until, _AT_ONCE)
                await in_turn([partial(self._erase, id) for id in over])

    @transactional
    async def _erase(self, tx: Transaction, id: str) -> None:
        # Read again inside the transaction: its asker may just have written on, or another replica erased it.
        question = await self.store.get_or_none(id, tx)
        if question is None or question.waiting is not None or self._kept_until(question.last_at) >= self.clock.now():
            return
        await self.store.drop(tx, question)

    def _kept_until(self, since: datetime) -> datetime:
        # Nobody has to act by then: no free day moves it.
        return compute(self._retention, since, STATUTE).due_at

    async def _read(self, tx: Transaction, id: str, version: int) -> Question:
        question = await self.store.get(id, tx)
        if question.version != version:
            raise Stale("questions", id)
        return question

    async def _place(self, tx: Transaction, id: str, asker: str, version: int) -> tuple[Waiting, Deadline]:
        taken, now = await self.store.places(asker, tx), self.clock.now()
        free = next((place for place in range(MOST_WAITING) if place not in taken), None)
        if free is None:
            raise TooManyWaiting
        due, task = await self._free_days.compute(self._term, now, tx), f"question-{id}-{version}"
        return Waiting(since=now, due_at=due.due_at, place=free, task=task, reckoning=due.reckoning), due

    async def _remind(self, tx: Transaction, question: Question, waiting: Waiting, due: Deadline) -> None:
        rules = (await self._editions.edition(question.edition_id, tx)).rules
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=waiting.task,
                kind="question",
                case=question.case or rules.name,
                title=question.title or "Pytanie mieszkańca",
                action="Odpowiedz na pytanie",
                link=f"/panel/wnioski/pytania/{question.id}",
                role=Role.OFFICER,
                opened_at=waiting.since,
                due_at=waiting.due_at,
                explanation=tuple(due.explained()),
            )
        )

    def _done(self, tx: Transaction, before: Question) -> None:
        if before.waiting is not None:
            tx.publish(TaskClosedV1(version=2, task_id=before.waiting.task, closed_at=self.clock.now()))

    def _said(self, id: str, text: str, officer: str | None = None) -> Said:
        said_id = new_id()
        sealed = self._cipher.seal(text, _place(id, said_id))
        return Said(id=said_id, at=self.clock.now(), officer=officer, sealed=sealed)

    def _asker(self, email: str) -> str:
        return keyed_digest(self._key, f"asker|{email.lower()}")

    def _link(self, question: Question) -> str:
        return f"{self._origin}/budzet-obywatelski/pytanie/{self.signed.question_link(question.id)}"

    def _mail(self, question: Question, subject: str, text: str) -> Mail:
        address = self._cipher.open(question.address, f"questions/{question.id}/address")
        return Mail(self._cipher, address, f"{question.case}: {subject}" if question.case else subject, text)


def _place(id: str, said_id: str) -> str:
    return f"questions/{id}/said/{said_id}"
