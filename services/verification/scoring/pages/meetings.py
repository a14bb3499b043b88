"""Pages of the Team's meetings: all of them, opening one, and one with its protocol."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.verification.initiatives.api import READERS
from services.verification.initiatives.domain import InitiativeStage, NotAtThisStage
from services.verification.initiatives.service import PLACE, Initiatives
from services.verification.scoring.domain import MOST_AT_MEETING, CriteriaMissing, MeetingTooFar, ScoringKnown
from services.verification.scoring.protocol import protocol
from services.verification.scoring.service import Scorings
from services.verification.statements.pages.asking import Ticked
from shared.access import Role, only, signed_in
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.documents import as_docx, as_pdf
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_LIST = PLACE + "/posiedzenia"
_OPENERS = (Role.OFFICER, Role.TEAM_CHAIR)
_FORMATS = {
    "pdf": (as_pdf, "application/pdf"),
    "docx": (as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
_MESSAGES = {
    "held_on": "Podaj dzień posiedzenia.",
    "initiatives": "Zaznacz co najmniej jedną inicjatywę.",
}


class MeetingForm(Form):
    """The day, and what the Team scores."""

    held_on: date
    initiatives: Annotated[Ticked, Field(min_length=1, max_length=MOST_AT_MEETING)]


def pages(scorings: Scorings, initiatives: Initiatives, templates: Templates) -> APIRouter:
    """Give the pages of meetings."""
    router = APIRouter(include_in_schema=False)

    @router.get(_LIST, dependencies=[only(*READERS)])
    async def meetings(request: Request) -> Response:
        """List the meetings, the newest first, and what is being scored."""
        found, open_ones = await scorings.store.meetings(), await scorings.store.open()
        may_open = signed_in(request).role in _OPENERS
        return templates.page(request, "meetings.html", meetings=found, open_ones=open_ones, may_open=may_open)

    async def form(request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int) -> Response:
        waiting = await initiatives.store.page((InitiativeStage.SCORING,), None, 200)
        begun = {one.id for one in await scorings.store.some([case.id for case in waiting])}
        return templates.page(
            request,
            "meeting_new.html",
            status_code=status,
            waiting=[case for case in waiting if case.id not in begun][:MOST_AT_MEETING],
            values=values or {"held_on": warsaw(scorings.clock.now()).date()},
            errors=errors,
        )

    @router.get(_LIST + "/nowe", dependencies=[only(*_OPENERS)])
    async def new(request: Request) -> Response:
        """Show what waits for the Team."""
        return await form(request, {}, {}, 200)

    @router.post(_LIST + "/nowe", dependencies=[only(*_OPENERS)])
    async def open_one(request: Request) -> Response:
        """Open a meeting and the scoring of what is ticked."""
        try:
            given = await read(request, MeetingForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form(request, invalid.values, invalid.errors, 422)
        person = signed_in(request)
        try:
            done = await scorings.open_meeting(held_on=given.held_on, initiatives=given.initiatives, by=person)
        except (ScoringKnown, NotAtThisStage):
            text = "Jedną z tych inicjatyw Zespół już ocenia albo ją wycofano. Sprawdź listę i zaznacz jeszcze raz."
            return await form(request, given.model_dump(mode="json"), {"initiatives": text}, 409)
        except MeetingTooFar:
            wrong = {"held_on": "Podaj dzień posiedzenia, najwyżej o rok odległy od dziś."}
            return await form(request, given.model_dump(mode="json"), wrong, 422)
        except CriteriaMissing:
            text = "W dniu złożenia jednego z wniosków nie obowiązywały żadne kryteria. Wpisz je najpierw."
            return await form(request, given.model_dump(mode="json"), {"initiatives": text}, 409)
        return RedirectResponse(f"{_LIST}/{done['meeting_id']}", 303)

    @router.get(_LIST + "/{meeting_id}", dependencies=[only(*READERS)])
    async def one(request: Request, meeting_id: Id) -> Response:
        """Show a meeting with what it scores."""
        meeting = await scorings.store.meeting(meeting_id)
        found = {scoring.id: scoring for scoring in await scorings.store.some(meeting.initiatives)}
        rows = [found[id] for id in meeting.initiatives if id in found]
        return templates.page(request, "meeting.html", meeting=meeting, rows=rows)

    @router.get(_LIST + "/{meeting_id}/protokol.{format}", dependencies=[only(*READERS)])
    async def written(meeting_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give the protocol of a meeting, as far as its scorings are closed."""
        meeting = await scorings.store.meeting(meeting_id)
        found = {scoring.id: scoring for scoring in await scorings.store.some(meeting.initiatives)}
        document = protocol(meeting, [found[id] for id in meeting.initiatives if id in found])
        make, kind = _FORMATS[format]
        name = f"protokol-zespolu-{meeting.number}-{meeting.year}.{format}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(await asyncio.to_thread(make, document), media_type=kind, headers=headers)

    return router
