"""What a participant has of a meeting: a guest by the link, staff signed in. Each opening is noted."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.events.given import some
from services.events.letters.paper import DOCX, PDF, answer, kept_by_nobody
from services.events.meetings import paper
from services.events.meetings.domain import MeetingFull, MeetingNotNow, RemarksOver, State
from services.events.meetings.pages.typed import MESSAGES
from services.events.meetings.service import Meetings
from services.events.meetings.service.minutes import Writing
from services.events.meetings.service.programme import Own, Programmes
from services.events.meetings.service.rights import DOERS
from services.events.meetings.service.telling import OWN
from shared.access import Person, anyone, only, signed_in
from shared.comparing import Piece, compared
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates

PUBLIC = "/spotkanie"
_PER_PAGE = 30
_Token = Annotated[str, Path(min_length=10, max_length=300)]
_Document = Annotated[str, Path(max_length=64)]
Format = Literal["pdf", "docx"]


class RemarkForm(Form):
    """What a participant says of the minutes."""

    text: Annotated[str, some(3, 5_000)]


def pages(meetings: Meetings, programmes: Programmes, writing: Writing, templates: Templates) -> APIRouter:
    """Give the pages of participants."""
    router = APIRouter()
    guests, staff = [anyone()], [only(*DOERS)]

    @router.get(OWN, dependencies=staff)
    async def mine(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List the meetings in which somebody takes part, and what they are to do."""
        person = signed_in(request)
        found = await meetings.store.of_staff(person.role, person.unit, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "meetings_own.html",
            found=found[:_PER_PAGE],
            tasks=await meetings.store.tasks_for(person.role, person.unit, 100),
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    async def own_of(request: Request, meeting_id: str | None, token: str | None) -> tuple[Own, Person | None, str]:
        """Give what the caller has, who of the staff they are, and where their page is."""
        if token is not None:
            return await programmes.own(*await meetings.of_link(token)), None, f"{PUBLIC}/{token}"
        assert meeting_id is not None
        person = signed_in(request)
        return await programmes.own(*await meetings.of_staff(meeting_id, person)), person, f"{OWN}/{meeting_id}"

    async def page(
        request: Request,
        got: tuple[Own, Person | None, str],
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
    ) -> Response:
        own, person, place = got
        one = own.meeting
        seen: list[Piece] = []
        if own.programme is not None:
            await programmes.note(one, own.participant, "programme", str(one.issued), person)
            if one.issued > 1:
                before = await meetings.programme(one, one.issued - 1)
                seen = compared(before.as_text(), own.programme.as_text()) if before else []
        sent = meetings.sent(one) if one.state is State.REMARKS else None
        return templates.page(
            request,
            "meeting_own.html",
            status_code=status,
            headers=SECRET,
            base="panel.html" if person else "layout.html",
            one=one,
            participant=own.participant,
            programme=own.programme,
            documents=own.documents,
            difference=seen,
            sent=sent,
            open=sent is not None and one.remarks_until is not None and meetings.today <= one.remarks_until,
            remarks=[
                (each, *writing.remark_text(one, each))
                for each in one.remarks
                if each.participant == own.participant.id and each.number == one.approved + 1
            ],
            place=place,
            values=values,
            errors=errors,
        )

    async def document(request: Request, got: tuple[Own, Person | None, str], id: str) -> Response:
        own, person, _ = got
        found, file, body = await programmes.open_own(own, id, person)
        return _secret(kept_by_nobody(body, file.media_type, found.filename))

    async def programme(got: tuple[Own, Person | None, str], format: Format) -> Response:
        own, person, _ = got
        if own.programme is None:
            raise NotFound("programme", own.meeting.id)
        one = own.meeting
        await programmes.note(one, own.participant, "programme", str(one.issued), person)
        issued = await meetings.store.issued(one.id, one.issued)
        name = f"program {one.when.starts:%Y-%m-%d} wersja {one.issued}"
        return _secret(answer(paper.programme(own.programme, issued), format, name))

    async def whole(got: tuple[Own, Person | None, str]) -> Response:
        own, person, _ = got
        parts = await programmes.open_set(own, person)
        assert own.programme is not None
        issued = await meetings.store.issued(own.meeting.id, own.meeting.issued)
        body = paper.whole_set(own.programme, issued, parts, meetings.clock.now())
        return _secret(kept_by_nobody(body, "application/zip", "spotkanie.zip"))

    async def minutes(got: tuple[Own, Person | None, str], number: int, format: Format) -> Response:
        own, person, _ = got
        body = await writing.file(own.meeting, number, format)
        await programmes.note(own.meeting, own.participant, "minutes", str(number), person)
        return _secret(kept_by_nobody(body, DOCX if format == "docx" else PDF, f"protokół {number}.{format}"))

    async def remark(request: Request, got: tuple[Own, Person | None, str]) -> Response:
        own, _, place = got
        try:
            filled = await read(request, RemarkForm, MESSAGES)
        except FormInvalid as invalid:
            return await page(request, got, invalid.values, invalid.errors, 422)
        try:
            await writing.remark(own.meeting.id, own.participant, filled.text)
        except (RemarksOver, MeetingNotNow):
            return await page(request, got, filled.model_dump(), {"text": "Termin uwag minął."}, 409)
        except MeetingFull:
            return await page(request, got, filled.model_dump(), {"text": "Jest już za dużo uwag."}, 409)
        return RedirectResponse(f"{place}#uwagi", 303)

    # -- by the link -------------------------------------------------------------------------------------------------

    @router.get(PUBLIC + "/{token}", dependencies=guests)
    async def by_link(request: Request, token: _Token) -> Response:
        """Show a meeting to whoever has the link."""
        return await page(request, await own_of(request, None, token), {}, {}, 200)

    @router.get(PUBLIC + "/{token}/dokumenty/{document_id}", dependencies=guests)
    async def document_by_link(request: Request, token: _Token, document_id: _Document) -> Response:
        """Give a document that is for them."""
        return await document(request, await own_of(request, None, token), document_id)

    @router.get(PUBLIC + "/{token}/program.{format}", dependencies=guests)
    async def programme_by_link(request: Request, token: _Token, format: Format) -> Response:
        """Give the newest programme."""
        return await programme(await own_of(request, None, token), format)

    @router.get(PUBLIC + "/{token}/komplet.zip", dependencies=guests)
    async def set_by_link(request: Request, token: _Token) -> Response:
        """Give the programme and all documents that are for them."""
        return await whole(await own_of(request, None, token))

    @router.get(PUBLIC + "/{token}/protokol-{number}.{format}", dependencies=guests)
    async def minutes_by_link(
        request: Request, token: _Token, number: Annotated[int, Path(ge=1, le=1_000)], format: Format
    ) -> Response:
        """Give approved minutes."""
        return await minutes(await own_of(request, None, token), number, format)

    @router.post(PUBLIC + "/{token}/uwagi", dependencies=guests)
    async def remark_by_link(request: Request, token: _Token) -> Response:
        """Take in a remark."""
        return await remark(request, await own_of(request, None, token))

    # -- signed in ---------------------------------------------------------------------------------------------------

    @router.get(OWN + "/{meeting_id}", dependencies=staff)
    async def signed(request: Request, meeting_id: Id) -> Response:
        """Show a meeting to staff who take part."""
        return await page(request, await own_of(request, meeting_id, None), {}, {}, 200)

    @router.get(OWN + "/{meeting_id}/dokumenty/{document_id}", dependencies=staff)
    async def document_signed(request: Request, meeting_id: Id, document_id: _Document) -> Response:
        """Give a document that is for them."""
        return await document(request, await own_of(request, meeting_id, None), document_id)

    @router.get(OWN + "/{meeting_id}/program.{format}", dependencies=staff)
    async def programme_signed(request: Request, meeting_id: Id, format: Format) -> Response:
        """Give the newest programme."""
        return await programme(await own_of(request, meeting_id, None), format)

    @router.get(OWN + "/{meeting_id}/komplet.zip", dependencies=staff)
    async def set_signed(request: Request, meeting_id: Id) -> Response:
        """Give the programme and all documents that are for them."""
        return await whole(await own_of(request, meeting_id, None))

    @router.get(OWN + "/{meeting_id}/protokol-{number}.{format}", dependencies=staff)
    async def minutes_signed(
        request: Request, meeting_id: Id, number: Annotated[int, Path(ge=1, le=1_000)], format: Format
    ) -> Response:
        """Give approved minutes."""
        return await minutes(await own_of(request, meeting_id, None), number, format)

    @router.post(OWN + "/{meeting_id}/uwagi", dependencies=staff)
    async def remark_signed(request: Request, meeting_id: Id) -> Response:
        """Take in a remark."""
        return await remark(request, await own_of(request, meeting_id, None))

    return router


def _secret(response: Response) -> Response:
    response.headers.update(SECRET)
    return response
