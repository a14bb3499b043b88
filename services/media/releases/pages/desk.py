"""The desk of press releases: all of them, writing one, and what can be done to it where it is."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.media.releases.domain.release import (
    MOST_OF_A_KIND,
    CorrectionWaits,
    EmbargoNotSaid,
    EmbargoUnfit,
    Kind,
    NothingCorrected,
    Release,
    TooMuch,
)
from services.media.releases.domain.steps import Action, State
from services.media.releases.pages.public import DOCUMENTS, Width, attached
from services.media.releases.pages.typed import (
    FILE_MESSAGES,
    MESSAGES,
    PHOTOGRAPH_MESSAGES,
    CorrectionForm,
    FileForm,
    PhotographForm,
    ReasonForm,
    ReleaseForm,
    RemarkForm,
    SendingForm,
    chosen,
)
from services.media.releases.service import Releases
from services.media.releases.service.kit import as_file, kit
from services.media.releases.service.rights import HANDS, READERS, WRITERS
from services.media.releases.wording import release_mail, release_subject
from shared.access import Person, only, signed_in
from shared.contracts.base import Id
from shared.mail import Deliveries
from shared.store import NotFound, Stale
from shared.web.forms import FormInvalid, VersionForm, read
from shared.web.render import Templates

_LIST = "/panel/komunikaty"
_ONE = _LIST + "/{release_id}"
_PER_PAGE = 30
PRIVATE = {"Cache-Control": "no-store"}
Tab = Literal["", "szkice", "do-sprawdzenia", "pod-embargiem", "opublikowane", "wycofane"]
_TABS: dict[str, tuple[State, ...]] = {
    "": (State.DRAFT, State.REVIEW, State.APPROVED, State.PUBLISHED, State.WITHDRAWN),
    "szkice": (State.DRAFT,),
    "do-sprawdzenia": (State.REVIEW,),
    "pod-embargiem": (State.APPROVED,),
    "opublikowane": (State.PUBLISHED,),
    "wycofane": (State.WITHDRAWN, State.DISCARDED),
}
_OF_PARTS = ("alt", "author", "licence", "what", "picture", "filename")
_OVERTAKEN = (
    "Ktoś zapisał ten komunikat przed Tobą. Twój tekst jest nadal tutaj: porównaj go z najnowszą wersją pod "
    "formularzem i zapisz jeszcze raz."
)
_UNFIT = "Ta chwila już minęła albo jest później niż za rok."
_SAME = "Tekst jest taki sam jak opublikowany. Popraw go albo zrezygnuj."
_WAITS = "Jedno sprostowanie czeka już na zatwierdzenie."
_NOT_SAID = "Embargo jeszcze trwa. Zaznacz, że mimo to chcesz wysłać komunikat."


def pages(releases: Releases, deliveries: Deliveries, templates: Templates) -> APIRouter:
    """Give the pages of the desk."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_writing(releases, templates))
    router.include_router(_one(releases, deliveries, templates))
    router.include_router(_parts(releases, deliveries, templates))
    router.include_router(_after(releases, templates))
    router.include_router(_steps(releases))
    return router


def may(one: Release, person: Person) -> dict[str, bool]:
    """Give what a person may do to a release as it is; nobody approves a word of their own."""
    found = {action.value: one.can(action) and person.role in HANDS[action] for action in Action}
    own = person.id in one.writers
    proposed = one.proposal is not None and one.proposal.by.person_id == person.id
    return {**found, "approve": found["approve"] and not own, "confirm": found["confirm"] and not proposed}


