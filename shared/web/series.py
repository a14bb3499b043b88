"""The part of a form that makes a series of what is planned: how often, until when, without which days."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from shared.recurring import DayNotInSeries, Repeats, Rhythm, SeriesTooLong
from shared.web.forms import Form, said
from shared.web.problems import Problem

_Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]
SERIES_MESSAGES = {
    "until:greater_than_equal": "Podaj dzień po roku 2000.",
    "until:less_than": "Podaj dzień przed rokiem 2200.",
}
SERIES_FAULTS: Mapping[type[Exception], dict[str, str]] = {
    SeriesTooLong: {"until": "Seria ma mieć od 2 do 120 terminów. Podaj inny dzień."},
    DayNotInSeries: {"without": "Jeden z tych dni nie jest terminem serii po pierwszym. Sprawdź daty."},
}
"""What does not hold in a series, at its field of the form."""
SERIES_PROBLEMS: Mapping[type[Exception], Problem] = {
    SeriesTooLong: Problem(
        422,
        "series-too-long",
        "Tyle terminów naraz nie wpiszemy",
        "Seria ma mieć od 2 do 120 terminów. Podaj inny dzień ostatniego.",
    ),
    DayNotInSeries: Problem(
        422,
        "day-not-in-series",
        "Tego dnia seria i tak nie ma terminu",
        "Podaj tylko te dni, które z serii wypadają.",
    ),
}


class SeriesForm(Form):
    """A series as people say it. `without`: days, in lines or with commas between: 24.12.2026."""

    rhythm: Rhythm | None = None
    until: _Day | None = Field(default=None, validate_default=True)
    without: Annotated[str, Field(max_length=2000)] = ""

    @field_validator("until")
    @classmethod
    def _series(cls, until: date | None, info: ValidationInfo) -> date | None:
        if "rhythm" in info.data and (info.data["rhythm"] is None) != (until is None):
            raise said("Podaj, jak często się powtarza i do którego dnia, albo zostaw oba pola puste.")
        return until

    @field_validator("without")
    @classmethod
    def _readable(cls, without: str) -> str:
        _days(without)
        return without

    @property
    def repeats(self) -> Repeats | None:
        """Give the rhythm where it is a series."""
        if self.rhythm is None or self.until is None:
            return None
        return Repeats(rhythm=self.rhythm, until=self.until, without=_days(self.without))


def _days(text: str) -> tuple[date, ...]:
    """Read days as people write them. Raises what a validator says."""
    try:
        return tuple(_day(each) for each in re.split(r"[\s,;]+", text.strip()) if each)
    except ValueError:
        raise said("Wpisz dni tak jak 24.12.2026, każdy w osobnej linii.") from None


def _day(text: str) -> date:
    match = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    return date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)
