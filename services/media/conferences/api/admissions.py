"""JSON routes of who was not invited to a press conference and asks to come; the press office decides."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.media.conferences.domain import Why
from services.media.conferences.domain.admission import AdmissionState, Asker, Named
from services.media.conferences.service import WRITERS
from services.media.conferences.service.admissions import Admissions
from services.media.requests.domain.units import MAILBOX
from shared.access import anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, caller

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_PLACE = "/press-conferences/{conference_id}/admissions"


class AdmissionGiven(BaseModel):
    """Who asks to come, for which newsroom, and where the answer goes."""

    model_config = _CLOSED

    name: Named
    outlet: Named
    email: Annotated[str, Field(max_length=254, pattern=MAILBOX)]

    def asker(self) -> Asker:
        """Give it in the words of the domain."""
        return Asker(name=self.name, outlet=self.outlet, email=self.email)


class AdmissionRefused(BaseModel):
    """Why somebody is not let in; it is mailed."""

    model_config = _CLOSED

    reason: Why


class AdmissionShown(BaseModel):
    """Who asks to come; `version` is what If-Match must name."""

    admission_id: str
    name: str
    outlet: str
    email: str
    asked_at: datetime
    state: AdmissionState
    decided_by: str | None
    version: int


class AdmissionChanged(BaseModel):
    """The version that the decision made."""

    version: int


def routes(admissions: Admissions) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/media/v1", tags=["press conferences"])
    press = only(*WRITERS)

    @router.post(_PLACE, dependencies=[anyone(), Keyed], status_code=202)
    async def ask(conference_id: Id, given: AdmissionGiven, request: Request) -> None:
        """Ask to come. The same answer to everybody, also to an address that has asked already.

        409 where nobody can ask any more, 429 where as many have asked from this network address today as may.
        """
        await admissions.ask(conference_id, given.asker(), caller(request))

    @router.get(_PLACE, dependencies=[press])
    async def who_asks(conference_id: Id, request: Request, response: Response) -> list[AdmissionShown]:
        """List who asks to come, the first first; the reading is written down. They are erased the day after."""
        response.headers["Cache-Control"] = "no-store"
        return [
            AdmissionShown(
                admission_id=one.id,
                **asker.model_dump(),
                asked_at=one.asked_at,
                state=one.state,
                decided_by=one.decided_by,
                version=one.version,
            )
            for one, asker in await admissions.opened(conference_id, signed_in(request))
        ]

    @router.post(_PLACE + "/{admission_id}/grant", dependencies=[press, Keyed])
    async def grant(conference_id: Id, admission_id: Id, version: IfMatch, request: Request) -> AdmissionChanged:
        """Let somebody in and write so. 409 where it is decided already, or nobody can come any more."""
        return AdmissionChanged(
            version=await admissions.grant(conference_id, admission_id, version, signed_in(request))
        )

    @router.post(_PLACE + "/{admission_id}/refusal", dependencies=[press, Keyed])
    async def refuse(
        conference_id: Id, admission_id: Id, given: AdmissionRefused, version: IfMatch, request: Request
    ) -> AdmissionChanged:
        """Let somebody not in and write why. 409 where it is decided already."""
        by = signed_in(request)
        return AdmissionChanged(version=await admissions.refuse(conference_id, admission_id, version, given.reason, by))

    return router
