"""Use cases of a meeting's minutes: held, written, out for remarks, approved, corrected; and of the tasks they give."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from services.events.meetings import paper
from services.events.meetings.domain import Action, Meeting, Remark
from services.events.meetings.domain.minutes import Agreed, Attended, Frozen, Item, Minutes, Task
from services.events.meetings.domain.people import Participant
from services.events.meetings.domain.programme import digest
from services.events.meetings.service import Meetings, UnitMissing
from services.events.meetings.service.rights import DOERS, READERS
from services.events.meetings.wording import approved, for_remarks
from shared.access import NotAllowed, Person, Role
from shared.contracts.events import MeetingHeldV1
from shared.deadlines import compute
from shared.documents import as_docx, as_pdf
from shared.store import NotFound, Stale, Transaction, new_id, transactional


class TaskGiven(NamedTuple):
    """A task as typed. `id`: of one that the minutes have already."""

    id: str | None
    what: str
    role: Role
    unit: str | None
    due: date


class _Made(NamedTuple):
    minutes: Minutes
    pdf: bytes
    docx: bytes


class Writing:
    """The minutes of meetings. Steps raise as those of `Meetings` do."""

    def __init__(self, meetings: Meetings) -> None:
        self.meetings, self.database = meetings, meetings.database

    @transactional
    async def hold(
        self,
        tx: Transaction,
        id: str,
        version: int,
        present: Sequence[str],
        officials: Sequence[str],
        others: str,
        by: Person,
    ) -> int:
        """Note who was there: ids of participants, of officials in the calendar, and in words who came beside them.

        The minutes begin with that and the points of the programme. Raises `MeetingDay`.
        """
        m = self.meetings
        one = await m.read(tx, id, version, Action.HOLD, by)
        programme, labels = await m.programme(one, tx=tx), m.labels(one)
        assert programme is not None
        attendance = [Attended(who=labels[each.id].label, present=each.id in present) for each in one.participants]
        begun = Minutes.begun(programme, one.when, attendance, others)
        after = one.held(m.sealed.seal(id, "minutes", begun), m.hand(by))
        await m.telling.close_notices(tx, id)
        when = one.when
        tx.publish(
            MeetingHeldV1(
                version=after.version,
                meeting_id=id,
                entry_id=one.entry_id,
                title=when.title,
                starts=when.starts,
                ends=when.ends,
                place=when.place or None,
                with_mayor=m.mayor in when.people and m.mayor in officials,
                held_at=m.clock.now(),
            )
        )
        return await m.keep(tx, one, after)

    @transactional
    async def write(
        self,
        tx: Transaction,
        id: str,
        version: int,
        items: Sequence[tuple[str, str]],
        tasks: Sequence[TaskGiven],
        others: str,
        present: Collection[int] | None,
        by: Person,
    ) -> int:
        """Write the minutes; `items`: for each point what was said and what was decided.

        `present`: the places of those who were there in the list of presence, from 0; None where it stays as it is.
        Tasks of minutes that are approved stay as they are. Raises `UnitMissing`, `NotAllowed` for a doer that is none,
        `NotFound` for a place that is none.
        """
        m = self.meetings
        one = await m.read(tx, id, version, Action.WRITE, by)
        had = m.minutes(one)
        assert had is not None
        if present and max(present) >= len(had.attendance):
            raise NotFound("participant", str(max(present)))
        kept, known = [task for task in had.tasks if task.agreed], {task.id for task in had.tasks}
        settled = {task.id for task in kept}
        for given in tasks:
            if given.role not in DOERS:
                raise NotAllowed(given.role)
            if given.role is Role.UNIT_REVIEWER and not given.unit:
                raise UnitMissing
            if given.id in settled:
                continue
            task_id = given.id if given.id in known and given.id else new_id()
            unit = given.unit if given.role is Role.UNIT_REVIEWER else None
            kept.append(Agreed(id=task_id, what=given.what, role=given.role, unit=unit, due=given.due))
        told = [
            Item(title=item.title, said=said, decision=decision)
            for item, (said, decision) in zip(had.items, [*items, *[("", "")] * len(had.items)], strict=False)
        ]
        minutes = had.rewritten(told, kept, others, present)
        return await m.keep(tx, one, one.written(m.sealed.seal(id, "minutes", minutes), m.hand(by)))

    async def usual_until(self) -> date:
        """Give until when remarks are usually taken."""
        m = self.meetings
        due = compute(m.telling.terms.remarks, m.clock.now(), await m.free_days.known())
        return due.day

    @transactional
    async def send_out(self, tx: Transaction, id: str, version: int, until: date, by: Person) -> int:
        """Give the minutes to all participants for remarks until a day. Raises `MeetingDay`."""
        m = self.meetings
        one = await m.read(tx, id, version, Action.SEND_OUT, by)
        minutes = m.minutes(one)
        assert minutes is not None
        after = one.sent_out(m.sealed.seal(id, "sent", minutes), until, m.today, m.hand(by))
        day = f"{until:%d.%m.%Y}"
        await m.telling.tell(
            tx,
            after,
            lambda link: for_remarks(one.when.title, day, link),
            f"Przeczytaj projekt protokołu, uwagi do {day}",
        )
        return await m.keep(tx, one, after)

    @transactional
    async def remark(self, tx: Transaction, id: str, participant: Participant, text: str) -> None:
        """Take in a remark of a participant. Raises `RemarksOver`, `MeetingFull`, `NotFound` where removed."""
        m = self.meetings
        one = await m.store.get(id, tx)
        if one.participant(participant.id) is None:
            raise NotFound("participant", participant.id)
        remark_id = new_id()
        remark = Remark(
            id=remark_id,
            participant=participant.id,
            at=m.clock.now(),
            number=one.approved + 1,
            text=m.sealed.seal_text(id, f"remark/{remark_id}", text),
        )
        await m.keep(tx, one, one.remarked(remark, m.today))

    @transactional
    async def answer(
        self, tx: Transaction, id: str, version: int, remark: str, accepted: bool, text: str, by: Person
    ) -> int:
        """Say what became of a remark. Raises `NotFound`."""
        m = self.meetings
        one = await m.read(tx, id, version, Action.ANSWER, by)
        if all(each.id != remark for each in one.remarks):
            raise NotFound("remark", remark)
        sealed = m.sealed.seal_text(id, f"answer/{remark}", text)
        return await m.keep(tx, one, one.answered(remark, accepted, sealed, m.hand(by)))

    async def approve(self, id: str, version: int, by: Person) -> int:
        """Approve the minutes: they are frozen as files with their digests, their tasks go to the work list.

        Raises `OwnMinutes`, `RemarksWait`.
        """
        m = self.meetings
        one, made = await m.store.get(id), None
        minutes = m.minutes(one)
        if one.version == version and minutes is not None:
            one.require_approvable(m.today, by.id)
            # Made before the transaction, which may be tried again: of the version that is checked there.
            document = paper.minutes(minutes, one.approved + 1, one.correction, by.name, m.today)
            pdf, docx = await asyncio.to_thread(lambda: (as_pdf(document), as_docx(document)))
            made = _Made(minutes, pdf, docx)
        return await self._approve(id, version, made, by)

    @transactional
    async def _approve(self, tx: Transaction, id: str, version: int, made: _Made | None, by: Person) -> int:
        m = self.meetings
        one = await m.read(tx, id, version, Action.APPROVE, by)
        if made is None:
            raise Stale("meetings", id)
        terms, now = m.sealed.terms(made.minutes.as_text()), m.clock.now()
        after = one.approved_by(terms, m.today, m.hand(by))
        number, settled = after.approved, made.minutes.settled()
        after = after.model_copy(update={"minutes": m.sealed.seal(id, "minutes", settled)})
        frozen = Frozen(
            id=f"{id}-{number}",
            meeting_id=id,
            number=number,
            approved_at=now,
            approved_by=by.name,
            reason=one.correction,
            sealed=m.sealed.seal(id, f"minutes/{number}", settled),
            pdf=m.sealed.seal_file(id, f"minutes/{number}/pdf", made.pdf),
            docx=m.sealed.seal_file(id, f"minutes/{number}/docx", made.docx),
            pdf_sha256=digest(made.pdf),
            docx_sha256=digest(made.docx),
        )
        await m.store.add_frozen(tx, frozen)
        free = (await m.free_days.known(tx)).version
        for agreed in made.minutes.tasks:
            if not agreed.agreed:
                await self._give(tx, one, agreed, free)
        await m.telling.close_notices(tx, id)
        await m.telling.tell(tx, after, lambda link: approved(one.when.title, number, link))
        return await m.keep(tx, one, after)

    async def _give(self, tx: Transaction, one: Meeting, agreed: Agreed, free: int) -> None:
        task = Task(
            id=agreed.id,
            meeting_id=one.id,
            line_id=one.line_id,
            title=one.when.title,
            met_at=one.when.starts,
            what=agreed.what,
            role=agreed.role,
            unit=agreed.unit,
            due=agreed.due,
            free_days=free,
        )
        await self.meetings.store.add_task(tx, task)
        self.meetings.telling.agreed(tx, task)

    @transactional
    async def correct(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Begin the next version of approved minutes; the approved ones stay as they are."""
        m = self.meetings
        one = await m.read(tx, id, version, Action.CORRECT, by)
        return await m.keep(tx, one, one.corrected(reason, m.hand(by)))

    # -- tasks -------------------------------------------------------------------------------------------------------

    async def task(self, id: str, person: Person) -> Task:
        """Give a task to who is to do it, or who reads meetings. Raises `NotFound`, `NotAllowed`."""
        task = await self.meetings.store.task(id)
        if not task.is_of(person) and person.role not in READERS:
            raise NotAllowed(person.role)
        return task

    @transactional
    async def complete(self, tx: Transaction, id: str, version: int, what: str, by: Person) -> int:
        """Say what was done: the task is closed by who has done it. Raises `TaskDone`."""
        m = self.meetings
        task = await m.store.task(id, tx)
        if not task.is_of(by):
            raise NotAllowed(by.role)
        if task.version != version:
            raise Stale("meeting_tasks", id)
        after = task.completed(what, by, m.clock.now())
        await m.store.save_task(tx, after)
        m.telling.done(tx, after)
        return after.version

    # -- frozen files ------------------------------------------------------------------------------------------------

    async def frozen(self, one: Meeting) -> list[Frozen]:
        """Give every approved version, the first first."""
        return [await self.meetings.store.frozen(one.id, number) for number in range(1, one.approved + 1)]

    async def file(self, one: Meeting, number: int, format: str) -> bytes:
        """Give a file of approved minutes, byte for byte as it was frozen. Raises `NotFound`."""
        frozen = await self.meetings.store.frozen(one.id, number)
        sealed = frozen.docx if format == "docx" else frozen.pdf
        return self.meetings.sealed.open_file(one.id, f"minutes/{number}/{format}", sealed)

    def content(self, frozen: Frozen) -> Minutes:
        """Give what approved minutes say."""
        return self.meetings.sealed.open(frozen.meeting_id, f"minutes/{frozen.number}", frozen.sealed, Minutes)

    def remark_text(self, one: Meeting, remark: Remark) -> tuple[str, str]:
        """Give what a remark says, and the answer, "" where there is none."""
        sealed = self.meetings.sealed
        answer = sealed.open_text(one.id, f"answer/{remark.id}", remark.answer) if remark.answer else ""
        return sealed.open_text(one.id, f"remark/{remark.id}", remark.text), answer
