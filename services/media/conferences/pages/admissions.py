"""The desk's decisions about who was not invited to a press conference and asks to come."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.media.conferences.domain import Why
from services.media.conferences.pages.shown import ONE, shows
from services.media.conferences.service import WRITERS, Conferences
from services.media.conferences.service.series import Series
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import FormInvalid, VersionForm, checked, read, typed
from shared.web.render import Templates

_ONE = ONE + "/prosby/{admission_id}"
_MESSAGES = {"why": "Napisz powód co najmniej jednym zdaniem: przeczyta go nadawca prośby."}


class RefusalForm(VersionForm):
    """Why somebody is not let in. On the page its field has the id of the request in its name: there are several."""

    why: Why


def pages(conferences: Conferences, series: Series, templates: Templates) -> APIRouter:
    """Give the steps."""
    router, page = APIRouter(dependencies=[only(*WRITERS)]), shows(conferences, series, templates)

    @router.post(_ONE + "/zgoda")
    async def grant(request: Request, conference_id: Id, admission_id: Id) -> Response:
        """Let somebody in and write so."""
        try:
            form = await read(request, VersionForm)
        except FormInvalid:
            raise Stale("admission", admission_id) from None
        await conferences.admissions.grant(conference_id, admission_id, form.version, signed_in(request))
        return RedirectResponse(ONE.format(conference_id=conference_id) + "#prosby", 303)

    @router.post(_ONE + "/odmowa")
    async def refuse(request: Request, conference_id: Id, admission_id: Id) -> Response:
        """Let somebody not in and write why."""
        field, values = f"why_{admission_id}", await typed(request)
        try:
            form = checked({**values, "why": values.get(field)}, RefusalForm, _MESSAGES)
        except FormInvalid as invalid:
            if "why" not in invalid.errors:
                raise Stale("admission", admission_id) from None
            one = await conferences.store.get(conference_id)
            return await page(request, one, {field: values.get(field)}, {field: invalid.errors["why"]}, 422)
        by = signed_in(request)
        await conferences.admissions.refuse(conference_id, admission_id, form.version, form.why, by)
        return RedirectResponse(ONE.format(conference_id=conference_id) + "#prosby", 303)

    return router
