"""What waits for the mayor's yes, what came back, and what was frozen for ever."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.reporting.reports.domain.confirmations import Confirmation
from services.reporting.reports.domain.content import Content
from services.reporting.reports.domain.corrections import Difference


class Draft(BaseModel):
    """What waits for approval: the content as it would be frozen and, of a correction, why and what units say."""

    model_config = ConfigDict(frozen=True)

    text: str
    reasons: tuple[str, ...] = ()
    by_name: str
    at: datetime
    confirmations: tuple[Confirmation, ...] = ()

    @property
    def content(self) -> Content:
        """The content."""
        return Content.model_validate_json(self.text)

    @property
    def awaited(self) -> tuple[str, ...]:
        """Names of the units that have not said yet that they stand by it."""
        return tuple(one.name for one in self.confirmations if one.awaited)


class Answer(BaseModel):
    """That the mayor, or a unit (`unit_name`) whose words were corrected, wants something else, and what."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by_name: str
    reason: str
    unit_name: str | None = None


class Withdrawal(BaseModel):
    """That a correction which came back (`answer`) is not made after all, and why."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by_name: str
    reason: str
    answer: Answer


class Version(BaseModel):
    """A frozen version: the text, its SHA-256, who approved it; of a correction the reasons and what differs."""

    model_config = ConfigDict(frozen=True)

    id: str
    report_id: str
    edition: int
    text: str
    sha256: str
    approved_at: datetime
    approved_by_name: str
    reasons: tuple[str, ...] = ()
    changes: tuple[Difference, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()

    @property
    def content(self) -> Content:
        """What it says."""
        return Content.model_validate_json(self.text)


def version_id(report_id: str, edition: int) -> str:
    """Give the id of a frozen version: there is one of each number."""
    return f"{report_id}-{edition:03d}"
