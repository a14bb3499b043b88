"""Pages of declarations: where the applicants ask and count, and where a neighbour signs on a phone."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.intake.initiatives.declarations import Declarations, DraftUnready
from services.intake.initiatives.domain.declarations import (
    AlreadyInvited,
    DeclarationClosed,
    DeclarationsFull,
    Invitee,
)
from services.intake.initiatives.domain.rules import Rules
from services.intake.initiatives.domain.shares import Balance
from services.intake.initiatives.drafts import InitiativeDrafts
from services.intake.initiatives.pages.filing import OWN
from services.intake.initiatives.pages.gifts import MESSAGES, InviteForm, SignForm, enter_paper, hours_text
from services.intake.initiatives.pages.shown import weigh
from services.intake.initiatives.service import Initiatives
from services.intake.proposals.drafts import DraftGone
from services.intake.proposals.pages.own import Token
from shared.access import anyone
from shared.asks import TOO_OFTEN, AskedTooOften
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates
from shared.web.requests import caller

_LIST = OWN + "/deklaracje"
_SIGN = "/inicjatywa-lokalna/deklaracja/{token}"


def pages(
    initiatives: Initiatives, drafts: InitiativeDrafts, declarations: Declarations, templates: Templates
) -> APIRouter:
    """Give the pages of declarations."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    async def balance_of(token: str, rules: Rules) -> Balance:
        initiative = await initiatives.of_applicant(token)
        if initiative is not None:
            return await initiatives.weigh(initiative.id, initiative.content, rules)
        draft, values = await drafts.open(token)
        return await weigh(initiatives, draft.id, values, rules)

    async def shown(
        request: Request,
        token: str,
        status: int = 200,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        paper: bool = False,
    ) -> Response:
        about = await declarations.about(drafts.links.initiative_id(token))
        named, filed = await declarations.of(token), await initiatives.of_applicant(token)
        # Only what is filed has numbers that stay.
        numbered = () if filed is None else (filed.contract or filed).declared
        return templates.page(
            request,
            "declarations.html",
            status_code=status,
            headers=SECRET,
            token=token,
            about=about,
            named=named,
            numbers={one.declaration_id: one.number for one in numbered},
            balance=await balance_of(token, about.rules),
            rate=about.rules.rate_on(warsaw(initiatives.clock.now()).date()),
            values=values or {},
            errors=errors or {},
            paper=paper,
        )

    @router.get(_LIST)
    async def every(request: Request, token: Token) -> Response:
        """Show who was asked, who has signed what, and what is missing."""
        return await shown(request, token)

    @router.post(_LIST)
    async def invite(request: Request, token: Token) -> Response:
        """Ask a neighbour by mail."""
        try:
            typed = await read(request, InviteForm, MESSAGES)
        except FormInvalid as invalid:
            return await shown(request, token, 422, invalid.values, invalid.errors)
        try:
            await declarations.invite(
                token,
                Invitee(given=typed.invited_given, surname=typed.invited_surname, email=typed.invited_email),
                caller(request),
            )
        except AlreadyInvited:
            wrong = {"invited_email": "Ta osoba jest już na liście. Podaj adres innej osoby."}
            return await shown(request, token, 409, typed.model_dump(), wrong)
        except AskedTooOften:
            return await shown(request, token, 429, typed.model_dump(), {"invited_email": TOO_OFTEN})
        except DraftUnready:
            wrong = {"invited_email": "Najpierw wpisz w szkicu nazwę i streszczenie i zapisz go."}
            return await shown(request, token, 409, typed.model_dump(), wrong)
        except (DeclarationClosed, DeclarationsFull):
            return await shown(request, token, 409)
        return RedirectResponse(_LIST.format(token=token), 303)

    @router.post(_LIST + "/papierowa")
    async def add_from_paper(request: Request, token: Token) -> Response:
        """Enter a declaration that somebody has signed on paper."""
        refused = await enter_paper(request, lambda given: declarations.add_from_paper(token, given))
        if refused is not None:
            return await shown(request, token, *refused, paper=bool(refused.errors))
        return RedirectResponse(_LIST.format(token=token), 303)

    @router.post(_LIST + "/{declaration_id}/usuniecie")
    async def remove(request: Request, token: Token, declaration_id: Id) -> Response:
        """Take a declaration off the list; who it was is forgotten."""
        await read(request, Form)
        try:
            await declarations.remove(token, declaration_id)
        except DeclarationClosed:
            return await shown(request, token, 409)
        return RedirectResponse(_LIST.format(token=token), 303)

    def gone(request: Request) -> Response:
        return templates.page(request, "declaration_gone.html", status_code=410, headers=SECRET)

    async def own(
        request: Request, token: str, status: int, values: Mapping[str, Any], errors: Mapping[str, str]
    ) -> Response:
        try:
            about, named = await declarations.asked_by(token)
        except (DeclarationClosed, DraftGone):
            return gone(request)
        return templates.page(
            request,
            "declaration.html",
            status_code=status,
            headers=SECRET,
            token=token,
            about=about,
            declaration=named.declaration,
            declarant=named.declarant,
            rate=about.rules.rate_on(warsaw(initiatives.clock.now()).date()),
            values=values or (named.declarant.model_dump(include={"given", "surname"}) if named.declarant else {}),
            errors=errors,
        )

    @router.get(_SIGN)
    async def asked(request: Request, token: Token) -> Response:
        """Show what somebody is asked for, or what they have signed."""
        return await own(request, token, 200, {}, {})

    @router.post(_SIGN)
    async def sign(request: Request, token: Token) -> Response:
        """Sign."""
        try:
            typed = await read(request, SignForm, MESSAGES)
        except FormInvalid as invalid:
            return await own(request, token, 422, invalid.values, invalid.errors)
        wrong = typed.fault() | ({} if typed.declared else {"declared": MESSAGES["declared"]})
        if wrong:
            values = typed.model_dump(mode="json") | {"hours": hours_text(typed.hours)}
            return await own(request, token, 422, values, wrong)
        try:
            await declarations.sign(token, typed.gift(), typed.given, typed.surname, typed.address)
        except DeclarationClosed:
            return await own(request, token, 409, {}, {})
        return RedirectResponse(_SIGN.format(token=token), 303)

    @router.post(_SIGN + "/odmowa")
    async def end(request: Request, token: Token) -> Response:
        """Say no, or take back what was signed."""
        await read(request, Form)
        try:
            await declarations.end(token)
        except DeclarationClosed:
            return await own(request, token, 409, {}, {})
        return RedirectResponse(_SIGN.format(token=token), 303)

    return router
