"""All press conferences at the desk, and planning one or a series of them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.media.conferences.domain import Kind
from services.media.conferences.pages.shown import LIST, ONE, PRIVATE
from services.media.conferences.pages.typed import MESSAGES, UNFIT, PlanForm, fault, typed
from services.media.conferences.service import READERS, WRITERS, Conferences
from services.media.conferences.service.series import Series
from shared.access import only, signed_in
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates

_PER_PAGE = 30


def pages(conferences: Conferences, series: Series, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter()

    @router.get(LIST, dependencies=[only(*READERS)])
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

    @router.get(LIST + "/nowa", dependencies=[only(*WRITERS)])
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return blank_page(request, {"kind": Kind.CONFERENCE.value}, {})

    @router.post(LIST + "/nowa", dependencies=[only(*WRITERS)])
    async def plan(request: Request) -> Response:
        """Begin one, or a series."""
        try:
            form = await read(request, PlanForm, MESSAGES)
        except FormInvalid as invalid:
            return blank_page(request, invalid.values, invalid.errors, 422)
        try:
            when, by = form.when(), signed_in(request)
            told = (form.kind, form.title, when, form.content(when.starts))
            if form.repeats is not None:
                id = await series.plan(*told, form.repeats, by)
            else:
                id = await conferences.plan(*told, by)
        except UNFIT as unfit:
            return blank_page(request, typed(form), fault(unfit), 422)
        return RedirectResponse(ONE.format(conference_id=id), 303)

    return router
