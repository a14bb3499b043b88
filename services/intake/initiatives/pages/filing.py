"""From an idea to a receipt: form, saved draft, the office's help, review, filing. Nothing typed is lost."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.datastructures import FormData

from services.intake.editions.service import Editions
from services.intake.initiatives.declarations import Declarations
from services.intake.initiatives.domain.precheck import precheck
from services.intake.initiatives.domain.saved import ConsultationClosed
from services.intake.initiatives.domain.shares import EstimateUnbalanced, OwnShareTooSmall
from services.intake.initiatives.drafts import InitiativeDrafts
from services.intake.initiatives.form import MESSAGES, read_values
from services.intake.initiatives.pages.shown import as_typed, form_context, keepable, weigh
from services.intake.initiatives.service import Initiatives
from services.intake.proposals.drafts import DraftGone, address_in
from services.intake.proposals.pages.own import Token
from services.intake.proposals.pages.typed import Typed, read_typed
from services.intake.proposals.signed import SignedTexts
from shared.access import anyone
from shared.files import Files
from shared.web.forms import Form, FormInvalid, nested, read
from shared.web.render import SECRET, TYPED, Templates
from shared.web.requests import caller

NEW = "/inicjatywa-lokalna/zloz"
OWN = "/inicjatywa-lokalna/moja/{token}"


class SendForm(Form):
    """The statements with which an application is sent."""

    resident: bool = False
    consent: bool = False


class QuestionForm(Form):
    """What the office is asked about a draft."""

    text: str = Field(min_length=10, max_length=2_000)


async def area_names(editions: Editions) -> list[str]:
    """Name the osiedla and sołectwa of the newest edition of the civic budget, none where there is none."""
    edition = await editions.current()
    return [area.name for area in edition.rules.areas] if edition is not None else []


def pages(
    initiatives: Initiatives,
    drafts: InitiativeDrafts,
    declarations: Declarations,
    editions: Editions,
    signed: SignedTexts,
    files: Files,
    templates: Templates,
    filed: Callable[[Request, str], Awaitable[Response]],
) -> APIRouter:
    """Give the pages of filing. `filed` shows what the link of a draft opens once that is filed."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])
    links, rulebook = drafts.links, initiatives.rulebook

    async def form(
        request: Request, typed: Typed, errors: Mapping[str, str], status: int = 200, token: str | None = None
    ) -> Response:
        rules = await rulebook.today()
        id = links.initiative_id(token) if token else None
        draft = await drafts.of(id) if id else None
        return templates.page(
            request,
            "initiative_form.html",
            status_code=status,
            headers=SECRET if token else TYPED,
            token=token,
            draft=draft[0] if draft else None,
            answer=drafts.answer_of(draft[0]) if draft else None,
            named=await declarations.of(token) if token else [],
            link=links.own_page(id) if id else None,
            sent_to=address_in(typed.values),
            just_saved=request.query_params.get("zapisano") == "1",
            complete=token is not None and read_values(typed.values)[0] is not None,
            balance=await weigh(initiatives, id, typed.values, rules),
            **form_context(typed, errors, rules, await area_names(editions)),
        )

    @router.get(NEW)
    async def empty(request: Request) -> Response:
        """Show the form."""
        return await form(request, Typed({}, (), {}), {})

    @router.post(NEW)
    async def begin(request: Request) -> Response:
        """Keep what was typed as a draft and go on with it, or show the form again with more rows."""
        typed = await read_typed(request, signed, files)
        if typed.step not in ("save", "review") or typed.errors:
            return await form(request, typed, typed.errors)
        token = await drafts.save(typed.key, keepable(typed, typed.key), caller(request))
        return _after_saving(token, typed.step)

    async def share(request: Request, id: str | None) -> Response:
        # Amounts alone are sent: neither people nor files travel with every key that is pressed.
        found = await weigh(initiatives, id, nested(FormData(request.query_params)), await rulebook.today())
        return templates.page(request, "initiative_share_part.html", headers=SECRET, balance=found)

    @router.get("/inicjatywa-lokalna/udzial")
    async def share_of_new(request: Request) -> Response:
        """Show the share of the city as somebody types, before there is a draft."""
        return await share(request, None)

    @router.get(OWN + "/udzial")
    async def share_of_draft(request: Request, token: Token) -> Response:
        """Show the own share as it stands while somebody types."""
        return await share(request, links.initiative_id(token))

    @router.get(OWN)
    async def go_on(request: Request, token: Token) -> Response:
        """Show a draft as it was typed, or the initiative that it has become."""
        if await initiatives.of_applicant(token) is not None:
            return await filed(request, token)
        _, values = await drafts.open(token)
        return await form(request, as_typed(values, signed), {}, token=token)

    @router.post(OWN)
    async def filled(request: Request, token: Token) -> Response:
        """Keep what was typed, and go on to the review or show the form again."""
        typed = await read_typed(request, signed, files)
        if typed.step == "edit" and not typed.values.get("drop"):
            # From the review, whose form holds none of the fields.
            return RedirectResponse(OWN.format(token=token), 303)
        await drafts.save_again(token, keepable(typed, typed.key), caller(request))
        if typed.errors or typed.step not in ("save", "review"):
            return await form(request, typed, typed.errors, token=token)
        return _after_saving(token, typed.step)

    @router.post(OWN + "/usuniecie")
    async def drop(request: Request, token: Token) -> Response:
        """Delete a saved draft."""
        await read(request, Form)
        await drafts.delete(token)
        return RedirectResponse("/inicjatywa-lokalna", 303)

    async def review(
        request: Request, token: str, status: int, errors: Mapping[str, str], values: Mapping[str, Any]
    ) -> Response:
        draft, kept = await drafts.open(token)
        typed = as_typed(kept, signed)
        ready, faults = read_values(kept)
        if ready is None:
            return await form(request, typed, faults, 422, token)
        rules = await rulebook.today()
        content, group = ready.content(), ready.group(ready.email)
        balance = await initiatives.weigh(draft.id, content, rules)
        named = await declarations.of(token)
        lines = precheck(content, rules, balance, drafts.clock.now(), typed.attachments, len(named))
        return templates.page(
            request,
            "initiative_review.html",
            status_code=status,
            headers=SECRET,
            token=token,
            content=content,
            group=group,
            balance=balance,
            rules=rules,
            named=named,
            kept=typed.kept,
            lines=lines,
            blocked=not (balance.adds_up and balance.enough) or content.task_area not in rules.spheres,
            errors=errors,
            values=values,
        )

    @router.get(OWN + "/sprawdzenie")
    async def check(request: Request, token: Token) -> Response:
        """Show the whole application before it is sent, and what is still missing."""
        return await review(request, token, 200, {}, {})

    @router.post(OWN + "/sprawdzenie")
    async def send(request: Request, token: Token) -> Response:
        """File it."""
        try:
            stated = await read(request, SendForm)
        except FormInvalid as invalid:
            return await review(request, token, 422, invalid.errors, invalid.values)
        errors = {name: MESSAGES[name] for name in ("resident", "consent") if not getattr(stated, name)}
        if errors:
            return await review(request, token, 422, errors, stated.model_dump())
        try:
            _, kept = await drafts.open(token)
        except DraftGone:
            # Pressed twice: it has been filed.
            return RedirectResponse(OWN.format(token=token), 303)
        ready, _ = read_values(kept)
        if ready is None:
            return await review(request, token, 422, {}, {})
        attachments = as_typed(kept, signed).attachments
        try:
            await initiatives.submit(token, ready.content(), ready.group(ready.email), attachments)
        except (EstimateUnbalanced, OwnShareTooSmall):
            return await review(request, token, 422, {}, stated.model_dump())
        return RedirectResponse(OWN.format(token=token) + "?przyjeto=1", 303)

    async def question(request: Request, token: str, status: int, values: Any, errors: Mapping[str, str]) -> Response:
        draft, _ = await drafts.open(token)
        return templates.page(
            request,
            "initiative_question.html",
            status_code=status,
            headers=SECRET,
            token=token,
            draft=draft,
            offered=(await rulebook.today()).consultation,
            question=drafts.question(draft) if draft.consultation else None,
            answer=drafts.answer_of(draft),
            values=values,
            errors=errors,
        )

    @router.get(OWN + "/konsultacja")
    async def ask(request: Request, token: Token) -> Response:
        """Show what was asked and answered, or ask for a question."""
        return await question(request, token, 200, {}, {})

    @router.post(OWN + "/konsultacja")
    async def asked(request: Request, token: Token) -> Response:
        """Ask the office."""
        try:
            typed = await read(request, QuestionForm, {"text": "Napisz, o co pytasz: od 10 do 2000 znaków."})
        except FormInvalid as invalid:
            return await question(request, token, 422, invalid.values, invalid.errors)
        try:
            await drafts.ask(token, typed.text)
        except ConsultationClosed:
            return await question(request, token, 409, typed.model_dump(), {})
        return RedirectResponse(OWN.format(token=token) + "/konsultacja", 303)

    return router


def _after_saving(token: str, step: str) -> Response:
    own = OWN.format(token=token)
    return RedirectResponse(own + ("/sprawdzenie" if step == "review" else "?zapisano=1"), 303)
