"""JSON routes of the public log, for everybody; and of the sealed box, for the commission and the auditor."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from services.voting.ballots.domain.election import ElectionState
from services.voting.ballots.service import Ballots
from services.voting.board.domain.files import BoxLine, LogLine, entry_line, envelope_line
from services.voting.board.domain.log import Head
from services.voting.board.service import Board
from shared.access import Role, anyone, only
from shared.contracts.base import Id

_LINES = "application/jsonl"
_HEADS_AT_ONCE = 1000
Number = Annotated[int, Query(ge=0, le=10**9)]


class LogShown(BaseModel):
    """The public log of an edition: the key that signs it, and its newest head."""

    edition_id: str
    public_key: str
    head: Head


class EntryShown(BaseModel):
    """An entry: what happened to the envelope with this commitment."""

    seq: int
    kind: str
    commitment: str


class InclusionShown(BaseModel):
    """The proof (RFC 9162, § 2.1.3) that leads from an entry's leaf hash to the root of the head."""

    entry: EntryShown
    leaf: str
    proof: list[str]
    head: Head


class ConsistencyShown(BaseModel):
    """The proof (RFC 9162, § 2.1.4) that the log under the earlier head is a beginning of the newest one."""

    earlier: Head
    proof: list[str]
    head: Head


def routes(board: Board, ballots: Ballots) -> APIRouter:
    """Give the routes of the public log."""
    router = APIRouter(prefix="/api/voting/v1/editions/{edition_id}", tags=["board"])

    @router.get("/log", dependencies=[anyone()])
    async def show(edition_id: Id) -> LogShown:
        """Show the newest signed head."""
        signed = await board.signed(edition_id)
        return LogShown(edition_id=edition_id, public_key=board.public_key(edition_id), head=signed)

    @router.get("/log/heads", dependencies=[anyone()])
    async def heads(
        edition_id: Id, after: Number = 0, limit: Annotated[int, Query(ge=1, le=_HEADS_AT_ONCE)] = 100
    ) -> list[Head]:
        """List heads in the order in which they were signed, from the one behind number `after`."""
        return await board.store.heads(edition_id, after, limit)

    @router.get("/log/entries", dependencies=[anyone()])
    async def entries(
        edition_id: Id, start: Number = 0, limit: Annotated[int, Query(ge=1, le=1000)] = 100
    ) -> list[EntryShown]:
        """List the signed entries from the place `start`."""
        found = await board.entries(edition_id, start, limit)
        return [_entry(seq, entry.kind.name, entry.commitment) for seq, entry in enumerate(found, start)]

    @router.get("/log/inclusion", dependencies=[anyone()])
    async def inclusion(edition_id: Id, seq: Number) -> InclusionShown:
        """Prove that the entry at the place `seq` is in the log."""
        found = await board.inclusion(edition_id, seq)
        return InclusionShown(
            entry=_entry(seq, found.entry.kind.name, found.entry.commitment),
            leaf=found.leaf.hex(),
            proof=[step.hex() for step in found.proof],
            head=found.signed,
        )

    @router.get("/log/consistency", dependencies=[anyone()])
    async def consistency(edition_id: Id, earlier: Annotated[int, Query(ge=1, le=10**9)]) -> ConsistencyShown:
        """Prove that nothing of the log under head number `earlier` has changed."""
        found = await board.consistency(edition_id, earlier)
        return ConsistencyShown(earlier=found.earlier, proof=[step.hex() for step in found.proof], head=found.signed)

    @router.get("/log.jsonl", dependencies=[anyone()], response_class=StreamingResponse)
    async def log_file(edition_id: Id) -> StreamingResponse:
        """Give the whole signed log as a file; `ratusz verify` checks it on any machine."""
        signed = await board.signed(edition_id)

        async def lines() -> AsyncIterator[str]:
            yield LogLine(edition=edition_id, public_key=board.public_key(edition_id)).model_dump_json() + "\n"
            async for entry in board.whole(edition_id, signed.size):
                yield entry_line(entry) + "\n"
            for head in await board.all_heads(edition_id):
                if head.number <= signed.number:
                    yield head.model_dump_json() + "\n"

        return _file(lines(), f"dziennik-{edition_id}.jsonl")

    @router.get("/box.jsonl", dependencies=[only(Role.COMMISSION, Role.AUDITOR)], response_class=StreamingResponse)
    async def box_file(edition_id: Id) -> StreamingResponse:
        """Give the closed box, still sealed and without the voters' tags, for a second count on another machine."""
        (await ballots.store.election(edition_id)).require(ElectionState.CLOSED)

        async def lines() -> AsyncIterator[str]:
            yield BoxLine(edition=edition_id).model_dump_json() + "\n"
            async for one in ballots.store.box(edition_id):
                assert one.seq is not None
                yield envelope_line(one.seq, one.state, one.channel, one.sealed) + "\n"

        return _file(lines(), f"urna-{edition_id}.jsonl")

    return router


def _file(lines: AsyncIterator[str], name: str) -> StreamingResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines, media_type=_LINES, headers=disposition)


def _entry(seq: int, kind: str, commitment: bytes) -> EntryShown:
    return EntryShown(seq=seq, kind=kind.lower(), commitment=commitment.hex())
