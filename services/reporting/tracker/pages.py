"""The life lines as everybody sees them: the list, one project, its Atom feed, an edition at a glance. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from services.reporting.followers.domain import followable
from services.reporting.implementation.service import Implementations
from services.reporting.tracker.domain import PLANNED, Edition, Entry, EntryKind, Milestone, Project, State
from services.reporting.tracker.service import Sum, Tracker, Wanted
from shared.access import anyone
from shared.contracts.base import Id
from shared.sketch import sketch
from shared.store import NotFound
from shared.web.render import Templates

PAGE = 24
ON_SKETCH = 200
"""Projects on one sketch: an edition of Kalisz has about 150."""
NEWS = 50
"""Entries in the feed of all projects."""
_ATOM = "application/atom+xml; charset=utf-8"
Text = Annotated[str, Field(max_length=100)]


class Sought(BaseModel):
    """What is sought, as it stands in the address."""

    q: Text = ""
    edycja: Text = ""
    pula: Text = ""
    osiedle: Text = ""
    stan: Text = ""
    strona: Annotated[int, Field(ge=1, le=1000)] = 1


@dataclass(frozen=True)
class Told:
    """An entry as it is told.

    `again`: a decision came before it, so it is one after an appeal. `moved`: the days that it puts off, as they were
    told before, by field.
    """

    entry: Entry
    again: bool = False
    moved: Mapping[str, date] = field(default_factory=dict)


def pages(tracker: Tracker, works: Implementations, templates: Templates, public_origin: str) -> APIRouter:
    """Give the public pages. `public_origin`: where the site is, for the addresses in feeds."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get("/budzet-obywatelski/projekty")
    async def projects(request: Request, sought: Annotated[Sought, Query()]) -> Response:
        """List the projects of an edition; what is sought stands in the address."""
        found = await _found(tracker, sought, PAGE)
        if found is None:
            return templates.page(request, "tracker_none.html")
        return templates.page(request, "tracker_list.html", **found)

    @router.get("/budzet-obywatelski/projekty/mapa")
    async def sketched(request: Request, sought: Annotated[Sought, Query()]) -> Response:
        """Show where the projects of an edition are, with an equivalent list; the filters are those of the list."""
        found = await _found(tracker, sought, ON_SKETCH)
        if found is None:
            return templates.page(request, "tracker_none.html")
        drawn = sketch([line.point for line in found["lines"]])
        return templates.page(request, "tracker_map.html", drawn=drawn, **found)

    @router.get("/budzet-obywatelski/projekty/edycja/{edition_id}")
    async def glance(request: Request, edition_id: Id) -> Response:
        """Show an edition in numbers and money."""
        edition = await tracker.edition(edition_id)
        if edition.rules is None:
            raise NotFound("edition", edition_id)
        sums = await tracker.store.sums(edition_id)
        return templates.page(
            request,
            "tracker_edition.html",
            edition=edition,
            rules=edition.rules,
            reached={milestone: sum(one.reached[milestone] for one in sums) for milestone in Milestone},
            pools=[(pool, _added([one for one in sums if one.pool_id == pool.id])) for pool in edition.rules.pools],
            categories=_by_category(edition, sums),
            total=_added(sums),
        )

    @router.get("/budzet-obywatelski/projekty/atom.xml")
    async def news() -> Response:
        """Give what has happened last to all projects as a feed (RFC 4287)."""
        # What is among the newest entries is in one of as many projects that have changed last.
        every = [(one, told) for one in await tracker.changed_last(NEWS) for told in _told(one)]
        newest = sorted(every, key=lambda pair: (pair[1].entry.at, pair[0].id, pair[1].entry.version), reverse=True)
        context = {"news": newest[:NEWS], "now": tracker.now(), "origin": public_origin.rstrip("/")}
        return Response(templates.text("pl", "tracker_news.xml", **context), media_type=_ATOM)

    @router.get("/budzet-obywatelski/projekty/{project_id}")
    async def project(request: Request, project_id: Id) -> Response:
        """Show a project and its way, from now back to the beginning."""
        found = await tracker.project(project_id)
        edition = await tracker.edition(found.edition_id)
        return templates.page(
            request,
            "tracker_project.html",
            project=found,
            content=found.content,
            glance=found.glance,
            edition=edition,
            told=_told(found),
            step=tracker.next_step(found, edition),
            work=await works.built(project_id),
            may_follow=followable(found.glance.state),
        )

    @router.get("/budzet-obywatelski/projekty/{project_id}/atom.xml")
    async def feed(project_id: Id) -> Response:
        """Give the life line as a feed (RFC 4287), for those who follow a project."""
        found = await tracker.project(project_id)
        text = templates.text(
            "pl",
            "tracker_atom.xml",
            project=found,
            content=found.content,
            told=_told(found),
            edition=await tracker.edition(found.edition_id),
            origin=public_origin.rstrip("/"),
        )
        return Response(text, media_type=_ATOM)

    return router


async def _found(tracker: Tracker, sought: Sought, size: int) -> dict[str, Any] | None:
    """Give what a list of projects shows; None while there is no edition."""
    editions = await tracker.editions()
    if not editions:
        return None
    edition = next((one for one in editions if one.id == sought.edycja), editions[0])
    state = State(sought.stan) if sought.stan in set(State) else None
    wanted = Wanted(edition.id, sought.q.strip(), sought.pula or None, sought.osiedle or None, state)
    lines, states = await tracker.page(wanted, size * (sought.strona - 1), size)
    found = states.get(state, 0) if state else sum(states.values())
    return {
        "edition": edition,
        "editions": editions,
        "wanted": wanted,
        "lines": lines,
        "states": states,
        "found": found,
        "filtered": bool(wanted.text or wanted.pool_id or wanted.area_id or state),
        "number": sought.strona,
        "numbers": max(1, -(-found // size)),
    }


def _told(project: Project) -> list[Told]:
    """Give the entries, the newest first."""
    told: list[Told] = []
    decided, days = False, dict[str, date]()
    for entry in project.entries:
        planned = {name: day for name in PLANNED if (day := getattr(entry, name))}
        later = {name: days[name] for name, day in planned.items() if name in days and day > days[name]}
        decision = entry.kind is EntryKind.DECISION
        told.append(Told(entry, again=decision and decided, moved=later))
        decided, days = decided or decision, days | planned
    return told[::-1]


def _added(sums: list[Sum]) -> dict[str, int]:
    return {
        "submitted": sum(one.reached[Milestone.SUBMITTED] for one in sums),
        "asked": sum(one.asked for one in sums),
        "selected": sum(one.selected for one in sums),
        "spent": sum(one.spent for one in sums),
    }


def _by_category(edition: Edition, sums: list[Sum]) -> list[tuple[str, dict[Milestone, int]]]:
    names = [*(edition.rules.categories if edition.rules else ())]
    names += sorted({one.category for one in sums} - set(names))
    counted = [
        (
            name,
            {milestone: sum(one.reached[milestone] for one in sums if one.category == name) for milestone in Milestone},
        )
        for name in names
    ]
    return sorted(counted, key=lambda row: -row[1][Milestone.SUBMITTED])
