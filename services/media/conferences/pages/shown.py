"""The page of one press conference at the desk, with what can be done to it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import Request, Response

from services.media.conferences.domain import Action, Conference
from services.media.conferences.pages.typed import known
from services.media.conferences.service import WRITERS, Conferences
from services.media.conferences.service.series import Series
from shared.access import signed_in
from shared.web.render import Templates

LIST = "/panel/prasa/konferencje"
ONE = LIST + "/{conference_id}"
PRIVATE = {"Cache-Control": "no-store"}
Page = Callable[..., Awaitable[Response]]


def shows(conferences: Conferences, series: Series, templates: Templates) -> Page:
    """Give what shows one: as it is, or with what was typed and what does not hold."""

    async def page(
        request: Request,
        one: Conference,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        person = signed_in(request)
        others = [each for each in await series.every(one) if each.id != one.id]
        may_write = person.role in WRITERS
        return templates.page(
            request,
            "conference_desk.html",
            status_code=status,
            headers=PRIVATE,
            one=one,
            may={action.value: may_write and one.can(action) for action in Action},
            guests=await conferences.guest_list(one),
            asking=await conferences.admissions.opened(one.id, person) if may_write else [],
            day=conferences.day(one),
            others=others,
            later=any(each.when.starts > one.when.starts for each in others),
            outlets=[(outlet.id, outlet.name) for outlet in await conferences.contacts.outlets() if outlet.active],
            values={**known(one), **(values or {})},
            errors=errors or {},
        )

    return page
