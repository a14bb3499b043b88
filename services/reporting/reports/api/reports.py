"""JSON routes of a report's way: opened, put together, approved, published, presented."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from services.reporting.council.api.given import CLOSED, Made, Version, Why
from services.reporting.reports.domain.content import Content
from services.reporting.reports.domain.corrections import Difference
from services.reporting.reports.domain.report import Report, ReportState
from services.reporting.reports.domain.version import Version as Frozen
from services.reporting.reports.service.inputs import READERS
from services.reporting.reports.service.opening import Openings
from services.reporting.reports.service.reports import Reports
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.requests import IfMatch, Keyed, etag

INTRODUCTION_LENGTH = 10_000
Edition = Annotated[int, Path(ge=1, le=999)]


class OpeningGiven(BaseModel):
    """The session at which a report is to be presented."""

    model_config = CLOSED

    session_id: Id


class IntroductionGiven(BaseModel):
    """The introduction of a report; empty: none."""

    model_config = CLOSED

    text: Annotated[str, Field(max_length=INTRODUCTION_LENGTH)]


class ReasonGiven(BaseModel):
    """Why."""

    model_config = CLOSED

    reason: Why


class ReportLine(BaseModel):
    """A report in a list."""

    report_id: str
    number: int
    session: str
    session_on: date
    first_day: date
    last_day: date
    state: ReportState
    edition: int
    published_at: datetime | None


class ReportShown(ReportLine):
    """A report on its way. `version` is what If-Match must name."""

    session_id: str
    session_gone: bool
    introduction: str
    due_at: datetime
    explanation: tuple[str, ...]
    waits_for_approval: bool
    answer: str | None
    version: int


class ReportList(BaseModel):
    """A part of the reports, the newest first."""

    items: list[ReportLine]


class FrozenShown(BaseModel):
    """A frozen version. `sha256` is that of the file at `data`, byte for byte."""

    report_id: str
    edition: int
    sha256: str
    approved_at: datetime
    reasons: tuple[str, ...]
    changes: tuple[Difference, ...]
    content: Content
    data: str


Skip = Annotated[int, Query(ge=0, le=100_000, description="How many of the newest to pass over.")]


def routes(openings: Openings, reports: Reports) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/council-reports")

    @router.get("", dependencies=[anyone()])
    async def list_published(skip: Skip = 0, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> ReportList:
        """List the published reports, the newest first."""
        return ReportList(items=[ReportLine(**_line(one)) for one in await reports.store.page(True, skip, limit)])

    @router.get("/all", dependencies=[only(*READERS)])
    async def list_all(skip: Skip = 0, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> ReportList:
        """List all reports, the newest first."""
        return ReportList(items=[ReportLine(**_line(one)) for one in await reports.store.page(False, skip, limit)])

    @router.post("", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def open_report(given: OpeningGiven, request: Request) -> Made:
        """Open the report for a session and call every unit.

        409 where the report before is not approved yet, the session has a report or is over, or is before the period.
        """
        return Made(id=await openings.open(given.session_id, signed_in(request)))

    @router.get("/{report_id}", dependencies=[only(*READERS)])
    async def get_report(report_id: Id, response: Response) -> ReportShown:
        """Give a report on its way."""
        report = await reports.store.report(report_id)
        response.headers["ETag"] = etag(report.version)
        told = report.model_dump(
            include={"session_id", "session_gone", "introduction", "due_at", "explanation", "version"}
        )
        answer = report.answer.reason if report.answer else None
        return ReportShown(**_line(report), **told, waits_for_approval=report.draft is not None, answer=answer)

    @router.get("/{report_id}/draft", dependencies=[only(*READERS)])
    async def get_draft(report_id: Id) -> Content:
        """Give what waits for approval or, where nothing does, what the report would say now."""
        report = await reports.store.report(report_id)
        return report.draft.content if report.draft else await reports.preview(report)

    @router.get("/{report_id}/versions/{edition}", dependencies=[anyone()])
    async def get_version(report_id: Id, edition: Edition) -> FrozenShown:
        """Give a frozen version of a published report."""
        report = await reports.store.report(report_id)
        if not report.public:
            raise NotFound("report", report_id)
        frozen: Frozen = await reports.store.version(report_id, edition)
        told = frozen.model_dump(include={"report_id", "edition", "sha256", "approved_at", "reasons", "changes"})
        return FrozenShown(**told, content=frozen.content, data=f"/sprawozdania/{report_id}/{edition}/dane.json")

    @router.put("/{report_id}/session", dependencies=[only(Role.OFFICER)])
    async def attach_session(report_id: Id, given: OpeningGiven, version: IfMatch) -> Version:
        """Give the report to another session; the days of an approved one stay. 409 as for opening, 412."""
        return Version(version=await openings.attach(report_id, version, given.session_id))

    @router.put("/{report_id}/introduction", dependencies=[only(Role.OFFICER)])
    async def introduce(report_id: Id, given: IntroductionGiven, version: IfMatch) -> Version:
        """Write the introduction. 409 once it waits for approval or is approved, 412."""
        return Version(version=await reports.introduce(report_id, version, given.text))

    @router.post("/{report_id}/compilation", dependencies=[only(Role.OFFICER), Keyed])
    async def compile_report(report_id: Id, version: IfMatch, request: Request) -> Version:
        """Put the report together for the mayor. 409 where its session was cancelled or it is not being collected."""
        return Version(version=await reports.compile(report_id, version, signed_in(request)))

    @router.post("/{report_id}/approval", dependencies=[only(Role.MAYOR), Keyed])
    async def approve(report_id: Id, version: IfMatch, request: Request) -> Version:
        """Freeze what waits for approval. 409 where nothing does, a unit is to confirm it, its session moved, 412."""
        return Version(version=await reports.approve(report_id, version, signed_in(request)))

    @router.post("/{report_id}/refusal", dependencies=[only(Role.MAYOR), Keyed])
    async def send_back(report_id: Id, given: ReasonGiven, version: IfMatch, request: Request) -> Version:
        """Ask for something else. 409 where nothing waits for approval, 412."""
        return Version(version=await reports.send_back(report_id, version, given.reason, signed_in(request)))

    @router.post("/{report_id}/publication", dependencies=[only(Role.OFFICER), Keyed])
    async def publish(report_id: Id, version: IfMatch) -> Version:
        """Let everybody read it. 409 before it is approved, 412."""
        return Version(version=await reports.publish(report_id, version))

    @router.post("/{report_id}/presentation", dependencies=[only(Role.OFFICER), Keyed])
    async def present(report_id: Id, version: IfMatch) -> Version:
        """Note that it was presented at its session. 409 before it is published or the session was held, 412."""
        return Version(version=await reports.present(report_id, version))

    @router.post("/{report_id}/withdrawal", dependencies=[only(Role.OFFICER), Keyed])
    async def withdraw(report_id: Id, given: ReasonGiven, version: IfMatch) -> Version:
        """Give up an open report: its period goes to the next one. 409 once it is approved, 412."""
        return Version(version=await openings.withdraw(report_id, version, given.reason))

    return router


def _line(report: Report) -> dict[str, object]:
    told = report.model_dump(include=set(ReportLine.model_fields))
    return {**told, "report_id": report.id}
