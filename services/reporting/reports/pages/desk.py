"""The desk of reports: all of them, one on its way from the call to the session, and what it would say now."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.reporting.council.api.given import Why
from services.reporting.council.domain.sessions import SessionNotHeld, SessionSettled, TermUnknown
from services.reporting.reports.api.reports import INTRODUCTION_LENGTH
from services.reporting.reports.domain.confirmations import NotAsked, UnitsNotConfirmed
from services.reporting.reports.domain.report import (
    CompiledBefore,
    PeriodEmpty,
    ReportNotThere,
    ReportOfSession,
    ReportOpen,
    SessionGone,
)
from services.reporting.reports.service.corrections import Corrections
from services.reporting.reports.service.inputs import READERS, Inputs, counted
from services.reporting.reports.service.opening import Openings
from services.reporting.reports.service.reports import Reports
from services.reporting.reports.wording import place
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.form_steps import Fault, Step, take
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

PLACE = "/panel/sprawozdania"
ONE = PLACE + "/{report_id}"
_PER_PAGE = 20


class OpeningForm(Form):
    """The session at which the report is to be presented."""

    session_id: Id


class SessionForm(VersionForm):
    """Another session."""

    session_id: Id


class IntroductionForm(VersionForm):
    """The introduction."""

    introduction: Annotated[str, Field(max_length=INTRODUCTION_LENGTH)] = ""


class RefusalForm(VersionForm):
    """What the mayor wants instead."""

    refusal: Why


class WaiverForm(VersionForm):
    """Which unit is not waited for, and why."""

    unit: Id
    waiver: Why


class WithdrawalForm(VersionForm):
    """Why there will be no report."""

    withdrawal: Why


_MESSAGES = {
    "session_id": "Wybierz sesję.",
    "refusal": "Napisz, co poprawić.",
    "withdrawal": "Napisz, dlaczego sprawozdania nie będzie.",
    "unit": "Wybierz jednostkę.",
    "waiver": "Napisz, dlaczego nie czekamy na tę jednostkę.",
}
_FAULTS: Mapping[type[Exception], Fault] = {
    ReportOpen: Fault("Poprzednie sprawozdanie nie jest jeszcze zatwierdzone. Zatwierdź je albo wycofaj.", stale=True),
    ReportOfSession: Fault("Ta sesja ma już swoje sprawozdanie.", stale=True),
    PeriodEmpty: Fault(
        "Ta sesja jest przed początkiem okresu, o którym sprawozdanie ma mówić. Wybierz późniejszą.", stale=True
    ),
    SessionSettled: Fault("Ta sesja już się odbyła albo ją odwołano. Wybierz inną.", stale=True),
    TermUnknown: Fault("Dnia tej sesji nie ma w żadnej kadencji.", stale=True),
    SessionGone: Fault("Sesja nie odbędzie się w tym terminie. Wskaż inną sesję.", stale=True),
    SessionNotHeld: Fault("Najpierw zapisz na stronie sesji, że się odbyła.", stale=True),
    UnitsNotConfirmed: Fault("Nie wszystkie jednostki potwierdziły poprawkę.", stale=True),
    NotAsked: Fault("Ta jednostka już odpowiedziała albo nikt jej nie pyta. Nic nie zapisano.", stale=True),
    CompiledBefore: Fault("Sesja zmieniła dzień po złożeniu sprawozdania. Złóż je od nowa.", stale=True),
    ReportNotThere: Fault("Sprawozdanie jest już w innym stanie. Nic nie zapisano.", stale=True),
}


def _steps(openings: Openings, reports: Reports, corrections: Corrections) -> list[Step]:
    """Give the steps of a report from its session to its presentation, or its end."""
    officer, mayor = only(Role.OFFICER), only(Role.MAYOR)
    return [
        Step("sesja", officer, SessionForm, lambda i, f, _: openings.attach(i, f.version, f.session_id), "session_id"),
        Step(
            "wprowadzenie",
            officer,
            IntroductionForm,
            lambda i, f, _: reports.introduce(i, f.version, f.introduction),
            "introduction",
        ),
        Step("zlozenie", officer, VersionForm, lambda i, f, p: reports.compile(i, f.version, p), "report"),
        Step("zatwierdzenie", mayor, VersionForm, lambda i, f, p: reports.approve(i, f.version, p), "report"),
        Step("zwrot", mayor, RefusalForm, lambda i, f, p: reports.send_back(i, f.version, f.refusal, p), "refusal"),
        Step(
            "bez-potwierdzenia",
            officer,
            WaiverForm,
            lambda i, f, p: corrections.waive(i, f.version, f.unit, f.waiver, p),
            "unit",
        ),
        Step("publikacja", officer, VersionForm, lambda i, f, _: reports.publish(i, f.version), "report"),
        Step("przedstawienie", officer, VersionForm, lambda i, f, _: reports.present(i, f.version), "report"),
        Step(
            "wycofanie",
            officer,
            WithdrawalForm,
            lambda i, f, _: openings.withdraw(i, f.version, f.withdrawal),
            "withdrawal",
        ),
    ]


def pages(
    openings: Openings, reports: Reports, corrections: Corrections, inputs: Inputs, templates: Templates
) -> APIRouter:
    """Give the pages of the desk."""
    router = APIRouter()

    async def overview(
        request: Request, number: int, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        person, skip = signed_in(request), (number - 1) * _PER_PAGE
        mine = person.role is Role.UNIT_REVIEWER
        found = [] if mine else await reports.store.page(False, skip, _PER_PAGE + 1)
        own = await inputs.store.of_unit(person.unit or "", skip, _PER_PAGE + 1) if mine else []
        sessions = {one.report_id: (await reports.store.report(one.report_id)) for one in own[:_PER_PAGE]}
        newest = await reports.store.newest()
        taken = {report.session_id for report in found if report.standing}
        planned = [] if mine else await openings.sessions.store.planned()
        return templates.page(
            request,
            "report_list.html",
            status_code=status,
            reports=found[:_PER_PAGE],
            own=own[:_PER_PAGE],
            sessions=sessions,
            mine=mine,
            opened=newest if newest is not None and newest.open else None,
            planned=[session for session in planned if session.id not in taken],
            number=number,
            more=max(len(found), len(own)) > _PER_PAGE,
            values=values,
            errors=errors,
        )

    @router.get(PLACE, dependencies=[only(Role.UNIT_REVIEWER, *READERS)])
    async def listed(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List the reports or, for a unit, its own inputs."""
        return await overview(request, strona, {}, {}, 200)

    @router.post(PLACE, dependencies=[only(Role.OFFICER)])
    async def open_report(request: Request) -> Response:
        """Open the report for a session."""
        try:
            form = await read(request, OpeningForm, _MESSAGES)
            id = await openings.open(form.session_id, signed_in(request))
        except FormInvalid as invalid:
            return await overview(request, 1, invalid.values, invalid.errors, 422)
        except tuple(_FAULTS) as error:
            return await overview(request, 1, form.model_dump(), _FAULTS[type(error)].errors(error, "session_id"), 409)
        return RedirectResponse(f"{PLACE}/{id}", 303)

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        report, now = await reports.store.report(id), reports.clock.now()
        called = await inputs.store.inputs(id)
        fresh = {"version": report.version}
        held = {"introduction": report.introduction, **fresh}
        planned = await openings.sessions.store.planned()
        return templates.page(
            request,
            "report_one.html",
            status_code=status,
            report=report,
            session=await openings.sessions.store.session(report.session_id),
            inputs=called,
            counts=counted(called, now),
            versions=list(reversed(await reports.store.versions(id))),
            planned=[session for session in planned if session.id != report.session_id],
            place_of=place,
            now=now,
            values={**held, **values, **(fresh if stale else {})},
            errors=errors,
            stale=stale,
        )

    @router.get(ONE, dependencies=[only(*READERS)])
    async def one(request: Request, report_id: Id) -> Response:
        """Show a report on its way, and what comes next."""
        return await page(request, report_id, {}, {}, 200)

    @router.get(ONE + "/podglad", dependencies=[only(*READERS)])
    async def preview(request: Request, report_id: Id) -> Response:
        """Show what waits for approval or, where nothing does, what the report would say now."""
        report = await reports.store.report(report_id)
        content = report.draft.content if report.draft else await reports.preview(report)
        return templates.page(request, "report_preview.html", report=report, content=content)

    take(router, ONE, _steps(openings, reports, corrections), page, _FAULTS, _MESSAGES)
    return router
