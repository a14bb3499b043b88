"""Use cases of milestones: follow what units say, and give the days of a month or of a project. It plans nothing."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from services.reporting.milestones.domain import Milestone, Schedule, next_month, told
from shared.clock import Clock, warsaw
from shared.contracts.reporting import ProgressPublishedV1
from shared.store import Database, NotFound, Transaction, transactional

_MOST = 2_000
_LOOK_AHEAD = timedelta(days=10 * 366)


class ScheduleStore(Protocol):
    """What the use cases need to keep."""

    async def schedule_or_none(self, id: str, tx: Transaction | None = None) -> Schedule | None: ...  # noqa: D102
    async def put(self, tx: Transaction, schedule: Schedule) -> None: ...  # noqa: D102
    async def between(self, first: date, last: date, edition_id: str | None, limit: int) -> list[Schedule]: ...  # noqa: D102
    async def of_edition(self, edition_id: str, limit: int) -> list[Schedule]: ...  # noqa: D102
    async def next_day(self, first: date, last: date, edition_id: str | None) -> date | None: ...  # noqa: D102


@dataclass(frozen=True)
class Planned:
    """A milestone and whose it is."""

    schedule: Schedule
    milestone: Milestone


class Milestones:
    """The planned days of all chosen projects."""

    def __init__(self, database: Database, store: ScheduleStore, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock

    @transactional
    async def follow_progress(self, tx: Transaction, event: ProgressPublishedV1) -> None:
        """Take over the days that a unit has planned."""
        before = await self.store.schedule_or_none(event.proposal_id, tx)
        after = told(before, event)
        if after != before:
            await self.store.put(tx, after)

    async def between(self, first: date, last: date, edition_id: str | None = None) -> list[Planned]:
        """Give what is planned from the day `first` to the day `last`, in order of days; also what was cancelled."""
        found = await self.store.between(first, last, edition_id, _MOST)
        return [one for one in planned(found) if first <= one.milestone.planned <= last]

    async def month(self, first: date, edition_id: str | None = None) -> list[Planned]:
        """Give what is planned in the month that begins on `first`."""
        return await self.between(first, next_month(first) - timedelta(days=1), edition_id)

    async def next_day(self, after: date, edition_id: str | None = None) -> date | None:
        """Give the first day from `after` on for which something is planned, None where there is none."""
        return await self.store.next_day(after, after + _LOOK_AHEAD, edition_id)

    async def of_edition(self, edition_id: str) -> list[Planned]:
        """Give everything that is planned for an edition."""
        return planned(await self.store.of_edition(edition_id, _MOST))

    async def of_project(self, project_id: str) -> list[Planned]:
        """Give everything that is planned for a project. Raises `NotFound` where nothing was."""
        schedule = await self.store.schedule_or_none(project_id)
        if schedule is None:
            raise NotFound("schedule", project_id)
        return planned([schedule])

    def today(self) -> date:
        """Give the present day in the city."""
        return warsaw(self.clock.now()).date()


def planned(schedules: list[Schedule]) -> list[Planned]:
    """Give the milestones of schedules in order of days."""
    every = [Planned(schedule, one) for schedule in schedules for one in schedule.milestones]
    return sorted(every, key=lambda one: (one.milestone.planned, one.schedule.title, one.schedule.id))