def _writing(releases: Releases, templates: Templates) -> APIRouter:
    router = APIRouter()

    @router.get(_LIST, dependencies=[only(*READERS)])
    async def every(request: Request, pokaz: Tab = "", strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List releases, the one changed last first."""
        found = await releases.store.desk(_TABS[pokaz], (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "releases_desk.html",
            headers=PRIVATE,
            releases=found[:_PER_PAGE],
            counts={tab: await releases.store.count(states) for tab, states in _TABS.items()},
            shown=pokaz,
            number=strona,
            more=len(found) > _PER_PAGE,
            may_write=signed_in(request).role in WRITERS,
        )

    def blank_page(
        request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(
            request, "release_new.html", status_code=status, headers=PRIVATE, values=values, errors=errors
        )

    @router.get(_LIST + "/nowy", dependencies=[only(*WRITERS)])
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return blank_page(request, {}, {})

    @router.post(_LIST + "/nowy", dependencies=[only(*WRITERS)])
    async def write(request: Request) -> Response:
        """Begin a release."""
        try:
            form = await read(request, ReleaseForm, MESSAGES)
        except FormInvalid as invalid:
            return blank_page(request, invalid.values, invalid.errors, 422)
        try:
            id = await releases.write(form.text(), form.embargo, signed_in(request))
        except EmbargoUnfit:
            return blank_page(request, form.model_dump(), {"embargo": _UNFIT}, 422)
        return RedirectResponse(_ONE.format(release_id=id), 303)

    return router


async def shown(
    request: Request,
    releases: Releases,
    deliveries: Deliveries,
    templates: Templates,
    one: Release,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
    *,
    overtaken: bool = False,
) -> Response:
    """Show a release with what can be done to it."""
    return templates.page(
        request,
        "release_desk.html",
        status_code=status,
        headers=PRIVATE,
        one=one,
        may=may(one, signed_in(request)),
        values={
            **one.text.model_dump(),
            "embargo": one.embargo,
            "version": one.version,
            "picture": None,
            **(values or {}),
        },
        errors=errors or {},
        overtaken=overtaken,
        most=MOST_OF_A_KIND,
        mails={mailing.id: await deliveries.of_mailing(mailing.id) for mailing in one.mailings},
    )


def _one(releases: Releases, deliveries: Deliveries, templates: Templates) -> APIRouter:
    router = APIRouter()

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def show(request: Request, release_id: Id) -> Response:
        """Show a release."""
        return await shown(request, releases, deliveries, templates, await releases.store.get(release_id))

    @router.post(_ONE, dependencies=[only(*WRITERS)])
    async def rewrite(request: Request, release_id: Id) -> Response:
        """Save a draft."""
        one = await releases.store.get(release_id)
        try:
            form = await read(request, ReleaseForm, MESSAGES)
        except FormInvalid as invalid:
            return await shown(request, releases, deliveries, templates, one, invalid.values, invalid.errors, 422)
        typed = {**form.model_dump(), "version": form.version}
        try:
            await releases.rewrite(release_id, form.version, form.text(), form.embargo, signed_in(request))
        except EmbargoUnfit:
            return await shown(request, releases, deliveries, templates, one, typed, {"embargo": _UNFIT}, 422)
        except Stale:
            # A long text is not typed twice: it stays in the form, and saving again is a choice made knowingly.
            newest = await releases.store.get(release_id)
            typed = {**typed, "version": newest.version}
            said = {"body": _OVERTAKEN}
            return await shown(request, releases, deliveries, templates, newest, typed, said, 412, overtaken=True)
        return RedirectResponse(_ONE.format(release_id=release_id), 303)

    @router.post(_ONE + "/zwrot", dependencies=[only(*HANDS[Action.GIVE_BACK])])
    async def give_back(request: Request, release_id: Id) -> Response:
        """Give it back to be mended."""
        one = await releases.store.get(release_id)
        try:
            form = await read(request, RemarkForm, MESSAGES)
        except FormInvalid as invalid:
            return await shown(request, releases, deliveries, templates, one, invalid.values, invalid.errors, 422)
        await releases.give_back(release_id, form.version, form.remark, signed_in(request))
        return RedirectResponse(_ONE.format(release_id=release_id), 303)

    @router.post(_ONE + "/wycofanie", dependencies=[only(*HANDS[Action.WITHDRAW])])
    async def withdraw(request: Request, release_id: Id) -> Response:
        """Withdraw what is out."""
        one = await releases.store.get(release_id)
        try:
            form = await read(request, ReasonForm, MESSAGES)
        except FormInvalid as invalid:
            return await shown(request, releases, deliveries, templates, one, invalid.values, invalid.errors, 422)
        await releases.withdraw(release_id, form.version, form.reason, signed_in(request))
        return RedirectResponse(_ONE.format(release_id=release_id), 303)

    return router


def _parts(releases: Releases, deliveries: Deliveries, templates: Templates) -> APIRouter:
    router = APIRouter()

    async def again(request: Request, id: str, values: Mapping[str, Any], errors: Mapping[str, str]) -> Response:
        one = await releases.store.get(id)
        # Of another form of the page, with texts of its own.
        typed = {name: value for name, value in values.items() if name in _OF_PARTS}
        return await shown(request, releases, deliveries, templates, one, typed, errors, 422)

    @router.post(_ONE + "/zdjecie", dependencies=[only(*HANDS[Action.ATTACH])])
    async def add_photograph(request: Request, release_id: Id) -> Response:
        """Add a photograph with what it shows, its author and licence."""
        took = await chosen(request, "photo", releases.photographs.keep, "Wybierz zdjęcie.")
        try:
            form = await read(request, PhotographForm, PHOTOGRAPH_MESSAGES)
        except FormInvalid as invalid:
            held = {"picture": took.kept.id, "filename": took.filename} if took.kept else {}
            known = took.kept is not None or bool(invalid.values.get("picture"))
            errors = {} if known or took.error is None else {"photo": took.error}
            return await again(request, release_id, {**invalid.values, **held}, {**errors, **invalid.errors})
        picture, name = (took.kept.id, took.filename) if took.kept else (form.picture, form.filename)
        if picture is None:
            return await again(request, release_id, form.model_dump(), {"photo": took.error or ""})
        told, by = (form.alt, form.author, form.licence), signed_in(request)
        gone = {**form.model_dump(), "picture": None}
        try:
            await releases.add_photograph(release_id, form.version, picture, name or "zdjecie.jpg", *told, by)
        except TooMuch:
            return await again(request, release_id, gone, {"photo": "Ten komunikat ma już 10 zdjęć."})
        except NotFound:
            lost = "Tego zdjęcia już nie mamy. Wybierz je jeszcze raz."
            return await again(request, release_id, gone, {"photo": lost})
        return RedirectResponse(_ONE.format(release_id=release_id) + "#zdjecia", 303)

    @router.post(_ONE + "/plik", dependencies=[only(*HANDS[Action.ATTACH])])
    async def add_file(request: Request, release_id: Id) -> Response:
        """Add a file with what it is."""
        took = await chosen(request, "file", releases.files.keep, "Wybierz plik.")
        try:
            form = await read(request, FileForm, FILE_MESSAGES)
        except FormInvalid as invalid:
            errors = {"file": took.error or "Wybierz ten plik jeszcze raz."}
            return await again(request, release_id, invalid.values, {**errors, **invalid.errors})
        if took.kept is None:
            return await again(request, release_id, form.model_dump(), {"file": took.error or ""})
        try:
            await releases.add_file(release_id, form.version, took.kept, form.what, signed_in(request))
        except TooMuch:
            return await again(request, release_id, form.model_dump(), {"file": "Ten komunikat ma już 10 plików."})
        return RedirectResponse(_ONE.format(release_id=release_id) + "#zdjecia", 303)

    @router.post(_ONE + "/czesc/{part_id}/usuniecie", dependencies=[only(*HANDS[Action.ATTACH])])
    async def remove(request: Request, release_id: Id, part_id: Id) -> Response:
        """Take a photograph or a file away."""
        version = (await step(request)).version
        await releases.remove_part(release_id, version, part_id, signed_in(request))
        return RedirectResponse(_ONE.format(release_id=release_id) + "#zdjecia", 303)

    @router.get(_ONE + "/zdjecia/{part_id}/{width}", dependencies=[only(*READERS)])
    async def photograph(release_id: Id, part_id: Id, width: Width) -> Response:
        """Give a photograph, also of what is not out."""
        part = (await releases.store.get(release_id)).part(part_id)
        if part is None or part.kind is not Kind.PHOTOGRAPH:
            raise NotFound("photograph", part_id)
        kind, body = await releases.photographs.read(part_id, int(width))
        return Response(body, media_type=kind, headers={**PRIVATE, "X-Content-Type-Options": "nosniff"})

    @router.get(_ONE + "/pliki/{part_id}", dependencies=[only(*READERS)])
    async def file(release_id: Id, part_id: Id) -> Response:
        """Give a file, also of what is not out."""
        part = (await releases.store.get(release_id)).part(part_id)
        if part is None or part.kind is not Kind.FILE:
            raise NotFound("file", part_id)
        stored, body = await releases.files.read(part_id)
        return attached(body, stored.media_type, part.safe_name, PRIVATE)

    @router.get(_ONE + "/komunikat.{kind}", dependencies=[only(*READERS)])
    async def written(release_id: Id, kind: Literal["pdf", "docx"]) -> Response:
        """Give the text as a document; what is not out says so first."""
        one = await releases.store.get(release_id)
        return attached(await as_file(releases, one, kind), DOCUMENTS[kind], f"komunikat.{kind}", PRIVATE)

    @router.get(_ONE + "/materialy.zip", dependencies=[only(*READERS)])
    async def press_kit(release_id: Id) -> Response:
        """Give the press kit, also of what is not out."""
        one = await releases.store.get(release_id)
        return attached(await kit(releases, one), "application/zip", "materialy.zip", PRIVATE)

    return router


def _after(releases: Releases, templates: Templates) -> APIRouter:
    router = APIRouter()

    def correction_page(
        request: Request, one: Release, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(
            request,
            "release_correction.html",
            status_code=status,
            headers=PRIVATE,
            one=one,
            values={**one.text.model_dump(), "version": one.version, **values},
            errors=errors,
        )

    @router.get(_ONE + "/sprostowanie", dependencies=[only(*HANDS[Action.CORRECT])])
    async def correcting(request: Request, release_id: Id) -> Response:
        """Show the text to put right."""
        one = await releases.store.get(release_id)
        if not one.can(Action.CORRECT):
            return RedirectResponse(_ONE.format(release_id=release_id), 303)
        return correction_page(request, one, {}, {})

    @router.post(_ONE + "/sprostowanie", dependencies=[only(*HANDS[Action.CORRECT])])
    async def propose(request: Request, release_id: Id) -> Response:
        """Propose a correction."""
        one = await releases.store.get(release_id)
        try:
            form = await read(request, CorrectionForm, MESSAGES)
        except FormInvalid as invalid:
            return correction_page(request, one, invalid.values, invalid.errors, 422)
        try:
            await releases.propose(release_id, form.version, form.text(), form.what, signed_in(request))
        except NothingCorrected:
            return correction_page(request, one, form.model_dump(), {"body": _SAME}, 422)
        except CorrectionWaits:
            return correction_page(request, one, form.model_dump(), {"what": _WAITS}, 409)
        except Stale:
            newest = await releases.store.get(release_id)
            typed = {**form.model_dump(), "version": newest.version}
            return correction_page(request, newest, typed, {"body": _OVERTAKEN}, 412)
        return RedirectResponse(_ONE.format(release_id=release_id), 303)

    async def sending_page(
        request: Request, one: Release, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(
            request,
            "release_sending.html",
            status_code=status,
            headers=PRIVATE,
            one=one,
            outlets=[outlet for outlet in await releases.contacts.outlets() if outlet.active],
            subject=release_subject(one),
            text=release_mail(one, releases.origin),
            values={"version": one.version, **values},
            errors=errors,
        )

    @router.get(_ONE + "/wysylka", dependencies=[only(*HANDS[Action.SEND])])
    async def choosing(request: Request, release_id: Id) -> Response:
        """Show to whom it can be sent, and the mail."""
        one = await releases.store.get(release_id)
        if not one.can(Action.SEND):
            return RedirectResponse(_ONE.format(release_id=release_id), 303)
        return await sending_page(request, one, {}, {})

    @router.post(_ONE + "/wysylka", dependencies=[only(*HANDS[Action.SEND])])
    async def send(request: Request, release_id: Id) -> Response:
        """Send it."""
        one = await releases.store.get(release_id)
        if not one.can(Action.SEND):
            return RedirectResponse(_ONE.format(release_id=release_id), 303)
        try:
            form = await read(request, SendingForm, MESSAGES)
        except FormInvalid as invalid:
            return await sending_page(request, one, invalid.values, invalid.errors, 422)
        try:
            by = signed_in(request)
            await releases.send(release_id, form.version, form.outlets, form.under_embargo, by)
        except EmbargoNotSaid:
            return await sending_page(request, one, form.model_dump(), {"under_embargo": _NOT_SAID}, 409)
        return RedirectResponse(_ONE.format(release_id=release_id) + "#wysylki", 303)

    return router


def _steps(releases: Releases) -> APIRouter:
    router = APIRouter()
    works = {
        "oddanie": (Action.SUBMIT, releases.submit),
        "zatwierdzenie": (Action.APPROVE, releases.approve),
        "cofniecie": (Action.RECALL, releases.recall),
        "porzucenie": (Action.DISCARD, releases.discard),
        "sprostowanie/zatwierdzenie": (Action.CONFIRM, releases.confirm),
        "sprostowanie/rezygnacja": (Action.DROP, releases.drop),
    }
    for path, (action, work) in works.items():
        router.post(f"{_ONE}/{path}", dependencies=[only(*HANDS[action])])(_taking(work))
    return router


def _taking(work: Callable[[str, int, Person], Awaitable[int]]) -> Callable[[Request, Id], Awaitable[Response]]:
    async def go(request: Request, release_id: Id) -> Response:
        """Take the step that the path names."""
        await work(release_id, (await step(request)).version, signed_in(request))
        return RedirectResponse(_ONE.format(release_id=release_id), 303)

    return go


async def step(request: Request) -> VersionForm:
    """Read a form of hidden fields alone: where one is broken, the page is as old as where it is stale."""
    try:
        return await read(request, VersionForm)
    except FormInvalid:
        raise Stale("press release", request.path_params["release_id"]) from None
