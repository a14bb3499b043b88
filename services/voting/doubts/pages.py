"""Pages of doubts: the voter asks and comes back with a code, the officer decides."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.voting.ballots.domain import UnreadableCode
from services.voting.ballots.pages import current
from services.voting.ballots.pages.booth import admit
from services.voting.ballots.service import Ballots
from services.voting.doubts.api import CHECKERS, Words
from services.voting.doubts.domain import AlreadyDecided, DoubtState, HasVoted, NotCleared, SomebodyElses, UnknownDoubt
from services.voting.doubts.service import Doubts
from services.voting.rolls.domain import DECLARED, asked
from services.voting.rolls.service import Rolls, identity_of
from shared.access import anyone, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_VOTE = "/budzet-obywatelski/glosowanie"
_SHORTEST_NONCE = 16
_QUEUE = "/panel/glosowanie/{edition_id}/watpliwosci"
_NO_CODE = "Nie znamy takiego kodu. Przepisz go jeszcze raz."
_MESSAGES = {
    "reason": "Napisz w kilku słowach, skąd to wiesz.",
    "choice": "Wybierz osobę albo odpowiedź, że nie ma jej w spisie.",
}


class DecisionForm(Form):
    """Who a voter is."""

    choice: int = Field(ge=0, le=50)
    reason: Words
    version: int = Field(ge=1)


class TakeBackForm(Form):
    """Why a clearing is taken back."""

    reason: Words
    version: int = Field(ge=1)


def pages(doubts: Doubts, ballots: Ballots, rolls: Rolls, templates: Templates) -> APIRouter:
    """Give the pages of doubts."""
    router = APIRouter(include_in_schema=False)

    def page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
        return templates.page(request, template, status_code=status, headers={"Cache-Control": "no-store"}, **context)

    @router.post(f"{_VOTE}/wyjasnienie", dependencies=[anyone()])
    async def ask(request: Request) -> Response:
        """Put a voter on the officers' list, and give the code to come back with."""
        election = current(await ballots.store.elections())
        form = await request.form(max_fields=10, max_part_size=2_000)
        fields = asked(election.rules.identity) if election is not None else ()
        said = {name: str(form.get(name, ""))[:200].strip() for name in fields}
        nonce = str(form.get("nonce", ""))[:100]
        if election is None or not all(said.values()) or len(nonce) < _SHORTEST_NONCE:
            return RedirectResponse(_VOTE, 303)
        code = await doubts.ask(election.id, identity_of(**said), nonce)
        return page(request, "doubt_asked.html", election=election, code=code)

    @router.get(f"{_VOTE}/wyjasnienie", dependencies=[anyone()])
    async def ask_code(request: Request) -> Response:
        """Ask for the code."""
        return page(request, "doubt_back.html", values={}, errors={}, state=None)

    @router.post(f"{_VOTE}/wyjasnienie/kod", dependencies=[anyone()])
    async def come_back(request: Request) -> Response:
        """Let a voter on whom an officer has found, or tell how far it is."""
        election = current(await ballots.store.elections())
        if election is None:
            return RedirectResponse(_VOTE, 303)
        form = await request.form(max_fields=5, max_part_size=2_000)
        values = {"kod": str(form.get("kod", ""))[:40]}
        try:
            doubt = await doubts.come_back(election.id, values["kod"])
        except (UnknownDoubt, UnreadableCode):
            return page(request, "doubt_back.html", 422, values=values, errors={"kod": _NO_CODE}, state=None)
        if doubt.state is not DoubtState.CLEARED or doubt.roll_id is None:
            return page(request, "doubt_back.html", values=values, errors={}, state=doubt.state)
        answer = RedirectResponse(f"{_VOTE}/{election.id}/1", 303)
        admit(request, answer, ballots, election, await rolls.known(election.id, doubt.roll_id), doubt.id)
        return answer

    @router.get(_QUEUE, dependencies=[only(*CHECKERS)])
    async def queue(request: Request, edition_id: Id) -> Response:
        """Show who waits."""
        election = await ballots.store.election(edition_id)
        waiting, cleared = await doubts.store.waiting(edition_id), await doubts.store.cleared(edition_id)
        return page(request, "doubt_queue.html", election=election, waiting=waiting, cleared=cleared)

    async def shown(
        request: Request,
        edition_id: str,
        doubt_id: str,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        doubt = await doubts.store.doubt(edition_id, doubt_id)
        context: dict[str, Any] = {"election": await ballots.store.election(edition_id), "doubt": doubt}
        context |= {"values": values or {}, "errors": errors or {}}
        context["declared"] = context["election"].rules.identity in DECLARED
        if doubt.state is not DoubtState.WAITING:
            decided = {"voter": await doubts.found(doubt, signed_in(request)), "decisions": doubts.reasons(doubt)}
            return page(request, "doubt_decided.html", status, **context, **decided)
        said, likely = await doubts.read(doubt, signed_in(request))
        return page(request, "doubt_decide.html", status, **context, said=said, likely=likely)

    @router.get(_QUEUE + "/{doubt_id}", dependencies=[only(*CHECKERS)])
    async def show(request: Request, edition_id: Id, doubt_id: Id) -> Response:
        """Show a voter who waits, and who may be meant."""
        return await shown(request, edition_id, doubt_id)

    @router.post(_QUEUE + "/{doubt_id}", dependencies=[only(*CHECKERS)])
    async def decide(request: Request, edition_id: Id, doubt_id: Id) -> Response:
        """Take the decision; with another's in between, show theirs."""
        try:
            form = await read(request, DecisionForm, _MESSAGES)
        except FormInvalid as invalid:
            return await shown(request, edition_id, doubt_id, invalid.values, invalid.errors, 422)
        try:
            await doubts.decide(edition_id, doubt_id, form.version, form.choice, form.reason, signed_in(request))
        except (Stale, AlreadyDecided):
            return await shown(request, edition_id, doubt_id, status=412)
        except SomebodyElses:
            errors = {"choice": "Kto inny jest już uznany za tę osobę. Sprawdź jeszcze raz."}
            values = {"choice": str(form.choice), "reason": form.reason}
            return await shown(request, edition_id, doubt_id, values, errors, 409)
        return RedirectResponse(_QUEUE.format(edition_id=edition_id), 303)

    @router.post(_QUEUE + "/{doubt_id}/cofniecie", dependencies=[only(*CHECKERS)])
    async def take_back(request: Request, edition_id: Id, doubt_id: Id) -> Response:
        """Take a clearing back, and show both decisions."""
        try:
            form = await read(request, TakeBackForm, {"reason": "Napisz w kilku słowach, dlaczego cofasz."})
        except FormInvalid as invalid:
            return await shown(request, edition_id, doubt_id, invalid.values, invalid.errors, 422)
        try:
            await doubts.take_back(edition_id, doubt_id, form.version, form.reason, signed_in(request))
        except (Stale, NotCleared):
            return await shown(request, edition_id, doubt_id, status=412)
        except HasVoted:
            errors = {"reason": "Ta osoba już zagłosowała. Tej decyzji nie da się cofnąć."}
            return await shown(request, edition_id, doubt_id, {"reason": form.reason}, errors, 409)
        return RedirectResponse(f"{_QUEUE.format(edition_id=edition_id)}/{doubt_id}", 303)

    return router
