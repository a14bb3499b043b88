"""Pages of arrangements: an officer asks and keys in what came on paper, the applicant answers."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field

from services.intake.arrangements.api import Basis, Number, Opened, Reason, Words
from services.intake.arrangements.domain import (
    LONGEST_DAYS,
    OPENABLE,
    Arrangement,
    ArrangementClosed,
    ArrangementNotOpen,
    ArrangementState,
    DueDayUnfit,
)
from services.intake.arrangements.service import Arrangements
from services.intake.editions.service import Editions
from services.intake.proposals.corrections import Received
from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.receipt import ReceivedLater
from services.intake.proposals.pages.opened import answer_of, as_filed, day_of, shown
from services.intake.proposals.pages.own import Token
from services.intake.proposals.pages.typed import Typed, leave_out_repeats, read_typed
from services.intake.proposals.service import Proposals
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.contracts.intake import EditionRules
from shared.files import Files
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates

_OWN = "/budzet-obywatelski/zgloszenie/{token}/uzgodnienie"
_PANEL = "/panel/wnioski/{proposal_id}/uzgodnienia"
_PAPER = _PANEL + "/papier"
_PRIVATE = {"Cache-Control": "no-store"}
_MESSAGES = {
    "reason": "Napisz, o jaką zmianę prosisz i dlaczego: od 10 do 2000 znaków.",
    "legal_basis": "Podaj podstawę: paragraf uchwały albo artykuł ustawy.",
    "parts": "Zaznacz, co wnioskodawca może zmienić.",
    "due_on": "Podaj ostatni dzień na odpowiedź.",
    "refusal": "Napisz w kilku słowach, dlaczego nie: od 3 do 2000 znaków.",
    "refused_on": "Podaj dzień wpływu.",
}
_LATER = "Ten dzień jeszcze nie nadszedł."
_OUT_OF_TIME = "Tego dnia nie można było odpowiedzieć. Sprawdź pieczęć wpływu i termin."
_NOT_OPEN = {"reason": "Teraz nie można prosić o zmianę: już na coś czekamy albo jest decyzja."}


def _several(value: object) -> object:
    """A form with one box ticked gives one text, not a list of one."""
    return [value] if isinstance(value, str) else value


class RequestForm(Form):
    """What is asked of an applicant."""

    reason: Reason
    legal_basis: Basis
    parts: Annotated[Opened, BeforeValidator(_several)]
    due_on: date


class RefusalForm(Form):
    """Why the applicant wants no change."""

    refusal: Words


class PaperRefusalForm(RefusalForm):
    """The same on paper, with its day of receipt."""

    refused_on: date


class WithdrawalForm(Form):
    """The version of the arrangement that was read."""

    version: int = Field(ge=1)


def pages(
    arrangements: Arrangements, proposals: Proposals, editions: Editions, files: Files, templates: Templates
) -> APIRouter:
    """Give the pages of arrangements."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_applicants(arrangements, proposals, editions, files, templates))
    router.include_router(_officers(arrangements, proposals, templates))
    router.include_router(_papers(arrangements, proposals, editions, files, templates))
    return router


