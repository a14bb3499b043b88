"""The desk of reports: all of them, one on its way from the call to the session, and what it would say now."""

from collections.abc import Awaitable, Callable, Mapping
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
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

PLACE = "/panel/sprawozdania"
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
_FAULTS: dict[type[Exception], str] = {
    ReportOpen: "Poprzednie sprawozdanie nie jest jeszcze zatwierdzone. Zatwierdź je albo wycofaj.",
    ReportOfSession: "Ta sesja ma już swoje sprawozdanie.",
    PeriodEmpty: "Ta sesja jest przed początkiem okresu, o którym sprawozdanie ma mówić. Wybierz późniejszą.",
    SessionSettled: "Ta sesja już się odbyła albo ją odwołano. Wybierz inną.",
    TermUnknown: "Dnia tej sesji nie ma w żadnej kadencji.",
    SessionGone: "Sesja nie odbędzie się w tym terminie. Wskaż inną sesję.",
    SessionNotHeld: "Najpierw zapisz na stronie sesji, że się odbyła.",
    UnitsNotConfirmed: "Nie wszystkie jednostki potwierdziły poprawkę.",
    NotAsked: "Ta jednostka już odpowiedziała albo nikt jej nie pyta. Nic nie zapisano.",
    CompiledBefore: "Sesja zmieniła dzień po złożeniu sprawozdania. Złóż je od nowa.",
    ReportNotThere: "Sprawozdanie jest już w innym stanie. Nic nie zapisano.",
}


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
            return await overview(request, 1, form.model_dump(), {"session_id": _FAULTS[type(error)]}, 409)
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

    @router.get(f"{PLACE}/{{report_id}}", dependencies=[only(*READERS)])
    async def one(request: Request, report_id: Id) -> Response:
        """Show a report on its way, and what comes next."""
        return await page(request, report_id, {}, {}, 200)

    @router.get(f"{PLACE}/{{report_id}}/podglad", dependencies=[only(*READERS)])
    async def preview(request: Request, report_id: Id) -> Response:
        """Show what waits for approval or, where nothing does, what the report would say now."""
        report = await reports.store.report(report_id)
        content = report.draft.content if report.draft else await reports.preview(report)
        return templates.page(request, "report_preview.html", report=report, content=content)

    async def act(
        request: Request, id: str, form: type[Form], work: Callable[[Any], Awaitable[object]], field: str
    ) -> Response:
        try:
            filled = await read(request, form, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, id, invalid.values, invalid.errors, 422)
        typed = filled.model_dump(mode="json")
        try:
            await work(filled)
        except Stale:
            return await page(request, id, typed, {}, 412, stale=True)
        except tuple(_FAULTS) as error:
            return await page(request, id, typed, {field: _FAULTS[type(error)]}, 409, stale=True)
        return RedirectResponse(f"{PLACE}/{id}", 303)

    @router.post(f"{PLACE}/{{report_id}}/sesja", dependencies=[only(Role.OFFICER)])
    async def attach(request: Request, report_id: Id) -> Response:
        """Give the report to another session."""
        return await act(
            request,
            report_id,
            SessionForm,
            lambda form: openings.attach(report_id, form.version, form.session_id),
            "session_id",
        )

    @router.post(f"{PLACE}/{{report_id}}/wprowadzenie", dependencies=[only(Role.OFFICER)])
    async def introduce(request: Request, report_id: Id) -> Response:
        """Write the introduction."""
        return await act(
            request,
            report_id,
            IntroductionForm,
            lambda form: reports.introduce(report_id, form.version, form.introduction),
            "introduction",
        )

    @router.post(f"{PLACE}/{{report_id}}/zlozenie", dependencies=[only(Role.OFFICER)])
    async def compile_report(request: Request, report_id: Id) -> Response:
        """Put the report together for the mayor."""
        by = signed_in(request)
        return await act(
            request, report_id, VersionForm, lambda form: reports.compile(report_id, form.version, by), "report"
        )

    @router.post(f"{PLACE}/{{report_id}}/zatwierdzenie", dependencies=[only(Role.MAYOR)])
    async def approve(request: Request, report_id: Id) -> Response:
        """Freeze what waits for approval."""
        by = signed_in(request)
        return await act(
            request, report_id, VersionForm, lambda form: reports.approve(report_id, form.version, by), "report"
        )

    @router.post(f"{PLACE}/{{report_id}}/zwrot", dependencies=[only(Role.MAYOR)])
    async def send_back(request: Request, report_id: Id) -> Response:
        """Ask for something else."""
        by = signed_in(request)
        return await act(
            request,
            report_id,
            RefusalForm,
            lambda form: reports.send_back(report_id, form.version, form.refusal, by),
            "refusal",
        )

    @router.post(f"{PLACE}/{{report_id}}/bez-potwierdzenia", dependencies=[only(Role.OFFICER)])
    async def waive(request: Request, report_id: Id) -> Response:
        """Wait no longer for a unit's word on a correction."""
        by = signed_in(request)
        return await act(
            request,
            report_id,
            WaiverForm,
            lambda form: corrections.waive(report_id, form.version, form.unit, form.waiver, by),
            "unit",
        )

    @router.post(f"{PLACE}/{{report_id}}/publikacja", dependencies=[only(Role.OFFICER)])
    async def publish(request: Request, report_id: Id) -> Response:
        """Let everybody read it."""
        return await act(
            request, report_id, VersionForm, lambda form: reports.publish(report_id, form.version), "report"
        )

    @router.post(f"{PLACE}/{{report_id}}/przedstawienie", dependencies=[only(Role.OFFICER)])
    async def present(request: Request, report_id: Id) -> Response:
        """Note that it was presented."""
        return await act(
            request, report_id, VersionForm, lambda form: reports.present(report_id, form.version), "report"
        )

    @router.post(f"{PLACE}/{{report_id}}/wycofanie", dependencies=[only(Role.OFFICER)])
    async def withdraw(request: Request, report_id: Id) -> Response:
        """Give it up."""
        return await act(
            request,
            report_id,
            WithdrawalForm,
            lambda form: openings.withdraw(report_id, form.version, form.withdrawal),
            "withdrawal",
        )

    return router
