"""JSON routes of the life lines, and an edition's projects as a file of open data. For everybody."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from services.reporting.implementation.domain import Implementation
from services.reporting.implementation.service import Implementations
from services.reporting.tracker.domain import Edition, Entry, Glance, State
from services.reporting.tracker.domain.next_step import NextStep
from services.reporting.tracker.service import Line, Tracker, Wanted
from shared.access import anyone
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.contracts.intake import CostItem
from shared.contracts.reporting import Stage
from shared.files import Pictures
from shared.store import NotFound
from shared.web.requests import After, Limit, Page


class ProjectLine(BaseModel):
    """A project in a list. Amounts in grosze, the point in degrees (WGS 84); what is not known (yet) is null."""

    project_id: str
    edition_id: str
    number: int
    case: str
    title: str
    summary: str
    location: str
    latitude: float | None
    longitude: float | None
    pool_id: str
    area_id: str | None
    category: str
    state: State
    submitted_at: datetime | None
    cost: int
    votes: int | None
    place: int | None
    unit_name: str | None
    stage: Stage | None
    percent: int | None
    budget: int | None
    spent: int | None
    planned_end: date | None
    first_planned_end: date | None
    delay_reason: str | None


class Step(BaseModel):
    """The next expected step: in a window, on a day, or in a year, whichever is known."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    opens: datetime | None
    until: datetime | None
    planned: date | None
    year: int | None
    first_planned: date | None
    delay_reason: str | None


class PhotographShown(BaseModel):
    """A photograph of what is built. `address`: of its larger size; `alt`: what it shows; sizes in pixels."""

    photograph_id: str
    address: str
    alt: str
    width: int
    height: int
    added_at: datetime


class ProjectShown(ProjectLine):
    """A project with its text, its estimate and its life line, the first entry first.

    `actual_cost`: what it has cost in the end, in grosze; `difference`: how much more than its budget, less being
    negative. Both are null while it is being built.
    """

    description: str
    cost_items: tuple[CostItem, ...]
    signatures: int
    contractor: str | None
    actual_cost: int | None
    difference: int | None
    photographs: tuple[PhotographShown, ...]
    life: tuple[Entry, ...]
    next_step: Step | None


class ProjectList(BaseModel):
    """A part of a list; `next` is the key to go on after, as in the Link header."""

    items: list[ProjectLine]
    next: str | None


