"""Proposals of new memorials at the desk: entered, sent to those who have a say, answered, built and unveiled."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.calendar.domain import Reason
from services.events.memorials.domain import Short
from services.events.memorials.domain.proposals import Body, DayAhead, MemorialProposal, Sign, State
from services.events.memorials.pages.typed import CARD_MESSAGES, CardForm
from services.events.memorials.service import KEEPERS, READERS
from services.events.memorials.service.proposals import Proposals
from services.events.memorials.service.telling import Proposer
from services.events.memorials.tasks import BASE
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_LIST = f"{BASE}/wnioski"
_PER_PAGE = 30
_Day = Annotated[date, Field(ge=date(1990, 1, 1), lt=date(2200, 1, 1))]
_AHEAD = "Podaj dzień, który już był i nie jest wcześniejszy niż poprzedni krok."


class ProposalForm(CardForm):
    """What is proposed, and by whom."""

    city_ground: Literal["yes", "no"]
    proposer: str = Field(min_length=3, max_length=200)
    contact: str = Field(min_length=3, max_length=300)
    received_on: _Day


class AcceptForm(Form):
    """What decides who has a say."""

    version: int
    city_ground: Literal["yes", "no"]
    war_grave: Literal["true", ""] = ""
    listed: Short | None = None


class AskForm(Form):
    """Who is asked, and when."""

    version: int
    body: Body
    on: _Day


class AnswerForm(AskForm):
    """What was said."""

    positive: Literal["yes", "no"]
    sign: Sign
    note: str | None = Field(default=None, max_length=2000)


class StepForm(Form):
    """When something came to be."""

    version: int
    step: Literal["build", "unveil"]
    day: _Day


class EndForm(Form):
    """How and why it ends."""

    version: int
    end: Literal["refused", "withdrawn"]
    reason: Reason


_MESSAGES = {
    **CARD_MESSAGES,
    "city_ground": "Wybierz, czyj jest grunt.",
    "proposer": "Podaj, kto wnioskuje.",
    "contact": "Podaj adres, e-mail albo telefon.",
    "received_on": "Podaj dzień wpływu.",
    "on": "Podaj dzień, na przykład 14.08.2027.",
    "day": "Podaj dzień, na przykład 14.08.2027.",
    "positive": "Wybierz odpowiedź.",
    "sign": "Podaj znak pisma albo numer uchwały.",
    "end": "Wybierz, jak wniosek się kończy.",
    "reason": "Napisz, dlaczego: co najmniej 10 znaków.",
}


def pages(proposals: Proposals, templates: Templates) -> APIRouter:
    """Give the pages of proposals."""
    router = APIRouter(include_in_schema=False)
    keepers, readers = [only(*KEEPERS)], [only(*READERS)]

    @router.get(_LIST, dependencies=readers)
    async def every(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List them, the newest first."""
        found = await proposals.store.proposals((strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "memorial_proposals.html",
            found=found[:_PER_PAGE],
            more=len(found) > _PER_PAGE,
            number=strona,
            keeps=signed_in(request).role in KEEPERS,
        )

    def form_page(
        request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(request, "memorial_proposal_form.html", status_code=status, values=values, errors=errors)

    @router.get(f"{_LIST}/nowy", dependencies=keepers)
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return form_page(request, {"received_on": proposals.memorials.today}, {})

    @router.post(f"{_LIST}/nowy", dependencies=keepers)
    async def receive(request: Request) -> Response:
        """Enter a proposal."""
        try:
            form = await read(request, ProposalForm, _MESSAGES)
        except FormInvalid as invalid:
            return form_page(request, invalid.values, invalid.errors, 422)
        proposer = Proposer(name=form.proposer, contact=form.contact)
        try:
            id = await proposals.receive(form.card(), proposer, form.received_on, city_ground=form.city_ground == "yes")
        except DayAhead:
            return form_page(request, form.model_dump(), {"received_on": "Ten dzień jeszcze nie nadszedł."}, 422)
        return RedirectResponse(f"{_LIST}/{id}", 303)

    async def one_page(
        request: Request, id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        one: MemorialProposal = await proposals.store.proposal(id)
        person = signed_in(request)
        keeps = person.role in KEEPERS
        today = proposals.memorials.today
        return templates.page(
            request,
            "memorial_proposal.html",
            status_code=status,
            one=one,
            proposer=await proposals.proposer(one, person) if keeps else None,
            askable=[body.value for body in one.needs if one.may_ask(body)],
            waiting=[each.body.value for each in one.asked if each.waits],
            keeps=keeps and one.open,
            values={"version": one.version, "on": today, "day": today, **_found(one), **values},
            errors=errors,
        )

    @router.get(_LIST + "/{proposal_id}", dependencies=readers)
    async def one(request: Request, proposal_id: Id) -> Response:
        """Show a proposal and what can be done about it now."""
        return await one_page(request, proposal_id, {}, {})

    @router.post(_LIST + "/{proposal_id}/przyjecie", dependencies=keepers)
    async def accept(request: Request, proposal_id: Id) -> Response:
        """Say that one that was sent in can go on."""
        try:
            form = await read(request, AcceptForm, _MESSAGES)
        except FormInvalid as invalid:
            return await one_page(request, proposal_id, invalid.values, invalid.errors, 422)
        ground, grave = form.city_ground == "yes", bool(form.war_grave)
        await proposals.accept(proposal_id, form.version, city_ground=ground, war_grave=grave, listed=form.listed)
        return RedirectResponse(f"{_LIST}/{proposal_id}", 303)

    @router.post(_LIST + "/{proposal_id}/zapytanie", dependencies=keepers)
    async def ask(request: Request, proposal_id: Id) -> Response:
        """Enter that a body was asked."""
        try:
            form = await read(request, AskForm, _MESSAGES)
            await proposals.ask(proposal_id, form.version, form.body, form.on)
        except FormInvalid as invalid:
            return await one_page(request, proposal_id, invalid.values, invalid.errors, 422)
        except DayAhead:
            return await one_page(request, proposal_id, {}, {"on": _AHEAD}, 422)
        return RedirectResponse(f"{_LIST}/{proposal_id}", 303)

    @router.post(_LIST + "/{proposal_id}/odpowiedz", dependencies=keepers)
    async def answer(request: Request, proposal_id: Id) -> Response:
        """Enter what a body said."""
        try:
            form = await read(request, AnswerForm, _MESSAGES)
        except FormInvalid as invalid:
            return await one_page(request, proposal_id, invalid.values, invalid.errors, 422)
        said = form.positive == "yes"
        try:
            await proposals.answer(proposal_id, form.version, form.body, form.on, form.sign, form.note, positive=said)
        except DayAhead:
            return await one_page(request, proposal_id, form.model_dump(), {"on": _AHEAD}, 422)
        return RedirectResponse(f"{_LIST}/{proposal_id}", 303)

    @router.post(_LIST + "/{proposal_id}/krok", dependencies=keepers)
    async def step(request: Request, proposal_id: Id) -> Response:
        """Enter that it stands, or that it was unveiled."""
        try:
            form = await read(request, StepForm, _MESSAGES)
        except FormInvalid as invalid:
            return await one_page(request, proposal_id, invalid.values, invalid.errors, 422)
        try:
            if form.step == "build":
                await proposals.build(proposal_id, form.version, form.day)
            else:
                await proposals.unveil(proposal_id, form.version, form.day)
        except DayAhead:
            return await one_page(request, proposal_id, form.model_dump(), {"day": _AHEAD}, 422)
        return RedirectResponse(f"{_LIST}/{proposal_id}", 303)

    @router.post(_LIST + "/{proposal_id}/koniec", dependencies=keepers)
    async def end(request: Request, proposal_id: Id) -> Response:
        """Refuse it, or enter that it was taken back."""
        try:
            form = await read(request, EndForm, _MESSAGES)
        except FormInvalid as invalid:
            return await one_page(request, proposal_id, invalid.values, invalid.errors, 422)
        await proposals.end(proposal_id, form.version, State(form.end), form.reason, signed_in(request))
        return RedirectResponse(f"{_LIST}/{proposal_id}", 303)

    return router


def _found(one: MemorialProposal) -> dict[str, Any]:
    """Give what the sender has said of the place, for the department to look at."""
    return {"war_grave": "true" if one.card.war_grave else "", "listed": one.card.listed}
