"""JSON routes of the count: the commission's two steps, and the published result for everybody."""

import asyncio
import csv
import io
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.voting.ballots.domain.election import Election
from services.voting.ballots.service import Ballots
from services.voting.tally.kept_off import kept_off
from services.voting.tally.pabulib.exporting import pool_file
from services.voting.tally.protocol import OUTCOMES
from services.voting.tally.service import Count, Tally
from shared.access import Role, anyone, only
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.requests import Keyed


class CountWanted(BaseModel):
    """The commission's private key, used for this count and forgotten, and the secret text of the draw."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    private_key: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    secret: Annotated[str, Field(min_length=16, max_length=500)]


class Published(BaseModel):
    """The digest of the published result."""

    digest: str


def routes(tally: Tally, ballots: Ballots) -> APIRouter:
    """Give the routes of the count."""
    router = APIRouter(prefix="/api/voting/v1", tags=["tally"])

    @router.post("/editions/{edition_id}/count", dependencies=[only(Role.COMMISSION), Keyed])
    async def count(edition_id: Id, wanted: CountWanted) -> Published:
        """Open the closed box and count it; then count again from the files that everybody will get."""
        counted = await tally.count(edition_id, wanted.private_key, wanted.secret)
        return Published(digest=counted.digest)

    @router.post("/editions/{edition_id}/results", dependencies=[only(Role.COMMISSION), Keyed])
    async def publish(edition_id: Id) -> Published:
        """Publish the result."""
        return Published(digest=await tally.publish(edition_id))

    @router.get(
        "/editions/{edition_id}/results", dependencies=[anyone()], response_model_exclude={"paper", "sheets", "cards"}
    )
    async def results(edition_id: Id) -> Count:
        """Show the published result, with the evidence of its draw; of paper what is not about few people."""
        return await tally.published(edition_id)

    @router.get("/editions/{edition_id}/results.csv", dependencies=[anyone()], response_class=Response)
    async def results_csv(edition_id: Id) -> Response:
        """Give the published result as CSV: UTF-8 with its mark, semicolons, amounts in złoty with a comma."""
        counted = await tally.published(edition_id)
        election = await ballots.store.election(edition_id)
        headers = {"Content-Disposition": f'attachment; filename="wyniki-{edition_id}.csv"'}
        return Response(_csv(election, counted), media_type="text/csv; charset=utf-8", headers=headers)

    @router.get("/editions/{edition_id}/results/{pool_id}.pb", dependencies=[anyone()], response_class=Response)
    async def results_pb(edition_id: Id, pool_id: Id) -> Response:
        """Give the ballots and the result of one pool in Pabulib's format; `ratusz tally` counts them anew."""
        counted = await tally.published(edition_id)
        if all(row.pool_id != pool_id for row in counted.projects):
            raise NotFound("pools", pool_id)
        election, boxes = await ballots.store.election(edition_id), await tally.store.boxes(edition_id)
        pool = next(pool for pool in election.rules.pools if pool.id == pool_id)
        file = await asyncio.to_thread(pool_file, election, pool, counted.projects, boxes, counted.secret)
        headers = {"Content-Disposition": f'attachment; filename="{edition_id}-{pool_id}.pb"'}
        return Response(file, media_type="text/plain; charset=utf-8", headers=headers)

    return router


def _csv(election: Election, counted: Count) -> str:
    entries = {entry.proposal_id: entry for entry in election.entries}
    pools = {pool.id: pool.name for pool in election.rules.pools}
    areas = {area.id: area.name for area in election.rules.areas}
    off = kept_off(election, counted)
    reserve = {id: place for pool in counted.pools for place, id in enumerate(pool.reserve, start=1)}
    text = io.StringIO(newline="")
    rows = csv.writer(text, delimiter=";")
    rows.writerow(
        [
            "numer",
            "projekt",
            "tytuł",
            "pula",
            "osiedle",
            "miejsce",
            "głosy",
            "punkty",
            "koszt",
            "wynik",
            "wyklucza",
            "rezerwa",
            "los",
        ]
    )
    for row in counted.projects:
        cost = f"{row.cost // 100},{row.cost % 100:02}"
        entry = entries[row.proposal_id]
        where = [_cell(entry.title), _cell(pools[row.pool_id]), _cell(areas.get(entry.area_id or "", ""))]
        figures = [row.place, row.votes, row.points, cost]
        winner = row.excluded_by or off.get(row.proposal_id)
        rival = entries[winner].number if winner else ""
        rows.writerow(
            [
                row.number,
                row.proposal_id,
                *where,
                *figures,
                OUTCOMES[row.outcome],
                rival,
                reserve.get(row.proposal_id, ""),
                row.lot or "",
            ]
        )
    return "\ufeff" + text.getvalue()


def _cell(text: str) -> str:
    """Give a text that a spreadsheet takes for nothing but text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
