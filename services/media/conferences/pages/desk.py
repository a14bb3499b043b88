"""The desk of press conferences: all of them, planning one, invitations, and what becomes of it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field
from starlette.datastructures import UploadFile

from services.media.conferences.api import MOST_OUTLETS
from services.media.conferences.domain import (
    MOST_SPEAKERS,
    About,
    Action,
    Conference,
    Contact,
    Content,
    Kind,
    Place,
    ProgrammeUnfit,
    Said,
    TimesUnfit,
    Title,
    TooManyMaterials,
    When,
    Why,
    programme_of,
)
from services.media.conferences.service import READERS, WRITERS, Conferences
from services.media.contacts.domain import ConsentWithdrawn
from shared.access import only, signed_in
from shared.clock import WARSAW, warsaw
from shared.contracts.base import Id
from shared.files import FileRefused
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read, said
from shared.web.render import Templates

_LIST = "/panel/prasa/konferencje"
_ONE = _LIST + "/{conference_id}"
_PER_PAGE = 30
PRIVATE = {"Cache-Control": "no-store"}


def _lines(value: object) -> object:
    """Read a text of lines as a list."""
    return [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else value


def _day(value: date) -> date:
    if not 2000 < value.year < 2199:
        raise said("Sprawdź rok.")
    return value


def _several(value: object) -> object:
    """A form with one box ticked gives one text, not a list of one."""
    return [value] if isinstance(value, str) else value


class ContentForm(Form):
    """What nobody has to be told; the programme as typed, a point in each line."""

    version: int = 0
    about: About
    contact: Contact
    programme: Annotated[str, Field(max_length=8000)] = ""
    speakers: Annotated[tuple[Said, ...], BeforeValidator(_lines), Field(max_length=MOST_SPEAKERS)] = ()

    def content(self, starts: datetime) -> Content:
        """Give it in the words of the domain. Raises `ProgrammeUnfit`."""
        points = programme_of(self.programme, starts)
        return Content(about=self.about, contact=self.contact, programme=points, speakers=self.speakers)


class WhenForm(Form):
    """When and where."""

    version: int = 0
    day: date
    begins: time
    ends: time
    place: Place

    def when(self) -> When:
        """Give the moments by the clocks of the city."""
        day = _day(self.day)
        starts, ends = (datetime.combine(day, at, WARSAW).astimezone(UTC) for at in (self.begins, self.ends))
        return When(starts=starts, ends=ends, place=self.place)


class ConferenceForm(WhenForm, ContentForm):
    """A conference as typed."""

    kind: Kind
    title: Title


class MoveForm(WhenForm):
    """Another time or place, and why."""

    reason: Why


class PostponeForm(VersionForm):
    """Why it does not take place on its day."""

    postpone_reason: Why


class CancelForm(VersionForm):
    """Why it does not take place."""

    cancel_reason: Why


class InviteForm(VersionForm):
    """Whom to invite."""

    outlets: Annotated[tuple[Id, ...], BeforeValidator(_several), Field(min_length=1, max_length=MOST_OUTLETS)]


class MaterialForm(VersionForm):
    """What is typed of a file."""

    what: Annotated[str, Field(min_length=10, max_length=300)]


_WHY = "Napisz powód co najmniej jednym zdaniem: przeczytają go wszyscy, także zaproszeni."
_MESSAGES = {
    "kind": "Wybierz, co to będzie.",
    "title:missing": "Napisz, czego dotyczy.",
    "day": "Podaj dzień.",
    "begins": "Podaj godzinę rozpoczęcia.",
    "ends": "Podaj godzinę zakończenia.",
    "place:missing": "Podaj miejsce.",
    "about:missing": "Napisz, o czym będzie mowa.",
    "contact:missing": "Napisz, z kim dziennikarz może o tym porozmawiać.",
    "speakers": "Wpisz każdą osobę w osobnej linii, najwyżej 20 osób.",
    "reason": _WHY,
    "postpone_reason": _WHY,
    "cancel_reason": _WHY,
    "outlets": "Wybierz co najmniej jedną redakcję.",
    "what": "Napisz, co to za plik: od 10 do 300 znaków.",
}
_UNFIT = "Początek musi być przed nami, a koniec po nim, najwyżej 12 godzin później."
_PROGRAMME = (
    "W każdej linii zacznij od godziny, na przykład „10:00 Otwarcie”. Godziny idą po kolei i mieszczą się między "
    "początkiem a końcem."
)
_OVERTAKEN = "Ktoś zmienił to przed Tobą. To, co masz w formularzu, zostało. Sprawdź i zapisz jeszcze raz."
_REFUSED = "Tego pliku nie możemy przyjąć. Wybierz PDF, DOCX albo ODT, do 10 MB."


def pages(conferences: Conferences, templates: Templates) -> APIRouter:
    """Give the pages of the desk."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_planning(conferences, templates))
    router.include_router(_one(conferences, templates))
    router.include_router(_steps(conferences))
    return router


