"""The desk of press conferences: one of them, invitations to it, and what becomes of it."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.media.conferences.domain import Action
from services.media.conferences.domain.programme import ProgrammeUnfit, TimesUnfit
from services.media.conferences.pages import admissions, materials, planning
from services.media.conferences.pages.shown import LIST, ONE, shows
from services.media.conferences.pages.typed import (
    MESSAGES,
    OVERTAKEN,
    UNFIT,
    CancelForm,
    ConferenceForm,
    ContentForm,
    InviteForm,
    MoveForm,
    PostponeForm,
    fault,
    step,
    typed,
)
from services.media.conferences.service import READERS, WRITERS, Conferences
from services.media.conferences.service.series import Series
from services.media.contacts.domain import ConsentWithdrawn
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates


def pages(conferences: Conferences, series: Series, templates: Templates) -> APIRouter:
    """Give the pages of the desk."""
    router = APIRouter(include_in_schema=False)
    router.include_router(planning.pages(conferences, series, templates))
    router.include_router(_one(conferences, series, templates))
    router.include_router(materials.pages(conferences, series, templates))
    router.include_router(admissions.pages(conferences, series, templates))
    router.include_router(_steps(conferences, series))
    return router


def _one(conferences: Conferences, series: Series, templates: Templates) -> APIRouter:
    router, page = APIRouter(), shows(conferences, series, templates)

    @router.get(ONE, dependencies=[only(*READERS)])
    async def show(request: Request, conference_id: Id) -> Response:
        """Show one with what can be done to it."""
        return await page(request, await conferences.store.get(conference_id))

    @router.post(ONE, dependencies=[only(*WRITERS)])
    async def save(request: Request, conference_id: Id) -> Response:
        """Save a draft, announced at once where that was pressed, or what nobody has to be told of one that is."""
        one, by = await conferences.store.get(conference_id), signed_in(request)
        draft = one.can(Action.REWRITE)
        try:
            form = await read(request, ConferenceForm if draft else ContentForm, MESSAGES)
        except FormInvalid as invalid:
            return await page(request, one, invalid.values, invalid.errors, 422)
        try:
            if isinstance(form, ConferenceForm):
                when = form.when()
                told = (form.kind, form.title, when, form.content(when.starts))
                work = {
                    "save": conferences.rewrite,
                    "announce": conferences.announce_anew,
                    "announce_rest": series.announce_anew,
                }[form.step]
                await work(conference_id, form.version, *told, by)
            else:
                await conferences.amend(conference_id, form.version, form.content(one.when.starts), by)
        except UNFIT as unfit:
            return await page(request, one, typed(form), fault(unfit), 422)
        except Stale:
            newest = await conferences.store.get(conference_id)
            values = {**typed(form), "version": newest.version}
            return await page(request, newest, values, {"about": OVERTAKEN}, 412)
        return RedirectResponse(ONE.format(conference_id=conference_id), 303)

    @router.post(ONE + "/przeniesienie", dependencies=[only(*WRITERS)])
    async def move(request: Request, conference_id: Id) -> Response:
        """Set it anew and tell who was invited."""
        one = await conferences.store.get(conference_id)
        try:
            form = await read(request, MoveForm, MESSAGES)
        except FormInvalid as invalid:
            return await page(request, one, invalid.values, invalid.errors, 422)
        try:
            await conferences.move(conference_id, form.version, form.when(), form.reason, signed_in(request))
        except TimesUnfit as unfit:
            return await page(request, one, typed(form), fault(unfit), 422)
        except ProgrammeUnfit:
            said = "Program nie mieści się w tym czasie. Wydłuż spotkanie albo najpierw skróć program."
            return await page(request, one, typed(form), {"ends": said}, 422)
        return RedirectResponse(ONE.format(conference_id=conference_id), 303)

    @router.post(ONE + "/przelozenie", dependencies=[only(*WRITERS)])
    async def postpone(request: Request, conference_id: Id) -> Response:
        """Take its day away and tell who was invited."""
        one = await conferences.store.get(conference_id)
        try:
            form = await read(request, PostponeForm, MESSAGES)
        except FormInvalid as invalid:
            return await page(request, one, invalid.values, invalid.errors, 422)
        await conferences.postpone(conference_id, form.version, form.postpone_reason, signed_in(request))
        return RedirectResponse(ONE.format(conference_id=conference_id), 303)

    @router.post(ONE + "/odwolanie", dependencies=[only(*WRITERS)])
    async def cancel(request: Request, conference_id: Id) -> Response:
        """Call it off, alone or with the rest of its series, and tell who was invited."""
        one = await conferences.store.get(conference_id)
        try:
            form = await read(request, CancelForm, MESSAGES)
        except FormInvalid as invalid:
            return await page(request, one, invalid.values, invalid.errors, 422)
        work = series.cancel if form.cancel_rest else conferences.cancel
        await work(conference_id, form.version, form.cancel_reason, signed_in(request))
        return RedirectResponse(ONE.format(conference_id=conference_id), 303)

    @router.post(ONE + "/zaproszenia", dependencies=[only(*WRITERS)])
    async def invite(request: Request, conference_id: Id) -> Response:
        """Invite journalists of the chosen titles."""
        one = await conferences.store.get(conference_id)
        try:
            form = await read(request, InviteForm, MESSAGES)
        except FormInvalid as invalid:
            return await page(request, one, invalid.values, invalid.errors, 422)
        await conferences.invite(conference_id, form.version, form.outlets, signed_in(request))
        return RedirectResponse(ONE.format(conference_id=conference_id) + "#zaproszeni", 303)

    return router


def _steps(conferences: Conferences, series: Series) -> APIRouter:
    router = APIRouter(dependencies=[only(*WRITERS)])

    @router.post(ONE + "/porzucenie")
    async def discard(request: Request, conference_id: Id) -> Response:
        """Let a draft go, or the drafts of its series after it, too."""
        form = await step(request)
        work = series.discard if form.discard_rest else conferences.discard
        await work(conference_id, form.version, signed_in(request))
        return RedirectResponse(LIST, 303)

    @router.post(ONE + "/goscie/{guest_id}/akredytacja")
    async def accredit(request: Request, conference_id: Id, guest_id: Id) -> Response:
        """Accredit somebody who was invited, for the day of it."""
        one = await conferences.store.get(conference_id)
        try:
            await conferences.accredit(one, guest_id, signed_in(request))
        except ConsentWithdrawn:
            raise NotFound("guest", guest_id) from None
        return RedirectResponse(ONE.format(conference_id=conference_id) + "#zaproszeni", 303)

    return router
