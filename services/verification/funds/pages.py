"""Pages of the money: a year with its bar and list, its total, and the countersignature of one initiative."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.verification.funds.domain import (
    FundsExceeded,
    NothingMissing,
    TotalBelowSecured,
    TotalUnknown,
)
from services.verification.funds.service import Funds
from services.verification.initiatives.api import READERS
from services.verification.initiatives.domain import InitiativeStage, NotAtThisStage
from services.verification.initiatives.pages import shown
from services.verification.initiatives.service import PLACE, Initiatives
from shared.access import Role, only, signed_in
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, Zloty, read
from shared.web.render import Templates

_YEAR = PLACE + "/srodki"
_ONE = PLACE + "/srodki/sprawy/{initiative_id}"
_ROWS = 50
Year = Annotated[int, Field(ge=2010, le=2200)]


class TotalForm(Form):
    """The total of a year."""

    version: int
    year: Year
    total: Annotated[Zloty, Field(ge=0, le=10**11)]


class SecureForm(Form):
    """Of which year the money is."""

    version: int
    year: Year | None = None


def pages(funds: Funds, initiatives: Initiatives, templates: Templates) -> APIRouter:
    """Give the pages of the money."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request, year: int, after: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        known = await funds.store.year(year)
        found = await funds.store.of_year(year, after, _ROWS + 1)
        return templates.page(
            request,
            "initiative_funds.html",
            status_code=status,
            year=year,
            funds=known,
            years=[one.year for one in await funds.store.years()],
            rows=found[:_ROWS],
            next=found[_ROWS - 1].id if len(found) > _ROWS else None,
            editable=signed_in(request).role is Role.TREASURER,
            values=values,
            errors=errors,
            overtaken=status == 412,
        )

    def this_year() -> int:
        return warsaw(funds.clock.now()).year

    @router.get(_YEAR, dependencies=[only(*READERS)])
    async def one_year(
        request: Request,
        rok: Annotated[int | None, Query(ge=2010, le=2200)] = None,
        po: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """Show the money of a year: spoken for, free, and for what."""
        return await page(request, rok or this_year(), po, {}, {}, 200)

    @router.post(_YEAR, dependencies=[only(Role.TREASURER)])
    async def set_total(request: Request) -> Response:
        """Set the total of a year."""
        try:
            form = await read(request, TotalForm)
        except FormInvalid as invalid:
            year = str(invalid.values.get("year", ""))
            shown_year = int(year) if year.isdecimal() and len(year) == len("2026") else this_year()
            return await page(request, shown_year, "", invalid.values, invalid.errors, 422)
        values = form.model_dump(mode="json")
        try:
            await funds.set_total(form.year, form.version, total=form.total, by=signed_in(request))
        except Stale:
            return await page(request, form.year, "", values, {}, 412)
        except TotalBelowSecured:
            text = "Więcej jest już zabezpieczone. Podaj większą kwotę."
            return await page(request, form.year, "", values, {"total": text}, 409)
        return RedirectResponse(f"{_YEAR}?rok={form.year}", 303)

    async def securing(
        request: Request, initiative_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        case, secured = await initiatives.case(initiative_id), await funds.of_initiative(initiative_id)
        years = await funds.store.years()
        person = signed_in(request)
        wanted: Literal["secure", "cover", ""] = ""
        if person.role is Role.TREASURER and case.stage is InitiativeStage.FUNDS:
            wanted = "secure"
        elif person.role is Role.TREASURER and case.stage is InitiativeStage.SHORT:
            wanted = "cover"
        return templates.page(
            request,
            "initiative_funds_case.html",
            status_code=status,
            secured=secured,
            years=years,
            held=next((one for one in years if secured and one.year == secured.year), None),
            wanted=wanted,
            values=values or {"year": this_year()},
            errors=errors,
            overtaken=status == 412,
            **shown(case),
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def one(request: Request, initiative_id: Id) -> Response:
        """Show what is to be secured for an initiative, or is."""
        return await securing(request, initiative_id, {}, {}, 200)

    @router.post(_ONE, dependencies=[only(Role.TREASURER)])
    async def secure(request: Request, initiative_id: Id) -> Response:
        """Countersign what was approved, or what an annex asks for."""
        try:
            form = await read(request, SecureForm, {"year": "Wybierz rok."})
        except FormInvalid as invalid:
            return await securing(request, initiative_id, invalid.values, invalid.errors, 422)
        values, person = form.model_dump(mode="json"), signed_in(request)
        short = (await initiatives.case(initiative_id)).stage is InitiativeStage.SHORT
        if not short and form.year is None:
            return await securing(request, initiative_id, values, {"year": "Wybierz rok."}, 422)
        try:
            if short or form.year is None:
                await funds.cover(initiative_id, form.version, by=person)
            else:
                await funds.secure(initiative_id, form.version, year=form.year, by=person)
        except (Stale, NotAtThisStage, NothingMissing):
            return await securing(request, initiative_id, values, {}, 412)
        except TotalUnknown:
            text = "Na ten rok nie ma jeszcze kwoty. Ustal ją najpierw."
            return await securing(request, initiative_id, values, {"year": text}, 409)
        except FundsExceeded:
            text = "W rocznej kwocie nie ma tyle wolnych środków. Zwiększ ją albo poczekaj, aż się zwolnią."
            return await securing(request, initiative_id, values, {"year": text}, 409)
        return RedirectResponse(f"{PLACE}?etap=srodki&zapisano={initiative_id}", 303)

    return router
