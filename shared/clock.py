"""The one source of time. Nothing else in the house may ask the machine what time it is for a rule or a deadline."""

import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """The machine's time plus the seconds written in a file: a demonstration can live through a year in minutes."""

    def __init__(self, offset_file: Path) -> None:
        self._file, self._path = offset_file, str(offset_file)
        self._read_at: float | None = None
        self._offset = timedelta(0)

    def now(self) -> datetime:
        """Give the present moment of the demonstration, aware, in UTC."""
        try:
            changed = os.stat(self._path).st_mtime_ns
        except FileNotFoundError:
            return datetime.now(UTC)
        if changed != self._read_at:
            # Written by rename, so the text is whole.
            self._offset = timedelta(seconds=float(self._file.read_text()))
            self._read_at = changed
        return datetime.now(UTC) + self._offset


def end_of(day: date) -> datetime:
    """Give the last second of a day in the city (UTC)."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=WARSAW).astimezone(UTC)


def warsaw(moment: datetime) -> datetime:
    """Give the same moment on the clocks of the city."""
    return moment.astimezone(WARSAW)
