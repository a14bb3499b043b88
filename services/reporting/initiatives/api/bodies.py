"""What the JSON routes of initiatives take and give."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.reporting.initiatives.domain import (
    Entry,
    Inspection,
    Kind,
    Ledger,
    LineBalance,
    Side,
    Stage,
    Taken,
)
from services.reporting.initiatives.domain.parts import Returned, Settled
from services.reporting.initiatives.domain.story import Entry as StoryEntry
from services.reporting.initiatives.domain.story import State, Story
from shared.contracts.base import Id

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Number = Annotated[int, Path(ge=1, le=100_000)]
Case = Annotated[str, Path(pattern=r"^IL-\d{4}-\d{3,6}$")]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))]
Minutes = Annotated[int, Field(ge=1, le=1440)]
Value = Annotated[int, Field(ge=1, le=10**12)]
Invoice = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=1000)]
Findings = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=10_000)]
Point = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=2000)]
Right = Annotated[int, Field(ge=0, le=10**12)]


class ContributionGiven(BaseModel):
    """What was given. `line`: id of a line of the ledger; `minutes` of work, `value` in grosze of all else."""

    model_config = _CLOSED

    line: Id
    day: Day
    minutes: Minutes | None = None
    value: Value | None = None
    note: Note | None = None


class EntryGiven(ContributionGiven):
    """What was given or spent; `invoice`: the number of that of the spending."""

    invoice: Invoice | None = None


class CorrectionGiven(BaseModel):
    """What an entry should say, in minutes of work or in grosze (0: nothing), and why."""

    model_config = _CLOSED

    right: Right
    reason: Reason


class PointsGiven(BaseModel):
    """What the residents have to mend."""

    model_config = _CLOSED

    points: Annotated[tuple[Point, ...], Field(min_length=1, max_length=20)]


class AcceptanceGiven(BaseModel):
    """A word on the settlement, for everybody; what is not as agreed and a terminated contract need one."""

    model_config = _CLOSED

    note: Note | None = None
    excess_is_own: Annotated[
        bool, Field(description="The applicants pay what the invoices say beyond the contract.")
    ] = False


class InspectionGiven(BaseModel):
    """A visit on the spot: its day and what was found."""

    model_config = _CLOSED

    on: Day
    findings: Findings


class EntryNumber(BaseModel):
    """The number of what was added, from 1."""

    number: int


class Version(BaseModel):
    """The version that the change made."""

    version: int


class LinkShown(BaseModel):
    """The link for the representative. It is shown this once: who has it speaks for the residents."""

    number: int
    address: str


class PhotographAdded(BaseModel):
    """The id of a photograph."""

    photograph_id: str


class LineShown(BaseModel):
    """A line of the contract with what was given of it. Money in grosze; `planned` 0: an annex has dropped it."""

    id: str
    side: Side
    number: int
    kind: Kind
    name: str
    planned: int
    delivered: int
    difference: int
    minutes: int | None
    minutes_planned: int | None


class LedgerLine(BaseModel):
    """A contract in a list. Money in grosze."""

    initiative_id: str
    case: str
    title: str
    contract: str
    annex: int
    stage: Stage
    unit: str | None
    unit_name: str | None
    own_planned: int
    own_delivered: int
    city_planned: int
    city_spent: int
    due_at: datetime | None


class LedgerShown(LedgerLine):
    """A contract with its whole ledger. `version` is what If-Match must name."""

    signed_on: date
    starts: date
    ends: date
    settle_by: date
    terminated_on: date | None
    lines: tuple[LineShown, ...]
    entries: tuple[Entry, ...]
    outside_term: tuple[int, ...]
    inspections: tuple[Inspection, ...]
    photographs: tuple[Taken, ...]
    returned: tuple[Returned, ...]
    settled: Settled | None
    version: int


class LedgerList(BaseModel):
    """A part of a list; `next` is the key to go on after, as in the Link header."""

    items: list[LedgerLine]
    next: str | None


class InitiativeLine(BaseModel):
    """An initiative in the public list. Money in grosze: as applied for, or as contracted where there is a contract."""

    initiative_id: str
    case: str
    title: str
    year: int
    state: State
    own: int
    city: int


class InitiativeList(BaseModel):
    """A part of the list, the newest case first; `found`: how many there are."""

    items: list[InitiativeLine]
    found: int


class KindShown(BaseModel):
    """What one side promised and gave of one kind, in grosze."""

    side: Side
    kind: Kind
    planned: int
    delivered: int


class PhotographShown(BaseModel):
    """A photograph. `address`: of its largest size."""

    address: str
    alt: str
    width: int
    height: int
    added_at: datetime


class InitiativeShown(InitiativeLine):
    """What has become of an initiative, for everybody."""

    summary: str
    place: str
    area_name: str | None
    unit_name: str | None
    kinds: list[KindShown]
    photographs: list[PhotographShown]
    life: list[StoryEntry]


def line_of(story: Story) -> dict[str, object]:
    """Give the fields of a line of the public list, for an initiative that was filed."""
    assert story.content is not None
    money = story if story.contracted else story.content
    told = story.content.model_dump(include={"case", "title", "year"})
    return {**told, "initiative_id": story.id, "state": story.state, "own": money.own, "city": money.city}


def ledger_line(ledger: Ledger) -> dict[str, object]:
    """Give the fields of a contract in a list. Raises `NotNow` before it is signed."""
    contract, found = ledger.signed_contract, ledger.balance
    return {
        **ledger.model_dump(include={"stage", "unit", "unit_name", "due_at"}),
        **contract.model_dump(include={"case", "title", "contract", "annex"}),
        "initiative_id": ledger.id,
        "own_planned": contract.own,
        "own_delivered": found.delivered(Side.OWN),
        "city_planned": contract.city,
        "city_spent": found.delivered(Side.CITY),
    }


def lines_of(balances: Iterable[LineBalance]) -> list[dict[str, object]]:
    """Give the fields of lines of a ledger."""
    return [
        {
            **one.line.model_dump(include={"id", "side", "number", "kind", "name", "planned"}),
            "delivered": one.delivered,
            "difference": one.difference,
            "minutes": one.minutes,
            "minutes_planned": one.line.minutes,
        }
        for one in balances
    ]
