"""JSON routes of terms and sessions: everybody reads them, officers keep them."""

from datetime import date, time
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.reporting.council.api.given import CLOSED, Day, Made, Version, Why
from services.reporting.council.domain.roman import MOST
from services.reporting.council.domain.sessions import Session, Term
from services.reporting.council.service.sessions import Sessions
from shared.access import Role, anyone, only
from shared.contracts.base import Id
from shared.contracts.reporting import SessionKind, SessionState
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag

Place = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
Council = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=100, pattern="^Rady ")]


def _of_the_city(hour: time) -> time:
    """Take an hour of the city's clocks to the minute. Raises `ValueError` for one of another zone, or with seconds."""
    if hour.tzinfo is not None or hour.second or hour.microsecond:
        raise ValueError("an hour of the city's clocks, to the minute: 10:00")
    return hour


Hour = Annotated[time, AfterValidator(_of_the_city)]
Number = Annotated[int, Field(ge=1, le=MOST)]


class TermGiven(BaseModel):
    """A term of the council. `council`: its name in the genitive, as acts of that time write it."""

    model_config = CLOSED

    number: Number
    first_day: Day
    last_day: Day
    council: Council = "Rady Miasta Kalisza"


class TermList(BaseModel):
    """All terms, the newest first."""

    items: list[Term]


class SessionMoved(BaseModel):
    """The day and place of a session. `begins`: the hour by the city's clocks, none where only the day is known."""

    model_config = CLOSED

    on: Day
    begins: Hour | None = None
    place: Place


class SessionGiven(SessionMoved):
    """A session to plan."""

    number: Number
    kind: SessionKind


class ReasonGiven(BaseModel):
    """Why."""

    model_config = CLOSED

    reason: Why


class SessionShown(BaseModel):
    """A session. `version` is what If-Match must name."""

    session_id: str
    term_id: str
    term_number: int
    number: int
    roman: str
    kind: SessionKind
    on: date
    begins: time | None
    place: str
    state: SessionState
    reason: str | None
    version: int


class SessionList(BaseModel):
    """A part of the sessions; `next` is the key to go on after."""

    items: list[SessionShown]
    next: str | None


def routes(sessions: Sessions) -> APIRouter:
    """Give the routes."""
    router = APIRouter()

    @router.post("/council-terms", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def open_term(given: TermGiven) -> Made:
        """Enter a term. 409 where it overlaps another one or ends before it begins."""
        return Made(id=await sessions.open_term(**given.model_dump()))

    @router.get("/council-terms", dependencies=[anyone()])
    async def list_terms() -> TermList:
        """List the terms."""
        return TermList(items=await sessions.store.terms())

    @router.post("/council-sessions", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def plan_session(given: SessionGiven) -> Made:
        """Plan a session. 409 where its number is taken, 422 where no term has its day."""
        return Made(id=await sessions.plan(**given.model_dump()))

    @router.get("/council-sessions", dependencies=[anyone()])
    async def list_sessions(
        request: Request, response: Response, term_id: Id | None = None, after: After = None, limit: Limit = 50
    ) -> SessionList:
        """List the sessions in a stable order."""
        found = await sessions.store.after(term_id, after or "", limit + 1)
        more = found[limit - 1].id if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return SessionList(items=[_session(one) for one in found[:limit]], next=more)

    @router.get("/council-sessions/{session_id}", dependencies=[anyone()])
    async def get_session(session_id: Id, response: Response) -> SessionShown:
        """Give a session."""
        session = await sessions.store.session(session_id)
        response.headers["ETag"] = etag(session.version)
        return _session(session)

    @router.put("/council-sessions/{session_id}", dependencies=[only(Role.OFFICER)])
    async def move_session(session_id: Id, given: SessionMoved, version: IfMatch) -> Version:
        """Set another day, hour or place. 409 where it is over, 412 where it has changed, 422 outside its term."""
        return Version(version=await sessions.move(session_id, version, **given.model_dump()))

    @router.post("/council-sessions/{session_id}/cancellation", dependencies=[only(Role.OFFICER), Keyed])
    async def cancel_session(session_id: Id, given: ReasonGiven, version: IfMatch) -> Version:
        """Cancel a session. 409 where it is planned no longer, 412 where it has changed."""
        return Version(version=await sessions.cancel(session_id, version, reason=given.reason))

    @router.post("/council-sessions/{session_id}/holding", dependencies=[only(Role.OFFICER), Keyed])
    async def hold_session(session_id: Id, version: IfMatch) -> Version:
        """Note that a session took place. 409 before its day or where it is planned no longer, 412 as above."""
        return Version(version=await sessions.hold(session_id, version))

    return router


def _session(session: Session) -> SessionShown:
    told = session.model_dump(include=set(SessionShown.model_fields))
    return SessionShown(**told, session_id=session.id, roman=session.roman)
