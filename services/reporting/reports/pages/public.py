"""What everybody may read: the published reports, each of their versions, as a page and as files."""

import asyncio
from gettext import NullTranslations
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from services.reporting.reports.domain.report import Report
from services.reporting.reports.domain.version import Version
from services.reporting.reports.service.reports import Reports
from services.reporting.reports.wording import annex_sheet, document, place, sheets
from shared.access import anyone
from shared.contracts.base import Id
from shared.documents import as_docx, as_pdf
from shared.sheets import CSV, XLSX, as_csv, as_xlsx
from shared.store import NotFound
from shared.web.render import Templates
from shared.web.words import Words

_PLACE = "/sprawozdania"
_PER_PAGE = 20
_FORMATS = {
    "pdf": (as_pdf, "application/pdf"),
    "docx": (as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
Edition = Annotated[int, Path(ge=1, le=999)]


def pages(reports: Reports, templates: Templates) -> APIRouter:
    """Give the public pages."""
    router = APIRouter(dependencies=[anyone()])
    words = Words("pl", NullTranslations(), reports.clock)

    async def public(report_id: str, edition: int | None = None) -> tuple[Report, Version]:
        report = await reports.store.report(report_id)
        if not report.public:
            raise NotFound("report", report_id)
        return report, await reports.store.version(report_id, edition or report.edition)

    @router.get(_PLACE)
    async def listed(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List the published reports."""
        found = await reports.store.page(True, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "report_public_list.html",
            reports=found[:_PER_PAGE],
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    async def shown(request: Request, report: Report, version: Version) -> Response:
        return templates.page(
            request,
            "report_public.html",
            report=report,
            version=version,
            content=version.content,
            versions=list(reversed(await reports.store.versions(report.id))),
            place_of=place,
        )

    @router.get(f"{_PLACE}/{{report_id}}")
    async def newest(request: Request, report_id: Id) -> Response:
        """Show the newest version of a report."""
        return await shown(request, *await public(report_id))

    @router.get(f"{_PLACE}/{{report_id}}/{{edition}}")
    async def one(request: Request, report_id: Id, edition: Edition) -> Response:
        """Show one version of a report: the earlier ones stay to be read."""
        return await shown(request, *await public(report_id, edition))

    @router.get(f"{_PLACE}/{{report_id}}/{{edition}}/sprawozdanie.xlsx")
    async def tables(report_id: Id, edition: Edition) -> Response:
        """Give the tables of a version as a workbook."""
        report, version = await public(report_id, edition)
        made = await asyncio.to_thread(as_xlsx, *sheets(version.content))
        return Response(made, media_type=XLSX, headers=_named(report, version, ".xlsx"))

    @router.get(f"{_PLACE}/{{report_id}}/{{edition}}/sprawozdanie.{{format}}")
    async def file(report_id: Id, edition: Edition, format: Literal["pdf", "docx"]) -> Response:
        """Give a version as a document."""
        report, version = await public(report_id, edition)
        make, kind = _FORMATS[format]
        made = await asyncio.to_thread(make, document(version, words))
        return Response(made, media_type=kind, headers=_named(report, version, f".{format}"))

    @router.get(f"{_PLACE}/{{report_id}}/{{edition}}/uchwaly.csv")
    async def annex(report_id: Id, edition: Edition) -> Response:
        """Give the annex as CSV."""
        report, version = await public(report_id, edition)
        made = as_csv(annex_sheet(version.content.rows))
        return Response(made, media_type=CSV, headers=_named(report, version, "-uchwaly.csv"))

    @router.get(f"{_PLACE}/{{report_id}}/{{edition}}/dane.json")
    async def data(report_id: Id, edition: Edition) -> Response:
        """Give the frozen data, byte for byte what the hash is of."""
        _, version = await public(report_id, edition)
        return Response(version.text.encode(), media_type="application/json")

    return router


def _named(report: Report, version: Version, ending: str) -> dict[str, str]:
    name = f"sprawozdanie-{report.last_day.isoformat()}-w{version.edition}{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}
