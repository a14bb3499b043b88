"""The load of units: what is open and late now, and what came and was done month by month."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.reporting.worklist.domain.load import Month
from services.reporting.worklist.service.load import Load
from shared.access import Role, only, signed_in
from shared.web.render import Templates

READERS = (Role.OFFICER, Role.UNIT_REVIEWER, Role.MAYOR, Role.AUDITOR)


def pages(load: Load, templates: Templates) -> APIRouter:
    """Give the page of the load."""
    router = APIRouter()

    @router.get("/panel/obciazenie", dependencies=[only(*READERS)])
    async def show(
        request: Request,
        miesiac: Annotated[str, Query(max_length=7)] = "",
        kto: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """Show every unit in a month, and the months of one of them or of all."""
        person = signed_in(request)
        months = load.months
        month = miesiac if miesiac in months else months[-1]
        groups = await load.groups(person, month)
        group = kto if kto in {one.group for one in groups} else ""
        by_month = await load.by_month(person, group or None)
        return templates.page(
            request,
            "worklist_load.html",
            groups=groups,
            month=Month(group="", month=month),
            months=[Month(group="", month=name) for name in months],
            by_month=by_month,
            most=max([1, *(max(one.opened, one.in_time + one.late) for one in by_month)]),
            group=group,
            roles=set(Role),
            now=load.clock.now(),
        )

    return router
