"""Everybody's morning: what waits for me, until when, and how that was computed. It closes no task."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.reporting.worklist.domain import Task
from services.reporting.worklist.domain.greeting import called
from services.reporting.worklist.domain.leading import led_by
from services.reporting.worklist.service import UnitCount, When
from services.reporting.worklist.service.handing import Handing
from shared.access import STAFF, Role, only, signed_in
from shared.web.render import Templates

PAGE = 40
_UNITS, _OTHERS = "jednostki", "inni"


def pages(handing: Handing, templates: Templates) -> APIRouter:
    """Give the page of the work list."""
    router, worklist, colleagues = APIRouter(), handing.worklist, handing.colleagues

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
        await colleagues.know(person)
        chief = person.role is Role.OFFICER
        of_units, others = chief and czyje == _UNITS, czyje == _OTHERS
        when, text = When(termin) if termin in set(When) else When.ALL, q.strip()
        wanted = await worklist.wanted(
            person, when, text, of_units=of_units, unit=jednostka or None, others=others and not of_units
        )
        store = worklist.store
        counts, tasks, units = await asyncio.gather(
            store.counts(wanted),
            store.page(wanted, PAGE * (strona - 1), PAGE),
            store.units(wanted.days) if chief else _nothing(),
        )
        found = None if text else counts.of(when)
        found = await store.count(wanted) if found is None else found
        return templates.page(
            request,
            "worklist_desk.html",
            name=called(person.name),
            tasks=tasks,
            leads={task.id: led_by(task.link) for task in tasks} if of_units else {},
            names=await colleagues.names(_people(tasks)),
            alone=not await colleagues.beside(person),
            stood_in_for=await colleagues.names((wanted.people or ())[1:]),
            counts=counts,
            units=units,
            waiting_in_units=sum(one.open for one in units),
            escalated=sum(one.escalated for one in units),
            chief=chief,
            of_units=of_units,
            others=others,
            when=when,
            text=text,
            unit=jednostka,
            found=found,
            number=strona,
            numbers=max(1, -(-found // PAGE)),
        )

    return router


async def _nothing() -> list[UnitCount]:
    return []


def _people(tasks: list[Task]) -> set[str]:
    return {task.holder for task in tasks if task.holder}
