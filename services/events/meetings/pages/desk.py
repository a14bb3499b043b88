"""Meetings at the desk: the list, one meeting with what is to be done next, its programme and documents."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from services.events.calendar.beside import Beside
from services.events.calendar.domain import EntryKind
from services.events.calendar.service import Sought
from services.events.letters.paper import answer, kept_by_nobody
from services.events.meetings import paper
from services.events.meetings.domain import TABLE, Action, Meeting, MeetingNotNow, State
from services.events.meetings.domain.documents import Audience
from services.events.meetings.domain.programme import overrun, timed
from services.events.meetings.pages.typed import (
    FAULTS,
    MESSAGES,
    NOT_NOW,
    ConveneForm,
    DocumentForm,
    HoldForm,
    InviteForm,
    OneForm,
    PlanForm,
)
from services.events.meetings.service import EntryNoMeeting, MeetingKnown, Meetings
from services.events.meetings.service.minutes import Writing
from services.events.meetings.service.programme import Programmes
from services.events.meetings.service.rights import HANDS, READERS, WRITERS
from services.events.meetings.service.telling import PLACE
from services.events.patronage.pages.public import REFUSALS
from shared.access import Person, only, signed_in
from shared.comparing import Piece, compared
from shared.contracts.base import Id
from shared.files import FileRefused, Files
from shared.store import NotFound, Stale
from shared.web.form_steps import Step, take
from shared.web.forms import FormInvalid, VersionForm, checked, read, typed
from shared.web.render import Templates

_ONE = PLACE + "/{meeting_id}"
_PER_PAGE = 30
_SHOWN: dict[str, tuple[State, ...]] = {
    "": (State.CONVENED, State.ISSUED),
    "do-protokolu": (State.HELD, State.REMARKS),
    "zatwierdzone": (State.APPROVED,),
    "wszystkie": (),
}
Number = Annotated[int, Path(ge=1, le=1_000)]


def _steps(meetings: Meetings, programmes: Programmes, writing: Writing) -> list[Step]:
    m, a = meetings, Action
    return [
        Step(
            "uczestnicy",
            only(*HANDS[a.INVITE]),
            InviteForm,
            lambda i, f, p: m.invite(i, f.version, f.part, f.staff, f.unit, f.contact, p),
            "part",
        ),
        Step(
            "uczestnicy/usuniecie",
            only(*HANDS[a.REMOVE]),
            OneForm,
            lambda i, f, p: m.remove(i, f.version, f.one, p),
            "part",
        ),
        Step(
            "uczestnicy/odsylacz",
            only(*HANDS[a.RENEW]),
            OneForm,
            lambda i, f, p: m.renew(i, f.version, f.one, p),
            "part",
        ),
        Step(
            "dokumenty/wycofanie",
            only(*HANDS[a.DETACH]),
            OneForm,
            lambda i, f, p: programmes.detach(i, f.version, f.one, p),
            "file",
        ),
        Step("podpis", only(*HANDS[a.SIGN]), VersionForm, lambda i, f, p: programmes.sign(i, f.version, p), "sign"),
        Step("wydanie", only(*HANDS[a.ISSUE]), VersionForm, lambda i, f, p: programmes.issue(i, f.version, p), "issue"),
        Step(
            "obecnosc",
            only(*HANDS[a.HOLD]),
            HoldForm,
            lambda i, f, p: writing.hold(i, f.version, f.present, f.officials, f.others or "", p),
            "present",
        ),
    ]


def pages(
    meetings: Meetings, programmes: Programmes, writing: Writing, beside: Beside, files: Files, templates: Templates
) -> APIRouter:
    """Give the pages of the desk."""
    router = APIRouter()
    readers, writers = [only(*READERS)], [only(*WRITERS)]

    @router.get(PLACE, dependencies=readers)
    async def listed(
        request: Request,
        pokaz: Literal["", "do-protokolu", "zatwierdzone", "wszystkie"] = "",
        q: Annotated[str, Query(max_length=200)] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List meetings, or look for words in their titles and approved minutes."""
        states, terms = (() if q else _SHOWN[pokaz]), meetings.sealed.sought(q)
        found = await meetings.store.page(states, q, terms, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "meetings.html",
            found=found[:_PER_PAGE],
            shown=pokaz,
            q=q,
            number=strona,
            more=len(found) > _PER_PAGE,
            keeps=signed_in(request).role in WRITERS,
        )

    async def convene_page(
        request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        now = meetings.clock.now()
        coming = await meetings.calendar.store.from_now(now - timedelta(days=1), 0, 100, Sought(kind=EntryKind.MEETING))
        free = [
            entry
            for entry in coming
            if not entry.cancelled and not entry.plan.all_day and await meetings.store.of_entry(entry.id) is None
        ]
        earlier = await meetings.store.page((State.HELD, State.REMARKS, State.APPROVED, State.ISSUED), "", (), 0, 50)
        return templates.page(
            request,
            "meeting_new.html",
            status_code=status,
            entries=free,
            earlier=earlier,
            values=values,
            errors=errors,
        )

    @router.get(PLACE + "/nowe", dependencies=writers)
    async def blank(request: Request, wydarzenie: Annotated[str, Query(max_length=64)] = "") -> Response:
        """Show the form."""
        return await convene_page(request, {"entry": wydarzenie or None}, {}, 200)

    @router.post(PLACE + "/nowe", dependencies=writers)
    async def convene(request: Request) -> Response:
        """Begin a meeting for an entry of the calendar."""
        try:
            filled = await read(request, ConveneForm, MESSAGES)
            id = await meetings.convene(filled.entry, filled.follows, signed_in(request))
        except FormInvalid as invalid:
            return await convene_page(request, invalid.values, invalid.errors, 422)
        except MeetingKnown as known:
            return RedirectResponse(f"{PLACE}/{known.meeting_id}", 303)
        except (EntryNoMeeting, NotFound):
            text = "Wpis ma być spotkaniem z godzinami, które nie jest odwołane."
            return await convene_page(request, filled.model_dump(), {"entry": text}, 422)
        return RedirectResponse(f"{PLACE}/{id}", 303)

    @router.get(PLACE + "/wydarzenie/{entry_id}", dependencies=readers)
    async def of_entry(request: Request, entry_id: Id) -> Response:
        """Go from an entry of the calendar to its meeting, or to its convening."""
        one = await meetings.store.of_entry(entry_id)
        if one is not None:
            return RedirectResponse(f"{PLACE}/{one.id}", 303)
        keeps = signed_in(request).role in WRITERS
        return RedirectResponse(f"{PLACE}/nowe?wydarzenie={entry_id}" if keeps else PLACE, 303)

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        one, person = await meetings.store.get(id), signed_in(request)
        contacts, draft = await meetings.contacts(one, person), meetings.draft(one)
        opened = {each.id for each in await programmes.at_desk(one, person)}
        keeps = person.role in WRITERS
        readings = await meetings.store.readings(id, 100)
        return templates.page(
            request,
            "meeting.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            contacts=contacts,
            links={each.id: meetings.sealed.link(id, each) for each in one.participants} if keeps else {},
            points=timed(one.when.starts, draft.points),
            overrun=overrun(one.when.starts, one.when.ends, draft.points),
            carried=await programmes.carried(one),
            opened=opened,
            versions=_compared(await programmes.versions(one)),
            tasks=await meetings.store.tasks_of(id),
            previous=await meetings.previous(one),
            frozen=await writing.frozen(one),
            readings=readings,
            beside=await beside.of(await meetings.calendar.entry(one.entry_id)),
            officials=[(each, meetings.calendar.officials.role(each)) for each in one.when.people],
            begun=meetings.clock.now() >= one.when.starts,
            can=_can(one, person),
            own=person.id in one.planners,
            keeps=keeps,
            audiences=[each.value for each in Audience],
            values={**values, "version": one.version if stale else values.get("version", one.version)},
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE, dependencies=readers)
    async def show(request: Request, meeting_id: Id) -> Response:
        """Show a meeting."""
        return await page(request, meeting_id, {}, {}, 200)

    @router.get(_ONE + "/program-{number}.{format}", dependencies=readers)
    async def programme(request: Request, meeting_id: Id, number: Number, format: Literal["pdf", "docx"]) -> Response:
        """Give an issued programme, with the documents that its reader may open."""
        one, person = await meetings.store.get(meeting_id), signed_in(request)
        found = await meetings.programme(one, number)
        if found is None:
            raise NotFound("programme", meeting_id)
        await meetings.contacts(one, person)
        opened = {each.id for each in await programmes.at_desk(one, person)}
        told = found.model_copy(update={"documents": tuple(each for each in found.documents if each.id in opened)})
        issued = await meetings.store.issued(meeting_id, number)
        return answer(paper.programme(told, issued), format, f"program {one.when.starts:%Y-%m-%d} wersja {number}")

    @router.get(_ONE + "/dokumenty/{document}", dependencies=readers)
    async def document(request: Request, meeting_id: Id, document: Annotated[str, Path(max_length=64)]) -> Response:
        """Give a document."""
        file, body = await programmes.open_at_desk(meeting_id, document, signed_in(request))
        return kept_by_nobody(body, file.media_type, file.filename)

    async def plan_page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        one = await meetings.store.get(id)
        points = values.get("points") or [point.model_dump() for point in meetings.draft(one).points]
        return templates.page(
            request,
            "meeting_plan.html",
            status_code=status,
            one=one,
            carried=await programmes.carried(one),
            rows=min(max(len(points) + 2, 4), 40),
            can=_can(one, signed_in(request)),
            values={
                "points": points,
                **values,
                "version": one.version if stale else values.get("version", one.version),
            },
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE + "/program", dependencies=writers)
    async def planning(request: Request, meeting_id: Id) -> Response:
        """Show the points, to be changed."""
        return await plan_page(request, meeting_id, {}, {}, 200)

    @router.post(_ONE + "/program", dependencies=writers)
    async def plan(request: Request, meeting_id: Id) -> Response:
        """Write the points."""
        try:
            filled = await read(request, PlanForm, MESSAGES | {"title": "Podaj nazwę punktu."})
        except FormInvalid as invalid:
            return await plan_page(request, meeting_id, invalid.values, invalid.errors, 422)
        try:
            points = [each.point() for each in filled.points]
            await programmes.plan(meeting_id, filled.version, points, signed_in(request))
        except Stale:
            return await plan_page(request, meeting_id, filled.model_dump(), {}, 412, stale=True)
        except MeetingNotNow:
            return await plan_page(request, meeting_id, filled.model_dump(), {"points-0-title": NOT_NOW}, 409)
        return RedirectResponse(f"{PLACE}/{meeting_id}", 303)

    @router.post(_ONE + "/dokumenty", dependencies=writers)
    async def attach(request: Request, meeting_id: Id) -> Response:
        """Attach a document."""
        values = await typed(request, max_files=1)
        upload = values.pop("file", None)
        shown = dict(values)
        try:
            filled = checked(values, DocumentForm, MESSAGES)
            if not isinstance(upload, UploadFile):
                return await page(request, meeting_id, shown, {"file": "Wybierz plik."}, 422)
            await meetings.store.get(meeting_id)  # Nothing is kept for a meeting that there is not.
            file = await files.keep(upload)
            await programmes.attach(
                meeting_id, filled.version, filled.title, filled.audience, filled.chosen, file, signed_in(request)
            )
        except FormInvalid as invalid:
            return await page(request, meeting_id, shown, invalid.errors, 422)
        except FileRefused as refused:
            return await page(request, meeting_id, shown, {"file": REFUSALS[refused.reason]}, 422)
        except Stale:
            return await page(request, meeting_id, shown, {}, 412, stale=True)
        except MeetingNotNow:
            return await page(request, meeting_id, shown, {"file": NOT_NOW}, 409, stale=True)
        except tuple(FAULTS) as error:
            fault = FAULTS[type(error)]
            return await page(request, meeting_id, shown, fault.errors(error, "audience"), fault.status)
        finally:
            await request.close()  # Also of a file that was not chosen.
        return RedirectResponse(f"{PLACE}/{meeting_id}#dokumenty", 303)

    take(router, _ONE, _steps(meetings, programmes, writing), page, FAULTS, MESSAGES)
    return router


def _can(one: Meeting, person: Person) -> set[str]:
    return {a.value for a in TABLE if one.may(a) and person.role in HANDS.get(a, ())}


def _compared(versions: list[Any]) -> list[tuple[Any, list[Piece]]]:
    """Give every issued version with what it has changed of the one before, the newest first."""
    found, before = [], ""
    for issued, programme in versions:
        text = programme.as_text()
        found.append((issued, compared(before, text) if before else [Piece("kept", text)]))
        before = text
    return found[::-1]
