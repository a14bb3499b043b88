"""JSON routes of initiatives: everybody reads what became of them, the desk keeps the ledgers and settles contracts."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.reporting.implementation.api import PHOTOGRAPH_BODY, WithdrawalGiven, photograph_of
from services.reporting.initiatives.domain import (
    Balance,
    Entry,
    Given,
    Inspection,
    Kind,
    Ledger,
    Side,
    Stage,
    Taken,
)
from services.reporting.initiatives.domain.account import Returned, Settled
from services.reporting.initiatives.domain.story import Entry as StoryEntry
from services.reporting.initiatives.domain.story import State, Story
from services.reporting.initiatives.service import READERS, Ledgers, Wanted
from services.reporting.initiatives.service.inspections import Inspections
from services.reporting.initiatives.service.needs import Sought
from services.reporting.initiatives.service.settlements import Settlements
from services.reporting.initiatives.service.stories import Stories
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.files import Pictures
from shared.store import NotFound
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_DESK = only(Role.OFFICER, Role.UNIT_REVIEWER)
Number = Annotated[int, Path(ge=1, le=100_000)]
Case = Annotated[str, Path(pattern=r"^IL-\d{4}-\d{3,6}$")]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))]
Minutes = Annotated[int, Field(ge=1, le=1440)]
Grosze = Annotated[int, Field(ge=1, le=10**12)]
Invoice = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=1000)]
Findings = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=10_000)]
Point = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=2000)]
Right = Annotated[int, Field(ge=0, le=10**12)]


class EntryGiven(BaseModel):
    """What was given or spent. `line`: id of a line of the ledger; `minutes` of work, `value` in grosze of all else."""

    model_config = _CLOSED

    line: Id
    day: Day
    minutes: Minutes | None = None
    value: Grosze | None = None
    invoice: Invoice | None = None
    note: Note | None = None


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
    """A word on the settlement, for everybody; a correction and a terminated contract need one."""

    model_config = _CLOSED

    note: Note | None = None


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


def routes(
    ledgers: Ledgers, settlements: Settlements, inspections: Inspections, stories: Stories, pictures: Pictures
) -> APIRouter:
    """Give the routes of initiatives."""
    router = APIRouter(prefix="/api/reporting/v1", tags=["initiatives"])
    router.include_router(_public(ledgers, stories))
    router.include_router(_reading(ledgers))
    router.include_router(_desk(ledgers, inspections, pictures))
    router.include_router(_settling(ledgers, settlements))
    return router


def _public(ledgers: Ledgers, stories: Stories) -> APIRouter:
    router = APIRouter(dependencies=[anyone()])

    @router.get("/initiatives")
    async def list_initiatives(
        state: State | None = None, skip: Annotated[int, Query(ge=0, le=100_000)] = 0, limit: Limit = 50
    ) -> InitiativeList:
        """List the initiatives that were filed."""
        found, count = await stories.page(Sought(state=state), skip, limit)
        return InitiativeList(items=[InitiativeLine.model_validate(_line(one)) for one in found], found=count)

    @router.get("/initiatives/{case}")
    async def get_initiative(case: Case) -> InitiativeShown:
        """Tell what has become of an initiative. 404 where none was filed under this case."""
        story = await stories.of_case(case)
        ledger = await ledgers.store.get_or_none(story.id)
        signed = ledger is not None and ledger.contract is not None
        shown = ledger.shown if ledger else []
        place = f"/inicjatywa-lokalna/realizacja/zdjecia/{story.id}"
        assert story.content is not None
        return InitiativeShown(
            **_line(story),
            **story.content.model_dump(include={"summary", "place", "area_name"}),
            unit_name=story.unit_name,
            kinds=[KindShown(**one.model_dump()) for one in ledger.balance.kinds] if ledger and signed else [],
            photographs=[
                PhotographShown(
                    address=f"{place}/{one.id}/1600",
                    alt=one.alt,
                    width=one.width,
                    height=one.height,
                    added_at=one.added_at,
                )
                for one in shown
            ],
            life=list(story.entries),
        )

    return router


def _reading(ledgers: Ledgers) -> APIRouter:
    router = APIRouter(dependencies=[only(*READERS)])

    @router.get("/initiative-ledgers")
    async def list_ledgers(
        request: Request,
        response: Response,
        unit: Id | None = None,
        stage: Stage | None = None,
        late: Annotated[bool, Query(description="Only those whose day is over.")] = False,
        after: After = None,
        limit: Limit = 50,
    ) -> LedgerList:
        """List the contracts, in a stable order."""
        wanted = Wanted(unit, stage, ledgers.clock.now() if late else None)
        found = await ledgers.store.after(wanted, after or "", limit + 1)
        more = found[limit - 1].id if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return LedgerList(items=[LedgerLine.model_validate(_ledger(one)) for one in found[:limit]], next=more)

    @router.get("/initiative-ledgers/{initiative_id}")
    async def get_ledger(initiative_id: Id, response: Response) -> LedgerShown:
        """Give a contract with its whole ledger. 404 before it is signed."""
        ledger = await ledgers.store.get(initiative_id)
        if ledger.contract is None:
            raise NotFound("initiative_ledgers", initiative_id)
        response.headers["ETag"] = etag(ledger.version)
        told = ledger.model_dump(
            include={"terminated_on", "entries", "inspections", "photographs", "returned", "version"}
        )
        days = ledger.contract.model_dump(include={"signed_on", "starts", "ends", "settle_by"})
        return LedgerShown.model_validate(
            {
                **_ledger(ledger),
                **told,
                **days,
                "settled": ledger.settled,
                "outside_term": ledger.outside_term,
                "lines": _lines(ledger.balance),
            }
        )

    return router


def _desk(ledgers: Ledgers, inspections: Inspections, pictures: Pictures) -> APIRouter:
    router = APIRouter()
    place = "/initiative-ledgers/{initiative_id}"

    @router.post(f"{place}/entries", dependencies=[_DESK, Keyed], status_code=201)
    async def add_entry(initiative_id: Id, given: EntryGiven, request: Request) -> EntryNumber:
        """Enter what residents gave or the city spent. 403 for another unit's, 409 where the ledger is closed.

        It adds to the ledger and overwrites nothing: no If-Match is asked for. 422 names the field that is wrong.
        """
        entry = Given(**given.model_dump())
        return EntryNumber(number=await ledgers.record(initiative_id, entry, signed_in(request)))

    @router.post(f"{place}/entries/{{number}}/correction", dependencies=[_DESK, Keyed], status_code=201)
    async def correct_entry(initiative_id: Id, number: Number, given: CorrectionGiven, request: Request) -> EntryNumber:
        """Put an entry right by a further one that names it. 404 for a correction: it is put right by another one."""
        by = signed_in(request)
        return EntryNumber(number=await ledgers.correct(initiative_id, number, given.right, given.reason, by))

    @router.post(f"{place}/inspections", dependencies=[_DESK, Keyed], status_code=201)
    async def add_inspection(initiative_id: Id, given: InspectionGiven, request: Request) -> EntryNumber:
        """Note an inspection."""
        by = signed_in(request)
        return EntryNumber(number=await inspections.inspect(initiative_id, given.on, given.findings, by))

    @router.post(f"{place}/photographs", dependencies=[_DESK, Keyed], status_code=201, openapi_extra=PHOTOGRAPH_BODY)
    async def add_photograph(
        initiative_id: Id,
        request: Request,
        inspection: Annotated[int | None, Query(ge=1, le=1000, description="Of which inspection it is.")] = None,
    ) -> PhotographAdded:
        """Add a photograph with its text; everybody sees it. It is written anew, without what its camera hid."""
        picture, alt = await photograph_of(request, pictures)
        id = await inspections.add(initiative_id, picture.id, alt, inspection, signed_in(request))
        return PhotographAdded(photograph_id=id)

    @router.post(
        f"{place}/photographs/{{photograph_id}}/showing", dependencies=[only(Role.OFFICER), Keyed], status_code=204
    )
    async def show_photograph(initiative_id: Id, photograph_id: Id) -> None:
        """Let everybody see a photograph that the representative has sent. 404 where none waits under this id."""
        await inspections.show(initiative_id, photograph_id)

    @router.post(
        f"{place}/photographs/{{photograph_id}}/withdrawal",
        dependencies=[only(Role.OFFICER), Keyed],
        status_code=204,
    )
    async def withdraw_photograph(
        initiative_id: Id, photograph_id: Id, given: WithdrawalGiven, request: Request
    ) -> None:
        """Show a photograph to nobody any more and delete its picture. 404 where it is not shown."""
        await inspections.withdraw(initiative_id, photograph_id, given.reason, signed_in(request))

    @router.post(f"{place}/link", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def renew_link(initiative_id: Id, version: IfMatch, response: Response) -> LinkShown:
        """Give the representative another link; the former opens nothing any more."""
        number = await ledgers.renew_link(initiative_id, version)
        response.headers["Cache-Control"] = "no-store"
        return LinkShown(number=number, address=ledgers.links.address(initiative_id, number))

    return router


def _settling(ledgers: Ledgers, settlements: Settlements) -> APIRouter:
    router = APIRouter(dependencies=[only(Role.OFFICER)])
    place = "/initiative-ledgers/{initiative_id}/settlement"

    @router.post(place, dependencies=[Keyed])
    async def hand_in(initiative_id: Id, version: IfMatch, request: Request) -> Version:
        """Hand the settlement in for the residents. 412 where the ledger has changed since it was read."""
        return Version(version=await settlements.hand_in(initiative_id, version, signed_in(request)))

    @router.post(f"{place}/return", dependencies=[Keyed])
    async def send_back(initiative_id: Id, given: PointsGiven, version: IfMatch, request: Request) -> Version:
        """Ask the residents to mend it."""
        by = signed_in(request)
        return Version(version=await settlements.send_back(initiative_id, version, given.points, by))

    @router.post(f"{place}/acceptance", dependencies=[Keyed])
    async def accept(initiative_id: Id, given: AcceptanceGiven, version: IfMatch, request: Request) -> Version:
        """Settle the contract, for good.

        409 where the city has spent more than the contract says (`annex`: the one that it needs), where entries are
        outside the term, or where nobody has inspected it; 412 where the ledger has changed since it was read.
        """
        by = signed_in(request)
        return Version(version=await settlements.accept(initiative_id, version, given.note, by))

    return router


def _line(story: Story) -> dict[str, object]:
    assert story.content is not None
    money = story if story.contracted else story.content
    told = story.content.model_dump(include={"case", "title", "year"})
    return {**told, "initiative_id": story.id, "state": story.state, "own": money.own, "city": money.city}


def _ledger(ledger: Ledger) -> dict[str, object]:
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


def _lines(balance: Balance) -> list[dict[str, object]]:
    return [
        {
            **one.line.model_dump(include={"id", "side", "number", "kind", "name", "planned"}),
            "delivered": one.delivered,
            "difference": one.difference,
            "minutes": one.minutes,
            "minutes_planned": one.line.minutes,
        }
        for one in balance.lines
    ]
