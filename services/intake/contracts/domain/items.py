"""A thing that the city lends for the time of a contract (art. 19e): handed over and given back by a protocol."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class ItemGone(Exception):
    """The thing is back already."""


class DayUnfit(Exception):
    """A thing cannot come back before it was handed over, nor be handed over or come back on a day yet to come."""


class LentItem(BaseModel):
    """A lent thing. Days are the city's; `value` is in grosze."""

    model_config = ConfigDict(frozen=True)

    number: int
    name: str
    value: int
    condition: str
    handed_over_on: date
    return_by: date
    returned_on: date | None = None
    returned_condition: str | None = None
    complete: bool | None = None
    """Whether it came back whole; None while it is lent."""

    def returned(self, on: date, condition: str, *, complete: bool, today: date) -> "LentItem":
        """Give the thing that is back. Raises `ItemGone`, `DayUnfit`."""
        if self.returned_on is not None:
            raise ItemGone
        if not self.handed_over_on <= on <= today:
            raise DayUnfit
        return self.model_copy(update={"returned_on": on, "returned_condition": condition, "complete": complete})
