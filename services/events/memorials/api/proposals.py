"""JSON routes of proposals of new memorials: accepted, sent to who has a say, answered, built, unveiled, ended."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.events.given import Made
from services.events.memorials.api.given import (
    AcceptanceGiven,
    AnswerGiven,
    AskingGiven,
    Number,
    OnGiven,
    ProposalGiven,
    ReasonGiven,
    Upto,
)
from services.events.memorials.domain import Card
from services.events.memorials.domain.proposals import Asked, Body, MemorialProposal, State
from services.events.memorials.service import KEEPERS, READERS
from services.events.memorials.service.proposals import Proposals
from services.events.memorials.service.telling import Proposer
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, etag
from shared.web.steps import Steps


class ProposalLine(BaseModel):
    """A proposal in a list, without who proposes."""

    proposal_id: str
    sign: str
    name: str
    place: str
    received_on: date
    state: State
    version: int


class ProposalShown(ProposalLine):
    """A proposal. `version` is what If-Match must name; `proposer`: for who keeps the register, null for who reads it.

    `needs`: who has a say; `askable`: who can be asked now; `asked`: every asking, the newest last. `due_at`: until
    when one that was sent in is looked at, found as `explanation` says; null where it came by letter. `reason`: why it
    ended, by whose hand `ended_by` says, null: its proposer's; `memorial_id`: what it has become in the register.
    """

    card: Card
    city_ground: bool
    proposer: Proposer | None
    due_at: datetime | None
    explanation: tuple[str, ...]
    needs: tuple[Body, ...]
    askable: tuple[Body, ...]
    asked: tuple[Asked, ...]
    built_on: date | None
    unveiled_on: date | None
    reason: str | None
    ended_by: str | None
    memorial_id: str | None


def routes(proposals: Proposals) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/memorial-proposals")
    keepers, readers = [only(*KEEPERS), Keyed], [only(*READERS)]

    @router.get("", dependencies=readers)
    async def list_proposals(page: Number = 1, limit: Upto = 30) -> list[ProposalLine]:
        """List proposals, the newest first."""
        return [ProposalLine(**_line(one)) for one in await proposals.store.proposals((page - 1) * limit, limit)]

    @router.post("", dependencies=keepers, status_code=201)
    async def receive_proposal(given: ProposalGiven) -> Made:
        """Enter a proposal: it is a case with its own sign. 422 where the day has not come."""
        id = await proposals.receive(given.card.card(), given.by(), given.received_on, city_ground=given.city_ground)
        return Made(id=id)

    @router.get("/{proposal_id}", dependencies=readers)
    async def get_proposal(proposal_id: Id, request: Request, response: Response) -> ProposalShown:
        """Give a proposal. That who proposes was read is written down."""
        one, person = await proposals.store.proposal(proposal_id), signed_in(request)
        response.headers.update({"ETag": etag(one.version), "Cache-Control": "no-store"})
        told = set(ProposalShown.model_fields) - set(ProposalLine.model_fields) - {"proposer", "askable"}
        return ProposalShown(
            **_line(one),
            **{name: getattr(one, name) for name in told},
            askable=tuple(body for body in one.needs if one.may_ask(body)),
            proposer=await proposals.proposer(one, person) if person.role in KEEPERS else None,
        )

    p = proposals
    step = Steps(router, "/{id}", "memorial_proposal").add
    step(
        "acceptance",
        AcceptanceGiven,
        KEEPERS,
        lambda g: lambda i, v, _by: p.accept(i, v, **g.model_dump()),
        "Say that one that was sent in can go on, with what decides who has a say; its sender is written to.",
    )
    step(
        "asking",
        AskingGiven,
        KEEPERS,
        lambda g: lambda i, v, _by: p.ask(i, v, g.body, g.on),
        "Enter that a body was asked; its clock runs.",
    )
    step(
        "answer",
        AnswerGiven,
        KEEPERS,
        lambda g: lambda i, v, _by: p.answer(i, v, g.body, g.on, g.sign, g.note, positive=g.positive),
        "Enter what a body said.",
    )
    step("building", OnGiven, KEEPERS, lambda g: lambda i, v, _by: p.build(i, v, g.on), "Enter that it stands.")
    for path, state, doc in (
        ("refusal", State.REFUSED, "Refuse it."),
        ("withdrawal", State.WITHDRAWN, "Enter that it was taken back."),
    ):
        step(path, ReasonGiven, KEEPERS, _ending(proposals, state), doc)

    @router.post("/{proposal_id}/unveiling", dependencies=keepers)
    async def unveil(proposal_id: Id, version: IfMatch, given: OnGiven) -> Made:
        """Enter that it was unveiled: give the id of the memorial that is in the register and in care from now on.

        409 where it does not have its time, 412 where it has changed meanwhile.
        """
        return Made(id=await proposals.unveil(proposal_id, version, given.on))

    return router


def _ending(proposals: Proposals, state: State) -> Any:
    return lambda g: lambda i, v, by: proposals.end(i, v, state, g.reason, by)


def _line(one: MemorialProposal) -> dict[str, Any]:
    kept = one.model_dump(include={"sign", "received_on", "state", "version"})
    return {"proposal_id": one.id, "name": one.card.name, "place": one.card.place, **kept}
