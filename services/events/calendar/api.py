"""JSON routes of the calendar: reading for everybody, keeping for those who do."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.events.calendar.domain import Description, Entry, Place, Plan, Reason, Title
from services.events.calendar.domain.free_days import Basis, Declaration
from services.events.calendar.free_days import FreeDays
from services.events.calendar.service import Calendar
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, etag

KEEPERS = (Role.PROTOCOL_OFFICER, Role.PRESS_OFFICER, Role.OFFICER)
"""Who keeps the calendar."""
DECLARERS = (Role.OFFICER, Role.ADMIN)
"""Who declares a day free: dates of the whole house move."""


class EntryGiven(BaseModel):
    """What an entry says. A whole-day entry ends at the midnight, in Warsaw, after its last day."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    title: Title
    starts: AwareDatetime
    ends: AwareDatetime
    all_day: bool = False
    place: Place | None = None
    description: Description | None = None

    def plan(self) -> Plan:
        """Give the plan."""
        return Plan(**self.model_dump())


class Cancellation(BaseModel):
    """Why it does not take place; residents read it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    reason: Reason


class EntryMade(BaseModel):
    """The id of the entry."""

    entry_id: str


class FreeDayGiven(BaseModel):
    """A day that an act makes free. `basis` ends the sentence "12 listopada 2018 jest wolny na mocy …"."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    day: date
    basis: Basis


class FreeDayTakenBack(BaseModel):
    """Why the day is not free after all; residents read it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    reason: Reason


class FreeDayShown(BaseModel):
    """A day that the city has declared free. `revoked_at` (UTC) is null where it stands."""

    day: date
    basis: str
    declared_at: datetime
    revoked_at: datetime | None
    reason: str


class FreeDaysShown(BaseModel):
    """All of them, also those that were taken back, the newest declaration last; and the version of the set."""

    items: list[FreeDayShown]
    version: int


class EntryShown(BaseModel):
    """An entry. With `edition_id` it follows a window of that edition of the civic budget.

    With `free_day` it is a day that the city has declared free.
    """

    entry_id: str
    title: str
    starts: datetime
    ends: datetime
    all_day: bool
    place: str | None
    description: str | None
    link: str | None
    edition_id: str | None
    free_day: bool
    cancelled: bool
    cancel_reason: str | None
    version: int


def routes(calendar: Calendar, free_days: FreeDays) -> APIRouter:
    """Give the routes of the calendar."""
    router = APIRouter(prefix="/api/events/v1", tags=["calendar"])
    keepers = only(*KEEPERS)

    @router.get("/entries", dependencies=[anyone()])
    async def entries(
        starts: Annotated[AwareDatetime, Query(alias="from", description="From this moment on.")],
        ends: Annotated[AwareDatetime, Query(alias="to", description="Up to this moment.")],
        limit: Annotated[int, Query(ge=1, le=500)] = 200,
    ) -> list[EntryShown]:
        """List what touches a stretch of time, in order of time; entries called off are among them, and say so."""
        return [_shown(entry) for entry in await calendar.store.between(starts, ends, limit)]

    @router.get("/entries/{entry_id}", dependencies=[anyone()])
    async def entry(entry_id: Id, response: Response) -> EntryShown:
        """Give one entry."""
        found = await calendar.entry(entry_id)
        response.headers["ETag"] = etag(found.version)
        return _shown(found)

    @router.post("/entries", dependencies=[keepers, Keyed], status_code=201)
    async def put_in(given: EntryGiven) -> EntryMade:
        """Put an entry into the calendar."""
        return EntryMade(entry_id=await calendar.put_in(given.plan()))

    @router.put("/entries/{entry_id}", dependencies=[keepers], status_code=204)
    async def move(entry_id: Id, given: EntryGiven, version: IfMatch, response: Response) -> None:
        """Change an entry; what follows an edition is changed in the edition."""
        response.headers["ETag"] = etag(await calendar.move(entry_id, version, given.plan()))

    @router.post("/entries/{entry_id}/cancellation", dependencies=[keepers, Keyed], status_code=204)
    async def call_off(entry_id: Id, given: Cancellation, version: IfMatch, response: Response) -> None:
        """Call an entry off. It stays in the calendar, with the reason."""
        response.headers["ETag"] = etag(await calendar.call_off(entry_id, version, given.reason))

    @router.get("/free-days", dependencies=[anyone()])
    async def declared(response: Response) -> FreeDaysShown:
        """List the days that the city has declared free beside those of the statute."""
        found = await free_days.store.declared()
        response.headers["ETag"] = etag(found.version)
        return FreeDaysShown(items=[_day(one) for one in found.declarations], version=found.version)

    @router.post("/free-days", dependencies=[only(*DECLARERS), Keyed], status_code=204)
    async def declare(request: Request, given: FreeDayGiven, response: Response) -> None:
        """Declare a day free. Open dates that it touches move to later ones, and applicants are told; for good."""
        version = await free_days.declare(given.day, given.basis, signed_in(request))
        response.headers["ETag"] = etag(version)

    @router.post("/free-days/{day}/revocation", dependencies=[only(*DECLARERS), Keyed], status_code=204)
    async def take_back(
        request: Request, day: date, given: FreeDayTakenBack, version: IfMatch, response: Response
    ) -> None:
        """Take back a day that was declared by mistake. Dates that have moved because of it stand."""
        after = await free_days.take_back(day, version, given.reason, signed_in(request))
        response.headers["ETag"] = etag(after)

    return router


def _day(one: Declaration) -> FreeDayShown:
    return FreeDayShown(**one.model_dump(include=set(FreeDayShown.model_fields)))


def _shown(entry: Entry) -> EntryShown:
    return EntryShown(
        entry_id=entry.id,
        **entry.plan.model_dump(),
        edition_id=entry.edition_id,
        free_day=entry.free_day,
        cancelled=entry.cancelled,
        cancel_reason=entry.cancel_reason,
        version=entry.version,
    )
