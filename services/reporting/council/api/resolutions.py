"""JSON routes of the register: everybody reads it, officers keep it."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.reporting.council.api.given import CLOSED, Day, Made, Version, Why, Words
from services.reporting.council.domain.numbers import NotAResolutionNumber, ResolutionNumber
from services.reporting.council.domain.reading import TITLE_LENGTH
from services.reporting.council.domain.resolutions import (
    ENDINGS,
    SAID_BY_UNITS,
    Entry,
    ExecutionStatus,
    LegalForce,
    Resolution,
)
from services.reporting.council.service.resolutions import Resolutions, Wanted
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag

FILE_BYTES = 150_000
"""Most of a file to import."""
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=TITLE_LENGTH[0], max_length=TITLE_LENGTH[1])]
Address = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^https://[^\s<>\"'\\\x00-\x1f\x7f]{4,490}$")
]
Publication = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300)]
Units = Annotated[tuple[Id, ...], Field(min_length=1, max_length=50)]


def _said_by_units(status: ExecutionStatus) -> ExecutionStatus:
    if status not in SAID_BY_UNITS:
        raise ValueError("no unit says so of its part")
    return status


def _ending(status: ExecutionStatus) -> ExecutionStatus:
    if status not in ENDINGS:
        raise ValueError("this does not end a resolution")
    return status


def _written(text: str) -> ResolutionNumber:
    try:
        return ResolutionNumber.parse(text)
    except NotAResolutionNumber:
        raise ValueError("no number of a resolution") from None


def _readable(text: str) -> str:
    _written(text)
    return text


Said = Annotated[ExecutionStatus, AfterValidator(_said_by_units)]
Ending = Annotated[ExecutionStatus, AfterValidator(_ending)]
Written = Annotated[str, Field(max_length=300), AfterValidator(_readable)]


class EntryGiven(BaseModel):
    """An entry of the register. `due_on` null: it is carried out continuously."""

    model_config = CLOSED

    title: Title
    units: Units
    due_on: Day | None
    handed_on: Day | None = None
    published_in: Publication | None = None
    in_force_on: Day | None = None
    text_at: Address | None = None

    def entry(self) -> Entry:
        """Give it in the words of the domain."""
        legal = LegalForce(**self.model_dump(include=set(LegalForce.model_fields)))
        return Entry(title=self.title, due_on=self.due_on, legal=legal)


class ResolutionGiven(EntryGiven):
    """A resolution to enter. `number`: XLIX/676/2022, or a whole heading."""

    number: Written
    passed_on: Day


class ChangeGiven(EntryGiven):
    """The whole entry as it is to be, and why."""

    reason: Why


class ExecutionGiven(BaseModel):
    """What a unit says of its part on a day."""

    model_config = CLOSED

    unit: Id
    status: Said
    text: Words
    on: Day


class EndingGiven(BaseModel):
    """That a resolution lapsed or was annulled, since which day and why."""

    model_config = CLOSED

    status: Ending
    text: Words
    on: Day


class ExecutorShown(BaseModel):
    """A unit and how far its part is."""

    unit: str
    name: str
    status: ExecutionStatus


class ReportShown(BaseModel):
    """What was said of the execution, by which unit and of which day; an ending has no unit."""

    unit: str | None
    unit_name: str | None
    status: ExecutionStatus
    text: str
    on: date
    at: datetime


class ResolutionLine(BaseModel):
    """A resolution in a list."""

    resolution_id: str
    number: str
    title: str
    passed_on: date
    executors: tuple[ExecutorShown, ...]
    due_on: date | None
    status: ExecutionStatus
    status_since: date
    late: bool


class ResolutionShown(ResolutionLine):
    """A resolution with what was said of its execution, the earliest first."""

    term_id: str
    legal: LegalForce
    reports: tuple[ReportShown, ...]
    version: int


class ResolutionList(BaseModel):
    """A part of the register; `next` is the key to go on after."""

    items: list[ResolutionLine]
    next: str | None


class LineShown(BaseModel):
    """A line that cannot be read."""

    line: int
    fault: str
    text: str


class ImportShown(BaseModel):
    """What a file holds; `entered`: how many were entered, 0 in a dry run."""

    new: int
    known: list[str]
    unreadable: list[LineShown]
    entered: int


def routes(resolutions: Resolutions) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/resolutions")

    @router.get("", dependencies=[anyone()])
    async def list_resolutions(
        request: Request,
        response: Response,
        q: Annotated[str, Query(max_length=100, description="Words of the title, or the number.")] = "",
        term_id: Id | None = None,
        status: ExecutionStatus | None = None,
        unit: Id | None = None,
        late: Annotated[bool, Query(description="Only what is open and whose day is over.")] = False,
        after: After = None,
        limit: Limit = 50,
    ) -> ResolutionList:
        """List the register in a stable order."""
        wanted = Wanted(q.strip(), term_id, status, unit, resolutions.today if late else None)
        found = await resolutions.store.after(wanted, after or "", limit + 1)
        more = found[limit - 1].id if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        lines = [ResolutionLine(**_line(one, resolutions.today)) for one in found[:limit]]
        return ResolutionList(items=lines, next=more)

    @router.post("", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def enter_resolution(given: ResolutionGiven) -> Made:
        """Enter a resolution. 409 where its number is there, 422 for an unknown unit or a day without a term."""
        number = _written(given.number)
        return Made(id=await resolutions.enter(number, given.passed_on, given.entry(), given.units))

    @router.post(
        "/import",
        dependencies=[only(Role.OFFICER), Keyed],
        openapi_extra={"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}},
    )
    async def import_resolutions(request: Request, dry_run: bool = True) -> ImportShown:
        """Enter all new resolutions of a CSV file (numer;tytuł;data;jednostki;termin), or say what it holds.

        409 where lines cannot be read: nothing is entered then. 422 where it is no such file.
        """
        data = (await request.body())[: FILE_BYTES + 1]
        reading = await resolutions.dry_run(data)
        entered = 0 if dry_run else await resolutions.take_in(data)
        unreadable = [LineShown(line=one.line, fault=one.fault, text=one.text) for one in reading.unreadable]
        return ImportShown(new=len(reading.new), known=list(reading.known), unreadable=unreadable, entered=entered)

    @router.get("/{resolution_id}", dependencies=[anyone()])
    async def get_resolution(resolution_id: Id, response: Response) -> ResolutionShown:
        """Give a resolution with its execution."""
        found = await resolutions.store.get(resolution_id)
        response.headers["ETag"] = etag(found.version)
        reports = tuple(ReportShown(**one.model_dump(exclude={"by_name"})) for one in found.reports)
        told = found.model_dump(include={"term_id", "legal", "version"})
        return ResolutionShown(**_line(found, resolutions.today), **told, reports=reports)

    @router.put("/{resolution_id}", dependencies=[only(Role.OFFICER)])
    async def change_resolution(resolution_id: Id, given: ChangeGiven, version: IfMatch, request: Request) -> Version:
        """Change an entry, with the reason. 412 where it has changed, 422 for an unknown unit."""
        new = await resolutions.change(
            resolution_id, version, given.entry(), given.units, reason=given.reason, by=signed_in(request)
        )
        return Version(version=new)

    @router.post("/{resolution_id}/executions", dependencies=[only(Role.OFFICER, Role.UNIT_REVIEWER), Keyed])
    async def report_execution(resolution_id: Id, given: ExecutionGiven, version: IfMatch, request: Request) -> Version:
        """Write down what a unit says of its part: the unit itself, or an officer for it.

        403 for another unit's part. 409 where the resolution has ended or the unit does not carry it out, 412 as above,
        422 for an impossible day.
        """
        new = await resolutions.report(resolution_id, version, **given.model_dump(), by=signed_in(request))
        return Version(version=new)

    @router.post("/{resolution_id}/ending", dependencies=[only(Role.OFFICER), Keyed])
    async def end_resolution(resolution_id: Id, given: EndingGiven, version: IfMatch, request: Request) -> Version:
        """Note that a resolution lapsed or was annulled. 409 where it has ended already, 412 and 422 as above."""
        new = await resolutions.end(resolution_id, version, **given.model_dump(), by=signed_in(request))
        return Version(version=new)

    return router


def _line(resolution: Resolution, today: date) -> dict[str, object]:
    return {
        **resolution.model_dump(include={"title", "passed_on", "due_on", "status", "status_since"}),
        "resolution_id": resolution.id,
        "number": str(resolution.number),
        "executors": tuple(ExecutorShown(**one.model_dump()) for one in resolution.executors),
        "late": resolution.late(today),
    }
