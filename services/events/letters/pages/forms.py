"""Forms of address at the desk: what waits for a person, and what was said by whom."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.letters.api import SaidForm
from services.events.letters.domain.forms import Who
from services.events.letters.service.forms import Forms
from services.events.letters.service.rights import WRITERS
from services.events.letters.service.telling import PLACE
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_PER_PAGE = 50


class FormForm(Form):
    """How a word is said."""

    text: SaidForm
    who: Who
    version: int = Field(ge=1)


Onward = Annotated[str, Query(pattern=r"^(listy|wysylki)/[A-Za-z0-9_-]{1,64}$")]
"""The letter or the mailing that a word was asked for, where one goes on from it."""
_MESSAGES = {"text": "Napisz formę.", "who": "Wybierz, jak mówić o tej osobie."}


def pages(forms: Forms, templates: Templates) -> APIRouter:
    """Give the pages of forms of address."""
    router = APIRouter(dependencies=[only(*WRITERS)])

    @router.get(f"{PLACE}/formy")
    async def listed(
        request: Request,
        pokaz: Literal["", "podane"] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List words that wait, or those that were said."""
        found = await forms.list(pokaz == "", (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "letter_forms.html",
            headers={"Cache-Control": "no-store"},
            found=found[:_PER_PAGE],
            shown=pokaz,
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        one = await forms.one(id)
        held = {"text": one.said.text if one.said else "", "who": one.said.who.value if one.said else None}
        return templates.page(
            request,
            "letter_form_said.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            one=one,
            values={**held, **values, "version": one.version if stale else values.get("version", one.version)},
            errors=errors,
            stale=stale,
        )

    @router.get(PLACE + "/formy/{form_id}")
    async def show(request: Request, form_id: Id) -> Response:
        """Show a word."""
        return await page(request, form_id, {}, {}, 200)

    @router.post(PLACE + "/formy/{form_id}")
    async def decide(request: Request, form_id: Id, dalej: Onward = "formy") -> Response:
        """Say how it is said."""
        try:
            filled = await read(request, FormForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, form_id, invalid.values, invalid.errors, 422)
        try:
            await forms.decide(form_id, filled.version, filled.text, filled.who, signed_in(request))
        except Stale:
            return await page(request, form_id, filled.model_dump(mode="json"), {}, 412, stale=True)
        return RedirectResponse(f"{PLACE}/{dalej}", 303)

    return router
