"""A thing that the city lends for the time of a contract (art. 19e): handed over and given back by a protocol."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class ItemGone(Exception):
    """The thing is back already."""


class DayUnfit(Exception):
    """Nothing comes before the step that it follows, nor on a day yet to come: a signature, a loan, its return."""


class LentItem(BaseModel):
    """A lent thing. Days are the city's; `value` is in grosze. `return_by`: as both sides signed at the hand-over."""

    model_config = ConfigDict(frozen=True)

    number: int
    name: str
    value: int
    condition: str
    handed_over_on: date
    return_by: date
    moved_to: date | None = None
    """When it is due instead, since an annex has moved the end of the contract or the contract was terminated."""
    returned_on: date | None = None
    returned_condition: str | None = None
    complete: bool | None = None
    """Whether it came back whole; None while it is lent."""

    @property
    def due_on(self) -> date:
        """The last day on which it comes back."""
        return self.moved_to or self.return_by

    def due_with(self, end: date) -> "LentItem":
        """Give the thing as it is due where its contract ends on `end`; what is back stays as it is."""
        day = max(end, self.handed_over_on)
        if self.returned_on is not None or day == self.due_on:
            return self
        return self.model_copy(update={"moved_to": day})

    def returned(self, on: date, condition: str, *, complete: bool, today: date) -> "LentItem":
        """Give the thing that is back. Raises `ItemGone`, `DayUnfit`."""
        if self.returned_on is not None:
            raise ItemGone
        if not self.handed_over_on <= on <= today:
            raise DayUnfit
        return self.model_copy(update={"returned_on": on, "returned_condition": condition, "complete": complete})
