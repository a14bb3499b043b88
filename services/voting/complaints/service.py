"""Use cases of complaints: file, enter from paper, answer by two people, follow by a code. Words are sealed here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.voting.ballots.domain.election import Election
from services.voting.ballots.domain.envelope import Channel
from services.voting.ballots.service import BallotStore
from services.voting.complaints.domain import (
    MOST_OF_ONE,
    Complaint,
    ComplaintState,
    Outcome,
    Period,
    Prepared,
    Step,
    Subject,
    TooManyComplaints,
    UnknownComplaint,
    asker_tag,
    code_of,
    code_tag,
)
from services.voting.complaints.tasks import ask_to_destroy, follow, move, move_destruction
from services.voting.complaints.wording import ANSWERED, RECEIVED, answered, received
from services.voting.keys.service import Keys
from services.voting.keys.tags import keyed_tag
from services.voting.readings.domain import What
from services.voting.readings.service import Reader, Readings
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.deadlines import Term, Unit
from shared.free_days import CityFreeDays, OpenDeadlines
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Database, NotFound, Stale, Transaction, transactional


class Said(BaseModel):
    """Who complains and of what, opened. Never shown but to whom it concerns."""

    model_config = ConfigDict(frozen=True)

    name: str
    email: str = ""
    address: str = ""
    text: str


@dataclass(frozen=True)
class Terms:
    """How long one may complain where the edition says nothing, how soon is answered, how soon all is destroyed."""

    complaining: Term
    answering: Term
    destroying: Term


class ComplaintStore(Protocol):
    """What the use cases need to keep. `periods`, `deadlines`: the dates that a new free day may move."""

    periods: OpenDeadlines
    deadlines: OpenDeadlines

    async def period(self, edition_id: str, tx: Transaction | None = None) -> Period | None: ...  # noqa: D102
    async def add_period(self, tx: Transaction, period: Period) -> None: ...  # noqa: D102
    async def save_period(self, tx: Transaction, period: Period) -> None: ...  # noqa: D102
    async def complaint(self, edition_id: str, id: str, tx: Transaction | None = None) -> Complaint: ...  # noqa: D102
    async def by_code(self, edition_id: str, code: str, tx: Transaction | None = None) -> Complaint | None: ...  # noqa: D102
    async def places(self, tx: Transaction, edition_id: str, asker: str) -> set[int]: ...  # noqa: D102
    async def complaints(self, edition_id: str, after: int, limit: int) -> list[Complaint]: ...  # noqa: D102
    async def edition_of(self, id: str) -> str: ...  # noqa: D102
    async def add(self, tx: Transaction, complaint: Complaint) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, complaint: Complaint) -> None: ...  # noqa: D102


class Complaints:
    """Complaints about the votes of all editions."""

    def __init__(
        self,
        database: Database,
        store: ComplaintStore,
        ballots: BallotStore,
        keys: Keys,
        cipher: Cipher,
        readings: Readings,
        free_days: CityFreeDays,
        clock: Clock,
        terms: Terms,
        public_origin: str,
    ) -> None:
        """`cipher`: the service's own, for mails on their way; what is kept is sealed with the edition's key."""
        self.database, self.store, self.clock = database, store, clock
        self._ballots, self._keys, self._cipher, self._free_days = ballots, keys, cipher, free_days
        self._readings, self._terms, self._origin = readings, terms, public_origin

    # -- the period ------------------------------------------------------------------------------------------------

    async def begin(self, tx: Transaction, election: Election, now: datetime) -> None:
        """Let the period begin with the results; part of the transaction that publishes them."""
        days = election.rules.complaint_days
        term = self._terms.complaining if days is None else Term(amount=days, unit=Unit.DAY)
        until = await self._free_days.compute(term, now, tx)
        destroy = await self._free_days.compute(self._terms.destroying, until.due_at, tx)
        period = Period(
            id=election.id,
            began_at=now,
            until=until.due_at,
            explanation=tuple(until.explained()),
            destroy_by=destroy.due_at,
            reckoning=until.reckoning,
            destroying=self._terms.destroying,
        )
        await self.store.add_period(tx, period)
        ask_to_destroy(tx, election, period, tuple(destroy.explained()))

    async def period(self, edition_id: str, tx: Transaction | None = None) -> Period:
        """Give the period of an edition. Raises `NotFound` before its results are out."""
        period = await self.store.period(edition_id, tx)
        if period is None:
            raise NotFound("complaint_periods", edition_id)
        return period

    @transactional
    async def postpone_period(self, tx: Transaction, edition_id: str) -> None:
        """Hold the dates of a period against the days that the city has declared free."""
        free, before = await self._free_days.known(tx), await self._queue(tx, edition_id)
        if before.closed or before.free_days >= free.version:
            return
        now = self.clock.now()
        moved = before.held_against(free, now)
        if moved is None:
            await self.store.periods.held(tx, edition_id, free.version)
            return
        after, destroy = moved
        await self.store.save_period(tx, after)
        if destroy is not None:
            move_destruction(tx, after, destroy.explanation, now)

    async def postpone(self, complaint_id: str) -> None:
        """Hold the date of a complaint that waits against the days that the city has declared free."""
        await self._postpone(await self.store.edition_of(complaint_id), complaint_id)

    @transactional
    async def _postpone(self, tx: Transaction, edition_id: str, complaint_id: str) -> None:
        free, _ = await self._free_days.known(tx), await self._queue(tx, edition_id)
        before = await self.store.complaint(edition_id, complaint_id, tx)
        if before.state is ComplaintState.ANSWERED or before.free_days >= free.version:
            return
        after = before.held_against(free)
        if after is None:
            await self.store.deadlines.held(tx, complaint_id, free.version)
            return
        await self.store.save(tx, after)
        move(tx, after, self.clock.now())

    async def finish(self, tx: Transaction, edition_id: str) -> None:
        """Let no complaint in any more; part of the transaction that begins the destruction.

        Raises `NotFound`, `PeriodRunning`, `ComplaintsWaiting`, `ResultInQuestion`, `ComplaintsOver`.
        """
        period = await self._queue(tx, edition_id)
        period.require_over(self.clock.now())
        await self.store.save_period(tx, period.next(closed=True))

    # -- who complains -----------------------------------------------------------------------------------------------

    async def file(self, edition_id: str, subject: Subject, said: Said, nonce: str) -> str:
        """Take a resident's complaint in; gives the code to follow it by. The same one with the same nonce: the same.

        Raises `NotFound`, `TooLate`, `TooManyComplaints`, `ComplaintsOver`.
        """
        return await self._take(edition_id, Channel.ONLINE, subject, said, self.clock.now(), nonce, None)

    async def enter(self, edition_id: str, subject: Subject, said: Said, sent_on: date, nonce: str, by: Person) -> str:
        """Enter a complaint that came on paper, posted or handed in on the day `sent_on`; gives its code.

        Raises as `file` does, and `DayAhead`.
        """
        return await self._take(edition_id, Channel.PAPER, subject, said, sent_on, nonce, by)

    async def _take(
        self,
        edition_id: str,
        channel: Channel,
        subject: Subject,
        said: Said,
        sent: datetime | date,
        nonce: str,
        by: Person | None,
    ) -> str:
        # Before the key is asked for: where it was destroyed, the period says so in words that fit.
        (await self.period(edition_id)).require_open()
        code = code_of(self._keys.of(edition_id).tags, nonce, f"{channel}|{subject}|{said.model_dump_json()}")
        await self._add(edition_id, channel, subject, said, sent, code, by)
        return code

    @transactional
    async def _add(
        self,
        tx: Transaction,
        edition_id: str,
        channel: Channel,
        subject: Subject,
        said: Said,
        sent: datetime | date,
        code: str,
        by: Person | None,
    ) -> None:
        # Returns nothing: what a transaction returns may be kept with a request's key, and the code opens a complaint.
        key, now = self._keys.of(edition_id), self.clock.now()
        period, election = await self._queue(tx, edition_id), await self._ballots.election(edition_id, tx)
        tag = code_tag(key.tags, code)
        if await self.store.by_code(edition_id, tag, tx) is not None:
            return
        period.require_taking(sent, now)
        asker = asker_tag(key.tags, said.name, said.email or said.address)
        taken = await self.store.places(tx, edition_id, asker)
        free = sorted(set(range(MOST_OF_ONE)) - taken)
        if not free:
            raise TooManyComplaints
        id = keyed_tag(key.tags, f"complaint-id|{tag}")[:32]
        due = await self._free_days.compute(self._terms.answering, now, tx)
        complaint = Complaint(
            id=id,
            edition_id=edition_id,
            number=period.received + 1,
            channel=channel,
            subject=subject,
            filed_at=now,
            sent_on=warsaw(sent).date() if isinstance(sent, datetime) else sent,
            due_at=due.due_at,
            explanation=tuple(due.explained()),
            reckoning=due.reckoning,
            code=tag,
            asker=asker,
            place=free[0],
            sealed=key.cipher.seal(said.model_dump_json(), _place(id, "said")),
            steps=() if by is None else (Step(step="entered", at=now, by_name=by.name),),
        )
        await self.store.add(tx, follow(tx, election, None, complaint, now))
        await self.store.save_period(tx, period.next(received=period.received + 1))
        day = warsaw(due.due_at).strftime("%d.%m.%Y")
        self._mail(tx, complaint, said, RECEIVED, received(complaint.number, code, self._link(edition_id), day))

    async def by_code(self, edition_id: str, code: str) -> Complaint:
        """Give the complaint with this code.

        Raises `NotFound`, `UnknownComplaint`, `UnreadableCode`, `EditionKeyDestroyed`.
        """
        await self.period(edition_id)
        found = await self.store.by_code(edition_id, code_tag(self._keys.of(edition_id).tags, code))
        if found is None:
            raise UnknownComplaint
        return found

    # -- who answers -------------------------------------------------------------------------------------------------

    async def read(self, edition_id: str, id: str, by: Reader) -> tuple[Complaint, Said | None]:
        """Show staff a complaint, with who complains and of what; the reading is written down first.

        None where that was destroyed. Raises `NotFound`.
        """
        complaint = await self.store.complaint(edition_id, id)
        if complaint.sealed is not None:
            await self._readings.note(edition_id, What.COMPLAINT, id, by)
        return complaint, self._said(complaint)

    def _said(self, complaint: Complaint) -> Said | None:
        if complaint.sealed is None:
            return None
        return Said.model_validate_json(self._open(complaint, complaint.sealed, "said"))

    def answer(self, complaint: Complaint) -> str | None:
        """Open the answer that was confirmed."""
        return None if complaint.answer is None else self._open(complaint, complaint.answer, "answer")

    def prepared(self, complaint: Complaint) -> str | None:
        """Open the answer that waits for a second person."""
        return None if complaint.prepared is None else self._open(complaint, complaint.prepared.answer, "answer")

    def words(self, complaint: Complaint) -> list[tuple[Step, str | None]]:
        """Give the steps with what was said at each."""
        return [
            (step, None if step.words is None else self._open(complaint, step.words, f"step/{place}"))
            for place, step in enumerate(complaint.steps)
        ]

    @transactional
    async def prepare(
        self, tx: Transaction, edition_id: str, id: str, version: int, outcome: Outcome, answer: str, by: Person
    ) -> None:
        """Prepare an answer. Raises `NotFound`, `Stale`, `AlreadyProposed`, `AlreadyAnswered`, `ComplaintsOver`."""
        period, complaint = await self._read(tx, edition_id, id, version)
        sealed = self._keys.of(edition_id).cipher.seal(answer, _place(id, "answer"))
        prepared = Prepared(outcome=outcome, answer=sealed, by_id=by.id, by_name=by.name)
        await self._save(tx, complaint, complaint.with_prepared(prepared, self.clock.now()))
        await self.store.save_period(tx, period.next())

    @transactional
    async def confirm(self, tx: Transaction, edition_id: str, id: str, version: int, by: Person) -> None:
        """Confirm the prepared answer, as a second person; it goes to who complains.

        Raises `NotFound`, `Stale`, `NothingProposed`, `SameMember`, `ComplaintsOver`.
        """
        period, complaint = await self._read(tx, edition_id, id, version)
        after = complaint.answered(by.id, by.name, self.clock.now())
        assert after.outcome is not None
        await self._save(tx, complaint, after)
        await self.store.save_period(tx, period.with_answer(complaint.outcome, after.outcome))
        said, text = self._said(after), self.answer(after)
        assert said is not None
        assert text is not None
        body = answered(after.number, after.outcome, text, self._link(edition_id))
        self._mail(tx, after, said, ANSWERED, body)

    @transactional
    async def send_back(self, tx: Transaction, edition_id: str, id: str, version: int, words: str, by: Person) -> None:
        """Send the prepared answer back with a word why. Raises as `confirm` does."""
        period, complaint = await self._read(tx, edition_id, id, version)
        sealed = self._keys.of(edition_id).cipher.seal(words, _place(id, f"step/{len(complaint.steps)}"))
        await self._save(tx, complaint, complaint.sent_back(by.id, by.name, sealed, self.clock.now()))
        await self.store.save_period(tx, period.next())

    # -- parts -------------------------------------------------------------------------------------------------------

    async def _queue(self, tx: Transaction, edition_id: str) -> Period:
        """Give the period that a change has to write anew: changes queue for it, and so does the destruction."""
        await tx.locks.take(f"complaints|{edition_id}")
        return await self.period(edition_id, tx)

    async def _read(self, tx: Transaction, edition_id: str, id: str, version: int) -> tuple[Period, Complaint]:
        period = await self._queue(tx, edition_id)
        period.require_open()
        complaint = await self.store.complaint(edition_id, id, tx)
        if complaint.version != version:
            raise Stale("complaints", id)
        return period, complaint

    async def _save(self, tx: Transaction, before: Complaint, after: Complaint) -> None:
        election = await self._ballots.election(after.edition_id, tx)
        await self.store.save(tx, follow(tx, election, before, after, self.clock.now()))

    def _open(self, complaint: Complaint, sealed: bytes, field: str) -> str:
        return self._keys.of(complaint.edition_id).cipher.open(sealed, _place(complaint.id, field))

    def _link(self, edition_id: str) -> str:
        return f"{self._origin}/budzet-obywatelski/wyniki/{edition_id}/skarga/kod"

    def _mail(self, tx: Transaction, complaint: Complaint, said: Said, subject: str, text: str) -> None:
        if said.email:
            tx.send(Mail(self._cipher, said.email, subject, text, about=complaint.edition_id))


def _place(id: str, field: str) -> str:
    return f"complaints/{id}/{field}"
