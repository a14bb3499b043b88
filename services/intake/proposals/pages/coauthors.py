"""Pages of co-authors: the applicant names and takes off, the named person says yes or no. They name nobody."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.intake.proposals.coauthors import CoAuthors
from services.intake.proposals.domain.coauthor import MOST_COAUTHORS, AlreadyAnswered, AlreadyInvited, Invited
from services.intake.proposals.domain.draft import EMAIL
from services.intake.proposals.pages.form import MESSAGES
from services.intake.proposals.pages.own import Token
from services.intake.proposals.service import Proposals
from shared.access import anyone
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates

_OWN = "/budzet-obywatelski/zgloszenie/{token}/wspolautorzy"
_INVITED = "/budzet-obywatelski/wspolautor/{token}"
_MESSAGES = {**MESSAGES, "email:missing": "Podaj adres e-mail: wyślemy na niego pytanie."}


class InvitationForm(Form):
    """Whom the applicant names."""

    given: str = Field(max_length=100)
    surname: str = Field(max_length=100)
    email: str = Field(max_length=254, pattern=EMAIL)


class AnswerForm(Form):
    """What the named person says: "yes" or "no"."""

    answer: str = Field(pattern="^(yes|no)$")


def pages(proposals: Proposals, coauthors: CoAuthors, templates: Templates) -> APIRouter:
    """Give the pages of co-authors."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    async def own(
        request: Request, token: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        proposal = await proposals.of_applicant(token)
        return templates.page(
            request,
            "own_coauthors.html",
            status_code=status,
            headers=SECRET,
            token=token,
            proposal=proposal,
            most=MOST_COAUTHORS,
            values=values,
            errors=errors,
        )

    @router.get(_OWN)
    async def show(request: Request, token: Token) -> Response:
        """Show what the named persons have said, and a form to name one more."""
        return await own(request, token, {}, {}, 200)

    @router.post(_OWN)
    async def invite(request: Request, token: Token) -> Response:
        """Name somebody."""
        try:
            form = await read(request, InvitationForm, _MESSAGES)
        except FormInvalid as invalid:
            return await own(request, token, invalid.values, invalid.errors, 422)
        values = form.model_dump()
        try:
            await coauthors.invite(token, Invited(**values))
        except AlreadyInvited:
            text = "Ten adres już jest na liście albo jest Twój. Podaj adres współautora."
            return await own(request, token, values, {"email": text}, 409)
        return RedirectResponse(_OWN.format(token=token), 303)

    @router.post(_OWN + "/{coauthor_id}/usuniecie")
    async def remove(request: Request, token: Token, coauthor_id: Id) -> Response:
        """Take a co-author off."""
        await read(request, Form)
        await coauthors.remove(token, coauthor_id)
        return RedirectResponse(_OWN.format(token=token), 303)

    async def invitation(request: Request, token: str, errors: Mapping[str, str], status: int) -> Response:
        try:
            proposal, coauthor = await coauthors.invitation(token)
        except AlreadyAnswered:
            return templates.page(request, "coauthor_gone.html", status_code=410, headers=SECRET)
        return templates.page(
            request,
            "coauthor.html",
            status_code=status,
            headers=SECRET,
            token=token,
            proposal=proposal,
            coauthor=coauthor,
            errors=errors,
        )

    @router.get(_INVITED)
    async def ask(request: Request, token: Token) -> Response:
        """Ask the named person, or show that they have said yes."""
        return await invitation(request, token, {}, 200)

    @router.post(_INVITED)
    async def answer(request: Request, token: Token) -> Response:
        """Take the answer in."""
        try:
            form = await read(request, AnswerForm, {"answer": "Wybierz jedną odpowiedź."})
        except FormInvalid as invalid:
            return await invitation(request, token, invalid.errors, 422)
        try:
            await coauthors.answer(token, confirms=form.answer == "yes")
        except AlreadyAnswered:
            return await invitation(request, token, {}, 409)
        return RedirectResponse(_INVITED.format(token=token), 303)

    @router.post(_INVITED + "/rezygnacja")
    async def leave(request: Request, token: Token) -> Response:
        """Let a co-author go."""
        await read(request, Form)
        await coauthors.leave(token)
        return RedirectResponse(_INVITED.format(token=token), 303)

    return router
