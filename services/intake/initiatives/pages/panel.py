"""The register of initiatives for staff, and what officers do with one. Readings of people's data are noted."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.intake.contracts.service import Contracts
from services.intake.initiatives.api.bodies import READERS
from services.intake.initiatives.domain.content import Group
from services.intake.initiatives.domain.declarations import Declarant, Declaration
from services.intake.initiatives.domain.saved import NothingAsked
from services.intake.initiatives.domain.states import Action, Actor, NotNow, State
from services.intake.initiatives.drafts import InitiativeDrafts
from services.intake.initiatives.pages.shown import listed, weigh
from services.intake.initiatives.service import Initiatives
from services.intake.letters.service import Letters
from services.intake.proposals.drafts import DraftGone
from services.intake.proposals.pages.register import FILE
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.files import Files
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_LIST = "/panel/inicjatywy"
_ONE = _LIST + "/{initiative_id}"
_DRAFT = _LIST + "/szkice/{draft_id}"
_PART = 50
_PRIVATE = {"Cache-Control": "no-store"}


class AnswerForm(Form):
    """What the office says about a draft; `number`: that of the question which was read."""

    text: str = Field(min_length=10, max_length=5_000)
    number: int = Field(ge=1)


def pages(
    initiatives: Initiatives,
    contracts: Contracts,
    drafts: InitiativeDrafts,
    letters: Letters,
    files: Files,
    templates: Templates,
) -> APIRouter:
    """Give the pages of staff."""
    router = APIRouter(include_in_schema=False)

    @router.get(_LIST, dependencies=[only(*READERS)])
    async def register(
        request: Request,
        q: Annotated[str, Query(max_length=100)] = "",
        stan: State | None = None,
        after: Annotated[str, Query(pattern=r"^(\d{4}-\d{1,9})?$")] = "",
    ) -> Response:
        """List the register, the newest first; search and filter stand in the address."""
        shown = await listed(initiatives, q, stan, after, _PART)
        waiting = await drafts.store.consulted(50)
        return templates.page(request, "initiatives_register.html", **shown, waiting=waiting)

    async def draft_page(
        request: Request, draft_id: str, status: int, values: Mapping[str, Any], errors: Mapping[str, str]
    ) -> Response:
        draft, kept = await drafts.of(draft_id)
        rules = await initiatives.rulebook.today()
        return templates.page(
            request,
            "initiative_draft.html",
            status_code=status,
            headers=_PRIVATE,
            draft=draft,
            # What the author asks about; who that is the office need not know to answer.
            kept={name: kept.get(name) for name in _PUBLIC},
            balance=await weigh(initiatives, draft_id, kept, rules),
            question=drafts.question(draft) if draft.consultation else None,
            answer=drafts.answer_of(draft),
            values=values,
            errors=errors,
        )

    def draft_gone(request: Request) -> Response:
        return templates.page(request, "initiative_draft_gone.html", status_code=410)

    @router.get(_DRAFT, dependencies=[only(Role.OFFICER)])
    async def consulted(request: Request, draft_id: Id) -> Response:
        """Show a draft about which its author asks."""
        try:
            return await draft_page(request, draft_id, 200, {}, {})
        except DraftGone:
            return draft_gone(request)

    @router.post(_DRAFT, dependencies=[only(Role.OFFICER)])
    async def answer(request: Request, draft_id: Id) -> Response:
        """Answer; the draft stays its author's."""
        try:
            form = await read(request, AnswerForm, {"text": "Napisz odpowiedź: od 10 do 5000 znaków."})
        except FormInvalid as invalid:
            return await draft_page(request, draft_id, 422, invalid.values, invalid.errors)
        try:
            await drafts.answer(draft_id, form.number, form.text, signed_in(request))
        except DraftGone:
            return draft_gone(request)
        except (NothingAsked, Stale):
            return await draft_page(request, draft_id, 412, form.model_dump(), {})
        return RedirectResponse(_DRAFT.format(draft_id=draft_id), 303)

    async def shown(
        request: Request,
        initiative_id: str,
        status: int = 200,
        group: Group | None = None,
        declarants: Sequence[tuple[Declaration, Declarant]] = (),
    ) -> Response:
        initiative = await initiatives.initiative(initiative_id)
        return templates.page(
            request,
            "register_initiative.html",
            status_code=status,
            headers=_PRIVATE,
            initiative=initiative,
            contract=await contracts.of_initiative(initiative_id),
            group=group,
            declarants={declaration.id: declarant for declaration, declarant in declarants},
            rules=await initiatives.rulebook.get(initiative.rules_id),
            readings=await initiatives.store.readings(initiative.case),
            letters=await letters.store.of_proposal(initiative.id),
            can_correct=initiative.may(Action.CORRECT_ON_PAPER, Actor.OFFICER),
            can_withdraw=initiative.may(Action.WITHDRAW_ON_PAPER, Actor.OFFICER),
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def one(request: Request, initiative_id: Id) -> Response:
        """Show an initiative, without its people."""
        return await shown(request, initiative_id)

    @router.post(_ONE + "/dane", dependencies=[only(Role.OFFICER)])
    async def people(request: Request, initiative_id: Id) -> Response:
        """Show it with who has filed it and who has signed; the reading is written down."""
        by = signed_in(request)
        group = await initiatives.group(initiative_id, by)
        return await shown(request, initiative_id, 200, group, await initiatives.declarants(initiative_id, by))

    @router.post(_ONE + "/wycofanie", dependencies=[only(Role.OFFICER)])
    async def withdraw(request: Request, initiative_id: Id) -> Response:
        """Withdraw it for applicants who have written so."""
        await read(request, Form)
        try:
            await initiatives.withdraw_on_paper(initiative_id)
        except NotNow:
            return await shown(request, initiative_id, 409)
        return RedirectResponse(_ONE.format(initiative_id=initiative_id), 303)

    @router.get(_ONE + "/zalaczniki/{file_id}", dependencies=[only(Role.OFFICER)])
    async def attachment(request: Request, initiative_id: Id, file_id: Id) -> Response:
        """Hand out a file to be saved; the reading is written down."""
        file = await initiatives.attachment(initiative_id, file_id, signed_in(request))
        _, body = await files.read(file.id)
        disposition = f"attachment; filename*=UTF-8''{quote(file.filename)}"
        return Response(body, media_type=file.media_type, headers={**FILE, "Content-Disposition": disposition})

    return router


_PUBLIC = (
    "title",
    "summary",
    "description",
    "goal",
    "task_area",
    "audience",
    "beneficiaries",
    "place",
    "area_name",
    "steps",
    "shares",
    "estimate",
    "organisation",
)
"""The fields of a draft that name nobody."""
