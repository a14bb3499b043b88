"""Pages of the count: the public results, and the commission's steps from the list to the publication."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from gettext import NullTranslations
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.voting.ballots.domain.election import ElectionState
from services.voting.ballots.service import BadPublicKey, Ballots, KeyUsedInTrial
from services.voting.complaints.service import Complaints
from services.voting.destruction.service import Destructions
from services.voting.doubts.service import Doubts
from services.voting.enquiries.service import Enquiries
from services.voting.paper.domain.voids import SENTENCES
from services.voting.paper.service import Cards
from services.voting.rolls.domain import BY_NAME, DECLARED, IdentityPolicy
from services.voting.rolls.service import Rolls
from services.voting.rolls.service.codes import Codes
from services.voting.tally.protocol import protocol
from services.voting.tally.service import Count, Tally, WrongKey, WrongSecret
from services.voting.tally.shown import shown
from services.voting.trial.service import TrialVotes
from shared.access import Role, anyone, only
from shared.contracts.base import Id
from shared.documents import as_docx, as_pdf
from shared.store import NotFound
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates
from shared.web.words import Words

_HEX = "^[0-9a-f]{64}$"
_KEY = re.compile("[0-9a-fA-F]{64}")
_FORMATS = {
    "pdf": (as_pdf, "application/pdf"),
    "docx": (as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


class ListForm(Form):
    """The text of the public draw."""

    seed: str = Field(min_length=3, max_length=200)


class OpeningForm(Form):
    """The commission's public key and the commitment to the secret of the draw."""

    public_key: str = Field(pattern=_HEX)
    draw_commitment: str = Field(pattern=_HEX)


class CountForm(Form):
    """The commission's private key and the secret of the draw."""

    private_key: str = Field(pattern=_HEX)
    secret: str = Field(min_length=16, max_length=500)


_KEY_TEXT = "Wklej 64 znaki: cyfry i litery od a do f."
_FAULTS: dict[type[Exception], tuple[str, str]] = {
    BadPublicKey: ("public_key", "To nie jest klucz publiczny. Skopiuj go z wydruku jeszcze raz."),
    KeyUsedInTrial: (
        "public_key",
        "Ten klucz był użyty w głosowaniu próbnym. Przygotujcie nowy poleceniem „ratusz keys”.",
    ),
    WrongKey: ("private_key", "Ten klucz nie pasuje do klucza publicznego tego głosowania."),
    WrongSecret: ("secret", "To nie jest tekst, którego skrót ogłoszono przy otwarciu. Przepisz go co do znaku."),
}
_MESSAGES = {"public_key": _KEY_TEXT, "draw_commitment": _KEY_TEXT, "private_key": _KEY_TEXT}


