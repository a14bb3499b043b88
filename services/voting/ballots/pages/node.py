"""The way to the national node and back: bound to the browser that went, and of one answer only.

What the node says is never in an address of ours, nor kept: it finds a person on the roll, and is forgotten.
"""

import hmac
import secrets
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.voting.ballots.domain.session import (
    NodeVisit,
    SessionUnreadable,
    open_visit,
    seal_visit,
)
from services.voting.ballots.pages import current
from services.voting.ballots.pages.booth import TIME_AT_NODE, VISIT, admit, forget
from services.voting.ballots.service import Ballots
from services.voting.rolls.domain import IdentityPolicy, NameUnreadable, UnreadablePesel
from services.voting.rolls.service import NotOnRoll, Rolls
from services.voting.rolls.service.node import NationalNode, NodeRefused
from shared.access import anyone
from shared.web.render import Templates

_ROOT = "/budzet-obywatelski/glosowanie"
_BACK = f"{_ROOT}/wezel/powrot"
_LONGEST = 4_000


def node_pages(
    ballots: Ballots, rolls: Rolls, node: NationalNode | None, public_origin: str, templates: Templates
) -> APIRouter:
    """Give the pages of the way to the node."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    def page(request: Request, status: int, **context: Any) -> Response:
        headers = {"Cache-Control": "no-store"}
        return templates.page(request, "ballot_node.html", status_code=status, headers=headers, **context)

    @router.get(f"{_ROOT}/wezel")
    async def go(request: Request) -> Response:
        """Send the voter's browser to the node. By a link: a form may not lead to another site (CSP form-action)."""
        election = current(await ballots.store.elections())
        if election is None or node is None or election.rules.identity != IdentityPolicy.NATIONAL_NODE:
            return RedirectResponse(_ROOT, 303)
        now = ballots.clock.now()
        election.require_taking(now)
        state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        visit = NodeVisit(edition=election.id, state=state, nonce=nonce, expires=now + TIME_AT_NODE)
        answer = RedirectResponse(node.address(state, nonce, f"{public_origin}{_BACK}"), 303)
        token = seal_visit(ballots.edition_key(election.id), visit)
        # Lax, not strict: the browser comes back from another site, and must bring it.
        answer.set_cookie(VISIT, f"{election.id}|{token}", path="/", secure=True, httponly=True, samesite="lax")
        return answer

    @router.get(_BACK)
    async def come_back(request: Request) -> Response:
        """Find the person whom the node names on the roll, and open the ballot."""
        edition_id, _, token = request.cookies.get(VISIT, "").partition("|")
        given = {name: value[:_LONGEST] for name, value in list(request.query_params.items())[:20]}
        if node is None or not token:
            return RedirectResponse(f"{_ROOT}?powod=karta", 303)
        election = (await ballots.taking(edition_id)).election
        try:
            visit = open_visit(ballots.edition_key(edition_id), token, ballots.clock.now())
            if visit.edition != edition_id or not hmac.compare_digest(visit.state, given.get("state", "")):
                raise NodeRefused
            person = await node.person(given, visit.nonce)
            known = await rolls.recognise(edition_id, election.rules.identity, person.identity())
        except (SessionUnreadable, NodeRefused, UnreadablePesel, NameUnreadable):
            refused = page(request, 422, election=election, fault="node")
            forget(refused, VISIT)
            return refused
        except NotOnRoll:
            refused = page(request, 422, election=election, fault="roll")
            forget(refused, VISIT)
            return refused
        # A page, not a redirect: behind another site's redirect the browser would not bring its strict cookies.
        answer = page(request, 200, election=election, fault=None)
        admit(request, answer, ballots, election, known)
        forget(answer, VISIT)
        return answer

    return router
