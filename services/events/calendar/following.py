"""Use cases of entries that follow something else: editions, press conferences, the council's sessions, works."""

from services.events.calendar.domain import Entry, Plan
from services.events.calendar.domain.conferences import OFF, entry_id
from services.events.calendar.domain.conferences import plan_of as conference_plan
from services.events.calendar.domain.people import TakenOff
from services.events.calendar.domain.sessions import OFF as NO_SESSION
from services.events.calendar.domain.sessions import session_entry_id, session_plan
from services.events.calendar.domain.windows import Followed, plan_of, window_entry_id
from services.events.calendar.domain.works import OFF as NO_WORKS
from services.events.calendar.domain.works import works_entry_id, works_plan
from services.events.calendar.service import Calendar
from services.events.calendar.wording import said_elsewhere
from shared.access import Person
from shared.contracts.intake import EditionAnnouncedV1, EditionChangedV1, WindowKind
from shared.contracts.media import PressConferenceScheduledV1
from shared.contracts.reporting import ProgressPublishedV1, SessionScheduledV1, SessionState, Stage
from shared.store import Stale, Transaction, transactional

_GONE = "Tego terminu nie ma już w zasadach edycji."


class Following:
    """Sets entries to the newest word of what they follow; older news changes nothing."""

    def __init__(self, calendar: Calendar, mayor: str | None = None) -> None:
        """`mayor`: who is at every session of the council whose hour is known; None: nobody is."""
        self._mayor = mayor
        self.calendar, self.database, self.clock = calendar, calendar.database, calendar.clock
        self._store = calendar.store

    @transactional
    async def follow_edition(self, tx: Transaction, event: EditionAnnouncedV1 | EditionChangedV1) -> None:
        """Set the entries of an edition's windows to its newest rules."""
        if not await self._newer(tx, event.edition_id, event.version):
            return
        windows = {window.kind: window for window in event.rules.windows}
        for kind in WindowKind:
            window, id = windows.get(kind), window_entry_id(event.edition_id, kind)
            plan = plan_of(event.rules, window) if window is not None else None
            await self._set(tx, id, plan, _GONE, edition_id=event.edition_id)

    @transactional
    async def follow_conference(self, tx: Transaction, event: PressConferenceScheduledV1) -> None:
        """Set the entry of a press conference to the newest word of it.

        It cannot be refused: whoever is at another entry then is taken off, and the work list asks who takes part.
        """
        id, now = entry_id(event.conference_id), self.clock.now()
        if not await self._newer(tx, id, event.version):
            return
        plan, entry = conference_plan(event), await self._store.get_or_none(id, tx)
        if entry is None:
            off = {"cancelled_at": now, "cancel_reason": OFF} if event.cancelled else {}
            await self.calendar.add(
                tx, Entry(id=id, plan=plan, conference_id=event.conference_id, changed_at=now, **off)
            )
            return
        plan = plan.model_copy(update={"people": entry.plan.people})
        if event.cancelled and not entry.cancelled:
            await self.calendar.save(tx, entry, entry.called_off(OFF, now))
        elif not event.cancelled and (entry.cancelled or entry.plan != plan):
            await self._go(tx, entry, plan)

    @transactional
    async def follow_session(self, tx: Transaction, event: SessionScheduledV1) -> None:
        """Set the entry of a session of the council to the newest word of it; the mayor is there from its hour on.

        It cannot be refused: where the mayor is at another entry then, the work list asks an officer to settle it.
        """
        id = session_entry_id(event.session_id)
        if not await self._newer(tx, id, event.version):
            return
        entry = await self._store.get_or_none(id, tx)
        if event.state is SessionState.CANCELLED:
            await self._set(tx, id, None, NO_SESSION)
            return
        plan = session_plan(event)
        people = entry.plan.people if entry else ()
        stands = entry is not None and not entry.cancelled and entry.plan.when_and_where == plan.when_and_where
        if not stands and event.begins and self._mayor:
            people = tuple(dict.fromkeys((*people, self._mayor)))
        plan, off = await self._with_the_free(tx, id, plan.model_copy(update={"people": people}))
        if entry is None:
            new = Entry(id=id, plan=plan, session_id=event.session_id, taken_off=off, changed_at=self.clock.now())
            await self.calendar.add(tx, new)
        elif entry.cancelled or entry.plan != plan:
            # Whoever could not come at the former time is asked anew at this one.
            kept = entry.taken_off if stands else off
            moved = entry.again(plan, self.clock.now()).model_copy(update={"taken_off": kept})
            await self.calendar.save(tx, entry, moved)

    @transactional
    async def follow_works(self, tx: Transaction, event: ProgressPublishedV1) -> None:
        """Set the entry of the end of a project's works to the newest word of its unit."""
        id = works_entry_id(event.implementation_id)
        if not await self._newer(tx, id, event.version):
            return
        if event.stage is Stage.ABANDONED:
            await self._set(tx, id, None, NO_WORKS)
            return
        entry = await self._store.get_or_none(id, tx)
        plan = works_plan(event, entry.first_day if entry else None)
        if plan is not None:
            await self._set(tx, id, plan, NO_WORKS, implementation_id=event.implementation_id)

    @transactional
    async def set_people(self, tx: Transaction, id: str, version: int, people: tuple[str, ...], by: Person) -> int:
        """Say which officials are at a press conference or session, by their ids; give the new version of its entry.

        An entry that a person keeps may be changed so, too. Raises `NotFound`, `Stale`, `EntryFollowed`,
        `EntryOfFreeDay`, `EntryCancelled`, `EntryTimes`, `PersonElsewhere` and `UnknownPerson`.
        """
        entry = await self._store.get(id, tx)
        if entry.conference_id is None and entry.session_id is None:
            entry.require_by_hand()
        if entry.version != version:
            raise Stale("entry", id)
        after = entry.attended(people, self.clock.now(), by.name)
        if after.takes_place:
            await self.calendar.require_free(tx, id, after.plan)
        return (await self.calendar.save(tx, entry, after)).version

    async def _go(self, tx: Transaction, entry: Entry, plan: Plan) -> None:
        """Let an entry go with those of its people who are free."""
        plan, off = await self._with_the_free(tx, entry.id, plan)
        await self.calendar.save(tx, entry, entry.again(plan, self.clock.now(), off))

    async def _with_the_free(self, tx: Transaction, id: str, plan: Plan) -> tuple[Plan, tuple[TakenOff, ...]]:
        """Give the plan of an entry with those of its people who are free, and who is not."""
        elsewhere, officials = await self.calendar.elsewhere(tx, id, plan), self.calendar.officials
        off = tuple(
            TakenOff(person=person, elsewhere=other.id, said=said_elsewhere(officials.role(person), other))
            for person, other in elsewhere.items()
        )
        free = tuple(one for one in plan.people if one not in elsewhere)
        return plan.model_copy(update={"people": free}), off

    async def _newer(self, tx: Transaction, id: str, version: int) -> bool:
        """Note that something was followed up to a version; False where that was known."""
        known = await self._store.followed(id, tx)
        if known is not None and known.seen >= version:
            return False
        await self._store.put_followed(tx, Followed(id=id, seen=version))
        return True

    async def _set(self, tx: Transaction, id: str, plan: Plan | None, off: str, **follows: str) -> None:
        """Set an entry that needs nobody to a plan; None: it does not take place, `off` says why."""
        entry, now = await self._store.get_or_none(id, tx), self.clock.now()
        if plan is None:
            if entry is not None and not entry.cancelled:
                await self.calendar.save(tx, entry, entry.called_off(off, now))
        elif entry is None:
            await self.calendar.add(tx, Entry(id=id, plan=plan, changed_at=now, **follows))
        elif entry.cancelled or entry.plan != plan:
            # What comes back after it was struck out takes place again.
            await self.calendar.save(tx, entry, entry.again(plan, now))
