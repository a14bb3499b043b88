"""JSON routes of the calendar: reading for everybody, keeping for those who do."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.events.calendar.domain import (
    MOST_PEOPLE,
    Description,
    Entry,
    EntryKind,
    Place,
    Plan,
    Reason,
    Title,
)
from services.events.calendar.domain.dates import Shift
from services.events.calendar.domain.free_days import Basis, Declaration
from services.events.calendar.domain.people import TakenOff
from services.events.calendar.following import Following
from services.events.calendar.free_days import FreeDays
from services.events.calendar.service import Calendar, Sought
from shared.access import Person, Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.recurring import Repeats
from shared.web.requests import IfMatch, Keyed, etag

KEEPERS = (Role.PROTOCOL_OFFICER, Role.PRESS_OFFICER, Role.OFFICER)
"""Who keeps the calendar."""
READERS = (*KEEPERS, Role.MAYOR, Role.AUDITOR)
"""Who sees what only the house sees, and who is where."""
DECLARERS = (Role.OFFICER, Role.ADMIN)
"""Who declares a day free: dates of the whole house move."""


class EntryGiven(BaseModel):
    """What an entry says. A whole-day entry ends at the midnight, in Warsaw, after its last day.

    `people`: ids of the officials who are there. What is not `public`, only the house sees. `reason`: why it is moved,
    wanted where the time or the place of a public entry changes. `repeats`: makes a series of a new entry.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    title: Title
    starts: AwareDatetime
    ends: AwareDatetime
    all_day: bool = False
    place: Place | None = None
    description: Description | None = None
    kind: Literal["ceremony", "meeting", "conference", "other"] = "other"
    public: bool = True
    people: Annotated[tuple[Id, ...], Field(max_length=MOST_PEOPLE)] = ()
    reason: Reason | None = None
    repeats: Repeats | None = None

    def plan(self) -> Plan:
        """Give the plan."""
        return Plan(**self.model_dump(exclude={"reason", "repeats"}))


class Cancellation(BaseModel):
    """Why it does not take place; residents read it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    reason: Reason


class ShiftGiven(Shift):
    """By how many days and minutes an entry and the later ones of its series move, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    reason: Reason

    @model_validator(mode="after")
    def _moves(self) -> "ShiftGiven":
        if not self.days and not self.minutes:
            raise ValueError("a shift by nothing moves nothing")
        return self


class Shifted(BaseModel):
    """How many entries have moved."""

    moved: int


