"""JSON routes of a correction: made by an officer, confirmed by the units whose words it changes."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, model_validator

from services.reporting.council.api.given import CLOSED, Version, Why
from services.reporting.council.domain.resolutions import ExecutionStatus
from services.reporting.reports.api.reports import ReasonGiven
from services.reporting.reports.domain.corrections import Correction, Difference
from services.reporting.reports.domain.inputs import Section
from services.reporting.reports.service.corrections import Corrections
from services.reporting.reports.service.inputs import READERS
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, etag

Text = Annotated[str, Field(min_length=1, max_length=10_000)]


class CorrectionGiven(BaseModel):
    """A place in an approved report, what is to stand there, and why.

    With `unit` and `section`: that text; with `resolution_id`: its row of the annex; with neither: the introduction.
    `status` of a row that several units carry out is that of the part of `unit`; that it lapsed or was annulled is said
    of the whole, without `unit`.
    """

    model_config = CLOSED

    text: Text
    unit: Id | None = None
    section: Section | None = None
    resolution_id: Id | None = None
    status: ExecutionStatus | None = None
    reason: Why

    @model_validator(mode="after")
    def _one_place(self) -> "CorrectionGiven":
        if self.section is not None and (self.unit is None or self.resolution_id is not None):
            raise ValueError("name one place")
        if self.status is not None and self.resolution_id is None:
            raise ValueError("only a resolution has a status")
        if self.unit is not None and self.section is None and self.status is None:
            raise ValueError("name a section or a status")
        return self

    def correction(self) -> Correction:
        """Give it in the words of the domain."""
        return Correction(**self.model_dump(exclude={"reason"}))


class WaiverGiven(BaseModel):
    """Which unit is not waited for any more, and why."""

    model_config = CLOSED

    unit: Id
    reason: Why


class ConfirmationShown(BaseModel):
    """What one unit is asked; `waived`: why an officer went on without its word."""

    unit: str
    name: str
    due_at: datetime | None
    at: datetime | None
    waived: str | None


class ConfirmationList(BaseModel):
    """The units whose words the waiting correction changes. `version` is what If-Match must name."""

    items: list[ConfirmationShown]
    version: int


class AskedShown(BaseModel):
    """What a unit is asked to stand by: its words before and after, and why. `version` is what If-Match must name."""

    reasons: tuple[str, ...]
    changes: tuple[Difference, ...]
    due_at: datetime | None
    explanation: tuple[str, ...]
    at: datetime | None
    version: int


def routes(corrections: Corrections) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/council-reports")

    @router.post("/{report_id}/corrections", dependencies=[only(Role.OFFICER), Keyed])
    async def correct(report_id: Id, given: CorrectionGiven, version: IfMatch, request: Request) -> Version:
        """Correct an approved report: a new version once the units confirm their changed words and the mayor approves.

        409 before it is approved or where nothing changes, 404 for a place that it does not have, 412, 422 where it is
        not said whose part has the status.
        """
        new = await corrections.correct(
            report_id, version, given.correction(), reason=given.reason, by=signed_in(request)
        )
        return Version(version=new)

    @router.post("/{report_id}/corrections/withdrawal", dependencies=[only(Role.OFFICER), Keyed])
    async def withdraw(report_id: Id, given: ReasonGiven, version: IfMatch, request: Request) -> Version:
        """Not make a correction that the mayor or a unit has sent back. 409 where none came back, 412."""
        return Version(version=await corrections.withdraw(report_id, version, given.reason, signed_in(request)))

    @router.get("/{report_id}/confirmations", dependencies=[only(*READERS)])
    async def list_confirmations(report_id: Id, response: Response) -> ConfirmationList:
        """List the units whose words the waiting correction changes, and what they say."""
        report = await corrections.store.report(report_id)
        response.headers["ETag"] = etag(report.version)
        asked = report.draft.confirmations if report.draft else ()
        fields = set(ConfirmationShown.model_fields)
        items = [ConfirmationShown(**one.model_dump(include=fields)) for one in asked]
        return ConfirmationList(items=items, version=report.version)

    @router.get("/{report_id}/confirmation", dependencies=[only(Role.UNIT_REVIEWER)])
    async def get_confirmation(report_id: Id, request: Request, response: Response) -> AskedShown:
        """Give what one's unit is asked to stand by. 409 where it is asked nothing."""
        report, one, changes = await corrections.asked(report_id, signed_in(request).unit or "")
        response.headers["ETag"] = etag(report.version)
        reasons = report.draft.reasons if report.draft else ()
        told = one.model_dump(include={"due_at", "explanation", "at"})
        return AskedShown(reasons=reasons, changes=changes, **told, version=report.version)

    @router.post("/{report_id}/confirmation", dependencies=[only(Role.UNIT_REVIEWER), Keyed])
    async def confirm(report_id: Id, version: IfMatch, request: Request) -> Version:
        """Stand by the unit's corrected words. 409 where it is asked nothing or has answered, 412."""
        return Version(version=await corrections.confirm(report_id, version, signed_in(request)))

    @router.post("/{report_id}/objection", dependencies=[only(Role.UNIT_REVIEWER), Keyed])
    async def object_to(report_id: Id, given: ReasonGiven, version: IfMatch, request: Request) -> Version:
        """Not stand by them: the correction goes back to the officers. 409 where the unit is asked nothing, 412."""
        return Version(version=await corrections.object(report_id, version, given.reason, signed_in(request)))

    @router.post("/{report_id}/waivers", dependencies=[only(Role.OFFICER), Keyed])
    async def waive(report_id: Id, given: WaiverGiven, version: IfMatch, request: Request) -> Version:
        """Wait no longer for a unit that does not answer. 409 where it is asked nothing or has answered, 412."""
        new = await corrections.waive(report_id, version, given.unit, given.reason, signed_in(request))
        return Version(version=new)

    return router
