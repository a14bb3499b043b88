"""What is kept of a ledger: its fields, whatever they come to."""

from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.reporting.initiatives.domain.ledger import Contract, Entry
from services.reporting.initiatives.domain.parts import HandedIn, Inspection, Returned, Settled, Taken
from services.reporting.initiatives.domain.permits import NotNow, Stage
from shared.deadlines import Reckoning


class Kept(BaseModel):
    """What is kept of the ledger of one contract; its id is the initiative's."""

    model_config = ConfigDict(frozen=True)

    id: str
    version: int = 0
    stage: Stage = Stage.WAITING
    contract: Contract | None = None
    first_signed_on: date | None = None
    """The earliest day of a signature that is known, the contract's or an annex's; None in documents older than it."""
    terminated_on: date | None = None
    termination_reason: str | None = None
    decision_version: int = 0
    unit: str | None = None
    unit_name: str | None = None
    entries: tuple[Entry, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    photographs: tuple[Taken, ...] = ()
    offers: int = 0
    """How many times photographs of the representative began to wait for an officer: it names that task."""
    handed_in: tuple[HandedIn, ...] = ()
    returned: tuple[Returned, ...] = ()
    settled: Settled | None = None
    due_at: datetime | None = None
    """Until when somebody has something to do: the residents settle, or an officer decides; None where nobody has."""
    reckoning: Reckoning | None = None
    """From what that was found; None for the day that the contract names."""
    explanation: tuple[str, ...] = ()
    """How it was found, in Polish; empty for the day that the contract names."""
    free_days: int = 0
    """The version of the declared free days that this date was last held against."""
    remind_at: datetime | None = None
    overdue: bool = False
    """Whether the department has a task of it that the residents are late."""
    link: int = 1
    """Which link of the representative holds: an older one opens nothing."""

    def changed(self, **changes: Any) -> Self:
        """Give the next version with some fields changed."""
        return self.model_copy(update={**changes, "version": self.version + 1})

    @property
    def signed_contract(self) -> Contract:
        """The contract. Raises `NotNow` before it has come."""
        if self.contract is None:
            raise NotNow(self.stage)
        return self.contract

    @property
    def since(self) -> date:
        """The day since which there is a contract: an annex begins none anew. Raises `NotNow` before it has come."""
        return self.first_signed_on or self.signed_contract.signed_on
