"""Pages of enquiries: a resident asks on the web where that is safe, else at the desk; the commission reads reports."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.datastructures import FormData

from services.voting.ballots.domain.election import Election
from services.voting.ballots.pages import current
from services.voting.ballots.pages.fields import FAULTS, fault_of
from services.voting.ballots.service import Ballots
from services.voting.doubts.api import CHECKERS, Words
from services.voting.enquiries.domain import STRAIGHT, AlreadySettled, AskedTooOften
from services.voting.enquiries.service import Enquiries
from services.voting.rolls.domain import asked
from services.voting.rolls.service import CannotTellApart, Identity, NotOnRoll, identity_of
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_ROOT = "/budzet-obywatelski/glosowanie/czy-glosowano"
_DESK = "/panel/glosowanie/{edition_id}/zapytania"
_REPORTS = "/panel/glosowanie/{edition_id}/zgloszenia"
_MESSAGES = {"words": "Napisz w kilku słowach, co ustalono."}
_SEEN = "Najpierw sprawdź dokument tożsamości."
_CHOOSE = "Wybierz osobę, która stoi przed Tobą."
_TOO_OFTEN = "Na dziś wystarczy: o jedną osobę można zapytać trzy razy dziennie."


class OutcomeForm(Form):
    """How a report ended."""

    words: Words
    version: int = Field(ge=1)


def pages(enquiries: Enquiries, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the pages of enquiries."""
    router = APIRouter(include_in_schema=False)

    def page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
        # Whoever sits down at the same computer next must not find the answer behind the "back" button.
        return templates.page(request, template, status_code=status, headers={"Cache-Control": "no-store"}, **context)

    async def opened() -> Election | None:
        return current([election for election in await ballots.store.elections() if election.opened_at])

    @router.get(_ROOT, dependencies=[anyone()])
    async def begin(request: Request) -> Response:
        """Ask who asks, or say where the answer is given."""
        election = await opened()
        straight = election is not None and election.rules.identity in STRAIGHT
        return page(request, "enquiry.html", election=election, straight=straight, values={}, errors={})

    @router.post(_ROOT, dependencies=[anyone()])
    async def ask(request: Request) -> Response:
        """Answer who has said who they are."""
        election = await opened()
        if election is None or election.rules.identity not in STRAIGHT:
            return RedirectResponse(_ROOT, 303)
        values, errors, identity = _said(await request.form(max_fields=20, max_part_size=2_000), election)
        if not errors:
            try:
                answer = await enquiries.ask(election.id, identity)
                # Neither a number nor a code: the page may stay open on a computer that others use.
                about = values.get("surname", "")
                return page(request, "enquiry_answer.html", election=election, answer=answer, about=about)
            except AskedTooOften:
                return page(
                    request,
                    "enquiry.html",
                    429,
                    election=election,
                    straight=True,
                    values={},
                    errors={},
                    often=_TOO_OFTEN,
                )
            except tuple(FAULTS) as error:
                field, text = fault_of(error, asked(election.rules.identity), election.rules.identity)
                errors = {field: text}
        return page(request, "enquiry.html", 422, election=election, straight=True, values=values, errors=errors)

    @router.post(_ROOT + "/{edition_id}/{enquiry_id}", dependencies=[anyone()])
    async def report(request: Request, edition_id: Id, enquiry_id: Id) -> Response:
        """Take in that a ballot is not the person's own."""
        number = await enquiries.report(edition_id, enquiry_id)
        return page(request, "enquiry_reported.html", election=await ballots.store.election(edition_id), number=number)

    # -- the desk --------------------------------------------------------------------------------------------------

    async def desk(
        request: Request,
        edition_id: str,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
        **more: Any,
    ) -> Response:
        election = await ballots.store.election(edition_id)
        context: dict[str, Any] = {"likely": [], "near": False, "answer": None, "nobody": "", "number": None, **more}
        return page(
            request, "enquiry_desk.html", status, election=election, values=values or {}, errors=errors or {}, **context
        )

    @router.get(_DESK, dependencies=[only(*CHECKERS)])
    async def begin_at_desk(request: Request, edition_id: Id) -> Response:
        """Ask whose document the officer has seen."""
        return await desk(request, edition_id)

    @router.post(_DESK, dependencies=[only(*CHECKERS)])
    async def ask_at_desk(request: Request, edition_id: Id) -> Response:
        """Show the officer the answer to give."""
        election = await ballots.store.election(edition_id)
        form = await request.form(max_fields=20, max_part_size=2_000)
        values, errors, identity = _said(form, election)
        chosen, seen = str(form.get("choice", ""))[:2], form.get("document") == "tak"
        choice = int(chosen) if chosen.isascii() and chosen.isdigit() else 0
        values |= {"document": ["tak"] if seen else [], "choice": chosen}
        if not seen:
            errors["document"] = _SEEN
        likely: Any = []
        near = False
        if not errors:
            try:
                told = await enquiries.ask_at_desk(edition_id, identity, choice, signed_in(request))
                if told.nobody:
                    _, text = fault_of(NotOnRoll(), values, election.rules.identity)
                    return await desk(request, edition_id, values, about=_about(values), nobody=text)
                about = _about(asdict(told.chosen) if told.chosen else values)
                return await desk(request, edition_id, about=about, answer=told.answer)
            except CannotTellApart:
                likely, errors = await enquiries.likely(edition_id, identity, signed_in(request)), {"choice": _CHOOSE}
                near = enquiries.near_only(election, identity, likely)
            except tuple(FAULTS) as error:
                field, text = fault_of(error, asked(election.rules.identity), election.rules.identity)
                errors = {field: text}
        return await desk(request, edition_id, values, errors, 422, likely=likely, near=near)

    @router.post(_DESK + "/{enquiry_id}", dependencies=[only(*CHECKERS)])
    async def report_at_desk(request: Request, edition_id: Id, enquiry_id: Id) -> Response:
        """Take in at the desk that a ballot is not the person's own."""
        return await desk(request, edition_id, number=await enquiries.report(edition_id, enquiry_id))

    # -- reports ---------------------------------------------------------------------------------------------------

    @router.get(_REPORTS, dependencies=[only(Role.COMMISSION, Role.AUDITOR)])
    async def reports(request: Request, edition_id: Id) -> Response:
        """Show all reports."""
        found = await enquiries.store.reports(edition_id)
        return page(request, "reports.html", election=await ballots.store.election(edition_id), reports=found)

    async def shown(
        request: Request,
        edition_id: str,
        report_id: str,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        found = await enquiries.store.report(edition_id, report_id)
        context = {"values": values or {}, "errors": errors or {}, "words": enquiries.words(found)}
        election = await ballots.store.election(edition_id)
        return page(request, "report.html", status, election=election, report=found, **context)

    @router.get(_REPORTS + "/{report_id}", dependencies=[only(Role.COMMISSION, Role.AUDITOR)])
    async def show(request: Request, edition_id: Id, report_id: Id) -> Response:
        """Show a report, and what to do about it."""
        return await shown(request, edition_id, report_id)

    @router.post(_REPORTS + "/{report_id}", dependencies=[only(Role.COMMISSION)])
    async def settle(request: Request, edition_id: Id, report_id: Id) -> Response:
        """Take in how a report ended."""
        try:
            form = await read(request, OutcomeForm, _MESSAGES)
        except FormInvalid as invalid:
            return await shown(request, edition_id, report_id, invalid.values, invalid.errors, 422)
        try:
            await enquiries.settle(edition_id, report_id, form.version, form.words, signed_in(request))
        except (Stale, AlreadySettled):
            return await shown(request, edition_id, report_id, {"words": form.words}, status=412)
        return RedirectResponse(_REPORTS.format(edition_id=edition_id), 303)

    return router


def _about(said: Mapping[str, str]) -> str:
    """Name whom an answer is about, as they said it or as the roll has it."""
    name = " ".join(said[part] for part in ("given", "surname") if part in said)
    return ", ".join(part for part in (name, *(said.get(one) for one in ("address", "born", "pesel", "code"))) if part)


def _said(form: FormData, election: Election) -> tuple[dict[str, Any], dict[str, str], Identity]:
    """Give what was typed, what is missing, and who that is."""
    values = {name: str(form.get(name) or "")[:200].strip() for name in asked(election.rules.identity)}
    errors = {name: "Wypełnij to pole." for name in values if not values[name]}
    return dict(values), errors, identity_of(**values)
