"""JSON routes of what is ready before a warning, plans and the rota, and of the log of what was said when."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from services.media.crisis.domain.content import Moment
from services.media.crisis.domain.hazards import hazard
from services.media.crisis.domain.message import CrisisSigned
from services.media.crisis.domain.plan import Plan, PlanContent
from services.media.crisis.domain.record import Channel, Said
from services.media.crisis.domain.rota import Name, Telephone
from services.media.crisis.service import Crisis, Plans, Speakers
from services.media.crisis.service.rights import PLAN_APPROVERS, READERS, WRITERS
from services.media.crisis.service.rota import Speaker
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, Limit, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_PRIVATE = {"Cache-Control": "no-store"}
_Skip = Annotated[int, Query(ge=0, le=100_000)]


class PlanGiven(PlanContent):
    """The texts and times of a plan."""

    model_config = _CLOSED

    def content(self) -> PlanContent:
        """Give it in the words of the domain."""
        return PlanContent(**self.model_dump())


class PlanShown(BaseModel):
    """A plan; `version` is what If-Match must name. `approved`: none where nobody here has approved its texts."""

    hazard: str
    name: str
    content: PlanContent
    written: CrisisSigned | None
    approved: CrisisSigned | None
    version: int


class ShiftGiven(BaseModel):
    """Somebody's turn to speak for the city, from `starts` to before `ends`, at most two weeks."""

    model_config = _CLOSED

    starts: Moment
    ends: Moment
    name: Name
    telephone: Telephone


class SpeakerShown(BaseModel):
    """Who speaks in a shift."""

    shift_id: str
    starts: datetime
    ends: datetime
    name: str
    telephone: str


class RotaShown(BaseModel):
    """The shifts that are not over, the next first; `now`: who speaks now. `version` is what If-Match must name."""

    now: SpeakerShown | None
    shifts: list[SpeakerShown]
    version: int


class EntryShown(BaseModel):
    """An entry of the log; `number`: from 1 without a gap. `by_name`: none where the program did it."""

    number: int
    at: datetime
    what: Said
    message_id: str
    incident_id: str
    exercise: bool
    headline: str
    by_name: str | None
    text: str | None
    channels: tuple[Channel, ...]


def plans_of(plans: Plans) -> APIRouter:
    """Give the routes of plans."""
    router = APIRouter(prefix="/crisis-plans")

    @router.get("", dependencies=[only(*READERS)])
    async def every() -> list[PlanShown]:
        """List the plan of every hazard."""
        return [_plan(one) for one in await plans.every()]

    @router.get("/{code}", dependencies=[only(*READERS)])
    async def one(code: Id, response: Response) -> PlanShown:
        """Give the plan for a hazard."""
        found = await plans.plan(code)
        response.headers["ETag"] = etag(found.version)
        return _plan(found)

    @router.put("/{code}", dependencies=[only(*WRITERS)], status_code=204)
    async def rewrite(code: Id, given: PlanGiven, version: IfMatch, request: Request) -> None:
        """Change a plan; other words must be approved anew. 412 where somebody has changed it meanwhile."""
        await plans.rewrite(code, version, given.content(), signed_in(request))

    @router.post("/{code}/approval", dependencies=[only(*PLAN_APPROVERS), Keyed], status_code=204)
    async def approve(code: Id, version: IfMatch, request: Request) -> None:
        """Approve the texts that somebody else wrote. 409 where they are approved, or are one's own."""
        await plans.approve(code, version, signed_in(request))

    return router


def rota_of(speakers: Speakers) -> APIRouter:
    """Give the routes of the speakers' rota."""
    router = APIRouter(prefix="/crisis-rota")

    @router.get("", dependencies=[only(*READERS)])
    async def shifts(response: Response) -> RotaShown:
        """Tell who speaks now and next."""
        found, version = await speakers.to_come()
        now = await speakers.now()
        response.headers.update({**_PRIVATE, "ETag": etag(version)})
        return RotaShown(now=_speaker(now) if now else None, shifts=[_speaker(one) for one in found], version=version)

    @router.post("/shifts", dependencies=[only(*WRITERS), Keyed], status_code=204)
    async def add(given: ShiftGiven, version: IfMatch) -> None:
        """Give somebody a shift.

        409 where somebody has one at that time or the rota is full, 412 where it has changed meanwhile, 422 for one
        that ends before it begins or is too long.
        """
        await speakers.add(version, **given.model_dump())

    @router.delete("/shifts/{shift_id}", dependencies=[only(*WRITERS)], status_code=204)
    async def remove(shift_id: Id, version: IfMatch) -> None:
        """Take a shift away. 412 where the rota has changed meanwhile."""
        await speakers.remove(version, shift_id)

    return router


def log_of(crisis: Crisis) -> APIRouter:
    """Give the route of the log."""
    router = APIRouter(dependencies=[only(*READERS)])

    @router.get("/crisis-log")
    async def log(response: Response, skip: _Skip = 0, limit: Limit = 50) -> list[EntryShown]:
        """List what was said and done, the newest first."""
        response.headers.update(_PRIVATE)
        names = set(EntryShown.model_fields)
        return [EntryShown(**one.model_dump(include=names)) for one in await crisis.store.log(limit, skip)]

    return router


def _plan(one: Plan) -> PlanShown:
    own = {"content": one.content, "written": one.written, "approved": one.approved, "version": one.version}
    return PlanShown(hazard=one.hazard, name=hazard(one.hazard).name, **own)


def _speaker(one: Speaker) -> SpeakerShown:
    return SpeakerShown(shift_id=one.shift_id, starts=one.starts, ends=one.ends, name=one.name, telephone=one.telephone)
