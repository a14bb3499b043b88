"""Pages of an answer to a call: the applicants' own, and the officer's for one that came on paper.

Nothing but what the call opens can be changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.intake.editions.service import Editions
from services.intake.initiatives.corrections import InitiativeCorrections
from services.intake.initiatives.domain import PART_FIELDS, Initiative
from services.intake.initiatives.domain.content import Content, Group
from services.intake.initiatives.domain.shares import EstimateUnbalanced, OwnShareTooSmall
from services.intake.initiatives.domain.states import Action, Actor, NotNow
from services.intake.initiatives.form import MESSAGES, ContentForm, GroupForm, content_values, filled, leave_out_repeats
from services.intake.initiatives.pages.filing import OWN, area_names
from services.intake.initiatives.pages.shown import form_context, weigh
from services.intake.initiatives.service import Initiatives
from services.intake.proposals.domain.receipt import ReceivedLater
from services.intake.proposals.drafts import DraftGone
from services.intake.proposals.pages.opened import valid
from services.intake.proposals.pages.own import Token
from services.intake.proposals.pages.typed import Typed, read_typed
from services.intake.proposals.signed import SignedTexts
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.contracts.initiatives.intake import InitiativePart
from shared.files import Files
from shared.web.forms import Form
from shared.web.render import SECRET, Templates

_OWN = OWN + "/uzupelnienie"
_PAPER = "/panel/inicjatywy/{initiative_id}/uzupelnienie"
_FORM_NAMES = {"city_shares": "shares"}


class _ReceivedForm(Form):
    received_on: date


@dataclass(frozen=True)
class _Answer:
    content: Content
    group: Group | None


def pages(
    initiatives: Initiatives,
    corrections: InitiativeCorrections,
    editions: Editions,
    signed: SignedTexts,
    files: Files,
    templates: Templates,
) -> APIRouter:
    """Give the pages of a correction."""
    router = APIRouter(include_in_schema=False)

    async def shown(
        request: Request,
        template: str,
        initiative: Initiative,
        typed: Typed,
        errors: Mapping[str, str],
        status: int,
        **context: Any,
    ) -> Response:
        rules = await initiatives.rulebook.get(initiative.rules_id)
        values = content_values(initiative.content) | dict(typed.values)
        return templates.page(
            request,
            template,
            status_code=status,
            headers=SECRET,
            initiative=initiative,
            opened=initiative.call.opens if initiative.call else (),
            balance=await weigh(initiatives, initiative.id, values, rules),
            **form_context(typed, errors, rules, await area_names(editions)),
            **context,
        )

    async def filed(token: str) -> Initiative:
        initiative = await initiatives.of_applicant(token)
        if initiative is None:
            raise DraftGone
        return initiative

    async def own(
        request: Request, token: str, initiative: Initiative, typed: Typed, errors: Mapping[str, str], status: int
    ) -> Response:
        is_open = initiative.can_correct(initiatives.clock.now())
        page = "own_initiative_correction.html"
        return await shown(request, page, initiative, typed, errors, status, token=token, open=is_open)

    @router.get(_OWN, dependencies=[anyone()])
    async def show(request: Request, token: Token) -> Response:
        """Show what is missing, and the fields in which it can be mended, as they are now."""
        initiative = await filed(token)
        return await own(request, token, initiative, Typed(content_values(initiative.content), (), {}), {}, 200)

    @router.post(_OWN, dependencies=[anyone()])
    async def send(request: Request, token: Token) -> Response:
        """Take the answer in, once."""
        initiative = await filed(token)
        typed = await read_typed(request, signed, files)
        if not initiative.can_correct(initiatives.clock.now()):
            return await own(request, token, initiative, typed, {}, 409)
        if typed.step != "send":
            return await own(request, token, initiative, typed, typed.errors, 200)
        errors = dict(typed.errors)
        answer = _answer_of(typed, initiative, errors)
        if errors or answer is None:
            return await own(request, token, initiative, typed, leave_out_repeats(errors), 422)
        try:
            await corrections.correct(token, answer.content, answer.group, typed.attachments)
        except (EstimateUnbalanced, OwnShareTooSmall) as unfit:
            return await own(request, token, initiative, typed, {"estimate": _unfit(unfit)}, 422)
        except NotNow:
            return await own(request, token, await filed(token), typed, {}, 409)
        return RedirectResponse(OWN.format(token=token) + "?uzupelniono=1", 303)

    async def paper(
        request: Request, initiative: Initiative, typed: Typed, errors: Mapping[str, str], status: int
    ) -> Response:
        is_open = initiative.may(Action.CORRECT_ON_PAPER, Actor.OFFICER)
        return await shown(request, "paper_initiative_correction.html", initiative, typed, errors, status, open=is_open)

    @router.get(_PAPER, dependencies=[only(Role.OFFICER)])
    async def ask(request: Request, initiative_id: Id) -> Response:
        """Ask for what the paper says and when it came."""
        initiative = await initiatives.initiative(initiative_id)
        return await paper(request, initiative, Typed(content_values(initiative.content), (), {}), {}, 200)

    @router.post(_PAPER, dependencies=[only(Role.OFFICER)])
    async def enter(request: Request, initiative_id: Id) -> Response:
        """Enter an answer that came on paper."""
        initiative = await initiatives.initiative(initiative_id)
        typed = await read_typed(request, signed, files)
        if not initiative.may(Action.CORRECT_ON_PAPER, Actor.OFFICER):
            return await paper(request, initiative, typed, {}, 409)
        if typed.step != "send":
            return await paper(request, initiative, typed, typed.errors, 200)
        errors = dict(typed.errors)
        day = valid(_ReceivedForm, filled({"received_on": typed.values.get("received_on")}), errors, MESSAGES)
        answer = _answer_of(typed, initiative, errors)
        if errors or answer is None or day is None:
            return await paper(request, initiative, typed, leave_out_repeats(errors), 422)
        try:
            await corrections.correct_on_paper(
                initiative_id,
                answer.content,
                answer.group,
                typed.attachments,
                day.received_on,
                signed_in(request),
            )
        except ReceivedLater:
            return await paper(request, initiative, typed, {"received_on": "Ten dzień jeszcze nie nadszedł."}, 422)
        except NotNow:
            return await paper(request, await initiatives.initiative(initiative_id), typed, {}, 409)
        return RedirectResponse(f"/panel/inicjatywy/{initiative_id}", 303)

    return router


def _answer_of(typed: Typed, initiative: Initiative, errors: dict[str, str]) -> _Answer | None:
    """Read what is open; the rest stays as it was. What is wrong is added to `errors`."""
    opened: Sequence[InitiativePart] = initiative.call.opens if initiative.call else ()
    names = {_FORM_NAMES.get(name, name) for part in opened for name in PART_FIELDS[part]}
    given = filled({name: value for name, value in typed.values.items() if name in names})
    held = {name: value for name, value in content_values(initiative.content).items() if name not in names}
    content = valid(ContentForm, {**held, **given}, errors, MESSAGES)
    group = None
    if InitiativePart.RESIDENTS in opened:
        group = valid(GroupForm, filled(typed.values), errors, MESSAGES)
    if content is None:
        return None
    return _Answer(content.content(), group.group(None) if group is not None else None)


def _unfit(error: EstimateUnbalanced | OwnShareTooSmall) -> str:
    if isinstance(error, OwnShareTooSmall):
        return "Wkład własny jest za mały. Zbierz więcej deklaracji albo poproś miasto o mniej."
    return "Kosztorys się nie zgadza: porównaj obie kolumny z deklaracjami i z tym, o co prosicie."
