"""Press conferences as everybody reads them; who was invited answers, who was not asks to come."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.media.conferences.api import FRESH, Token
from services.media.conferences.domain import Conference, State
from services.media.conferences.domain.admission import AdmissionClosed, Asker, Named
from services.media.conferences.domain.guests import Answer
from services.media.conferences.service import Conferences
from services.media.requests.domain.units import MAILBOX
from shared.access import anyone
from shared.asks import TOO_OFTEN, AskedTooOften
from shared.contracts.base import Id
from shared.ical import MEDIA_TYPE, Appointment, ical
from shared.store import KeyReused, NotFound
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates
from shared.web.requests import caller

_BASE = "/prasa/konferencje"
_PER_PAGE, _MOST_AHEAD = 10, 50
_MESSAGES = {
    "name": "Podaj imię i nazwisko.",
    "outlet": "Podaj nazwę redakcji.",
    "email:missing": "Podaj adres e-mail: wyślemy na niego odpowiedź.",
    "email": "Podaj adres e-mail, na przykład anna@redakcja.pl.",
}

_SENT = "Poprzednia prośba już do nas dotarła. Jeśli to ma być prośba innej osoby, wyślij ją jeszcze raz."


class AnswerForm(Form):
    """What somebody who was invited answers."""

    answer: Answer


class AskForm(Form):
    """Who was not invited and asks to come."""

    name: Named
    outlet: Named
    email: str = Field(max_length=254, pattern=MAILBOX)


def pages(conferences: Conferences, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    def page(
        request: Request,
        one: Conference,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
        *,
        asked: bool = False,
        closed: bool = False,
    ) -> Response:
        return templates.page(
            request,
            "conference.html",
            status_code=status,
            headers=FRESH,
            one=one,
            materials_open=one.shows_materials(conferences.clock.now()),
            values=values or {},
            errors=errors or {},
            asked=asked,
            closed=closed,
        )

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
    async def show(request: Request, conference_id: Id, zgloszono: Annotated[int, Query(ge=0, le=1)] = 0) -> Response:
        """Show one with its programme, and its materials from the beginning on."""
        one = await conferences.store.public(conference_id)
        return page(request, one, asked=bool(zgloszono))

    @router.post(_BASE + "/{conference_id}")
    async def ask(request: Request, conference_id: Id) -> Response:
        """Take in that somebody who was not invited asks to come."""
        one = await conferences.store.public(conference_id)
        try:
            form = await read(request, AskForm, _MESSAGES)
        except FormInvalid as invalid:
            return page(request, one, invalid.values, invalid.errors, 422)
        asker = Asker(name=form.name, outlet=form.outlet, email=form.email)
        try:
            await conferences.admissions.ask(conference_id, asker, caller(request))
        except KeyReused:
            # Somebody has gone back to the form and asks for another one: shown anew, it has a key of its own.
            return page(request, one, form.model_dump(), {"name": _SENT}, 409)
        except AdmissionClosed:
            return page(request, await conferences.store.public(conference_id), status=409, closed=True)
        except AskedTooOften:
            return page(request, one, form.model_dump(), {"email": TOO_OFTEN}, 429)
        return RedirectResponse(f"{one.page}?zgloszono=1#akredytacja", 303)

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
