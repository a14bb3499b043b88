"""JSON route of readings, for the auditor and the commission."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.voting.readings.domain import Reading
from services.voting.readings.service import Readings
from shared.access import Role, only
from shared.contracts.base import Id

READERS = (Role.AUDITOR, Role.COMMISSION)
AT_ONCE = 100


class ReadingList(BaseModel):
    """Readings, the newest first, at most a hundred; go on `before` the id of the last one."""

    items: list[Reading]


def routes(readings: Readings) -> APIRouter:
    """Give the route of readings."""
    router = APIRouter(prefix="/api/voting/v1/editions/{edition_id}/readings", tags=["readings"])

    @router.get("", dependencies=[only(*READERS)])
    async def list_all(edition_id: Id, before: Annotated[Id | None, Query()] = None) -> ReadingList:
        """List who has read personal data of voters and of those who complain."""
        return ReadingList(items=await readings.newest(edition_id, before, AT_ONCE))

    return router
