"""Press conferences as everybody reads them, and the page where somebody who was invited answers."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.media.conferences.api import FRESH, Token
from services.media.conferences.domain import State
from services.media.conferences.domain.guests import Answer
from services.media.conferences.service import Conferences
from shared.access import anyone
from shared.contracts.base import Id
from shared.ical import MEDIA_TYPE, Appointment, ical
from shared.store import NotFound
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates

_BASE = "/prasa/konferencje"
_PER_PAGE, _MOST_AHEAD = 10, 50


class AnswerForm(Form):
    """What somebody who was invited answers."""

    answer: Answer


def pages(conferences: Conferences, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get(_BASE)
    async def listed(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List what is to come, and what is over."""
        now = conferences.clock.now()
        over = await conferences.store.over(now, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "conferences.html",
            headers=FRESH,
            ahead=await conferences.store.ahead(now, _MOST_AHEAD),
            over=over[:_PER_PAGE],
            number=strona,
            more=len(over) > _PER_PAGE,
        )

    @router.get(_BASE + "/zaproszenie/{token}")
    async def invited(request: Request, token: Token, zapisano: Annotated[int, Query(ge=0, le=1)] = 0) -> Response:
        """Show the invitation to who was invited."""
        one, guest = await conferences.invited(token)
        return templates.page(
            request, "conference_invitation.html", headers=SECRET, one=one, guest=guest, saved=bool(zapisano), errors={}
        )

    @router.post(_BASE + "/zaproszenie/{token}")
    async def answer(request: Request, token: Token) -> Response:
        """Note the answer."""
        one, guest = await conferences.invited(token)
        try:
            form = await read(request, AnswerForm, {"answer": "Zaznacz, czy Państwo będą."})
        except FormInvalid as invalid:
            return templates.page(
                request,
                "conference_invitation.html",
                status_code=422,
                headers=SECRET,
                one=one,
                guest=guest,
                saved=False,
                errors=invalid.errors,
            )
        await conferences.answer(token, form.answer)
        return RedirectResponse(f"{_BASE}/zaproszenie/{token}?zapisano=1", 303)

    @router.get(_BASE + "/{conference_id}.ics")
    async def appointment(conference_id: Id) -> Response:
        """Give it for a calendar program: the same entry at every change."""
        one = await conferences.store.public(conference_id)
        entry = Appointment(
            id=f"conference-{one.id}",
            version=one.version,
            changed_at=one.changed_at,
            title=one.title,
            starts=one.when.starts,
            ends=one.when.ends,
            link=one.page,
            cancelled=one.state is not State.ANNOUNCED,
            place=one.when.place,
        )
        headers = {**FRESH, "Content-Disposition": 'inline; filename="konferencja.ics"'}
        body = ical(one.title, "konferencje", [entry], conferences.origin)
        return Response(body, media_type=MEDIA_TYPE, headers=headers)

    @router.get(_BASE + "/{conference_id}")
    async def show(request: Request, conference_id: Id) -> Response:
        """Show one with its programme, and its materials from the beginning on."""
        one = await conferences.store.public(conference_id)
        open_ = one.shows_materials(conferences.clock.now())
        return templates.page(request, "conference.html", headers=FRESH, one=one, materials_open=open_)

    @router.get(_BASE + "/{conference_id}/materialy/{material_id}")
    async def material(conference_id: Id, material_id: Id) -> Response:
        """Give a file: from the beginning on."""
        one = await conferences.store.public(conference_id)
        found = one.material(material_id)
        if found is None or not one.shows_materials(conferences.clock.now()):
            raise NotFound("material", material_id)
        stored, body = await conferences.files.read(material_id)
        headers = {**FRESH, "Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(body, media_type=stored.media_type, headers=headers)

    return router
