"""Pages of rounds: all of an edition, a new one, one with its proposals, its end moved or the round closed."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field

from services.verification.cases.api import READERS
from services.verification.cases.service import Cases
from services.verification.opinions.api import Name, Why
from services.verification.opinions.domain import (
    ClosingUnexplained,
    NameMisplaced,
    PoolsMisplaced,
    RoundExists,
    RoundKind,
    RoundState,
    WindowWrong,
)
from services.verification.opinions.service import Opinions
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

PLACE = "/panel/weryfikacja/opinie"
_ROWS = 50
_MESSAGES = {
    "kind": "Wybierz, kto opiniuje.",
    "first_day": "Podaj pierwszy dzień.",
    "last_day": "Podaj ostatni dzień.",
    "reason": "Napisz, dlaczego.",
}
_NAME = "Wpisz nazwę komitetu. Rady osiedli i sołectw oraz radni mają już swoją."
_POOLS = "Rady osiedli i sołectw opiniują tylko projekty lokalne. Odznacz pule."
_WINDOW = "Wybierz dzień, który jeszcze nie minął i nie jest przed pierwszym dniem."
_EXISTS = "Takie opiniowanie już trwa. Zamknij je, zanim otworzysz następne."
_EARLY = "Termin jeszcze nie minął. Napisz, dlaczego zamykasz wcześniej."

StateName = Literal["", "czekaja", "zaopiniowane"]
Several = BeforeValidator(lambda value: [value] if isinstance(value, str) else value)


class RoundForm(Form):
    """A round to open."""

    kind: RoundKind
    name: Name = ""
    first_day: date
    last_day: date
    pools: Annotated[tuple[Id, ...], Several, Field(max_length=100)] = ()


class EndForm(Form):
    """Another last day."""

    version: int
    last_day: date
    reason: Why


class ClosingForm(Form):
    """The closing."""

    version: int
    closing_reason: Annotated[str, Field(max_length=2_000)] = ""


def pages(opinions: Opinions, cases: Cases, templates: Templates) -> APIRouter:
    """Give the pages of rounds."""
    router = APIRouter(include_in_schema=False)

    @router.get(PLACE, dependencies=[only(*READERS)])
    async def listed(request: Request, edycja: Annotated[str, Query(max_length=64)] = "") -> Response:
        """List the rounds of an edition with how far each of them is."""
        editions = await cases.store.editions()
        edition_id = edycja or (editions[0].id if editions else "")
        return templates.page(
            request,
            "opinion_rounds.html",
            editions=editions,
            chosen={"edycja": edition_id},
            overviews=await opinions.overviews(edition_id),
        )

    async def new_page(
        request: Request, edition_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        edition = await cases.edition(edition_id)
        return templates.page(
            request, "opinion_round_new.html", status_code=status, edition=edition, values=values, errors=errors
        )

    @router.get(PLACE + "/nowe", dependencies=[only(Role.OFFICER)])
    async def new(request: Request, edycja: Id) -> Response:
        """Show the form for a new round."""
        return await new_page(request, edycja, {}, {}, 200)

    @router.post(PLACE + "/nowe", dependencies=[only(Role.OFFICER)])
    async def open_round(request: Request, edycja: Id) -> Response:
        """Open a round."""
        try:
            form = await read(request, RoundForm, _MESSAGES)
        except FormInvalid as invalid:
            return await new_page(request, edycja, invalid.values, invalid.errors, 422)
        try:
            done = await opinions.open_round(edycja, **form.model_dump(), by=signed_in(request))
        except NameMisplaced:
            errors = {"name": _NAME}
        except PoolsMisplaced:
            errors = {"pools": _POOLS}
        except WindowWrong:
            errors = {"last_day": _WINDOW}
        except RoundExists:
            errors = {"kind": _EXISTS}
        else:
            return RedirectResponse(f"{PLACE}/{done['round_id']}", 303)
        return await new_page(request, edycja, form.model_dump(mode="json"), errors, 422)

    async def page(
        request: Request,
        round_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        *,
        stan: StateName = "",
        po: int = 0,
        zapisano: str = "",
    ) -> Response:
        overview = await opinions.overview(round_id)
        shown = [
            case
            for case in overview.cases
            if case.proposal is not None
            and case.proposal.number > po
            and (not stan or (case.id in overview.opinions) is (stan == "zaopiniowane"))
        ]
        round_ = overview.round
        last = shown[_ROWS - 1].proposal if len(shown) > _ROWS else None
        return templates.page(
            request,
            "opinion_round.html",
            status_code=status,
            overview=overview,
            round=round_,
            edition=await cases.store.edition(round_.edition_id),
            rows=shown[:_ROWS],
            next=last.number if last else None,
            chosen={"stan": stan},
            begin=overview.next_after(0),
            saved=overview.said_about(zapisano),
            waits=round_.waits(opinions.today),
            overtaken=status == 412,
            editable=signed_in(request).role is Role.OFFICER and round_.state is RoundState.OPEN,
            values=values,
            errors=errors,
        )

    @router.get(PLACE + "/{round_id}", dependencies=[only(*READERS)])
    async def one(
        request: Request,
        round_id: Id,
        stan: StateName = "",
        po: Annotated[int, Query(ge=0, le=10**9)] = 0,
        zapisano: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """Show a round with its proposals and who has said what."""
        return await page(request, round_id, {}, {}, 200, stan=stan, po=po, zapisano=zapisano)

    @router.post(PLACE + "/{round_id}/termin", dependencies=[only(Role.OFFICER)])
    async def move_end(request: Request, round_id: Id) -> Response:
        """Move the last day of a round."""
        try:
            form = await read(request, EndForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, round_id, invalid.values, invalid.errors, 422)
        try:
            await opinions.move_end(
                round_id, form.version, last_day=form.last_day, reason=form.reason, by=signed_in(request)
            )
        except WindowWrong:
            return await page(request, round_id, form.model_dump(mode="json"), {"last_day": _WINDOW}, 422)
        except Stale:
            return await page(request, round_id, form.model_dump(mode="json", exclude={"version"}), {}, 412)
        return RedirectResponse(f"{PLACE}/{round_id}", 303)

    @router.post(PLACE + "/{round_id}/zamkniecie", dependencies=[only(Role.OFFICER)])
    async def close(request: Request, round_id: Id) -> Response:
        """Close a round."""
        try:
            form = await read(request, ClosingForm, {})
        except FormInvalid as invalid:
            return await page(request, round_id, invalid.values, invalid.errors, 422)
        try:
            await opinions.close_round(round_id, form.version, reason=form.closing_reason, by=signed_in(request))
        except ClosingUnexplained:
            return await page(request, round_id, form.model_dump(mode="json"), {"closing_reason": _EARLY}, 422)
        except Stale:
            return await page(request, round_id, form.model_dump(mode="json", exclude={"version"}), {}, 412)
        return RedirectResponse(f"{PLACE}/{round_id}", 303)

    return router
