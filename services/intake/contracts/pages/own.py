"""The page on which the applicants read the text of their contract, accept it, or say what to change."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.intake.contracts.api.own import Words as Objection
from services.intake.contracts.domain.contract import NotPossible, TermsUnfit
from services.intake.contracts.domain.states import Action
from services.intake.contracts.service import Contracts
from services.intake.contracts.wording import CITY_SHARES, CONTRIBUTIONS
from shared.access import anyone
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates

_OWN = "/inicjatywa-lokalna/moja/{token}/umowa"
_MESSAGES = {"text": "Napisz, co zmienić: od 10 do 2000 znaków."}
Token = Annotated[str, Path(min_length=10, max_length=400)]


class AcceptanceForm(Form):
    """The version of the text that was read."""

    version: int = Field(ge=1)


class ObjectionForm(AcceptanceForm):
    """What is to be changed in it."""

    text: Objection


def own(contracts: Contracts, templates: Templates) -> APIRouter:
    """Give the page of those who have the applicants' link."""
    router = APIRouter(dependencies=[anyone()])

    async def page(
        request: Request,
        token: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        one = await contracts.of_applicant(token)
        return templates.page(
            request,
            "own_contract.html",
            status_code=status,
            headers=SECRET,
            one=one,
            token=token,
            asked=one.may(Action.ANSWER),
            objection=contracts.objection(one),
            kinds=CITY_SHARES,
            contributions=CONTRIBUTIONS,
            values={"version": one.version, **values},
            errors=errors,
            stale=stale,
        )

    async def answer(
        request: Request, token: str, form: type[Form], work: Callable[[Any], Awaitable[None]]
    ) -> Response:
        try:
            filled = await read(request, form, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, token, invalid.values, invalid.errors, 422)
        try:
            await work(filled)
        except (Stale, NotPossible, TermsUnfit):
            typed = filled.model_dump(exclude={"version"})
            return await page(request, token, typed, {}, 412, stale=True)
        return RedirectResponse(_OWN.format(token=token), 303)

    @router.get(_OWN)
    async def show(request: Request, token: Token) -> Response:
        """Show the text, and what the applicants are asked."""
        return await page(request, token, {}, {})

    @router.post(_OWN + "/zgoda")
    async def accept(request: Request, token: Token) -> Response:
        """Accept it."""
        return await answer(request, token, AcceptanceForm, lambda form: contracts.accept(token, form.version))

    @router.post(_OWN + "/zmiana")
    async def object(request: Request, token: Token) -> Response:
        """Say what to change."""
        return await answer(
            request, token, ObjectionForm, lambda form: contracts.object(token, form.version, form.text)
        )

    return router
