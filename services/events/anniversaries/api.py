"""JSON routes of anniversaries: the register, the plan of a year, an occasion with its checklist."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.events.anniversaries.domain import YEARS, Anniversary, LegalStatus, Occasion, Slug, Step
from services.events.anniversaries.service import KEEPERS, READERS, Anniversaries
from services.events.calendar.domain import Description, Place, Reason, Title
from services.events.calendar.domain.dates import DayRule
from services.events.given import Day, Made
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, new_id
from shared.web.requests import IfMatch, Keyed, etag
from shared.web.steps import Changed, Steps

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_Year = Annotated[int, Field(ge=YEARS[0], le=YEARS[1])]
_YearInPath = Annotated[int, Path(ge=YEARS[0], le=YEARS[1])]
_Number = Annotated[int, Query(ge=1, le=1000)]
_Limit = Annotated[int, Query(ge=1, le=200)]


class AnniversaryGiven(BaseModel):
    """An anniversary. `first_year`: of what is remembered; `every`: it is held in every so many years since.

    `certain`: false where nobody has confirmed it yet. `steps`: keys of the house's checklist.
    `memorials`: ids of those of its places that stand in the register of memorials.
    """

    model_config = _CLOSED

    name: Title
    rule: DayRule
    status: LegalStatus
    first_year: Annotated[int, Field(ge=900, le=2199)] | None = None
    every: Annotated[int, Field(ge=1, le=100)] = 1
    places: Annotated[tuple[Place, ...], Field(max_length=10)] = ()
    memorials: Annotated[tuple[Id, ...], Field(max_length=10)] = ()
    programme: Description | None = None
    source: Annotated[str, Field(min_length=3, max_length=300)]
    certain: bool = True
    steps: Annotated[tuple[Slug, ...], Field(max_length=20)] = ()
    active: bool = True

    def anniversary(self, id: str) -> Anniversary:
        """Give it in the words of the domain."""
        return Anniversary(id=id, **self.model_dump())


class YearGiven(BaseModel):
    """Of which year."""

    model_config = _CLOSED

    year: _Year


class DayGiven(BaseModel):
    """Another day in the year of the plan, and why: residents read it."""

    model_config = _CLOSED

    day: Day
    reason: Reason


class ReasonGiven(BaseModel):
    """Why."""

    model_config = _CLOSED

    reason: Reason


class StepGiven(BaseModel):
    """A step of the checklist, by its key."""

    model_config = _CLOSED

    key: Slug


class AnniversaryShown(BaseModel):
    """An anniversary of the register. `version` is what If-Match must name."""

    anniversary_id: str
    name: str
    rule: DayRule
    status: LegalStatus
    first_year: int | None
    every: int
    places: tuple[str, ...]
    memorials: tuple[str, ...]
    programme: str | None
    source: str
    certain: bool
    steps: tuple[str, ...]
    active: bool
    version: int


class OccasionLine(BaseModel):
    """An anniversary in one year. `day`: null while it waits for one; `struck`: why it is not held.

    `ceremony_id`: of its ceremony and of its entry in the calendar, null while it has no entry.
    """

    occasion_id: str
    anniversary_id: str
    title: str
    by_rule: date | None
    day: date | None
    number: int | None
    is_round: bool
    struck: str | None
    held: bool
    ceremony_id: str | None
    version: int


class WorkShown(BaseModel):
    """A step of the checklist with its date. `explanation`: how that was found."""

    key: str
    action: str
    role: str
    due_at: datetime
    explanation: tuple[str, ...]
    open: bool
    done_at: datetime | None
    done_by: str | None


class OccasionShown(OccasionLine):
    """An occasion with its checklist. `opened_at`: null while its work is not raised; `version`: for If-Match."""

    place: str | None
    memorials: tuple[str, ...]
    programme: str | None
    reason: str | None
    wanted: tuple[str, ...]
    opened_at: datetime | None
    works: list[WorkShown]


class YearPlanShown(BaseModel):
    """The plan of a year. `version` is what If-Match must name."""

    year: int
    drawn_up_at: datetime
    approved_at: datetime | None
    approved_by: str | None
    version: int


def routes(anniversaries: Anniversaries) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/events/v1", tags=["anniversaries"])
    router.include_router(_register(anniversaries))
    router.include_router(_years(anniversaries))
    router.include_router(_occasions(anniversaries))
    return router


def _register(anniversaries: Anniversaries) -> APIRouter:
    """Give the routes of the register."""
    router = APIRouter()
    readers = [only(*READERS)]

    @router.get("/checklist-steps", dependencies=readers)
    async def list_steps() -> list[Step]:
        """List the steps of the house's checklist, with their days before or after a ceremony."""
        return list(anniversaries.steps.values())

    @router.get("/anniversaries", dependencies=readers)
    async def list_anniversaries(page: _Number = 1, limit: _Limit = 100) -> list[AnniversaryShown]:
        """List the register, by name."""
        return [_anniversary(one) for one in await anniversaries.store.page((page - 1) * limit, limit)]

    @router.post("/anniversaries", dependencies=[only(*KEEPERS), Keyed], status_code=201)
    async def enter_anniversary(given: AnniversaryGiven) -> Made:
        """Enter an anniversary. 422 where the house's checklist has no such step."""
        return Made(id=await anniversaries.enter(given.anniversary(new_id())))

    @router.get("/anniversaries/{anniversary_id}", dependencies=readers)
    async def get_anniversary(anniversary_id: Id, response: Response) -> AnniversaryShown:
        """Give an anniversary."""
        one = await anniversaries.store.anniversary(anniversary_id)
        response.headers["ETag"] = etag(one.version)
        return _anniversary(one)

    @router.put("/anniversaries/{anniversary_id}", dependencies=[only(*KEEPERS)])
    async def change_anniversary(anniversary_id: Id, version: IfMatch, given: AnniversaryGiven) -> Changed:
        """Change an anniversary; plans that are drawn up stay. 412 where it has changed meanwhile."""
        before = await anniversaries.store.anniversary(anniversary_id)
        return Changed(version=await anniversaries.change(given.anniversary(before.id), version))

    return router


