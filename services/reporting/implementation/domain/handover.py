"""That a work has gone over to another unit: what is kept of it. It moves no task."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class SameUnit(Exception):
    """The work is this unit's already."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"already the work of {unit}")
        self.unit = unit


class Handover(BaseModel):
    """An officer's handing over of a work, with its reason. `unit`, `unit_name`: the unit that has had it before."""

    model_config = ConfigDict(frozen=True)

    unit: str
    unit_name: str
    reason: str
    at: datetime
    by_name: str