def routes(tracker: Tracker, works: Implementations) -> APIRouter:
    """Give the routes of the life lines."""
    router = APIRouter(prefix="/api/reporting/v1", tags=["tracker"], dependencies=[anyone()])

    @router.get("/projects")
    async def list_projects(
        request: Request,
        response: Response,
        q: Annotated[str, Query(max_length=100, description="Words of number, title, summary or place.")] = "",
        edition_id: Id | None = None,
        pool_id: Id | None = None,
        area_id: Id | None = None,
        state: State | None = None,
        after: Annotated[After, Query(pattern=r"^[^:]{1,64}:\d{1,9}$")] = None,
        limit: Limit = 50,
    ) -> ProjectList:
        """List projects edition by edition, in the order of their numbers."""
        wanted = Wanted(edition_id, q, pool_id, area_id, state)
        edition, _, number = (after or ":0").partition(":")
        found = await tracker.after(wanted, edition, int(number), limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        more = f"{last.edition_id}:{last.glance.number}" if last else None
        Page(found[:limit], more).link(request, response)
        return ProjectList(items=[ProjectLine(**_fields(line)) for line in found[:limit]], next=more)

    @router.get("/projects/{project_id}")
    async def get_project(project_id: Id) -> ProjectShown:
        """Give one project with its whole life line."""
        project = await tracker.project(project_id)
        content, edition = project.content, await tracker.edition(project.edition_id)
        assert content is not None  # `project` gives none that has not been filed.
        step: NextStep | None = tracker.next_step(project, edition)
        work = await works.built(project_id)
        cost = work.actual_cost if work else None
        return ProjectShown(
            **_fields(Line(project.id, project.edition_id, project.glance, content.point)),
            description=content.description,
            cost_items=content.cost_items,
            signatures=content.signatures,
            contractor=work.contractor if work else None,
            actual_cost=cost,
            difference=cost - work.budget if work and cost is not None else None,
            photographs=tuple(_photographs(work)) if work else (),
            life=project.entries,
            next_step=Step.model_validate(step) if step else None,
        )

    @router.get("/editions/{edition_id}/projects.csv", response_class=StreamingResponse)
    async def projects_csv(edition_id: Id) -> Response:
        """Give all projects of an edition as CSV: UTF-8 with its mark, semicolons, amounts in złoty with a comma."""
        edition = await tracker.edition(edition_id)
        if edition.rules is None:
            raise NotFound("edition", edition_id)
        name = f"projekty-{edition.rules.year}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(_rows(tracker, edition), media_type="text/csv; charset=utf-8", headers=headers)

    @router.get("/editions/{edition_id}/projects.json", response_class=StreamingResponse)
    async def projects_json(edition_id: Id) -> Response:
        """Give all projects of an edition as one JSON array, each as in a list of projects."""
        edition = await tracker.edition(edition_id)
        if edition.rules is None:
            raise NotFound("edition", edition_id)
        headers = {"Content-Disposition": f'attachment; filename="projekty-{edition.rules.year}.json"'}
        return StreamingResponse(_items(tracker, edition), media_type="application/json", headers=headers)

    return router


def _photographs(work: Implementation) -> list[PhotographShown]:
    place = f"/budzet-obywatelski/projekty/{work.id}/zdjecia"
    return [
        PhotographShown(
            photograph_id=one.id,
            address=f"{place}/{one.id}/{Pictures.WIDTHS[0]}",
            **one.model_dump(include={"alt", "width", "height", "added_at"}),
        )
        for update in work.gallery
        for one in update.shown
    ]


def _fields(line: Line) -> dict[str, object]:
    told = line.glance.model_dump(include=set(ProjectLine.model_fields))
    latitude, longitude = line.point or (None, None)
    of = {"project_id": line.id, "edition_id": line.edition_id, "latitude": latitude, "longitude": longitude}
    return {**told, **of}


_COLUMNS = [
    "numer",
    "sprawa",
    "tytul",
    "pula",
    "osiedle",
    "kategoria",
    "lokalizacja",
    "stan",
    "koszt_zl",
    "glosy",
    "miejsce",
    "jednostka",
    "etap",
    "procent",
    "budzet_zl",
    "wydano_zl",
    "planowany_koniec",
    "pierwotny_koniec",
    "przyczyna_opoznienia",
    "zgloszono",
    "identyfikator",
    "szerokosc",
    "dlugosc",
]
_AT_ONCE = 500


async def _heaps(tracker: Tracker, edition: Edition) -> AsyncIterator[list[Line]]:
    number = 0
    while lines := await tracker.after(Wanted(edition_id=edition.id), edition.id, number, _AT_ONCE):
        yield lines
        number = lines[-1].glance.number


async def _rows(tracker: Tracker, edition: Edition) -> AsyncIterator[bytes]:
    yield _csv([_COLUMNS]).encode("utf-8-sig")
    async for lines in _heaps(tracker, edition):
        yield _csv([_row(line, edition) for line in lines]).encode()


async def _items(tracker: Tracker, edition: Edition) -> AsyncIterator[bytes]:
    before = "["
    async for lines in _heaps(tracker, edition):
        yield (before + ",\n".join(ProjectLine(**_fields(line)).model_dump_json() for line in lines)).encode()
        before = ",\n"
    yield b"]" if before != "[" else b"[]"


def _row(line: Line, edition: Edition) -> list[str]:
    glance: Glance = line.glance
    told: list[object] = [
        glance.number,
        glance.case,
        glance.title,
        edition.pool_name(glance.pool_id),
        edition.area_name(glance.area_id),
        glance.category,
        glance.location,
        glance.state.value,
        _zloty(glance.cost),
        glance.votes,
        glance.place,
        glance.unit_name,
        glance.stage.value if glance.stage else None,
        glance.percent,
        _zloty(glance.budget),
        _zloty(glance.spent),
        glance.planned_end,
        glance.first_planned_end,
        glance.delay_reason,
        warsaw(glance.submitted_at).isoformat(timespec="minutes") if glance.submitted_at else None,
        line.id,
        *(line.point or (None, None)),
    ]
    return [_cell(value) for value in told]


def _zloty(grosze: int | None) -> str | None:
    return None if grosze is None else f"{grosze // 100},{grosze % 100:02d}"


def _cell(value: object) -> str:
    """Write a cell that no spreadsheet takes for a formula (OWASP, CSV Injection)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")) else text


def _csv(rows: list[list[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)
    return file.getvalue()
