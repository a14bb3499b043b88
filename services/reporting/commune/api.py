"""JSON routes of the report on the state of the commune: everybody reads chapters, the desk keeps the speakers."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from services.reporting.commune.domain.chapter import Chapter, CommuneReport
from services.reporting.commune.domain.debate import Place, Verdict
from services.reporting.commune.service import Commune, Speaker
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.readings import Reading
from shared.web.requests import IfMatch, Keyed, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
READERS = (Role.OFFICER, Role.MAYOR, Role.AUDITOR)
"""Who sees a chapter before it is approved."""

Year = Annotated[int, Path(ge=2018, le=2200)]
GivenYear = Annotated[int, Field(ge=2018, le=2200)]
Edition = Annotated[int, Path(ge=1, le=999)]
Limit = Annotated[int, Field(ge=1, le=500)]
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=2_000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
Contact = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300)]
Signatures = Annotated[int, Field(ge=0, le=10_000)]
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class YearGiven(BaseModel):
    """The year that the report is of. Reports are made since 2018."""

    model_config = _CLOSED

    year: GivenYear


class ApprovalGiven(BaseModel):
    """The hash of the preview that was looked at."""

    model_config = _CLOSED

    sha256: Hash


class SessionGiven(BaseModel):
    """The session on which the report is debated."""

    model_config = _CLOSED

    session_id: Id


class LimitGiven(BaseModel):
    """How many residents speak, and what the council has decided."""

    model_config = _CLOSED

    limit: Limit
    reason: Why


class SpeakerGiven(BaseModel):
    """A resident's notice, with its counted signatures. `contact`: how to reach the resident."""

    model_config = _CLOSED

    name: Name
    contact: Contact
    received_at: AwareDatetime
    signatures: Signatures


class Made(BaseModel):
    """The id of what was made."""

    id: str


class Version(BaseModel):
    """The version that the change made."""

    version: int


class ReportShown(BaseModel):
    """The report of a year. `edition`: of its newest frozen chapter, 0 where there is none yet."""

    year: int
    edition: int
    due_on: date
    session_id: str | None
    limit: int
    version: int


class ReportList(BaseModel):
    """All of them, the newest first."""

    items: list[ReportShown]


class PreviewShown(BaseModel):
    """What the chapter would say now, and its hash."""

    sha256: str
    chapter: Chapter


class SpeakerShown(BaseModel):
    """A notice on the list of speakers. `name`, `contact`: null once they were erased."""

    id: str
    place: int | None
    verdict: Verdict
    name: str | None
    contact: str | None
    received_at: AwareDatetime
    signatures: int
    version: int


class SpeakerList(BaseModel):
    """All notices in the order of receipt."""

    items: list[SpeakerShown]


class ReadingList(BaseModel):
    """Readings, the newest first. They do not say whose data they were."""

    items: list[Reading]


def routes(commune: Commune) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/reporting/v1", tags=["commune"])

    @router.post("/commune-reports", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def begin_report(given: YearGiven) -> Made:
        """Begin the report of a year. 409 where it was begun, 422 where the year is not over."""
        return Made(id=await commune.begin(given.year))

    @router.get("/commune-reports", dependencies=[anyone()])
    async def list_reports() -> ReportList:
        """List the years."""
        return ReportList(items=[_report(one) for one in await commune.store.reports()])

    @router.get("/commune-reports/{year}", dependencies=[anyone()])
    async def get_report(year: Year, response: Response) -> ReportShown:
        """Give the report of a year."""
        report = await commune.store.report(year)
        response.headers["ETag"] = etag(report.version)
        return _report(report)

    @router.get("/commune-reports/{year}/chapters/{edition}", dependencies=[anyone()])
    async def get_chapter(year: Year, edition: Edition) -> Chapter:
        """Give a frozen chapter."""
        return (await commune.store.version(year, edition)).chapter

    @router.get("/commune-reports/{year}/preview", dependencies=[only(*READERS)])
    async def preview_chapter(year: Year) -> PreviewShown:
        """Give what the chapter would say now. 422 where the year lies in no term of the council."""
        chapter = await commune.preview((await commune.store.report(year)).year)
        return PreviewShown(sha256=chapter.sha256, chapter=chapter)

    @router.post("/commune-reports/{year}/approval", dependencies=[only(Role.MAYOR), Keyed])
    async def approve_chapter(year: Year, given: ApprovalGiven, version: IfMatch, request: Request) -> Version:
        """Freeze the chapter for ever. 409 where the data are no longer those looked at, 412 where it has changed."""
        return Version(version=await commune.approve(year, version, given.sha256, signed_in(request)))

    @router.put("/commune-reports/{year}/session", dependencies=[only(Role.OFFICER)])
    async def set_session(year: Year, given: SessionGiven, version: IfMatch) -> Version:
        """Say on which session it is debated. 409 where that is planned no longer, 412 where it has changed."""
        return Version(version=await commune.debate(year, version, given.session_id))

    @router.put("/commune-reports/{year}/limit", dependencies=[only(Role.OFFICER)])
    async def set_limit(year: Year, given: LimitGiven, version: IfMatch) -> Version:
        """Let more speak, as the council has decided. 422 for fewer than by the act, 412 where it has changed."""
        return Version(version=await commune.limit(year, version, given.limit, given.reason))

    @router.post("/commune-reports/{year}/speakers", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def enter_speaker(year: Year, given: SpeakerGiven) -> Made:
        """Enter a resident's notice. 409 where the debate is over, 422 for a moment that has not come."""
        speaker = Speaker(name=given.name, contact=given.contact)
        return Made(id=await commune.enter(year, speaker, given.received_at, given.signatures))

    @router.get("/commune-reports/{year}/speakers", dependencies=[only(Role.OFFICER)])
    async def list_speakers(year: Year, request: Request) -> SpeakerList:
        """Give the list of speakers with their names, for the desk alone; who looks is written down."""
        return SpeakerList(items=[_speaker(*one) for one in await commune.named(year, signed_in(request))])

    @router.get("/readings", dependencies=[only(Role.AUDITOR)])
    async def list_readings(
        skip: Annotated[int, Query(ge=0, le=100_000)] = 0, limit: Annotated[int, Query(ge=1, le=100)] = 50
    ) -> ReadingList:
        """List who of the staff has read personal data, the newest first."""
        return ReadingList(items=await commune.readings.newest(skip, limit))

    @router.post("/debate-speakers/{speaker_id}/withdrawal", dependencies=[only(Role.OFFICER), Keyed])
    async def withdraw_speaker(speaker_id: Id, version: IfMatch) -> Version:
        """Note that a resident has taken a notice back. 412 where it has changed."""
        return Version(version=await commune.withdraw(speaker_id, version))

    return router


def _report(report: CommuneReport) -> ReportShown:
    told = report.model_dump(include={"year", "edition", "session_id", "limit", "version"})
    return ReportShown(**told, due_on=report.due_on)


def _speaker(one: Place, who: Speaker | None) -> SpeakerShown:
    told = one.sign_up.model_dump(include={"id", "received_at", "signatures", "version"})
    name, contact = (who.name, who.contact) if who else (None, None)
    return SpeakerShown(**told, place=one.place, verdict=one.verdict, name=name, contact=contact)
