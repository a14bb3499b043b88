"""Pages of one-time codes in the panel: made by one before the opening, by two while the vote is open."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.voting.ballots.service import Ballots
from services.voting.rolls.api import Words
from services.voting.rolls.domain.batches import BatchDecided, BatchState
from services.voting.rolls.service.codes import MOST_CODES, Codes
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_CODES = "/panel/glosowanie/{edition_id}/kody"
_BATCH = _CODES + "/{batch_id}"
_MESSAGES = {
    "count": "Podaj liczbę od 1 do 5000.",
    "reason": "Napisz w kilku słowach, po co te kody.",
    "words": "Napisz w kilku słowach, dlaczego zwracasz.",
}


class CountForm(Form):
    """How many codes are made."""

    count: int = Field(ge=1, le=MOST_CODES)


class ProposalForm(CountForm):
    """How many codes are needed, and why."""

    reason: Words


class ReturnForm(VersionForm):
    """Why a proposal is sent back."""

    words: Words


def pages(codes: Codes, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the pages of codes."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request,
        edition_id: str,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        batches = await codes.store.batches(edition_id)
        waiting = next((batch for batch in batches if batch.state is BatchState.PROPOSED), None)
        return templates.page(
            request,
            "codes.html",
            status_code=status,
            election=await ballots.store.election(edition_id),
            figures=await codes.figures(edition_id),
            batches=[(batch, *codes.words(batch)) for batch in batches],
            waiting=waiting,
            own=waiting is not None and waiting.by_id == signed_in(request).id,
            values=values or {},
            errors=errors or {},
            stale=stale,
        )

    @router.get(_CODES, dependencies=[only(Role.COMMISSION, Role.AUDITOR)])
    async def show(request: Request, edition_id: Id) -> Response:
        """Show the batches, and the next step."""
        return await page(request, edition_id)

    async def act(
        request: Request, edition_id: str, form: type[Form], work: Callable[[Any], Awaitable[list[str] | None]]
    ) -> Response:
        try:
            filled = await read(request, form, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, edition_id, invalid.values, invalid.errors, 422)
        try:
            made = await work(filled)
        except (Stale, BatchDecided):
            return await page(request, edition_id, filled.model_dump(), {}, 412, stale=True)
        if made is None:
            return RedirectResponse(_CODES.format(edition_id=edition_id), 303)
        election = await ballots.store.election(edition_id)
        # Not by an address of its own: nobody can open the codes a second time.
        headers = {"Cache-Control": "no-store"}
        return templates.page(request, "codes_given.html", headers=headers, election=election, codes=made)

    @router.post(_CODES, dependencies=[only(Role.COMMISSION)])
    async def hand_out(request: Request, edition_id: Id) -> Response:
        """Make codes before the opening, and show them once."""
        me = signed_in(request)
        return await act(request, edition_id, CountForm, lambda form: codes.hand_out(edition_id, form.count, me))

    @router.post(_CODES + "/propozycja", dependencies=[only(Role.COMMISSION)])
    async def propose(request: Request, edition_id: Id) -> Response:
        """Propose codes while the vote is open."""
        me = signed_in(request)

        async def work(form: ProposalForm) -> None:
            await codes.propose(edition_id, form.count, form.reason, me)

        return await act(request, edition_id, ProposalForm, work)

    @router.post(_BATCH + "/potwierdzenie", dependencies=[only(Role.COMMISSION)])
    async def confirm(request: Request, edition_id: Id, batch_id: Id) -> Response:
        """Confirm the other's proposal, and show the codes once."""
        me = signed_in(request)
        return await act(
            request, edition_id, VersionForm, lambda form: codes.confirm(edition_id, batch_id, form.version, me)
        )

    @router.post(_BATCH + "/zwrot", dependencies=[only(Role.COMMISSION)])
    async def send_back(request: Request, edition_id: Id, batch_id: Id) -> Response:
        """Send the other's proposal back."""
        me = signed_in(request)

        async def work(form: ReturnForm) -> None:
            await codes.send_back(edition_id, batch_id, form.version, form.words, me)

        return await act(request, edition_id, ReturnForm, work)

    return router
