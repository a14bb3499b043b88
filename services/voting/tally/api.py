"""JSON routes of the count: the commission's two steps, and the published result for everybody."""

import csv
import io
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.voting.tally.service import Count, Tally
from shared.access import Role, anyone, only
from shared.contracts.base import Id
from shared.web.requests import Keyed


class CountWanted(BaseModel):
    """The commission's private key, used for this count and forgotten, and the secret text of the draw."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    private_key: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    secret: Annotated[str, Field(min_length=16, max_length=500)]


class Published(BaseModel):
    """The digest of the published result."""

    digest: str


def routes(tally: Tally) -> APIRouter:
    """Give the routes of the count."""
    router = APIRouter(prefix="/api/voting/v1", tags=["tally"])

    @router.post("/editions/{edition_id}/count", dependencies=[only(Role.COMMISSION), Keyed])
    async def count(edition_id: Id, wanted: CountWanted) -> Published:
        """Open the closed box and count it, twice."""
        counted = await tally.count(edition_id, wanted.private_key, wanted.secret)
        return Published(digest=counted.digest)

    @router.post("/editions/{edition_id}/results", dependencies=[only(Role.COMMISSION), Keyed])
    async def publish(edition_id: Id) -> Published:
        """Publish the result."""
        return Published(digest=await tally.publish(edition_id))

    @router.get("/editions/{edition_id}/results", dependencies=[anyone()])
    async def results(edition_id: Id) -> Count:
        """Show the published result, with the evidence of its draw."""
        return await tally.published(edition_id)

    @router.get("/editions/{edition_id}/results.csv", dependencies=[anyone()], response_class=Response)
    async def results_csv(edition_id: Id) -> Response:
        """Give the published result as CSV: UTF-8 with its mark, semicolons, amounts in złoty with a comma."""
        counted = await tally.published(edition_id)
        headers = {"Content-Disposition": f'attachment; filename="wyniki-{edition_id}.csv"'}
        return Response(_csv(counted), media_type="text/csv; charset=utf-8", headers=headers)

    return router


def _csv(counted: Count) -> str:
    text = io.StringIO(newline="")
    rows = csv.writer(text, delimiter=";")
    rows.writerow(["numer", "projekt", "pula", "miejsce", "glosy", "punkty", "koszt", "wynik", "wyklucza"])
    for row in counted.projects:
        cost = f"{row.cost // 100},{row.cost % 100:02}"
        told = [row.number, row.proposal_id, row.pool_id, row.place, row.votes, row.points, cost, row.outcome]
        rows.writerow([*told, row.excluded_by or ""])
    return "\ufeff" + text.getvalue()
