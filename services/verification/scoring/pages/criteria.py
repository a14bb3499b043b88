"""Pages of criteria: those of all resolutions, and writing down those of a new one."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field

from services.verification.initiatives.api import READERS
from services.verification.initiatives.domain import WHOLE, percent
from services.verification.initiatives.service import PLACE
from services.verification.scoring.api import MOST_BANDS, CriterionName, Guidance, Points, Resolution
from services.verification.scoring.domain import Band, CriteriaFaulty, CriteriaKnown, Criterion, Fault, Figure
from services.verification.scoring.service import Scorings
from shared.access import Role, only, signed_in
from shared.web.forms import Form, FormInvalid, read, said
from shared.web.render import Templates

_LIST = PLACE + "/kryteria"
_ROWS = 8
_MESSAGES = {
    "resolution": "Podaj numer uchwały.",
    "in_force_from": "Podaj dzień, od którego obowiązują.",
    "criteria": "Wpisz co najmniej jedno kryterium.",
}
_TABLE = "Wpisz progi tak: 10: 1; 20: 4; więcej: 10."


def parse_bands(value: object) -> object:
    """Read a table as people write it, "10: 1; 20: 4; więcej: 10", percents before the colon and points after it."""
    if not isinstance(value, str):
        return value
    rows = []
    for row in re.split(r"[;\n]", value):
        if not row.strip():
            continue
        limit, _, points = row.partition(":")
        above = limit.strip().lower() in ("więcej", "powyżej")
        try:
            up_to = None if above else Decimal(limit.replace(",", ".").replace("%", "").strip()) * 100
            if up_to is not None and not (up_to.is_finite() and 0 <= up_to <= WHOLE and up_to == int(up_to)):
                raise said(_TABLE)
            rows.append({"up_to": None if up_to is None else int(up_to), "points": int(points)})
        except (ArithmeticError, ValueError):
            raise said(_TABLE) from None
    return rows


class CriterionLine(Form):
    """One criterion; a line with a figure has a table."""

    name: CriterionName
    guidance: Guidance = ""
    least: Points = 0
    most: Annotated[int, Field(ge=1, le=1_000)]
    figure: Figure | None = None
    bands: Annotated[tuple[Band, ...], BeforeValidator(parse_bands), Field(max_length=MOST_BANDS)] = ()


class CriteriaForm(Form):
    """The criteria of a resolution."""

    resolution: Resolution
    in_force_from: date
    pass_mark: Annotated[int, Field(ge=0, le=20_000)] | None = None
    criteria: Annotated[tuple[CriterionLine, ...], Field(min_length=1, max_length=_ROWS)]

    @property
    def as_criteria(self) -> list[Criterion]:
        """Give them as the use cases take them; their codes are their places on the page."""
        return [
            Criterion(code=f"k{place}", **line.model_dump(exclude={"bands"}), bands=line.bands)
            for place, line in enumerate(self.criteria, 1)
        ]


def pages(scorings: Scorings, templates: Templates) -> APIRouter:
    """Give the pages of criteria."""
    router = APIRouter(include_in_schema=False)

    @router.get(_LIST, dependencies=[only(*READERS)])
    async def criteria(request: Request) -> Response:
        """List the criteria of all resolutions, the newest first."""
        found = await scorings.store.criteria()
        return templates.page(request, "criteria.html", found=found, percent=percent)

    async def form(request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int) -> Response:
        return templates.page(
            request, "criteria_new.html", status_code=status, rows=_ROWS, values=values, errors=errors
        )

    @router.get(_LIST + "/nowe", dependencies=[only(Role.OFFICER)])
    async def new(request: Request) -> Response:
        """Show the empty form."""
        return await form(request, {}, {}, 200)

    @router.post(_LIST + "/nowe", dependencies=[only(Role.OFFICER)])
    async def write(request: Request) -> Response:
        """Write down the criteria of a resolution."""
        try:
            given = await read(request, CriteriaForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form(request, invalid.values, invalid.errors, 422)
        typed = {**given.model_dump(mode="json", exclude={"criteria"}), "criteria": [_typed(c) for c in given.criteria]}
        try:
            await scorings.set_criteria(
                resolution=given.resolution,
                in_force_from=given.in_force_from,
                criteria=given.as_criteria,
                pass_mark=given.pass_mark,
                by=signed_in(request),
            )
        except CriteriaKnown:
            return await form(request, typed, {"in_force_from": "Od tego dnia obowiązują już inne kryteria."}, 409)
        except CriteriaFaulty as error:
            return await form(request, typed, _fault(error), 422)
        return RedirectResponse(_LIST, 303)

    return router


def _typed(line: CriterionLine) -> dict[str, Any]:
    """Give a line back as it was typed."""
    rows = [f"{'więcej' if band.up_to is None else percent(band.up_to)}: {band.points}" for band in line.bands]
    return {**line.model_dump(mode="json", exclude={"bands"}), "bands": "; ".join(rows)}


_FAULTS = {
    Fault.RANGE: ("most", "Najwięcej punktów musi być więcej niż najmniej."),
    Fault.BANDS: ("bands", "Tabela jest potrzebna tylko z liczbą, musi rosnąć i kończyć się progiem „więcej”."),
    Fault.POINTS: ("bands", "Punkty w tabeli muszą mieścić się w zakresie kryterium."),
    Fault.CODE_TWICE: ("name", "To kryterium jest wpisane dwa razy."),
}


def _fault(error: CriteriaFaulty) -> dict[str, str]:
    """Say at its place what is wrong."""
    fault = Fault(error.fault)
    if fault is Fault.PASS_MARK:
        return {"pass_mark": "Próg nie może być wyższy niż suma punktów."}
    if fault is Fault.NOTHING_TO_JUDGE:
        return {"criteria-0-figure": "Co najmniej jedno kryterium muszą oceniać członkowie Zespołu."}
    field, text = _FAULTS[fault]
    return {f"criteria-{int(error.code[1:]) - 1}-{field}": text}