class PeopleGiven(BaseModel):
    """Ids of the officials who are there."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    people: Annotated[tuple[Id, ...], Field(max_length=MOST_PEOPLE)]


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

    With `conference_id` it follows that press conference, with `session_id` that session of the council, with
    `implementation_id` the works of that chosen project. With `free_day` it is a day that the city has declared free.
    One that is `postponed` waits for a new date. Who is there, only the house is told: others get no `people`, and no
    `taken_off`: who could not go where the conference or session went, until somebody says anew who takes part.
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
    conference_id: str | None
    session_id: str | None
    implementation_id: str | None
    free_day: bool
    cancelled: bool
    cancel_reason: str | None
    kind: EntryKind
    postponed: bool
    series_id: str | None
    people: tuple[str, ...]
    taken_off: tuple[TakenOff, ...]
    version: int


def routes(calendar: Calendar, following: Following, free_days: FreeDays) -> APIRouter:
    """Give the routes of the calendar."""
    router = APIRouter(prefix="/api/events/v1", tags=["calendar"])
    keepers = only(*KEEPERS)

    @router.get("/entries", dependencies=[anyone()])
    async def entries(
        request: Request,
        starts: Annotated[AwareDatetime, Query(alias="from", description="From this moment on.")],
        ends: Annotated[AwareDatetime, Query(alias="to", description="Up to this moment.")],
        limit: Annotated[int, Query(ge=1, le=500)] = 200,
        kind: EntryKind | None = None,
    ) -> list[EntryShown]:
        """List what touches a stretch of time, in order of time; entries called off are among them, and say so."""
        found = await calendar.store.between(starts, ends, limit, Sought(public=not _of_the_house(request), kind=kind))
        return [_shown(entry, request) for entry in found]

    @router.get("/entries/{entry_id}", dependencies=[anyone()])
    async def entry(request: Request, entry_id: Id, response: Response) -> EntryShown:
        """Give one entry."""
        found = await (calendar.entry if _of_the_house(request) else calendar.public_entry)(entry_id)
        response.headers["ETag"] = etag(found.version)
        return _shown(found, request)

    @router.post("/entries", dependencies=[keepers, Keyed], status_code=201)
    async def put_in(given: EntryGiven) -> EntryMade:
        """Put an entry into the calendar, or a series of them; gives the id of the first."""
        if given.repeats is not None:
            return EntryMade(entry_id=await calendar.put_in_series(given.plan(), given.repeats))
        return EntryMade(entry_id=await calendar.put_in(given.plan()))

    @router.put("/entries/{entry_id}", dependencies=[keepers], status_code=204)
    async def move(request: Request, entry_id: Id, given: EntryGiven, version: IfMatch, response: Response) -> None:
        """Change an entry; what follows an edition is changed in the edition."""
        after = await calendar.move(entry_id, version, given.plan(), given.reason, signed_in(request))
        response.headers["ETag"] = etag(after)

    @router.post("/entries/{entry_id}/shift", dependencies=[keepers, Keyed])
    async def move_rest(request: Request, entry_id: Id, given: ShiftGiven, version: IfMatch) -> Shifted:
        """Move an entry and the later ones of its series by the same time, all or none.

        409 names in `collisions` each person who would be at two places, with both entries.
        """
        shift = Shift(days=given.days, minutes=given.minutes)
        return Shifted(moved=await calendar.move_rest(entry_id, version, shift, given.reason, signed_in(request)))

    @router.post("/entries/{entry_id}/cancellation", dependencies=[keepers, Keyed], status_code=204)
    async def call_off(
        request: Request, entry_id: Id, given: Cancellation, version: IfMatch, response: Response
    ) -> None:
        """Call an entry off. It stays in the calendar, with the reason."""
        after = await calendar.call_off(entry_id, version, given.reason, signed_in(request))
        response.headers["ETag"] = etag(after)

    @router.post("/entries/{entry_id}/postponement", dependencies=[keepers, Keyed], status_code=204)
    async def put_off(
        request: Request, entry_id: Id, given: Cancellation, version: IfMatch, response: Response
    ) -> None:
        """Put an entry off until a new date is found: a later change of its time gives it one."""
        after = await calendar.put_off(entry_id, version, given.reason, signed_in(request))
        response.headers["ETag"] = etag(after)

    @router.post("/entries/{entry_id}/undo", dependencies=[keepers, Keyed], status_code=204)
    async def undo(request: Request, entry_id: Id, version: IfMatch, response: Response) -> None:
        """Take back the newest move, postponement or cancellation, within 48 hours."""
        response.headers["ETag"] = etag(await calendar.undo(entry_id, version, signed_in(request)))

    @router.put("/entries/{entry_id}/people", dependencies=[keepers], status_code=204)
    async def set_people(
        request: Request, entry_id: Id, given: PeopleGiven, version: IfMatch, response: Response
    ) -> None:
        """Say which officials are there: of a conference or session, too, whose dates are changed elsewhere."""
        after = await following.set_people(entry_id, version, given.people, signed_in(request))
        response.headers["ETag"] = etag(after)

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


def _of_the_house(request: Request) -> bool:
    person: Person | None = request.state.person
    return person is not None and person.role in READERS


def _shown(entry: Entry, request: Request) -> EntryShown:
    plan = entry.plan.model_dump(exclude={"public", "people"})
    house = _of_the_house(request)
    return EntryShown(
        entry_id=entry.id,
        **plan,
        people=entry.plan.people if house else (),
        taken_off=entry.taken_off if house else (),
        edition_id=entry.edition_id,
        conference_id=entry.conference_id,
        session_id=entry.session_id,
        implementation_id=entry.implementation_id,
        free_day=entry.free_day,
        series_id=entry.series_id,
        cancelled=entry.cancelled,
        cancel_reason=entry.cancel_reason,
        postponed=entry.postponed,
        version=entry.version,
    )
