"""Everybody's morning: what waits for me, until when, and how that was computed. It closes no task."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.reporting.worklist.domain.greeting import called
from services.reporting.worklist.service import When, Worklist
from shared.access import STAFF, Role, only, signed_in
from shared.web.render import Templates

PAGE = 40
_UNITS = "jednostki"


def pages(worklist: Worklist, templates: Templates) -> APIRouter:
    """Give the page of the work list."""
    router = APIRouter(include_in_schema=False)

    @router.get("/panel", dependencies=[only(*STAFF)])
    async def desk(
        request: Request,
        q: Annotated[str, Query(max_length=100)] = "",
        termin: Annotated[str, Query(max_length=20)] = "",
        czyje: Annotated[str, Query(max_length=20)] = "",
        jednostka: Annotated[str, Query(max_length=20)] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """Show the person's tasks, the late ones first; an officer may look at those of the units."""
        person = signed_in(request)
        chief = person.role is Role.OFFICER
        of_units = chief and czyje == _UNITS
        when = When(termin) if termin in set(When) else When.ALL
        wanted = worklist.wanted(person, when, q.strip(), of_units, jednostka or None)
        found = await worklist.store.count(wanted)
        units = await worklist.store.units(wanted.days) if chief else []
        return templates.page(
            request,
            "worklist_desk.html",
            name=called(person.name),
            tasks=await worklist.store.page(wanted, PAGE * (strona - 1), PAGE),
            counts=await worklist.store.counts(wanted),
            units=units,
            waiting_in_units=sum(one.open for one in units),
            escalated=sum(one.escalated for one in units),
            chief=chief,
            of_units=of_units,
            when=when,
            text=q.strip(),
            unit=jednostka,
            found=found,
            number=strona,
            numbers=max(1, -(-found // PAGE)),
        )

    return router
