"""JSON routes of those who have a link: what it opens is read with the token in the body, never in the address."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.intake.initiatives.api.bodies import FilingGiven, RemovalGiven, TokenGiven
from services.intake.initiatives.declarants import OfRepresentative
from services.intake.initiatives.declarations import Declarations
from services.intake.initiatives.domain import Initiative
from services.intake.initiatives.domain.declarations import DeclarationState
from services.intake.initiatives.domain.states import Action, Actor
from services.intake.initiatives.drafts import InitiativeDrafts
from services.intake.initiatives.form import content_values, group_values
from services.intake.initiatives.service import Initiatives
from shared.access import anyone
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.contracts.initiatives.intake import ContributionKind
from shared.web.forms import FORM_KEY
from shared.web.render import SECRET
from shared.web.requests import Keyed, caller


class OwnDeclaration(BaseModel):
    """Who is asked or has signed, as the applicants see it. `minutes` of work, `rate` and `value` in grosze."""

    declaration_id: str
    name: str
    state: DeclarationState
    on_paper: bool
    kind: ContributionKind | None
    subject: str | None
    minutes: int | None
    rate: int | None
    value: int | None
    signed_on: date | None


class OwnDraft(BaseModel):
    """What is kept of an application that is not filed: its form as typed. `question`, `answer`: of the office.

    `linked`: the link has gone out to the e-mail in it.
    """

    fields: dict[str, Any]
    saved_at: datetime
    linked: bool
    delete_at: datetime
    converted_from: str | None
    question: str | None
    answer: str | None
    waits: bool


class OwnInitiative(BaseModel):
    """What the applicants' link opens: a draft, or (`draft` null) an initiative, which everybody reads by its id.

    `declarations_open`: neighbours can be asked, can sign and take back. `can`: the steps that can be taken now.
    """

    initiative_id: str
    draft: OwnDraft | None
    declarations: list[OwnDeclaration]
    declarations_open: bool
    can: list[Action]


class DeclarationOpened(BaseModel):
    """What a declaration's link opens: for what it is, and what was signed. `rate`: of an hour of work today.

    `is_open`: it can be signed, or taken back. Amounts in grosze.
    """

    title: str
    summary: str
    place: str
    state: DeclarationState
    is_open: bool
    rate: int
    kind: ContributionKind | None
    subject: str | None
    minutes: int | None
    value: int | None
    signed_on: date | None


class Declarant(BaseModel):
    """A declaration of the contract and who has signed it; `name` is null where that was taken back since."""

    declaration_id: str
    number: int
    kind: ContributionKind
    subject: str
    name: str | None


class DeclarantsOpened(BaseModel):
    """Who has declared what the contract of an initiative holds now, by number."""

    case: str
    title: str
    items: list[Declarant]


def routes(
    initiatives: Initiatives, drafts: InitiativeDrafts, declarations: Declarations, representative: OfRepresentative
) -> APIRouter:
    """Give the routes."""
    router = APIRouter(dependencies=[anyone()])

    @router.post("/initiative-openings")
    async def open_own(given: TokenGiven, response: Response) -> OwnInitiative:
        """Give what the applicants' token opens. 404 for a broken token, 410 where the draft was deleted."""
        filed = await initiatives.of_applicant(given.token)
        draft = None if filed is not None else await _draft(drafts, given.token)
        id: Id = initiatives.links.initiative_id(given.token)
        response.headers.update(SECRET)
        return OwnInitiative(
            initiative_id=id,
            draft=draft,
            declarations=await _declared(declarations, given.token),
            declarations_open=(await declarations.about(id)).is_open,
            can=_steps(filed, initiatives) if filed is not None else [],
        )

    @router.put("/initiative-drafts", status_code=204)
    async def save_again(given: FilingGiven, request: Request) -> None:
        """Keep the application of a draft's token anew, whole; its files stay. 410 where it was filed or deleted."""
        _, before = await drafts.open(given.token)
        told = content_values(given.content) | group_values(given.group)
        await drafts.save_again(given.token, {**before, **told, FORM_KEY: before[FORM_KEY]}, caller(request))

    @router.post("/declaration-removals", dependencies=[Keyed], status_code=204)
    async def remove(given: RemovalGiven) -> None:
        """Take a declaration off, for the applicants of a token: who it was is forgotten. 409 where it is closed."""
        await declarations.remove(given.token, given.declaration_id)

    @router.post("/declaration-openings")
    async def open_declaration(given: TokenGiven, response: Response) -> DeclarationOpened:
        """Give what a declaration's token opens. 404 for a broken token, 409 where it was refused or taken back."""
        about, named = await declarations.asked_by(given.token)
        one = named.declaration
        response.headers.update(SECRET)
        return DeclarationOpened(
            title=about.title,
            summary=about.summary,
            place=about.place,
            is_open=about.is_open,
            rate=about.rules.rate_on(warsaw(declarations.clock.now()).date()),
            **one.model_dump(include={"state", "kind", "subject", "minutes", "value", "signed_on"}),
        )

    @router.post("/declarant-openings")
    async def open_declarants(given: TokenGiven, response: Response) -> DeclarantsOpened:
        """Give who has declared what, for the representative's token that opens the ledger; the reading is noted.

        404 for a broken token or before the contract, 410 where the office has given out another.
        """
        found = await representative.declarants(given.token)
        response.headers.update(SECRET)
        items = [
            Declarant(**one.declared.model_dump(include=set(Declarant.model_fields)), name=one.name)
            for one in found.given
        ]
        return DeclarantsOpened(case=found.case, title=found.title, items=items)

    return router


async def _draft(drafts: InitiativeDrafts, token: str) -> OwnDraft:
    kept, values = await drafts.open(token)
    told = kept.model_dump(include={"saved_at", "linked", "delete_at", "converted_from", "waits"})
    return OwnDraft(
        **told,
        fields={name: value for name, value in values.items() if name != FORM_KEY},
        question=drafts.question(kept) if kept.consultation is not None else None,
        answer=drafts.answer_of(kept),
    )


async def _declared(declarations: Declarations, token: str) -> list[OwnDeclaration]:
    shown = set(OwnDeclaration.model_fields)
    return [
        OwnDeclaration(
            declaration_id=one.declaration.id,
            name=one.declarant.name if one.declarant else "",
            **one.declaration.model_dump(include=shown),
        )
        for one in await declarations.of(token)
    ]


def _steps(initiative: Initiative, initiatives: Initiatives) -> list[Action]:
    late = not initiative.can_correct(initiatives.clock.now())
    return [
        action
        for action in Action
        if initiative.may(action, Actor.APPLICANT) and not (action is Action.CORRECT and late)
    ]
