"""Pages of internal notes: those of a case, and a form for one more."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.verification.cases.api import READERS
from services.verification.cases.service import Cases
from services.verification.notes.api import WRITERS, NoteText
from services.verification.notes.service import Notes, may_write
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_PLACE = "/panel/weryfikacja/sprawy/{proposal_id}/notatki"


class NoteForm(Form):
    """A note to write."""

    text: NoteText


def pages(notes: Notes, cases: Cases, templates: Templates) -> APIRouter:
    """Give the pages of notes."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request, proposal_id: str, values: Mapping[str, Any], errors: Mapping[str, str]
    ) -> Response:
        case = await cases.case(proposal_id)
        return templates.page(
            request,
            "notes.html",
            status_code=422 if errors else 200,
            case=case,
            proposal=case.proposal,
            notes=await notes.of_case(proposal_id),
            may_write=may_write(case, signed_in(request)),
            values=values,
            errors=errors,
        )

    @router.get(_PLACE, dependencies=[only(*READERS)])
    async def listed(request: Request, proposal_id: Id) -> Response:
        """Show the notes on a case, with a form for those who may write here."""
        return await page(request, proposal_id, {}, {})

    @router.post(_PLACE, dependencies=[only(*WRITERS)])
    async def write(request: Request, proposal_id: Id) -> Response:
        """Write a note."""
        try:
            form = await read(request, NoteForm, {"text": "Napisz notatkę, najwyżej 2000 znaków."})
        except FormInvalid as invalid:
            return await page(request, proposal_id, invalid.values, invalid.errors)
        await notes.write(proposal_id, form.text, by=signed_in(request))
        return RedirectResponse(_PLACE.format(proposal_id=proposal_id), 303)

    return router
