"""Pages of the report on the state of the commune: the desk with the chapter and the speakers, and for everybody."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from gettext import NullTranslations
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator, Field

from services.reporting.commune.api import READERS, Contact, GivenYear, Hash, Limit, Name, Signatures, Why, Year
from services.reporting.commune.domain.chapter import ChapterMoved, YearKnown, YearNotOver
from services.reporting.commune.domain.debate import LimitLowered, ReceivedAhead, SignUpsClosed
from services.reporting.commune.service import Commune, Speaker
from services.reporting.commune.wording import document
from services.reporting.council.domain.sessions import SessionSettled, TermUnknown
from shared.access import Role, anyone, only, signed_in
from shared.clock import WARSAW
from shared.contracts.base import Id
from shared.documents import as_docx, as_pdf
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates
from shared.web.words import Words

PLACE = "/panel/sprawozdania/stan-gminy"
_READINGS = 50
"""Readings on one page."""
_PUBLIC = "/raport-o-stanie-gminy"
_FORMATS = {
    "pdf": (as_pdf, "application/pdf"),
    "docx": (as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def _in_warsaw(moment: datetime) -> datetime:
    """Take a moment that was typed without a time zone as one on the city's clocks."""
    return (moment if moment.utcoffset() is not None else moment.replace(tzinfo=WARSAW)).astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_in_warsaw)]


class YearForm(Form):
    """The year to begin."""

    year: GivenYear


class ApproveForm(Form):
    """What was looked at."""

    version: int
    sha256: Hash


class SessionForm(Form):
    """The session of the debate."""

    version: int
    session_id: Id


class LimitForm(Form):
    """How many speak, as the council has decided."""

    version: int
    limit: Limit
    reason: Why


class SpeakerForm(Form):
    """A resident's notice."""

    name: Name
    contact: Contact
    received_at: Moment
    signatures: Signatures


class WithdrawForm(Form):
    """Which notice was taken back."""

    sign_up: Id
    seen: Annotated[int, Field(ge=1)]


_MESSAGES = {
    "year": "Podaj rok, na przykład 2025.",
    "session_id": "Wybierz sesję.",
    "limit": "Podaj, ilu mieszkańców może zabrać głos.",
    "reason": "Napisz, co postanowiła Rada.",
    "name": "Wpisz imię i nazwisko mieszkańca.",
    "contact": "Wpisz, jak się z nim skontaktować.",
    "received_at": "Podaj dzień i godzinę wpływu.",
    "signatures": "Podaj, ile jest podpisów poparcia.",
}
_NOT_OVER = "Ten rok jeszcze się nie skończył."
_YEAR_KNOWN = "Raport za ten rok już jest."
_NO_TERM = "Ostatni dzień tego roku nie leży w żadnej kadencji. Wpisz najpierw kadencję."
_MOVED = "Dane zmieniły się, odkąd otwarto stronę. Przejrzyj rozdział jeszcze raz."
_SETTLED = "Ta sesja już się odbyła albo ją odwołano. Wybierz inną."
_LOWERED = "Rada może tylko zwiększyć liczbę z ustawy."
_AHEAD = "Ta chwila jeszcze nie nadeszła."
_CLOSED = "Debata już się odbyła. Zgłoszeń nie przyjmujemy."


