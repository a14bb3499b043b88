"""How much waits in each unit, and how much came and was done in time, month by month."""

import csv
import io
from datetime import datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.reporting.worklist.domain.load import Month
from services.reporting.worklist.service.load import Load
from shared.access import Role, only, signed_in

_READERS = only(Role.OFFICER, Role.UNIT_REVIEWER, Role.MAYOR, Role.AUDITOR)
_COLUMNS = ("jednostka", "miesiac", "przyszlo", "w_terminie", "po_terminie")


class MonthShown(BaseModel):
    """What came in a month, and what was done in time or late; `group`: a unit, or a role without one."""

    group: str
    month: str
    opened: int
    in_time: int
    late: int


class OpenShown(BaseModel):
    """What is open now, what of it is late, and since when the oldest waits."""

    group: str
    open: int
    late: int
    oldest: datetime | None


class LoadShown(BaseModel):
    """The load of all that the caller may see; months in which nothing was counted are left out."""

    now: list[OpenShown]
    months: list[MonthShown]


def routes(load: Load) -> APIRouter:
    """Give the routes of the load."""
    router = APIRouter(prefix="/load", dependencies=[_READERS])

    @router.get("")
    async def show(request: Request) -> LoadShown:
        """Give what is open now and the last twelve months; a unit sees itself."""
        person = signed_in(request)
        groups = await load.groups(person, load.months[-1])
        now = [OpenShown(group=one.group, open=one.open, late=one.late_now, oldest=one.oldest) for one in groups]
        months = [
            MonthShown(**one.model_dump(include=set(MonthShown.model_fields))) for one in await load.every(person)
        ]
        return LoadShown(now=now, months=months)

    @router.get("/months.csv", response_class=Response)
    async def months_csv(request: Request) -> Response:
        """Give the months as CSV: UTF-8 with its mark, semicolons."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow(_COLUMNS)
        writer.writerows(_row(one) for one in await load.every(signed_in(request)))
        headers = {"Content-Disposition": 'attachment; filename="obciazenie.csv"'}
        return Response(text.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)

    return router


def _row(month: Month) -> tuple[object, ...]:
    return month.group, month.month, month.opened, month.in_time, month.late
