"""The desk of press releases: all of them, writing one, and its way through two pairs of eyes."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.media.releases.domain.release import EmbargoUnfit
from services.media.releases.domain.steps import Action, State
from services.media.releases.pages import after, parts
from services.media.releases.pages.shown import LIST, ONE, PRIVATE, shown
from services.media.releases.pages.typed import MESSAGES, OVERTAKEN, ReasonForm, ReleaseForm, RemarkForm, step
from services.media.releases.service import Releases
from services.media.releases.service.rights import HANDS, READERS, WRITERS
from shared.access import Person, only, signed_in
from shared.contracts.base import Id
from shared.mail import Deliveries
from shared.store import Stale
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates

_PER_PAGE = 30
Tab = Literal["", "szkice", "do-sprawdzenia", "pod-embargiem", "opublikowane", "wycofane"]
_TABS: dict[str, tuple[State, ...]] = {
    "": (State.DRAFT, State.REVIEW, State.APPROVED, State.PUBLISHED, State.WITHDRAWN),
    "szkice": (State.DRAFT,),
    "do-sprawdzenia": (State.REVIEW,),
    "pod-embargiem": (State.APPROVED,),
    "opublikowane": (State.PUBLISHED,),
    "wycofane": (State.WITHDRAWN, State.DISCARDED),
}
_UNFIT = "Ta chwila już minęła albo jest później niż za rok."


def pages(releases: Releases, deliveries: Deliveries, templates: Templates) -> APIRouter:
    """Give the pages of the desk."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_writing(releases, templates))
    router.include_router(_one(releases, deliveries, templates))
    router.include_router(parts.pages(releases, deliveries, templates))
    router.include_router(after.pages(releases, templates))
    router.include_router(_steps(releases))
    return router


def _writing(releases: Releases, templates: Templates) -> APIRouter:
    router = APIRouter()

    @router.get(LIST, dependencies=[only(*READERS)])
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

    @router.get(LIST + "/nowy", dependencies=[only(*WRITERS)])
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return blank_page(request, {}, {})

    @router.post(LIST + "/nowy", dependencies=[only(*WRITERS)])
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
        return RedirectResponse(ONE.format(release_id=id), 303)

    return router


def _one(releases: Releases, deliveries: Deliveries, templates: Templates) -> APIRouter:
    router = APIRouter()

    @router.get(ONE, dependencies=[only(*READERS)])
    async def show(request: Request, release_id: Id) -> Response:
        """Show a release."""
        return await shown(request, releases, deliveries, templates, await releases.store.get(release_id))

    @router.post(ONE, dependencies=[only(*WRITERS)])
    async def rewrite(request: Request, release_id: Id) -> Response:
        """Save a draft, or save it and hand it over at once."""
        one = await releases.store.get(release_id)
        try:
            form = await read(request, ReleaseForm, MESSAGES)
        except FormInvalid as invalid:
            return await shown(request, releases, deliveries, templates, one, invalid.values, invalid.errors, 422)
        typed = {**form.model_dump(), "version": form.version}
        try:
            work = releases.finish if form.step == "submit" else releases.rewrite
            await work(release_id, form.version, form.text(), form.embargo, signed_in(request))
        except EmbargoUnfit:
            return await shown(request, releases, deliveries, templates, one, typed, {"embargo": _UNFIT}, 422)
        except Stale:
            # A long text is not typed twice: it stays in the form, and saving again is a choice made knowingly.
            newest = await releases.store.get(release_id)
            typed = {**typed, "version": newest.version}
            said = {"body": OVERTAKEN}
            return await shown(request, releases, deliveries, templates, newest, typed, said, 412, overtaken=True)
        return RedirectResponse(ONE.format(release_id=release_id), 303)

    @router.post(ONE + "/zwrot", dependencies=[only(*HANDS[Action.GIVE_BACK])])
    async def give_back(request: Request, release_id: Id) -> Response:
        """Give it back to be mended."""
        one = await releases.store.get(release_id)
        try:
            form = await read(request, RemarkForm, MESSAGES)
        except FormInvalid as invalid:
            return await shown(request, releases, deliveries, templates, one, invalid.values, invalid.errors, 422)
        await releases.give_back(release_id, form.version, form.remark, signed_in(request))
        return RedirectResponse(ONE.format(release_id=release_id), 303)

    @router.post(ONE + "/wycofanie", dependencies=[only(*HANDS[Action.WITHDRAW])])
    async def withdraw(request: Request, release_id: Id) -> Response:
        """Withdraw what is out."""
        one = await releases.store.get(release_id)
        try:
            form = await read(request, ReasonForm, MESSAGES)
        except FormInvalid as invalid:
            return await shown(request, releases, deliveries, templates, one, invalid.values, invalid.errors, 422)
        await releases.withdraw(release_id, form.version, form.reason, signed_in(request))
        return RedirectResponse(ONE.format(release_id=release_id), 303)

    return router


def _steps(releases: Releases) -> APIRouter:
    router = APIRouter()
    works = {
        "zatwierdzenie": (Action.APPROVE, releases.approve),
        "cofniecie": (Action.RECALL, releases.recall),
        "porzucenie": (Action.DISCARD, releases.discard),
        "sprostowanie/zatwierdzenie": (Action.CONFIRM, releases.confirm),
        "sprostowanie/rezygnacja": (Action.DROP, releases.drop),
    }
    for path, (action, work) in works.items():
        router.post(f"{ONE}/{path}", dependencies=[only(*HANDS[action])])(_taking(work))
    return router


def _taking(work: Callable[[str, int, Person], Awaitable[int]]) -> Callable[[Request, Id], Awaitable[Response]]:
    async def go(request: Request, release_id: Id) -> Response:
        """Take the step that the path names."""
        await work(release_id, (await step(request)).version, signed_in(request))
        return RedirectResponse(ONE.format(release_id=release_id), 303)

    return go
