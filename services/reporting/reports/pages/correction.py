"""A correction of an approved report: first the place, then what is to stand there and why."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.reporting.council.api.given import Why
from services.reporting.council.domain.resolutions import ENDINGS, SAID_BY_UNITS, ExecutionStatus
from services.reporting.reports.api.corrections import Text
from services.reporting.reports.domain.content import Content, Row
from services.reporting.reports.domain.corrections import (
    Correction,
    NoSuchPlace,
    NothingToCorrect,
    PartUnclear,
)
from services.reporting.reports.domain.inputs import Section
from services.reporting.reports.domain.report import Report, ReportNotThere
from services.reporting.reports.pages.desk import PLACE
from services.reporting.reports.service.corrections import Corrections
from services.reporting.reports.service.reports import Reports
from services.reporting.reports.wording import SECTIONS
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_INTRODUCTION = "wprowadzenie"
_SAME = "To samo już tu stoi. Zmień tekst albo stan."
_NOT_BACK = "Żadna poprawka nie czeka teraz na Twoją decyzję. Nic nie zapisano."
_UNCLEAR = "Stan tej uchwały wynika z części jednostek. Wybierz część jednostki."


class CorrectionForm(Form):
    """What is to stand at a place, and why."""

    version: int
    place: Annotated[str, Query(max_length=200)]
    text: Text
    status: ExecutionStatus | None = None
    reason: Why


class WithdrawalForm(VersionForm):
    """Why a correction that came back is not made."""

    withdrawal: Why


_MESSAGES = {
    "withdrawal": "Napisz, dlaczego poprawki nie będzie.",
    "text": "Napisz, co ma tu stać.",
    "reason": "Napisz, dlaczego: ten powód przeczyta Rada.",
}


def pages(reports: Reports, corrections: Corrections, templates: Templates) -> APIRouter:
    """Give the page of a correction."""
    router = APIRouter(dependencies=[only(Role.OFFICER)])

    async def read_report(id: str) -> tuple[Report, Content]:
        report = await reports.store.report(id)
        if not report.frozen:
            raise NotFound("report", id)
        if report.draft:
            return report, report.draft.content
        return report, (await reports.store.version(id, report.edition)).content

    async def page(
        request: Request,
        id: str,
        chosen: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        report, content = await read_report(id)
        places = dict(_places(content))
        held = _held(content, chosen) if chosen in places else {}
        fresh = {"version": report.version}
        return templates.page(
            request,
            "report_correction.html",
            status_code=status,
            report=report,
            places=list(places.items()),
            chosen=chosen if chosen in places else "",
            statuses=_statuses(content, chosen) if chosen in places else [],
            values={**held, **fresh, **values, **(fresh if stale else {})},
            errors=errors,
            stale=stale,
        )

    @router.get(f"{PLACE}/{{report_id}}/poprawka")
    async def blank(request: Request, report_id: Id, miejsce: Annotated[str, Query(max_length=200)] = "") -> Response:
        """Show the places, or the form of one."""
        return await page(request, report_id, miejsce, {}, {}, 200)

    @router.post(f"{PLACE}/{{report_id}}/poprawka")
    async def correct(request: Request, report_id: Id) -> Response:
        """Take the correction in: it waits for the mayor."""
        try:
            form = await read(request, CorrectionForm, _MESSAGES)
        except FormInvalid as invalid:
            chosen = str(invalid.values.get("place") or "")
            return await page(request, report_id, chosen, invalid.values, invalid.errors, 422)
        typed = form.model_dump(mode="json")
        try:
            by = signed_in(request)
            await corrections.correct(report_id, form.version, _correction(form), reason=form.reason, by=by)
        except Stale:
            return await page(request, report_id, form.place, typed, {}, 412, stale=True)
        except (NothingToCorrect, NoSuchPlace):
            return await page(request, report_id, form.place, typed, {"text": _SAME}, 409)
        except PartUnclear:
            return await page(request, report_id, form.place, typed, {"status": _UNCLEAR}, 422)
        except ReportNotThere:
            raise NotFound("report", report_id) from None
        return RedirectResponse(f"{PLACE}/{report_id}", 303)

    @router.post(f"{PLACE}/{{report_id}}/poprawka/rezygnacja")
    async def withdraw(request: Request, report_id: Id) -> Response:
        """Not make the correction that came back."""
        try:
            form = await read(request, WithdrawalForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, report_id, "", invalid.values, invalid.errors, 422)
        typed = form.model_dump(mode="json")
        try:
            await corrections.withdraw(report_id, form.version, form.withdrawal, signed_in(request))
        except Stale:
            return await page(request, report_id, "", typed, {}, 412, stale=True)
        except ReportNotThere:
            return await page(request, report_id, "", typed, {"withdrawal": _NOT_BACK}, 409)
        return RedirectResponse(f"{PLACE}/{report_id}", 303)

    return router


def _places(content: Content) -> list[tuple[str, str]]:
    found = [(_INTRODUCTION, "Wprowadzenie")]
    for said in content.contributions:
        found += [
            (f"wklad:{said.unit}:{section.value}", f"{SECTIONS[section]}: {said.name}")
            for section in Section
            if section in said.texts
        ]
    for row in content.rows:
        found.append((f"uchwala:{row.resolution_id}", f"{row.number} {row.title}"[:120]))
        if len(row.parts) > 1:
            found += [(f"uchwala:{row.resolution_id}:{part.unit}", f"{row.number}: {part.name}") for part in row.parts]
    return found


def _row(content: Content, chosen: str) -> tuple[Row, str | None]:
    """Give the row of a place, and the unit whose part it is."""
    _, id, *unit = chosen.split(":")
    return next(row for row in content.rows if row.resolution_id == id), unit[0] if unit else None


def _statuses(content: Content, chosen: str) -> list[ExecutionStatus]:
    """Give what a status may become at a place: of several units' resolution, the whole only ends."""
    if not chosen.startswith("uchwala:"):
        return []
    row, unit = _row(content, chosen)
    if unit:
        return list(SAID_BY_UNITS)
    return [one for one in ExecutionStatus if len(row.parts) == 1 or one in (row.status, *ENDINGS)]


def _held(content: Content, chosen: str) -> dict[str, Any]:
    kind, _, rest = chosen.partition(":")
    if kind == "uchwala":
        row, part = _row(content, chosen)
        status = next((one.status for one in row.parts if one.unit == part), row.status)
        return {"place": chosen, "text": row.note, "status": status.value}
    if kind == "wklad":
        unit, _, section = rest.rpartition(":")
        said = next(one for one in content.contributions if one.unit == unit)
        return {"place": chosen, "text": said.texts[Section(section)]}
    return {"place": chosen, "text": content.introduction}


def _correction(form: CorrectionForm) -> Correction:
    kind, _, rest = form.place.partition(":")
    if kind == "uchwala":
        id, _, part = rest.partition(":")
        return Correction(text=form.text, resolution_id=id, unit=part or None, status=form.status)
    unit, _, section = rest.rpartition(":")
    if kind == "wklad" and section in set(Section):
        return Correction(text=form.text, unit=unit, section=Section(section))
    return Correction(text=form.text)
