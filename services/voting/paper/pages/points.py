"""The desk where officers keep points and account for their cards."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.voting.ballots.domain.election import Election, WrongState
from services.voting.ballots.service import Ballots
from services.voting.paper.api.bodies import CHECKERS, KEEPERS, READERS, Reason
from services.voting.paper.domain.points import (
    MOST_CARDS,
    Hours,
    HoursUnfit,
    MoreCardsKeyed,
    NoPaperVote,
    Point,
    PointNotOpenYet,
    PointPlan,
    Sheet,
    SheetDiffers,
)
from services.voting.paper.domain.voids import SENTENCES
from services.voting.paper.service import Cards, Points
from shared.access import only, signed_in
from shared.clock import WARSAW, warsaw
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_PANEL = "/panel/glosowanie/{edition_id}"
_DESK = _PANEL + "/papier"
_MOST_DAYS = 31
_MESSAGES = {
    "name": "Podaj nazwę punktu, na przykład: Biblioteka, filia nr 5.",
    "address": "Podaj ulicę i numer, na przykład: Górnośląska 10.",
    "reason": "Napisz w kilku słowach, skąd ta zmiana.",
    "issued": "Podaj liczbę kart.",
    "cast": "Podaj liczbę kart.",
    "spoiled": "Podaj liczbę kart.",
    "returned": "Podaj liczbę kart.",
    "explanation": "Wyjaśnij różnicę: od 10 do 2000 znaków.",
}
_BOTH_HOURS = "Podaj obie godziny, na przykład 10:00 i 18:00."
_NO_HOURS = "Podaj godziny co najmniej jednego dnia."
_UNFIT = "Sprawdź godziny: koniec po początku, w terminie głosowania na papierze, bez nakładania się."


class DayRow(Form):
    """One day of the window: when the point is open, and where, if it is a mobile one."""

    day: date
    opens: time | None = None
    closes: time | None = None
    place: str | None = Field(default=None, max_length=200)


class PointForm(Form):
    """A point as it is to be. `version` of the one that was read, 0 for a new one."""

    name: str = Field(min_length=3, max_length=200)
    address: str = Field(min_length=3, max_length=200)
    mobile: bool = False
    days: tuple[DayRow, ...] = Field(default=(), max_length=60)
    reason: Reason
    version: int = Field(default=0, ge=0)


class WithdrawalForm(Form):
    """Why a point is withdrawn."""

    reason: Reason
    version: int = Field(ge=1)


Count = Annotated[int, Field(ge=0, le=MOST_CARDS)]


class SheetForm(Form):
    """The sheet of a point; `reason`: why it is corrected."""

    issued: Count
    cast: Count
    spoiled: Count
    returned: Count
    explanation: str | None = Field(default=None, min_length=10, max_length=2_000)
    reason: str = Field(default="", max_length=500)
    version: int = Field(ge=1)


def desk(points: Points, cards: Cards, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the desk of the vote on paper."""
    router = APIRouter()

    @router.get(_DESK, dependencies=[only(*READERS)])
    async def show(request: Request, edition_id: Id) -> Response:
        """Show the points and how far their cards are."""
        return templates.page(
            request,
            "paper_desk.html",
            election=await ballots.store.election(edition_id),
            points=await points.store.points(edition_id),
            keyed=await points.store.keyed_by_point(edition_id),
            progress=await cards.progress(edition_id),
            sentences=SENTENCES,
        )

    async def form(
        request: Request,
        edition_id: str,
        point: Point | None,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        *,
        stale: bool = False,
    ) -> Response:
        election = await ballots.store.election(edition_id)
        held = {**_rows(election, point), **values}
        return templates.page(
            request,
            "point_form.html",
            status_code=status,
            election=election,
            point=point,
            days=_legends(held["days"]),
            window=election.paper_window,
            values=held,
            errors=errors,
            stale=stale,
        )

    async def keep(request: Request, edition_id: str, point: Point | None) -> Response:
        try:
            filled = await read(request, PointForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form(request, edition_id, point, invalid.values, invalid.errors, 422)
        values, errors = filled.model_dump(mode="json"), dict[str, str]()
        plan = _plan(filled, errors)
        if plan is None:
            return await form(request, edition_id, point, values, errors, 422)
        by = signed_in(request)
        try:
            if point is None:
                await points.add(edition_id, plan, filled.reason, by)
            else:
                await points.change(edition_id, point.id, filled.version, plan, filled.reason, by)
        except HoursUnfit as unfit:
            opened = [place for place, row in enumerate(filled.days) if row.opens is not None]
            return await form(
                request, edition_id, point, values, {f"days-{opened[unfit.number - 1]}-opens": _UNFIT}, 422
            )
        except Stale:
            return await form(request, edition_id, point, values, {}, 412, stale=True)
        return RedirectResponse(_DESK.format(edition_id=edition_id), 303)

    @router.get(_PANEL + "/punkty/nowy", dependencies=[only(*KEEPERS)])
    async def new(request: Request, edition_id: Id) -> Response:
        """Show the form of a new point."""
        election = await ballots.store.election(edition_id)
        if election.paper_window is None:
            raise NoPaperVote
        return await form(request, edition_id, None, {}, {})

    @router.post(_PANEL + "/punkty/nowy", dependencies=[only(*KEEPERS)])
    async def add(request: Request, edition_id: Id) -> Response:
        """Open a point."""
        return await keep(request, edition_id, None)

    @router.get(_PANEL + "/punkty/{point_id}", dependencies=[only(*KEEPERS)])
    async def edit(request: Request, edition_id: Id, point_id: Id) -> Response:
        """Show a point with its form and its changes."""
        return await form(request, edition_id, await points.store.point(edition_id, point_id), {}, {})

    @router.post(_PANEL + "/punkty/{point_id}", dependencies=[only(*KEEPERS)])
    async def change(request: Request, edition_id: Id, point_id: Id) -> Response:
        """Change a point."""
        return await keep(request, edition_id, await points.store.point(edition_id, point_id))

    @router.post(_PANEL + "/punkty/{point_id}/usuniecie", dependencies=[only(*KEEPERS)])
    async def withdraw(request: Request, edition_id: Id, point_id: Id) -> Response:
        """Withdraw a point."""
        point = await points.store.point(edition_id, point_id)
        try:
            filled = await read(request, WithdrawalForm, _MESSAGES)
        except FormInvalid as invalid:
            errors = {"withdrawal": invalid.errors.get("reason", _MESSAGES["reason"])}
            return await form(request, edition_id, point, {}, errors, 422)
        await points.withdraw(edition_id, point_id, filled.version, filled.reason, signed_in(request))
        return RedirectResponse(_DESK.format(edition_id=edition_id), 303)

    async def sheet(
        request: Request,
        edition_id: str,
        point: Point,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        **more: Any,
    ) -> Response:
        known = point.sheet.model_dump() if point.sheet else {}
        shown = {"difference": None, "stale": False, "keyed_more": None, **more}
        return templates.page(
            request,
            "sheet.html",
            status_code=status,
            election=await ballots.store.election(edition_id),
            point=point,
            keyed=await points.store.keyed_at(point.id),
            values={**known, **values},
            errors=errors,
            **shown,
        )

    @router.get(_PANEL + "/punkty/{point_id}/rozliczenie", dependencies=[only(*CHECKERS)])
    async def show_sheet(request: Request, edition_id: Id, point_id: Id) -> Response:
        """Show the sheet of a point."""
        return await sheet(request, edition_id, await points.store.point(edition_id, point_id), {}, {})

    @router.post(_PANEL + "/punkty/{point_id}/rozliczenie", dependencies=[only(*CHECKERS)])
    async def settle(request: Request, edition_id: Id, point_id: Id) -> Response:
        """Account for the cards of a point."""
        point = await points.store.point(edition_id, point_id)
        try:
            filled = await read(request, SheetForm, _MESSAGES)
        except FormInvalid as invalid:
            return await sheet(request, edition_id, point, invalid.values, invalid.errors, 422)
        values = filled.model_dump()
        if point.sheet is not None and len(filled.reason) < 5:
            return await sheet(request, edition_id, point, values, {"reason": _MESSAGES["reason"]}, 422)
        given = Sheet(**filled.model_dump(include=set(Sheet.model_fields)))
        try:
            await points.settle(edition_id, point_id, filled.version, given, filled.reason, signed_in(request))
        except SheetDiffers as differs:
            text = "Policz karty jeszcze raz albo wyjaśnij różnicę."
            shown = {"explanation": text}
            return await sheet(request, edition_id, point, values, shown, 422, difference=differs.difference)
        except MoreCardsKeyed as more:
            text = "W urnie nie może być mniej kart, niż już wpisano."
            return await sheet(request, edition_id, point, values, {"cast": text}, 409, keyed_more=more.keyed)
        except PointNotOpenYet:
            text = "Ten punkt jeszcze nie działał. Rozlicz go po zakończeniu głosowania."
            return await sheet(request, edition_id, point, values, {"issued": text}, 409)
        except WrongState:
            return await sheet(request, edition_id, point, {}, {}, 409)
        except Stale:
            return await sheet(request, edition_id, point, values, {}, 412, stale=True)
        return RedirectResponse(_DESK.format(edition_id=edition_id), 303)

    return router


def _plan(filled: PointForm, errors: dict[str, str]) -> PointPlan | None:
    """Give the plan of a form; what is wrong with its hours goes into `errors`."""
    hours: list[Hours] = []
    for place, row in enumerate(filled.days):
        if (row.opens is None) != (row.closes is None):
            errors[f"days-{place}-opens"] = _BOTH_HOURS
        elif row.opens is not None and row.closes is not None:
            opens, closes = _moment(row.day, row.opens), _moment(row.day, row.closes)
            hours.append(Hours(opens=opens, closes=closes, place=row.place if filled.mobile else None))
    if not hours and not errors:
        errors["days-0-opens"] = _NO_HOURS
    if errors:
        return None
    return PointPlan(name=filled.name, address=filled.address, mobile=filled.mobile, hours=tuple(hours))


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, WARSAW)


