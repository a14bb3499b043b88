"""Military assistance at the desk: what is asked for, what the garrison has, how it differs, what it answered."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from services.events.ceremonies.domain import Action
from services.events.ceremonies.domain.military import Composition
from services.events.ceremonies.domain.military import RequestState as Answered
from services.events.ceremonies.pages.steps import FAULTS, ONE, Ticked, allowed, by, held
from services.events.ceremonies.service.military import Assistance
from services.events.ceremonies.service.rights import READERS
from services.events.ceremonies.tasks import PLACE
from services.events.given import Day
from services.events.letters.paper import PDF, answer, kept_by_nobody
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.form_steps import Step, take
from shared.web.forms import VersionForm
from shared.web.render import Templates

_ONE = PLACE + "/{event_id}/asysta"
Number = Annotated[int, Path(ge=1, le=1_000)]


class DraftForm(VersionForm):
    """What is asked for."""

    components: Ticked
    remarks: Annotated[str, Field(max_length=1_000)] = ""


class WithoutForm(VersionForm):
    """Why no request is needed."""

    why: Literal["frame_plan", "nobody"]


class AnswerForm(VersionForm):
    """What the garrison has answered."""

    answer: Literal["granted", "partly", "refused"]
    composition: Composition
    sign: Annotated[str, Field(max_length=100)] = ""
    on: Day


_MESSAGES = {
    "components": "Zaznacz, o co prosimy: co najmniej jedną rzecz.",
    "why": "Zaznacz, dlaczego wniosek jest niepotrzebny.",
    "answer": "Zaznacz, co odpowiedział garnizon.",
    "composition": "Napisz, kto przyjedzie, albo dlaczego odmówiono.",
    "on": "Podaj dzień odpowiedzi.",
}


def pages(assistance: Assistance, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter()
    store, readers = assistance.store, [only(*READERS)]
    habits = assistance.ceremonies.habits

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        *,
        stale: bool = False,
    ) -> Response:
        one = await store.get(id)
        drafted = one.request
        own = {
            "components": list(drafted.components) if drafted else [],
            "remarks": drafted.remarks if drafted else "",
            "on": assistance.ceremonies.today,
        }
        due_at, explanation = await assistance.due(one)
        return templates.page(
            request,
            "ceremony_assistance.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            can=allowed(one, signed_in(request)),
            components=habits.shipped.components,
            names=habits.shipped.names,
            commander=habits.commander,
            due_at=due_at,
            explanation=explanation,
            difference=await assistance.difference(one),
            values=held(one, values, own, stale=stale),
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE, dependencies=readers)
    async def show(request: Request, event_id: Id) -> Response:
        """Show the request."""
        return await page(request, event_id, {}, {}, 200)

    @router.get(_ONE + "/{number}/scenariusz.pdf", dependencies=readers)
    async def copy(event_id: Id, number: Number) -> Response:
        """Give the scenario as it went to the garrison, byte by byte."""
        found = await assistance.copy(event_id, number)
        return kept_by_nobody(found.file, PDF, f"scenariusz wersja {number}.pdf")

    @router.get(_ONE + "/{number}/wniosek.{format}", dependencies=readers)
    async def letter(event_id: Id, number: Number, format: Literal["pdf", "docx"]) -> Response:
        """Give the request that went with it."""
        return answer(await assistance.letter(event_id, number), format, f"wniosek o asystę {number}")

    @router.get(_ONE + "/{number}/wycofanie.{format}", dependencies=readers)
    async def withdrawal(event_id: Id, number: Number, format: Literal["pdf", "docx"]) -> Response:
        """Give the letter that took it back."""
        return answer(await assistance.withdrawal(event_id, number), format, f"wycofanie wniosku o asystę {number}")

    a, m = Action, assistance
    steps = [
        Step(
            "asysta/wniosek",
            by(a.ASK),
            DraftForm,
            lambda i, f, p: m.draft(i, f.version, f.components, f.remarks, p),
            "components",
        ),
        Step(
            "asysta/bez-wniosku",
            by(a.ASK),
            WithoutForm,
            lambda i, f, p: m.go_without(i, f.version, f.why == "frame_plan", p),
            "why",
        ),
        Step("asysta/wycofanie", by(a.WITHDRAW), VersionForm, lambda i, f, p: m.withdraw(i, f.version, p), "withdraw"),
        Step("asysta/wysylka", by(a.SEND), VersionForm, lambda i, f, p: m.send(i, f.version, p), "send"),
        Step(
            "asysta/odpowiedz",
            by(a.ANSWER),
            AnswerForm,
            lambda i, f, p: m.answer(i, f.version, Answered(f.answer), f.composition, f.sign, f.on, p),
            "answer",
        ),
    ]
    take(router, ONE, steps, page, FAULTS, _MESSAGES, ONE + "/asysta")
    return router
