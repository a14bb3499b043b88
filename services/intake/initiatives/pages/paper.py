"""The page on which an officer enters an application that came on paper, with its declarations."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.intake.editions.service import Editions
from services.intake.initiatives.domain import AlreadyFiled
from services.intake.initiatives.domain.content import SphereUnknown
from services.intake.initiatives.domain.declarations import SignedLater
from services.intake.initiatives.domain.rules import RateUnknown
from services.intake.initiatives.form import MESSAGES, ContentForm, GroupForm, leave_out_repeats
from services.intake.initiatives.pages.filing import area_names
from services.intake.initiatives.pages.gifts import PaperForm as DeclarationRow
from services.intake.initiatives.pages.shown import form_context
from services.intake.initiatives.service import Initiatives
from services.intake.proposals.domain.draft import EMAIL
from services.intake.proposals.domain.receipt import ReceivedLater
from services.intake.proposals.pages.typed import Typed, read_typed
from services.intake.proposals.signed import SignedTexts
from shared.access import Role, only, signed_in
from shared.files import Files
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates

_PAGE = "/panel/inicjatywy/papierowa"


class PaperForm(GroupForm, ContentForm):
    """The whole paper; `another`: the officer has seen the one that seems the same."""

    email: str | None = Field(default=None, max_length=254, pattern=EMAIL)
    received_on: date
    declared: Annotated[tuple[DeclarationRow, ...], Field(max_length=30)] = ()
    another: bool = False


_ROW = {f"declared:{rule}": text for rule, text in (("too_long", "Zmieść deklaracje w 30 wierszach."),)}
_MESSAGES = {**MESSAGES, **_ROW, "received_on": "Podaj dzień wpływu.", "email": "Sprawdź adres e-mail."}


def pages(
    initiatives: Initiatives, editions: Editions, signed: SignedTexts, files: Files, templates: Templates
) -> APIRouter:
    """Give the page of papers."""
    router = APIRouter(include_in_schema=False, dependencies=[only(Role.OFFICER)])

    async def form(
        request: Request,
        typed: Typed,
        errors: Mapping[str, str],
        status: int = 200,
        same: AlreadyFiled | None = None,
    ) -> Response:
        rules = await initiatives.rulebook.today()
        return templates.page(
            request,
            "paper_initiative.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            same=same,
            **form_context(typed, errors, rules, await area_names(editions)),
        )

    @router.get(_PAGE)
    async def empty(request: Request) -> Response:
        """Ask for what the paper says and when it came."""
        return await form(request, Typed({}, (), {}), {})

    @router.post(_PAGE)
    async def enter(request: Request) -> Response:
        """Enter the application into the register, or show again what was typed."""
        typed = await read_typed(request, signed, files)
        if typed.step != "send" or typed.errors:
            return await form(request, typed, typed.errors)
        try:
            ready = await read(request, PaperForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form(request, typed, leave_out_repeats(invalid.errors), 422)
        wrong = {
            f"declared-{number}-{field}": text
            for number, row in enumerate(ready.declared)
            for field, text in row.fault().items()
        }
        if wrong:
            return await form(request, typed, wrong, 422)
        try:
            filed = await initiatives.submit_on_paper(
                ready.content(),
                ready.group(ready.email),
                [row.declaration() for row in ready.declared],
                ready.received_on,
                signed_in(request),
                typed.attachments,
                another=ready.another,
            )
        except ReceivedLater:
            return await form(request, typed, {"received_on": "Ten dzień jeszcze nie nadszedł."}, 422)
        except SphereUnknown:
            return await form(request, typed, {"task_area": "Wybierz zakres z listy."}, 422)
        except (SignedLater, RateUnknown):
            text = "Sprawdź dni podpisów: któryś jeszcze nie nadszedł albo nie ma na niego stawki."
            return await form(request, typed, {"declared-0-signed_on": text}, 422)
        except AlreadyFiled as same:
            text = "Ta osoba złożyła już w tym roku wniosek o tej nazwie. Sprawdź, czy to nie ten sam."
            return await form(request, typed, {"another": text}, 409, same)
        return RedirectResponse(f"/panel/inicjatywy/{filed.initiative_id}", 303)

    return router
