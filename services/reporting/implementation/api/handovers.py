"""JSON route of handing a work over to another unit. For officers."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.reporting.implementation.service.handovers import Handovers
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, etag

Why = Annotated[str, Field(min_length=10, max_length=1000)]


class HandoverGiven(BaseModel):
    """The unit that carries it out from now on, and why; residents read the `reason`."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    unit: Id
    reason: Why


def handover_routes(handovers: Handovers) -> APIRouter:
    """Give the route of handovers."""
    router = APIRouter()

    @router.put("/implementations/{implementation_id}/unit", dependencies=[only(Role.OFFICER)], status_code=204)
    async def hand_over(
        implementation_id: Id, given: HandoverGiven, version: IfMatch, request: Request, response: Response
    ) -> None:
        """Give a work to another unit, which is asked for its word at once; links of the unit before open nothing.

        404 for a unit that the city does not have; 409 while a word waits for an officer, when all is over, and for
        the unit that has it; 412 where somebody has changed the work meanwhile.
        """
        by = signed_in(request)
        new = await handovers.hand_over(implementation_id, version, given.unit, given.reason, by)
        response.headers["ETag"] = etag(new)

    return router
