"""Pages of conflicts: the list of pairs, the two proposals side by side with the decision, reporting by hand."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator, Field

from services.verification.cases.api import READERS
from services.verification.cases.service import Cases
from services.verification.conflicts.domain import Conflict, ConflictKnown, ConflictState, NotAPair, offset
from services.verification.conflicts.service import ConflictPlace, Conflicts
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, read, said
from shared.web.render import Templates

_PLACE = "/panel/weryfikacja/kolizje"
_ROWS = 50
_STATES = {
    "": ConflictState.OPEN,
    "wykluczaja-sie": ConflictState.EXCLUDING,
    "nie-przeszkadzaja": ConflictState.COMPATIBLE,
    "nieaktualne": ConflictState.LAPSED,
    "wszystkie": None,
}
StateName = Literal["", "wykluczaja-sie", "nie-przeszkadzaja", "nieaktualne", "wszystkie"]
_MESSAGES = {
    "excluding": "Wybierz, czy projekty się wykluczają.",
    "reason": "Napisz, dlaczego: przeczytają to wnioskodawcy i mieszkańcy.",
    "first": "Wpisz numer pierwszego projektu.",
    "second": "Wpisz numer drugiego projektu.",
}
_NOT_A_PAIR = "Wpisz numery dwóch różnych projektów, które przeszły ocenę formalną i nie odpadły."


def _number(text: str) -> str:
    """Take a number of the register as people write it: BO-2027-088 or 88."""
    digits = text.rpartition("-")[2].strip()
    if not digits.isdecimal() or len(digits) > 9:
        raise said("Wpisz numer projektu, na przykład 88 albo BO-2027-088.")
    return str(int(digits))


Number = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_number)]


class DecisionForm(Form):
    """The decision about a pair."""

    version: int
    excluding: bool
    reason: Annotated[str, Field(min_length=3, max_length=2_000)]


class ReportForm(Form):
    """A pair that an officer reports."""

    first: Number
    second: Number
    reason: Annotated[str, Field(min_length=3, max_length=2_000)]


def pages(conflicts: Conflicts, cases: Cases, templates: Templates) -> APIRouter:
    """Give the pages of conflicts."""
    router = APIRouter(include_in_schema=False)

    @router.get(_PLACE, dependencies=[only(*READERS)])
    async def listed(
        request: Request,
        edycja: Annotated[str, Query(max_length=64)] = "",
        stan: StateName = "",
        po: Annotated[str, Query(max_length=100)] = "",
        zapisano: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """List the conflicts of an edition, those to be decided first; filters are in the address."""
        editions = await cases.store.editions()
        edition_id = edycja or (editions[0].id if editions else "")
        place = ConflictPlace.parse(po) if po else None
        found = await conflicts.store.page(edition_id, _STATES[stan], place, _ROWS + 1)
        return templates.page(
            request,
            "conflict_list.html",
            editions=editions,
            chosen={"edycja": edition_id, "stan": stan},
            open=await conflicts.store.count(edition_id, ConflictState.OPEN),
            excluding=await conflicts.store.count(edition_id, ConflictState.EXCLUDING),
            radius=conflicts.radius,
            rows=found[:_ROWS],
            next=ConflictPlace.of(found[_ROWS - 1]).text if len(found) > _ROWS else None,
            saved=await _saved(conflicts, zapisano),
        )

    async def report_page(
        request: Request, edition_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        return templates.page(
            request, "conflict_report.html", status_code=status, edition_id=edition_id, values=values, errors=errors
        )

    @router.get(_PLACE + "/nowa", dependencies=[only(Role.OFFICER)])
    async def new(request: Request, edycja: Id, pierwszy: Annotated[str, Query(max_length=40)] = "") -> Response:
        """Show the form for a pair that no machine can find."""
        return await report_page(request, edycja, {"first": pierwszy}, {}, 200)

    @router.post(_PLACE + "/nowa", dependencies=[only(Role.OFFICER)])
    async def report(request: Request, edycja: Id) -> Response:
        """Report a pair; one that is known already is shown."""
        try:
            form = await read(request, ReportForm, _MESSAGES)
        except FormInvalid as invalid:
            return await report_page(request, edycja, invalid.values, invalid.errors, 422)
        try:
            done = await conflicts.report(
                edycja, int(form.first), int(form.second), reason=form.reason, by=signed_in(request)
            )
        except NotAPair:
            return await report_page(request, edycja, form.model_dump(mode="json"), {"second": _NOT_A_PAIR}, 422)
        except ConflictKnown as known:
            return RedirectResponse(f"{_PLACE}/{known.conflict_id}", 303)
        return RedirectResponse(f"{_PLACE}/{done['conflict_id']}", 303)

    async def page(
        request: Request, conflict_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        conflict = await conflicts.store.conflict(conflict_id)
        frozen = await conflicts.store.list_published(conflict.edition_id)
        both = {case.id: case for case in await cases.store.some(conflict.proposals)}
        return templates.page(
            request,
            "conflict.html",
            status_code=status,
            conflict=conflict,
            sides=[(side, both.get(side.proposal_id)) for side in (conflict.first, conflict.second)],
            edition=await cases.store.edition(conflict.edition_id),
            plan=_plan(conflict, conflicts.radius),
            frozen=frozen,
            overtaken=status == 412,
            may_decide=signed_in(request).role is Role.OFFICER
            and conflict.state is not ConflictState.LAPSED
            and not frozen,
            values=values,
            errors=errors,
        )

    @router.get(_PLACE + "/{conflict_id}", dependencies=[only(*READERS)])
    async def one(request: Request, conflict_id: Id) -> Response:
        """Show the two proposals side by side."""
        return await page(request, conflict_id, {}, {}, 200)

    @router.post(_PLACE + "/{conflict_id}", dependencies=[only(Role.OFFICER)])
    async def decide(request: Request, conflict_id: Id) -> Response:
        """Decide about a pair."""
        try:
            form = await read(request, DecisionForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, conflict_id, invalid.values, invalid.errors, 422)
        try:
            await conflicts.decide(
                conflict_id, form.version, excluding=form.excluding, reason=form.reason, by=signed_in(request)
            )
        except Stale:
            return await page(request, conflict_id, form.model_dump(mode="json"), {}, 412)
        return RedirectResponse(f"{_PLACE}?zapisano={conflict_id}", 303)

    return router


def _plan(conflict: Conflict, radius: int) -> dict[str, float] | None:
    """Give the second point on a drawing of 300 by 300, north up, with the first in the middle; None: too far apart.

    `circle` is the radius within which two points are taken for one place.
    """
    first, second = conflict.first.point, conflict.second.point
    if first is None or second is None or conflict.metres is None or conflict.metres > 3 * radius:
        return None
    east, north = offset(first, second)
    scale = 125 / max(radius, conflict.metres)
    return {
        "x": round(150 + east * scale, 1),
        "y": round(150 - north * scale, 1),
        "circle": round(radius * scale, 1),
        "radius": radius,
    }


async def _saved(conflicts: Conflicts, id: str) -> Conflict | None:
    """Give the conflict that the caller has just decided, to say so on the list."""
    if not id:
        return None
    try:
        return await conflicts.store.conflict(id)
    except NotFound:
        return None
