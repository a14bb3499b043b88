"""What a ledger holds beside its entries, how its settlement went, and what stands against its acceptance."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from services.reporting.implementation.domain.photographs import Photograph
from services.reporting.initiatives.domain.ledger import Maker
from shared.contracts.initiatives.reporting import SettlementOutcome


class AboveContract(Exception):
    """The city has spent more than the contract allows, and nobody has said that the applicants pay the excess.

    `spent`, `city` in grosze; `annex`: the number of the annex that it needs.
    """

    def __init__(self, spent: int, city: int, annex: int) -> None:
        super().__init__(f"spent {spent} of {city}: needs annex {annex}")
        self.spent, self.city, self.annex = spent, city, annex


class OutsideTerm(Exception):
    """Work or gifts of days that are outside the term of the contract now. `entries`: their numbers."""

    def __init__(self, entries: tuple[int, ...]) -> None:
        super().__init__(f"outside the term: {entries}")
        self.entries = list(entries)


class NothingDelivered(Exception):
    """The residents have given nothing of what they declared: that is no settlement of a contract that runs."""


class NotInspected(Exception):
    """Nobody has inspected the initiative yet: at least once has to be before it is settled."""


class Inspection(BaseModel):
    """A visit on the spot. `by`: an opaque id of staff. The findings stay in the house."""

    model_config = ConfigDict(frozen=True)

    number: int
    on: date
    by: Maker
    findings: str
    noted_at: datetime


class Taken(Photograph):
    """A photograph of an initiative; `inspection`: of which it is, None for one of the works.

    `offered`: the representative has sent it, and no officer has shown it to everybody yet. Of the representative the
    name is empty: it is not known here.
    """

    inspection: int | None = None
    offered: bool = False


class HandedIn(BaseModel):
    """That the settlement was handed in. `entries`: how many the ledger had; what comes later is the office's own."""

    model_config = ConfigDict(frozen=True)

    by: Maker
    at: datetime
    entries: int


class Returned(BaseModel):
    """What has to be mended, until when, and how that was found, in Polish."""

    model_config = ConfigDict(frozen=True)

    points: tuple[str, ...]
    due_at: datetime
    explanation: tuple[str, ...]
    by: Maker
    at: datetime


class Settled(BaseModel):
    """How it ended. Amounts in grosze as they stood then.

    `city_spent`: what the city bears, at most what the contract gives; `excess`: what the applicants pay beyond it.
    """

    model_config = ConfigDict(frozen=True)

    outcome: SettlementOutcome
    note: str | None
    own_declared: int
    own_delivered: int
    city_planned: int
    city_spent: int
    excess: int = 0
    by: Maker
    at: datetime
