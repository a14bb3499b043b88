"""The pages of who proposes a memorial: the form, and the page of the case, which opens by its link alone."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.given import Email, Telephone
from services.events.memorials.api.given import Reasons
from services.events.memorials.domain.proposals import NotNow, ProposalClosed, State
from services.events.memorials.pages.typed import CARD_MESSAGES, CardForm, typed
from services.events.memorials.service.applications import Applications, TooManyProposals
from services.events.memorials.service.telling import PUBLIC, Proposer
from shared.access import anyone
from shared.asks import TOO_OFTEN, AskedTooOften
from shared.store import KeyReused
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, TYPED, Templates
from shared.web.requests import caller

_ONE = PUBLIC + "/{token}"
_Token = Annotated[str, Path(min_length=10, max_length=200)]
_NOT_NOW = "Sprawa poszła już dalej. Niżej jest obecny stan."
_SENT = "Poprzedni wniosek z tego formularza już do nas dotarł. Jeśli to ma być nowy wniosek, wyślij go jeszcze raz."


class ApplicationForm(CardForm):
    """A proposal as typed."""

    why: Reasons
    proposer: str = Field(min_length=3, max_length=200)
    email: Email
    telephone: Telephone | None = None

    def by(self) -> Proposer:
        """Give who proposes in the words of the use case."""
        return Proposer.reached_by(self.proposer, self.email, self.telephone, self.why)


class WithdrawalForm(Form):
    """That it is meant."""

    sure: Literal["true"] = Field(...)


_MESSAGES = {
    **CARD_MESSAGES,
    "why": "Napisz, dlaczego: co najmniej jednym zdaniem.",
    "proposer": "Podaj, kto wnioskuje.",
    "email": "Podaj adres e-mail: wyślemy na niego odpowiedź.",
    "telephone": "Podaj numer telefonu, na przykład 600 100 200.",
    "sure": "Zaznacz, że chcesz wycofać wniosek.",
}


def pages(applications: Applications, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    def form_page(
        request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(
            request,
            "memorial_application.html",
            status_code=status,
            headers=TYPED,
            values=values,
            errors=errors,
        )

    @router.get(PUBLIC)
    async def blank(request: Request) -> Response:
        """Show the form."""
        return form_page(request, {}, {})

    @router.post(PUBLIC)
    async def apply(request: Request) -> Response:
        """Send a proposal in."""
        try:
            form = await read(request, ApplicationForm, _MESSAGES)
        except FormInvalid as invalid:
            return form_page(request, invalid.values, invalid.errors, 422)
        values = {**form.model_dump(mode="json"), **typed(form.card())}
        try:
            token = await applications.apply(form.card(), form.by(), form.email, caller(request))
        except TooManyProposals:
            full = {"email": "Z tego adresu czekają już 3 wnioski. Poczekaj na odpowiedź."}
            return form_page(request, values, full, 409)
        except KeyReused:
            # Somebody has gone back to the form and proposes another one: shown anew, it has a key of its own.
            return form_page(request, values, {"name": _SENT}, 409)
        except AskedTooOften:
            return form_page(request, values, {"email": TOO_OFTEN}, 429)
        return RedirectResponse(f"{PUBLIC}/{token}", 303)

    async def page(request: Request, token: str, errors: Mapping[str, str], status: int = 200) -> Response:
        one = await applications.of_link(token)
        return templates.page(
            request,
            "memorial_application_own.html",
            status_code=status,
            headers=SECRET,
            one=one,
            token=token,
            why=applications.proposer(one).why,
            needs=() if one.state is State.SUBMITTED else one.needs,
            values={},
            errors=errors,
        )

    @router.get(_ONE)
    async def show(request: Request, token: _Token) -> Response:
        """Show a proposal to whoever has its link."""
        return await page(request, token, {})

    @router.post(_ONE + "/wycofanie")
    async def withdraw(request: Request, token: _Token) -> Response:
        """Take it back."""
        try:
            await read(request, WithdrawalForm, _MESSAGES)
            await applications.withdraw(token)
        except FormInvalid as invalid:
            return await page(request, token, invalid.errors, 422)
        except (NotNow, ProposalClosed):
            return await page(request, token, {"sure": _NOT_NOW}, 409)
        return RedirectResponse(f"{PUBLIC}/{token}", 303)

    return router