def _applicants(
    arrangements: Arrangements, proposals: Proposals, editions: Editions, files: Files, templates: Templates
) -> APIRouter:
    router = APIRouter(dependencies=[anyone()])

    async def page(
        request: Request, token: str, proposal: Proposal, typed: Typed, errors: Mapping[str, str], status: int
    ) -> Response:
        every = await arrangements.store.of_proposal(proposal.id)
        newest = every[-1] if every else None
        parts = newest.parts if newest else ()
        return templates.page(
            request,
            "own_arrangement.html",
            status_code=status,
            headers=SECRET,
            token=token,
            arrangement=newest,
            open=newest is not None and newest.can_answer(arrangements.clock.now()) and proposal.undecided,
            **shown(proposal, parts, await _rules(editions, proposal), typed, errors),
        )

    @router.get(_OWN)
    async def show(request: Request, token: Token) -> Response:
        """Show what is asked and why, with the open fields as they are now; or what came of it."""
        proposal = await proposals.of_applicant(token)
        return await page(request, token, proposal, _filed(proposal), {}, 200)

    @router.post(_OWN)
    async def revise(request: Request, token: Token) -> Response:
        """Take the changes in, once."""
        proposal = await proposals.of_applicant(token)
        typed = await read_typed(request, proposals.signed, files)
        pending = await arrangements.pending(proposal.id)
        if pending is None:
            return await page(request, token, proposal, typed, {}, 409)
        if typed.step != "send":
            return await page(request, token, proposal, typed, typed.errors, 200)
        errors = dict(typed.errors)
        answer = answer_of(typed, proposal, pending.parts, await _rules(editions, proposal), errors)
        if errors or answer is None:
            return await page(request, token, proposal, typed, leave_out_repeats(errors), 422)
        try:
            await arrangements.revise(token, answer.draft)
        except ArrangementClosed:
            return await page(request, token, proposal, typed, {}, 409)
        return RedirectResponse(_OWN.format(token=token), 303)

    @router.post(_OWN + "/odmowa")
    async def decline(request: Request, token: Token) -> Response:
        """Note that the applicant wants no change."""
        proposal = await proposals.of_applicant(token)
        try:
            form = await read(request, RefusalForm, _MESSAGES)
        except FormInvalid as invalid:
            typed = _filed(proposal, invalid.values)
            return await page(request, token, proposal, typed, invalid.errors, 422)
        try:
            await arrangements.decline(token, form.refusal)
        except ArrangementClosed:
            return await page(request, token, proposal, _filed(proposal, form.model_dump()), {}, 409)
        return RedirectResponse(_OWN.format(token=token), 303)

    return router


