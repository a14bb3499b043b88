"""The planned days of a project as a pure function of what its unit says. It reads no clock.

Words come in any order and more than once: the newest one holds.
"""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict

from shared.clock import warsaw
from shared.contracts.reporting import ProgressPublishedV1, Stage

STAGES = (Stage.CONTRACTED, Stage.BUILT, Stage.FINISHED)
"""Stages that have a planned day: the contract is signed, building begins, the work is ready."""
_RANK = {stage: rank for rank, stage in enumerate(Stage)}


class Milestone(BaseModel):
    """The planned day of one stage. `version` goes up with every change, for calendar programs.

    `reached_on`: the day on which residents were told that it is reached. `cancelled`: it will not be, or nobody plans
    it any more.
    """

    model_config = ConfigDict(frozen=True)

    stage: Stage
    planned: date
    version: int = 1
    changed_at: datetime
    reached_on: date | None = None
    cancelled: bool = False

    def changed(self, at: datetime, **changes: object) -> Self:
        """Give the milestone with some fields changed; its version goes up where that makes a difference."""
        after = self.model_copy(update=changes)
        if after == self:
            return self
        return after.model_copy(update={"version": self.version + 1, "changed_at": at})


class Schedule(BaseModel):
    """The milestones of a project; its id is the project's. `seen`: the version of the word they come from."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    title: str
    area: str | None = None
    unit_name: str
    seen: int = 0
    milestones: tuple[Milestone, ...] = ()

    def milestone(self, stage: Stage) -> Milestone | None:
        """Give the milestone of a stage, None where it was never planned."""
        return next((one for one in self.milestones if one.stage is stage), None)


def told(before: Schedule | None, event: ProgressPublishedV1) -> Schedule:
    """Give the schedule after a unit's word; an older word than the one that is known changes nothing."""
    if before is not None and before.seen >= event.version:
        return before
    after = Schedule(
        id=event.proposal_id,
        edition_id=event.edition_id,
        title=event.title,
        area=event.area,
        unit_name=event.unit_name,
        seen=event.version,
    )
    renamed = before is not None and before.title != event.title
    found = [_told(before.milestone(stage) if before else None, stage, event, renamed=renamed) for stage in STAGES]
    return after.model_copy(update={"milestones": tuple(one for one in found if one is not None)})


def _told(before: Milestone | None, stage: Stage, event: ProgressPublishedV1, *, renamed: bool) -> Milestone | None:
    at, day = event.published_at, _planned(event, stage)
    if before is None:
        if day is None or event.stage is Stage.ABANDONED:
            return None
        reached_on = warsaw(at).date() if _reached(event, stage) else None
        return Milestone(stage=stage, planned=day, changed_at=at, reached_on=reached_on)
    if event.stage is Stage.ABANDONED:
        after = before.changed(at, cancelled=before.reached_on is None)
    elif _reached(event, stage):
        reached_on = before.reached_on or warsaw(at).date()
        # What was reached keeps the day for which it was planned.
        planned = before.planned if before.reached_on or event.stage is Stage.FINISHED else day or before.planned
        after = before.changed(at, planned=planned, reached_on=reached_on, cancelled=False)
    else:
        after = before.changed(at, planned=day or before.planned, reached_on=None, cancelled=day is None)
    if renamed and after.version == before.version:
        return after.model_copy(update={"version": before.version + 1, "changed_at": at})
    return after


def _planned(event: ProgressPublishedV1, stage: Stage) -> date | None:
    days = {
        Stage.CONTRACTED: event.planned_contract,
        Stage.BUILT: event.planned_building,
        Stage.FINISHED: event.planned_end,
    }
    return days[stage]


def _reached(event: ProgressPublishedV1, stage: Stage) -> bool:
    return event.stage is not Stage.ABANDONED and _RANK[event.stage] >= _RANK[stage]


def next_month(month: date) -> date:
    """Give the first day of the month after the one that begins on `month`."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def previous_month(month: date) -> date:
    """Give the first day of the month before the one that begins on `month`."""
    return (month - date.resolution).replace(day=1)