def pages(commune: Commune, templates: Templates) -> APIRouter:
    """Give all pages."""
    router = APIRouter(include_in_schema=False)
    words = Words("pl", NullTranslations(), commune.clock)

    # -- the desk ----------------------------------------------------------------------------------------------------

    async def years(
        request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        held = {"year": commune.today.year - 1, **values}
        reports = await commune.store.reports()
        return templates.page(
            request, "commune_years.html", status_code=status, reports=reports, values=held, errors=errors
        )

    @router.get(PLACE, dependencies=[only(*READERS)])
    async def listed(request: Request) -> Response:
        """List the years."""
        return await years(request, {}, {})

    @router.post(PLACE, dependencies=[only(Role.OFFICER)])
    async def begin(request: Request) -> Response:
        """Begin the report of a year."""
        try:
            form = await read(request, YearForm, _MESSAGES)
            await commune.begin(form.year)
        except FormInvalid as invalid:
            return await years(request, invalid.values, invalid.errors, 422)
        except YearNotOver:
            return await years(request, form.model_dump(), {"year": _NOT_OVER}, 422)
        except YearKnown:
            return await years(request, form.model_dump(), {"year": _YEAR_KNOWN}, 409)
        return RedirectResponse(f"{PLACE}/{form.year}", 303)

    async def chapter(request: Request, year: int, status: int = 200, problem: str | None = None) -> Response:
        report = await commune.store.report(year)
        try:
            preview = await commune.preview(year)
        except TermUnknown:
            preview, problem = None, _NO_TERM
        return templates.page(
            request,
            "commune_chapter.html",
            status_code=status,
            report=report,
            chapter=preview,
            newest=await commune.store.version(year, report.edition) if report.edition else None,
            problem=problem,
        )

    # Before the years, which take every other word for one.
    @router.get(f"{PLACE}/odczyty", dependencies=[only(Role.AUDITOR)])
    async def readings(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List who has read the lists of speakers, the newest first."""
        found = await commune.readings.newest((strona - 1) * _READINGS, _READINGS + 1)
        return templates.page(
            request,
            "commune_readings.html",
            found=found[:_READINGS],
            number=strona,
            more=len(found) > _READINGS,
        )

    @router.get(f"{PLACE}/{{year}}", dependencies=[only(*READERS)])
    async def one(request: Request, year: Year) -> Response:
        """Show what the chapter of a year says now."""
        return await chapter(request, year)

    @router.post(f"{PLACE}/{{year}}/zatwierdzenie", dependencies=[only(Role.MAYOR)])
    async def approve(request: Request, year: Year) -> Response:
        """Freeze the chapter that was looked at."""
        form = await read(request, ApproveForm)
        try:
            await commune.approve(year, form.version, form.sha256, signed_in(request))
        except ChapterMoved:
            return await chapter(request, year, 409, _MOVED)
        except Stale:
            return await chapter(request, year, 412, _MOVED)
        return RedirectResponse(f"{PLACE}/{year}", 303)

    async def speakers(
        request: Request, year: int, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        report = await commune.store.report(year)
        held = {"version": report.version, "session_id": report.session_id, "limit": report.limit, **values}
        return templates.page(
            request,
            "commune_debate.html",
            status_code=status,
            report=report,
            session=await commune.session(report),
            planned=await commune.sessions.store.planned(),
            roster=await commune.named(year, signed_in(request)),
            least=commune.rules.signatures,
            values={**held, "version": report.version},
            errors=errors,
            stale=status == 412,
        )

    @router.get(f"{PLACE}/{{year}}/debata", dependencies=[only(Role.OFFICER)])
    async def debate(request: Request, year: Year) -> Response:
        """Show the list of speakers, for the desk alone."""
        return await speakers(request, year, {}, {})

    async def act(request: Request, year: int, form: type[Form], work: Callable[[Any], Awaitable[object]]) -> Response:
        try:
            filled = await read(request, form, _MESSAGES)
        except FormInvalid as invalid:
            return await speakers(request, year, invalid.values, invalid.errors, 422)
        typed = filled.model_dump()
        try:
            await work(filled)
        except Stale:
            return await speakers(request, year, typed, {}, 412)
        except SessionSettled:
            return await speakers(request, year, typed, {"session_id": _SETTLED}, 409)
        except LimitLowered:
            return await speakers(request, year, typed, {"limit": _LOWERED}, 422)
        except ReceivedAhead:
            return await speakers(request, year, typed, {"received_at": _AHEAD}, 422)
        except SignUpsClosed:
            return await speakers(request, year, typed, {"name": _CLOSED}, 409)
        return RedirectResponse(f"{PLACE}/{year}/debata", 303)

    @router.post(f"{PLACE}/{{year}}/debata/sesja", dependencies=[only(Role.OFFICER)])
    async def set_session(request: Request, year: Year) -> Response:
        """Say on which session it is debated."""
        return await act(request, year, SessionForm, lambda form: commune.debate(year, form.version, form.session_id))

    @router.post(f"{PLACE}/{{year}}/debata/liczba", dependencies=[only(Role.OFFICER)])
    async def set_limit(request: Request, year: Year) -> Response:
        """Let more speak."""
        return await act(
            request, year, LimitForm, lambda form: commune.limit(year, form.version, form.limit, form.reason)
        )

    @router.post(f"{PLACE}/{{year}}/debata/zgloszenia", dependencies=[only(Role.OFFICER)])
    async def enter(request: Request, year: Year) -> Response:
        """Enter a resident's notice."""
        return await act(
            request,
            year,
            SpeakerForm,
            lambda form: commune.enter(
                year, Speaker(name=form.name, contact=form.contact), form.received_at, form.signatures
            ),
        )

    @router.post(f"{PLACE}/{{year}}/debata/wycofanie", dependencies=[only(Role.OFFICER)])
    async def withdraw(request: Request, year: Year) -> Response:
        """Note that a resident has taken a notice back."""
        return await act(request, year, WithdrawForm, lambda form: commune.withdraw(form.sign_up, form.seen))

    # -- for everybody -----------------------------------------------------------------------------------------------

    @router.get(_PUBLIC, dependencies=[anyone()])
    async def public_list(request: Request) -> Response:
        """List the years that have a chapter."""
        reports = [one for one in await commune.store.reports() if one.edition]
        return templates.page(request, "commune_public_list.html", reports=reports)

    @router.get(f"{_PUBLIC}/{{year}}", dependencies=[anyone()])
    async def public_one(request: Request, year: Year) -> Response:
        """Show the newest chapter of a year, and how to speak in the debate."""
        report = await commune.store.report(year)
        if not report.edition:
            raise NotFound("commune_report", str(year))
        return templates.page(
            request,
            "commune_public.html",
            report=report,
            version=await commune.store.version(year, report.edition),
            session=await commune.session(report),
            least=commune.rules.signatures,
        )

    @router.get(f"{_PUBLIC}/{{year}}/rozdzial.{{format}}", dependencies=[anyone()])
    async def file(year: Year, format: Literal["pdf", "docx"]) -> Response:
        """Give the newest chapter as a document."""
        report = await commune.store.report(year)
        version = await commune.store.version(year, report.edition)
        make, kind = _FORMATS[format]
        headers = {"Content-Disposition": f'attachment; filename="raport-{year}-w{report.edition}.{format}"'}
        return Response(await asyncio.to_thread(make, document(version, words)), media_type=kind, headers=headers)

    @router.get(f"{_PUBLIC}/{{year}}/dane.json", dependencies=[anyone()])
    async def data(year: Year) -> Response:
        """Give the frozen data, byte for byte what the hash is of."""
        version = await commune.store.version(year, (await commune.store.report(year)).edition)
        return Response(version.text.encode(), media_type="application/json")

    return router
