"""The minutes of a meeting at the desk: written, out for remarks, approved, corrected, and as frozen files."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from services.events.letters.paper import DOCX, PDF, kept_by_nobody
from services.events.meetings.domain import TABLE, Action, MeetingNotNow
from services.events.meetings.pages.typed import (
    FAULTS,
    MESSAGES,
    NOT_NOW,
    AnswerForm,
    CorrectForm,
    MinutesForm,
    SendForm,
    StepForm,
)
from services.events.meetings.service import Meetings
from services.events.meetings.service.minutes import Writing
from services.events.meetings.service.rights import DOERS, HANDS, READERS
from services.events.meetings.service.telling import PLACE
from shared.access import Person, only, signed_in
from shared.comparing import compared
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates

_ONE = PLACE + "/{meeting_id}"


class _Step(NamedTuple):
    path: str
    action: Action
    form: type[StepForm]
    run: Callable[[str, Any, Person], Awaitable[object]]
    field: str


def _steps(writing: Writing) -> list[_Step]:
    w, a = writing, Action
    return [
        _Step(
            "protokol",
            a.WRITE,
            MinutesForm,
            lambda i, f, p: w.write(i, f.version, f.texts(), [t.given() for t in f.tasks], f.others or "", p),
            "tasks-0-unit",
        ),
        _Step("protokol/uwagi", a.SEND_OUT, SendForm, lambda i, f, p: w.send_out(i, f.version, f.until, p), "until"),
        _Step(
            "protokol/odpowiedz",
            a.ANSWER,
            AnswerForm,
            lambda i, f, p: w.answer(i, f.version, f.remark, f.accepted == "yes", f.answer, p),
            "answer",
        ),
        _Step("protokol/zatwierdzenie", a.APPROVE, StepForm, lambda i, f, p: w.approve(i, f.version, p), "approve"),
        _Step(
            "protokol/poprawka", a.CORRECT, CorrectForm, lambda i, f, p: w.correct(i, f.version, f.reason, p), "reason"
        ),
    ]


def pages(meetings: Meetings, writing: Writing, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter()

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        one, person = await meetings.store.get(id), signed_in(request)
        minutes, sent = meetings.minutes(one), meetings.sent(one)
        if minutes is None:
            raise NotFound("minutes", id)
        contacts = await meetings.contacts(one, person)
        held: dict[str, Any] = {
            "others": minutes.others,
            "items": [
                {"place": place, "said": item.said, "decision": item.decision}
                for place, item in enumerate(minutes.items)
            ],
            "tasks": [task.model_dump() for task in minutes.tasks if not task.agreed],
            "until": await writing.usual_until(),
        }
        rows = len(values.get("tasks") or held["tasks"])
        changed = sent is not None and sent.as_text() != minutes.as_text()
        return templates.page(
            request,
            "meeting_minutes.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            minutes=minutes,
            pieces=compared(sent.as_text(), minutes.as_text()) if sent is not None and changed else [],
            remarks=[(each, *writing.remark_text(one, each)) for each in one.remarks],
            contacts=contacts,
            frozen=await writing.frozen(one),
            roles=[role.value for role in DOERS],
            rows=rows + 2,
            today=meetings.today,
            can={a.value for a in TABLE if one.may(a) and person.role in HANDS.get(a, ())},
            own=person.id in one.scribes,
            values={**held, **values, "version": one.version if stale else values.get("version", one.version)},
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE + "/protokol", dependencies=[only(*READERS)])
    async def show(request: Request, meeting_id: Id) -> Response:
        """Show the minutes."""
        return await page(request, meeting_id, {}, {}, 200)

    @router.get(_ONE + "/protokol-{number}.{format}", dependencies=[only(*READERS)])
    async def file(
        request: Request,
        meeting_id: Id,
        number: Annotated[int, Path(ge=1, le=1_000)],
        format: Literal["pdf", "docx"],
    ) -> Response:
        """Give approved minutes as they were frozen."""
        one = await meetings.store.get(meeting_id)
        await meetings.contacts(one, signed_in(request))
        body = await writing.file(one, number, format)
        return kept_by_nobody(body, DOCX if format == "docx" else PDF, f"protokół {number}.{format}")

    def add(step: _Step) -> None:
        async def post(request: Request, meeting_id: Id) -> Response:
            try:
                filled = await read(request, step.form, MESSAGES)
            except FormInvalid as invalid:
                return await page(request, meeting_id, invalid.values, invalid.errors, 422)
            given = filled.model_dump(mode="json")
            try:
                await step.run(meeting_id, filled, signed_in(request))
            except Stale:
                return await page(request, meeting_id, given, {}, 412, stale=True)
            except MeetingNotNow:
                return await page(request, meeting_id, given, {step.field: NOT_NOW}, 409, stale=True)
            except tuple(FAULTS) as fault:
                text, status = FAULTS[type(fault)]
                return await page(request, meeting_id, given, {step.field: text}, status)
            return RedirectResponse(f"{PLACE}/{meeting_id}/protokol", 303)

        router.add_api_route(f"{_ONE}/{step.path}", post, methods=["POST"], dependencies=[only(*HANDS[step.action])])

    for step in _steps(writing):
        add(step)
    return router
