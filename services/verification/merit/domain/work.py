"""How much work a unit has with reviews and statements, and how long its reviews take. It judges nobody."""

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import Unit


class Work(BaseModel):
    """The reviews of one unit: how many are open, of them late and due within seven days, how many are finished.

    `median_days` is the median time from the day a unit got a review to its result; None where none is finished.
    """

    model_config = ConfigDict(frozen=True)

    open: int = 0
    late: int = 0
    week: int = 0
    finished: int = 0
    median_days: float | None = None


class UnitWork(Work):
    """The same with the unit whose work it is, and how many statements wait for it, of them late."""

    unit: Unit
    statements: int = 0
    statements_late: int = 0
