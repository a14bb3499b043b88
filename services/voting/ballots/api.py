"""JSON routes of the ballot: the list and casting for everybody, the steps of the commission."""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, Field

from services.voting.ballots.domain import read_receipt
from services.voting.ballots.domain.election import Election, Entry
from services.voting.ballots.service import Ballots
from services.voting.casting.at_the_door import AtTheDoor, cast_by_program
from services.voting.casting.bodies import BallotCast, Body, ReceiptGiven, nonce_of
from services.voting.casting.door import FAILED, BallotDoor
from services.voting.rolls.service import Rolls
from shared.access import Role, anyone, only
from shared.contracts.base import Id, Line
from shared.contracts.intake import Section
from shared.web.requests import Keyed, caller, etag

__all__ = ["AtTheDoor", "BallotDoor", "routes"]

Hex = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ReceiptFound(BaseModel):
    """Whether the ballot with a receipt is in the box, where it stands in the public log, and whether it counts."""

    in_box: bool
    seq: int | None = None
    counts: bool | None = None


class ListWanted(Body):
    """The text of the public draw that orders the numbers on the ballot."""

    seed: Annotated[str, Field(min_length=1, max_length=200)]


class Opening(Body):
    """The commission's public key, and the commitment to the secret that will order ties."""

    public_key: Hex
    draw_commitment: Hex


class ElectionShown(BaseModel):
    """The vote of an edition, as everybody may see it."""

    edition_id: str
    name: str
    state: str
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    exclusive: tuple[tuple[str, str], ...]
    """Pairs of which at most one can win."""
    public_key: str | None
    log_key: str | None
    rules_hash: str | None
    draw_commitment: str | None
    digest: str | None
    ballots: int


class Progress(BaseModel):
    """How far the candidates of an edition are."""

    submitted: int
    failed: int
    admitted: int
    refused: int
    withdrawn: int
    merged: int
    undecided: int
    conflicts: int
    """Pairs of admitted proposals of which nobody has decided whether they exclude each other."""
    exclusive: int
    """Pairs of which at most one can win."""


class Done(BaseModel):
    """What a step of the commission gave."""

    count: int | None = None
    rules_hash: str | None = None


def routes(ballots: Ballots, rolls: Rolls) -> APIRouter:
    """Give the routes of the ballot."""
    router = APIRouter(prefix="/api/voting/v1", tags=["ballots"])

    @router.get("/editions/{edition_id}", dependencies=[anyone()])
    async def show(edition_id: Id, response: Response) -> ElectionShown:
        """Show the vote of an edition: its state, sections and list."""
        election = await ballots.store.election(edition_id)
        response.headers["ETag"] = etag(election.version)
        return _shown(election)

    @router.get("/editions/{edition_id}/rules", dependencies=[anyone()])
    async def frozen_rules(edition_id: Id) -> Response:
        """Give the frozen rules as text; its SHA-256 is the published `rules_hash`."""
        frozen = await ballots.store.frozen(edition_id)
        return Response(frozen.text, media_type="text/plain; charset=utf-8")

    @router.get("/editions/{edition_id}/candidates", dependencies=[only(Role.COMMISSION, Role.OFFICER)])
    async def progress(edition_id: Id) -> Progress:
        """Count the candidates by how far they are."""
        found = await ballots.store.candidates(edition_id)
        listed = {candidate.id for candidate in found if candidate.on_the_list}
        pairs = [pair for pair in await ballots.store.pairs(edition_id) if listed.issuperset(pair.proposals)]
        there = [
            candidate for candidate in found if candidate.submitted and not (candidate.withdrawn or candidate.merged)
        ]
        return Progress(
            submitted=sum(candidate.submitted for candidate in found),
            failed=sum(candidate.failed for candidate in there),
            admitted=sum(candidate.admitted is True for candidate in there),
            refused=sum(candidate.admitted is False for candidate in there),
            withdrawn=sum(candidate.withdrawn for candidate in found),
            merged=sum(candidate.merged for candidate in found),
            undecided=sum(candidate.undecided for candidate in found),
            conflicts=sum(pair.excluding is None for pair in pairs),
            exclusive=sum(pair.excluding is True for pair in pairs),
        )

    @router.post("/editions/{edition_id}/list", dependencies=[only(Role.COMMISSION), Keyed])
    async def publish_list(edition_id: Id, wanted: ListWanted) -> Done:
        """Publish the final list, with numbers drawn from the seed."""
        return Done(count=await ballots.publish_list(edition_id, wanted.seed))

    @router.post("/editions/{edition_id}/opening", dependencies=[only(Role.COMMISSION), Keyed])
    async def open_vote(edition_id: Id, opening: Opening) -> Done:
        """Freeze the rules and open the vote; ballots are taken while the window is open."""
        return Done(rules_hash=await ballots.open(edition_id, opening.public_key, opening.draw_commitment))

    @router.post("/editions/{edition_id}/closing", dependencies=[only(Role.COMMISSION), Keyed])
    async def close_vote(edition_id: Id) -> Done:
        """Close the box after the window."""
        return Done(count=await ballots.close(edition_id))

    @router.post("/editions/{edition_id}/ballots", dependencies=[anyone()], status_code=201)
    async def cast(
        edition_id: Id,
        ballot: BallotCast,
        request: Request,
        idempotency_key: Annotated[str | None, Header()] = None,
    ) -> ReceiptGiven:
        """Cast a ballot. The key (16 to 100 plain characters) is the voter's nonce: sent again, the same receipt comes.

        It is not kept with the keys of other requests: those stand beside digests of bodies, and a vote can be guessed.
        """
        if (met_at_the_door := request.scope.get(FAILED)) is not None:
            raise met_at_the_door
        nonce = nonce_of(idempotency_key)
        receipt = await cast_by_program(ballots, rolls, edition_id, ballot.said(), nonce, caller(request))
        return ReceiptGiven(code=receipt.code, commitment=receipt.commitment, seq=receipt.seq)

    @router.get("/editions/{edition_id}/receipts/{code}", dependencies=[anyone()])
    async def look_up(edition_id: Id, code: Line) -> ReceiptFound:
        """Tell whether the ballot with this receipt is in the box; `/log/inclusion` proves its place."""
        found = await ballots.find(edition_id, read_receipt(code))
        return ReceiptFound(in_box=found is not None, **(found._asdict() if found else {}))

    return router


def _shown(election: Election) -> ElectionShown:
    return ElectionShown(
        edition_id=election.id,
        name=election.rules.name,
        state=election.state,
        sections=election.rules.sections,
        entries=election.entries,
        exclusive=election.exclusive,
        public_key=election.public_key,
        log_key=election.log_key,
        rules_hash=election.rules_hash,
        draw_commitment=election.draw_commitment,
        digest=election.digest,
        ballots=election.ballots,
    )
