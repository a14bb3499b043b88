"""What councillors have asked the mayor, as a report tells it, and how many of it was answered in time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.reporting.interpellations.domain import Interpellation, called


class Asked(BaseModel):
    """What a councillor has asked the mayor, and when the answer came; `late_days`: by so many days too late.

    `again`: the report before has told that it waits.
    """

    model_config = ConfigDict(frozen=True)

    interpellation_id: str
    called: str
    councillor: str
    topic: str
    received_on: date
    due_on: date
    answered_on: date | None
    late_days: int
    again: bool = False

    @classmethod
    def of(cls, one: Interpellation, told: Collection[str] = ()) -> "Asked":
        """Give the line of an interpellation or question as it stands; `told`: ids that the report before has told."""
        plain = one.model_dump(include={"councillor", "topic", "received_on"})
        answered = one.answer.on if one.answer else None
        when = {"due_on": one.due_on, "answered_on": answered, "late_days": one.late_days}
        return cls(interpellation_id=one.id, called=called(one), again=one.id in told, **plain, **when)


@dataclass(frozen=True)
class AskedCount:
    """How many came in in the period; were answered in time, and late; wait for an answer, and of these are late."""

    received: int
    in_time: int
    late: int
    waiting: int
    overdue: int

    @classmethod
    def of(cls, asked: Sequence[Asked], since: date, on: date) -> "AskedCount":
        """Count them as they stand `on` a day; of what came in before `since`, or was told before, nothing is new."""
        answered = [one for one in asked if one.answered_on is not None]
        waiting = [one for one in asked if one.answered_on is None]
        return cls(
            received=sum(one.received_on >= since and not one.again for one in asked),
            in_time=sum(not one.late_days for one in answered),
            late=sum(one.late_days > 0 for one in answered),
            waiting=len(waiting),
            overdue=sum(one.due_on < on for one in waiting),
        )
