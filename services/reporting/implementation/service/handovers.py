"""Use cases of handing a work over to another unit: its tasks, links and mail follow. It changes no word of a unit."""

from datetime import datetime

from services.reporting.implementation import letters
from services.reporting.implementation.domain import Implementation
from services.reporting.implementation.service import MEND, PLAN, Implementations
from services.reporting.implementation.service.post import UnitPost
from shared.access import Person
from shared.contracts.reporting import ImplementationHandedOverV1
from shared.free_days import CityFreeDays
from shared.store import Database, NotFound, Stale, Transaction, transactional


class Handovers:
    """How works go from unit to unit."""

    def __init__(self, database: Database, works: Implementations, post: UnitPost, free_days: CityFreeDays) -> None:
        self.database, self.works, self.units = database, works, post.units
        self._post, self._free_days = post, free_days

    @transactional
    async def hand_over(self, tx: Transaction, id: str, version: int, unit: str, reason: str, person: Person) -> int:
        """Give a work to another unit of the city, which is asked for its word at once; gives the new version.

        Raises `NotFound` (work, unit), `Stale`, and what `Implementation.handed_over` raises.
        """
        now, before = self.works.clock.now(), await self.works.store.get(id, tx)
        if before.version != version:
            raise Stale("implementations", id)
        if unit not in self.units.names:
            raise NotFound("units", unit)
        free = await self._free_days.known(tx)
        work, due = before.handed_over(unit, self.units.names[unit], reason, person.name, now, free)
        work = work.asked_by(await self.units.of(unit, work.edition_id, tx), self.works.today())
        await self.works.store.save(tx, work)
        tx.publish(_handed_over(work, reason, now))
        if before.call is not None:
            self.works.close_call(tx, before, now)
        await self._post.tell(tx, str(before.unit), *letters.handed_over(before, work, reason))
        if (returned := before.returned) is not None:
            mend = f"mend-{returned.number}"
            self.works.close(tx, before, mend, now)
            self.works.open(tx, work, mend, MEND, due, now)
            await self._post.write(tx, work, letters.sent_back, [returned.return_reason or "", *due.explained()])
        elif work.call is not None:
            self.works.open_call(tx, work, due, now)
            await self._post.write(tx, work, letters.call, due.explained())
        else:
            self.works.close(tx, before, "plan", now)
            self.works.open(tx, work, "plan", PLAN, due, now)
        return work.version


def _handed_over(work: Implementation, reason: str, now: datetime) -> ImplementationHandedOverV1:
    return ImplementationHandedOverV1(
        **work.said,
        reason=reason,
        handed_over_at=now,
    )
