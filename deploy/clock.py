"""Moving the clock of a demonstration: a year of the civic budget passes in minutes. Never in production."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.refusal import CannotStart
from shared.clock import WARSAW, MovableClock

_STEP = re.compile(r"([+-])(\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def move(file: Path, where: str) -> datetime:
    """Set the clock kept in `file` and give the time it then shows, in UTC.

    `where` is a step from what it shows now (`+30d`, `-2h`, `+15m`), a moment on the city's clocks
    (`2027-09-01T12:00`; a time with its own zone is taken as it is), or `real`. The file holds the seconds to add to
    real time. Raises `CannotStart` for anything else, and in production.
    """
    if os.environ.get("RATUSZ_ENV") == "production":
        raise CannotStart("RATUSZ_ENV=production: the clock of production shows real time.")
    real = datetime.now(UTC)
    target = real if where == "real" else _target(MovableClock(file).now(), where)
    ahead = 0.0 if where == "real" else (target - real).total_seconds()
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.write_text(f"{ahead:.3f}")
    fresh.replace(file)
    return target


def _target(shown: datetime, where: str) -> datetime:
    step = _STEP.fullmatch(where)
    if step:
        length = timedelta(**{_UNITS[step[3]]: int(step[2])})
        return shown + length if step[1] == "+" else shown - length
    try:
        moment = datetime.fromisoformat(where)
    except ValueError as error:
        raise CannotStart(f"No such time: {where!r}. Say +30d, -2h, +15m, 2027-09-01T12:00 or real.") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=WARSAW).astimezone(UTC)
