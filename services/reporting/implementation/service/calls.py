"""Use cases of calls for progress: ask, remind, note what was missed, chase, take the answer. It approves nothing."""

from functools import partial

from services.reporting.implementation import letters
from services.reporting.implementation.domain import Call, CallClosed, Implementation, Progress, RhythmChange, Step
from services.reporting.implementation.service import Implementations
from services.reporting.implementation.service.post import UnitPost
from services.reporting.implementation.service.units import Addresses, AskedEdition
from shared.access import Person
from shared.contracts.reporting import ProgressCallMissedV1
from shared.free_days import CityFreeDays
from shared.store import Database, NotFound, Transaction, transactional
from shared.ticks import in_turn

_AT_ONCE = 100
UNCHANGED = "Od ostatniej informacji nic się nie zmieniło."


class Calls:
    """The calls of all works that are under way."""

    def __init__(self, database: Database, works: Implementations, post: UnitPost, free_days: CityFreeDays) -> None:
        self.database, self.works, self.units, self.clock = database, works, post.units, works.clock
        self._free_days, self._post = free_days, post

    # -- by itself ---------------------------------------------------------------------------------------------------

    async def look_after(self) -> None:
        """Ask whose day has come, and take the next step with each call that nobody has answered; once each."""
        called = await self.works.store.to_call(self.works.today(), _AT_ONCE)
        stepped = await self.works.store.to_step(self.clock.now(), _AT_ONCE)
        await in_turn([*(partial(self._call, id) for id in called), *(partial(self._step, id) for id in stepped)])

    @transactional
    async def _call(self, tx: Transaction, id: str) -> None:
        now, before = self.clock.now(), await self.works.store.get(id, tx)
        # Read again inside the transaction: another replica may just have asked.
        if before.over or before.next_call_on is None or before.next_call_on > self.works.today():
            return
        work = before.changed().asked_by(
            await self.units.of(str(before.unit), before.edition_id, tx), self.works.today()
        )
        if before.needs_no_call(now):
            await self.works.store.save(tx, work)
            return
        work, due = work.called(now, await self._free_days.known(tx))
        await self.works.store.save(tx, work)
        if before.call is not None:
            self.works.close_call(tx, before, now)
        self.works.open_call(tx, work, due, now)
        await self._post.write(tx, work, letters.call, due.explained())

    @transactional
    async def _step(self, tx: Transaction, id: str) -> None:
        now, before = self.clock.now(), await self.works.store.get(id, tx)
        call = before.call
        step = call.due_for(now) if call else None
        # What is still to be held against a new set of free days may have longer than it says.
        if call is None or step is None or before.free_days < (await self._free_days.known(tx)).version:
            return
        work = before.changed(call=call.stepped(now))
        await self.works.store.save(tx, work)
        if step is Step.MISS:
            tx.publish(_missed(work, call))
        await self._post.write(tx, work, letters.reminder if step is Step.REMIND else letters.chaser)

    # -- the unit ----------------------------------------------------------------------------------------------------

    async def asked(self, token: str) -> Implementation:
        """Give the work that a link is about. Raises `CallLinkBroken`, `CallClosed` where it takes no answer."""
        work, number = await self._known(token)
        if not work.can_answer(number):
            raise CallClosed
        return work

    @transactional
    async def answer(self, tx: Transaction, token: str, progress: Progress) -> int:
        """Take a unit's word in by its link; an officer approves it before it is public. Gives its number.

        Raises `CallLinkBroken`, `CallClosed`, and what `Implementation.sent` raises.
        """
        work, number = await self._known(token, tx)
        if not work.can_answer(number):
            raise CallClosed
        return await self.works.take(tx, work, progress, f"call-{number}", str(work.unit_name))

    async def answer_unchanged(self, token: str) -> int:
        """Say that nothing has changed. Raises as `answer` does: where a promised day is over, something has."""
        return await self.answer(token, (await self.asked(token)).unchanged(UNCHANGED))

    async def answered(self, token: str, tx: Transaction | None = None) -> Implementation:
        """Give the work whose unit has answered by this link and waits for an officer.

        Raises `CallLinkBroken`, `CallClosed` where an officer has decided, or nobody has answered.
        """
        work, number = await self._known(token, tx)
        if work.waiting is None or work.waiting.sent_by != f"call-{number}":
            raise CallClosed
        return work

    async def _known(self, token: str, tx: Transaction | None = None) -> tuple[Implementation, int]:
        id, number = self._post.called(token)
        return await self.works.store.get(id, tx), number

    # -- the department ----------------------------------------------------------------------------------------------

    async def unit_names(self) -> dict[str, str]:
        """Give the names of the city's units, and of those that have work though they are there no more."""
        return {**await self.works.store.units(), **self.units.names}

    async def require_unit(self, unit: str) -> str:
        """Give a unit's name. Raises `NotFound`."""
        names = await self.unit_names()
        if unit not in names:
            raise NotFound("units", unit)
        return names[unit]

    async def set_unit(self, unit: str, every_months: int, addresses: Addresses, version: int, by: Person) -> None:
        """Say how often a unit is asked and where it reads mail; the next days of asking follow.

        Raises `NotFound`, `Stale`.
        """
        await self.require_unit(unit)
        await self._set_unit(unit, every_months, addresses, version, by)

    @transactional
    async def _set_unit(
        self, tx: Transaction, unit: str, every_months: int, addresses: Addresses, version: int, by: Person
    ) -> None:
        await self.units.set(tx, unit, addresses, version, self._change(every_months, by))
        await self._ask_anew(tx, await self.works.store.running(unit, tx))

    @transactional
    async def set_edition(
        self, tx: Transaction, edition_id: str, every_months: int | None, version: int, by: Person
    ) -> None:
        """Say how often the units are asked for an edition's projects; None: each by its own rhythm again.

        The next days of asking follow. Raises `NotFound`, `Stale`.
        """
        await self.of_edition(edition_id, tx)
        await self.units.set_edition(tx, edition_id, version, self._change(every_months, by))
        await self._ask_anew(tx, await self.works.store.running_in(edition_id, tx))

    async def of_edition(self, edition_id: str, tx: Transaction | None = None) -> AskedEdition | None:
        """Give what was said of an announced edition, None where nothing was. Raises `NotFound`."""
        if (await self.works.tracker.edition(edition_id, tx)).rules is None:
            raise NotFound("edition", edition_id)
        return await self.units.store.edition_or_none(edition_id, tx)

    def _change(self, every_months: int | None, by: Person) -> RhythmChange:
        return RhythmChange(at=self.clock.now(), by_name=by.name, before=None, after=every_months)

    async def _ask_anew(self, tx: Transaction, works: list[Implementation]) -> None:
        for work in works:
            rhythm = await self.units.of(str(work.unit), work.edition_id, tx)
            await self.works.store.save(tx, work.changed().asked_by(rhythm, self.works.today()))


def _missed(work: Implementation, call: Call) -> ProgressCallMissedV1:
    return ProgressCallMissedV1(
        **work.said,
        call=call.number,
        called_at=call.called_at,
        due_at=call.due_at,
    )
