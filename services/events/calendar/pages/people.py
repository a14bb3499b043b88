"""Who is where: the officials' next entries and the links to their calendars, for those who keep the calendar."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from services.events.calendar.api import KEEPERS, READERS
from services.events.calendar.ical import ical
from services.events.calendar.invitations import PLACE, Invitations
from services.events.calendar.service import Calendar, Sought
from shared.access import anyone, only
from shared.contracts.base import Id
from shared.ical import MEDIA_TYPE
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates

_LIST = "/panel/wydarzenia/osoby"
_NEXT = 8
Token = Annotated[str, Path(min_length=10, max_length=400)]


class RenewForm(Form):
    """The link that is to open nothing any more."""

    number: int


def pages(calendar: Calendar, invitations: Invitations, templates: Templates, origin: str) -> APIRouter:
    """Give the pages of people; `origin` is the address of the site."""
    router = APIRouter(include_in_schema=False)

    async def page(request: Request, status: int = 200) -> Response:
        now, people = calendar.clock.now(), []
        for one in calendar.officials.every:
            entries = await calendar.store.from_now(now, 0, _NEXT, Sought(person=one.id))
            address, number = await invitations.address(one.id)
            people.append({"official": one, "entries": entries, "address": address, "number": number})
        keeps = request.state.person.role in KEEPERS
        return templates.page(
            request, "calendar_people.html", status_code=status, people=people, keeps=keeps, headers=SECRET
        )

    @router.get(_LIST, dependencies=[only(*READERS)])
    async def every(request: Request) -> Response:
        """Show where everybody is next."""
        return await page(request)

    @router.post(_LIST + "/{person_id}/adres", dependencies=[only(*KEEPERS)])
    async def renew(request: Request, person_id: Id) -> Response:
        """Give out another link: the former one opens nothing any more."""
        try:
            form = await read(request, RenewForm)
        except FormInvalid:
            return await page(request, 422)
        await invitations.renew(person_id, form.number)
        return RedirectResponse(f"{_LIST}#{person_id}", 303)

    @router.get(PLACE + "/{token}.ics", dependencies=[anyone()])
    async def feed(token: Token) -> Response:
        """Give the calendar of whose link it is, for a calendar program."""
        one = await invitations.reader(token)
        text = ical(await calendar.feed(one.id), origin, f"Kalendarz: {one.role}")
        return Response(text, media_type=MEDIA_TYPE, headers=SECRET)

    return router