def _years(anniversaries: Anniversaries) -> APIRouter:
    """Give the routes of the plans."""
    router = APIRouter()
    readers = [only(*READERS)]

    @router.post("/year-plans", dependencies=[only(*KEEPERS), Keyed], status_code=201)
    async def draw_up(given: YearGiven) -> Made:
        """Draw the plan of a year up, or add what has come into the register since. 422 where it is too far ahead."""
        return Made(id=await anniversaries.draw_up(given.year))

    @router.get("/year-plans/{year}", dependencies=readers)
    async def get_plan(year: _YearInPath, response: Response) -> YearPlanShown:
        """Give the plan of a year."""
        plan = await anniversaries.store.plan(year)
        if plan is None:
            raise NotFound("year_plans", str(year))
        response.headers["ETag"] = etag(plan.version)
        return YearPlanShown(**plan.model_dump(exclude={"id"}))

    @router.get("/year-plans/{year}/occasions", dependencies=readers)
    async def list_occasions(year: _YearInPath, page: _Number = 1, limit: _Limit = 100) -> list[OccasionLine]:
        """List the occasions of a year by their days, those without a day first."""
        found = await anniversaries.store.occasions(year, skip=(page - 1) * limit, limit=limit)
        return [OccasionLine(**_line(one)) for one in found]

    @router.post("/year-plans/{year}/approval", dependencies=[only(Role.MAYOR), Keyed])
    async def approve_plan(year: _YearInPath, version: IfMatch, request: Request) -> Changed:
        """Approve a plan: what has a day stands in the calendar. 409 where it is approved, 412 where it has changed."""
        return Changed(version=await anniversaries.approve(year, version, signed_in(request)))

    return router


def _occasions(anniversaries: Anniversaries) -> APIRouter:
    """Give the routes of an occasion."""
    router = APIRouter()

    @router.get("/occasions/{occasion_id}", dependencies=[only(*READERS)])
    async def get_occasion(occasion_id: Id, response: Response) -> OccasionShown:
        """Give an occasion with its checklist."""
        one = await anniversaries.store.occasion(occasion_id)
        response.headers["ETag"] = etag(one.version)
        works = [WorkShown(**work.model_dump(exclude={"round"})) for work in one.works]
        told = one.model_dump(include={"place", "memorials", "programme", "reason", "wanted", "opened_at"})
        return OccasionShown(**_line(one), **told, works=works)

    a = anniversaries
    step = Steps(router, "/occasions/{id}", "occasion").add
    step("day", DayGiven, KEEPERS, lambda g: lambda i, v, by: a.move(i, v, g.day, g.reason, by), "Put it on a day.")
    step(
        "striking", ReasonGiven, KEEPERS, lambda g: lambda i, v, by: a.strike_out(i, v, g.reason, by), "Strike it out."
    )
    step("work", None, KEEPERS, lambda _: lambda i, v, _by: a.raise_work(i, v), "Put its checklist on the work list.")
    step("steps/done", StepGiven, KEEPERS, lambda g: lambda i, v, by: a.done(i, v, g.key, by), "Tick a step.")
    step("steps/undone", StepGiven, KEEPERS, lambda g: lambda i, v, _: a.not_done(i, v, g.key), "Open a ticked step.")
    return router


def _anniversary(one: Anniversary) -> AnniversaryShown:
    return AnniversaryShown(anniversary_id=one.id, **one.model_dump(exclude={"id"}))


def _line(one: Occasion) -> dict[str, Any]:
    kept = {"anniversary_id", "by_rule", "day", "number", "struck", "held", "version"}
    made = {"title": one.title, "is_round": one.is_round, "ceremony_id": one.id if one.in_calendar else None}
    return {"occasion_id": one.id, **one.model_dump(include=kept), **made}