def _rows(election: Election, point: Point | None) -> dict[str, Any]:
    """Give the form of a point as it stands: one row for each opening and for each day that has none."""
    rows: list[dict[str, Any]] = []
    for one in point.hours if point else ():
        opens, closes = warsaw(one.opens), warsaw(one.closes)
        row = {"day": opens.date(), "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}", "place": one.place}
        rows.append(row)
    taken = {row["day"] for row in rows}
    rows += [{"day": day} for day in _days(election) if day not in taken]
    days = [
        {**row, "day": row["day"].isoformat()}
        for row in sorted(rows, key=lambda row: (row["day"], row.get("opens", "")))
    ]
    known = {"name": point.name, "address": point.address, "mobile": point.mobile} if point else {}
    return {**known, "days": days}


def _legends(rows: object) -> list[tuple[str, date | None]]:
    """Give the days of a form's rows, as they came and as dates; what is no row is left out."""
    found: list[tuple[str, date | None]] = []
    for row in rows if isinstance(rows, list | tuple) else ():
        text = str(row.get("day", "")) if isinstance(row, dict) else ""
        try:
            found.append((text, date.fromisoformat(text)))
        except ValueError:
            found.append((text, None))
    return found


def _days(election: Election) -> Sequence[date]:
    if election.paper_window is None:
        return []
    first, last = (warsaw(moment).date() for moment in election.paper_window)
    return [first + timedelta(days=n) for n in range(min((last - first).days + 1, _MOST_DAYS))]
