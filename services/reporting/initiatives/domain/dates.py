"""When a settlement is due, and when its applicants are reminded of it. It reads no clock and writes to nobody."""

from datetime import UTC, date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict, Field

from shared.clock import WARSAW, warsaw

_HOUR = time(7)
"""By the clocks of the city: when letters go."""


class Rhythm(BaseModel):
    """Days before the day of settlement on which applicants are reminded, and days after it on which they are chased.

    No source tells them: the house's own.
    """

    model_config = ConfigDict(frozen=True)

    before: tuple[int, ...] = Field(default=(14, 3), max_length=10)
    after: tuple[int, ...] = Field(default=(1, 8, 15, 22), max_length=20)

    def next_after(self, now: datetime, due_at: datetime) -> datetime | None:
        """Give the next moment to write (UTC); None where nothing is left to be written."""
        due = warsaw(due_at).date()
        days = sorted([*(-day for day in self.before), *self.after])
        moments = (_morning(due + timedelta(days=day)) for day in days)
        return next((moment for moment in moments if moment > now), None)


def days_to(due_at: datetime, now: datetime) -> int:
    """Give the days to the day of settlement; below 0: the days since."""
    return (warsaw(due_at).date() - warsaw(now).date()).days


def _morning(day: date) -> datetime:
    return datetime.combine(day, _HOUR, tzinfo=WARSAW).astimezone(UTC)
