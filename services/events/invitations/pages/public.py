"""The guest's page, which opens by its link alone: the event, the answer, the code for the door, a calendar file."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from services.events.invitations.domain import (
    COMING,
    TABLE,
    Action,
    AnswerClosed,
    InvitationNotNow,
    TooManyCompanions,
)
from services.events.invitations.pages.typed import ANSWER_MESSAGES, AnswerForm
from services.events.invitations.paper import qr
from services.events.invitations.service import PUBLIC, GuestLists
from services.events.invitations.service.answers import Answers
from services.events.invitations.service.appointments import Appointments
from services.events.invitations.service.telling import PLACE
from shared.access import anyone
from shared.ical import MEDIA_TYPE
from shared.store import Stale
from shared.web.forms import FormInvalid, read
from shared.web.render import SECRET, Templates

_ONE = PUBLIC + "/{token}"
_Token = Annotated[str, Path(min_length=10, max_length=200)]


def pages(lists: GuestLists, answers: Answers, appointments: Appointments, templates: Templates) -> APIRouter:
    """Give the guest's page."""
    router = APIRouter(dependencies=[anyone()])

    async def page(
        request: Request,
        token: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        one, guests = await answers.of_link(token)
        said = lists.said(one)
        held = {**said.model_dump(mode="json"), "answer": said.state.value} if said else {}
        open = (
            guests.held
            and not guests.over(lists.clock.now())
            and one.state in TABLE[Action.ANSWER]
            and lists.today <= guests.letter.answer_by
        )
        return templates.page(
            request,
            "invitation_own.html",
            status_code=status,
            headers=SECRET,
            token=token,
            one=one,
            when=guests.when,
            letter=guests.letter,
            said=said,
            # Whoever reads the page knows of the change; asked anew is who answered for another time or place.
            moved=one.told is not None and not one.told.same(guests.when),
            coming=one.state in COMING,
            open=open,
            qr=_picture(f"{lists.origin}{PLACE}/wejscie/{one.code}") if one.state in COMING and guests.held else "",
            mailbox=lists.house.mailbox,
            values={**held, **values, "version": one.version if stale else values.get("version", one.version)},
            errors=errors,
            stale=stale,
        )

    # Before the page, whose token is any text.
    @router.get(_ONE + ".ics")
    async def calendar_file(token: _Token) -> Response:
        """Give the event for the calendar program of the guest who comes; 404 before they have said so."""
        headers = {"Content-Disposition": 'attachment; filename="zaproszenie.ics"', **SECRET}
        return Response(await appointments.file(token), media_type=MEDIA_TYPE, headers=headers)

    @router.get(_ONE)
    async def show(request: Request, token: _Token) -> Response:
        """Show the invitation to whoever has its link."""
        return await page(request, token, {}, {}, 200)

    @router.post(_ONE)
    async def answer(request: Request, token: _Token) -> Response:
        """Take in the answer."""
        try:
            filled = await read(request, AnswerForm, ANSWER_MESSAGES)
        except FormInvalid as invalid:
            return await page(request, token, invalid.values, invalid.errors, 422)
        typed = filled.model_dump(mode="json")
        try:
            await answers.answer(token, filled.version, filled.said())
        except Stale:
            return await page(request, token, typed, {}, 412, stale=True)
        except TooManyCompanions as fault:
            text = f"Na to zaproszenie nie można zabrać więcej osób niż: {fault.most}."
            return await page(request, token, typed, {"companions": text}, 422)
        except (AnswerClosed, InvitationNotNow):
            return await page(request, token, {}, {}, 409, stale=True)
        return RedirectResponse(f"{PUBLIC}/{token}#odpowiedz", 303)

    return router


def _picture(address: str) -> Markup:
    # Ours, made of squares alone: no text of anybody's is in it.
    return Markup(qr(address))  # noqa: S704
