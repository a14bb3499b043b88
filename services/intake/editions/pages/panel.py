"""The edition in the hands of officers: the list, the rules, the change of dates, the next edition."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field, ValidationInfo, field_validator

from services.intake.editions.domain import Edition, EditionExists, NothingChanged, phases, window_state
from services.intake.editions.domain.calendar import Days, a_year_later, days_of, with_days
from services.intake.editions.domain.rules import WindowMissing, window
from services.intake.editions.service import Editions
from shared.access import Role, only, signed_in
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.contracts.intake import WindowKind
from shared.free_days import CityFreeDays
from shared.web.forms import Form, FormInvalid, read, said
from shared.web.render import Templates

READERS = (Role.OFFICER, Role.UNIT_REVIEWER, Role.MAYOR, Role.COMMISSION, Role.AUDITOR, Role.PRESS_OFFICER)


class WindowRow(Form):
    """The days of one window as typed."""

    kind: WindowKind
    opens: date | None = None
    closes: date | None = Field(default=None, validate_default=True)

    @field_validator("closes")
    @classmethod
    def _whole(cls, closes: date | None, info: ValidationInfo) -> date | None:
        opens = info.data.get("opens")
        if "opens" in info.data and (opens is None) != (closes is None):
            raise said("Podaj pierwszy i ostatni dzień albo zostaw oba pola puste.")
        if opens is not None and closes is not None and closes < opens:
            raise said("Ostatni dzień nie może być przed pierwszym.")
        return closes


Windows = Annotated[tuple[WindowRow, ...], Field(max_length=len(WindowKind))]


class WindowsForm(Form):
    """New days of an edition's windows, the version they were read in, and the reason."""

    version: int
    reason: str = Field(min_length=10, max_length=2000)
    windows: Windows


class NextEditionForm(Form):
    """What is new in the next edition; all else is taken over from the last one."""

    number: int = Field(ge=1, le=1000)
    year: int = Field(ge=2013, le=2200)
    name: str = Field(min_length=5, max_length=300)
    resolution: str = Field(min_length=5, max_length=300)
    windows: Windows


_MESSAGES = {
    "number:missing": "Podaj numer edycji.",
    "year:missing": "Podaj rok budżetu.",
    "name:missing": "Podaj nazwę edycji.",
    "resolution:missing": "Podaj uchwałę: numer, datę i tytuł.",
    "windows:date_from_datetime_parsing": "Podaj datę.",
    "reason": "Napisz powód co najmniej jednym zdaniem: przeczytają go mieszkańcy i kontrolerzy.",
}


def pages(editions: Editions, free_days: CityFreeDays, templates: Templates) -> APIRouter:
    """Give the pages of officers."""
    router = APIRouter(include_in_schema=False)

    @router.get("/panel/edycje", dependencies=[only(*READERS)])
    async def every(request: Request) -> Response:
        """List the editions with what runs in them now."""
        now = editions.clock.now()
        rows = [
            {"edition": edition, "now": [phase for phase in phases(edition.rules, now) if phase.state == "now"]}
            for edition in await editions.all()
        ]
        return templates.page(request, "editions_panel.html", rows=rows)

    def next_edition(
        request: Request, last: Edition, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(
            request,
            "edition_next.html",
            status_code=status,
            last=last,
            kinds=list(WindowKind),
            values=values,
            errors=errors,
        )

    @router.get("/panel/edycje/nowa", dependencies=[only(Role.OFFICER)])
    async def new(request: Request) -> Response:
        """Show the next edition as a copy of the last one, the days moved by a year."""
        last = await editions.current()
        if last is None:
            return templates.page(request, "edition_first.html")
        rules = last.rules
        values = {
            "number": rules.number + 1,
            "year": rules.year + 1,
            "name": rules.name.replace(str(rules.year), str(rules.year + 1)),
            "windows": a_year_later(days_of(rules)),
        }
        return next_edition(request, last, values, {})

    @router.post("/panel/edycje/nowa", dependencies=[only(Role.OFFICER)])
    async def announce(request: Request) -> Response:
        """Announce the next edition."""
        last = await editions.current()
        if last is None:
            return RedirectResponse("/panel/edycje/nowa", 303)
        try:
            form = await read(request, NextEditionForm, _MESSAGES)
        except FormInvalid as invalid:
            return next_edition(request, last, invalid.values, invalid.errors, 422)
        rules = with_days(last.rules, _days(form.windows)).model_copy(
            update={"number": form.number, "year": form.year, "name": form.name, "resolution": form.resolution}
        )
        try:
            id = await editions.announce(rules, signed_in(request))
        except (EditionExists, WindowMissing) as error:
            return next_edition(request, last, form.model_dump(), _at_field(error), 422)
        return RedirectResponse(f"/panel/edycje/{id}", 303)

    @router.get("/panel/edycje/{edition_id}", dependencies=[only(*READERS)])
    async def one(request: Request, edition_id: Id) -> Response:
        """Show the rules in tables, and who changed them when and why."""
        edition, now = await editions.edition(edition_id), editions.clock.now()
        rules, free = edition.rules, await free_days.known()
        return templates.page(
            request,
            "edition_panel.html",
            edition=edition,
            rules=rules,
            windows=[
                {
                    "window": held,
                    "state": window_state(held.opens, held.closes, now),
                    "free": free.basis(warsaw(held.closes).date()) if held.closes > now else "",
                }
                for kind in WindowKind
                if (held := window(rules, kind))
            ],
            total=sum(pool.amount for pool in rules.pools),
            residents=sum(area.residents for area in rules.areas),
        )

    def dates(
        request: Request, edition: Edition, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(
            request,
            "edition_dates.html",
            status_code=status,
            edition=edition,
            kinds=list(WindowKind),
            values=values,
            errors=errors,
        )

    @router.get("/panel/edycje/{edition_id}/terminy", dependencies=[only(Role.OFFICER)])
    async def change_dates(request: Request, edition_id: Id) -> Response:
        """Show the days of the windows, to be changed for a reason."""
        edition = await editions.edition(edition_id)
        return dates(request, edition, {"version": edition.version, "windows": days_of(edition.rules)}, {})

    @router.post("/panel/edycje/{edition_id}/terminy", dependencies=[only(Role.OFFICER)])
    async def save_dates(request: Request, edition_id: Id) -> Response:
        """Change the days of the windows."""
        edition = await editions.edition(edition_id)
        try:
            form = await read(request, WindowsForm, _MESSAGES)
        except FormInvalid as invalid:
            return dates(request, edition, invalid.values, invalid.errors, 422)
        rules = with_days(edition.rules, _days(form.windows))
        try:
            await editions.change(edition_id, form.version, rules, form.reason, signed_in(request))
        except (NothingChanged, WindowMissing) as error:
            return dates(request, edition, form.model_dump(), _at_field(error), 422)
        return RedirectResponse(f"/panel/edycje/{edition_id}", 303)

    return router


def _days(rows: tuple[WindowRow, ...]) -> list[Days]:
    return [Days(kind=row.kind, opens=row.opens, closes=row.closes) for row in rows]


def _at_field(error: Exception) -> dict[str, str]:
    """Say at which field of the form a rule is broken."""
    if isinstance(error, EditionExists):
        return {"number": "Jest już edycja o tym numerze."}
    if isinstance(error, WindowMissing):
        place = list(WindowKind).index(WindowKind(error.kind))
        return {f"windows-{place}-opens": "Bez tego terminu edycja nie może się odbyć."}
    return {"windows-0-opens": "Nie zmieniono żadnej daty."}
