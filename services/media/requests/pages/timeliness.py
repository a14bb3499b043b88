"""What was done in time and what late, as pictures with their tables: by month, or by quarter."""

from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from services.media.requests.api import MEMBERS
from services.media.requests.pages.register import LIST
from services.media.requests.service import PressRequests
from services.media.requests.service.timeliness import OFFICE, Count, Timeliness, a_year_until, two_years_until
from shared.access import only
from shared.sheets import CSV, Cell, Sheet, as_csv
from shared.web.render import Templates

Period = Literal["miesiace", "kwartaly"]


def pages(requests: PressRequests, timeliness: Timeliness, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter()

    async def counted(by: Period) -> list[Count]:
        if by == "kwartaly":
            return await timeliness.quarters(*two_years_until(requests.today))
        return await timeliness.months(*a_year_until(requests.today))

    @router.get(f"{LIST}/terminowosc", dependencies=[only(*MEMBERS)])
    async def in_time(request: Request, okres: Period = "miesiace") -> Response:
        """Show the last twelve months, or the last eight quarters."""
        counts = await counted(okres)
        groups: dict[str, list[Count]] = {}
        for one in counts:
            groups.setdefault(one.who, []).append(one)
        return templates.page(
            request,
            "press_timeliness.html",
            groups=[(who, rows[0].name, rows) for who, rows in sorted(groups.items(), key=_office_first)],
            most=max((one.all for one in counts), default=1),
            by=okres,
        )

    @router.get(f"{LIST}/terminowosc.csv", dependencies=[only(*MEMBERS)])
    async def in_time_csv(okres: Period = "miesiace") -> Response:
        """Give the same as a table."""
        rows: list[list[Cell]] = [
            [one.period, "Odpowiedzi urzędu" if one.who == OFFICE else f"{one.name} ({one.who})", one.in_time, one.late]
            for one in await counted(okres)
        ]
        first, name = ("Kwartał", "-kwartaly") if okres == "kwartaly" else ("Miesiąc", "")
        sheet = Sheet("Terminowość", [first, "Kto", "W terminie", "Po terminie"], rows)
        headers = {"Content-Disposition": f'attachment; filename="terminowosc-prasa{name}.csv"'}
        return Response(as_csv(sheet), media_type=CSV, headers=headers)

    return router


def _office_first(group: tuple[str, list[Any]]) -> tuple[bool, str]:
    return group[0] != OFFICE, group[0]