def pages(
    tally: Tally,
    ballots: Ballots,
    rolls: Rolls,
    codes: Codes,
    cards: Cards,
    trials: TrialVotes,
    complaints: Complaints,
    destructions: Destructions,
    doubts: Doubts,
    enquiries: Enquiries,
    templates: Templates,
) -> APIRouter:
    """Give the pages of the count."""
    router = APIRouter(include_in_schema=False)
    words = Words("pl", NullTranslations(), ballots.clock)

    @router.get("/budzet-obywatelski/wyniki", dependencies=[anyone()])
    async def newest(request: Request) -> Response:
        """Lead to the newest result."""
        counts = await tally.store.published()
        if not counts:
            return templates.page(request, "results_none.html")
        return RedirectResponse(f"/budzet-obywatelski/wyniki/{counts[0].id}", 303)

    @router.get("/budzet-obywatelski/wyniki/{edition_id}", dependencies=[anyone()])
    async def results(request: Request, edition_id: Id) -> Response:
        """Show a published result with pictures, tables and the way it was counted."""
        counted = await tally.published(edition_id)
        election = await ballots.store.election(edition_id)
        others = [count for count in await tally.store.published() if count.id != edition_id]
        period = await complaints.store.period(edition_id)
        destroyed = await destructions.store.destruction(edition_id)
        return templates.page(
            request,
            "results.html",
            **shown(election, counted),
            others=others,
            period=period,
            complaining=period is not None and ballots.clock.now() <= period.until,
            destroyed_at=destroyed.finished_at if destroyed else None,
        )

    @router.get("/panel/glosowanie", dependencies=[only(Role.COMMISSION, Role.OFFICER, Role.AUDITOR)])
    async def panel(request: Request) -> Response:
        """List the votes of all editions."""
        return templates.page(request, "commission_list.html", elections=await ballots.store.elections())

    @router.get("/budzet-obywatelski/wyniki/{edition_id}/protokol.{format}", dependencies=[anyone()])
    async def public_protocol(edition_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give the protocol of a published result."""
        counted = await tally.store.get(edition_id)
        if counted.published_at is None:
            raise NotFound("results", edition_id)
        return await _protocol(edition_id, counted, format)

    @router.get("/panel/glosowanie/{edition_id}/protokol.{format}", dependencies=[only(Role.COMMISSION, Role.AUDITOR)])
    async def draft_protocol(edition_id: Id, format: Literal["pdf", "docx"]) -> Response:
        """Give the protocol to sign, before anybody else knows the result."""
        return await _protocol(edition_id, await tally.store.get(edition_id), format)

    async def _protocol(edition_id: str, counted: Count, format: Literal["pdf", "docx"]) -> Response:
        election = await ballots.store.election(edition_id)
        coded = await codes.figures(edition_id) if election.rules.identity == IdentityPolicy.ROLL_CODE else None
        document = protocol(election, counted, words, coded)
        make, kind = _FORMATS[format]
        name = f"protokol-{edition_id}.{format}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(await asyncio.to_thread(make, document), media_type=kind, headers=headers)

    async def step(request: Request, edition_id: str, values: Any, errors: Any, status: int) -> Response:
        election = await ballots.store.election(edition_id)
        found = await ballots.store.candidates(edition_id)
        listed = {candidate.id for candidate in found if candidate.on_the_list}
        pairs = [pair for pair in await ballots.store.pairs(edition_id) if listed.issuperset(pair.proposals)]
        counted = await tally.store.known(edition_id)
        held = await trials.of_present(election)
        return templates.page(
            request,
            "commission_steps.html",
            status_code=status,
            election=election,
            admitted=len(listed),
            conflicts=sum(pair.excluding is None for pair in pairs),
            undecided=sum(candidate.undecided for candidate in found),
            voters=await rolls.count(edition_id),
            declared=election.rules.identity in DECLARED,
            in_box=await ballots.store.count_box(edition_id)
            if election.state is ElectionState.OPEN
            else election.ballots,
            paper=await cards.progress(edition_id) if election.paper_window else None,
            sentences=SENTENCES,
            counted=counted,
            trial=held,
            zero=await ballots.board.store.head(edition_id, 1) if election.opened_at else None,
            shown=shown(election, counted) if counted else None,
            period=await complaints.store.period(edition_id),
            destruction=await destructions.store.destruction(edition_id),
            closable=election.state is ElectionState.OPEN and ballots.clock.now() >= election.closable_from,
            doubtful=await doubts.store.count_waiting(edition_id) if election.rules.identity in BY_NAME else None,
            reports=await enquiries.store.count_waiting(edition_id),
            values=values,
            errors=errors,
        )

    @router.get("/panel/glosowanie/{edition_id}", dependencies=[only(Role.COMMISSION, Role.OFFICER, Role.AUDITOR)])
    async def steps(request: Request, edition_id: Id) -> Response:
        """Show the steps of the commission and which one is next."""
        return await step(request, edition_id, {}, {}, 200)

    async def act(
        request: Request, edition_id: str, form: type[Form], work: Callable[[Any], Awaitable[object]]
    ) -> Response:
        try:
            filled = await read(request, form, _MESSAGES)
        except FormInvalid as invalid:
            return await step(request, edition_id, _kept(invalid.values), invalid.errors, 422)
        try:
            await work(filled)
        except tuple(_FAULTS) as error:
            field, text = _FAULTS[type(error)]
            return await step(request, edition_id, _kept(filled.model_dump()), {field: text}, 422)
        return RedirectResponse(f"/panel/glosowanie/{edition_id}", 303)

    @router.post("/panel/glosowanie/{edition_id}/lista", dependencies=[only(Role.COMMISSION)])
    async def publish_list(request: Request, edition_id: Id) -> Response:
        """Publish the list."""
        return await act(request, edition_id, ListForm, lambda form: ballots.publish_list(edition_id, form.seed))

    @router.post("/panel/glosowanie/{edition_id}/otwarcie", dependencies=[only(Role.COMMISSION)])
    async def open_vote(request: Request, edition_id: Id) -> Response:
        """Freeze the rules and open the vote."""
        return await act(
            request,
            edition_id,
            OpeningForm,
            lambda form: ballots.open(edition_id, form.public_key, form.draw_commitment),
        )

    @router.post("/panel/glosowanie/{edition_id}/zamkniecie", dependencies=[only(Role.COMMISSION)])
    async def close_vote(request: Request, edition_id: Id) -> Response:
        """Close the box."""
        return await act(request, edition_id, Form, lambda _: ballots.close(edition_id))

    @router.post("/panel/glosowanie/{edition_id}/liczenie", dependencies=[only(Role.COMMISSION)])
    async def count(request: Request, edition_id: Id) -> Response:
        """Count the box."""
        return await act(
            request, edition_id, CountForm, lambda form: tally.count(edition_id, form.private_key, form.secret)
        )

    @router.post("/panel/glosowanie/{edition_id}/wyniki", dependencies=[only(Role.COMMISSION)])
    async def publish(request: Request, edition_id: Id) -> Response:
        """Publish the result."""
        return await act(request, edition_id, Form, lambda _: tally.publish(edition_id))

    return router


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a form may show again: not the private key, for it would stay in the page's source.

    The text of the draw may: it is asked for when the box is closed, and from then on it decides nothing any more. What
    looks like a key does not, for the two are easily given the wrong way round.
    """
    shown = {"seed", "public_key", "draw_commitment"}
    if not _KEY.search(str(values.get("secret", ""))):
        shown.add("secret")
    return {name: value for name, value in values.items() if name in shown}
