"""Speeches for everybody: the archive, one speech; and the page on which an outsider checks figures."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from services.events.given import some
from services.events.speeches.domain import CheckClosed, SpeechNotNow
from services.events.speeches.domain.figures import MOST_FIGURES
from services.events.speeches.service import PUBLIC, Speeches
from shared.access import anyone, or_nobody
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates

_PER_PAGE = 20
_CHECK = PUBLIC + "/sprawdzenie/{token}"
_Token = Annotated[str, Path(min_length=10, max_length=300)]


class VerdictForm(Form):
    """What is said of one figure."""

    id: Annotated[str, some(1, 64)]
    holds: Literal["yes", "no"] | None = None
    comment: Annotated[str, some(1, 1_000)] | None = None


class AnswerForm(Form):
    """What is said of the figures."""

    figures: Annotated[list[VerdictForm], Field(max_length=MOST_FIGURES, default_factory=list)]


def pages(speeches: Speeches, templates: Templates) -> APIRouter:
    """Give the public pages."""
    router = APIRouter(dependencies=[anyone()])

    @router.get(PUBLIC)
    async def archive(
        request: Request,
        q: Annotated[str, Query(max_length=200)] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """Show the archive, the last speech first."""
        found = await speeches.store.public(q, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "speeches_public.html",
            found=found[:_PER_PAGE],
            count=await speeches.store.count_public(q),
            q=q,
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    async def check_page(
        request: Request, token: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int, saved: bool
    ) -> Response:
        try:
            speech = await speeches.checking(token)
        except (CheckClosed, NotFound):
            return templates.page(request, "speech_check_closed.html", status_code=410, headers=SECRET)
        return templates.page(
            request,
            "speech_check.html",
            status_code=status,
            headers=SECRET,
            speech=speech,
            values=values,
            errors=errors,
            saved=saved,
        )

    @router.get(_CHECK)
    async def checking(request: Request, token: _Token) -> Response:
        """Show the figures to whoever has the link."""
        return await check_page(request, token, {}, {}, 200, False)

    @router.post(_CHECK)
    async def answer(request: Request, token: _Token) -> Response:
        """Take in what is said of each."""
        try:
            filled = await read(request, AnswerForm)
        except FormInvalid as invalid:
            return await check_page(request, token, invalid.values, invalid.errors, 422, False)
        errors: dict[str, str] = {}
        for place, one in enumerate(filled.figures):
            if one.holds is None:
                errors[f"figures-{place}-holds"] = "Zaznacz, czy ta informacja jest prawdziwa."
            elif one.holds == "no" and one.comment is None:
                errors[f"figures-{place}-comment"] = "Napisz, co jest nie tak i skąd to wiadomo."
        if errors or not filled.figures:
            return await check_page(request, token, filled.model_dump(mode="json"), errors, 422, False)
        try:
            said = {one.id: (one.holds == "yes", one.comment or "") for one in filled.figures}
            await speeches.answer(token, said, or_nobody(request))
        except (CheckClosed, SpeechNotNow, NotFound):
            return templates.page(request, "speech_check_closed.html", status_code=410, headers=SECRET)
        return await check_page(request, token, {}, {}, 200, True)

    @router.get(PUBLIC + "/{speech_id}")
    async def speech(request: Request, speech_id: Id) -> Response:
        """Show a published speech."""
        said = await speeches.store.said(speech_id)
        if not said.public:
            raise NotFound("speech", speech_id)
        return templates.page(request, "speech_public.html", said=said)

    return router
