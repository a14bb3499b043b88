"""The page on which the author of a saved draft gathers support for it, before it is filed."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field, ValidationError

from services.intake.editions.domain.rules import area_of, pool_of
from services.intake.editions.service import Editions
from services.intake.proposals.domain.receipt import place_faults
from services.intake.proposals.drafts import Drafts
from services.intake.proposals.pages.form import MESSAGES, place_errors
from services.intake.proposals.pages.own import Token
from services.intake.support.domain import SupportClosed
from services.intake.support.domain.text import SupportedText
from services.intake.support.service import Supporters
from shared.access import anyone
from shared.contracts.intake import EditionRules
from shared.web.forms import Form, explain, problem_list, read
from shared.web.render import SECRET, Templates

_PLACE = "/budzet-obywatelski/zglos/szkic/{token}/poparcie"


class PublicForm(Form):
    """What of a draft everybody will read who has the address."""

    title: str = Field(min_length=5, max_length=200)
    summary: str = Field(min_length=20, max_length=300)
    pool_id: str = Field(max_length=64)
    area_id: str | None = Field(default=None, max_length=64)
    location: str = Field(min_length=3, max_length=300)


def pages(supporters: Supporters, drafts: Drafts, editions: Editions, templates: Templates) -> APIRouter:
    """Give the page of the author."""
    router = APIRouter(dependencies=[anyone()])

    async def page(request: Request, token: str, status: int) -> Response:
        draft, values = await drafts.open(token)
        rules = (await editions.edition(draft.edition_id)).rules
        text, errors = _public(values, rules)
        gathering = await supporters.of_draft(token)
        matter = await supporters.about(gathering) if gathering is not None else None
        return templates.page(
            request,
            "draft_support.html",
            status_code=status,
            headers=SECRET,
            token=token,
            rules=rules,
            text=text,
            errors=problem_list(errors, list(PublicForm.model_fields)),
            gathering=gathering,
            differs=gathering is not None and text is not None and text != gathering.text,
            page=supporters.page(gathering) if gathering is not None else None,
            tally=await supporters.tally(matter) if matter is not None else None,
            is_open=matter is None or supporters.is_open(matter),
            pool=pool_of(rules, text.pool_id) if text else None,
            area=area_of(rules, text.area_id) if text else None,
        )

    @router.get(_PLACE)
    async def show(request: Request, token: Token) -> Response:
        """Show what would be public, or the address to pass on and how many support it."""
        return await page(request, token, 200)

    @router.post(_PLACE)
    async def gather(request: Request, token: Token) -> Response:
        """Open the public page, or put the draft's present text on it."""
        await read(request, Form)
        draft, values = await drafts.open(token)
        text, _ = _public(values, (await editions.edition(draft.edition_id)).rules)
        if text is None:
            return await page(request, token, 422)
        try:
            await supporters.gather(token, draft.edition_id, text)
        except SupportClosed:
            return await page(request, token, 409)
        return RedirectResponse(_PLACE.format(token=token), 303)

    return router


def _public(values: Mapping[str, Any], rules: EditionRules) -> tuple[SupportedText | None, dict[str, str]]:
    """Give what is public of a draft as typed, or what is missing, by field."""
    filled = {name: text for name, text in values.items() if isinstance(text, str) and text.strip()}
    try:
        form = PublicForm.model_validate(filled)
    except ValidationError as error:
        return None, explain(error, MESSAGES)
    faults = place_faults(rules, form.pool_id, form.area_id, None)
    faults.pop("category", None)
    if faults:
        return None, place_errors(faults)
    return SupportedText(**form.model_dump()), {}
