"""Use cases of meetings: convene, invite, follow the calendar. Programme and minutes have files of their own."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from services.events.calendar.domain import Entry, EntryKind
from services.events.calendar.service import Calendar
from services.events.letters.domain.words import words_of
from services.events.meetings.domain import Action, Done, Hand, Meeting, State
from services.events.meetings.domain.minutes import Frozen, Minutes, Task
from services.events.meetings.domain.people import Contact, Notice, Part, Participant, Reading
from services.events.meetings.domain.programme import Draft, Issued, Programme, When
from services.events.meetings.sealed import MeetingLinkBroken, Sealed
from services.events.meetings.service.rights import require_may
from services.events.meetings.service.telling import Telling
from services.events.meetings.wording import moved, off, renewed
from services.events.readings.domain import What
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock, warsaw
from shared.free_days import CityFreeDays, OpenDeadlines
from shared.readings import Readings
from shared.store import Database, Duplicate, NotFound, Stale, Transaction, new_id, transactional


class MeetingKnown(Exception):
    """The entry has its meeting already. `meeting_id`: which."""

    def __init__(self, meeting_id: str) -> None:
        super().__init__(meeting_id)
        self.meeting_id = meeting_id


class EntryNoMeeting(Exception):
    """The entry of the calendar is no meeting that will be: another kind, called off, or a whole day."""


class UnitMissing(Exception):
    """People of this role are of a unit: it is to be said which."""


class MeetingStore(Protocol):
    """What the use cases need to keep. `deadlines`, `task_deadlines`: of meetings, of the tasks that they give."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    @property
    def task_deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Meeting: ...  # noqa: D102
    async def of_entry(self, entry_id: str, tx: Transaction | None = None) -> Meeting | None: ...  # noqa: D102
    async def add(self, tx: Transaction, one: Meeting) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, one: Meeting) -> None: ...  # noqa: D102
    async def page(  # noqa: D102
        self, states: Sequence[State], text: str, terms: Sequence[Sequence[str]], skip: int, limit: int
    ) -> list[Meeting]: ...
    async def of_staff(self, role: str, unit: str | None, skip: int, limit: int) -> list[Meeting]: ...  # noqa: D102
    async def earlier(  # noqa: D102
        self, line_id: str, starts: datetime, limit: int, tx: Transaction | None = None
    ) -> list[Meeting]: ...
    async def add_issued(self, tx: Transaction, issued: Issued) -> None: ...  # noqa: D102
    async def issued(self, id: str, number: int, tx: Transaction | None = None) -> Issued: ...  # noqa: D102
    async def add_frozen(self, tx: Transaction, frozen: Frozen) -> None: ...  # noqa: D102
    async def frozen(self, id: str, number: int, tx: Transaction | None = None) -> Frozen: ...  # noqa: D102
    async def add_task(self, tx: Transaction, task: Task) -> None: ...  # noqa: D102
    async def save_task(self, tx: Transaction, task: Task) -> None: ...  # noqa: D102
    async def task(self, id: str, tx: Transaction | None = None) -> Task: ...  # noqa: D102
    async def tasks_of(self, meeting_id: str) -> list[Task]: ...  # noqa: D102
    async def open_tasks(  # noqa: D102
        self, line_id: str, before: datetime, tx: Transaction | None = None
    ) -> list[Task]: ...
    async def tasks_for(self, role: str, unit: str | None, limit: int) -> list[Task]: ...  # noqa: D102
    async def add_reading(self, tx: Transaction, reading: Reading) -> None: ...  # noqa: D102
    async def readings(self, id: str, limit: int) -> list[Reading]: ...  # noqa: D102
    async def forget_readings(self, tx: Transaction, id: str) -> None: ...  # noqa: D102
    async def open_notices(  # noqa: D102
        self, tx: Transaction, meeting_id: str, participant: str | None = None
    ) -> list[Notice]: ...
    async def put_notice(self, tx: Transaction, notice: Notice) -> None: ...  # noqa: D102
    async def to_erase(self, before: datetime, limit: int) -> list[str]: ...  # noqa: D102


