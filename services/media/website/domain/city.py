"""What the site knows of the city's works and dates: copies of the last word of other services, nothing of its own."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from shared.clock import warsaw
from shared.contracts.reporting import Stage


class Work(BaseModel):
    """A chosen project that is being built, by the last published word of its unit. Money in grosze."""

    model_config = ConfigDict(frozen=True)

    id: str
    version: int
    proposal_id: str
    edition_id: str
    title: str
    area: str | None
    stage: Stage
    percent: int
    budget: int
    spent: int
    note: str
    planned_end: date | None
    delay_reason: str | None
    published_at: datetime

    @property
    def over(self) -> bool:
        """True where nothing more is built."""
        return self.stage in (Stage.FINISHED, Stage.ABANDONED)

    def late(self, now: datetime) -> bool:
        """Tell whether the work is late: its unit says so, or its day has gone by."""
        if self.over:
            return False
        return self.delay_reason is not None or (self.planned_end is not None and self.planned_end < warsaw(now).date())


class CityDate(BaseModel):
    """An entry of the city's calendar."""

    model_config = ConfigDict(frozen=True)

    id: str
    version: int
    title: str
    starts: datetime
    ends: datetime
    all_day: bool
    link: str | None
    cancelled: bool = False

    def next_moment(self, now: datetime) -> datetime:
        """Give what comes next of it: its beginning, or the end of what has begun."""
        return self.starts if self.starts > now else self.ends