def _officers(arrangements: Arrangements, proposals: Proposals, templates: Templates) -> APIRouter:
    router = APIRouter(dependencies=[only(Role.OFFICER)])

    async def page(
        request: Request,
        proposal_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        proposal = await proposals.proposal(proposal_id)
        every = await arrangements.store.of_proposal(proposal_id)
        pending = next((one for one in every if one.state is ArrangementState.PENDING), None)
        earliest = await arrangements.earliest_day(proposal)
        return templates.page(
            request,
            "arrangements.html",
            status_code=status,
            headers=_PRIVATE,
            proposal=proposal,
            arrangements=[(one, arrangements.refusal(one)) for one in reversed(every)],
            pending=pending,
            can_ask=pending is None and proposal.can_arrange,
            openable=OPENABLE,
            longest=LONGEST_DAYS,
            earliest=earliest,
            values={"due_on": earliest.isoformat(), **values},
            errors=errors,
            stale=stale,
        )

    @router.get(_PANEL)
    async def listed(request: Request, proposal_id: Id) -> Response:
        """Show what was arranged, with the form to ask for a change."""
        return await page(request, proposal_id, {}, {})

    @router.post(_PANEL)
    async def ask(request: Request, proposal_id: Id) -> Response:
        """Ask the applicant for a change."""
        try:
            form = await read(request, RequestForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, proposal_id, invalid.values, invalid.errors, 422)
        try:
            await arrangements.open(proposal_id, **form.model_dump(), by=signed_in(request))
        except DueDayUnfit as unfit:
            first, last = (f"{date.fromisoformat(day):%d.%m.%Y}" for day in (unfit.earliest, unfit.latest))
            text = f"Wybierz dzień roboczy od {first} do {last}."
            return await page(request, proposal_id, form.model_dump(mode="json"), {"due_on": text}, 422)
        except ArrangementNotOpen:
            return await page(request, proposal_id, form.model_dump(mode="json"), _NOT_OPEN, 409)
        return RedirectResponse(_PANEL.format(proposal_id=proposal_id), 303)

    @router.post(_PANEL + "/{number}/wycofanie")
    async def withdraw(request: Request, proposal_id: Id, number: Number) -> Response:
        """Ask for it no longer."""
        try:
            form = await read(request, WithdrawalForm)
            await arrangements.withdraw(proposal_id, number, form.version)
        except (FormInvalid, Stale, ArrangementClosed):
            # The form holds nothing but the version: where that is broken, the page is as old as where it is stale.
            return await page(request, proposal_id, {}, {}, 412, stale=True)
        return RedirectResponse(_PANEL.format(proposal_id=proposal_id), 303)

    return router


def _papers(
    arrangements: Arrangements, proposals: Proposals, editions: Editions, files: Files, templates: Templates
) -> APIRouter:
    router = APIRouter(dependencies=[only(Role.OFFICER)])

    async def page(
        request: Request, proposal: Proposal, typed: Typed, errors: Mapping[str, str], status: int
    ) -> Response:
        pending = await arrangements.pending(proposal.id)
        return templates.page(
            request,
            "paper_arrangement.html",
            status_code=status,
            headers=_PRIVATE,
            arrangement=pending,
            **shown(proposal, _parts(pending), await _rules(editions, proposal), typed, errors),
        )

    @router.get(_PAPER)
    async def show(request: Request, proposal_id: Id) -> Response:
        """Ask for what the paper says and when it came."""
        proposal = await proposals.proposal(proposal_id)
        return await page(request, proposal, _filed(proposal), {}, 200)

    @router.post(_PAPER)
    async def revise(request: Request, proposal_id: Id) -> Response:
        """Enter changes that came on paper."""
        proposal = await proposals.proposal(proposal_id)
        typed = await read_typed(request, proposals.signed, files)
        pending = await arrangements.pending(proposal_id)
        if pending is None:
            return await page(request, proposal, typed, {}, 409)
        if typed.step != "send":
            return await page(request, proposal, typed, typed.errors, 200)
        errors = dict(typed.errors)
        day = day_of(typed, errors)
        answer = answer_of(typed, proposal, pending.parts, await _rules(editions, proposal), errors)
        if errors or answer is None or day is None:
            return await page(request, proposal, typed, leave_out_repeats(errors), 422)
        try:
            await arrangements.revise_on_paper(proposal_id, answer.draft, Received(day, signed_in(request)))
        except ReceivedLater:
            return await page(request, proposal, typed, {"received_on": _LATER}, 422)
        except ArrangementClosed:
            return await page(request, proposal, typed, {"received_on": _OUT_OF_TIME}, 409)
        return RedirectResponse(_PANEL.format(proposal_id=proposal_id), 303)

    @router.post(_PAPER + "/odmowa")
    async def decline(request: Request, proposal_id: Id) -> Response:
        """Enter a no that came on paper."""
        proposal = await proposals.proposal(proposal_id)
        try:
            form = await read(request, PaperRefusalForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, proposal, _filed(proposal, invalid.values), invalid.errors, 422)
        typed = _filed(proposal, form.model_dump(mode="json"))
        try:
            received = Received(form.refused_on, signed_in(request))
            await arrangements.decline_on_paper(proposal_id, form.refusal, received)
        except ReceivedLater:
            return await page(request, proposal, typed, {"refused_on": _LATER}, 422)
        except ArrangementClosed:
            return await page(request, proposal, typed, {"refused_on": _OUT_OF_TIME}, 409)
        return RedirectResponse(_PANEL.format(proposal_id=proposal_id), 303)

    return router


async def _rules(editions: Editions, proposal: Proposal) -> EditionRules:
    return (await editions.edition(proposal.edition_id)).rules


def _parts(arrangement: Arrangement | None) -> Any:
    return arrangement.parts if arrangement is not None else ()


def _filed(proposal: Proposal, beside: Mapping[str, Any] | None = None) -> Typed:
    """Give the form as the proposal stands, with what was typed `beside` its fields."""
    return Typed({**as_filed(proposal), **(beside or {})}, (), {})