def _planning(conferences: Conferences, templates: Templates) -> APIRouter:
    router = APIRouter()

    @router.get(_LIST, dependencies=[only(*READERS)])
    async def every(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List them, the one changed last first."""
        found = await conferences.store.desk((strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "conferences_desk.html",
            headers=PRIVATE,
            conferences=found[:_PER_PAGE],
            number=strona,
            more=len(found) > _PER_PAGE,
            may_write=signed_in(request).role in WRITERS,
        )

    def blank_page(
        request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(
            request, "conference_new.html", status_code=status, headers=PRIVATE, values=values, errors=errors
        )

    @router.get(_LIST + "/nowa", dependencies=[only(*WRITERS)])
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return blank_page(request, {"kind": Kind.CONFERENCE.value}, {})

    @router.post(_LIST + "/nowa", dependencies=[only(*WRITERS)])
    async def plan(request: Request) -> Response:
        """Begin one."""
        try:
            form = await read(request, ConferenceForm, _MESSAGES)
        except FormInvalid as invalid:
            return blank_page(request, invalid.values, invalid.errors, 422)
        try:
            when = form.when()
            by = signed_in(request)
            id = await conferences.plan(form.kind, form.title, when, form.content(when.starts), by)
        except (TimesUnfit, ProgrammeUnfit) as unfit:
            return blank_page(request, _typed(form), _fault(unfit), 422)
        return RedirectResponse(_ONE.format(conference_id=id), 303)

    return router


def _one(conferences: Conferences, templates: Templates) -> APIRouter:
    router = APIRouter()

    async def page(
        request: Request,
        one: Conference,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        person = signed_in(request)
        may_write = person.role in WRITERS
        return templates.page(
            request,
            "conference_desk.html",
            status_code=status,
            headers=PRIVATE,
            one=one,
            may={action.value: may_write and one.can(action) for action in Action},
            guests=await conferences.guest_list(one),
            day=conferences.day(one),
            outlets=[(outlet.id, outlet.name) for outlet in await conferences.contacts.outlets() if outlet.active],
            values={**_known(one), **(values or {})},
            errors=errors or {},
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def show(request: Request, conference_id: Id) -> Response:
        """Show one with what can be done to it."""
        return await page(request, await conferences.store.get(conference_id))

    @router.post(_ONE, dependencies=[only(*WRITERS)])
    async def save(request: Request, conference_id: Id) -> Response:
        """Save a draft, or what nobody has to be told of one that is announced."""
        one, by = await conferences.store.get(conference_id), signed_in(request)
        draft = one.can(Action.REWRITE)
        try:
            form = await read(request, ConferenceForm if draft else ContentForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, one, invalid.values, invalid.errors, 422)
        try:
            if isinstance(form, ConferenceForm):
                when = form.when()
                told = (form.kind, form.title, when, form.content(when.starts))
                await conferences.rewrite(conference_id, form.version, *told, by)
            else:
                await conferences.amend(conference_id, form.version, form.content(one.when.starts), by)
        except (TimesUnfit, ProgrammeUnfit) as unfit:
            return await page(request, one, _typed(form), _fault(unfit), 422)
        except Stale:
            newest = await conferences.store.get(conference_id)
            typed = {**_typed(form), "version": newest.version}
            return await page(request, newest, typed, {"about": _OVERTAKEN}, 412)
        return RedirectResponse(_ONE.format(conference_id=conference_id), 303)

    @router.post(_ONE + "/przeniesienie", dependencies=[only(*WRITERS)])
    async def move(request: Request, conference_id: Id) -> Response:
        """Set it anew and tell who was invited."""
        one = await conferences.store.get(conference_id)
        try:
            form = await read(request, MoveForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, one, invalid.values, invalid.errors, 422)
        try:
            await conferences.move(conference_id, form.version, form.when(), form.reason, signed_in(request))
        except TimesUnfit as unfit:
            return await page(request, one, _typed(form), _fault(unfit), 422)
        except ProgrammeUnfit:
            said = "Program nie mieści się w tym czasie. Wydłuż spotkanie albo najpierw skróć program."
            return await page(request, one, _typed(form), {"ends": said}, 422)
        return RedirectResponse(_ONE.format(conference_id=conference_id), 303)

    @router.post(_ONE + "/przelozenie", dependencies=[only(*WRITERS)])
    async def postpone(request: Request, conference_id: Id) -> Response:
        """Take its day away and tell who was invited."""
        one = await conferences.store.get(conference_id)
        try:
            form = await read(request, PostponeForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, one, invalid.values, invalid.errors, 422)
        await conferences.postpone(conference_id, form.version, form.postpone_reason, signed_in(request))
        return RedirectResponse(_ONE.format(conference_id=conference_id), 303)

    @router.post(_ONE + "/odwolanie", dependencies=[only(*WRITERS)])
    async def cancel(request: Request, conference_id: Id) -> Response:
        """Call it off and tell who was invited."""
        one = await conferences.store.get(conference_id)
        try:
            form = await read(request, CancelForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, one, invalid.values, invalid.errors, 422)
        await conferences.cancel(conference_id, form.version, form.cancel_reason, signed_in(request))
        return RedirectResponse(_ONE.format(conference_id=conference_id), 303)

    @router.post(_ONE + "/zaproszenia", dependencies=[only(*WRITERS)])
    async def invite(request: Request, conference_id: Id) -> Response:
        """Invite journalists of the chosen titles."""
        one = await conferences.store.get(conference_id)
        try:
            form = await read(request, InviteForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, one, invalid.values, invalid.errors, 422)
        await conferences.invite(conference_id, form.version, form.outlets, signed_in(request))
        return RedirectResponse(_ONE.format(conference_id=conference_id) + "#zaproszeni", 303)

    @router.post(_ONE + "/material", dependencies=[only(*WRITERS)])
    async def attach(request: Request, conference_id: Id) -> Response:
        """Add a file for the press."""
        one, file = await conferences.store.get(conference_id), None
        data = await request.form(max_files=1, max_fields=20, max_part_size=20_000)
        upload, wrong = data.get("file"), "Wybierz plik."
        try:
            if isinstance(upload, UploadFile) and upload.filename:
                file = await conferences.files.keep(upload)
        except FileRefused:
            wrong = _REFUSED
        finally:
            # FastAPI closes only the forms that it reads itself.
            await data.close()
        try:
            form = await read(request, MaterialForm, _MESSAGES)
        except FormInvalid as invalid:
            again = {"file": "Wybierz ten plik jeszcze raz." if file else wrong}
            return await page(request, one, invalid.values, {**again, **invalid.errors}, 422)
        if file is None:
            return await page(request, one, form.model_dump(), {"file": wrong}, 422)
        try:
            await conferences.attach(conference_id, form.version, file, form.what, signed_in(request))
        except TooManyMaterials:
            return await page(request, one, form.model_dump(), {"file": "Jest tu już 10 plików."}, 409)
        return RedirectResponse(_ONE.format(conference_id=conference_id) + "#materialy", 303)

    @router.get(_ONE + "/materialy/{material_id}", dependencies=[only(*READERS)])
    async def material(conference_id: Id, material_id: Id) -> Response:
        """Give a file, also before the beginning."""
        if (await conferences.store.get(conference_id)).material(material_id) is None:
            raise NotFound("material", material_id)
        stored, body = await conferences.files.read(material_id)
        headers = {**PRIVATE, "Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(body, media_type=stored.media_type, headers=headers)

    return router


def _steps(conferences: Conferences) -> APIRouter:
    router = APIRouter(dependencies=[only(*WRITERS)])

    @router.post(_ONE + "/ogloszenie")
    async def announce(request: Request, conference_id: Id) -> Response:
        """Let everybody know of it."""
        await conferences.announce(conference_id, (await _step(request)).version, signed_in(request))
        return RedirectResponse(_ONE.format(conference_id=conference_id), 303)

    @router.post(_ONE + "/porzucenie")
    async def discard(request: Request, conference_id: Id) -> Response:
        """Let a draft go."""
        await conferences.discard(conference_id, (await _step(request)).version, signed_in(request))
        return RedirectResponse(_LIST, 303)

    @router.post(_ONE + "/materialy/{material_id}/usuniecie")
    async def detach(request: Request, conference_id: Id, material_id: Id) -> Response:
        """Take a file away."""
        version = (await _step(request)).version
        await conferences.detach(conference_id, version, material_id, signed_in(request))
        return RedirectResponse(_ONE.format(conference_id=conference_id) + "#materialy", 303)

    @router.post(_ONE + "/goscie/{guest_id}/akredytacja")
    async def accredit(request: Request, conference_id: Id, guest_id: Id) -> Response:
        """Accredit somebody who was invited, for the day of it."""
        one = await conferences.store.get(conference_id)
        try:
            await conferences.accredit(one, guest_id, signed_in(request))
        except ConsentWithdrawn:
            raise NotFound("guest", guest_id) from None
        return RedirectResponse(_ONE.format(conference_id=conference_id) + "#zaproszeni", 303)

    return router


async def _step(request: Request) -> VersionForm:
    """Read a form of hidden fields alone: where one is broken, the page is as old as where it is stale."""
    try:
        return await read(request, VersionForm)
    except FormInvalid:
        raise Stale("conference", request.path_params["conference_id"]) from None


def _fault(unfit: Exception) -> dict[str, str]:
    return {"programme": _PROGRAMME} if isinstance(unfit, ProgrammeUnfit) else {"begins": _UNFIT}


def _typed(form: Form) -> dict[str, Any]:
    values = form.model_dump()
    for name in ("begins", "ends"):
        if name in values:
            values[name] = f"{values[name]:%H:%M}"
    if "speakers" in values:
        values["speakers"] = "\n".join(values["speakers"])
    return values


def _known(one: Conference) -> dict[str, Any]:
    starts, ends = warsaw(one.when.starts), warsaw(one.when.ends)
    return {
        "version": one.version,
        "kind": one.kind.value,
        "title": one.title,
        "day": starts.date(),
        "begins": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "place": one.when.place,
        "about": one.content.about,
        "contact": one.content.contact,
        "programme": "\n".join(f"{warsaw(at):%H:%M} {text}" for at, text in one.timetable),
        "speakers": "\n".join(one.content.speakers),
    }
