"""Page of the destruction in the panel: what is in its way, the decision of two, how far it is, the protocol."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from gettext import NullTranslations
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator

from services.voting.ballots.service import Ballots
from services.voting.complaints.service import Complaints
from services.voting.destruction.api import READERS, Members
from services.voting.destruction.domain import DestructionState, Kind
from services.voting.destruction.protocol import protocol
from services.voting.destruction.sentences import BASIS, NAMES, STAYS
from services.voting.destruction.service import Destructions
from services.voting.enquiries.service import Enquiries
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.documents import as_docx, as_pdf
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates
from shared.web.words import Words

_PAGE = "/panel/glosowanie/{edition_id}/zniszczenie"
_FORMATS = {
    "pdf": (as_pdf, "application/pdf"),
    "docx": (as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
_MESSAGES = {
    "members": "Wpisz imiona i nazwiska obecnych osób, każde w osobnym wierszu: od dwóch do piętnastu.",
    "sure": "Zaznacz, że wiesz: tego nie da się cofnąć.",
}


def _lines(value: object) -> object:
    return [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else value


class ProposalForm(Form):
    """Who is present, a name in each line."""

    members: Annotated[Members, BeforeValidator(_lines)]


class ConfirmationForm(VersionForm):
    """Whoever confirms says that they know what it means."""

    sure: Literal["true"]


def pages(
    destructions: Destructions, complaints: Complaints, enquiries: Enquiries, ballots: Ballots, templates: Templates
) -> APIRouter:
    """Give the pages of the destruction."""
    router = APIRouter(include_in_schema=False)
    words = Words("pl", NullTranslations(), ballots.clock)

    async def page(
        request: Request,
        edition_id: str,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        found = await destructions.store.destruction(edition_id)
        period = await complaints.period(edition_id)
        return templates.page(
            request,
            "destruction.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            election=await ballots.store.election(edition_id),
            period=period,
            over=ballots.clock.now() > period.until,
            reports=await enquiries.store.count_waiting(edition_id),
            found=found,
            kinds=[(NAMES[kind], found.part(kind) if found else None) for kind in Kind],
            stays=STAYS,
            basis=BASIS,
            own=found is not None and found.proposed_by_id == signed_in(request).id,
            values=values or {},
            errors=errors or {},
            stale=stale,
        )

    @router.get(_PAGE, dependencies=[only(*READERS)])
    async def show(request: Request, edition_id: Id) -> Response:
        """Show what is in the way, what waits for whom, how far it is."""
        return await page(request, edition_id)

    async def act(
        request: Request, edition_id: str, form: type[Form], work: Callable[[Any], Awaitable[object]]
    ) -> Response:
        try:
            filled = await read(request, form, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, edition_id, invalid.values, invalid.errors, 422)
        try:
            await work(filled)
        except Stale:
            return await page(request, edition_id, status=412, stale=True)
        return RedirectResponse(_PAGE.format(edition_id=edition_id), 303)

    @router.post(_PAGE + "/propozycja", dependencies=[only(Role.COMMISSION)])
    async def propose(request: Request, edition_id: Id) -> Response:
        """Propose to destroy."""
        me = signed_in(request)
        return await act(
            request, edition_id, ProposalForm, lambda form: destructions.propose(edition_id, form.members, me)
        )

    @router.post(_PAGE + "/potwierdzenie", dependencies=[only(Role.COMMISSION)])
    async def confirm(request: Request, edition_id: Id) -> Response:
        """Confirm the other's proposal."""
        me = signed_in(request)
        return await act(
            request, edition_id, ConfirmationForm, lambda form: destructions.confirm(edition_id, form.version, me)
        )

    @router.post(_PAGE + "/zwrot", dependencies=[only(Role.COMMISSION)])
    async def send_back(request: Request, edition_id: Id) -> Response:
        """Send the proposal back."""
        return await act(
            request, edition_id, VersionForm, lambda form: destructions.send_back(edition_id, form.version)
        )

    @router.get(_PAGE + "/protokol.{format}", dependencies=[only(*READERS)])
    async def give_protocol(edition_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give the protocol of a destruction that is done."""
        found = await destructions.get(edition_id)
        if found.state is not DestructionState.DONE:
            raise NotFound("protocol of destruction", edition_id)
        election, period = await ballots.store.election(edition_id), await complaints.period(edition_id)
        make, kind = _FORMATS[format]
        document = protocol(election, period, found, words)
        name = f"protokol-zniszczenia-{edition_id}.{format}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(await asyncio.to_thread(make, document), media_type=kind, headers=headers)

    return router
