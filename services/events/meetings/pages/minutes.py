"""The minutes of a meeting at the desk: written, out for remarks, approved, corrected, and as frozen files."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, Response

from services.events.letters.paper import DOCX, PDF, kept_by_nobody
from services.events.meetings.domain import TABLE, Action
from services.events.meetings.pages.typed import FAULTS, MESSAGES, AnswerForm, CorrectForm, MinutesForm, SendForm
from services.events.meetings.service import Meetings
from services.events.meetings.service.minutes import Writing
from services.events.meetings.service.rights import DOERS, HANDS, READERS
from services.events.meetings.service.telling import PLACE
from shared.access import only, signed_in
from shared.comparing import compared
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.form_steps import Step, take
from shared.web.forms import VersionForm
from shared.web.render import Templates

_ONE = PLACE + "/{meeting_id}"


def _steps(writing: Writing) -> list[Step]:
    w, a = writing, Action
    return [
        Step(
            "protokol",
            only(*HANDS[a.WRITE]),
            MinutesForm,
            lambda i, f, p: w.write(
                i, f.version, f.texts(), [t.given() for t in f.tasks], f.others or "", f.present, p
            ),
            "tasks-0-unit",
        ),
        Step(
            "protokol/uwagi",
            only(*HANDS[a.SEND_OUT]),
            SendForm,
            lambda i, f, p: w.send_out(i, f.version, f.until, p),
            "until",
        ),
        Step(
            "protokol/odpowiedz",
            only(*HANDS[a.ANSWER]),
            AnswerForm,
            lambda i, f, p: w.answer(i, f.version, f.remark, f.accepted == "yes", f.answer, p),
            "answer",
        ),
        Step(
            "protokol/zatwierdzenie",
            only(*HANDS[a.APPROVE]),
            VersionForm,
            lambda i, f, p: w.approve(i, f.version, p),
            "approve",
        ),
        Step(
            "protokol/poprawka",
            only(*HANDS[a.CORRECT]),
            CorrectForm,
            lambda i, f, p: w.correct(i, f.version, f.reason, p),
            "reason",
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
            "present": [str(place) for place, each in enumerate(minutes.attendance) if each.present],
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

    take(router, _ONE, _steps(writing), page, FAULTS, MESSAGES, _ONE + "/protokol")
    return router
