"""The officer's pages of support: count signatures of the lists, compare them with online ones, look at strangers."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.intake.editions.domain.rules import area_of
from services.intake.proposals.domain.support import CountClosed
from services.intake.proposals.service import Proposals
from services.intake.support.api import Lines, Reason, Surname
from services.intake.support.counting import MOST_SHOWN, Counted, Counting, Opened
from services.intake.support.service import Supporters
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_PLACE = "/panel/wnioski/{proposal_id}/podpisy"
_PEOPLE = _PLACE + "/osoby"
_STRANGERS = _PLACE + "/adresy"
_NAMES = ("valid", "strangers", "repeated", "illegible", "online")
_MESSAGES = dict.fromkeys(_NAMES, "Wpisz liczbę. Jeśli takich nie ma, wpisz 0.")
_PRIVATE = {"Cache-Control": "no-store"}


class CountForm(Form):
    """Lines by what they are worth, and the version of the proposal that was read."""

    valid: Lines
    strangers: Lines
    repeated: Lines
    illegible: Lines
    online: Lines = 0
    version: int = Field(ge=1)


class SearchForm(Form):
    """A surname on a paper list."""

    surname: Surname


class DecisionForm(Form):
    """Whether a stranger counts ("yes" or "no"), why, and the version of the supporter that was read."""

    answer: str = Field(pattern="^(yes|no)$")
    reason: Reason
    version: int = Field(ge=1)


def pages(proposals: Proposals, supporters: Supporters, counting: Counting, templates: Templates) -> APIRouter:
    """Give the pages of officers."""
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
        matter = await supporters.matter(proposal_id)
        former = proposal.counted.model_dump(include=set(_NAMES)) if proposal.counted else {}
        return templates.page(
            request,
            "support_count.html",
            status_code=status,
            headers=_PRIVATE,
            proposal=proposal,
            rules=matter.rules,
            tally=await supporters.tally(matter),
            to_decide=await supporters.to_decide(proposal_id),
            values={**former, **values, "version": proposal.version},
            errors=errors,
            stale=stale,
        )

    @router.get(_PLACE)
    async def ask(request: Request, proposal_id: Id) -> Response:
        """Ask for the count, with the former one filled in."""
        return await page(request, proposal_id, {}, {})

    @router.post(_PLACE)
    async def enter(request: Request, proposal_id: Id) -> Response:
        """Enter it."""
        try:
            form = await read(request, CountForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, proposal_id, invalid.values, invalid.errors, 422)
        counted = Counted(**form.model_dump(include=set(_NAMES)))
        try:
            await counting.count(proposal_id, form.version, counted, signed_in(request))
        except Stale:
            return await page(request, proposal_id, form.model_dump(), {}, 412, stale=True)
        except CountClosed:
            return await page(request, proposal_id, form.model_dump(), {}, 409)
        return RedirectResponse(f"/panel/wnioski/{proposal_id}", 303)

    async def people(
        request: Request,
        proposal_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        found: Sequence[Opened] | None = None,
    ) -> Response:
        return templates.page(
            request,
            "support_search.html",
            status_code=status,
            headers=_PRIVATE,
            proposal=await proposals.proposal(proposal_id),
            found=found,
            most=MOST_SHOWN,
            values=values,
            errors=errors,
        )

    @router.get(_PEOPLE)
    async def ask_surname(request: Request, proposal_id: Id) -> Response:
        """Ask for a surname."""
        return await people(request, proposal_id, {}, {})

    @router.post(_PEOPLE)
    async def search(request: Request, proposal_id: Id) -> Response:
        """Find online supporters by surname; the reading is written down. The name stands in no address."""
        try:
            form = await read(request, SearchForm, {"surname": "Wpisz nazwisko."})
        except FormInvalid as invalid:
            return await people(request, proposal_id, invalid.values, invalid.errors, 422)
        found = await counting.search(proposal_id, form.surname, signed_in(request))
        return await people(request, proposal_id, form.model_dump(), {}, found=found)

    @router.get(_STRANGERS)
    async def listed(request: Request, proposal_id: Id) -> Response:
        """List those whose address a person has to look at; the reading is written down."""
        opened = await counting.strangers(proposal_id, signed_in(request))
        matter = await supporters.matter(proposal_id)
        return templates.page(
            request,
            "support_strangers.html",
            headers=_PRIVATE,
            proposal=matter.proposal,
            opened=opened,
            most=MOST_SHOWN,
        )

    async def stranger(
        request: Request,
        proposal_id: str,
        supporter_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        one = await counting.stranger(proposal_id, supporter_id, signed_in(request))
        matter = await supporters.matter(proposal_id)
        return templates.page(
            request,
            "support_stranger.html",
            status_code=status,
            headers=_PRIVATE,
            proposal=matter.proposal,
            rules=matter.rules,
            area=area_of(matter.rules, matter.text.area_id),
            lives_in=area_of(matter.rules, one.resident.area_id),
            one=one,
            values={**values, "version": one.supporter.version},
            errors=errors,
            stale=stale,
        )

    @router.get(_STRANGERS + "/{supporter_id}")
    async def show_stranger(request: Request, proposal_id: Id, supporter_id: Id) -> Response:
        """Show one of them with the form to decide; the reading is written down."""
        return await stranger(request, proposal_id, supporter_id, {}, {})

    @router.post(_STRANGERS + "/{supporter_id}")
    async def decide(request: Request, proposal_id: Id, supporter_id: Id) -> Response:
        """Count a stranger, or not."""
        messages = {"answer": "Wybierz jedną odpowiedź.", "reason": "Napisz powód: od 5 do 500 znaków."}
        try:
            form = await read(request, DecisionForm, messages)
        except FormInvalid as invalid:
            return await stranger(request, proposal_id, supporter_id, invalid.values, invalid.errors, 422)
        try:
            await counting.decide(
                proposal_id,
                supporter_id,
                form.version,
                accepted=form.answer == "yes",
                reason=form.reason,
                by=signed_in(request),
            )
        except Stale:
            return await stranger(request, proposal_id, supporter_id, form.model_dump(), {}, 412, stale=True)
        except CountClosed:
            return await stranger(request, proposal_id, supporter_id, form.model_dump(), {}, 409)
        return RedirectResponse(_STRANGERS.format(proposal_id=proposal_id), 303)

    return router
