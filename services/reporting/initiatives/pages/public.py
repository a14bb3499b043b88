"""What became of initiatives, as everybody sees it: the list with figures, and the page of each. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from services.reporting.initiatives.api.bodies import Case
from services.reporting.initiatives.domain import Ledger, Side, Stage
from services.reporting.initiatives.domain.story import Entry, State, Story
from services.reporting.initiatives.service import Ledgers
from services.reporting.initiatives.service.needs import Sought
from services.reporting.initiatives.service.stories import Stories
from shared.access import anyone
from shared.clock import warsaw
from shared.sketch import sketch
from shared.web.render import Templates

PAGE = 24
ON_SKETCH = 200
"""Initiatives on one sketch."""


class Typed(BaseModel):
    """What is sought, as it stands in the address."""

    q: Annotated[str, Field(max_length=200)] = ""
    stan: Annotated[str, Field(max_length=40)] = ""
    strona: Annotated[int, Field(ge=1, le=1000)] = 1


@dataclass(frozen=True)
class Told:
    """What is told of a day: an event, that residents began to work (`minutes`: until today), or an inspection."""

    at: datetime | date
    entry: Entry | None = None
    minutes: int | None = None

    @property
    def day(self) -> date:
        """Its day in the city."""
        return warsaw(self.at).date() if isinstance(self.at, datetime) else self.at


@dataclass(frozen=True)
class Ahead:
    """What is planned: the end of a step of the schedule, or the settlement (without a title)."""

    at: date
    title: str = ""


def pages(ledgers: Ledgers, stories: Stories, templates: Templates, public_origin: str) -> APIRouter:
    """Give the public pages."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get("/inicjatywa-lokalna/realizacja")
    async def listed(request: Request, wanted: Annotated[Typed, Query()]) -> Response:
        """List the initiatives, with the figures of each year; what is sought stands in the address."""
        found = await _found(stories, wanted, PAGE)
        return templates.page(request, "realisations.html", **found, years=await stories.years())

    @router.get("/inicjatywa-lokalna/realizacja/mapa")
    async def sketched(request: Request, wanted: Annotated[Typed, Query()]) -> Response:
        """Show where the initiatives are, with an equivalent list; what is sought is said as in the list."""
        found = await _found(stories, wanted, ON_SKETCH)
        drawn = sketch([one.content.point if one.content else None for one in found["stories"]])
        return templates.page(request, "realisations_map.html", **found, drawn=drawn)

    @router.get("/inicjatywa-lokalna/{case}/realizacja")
    async def one(request: Request, case: Case) -> Response:
        """Show an initiative from its application to its settlement."""
        story = await stories.of_case(case)
        ledger = await ledgers.store.get_or_none(story.id)
        signed = ledger if ledger is not None and ledger.contract is not None else None
        return templates.page(
            request,
            "realisation.html",
            story=story,
            content=story.content,
            balance=signed.balance if signed else None,
            photographs=signed.shown if signed else [],
            told=_told(story, signed),
            ahead=_ahead(story, signed, ledgers.today()),
        )

    @router.get("/inicjatywa-lokalna/{case}/realizacja/atom.xml")
    async def feed(case: Case) -> Response:
        """Give the life line as a feed (RFC 4287), for those who follow an initiative."""
        story = await stories.of_case(case)
        text = templates.text("pl", "realisation_atom.xml", story=story, origin=public_origin.rstrip("/"))
        return Response(text, media_type="application/atom+xml")

    return router


async def _found(stories: Stories, wanted: Typed, part: int) -> dict[str, Any]:
    sought = Sought(wanted.q.strip(), State(wanted.stan) if wanted.stan in set(State) else None)
    found, count = await stories.page(sought, part * (wanted.strona - 1), part)
    return {
        "stories": found,
        "found": count,
        "sought": sought,
        "states": await stories.store.states(sought.text),
        "number": wanted.strona,
        "numbers": max(1, -(-count // part)),
    }


def _told(story: Story, ledger: Ledger | None) -> list[Told]:
    told = [Told(one.at, entry=one) for one in story.entries]
    if ledger is not None:
        told += [Told(one.on) for one in ledger.inspections]
        given = [
            (one.entry.day, one.minutes or 0)
            for line in ledger.balance.of(Side.OWN)
            for one in line.standing
            if one.value
        ]
        if given:
            told.append(Told(min(day for day, _ in given), minutes=sum(minutes for _, minutes in given)))
    # Of one day, what has an hour comes after what has none.
    return sorted(told, key=lambda one: (one.day, one.entry is not None, one.entry.at if one.entry else one.day))


def _ahead(story: Story, ledger: Ledger | None, today: date) -> list[Ahead]:
    if ledger is None or ledger.stage in (Stage.TERMINATED, Stage.CLOSED):
        return []
    steps = [Ahead(ends, name) for name, _, ends in story.steps if ends >= today]
    due = [Ahead(warsaw(ledger.due_at).date())] if ledger.due_at and ledger.waits_for_residents else []
    return sorted([*steps, *due], key=lambda one: one.at, reverse=True)