class Meetings:
    """The meetings. Steps raise `NotFound`, `Stale`, `NotAllowed`, `MeetingNotNow`."""

    def __init__(
        self,
        database: Database,
        store: MeetingStore,
        calendar: Calendar,
        sealed: Sealed,
        telling: Telling,
        readings: Readings,
        free_days: CityFreeDays,
        clock: Clock,
        mayor: str,
    ) -> None:
        """`mayor`: the opaque id by which the calendar knows the mayor."""
        self.database, self.store, self.clock, self.mayor = database, store, clock, mayor
        self.calendar, self.sealed, self.telling = calendar, sealed, telling
        self.audit, self.free_days = readings, free_days

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- steps -----------------------------------------------------------------------------------------------------

    async def convene(self, entry_id: str, follows: str | None, by: Person) -> str:
        """Begin a meeting for an entry of the calendar; give its id.

        It joins the line of its series, or of the meeting that it `follows`, and takes the standing points over.
        Raises `MeetingKnown`, `EntryNoMeeting`.
        """
        try:
            return await self._convene(entry_id, follows, by)
        except Duplicate:
            known = await self.store.of_entry(entry_id)
            if known is None:
                raise
            raise MeetingKnown(known.id) from None

    @transactional
    async def _convene(self, tx: Transaction, entry_id: str, follows: str | None, by: Person) -> str:
        require_may(Action.INVITE, by)
        await self._turn(tx, entry_id)
        entry = await self.calendar.store.get(entry_id, tx)
        if (known := await self.store.of_entry(entry_id, tx)) is not None:
            raise MeetingKnown(known.id)
        if entry.plan.kind is not EntryKind.MEETING or entry.cancelled or entry.plan.all_day:
            raise EntryNoMeeting
        id = new_id()
        line = (await self.store.get(follows, tx)).line_id if follows else entry.series_id or id
        when, points = _when(entry), await self._standing(tx, line, entry.plan.starts)
        one = Meeting(
            id=id,
            entry_id=entry_id,
            line_id=line,
            when=when,
            words=words_of(when.title, when.place),
            postponed=entry.postponed,
            points=self.sealed.seal(id, "points", points) if points.points else None,
            planners=(by.id,) if points.points else (),
            history=(Done(at=self.clock.now(), action="convened", by_name=by.name),),
        )
        await self.store.add(tx, self.telling.with_task(tx, None, one, await self.free_days.known(tx)))
        return id

    @transactional
    async def invite(
        self,
        tx: Transaction,
        id: str,
        version: int,
        part: Part,
        role: Role | None,
        unit: str | None,
        contact: Contact,
        by: Person,
    ) -> int:
        """Add a participant: staff by `role` and, for units, `unit`; else a guest.

        The mayor is put into the entry's people too, so that no other entry of that time takes the mayor.
        Raises `MeetingFull`, `ChairTaken`, `UnitMissing`, `PersonElsewhere`.
        """
        one = await self.read(tx, id, version, Action.INVITE, by)
        if role is Role.UNIT_REVIEWER and not unit:
            raise UnitMissing
        participant_id = new_id()
        added = Participant(
            id=participant_id,
            part=part,
            role=role,
            unit=unit if role is not None else None,
            contact=self.sealed.seal(id, f"participant/{participant_id}", contact),
            key=new_id()[:16],
        )
        invited = one.invited(added, self.hand(by))
        if role is Role.MAYOR and await self._needs_mayor(tx, one, by):
            # The meeting has followed its entry, in this transaction.
            one = await self.store.get(id, tx)
            invited = one.invited(added, self.hand(by))
        return await self.keep(tx, one, invited)

    async def _needs_mayor(self, tx: Transaction, one: Meeting, by: Person) -> bool:
        """Put the mayor into the people of a meeting's entry; False where that is so. Raises `PersonElsewhere`."""
        entry = await self.calendar.store.get(one.entry_id, tx)
        if self.mayor in entry.plan.people:
            return False
        plan = entry.plan.model_copy(update={"people": (*entry.plan.people, self.mayor)})
        await self.calendar.replace(tx, entry, plan, None, by)
        return True

    @transactional
    async def remove(self, tx: Transaction, id: str, version: int, participant: str, by: Person) -> int:
        """Take a participant away: their link opens nothing any more."""
        one = await self.read(tx, id, version, Action.REMOVE, by)
        await self.telling.close_notices(tx, id, participant)
        return await self.keep(tx, one, one.removed(participant, self.hand(by)))

    @transactional
    async def renew(self, tx: Transaction, id: str, version: int, participant: str, by: Person) -> int:
        """Give a guest a new link; the one before opens nothing any more. Raises `NotFound`.

        Who has an e-mail and was told of the meeting already is sent the new one.
        """
        one = await self.read(tx, id, version, Action.RENEW, by)
        found = one.participant(participant)
        if found is None or found.role is not None:
            raise NotFound("participant", participant)
        after = one.renewed(participant, new_id()[:16], self.hand(by))
        if one.issued and (to := after.participant(participant)) is not None:
            when = one.when
            self.telling.write(tx, after, to, lambda link: renewed(when.title, when.starts, link))
        return await self.keep(tx, one, after)

    async def follow(self, tx: Transaction, before: Entry | None, after: Entry) -> None:
        """Go where the entry of the calendar goes, in the transaction that changes it; participants are told."""
        kinds = {after.plan.kind, before.plan.kind if before else None}
        if EntryKind.MEETING not in kinds:
            return
        await self._turn(tx, after.id)
        had = await self.store.of_entry(after.id, tx)
        if had is None:
            return
        when, hand = _when(after), Hand("", "", self.clock.now())
        one = had.follows(
            when,
            cancelled=after.cancelled,
            postponed=after.postponed,
            words=words_of(when.title, when.place),
            by=hand,
        )
        if one is had:
            return
        if had.issued:
            await self._tell_of_change(tx, had, one)
        await self.keep(tx, had, one)

    async def _tell_of_change(self, tx: Transaction, had: Meeting, one: Meeting) -> None:
        if one.state is State.CANCELLED or (one.postponed and not had.postponed):
            await self.telling.close_notices(tx, one.id)
            text = off(had.when.title, had.when.starts, one.state is not State.CANCELLED)
            await self.telling.tell(tx, one, lambda _: text)
            return
        settled = had.postponed or had.state is State.CANCELLED
        if settled or (had.when.starts, had.when.place) != (one.when.starts, one.when.place):
            when = one.when
            await self.telling.tell(
                tx, one, lambda link: moved(when.title, when.starts, when.place, link), "Sprawdź nowy termin spotkania"
            )

    # -- reading -----------------------------------------------------------------------------------------------------

    async def contacts(self, one: Meeting, by: Person) -> dict[str, Contact]:
        """Give who the participants are; that somebody looks is written down first."""
        await self.audit.note(What.MEETING, one.id, by)
        return self.labels(one)

    def labels(self, one: Meeting) -> dict[str, Contact]:
        """Give the same to whoever takes part."""
        return {each.id: self.sealed.contact(one.id, each) for each in one.participants}

    def draft(self, one: Meeting) -> Draft:
        """Give the programme as it is worked on."""
        return self.sealed.open(one.id, "points", one.points, Draft) if one.points is not None else Draft()

    async def programme(
        self, one: Meeting, number: int | None = None, tx: Transaction | None = None
    ) -> Programme | None:
        """Give an issued programme, the newest by default; None before there is one. Raises `NotFound`."""
        if not one.issued:
            return None
        number = number or one.issued
        found = await self.store.issued(one.id, number, tx)
        return self.sealed.open(one.id, f"programme/{number}", found.sealed, Programme)

    def minutes(self, one: Meeting) -> Minutes | None:
        """Give the minutes as they are worked on."""
        return self.sealed.open(one.id, "minutes", one.minutes, Minutes) if one.minutes is not None else None

    def sent(self, one: Meeting) -> Minutes | None:
        """Give the minutes as they went out for remarks."""
        return self.sealed.open(one.id, "sent", one.sent, Minutes) if one.sent is not None else None

    async def of_link(self, token: str) -> tuple[Meeting, Participant]:
        """Give the meeting and the participant that a link opens. Raises `MeetingLinkBroken`."""
        id, participant_id, key = self.sealed.opened(token)
        try:
            one = await self.store.get(id)
        except NotFound:
            raise MeetingLinkBroken from None
        found = one.participant(participant_id)
        if found is None or found.key != key or one.erased_at is not None:
            raise MeetingLinkBroken
        return one, found

    async def of_staff(self, id: str, person: Person) -> tuple[Meeting, Participant]:
        """Give a meeting and the place that a member of staff has in it. Raises `NotFound`, `NotAllowed`."""
        one = await self.store.get(id)
        found = next((each for each in one.participants if each.is_(person)), None)
        if found is None:
            raise NotAllowed(person.role)
        return one, found

    async def previous(self, one: Meeting) -> Meeting | None:
        """Give the meeting before this one in its line."""
        found = await self.store.earlier(one.line_id, one.when.starts, 2)
        return next((each for each in found if each.id != one.id), None)

    # -- for the use cases beside this one ---------------------------------------------------------------------------

    async def read(self, tx: Transaction, id: str, version: int, action: Action, by: Person) -> Meeting:
        """Give a meeting that the caller read in `version`. Raises `NotAllowed`, `Stale`."""
        require_may(action, by)
        one = await self.store.get(id, tx)
        if one.version != version:
            raise Stale("meetings", id)
        return one

    async def keep(self, tx: Transaction, had: Meeting, one: Meeting) -> int:
        """Write the next version, with its task; give its number."""
        await self.store.save(tx, self.telling.with_task(tx, had, one, await self.free_days.known(tx)))
        return one.version

    def hand(self, by: Person) -> Hand:
        """Give who does something now."""
        return Hand(by.id, by.name, self.clock.now())

    async def _turn(self, tx: Transaction, entry_id: str) -> None:
        """Let a meeting be convened and its entry be changed one after the other."""
        await self.database.next_number(tx, f"meeting of {entry_id}")

    async def _standing(self, tx: Transaction, line: str, starts: datetime) -> Draft:
        """Give the standing points of the meeting before, of which everybody expects that they come again."""
        found = await self.store.earlier(line, starts, 1, tx)
        if not found:
            return Draft()
        programme = await self.programme(found[0], tx=tx)
        points = programme.points if programme is not None else self.draft(found[0]).points
        return Draft(points=tuple(point for point in points if point.standing))


def _when(entry: Entry) -> When:
    plan = entry.plan
    return When(title=plan.title, starts=plan.starts, ends=plan.ends, place=plan.place or "", people=plan.people)
