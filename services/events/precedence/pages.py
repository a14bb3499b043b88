"""The order of precedence at the desk: moved by keyboard, one rank, a new one, the versions."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.precedence.domain import (
    ChangeKind,
    NothingMoved,
    NothingToUndo,
    RankId,
    RankName,
    RankNamed,
    RankUnknown,
    RankUsed,
    Reason,
    TooManyRanks,
)
from services.events.precedence.service import KEEPERS, PLACE, READERS, Precedence
from shared.access import Person, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.form_steps import Fault, Step, take
from shared.web.forms import FormInvalid, VersionForm, read
from shared.web.render import Templates

_PER_PAGE = 30
REASON_KEPT = timedelta(minutes=30)
"""For how long who moves on need not type the reason again."""
LAST = "-"
"""What stands for the end of an order in a form."""
Spot = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9-]{0,63}|-)$")]


class MovesForm(VersionForm):
    """Which button was pressed: a rank, and before which one it goes ("-": to the end)."""

    reason: Reason
    move: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,64}:[a-z0-9-]{1,64}:(up|down)$")]


class BeforeForm(VersionForm):
    """Before which rank, and why."""

    before: Spot
    reason: Reason


class NameForm(VersionForm):
    """Another name, and why."""

    name: RankName
    name_reason: Reason


class EndForm(VersionForm):
    """Why it is ended or taken out, and which of both."""

    end_reason: Reason
    how: Literal["end", "out"]


class RankForm(VersionForm):
    """Another rank."""

    name: RankName
    before: Spot
    reason: Reason


WHY = "Napisz powód: kolejność to zwyczaj, więc przy każdej zmianie zostaje, skąd się wzięła."
_MESSAGES = {
    "reason": WHY,
    "name_reason": WHY,
    "end_reason": WHY,
    "name": "Podaj nazwę: od 3 do 150 znaków.",
    "before": "Wybierz miejsce.",
    "how": "Wybierz, co zrobić.",
    "move": "Wybierz, co przesunąć.",
}
_NAMED = "Jest już ranga o tej nazwie."
_USED = "Ktoś ma już tę rangę. Zakończ ją zamiast usuwać."


def pages(precedence: Precedence, templates: Templates) -> APIRouter:
    """Give the pages of the order."""
    router = APIRouter(include_in_schema=False)
    readers, keepers = [only(*READERS)], [only(*KEEPERS)]

    async def order_page(
        request: Request,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        moved: str = "",
        by_button: str = "",
        stale: bool = False,
    ) -> Response:
        order, person = await precedence.order(), signed_in(request)
        change = order.change
        again = (
            change.kind is ChangeKind.MOVED
            and change.by_id == person.id
            and change.at is not None
            and precedence.clock.now() - change.at < REASON_KEPT
        )
        return templates.page(
            request,
            "precedence.html",
            status_code=status,
            order=order,
            source=precedence.source,
            keeps=person.role in KEEPERS,
            moved=next((one for one in order.ranks if one.id == moved), None),
            by_button=by_button,
            stale=stale,
            values={"reason": change.reason if again else "", **values, "version": order.version},
            errors=errors,
        )

    @router.get(PLACE, dependencies=readers)
    async def show(request: Request, ruch: RankId | None = None, przycisk: Literal["", "up", "down"] = "") -> Response:
        """Show the order; `ruch`: what was just moved, by which button."""
        return await order_page(request, {}, {}, moved=ruch or "", by_button=przycisk)

    @router.post(f"{PLACE}/kolejnosc", dependencies=keepers)
    async def move(request: Request) -> Response:
        """Move a rank by one place."""
        try:
            form = await read(request, MovesForm, _MESSAGES)
        except FormInvalid as invalid:
            return await order_page(request, invalid.values, invalid.errors, 422)
        rank_id, before, button = form.move.split(":")
        try:
            await precedence.move(
                rank_id, form.version, None if before == LAST else before, form.reason, signed_in(request)
            )
        except NothingMoved:
            return await order_page(request, form.model_dump(), {}, 200, rank_id, button)
        except (Stale, RankUnknown):
            return await order_page(request, form.model_dump(), {}, 412, stale=True)
        return RedirectResponse(f"{PLACE}?ruch={rank_id}&przycisk={button}", 303)

    @router.post(f"{PLACE}/cofniecie", dependencies=keepers)
    async def undo(request: Request) -> Response:
        """Take back the newest change."""
        try:
            form = await read(request, VersionForm)
        except FormInvalid as invalid:
            return await order_page(request, {}, invalid.errors, 422)
        try:
            await precedence.undo(form.version, signed_in(request))
        except (Stale, NothingToUndo):
            return await order_page(request, {}, {}, 412, stale=True)
        except RankUsed:
            return await order_page(request, {}, {"undo": "Tej zmiany nie można cofnąć: ktoś ma już nową rangę."}, 409)
        return RedirectResponse(PLACE, 303)

    @router.get(f"{PLACE}/wersje", dependencies=readers)
    async def versions(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List versions, the newest first."""
        found = await precedence.versions((strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request, "precedence_versions.html", found=found[:_PER_PAGE], number=strona, more=len(found) > _PER_PAGE
        )

    @router.get(PLACE + "/wersje/{version}", dependencies=readers)
    async def version(request: Request, version: int) -> Response:
        """Show one version."""
        return templates.page(request, "precedence_version.html", order=await precedence.version(version))

    async def blank(
        request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200, stale: bool = False
    ) -> Response:
        order = await precedence.order()
        return templates.page(
            request,
            "precedence_new.html",
            status_code=status,
            order=order,
            stale=stale,
            values={"before": LAST, **values, "version": _seen(order.version, values, stale)},
            errors=errors,
        )

    @router.get(f"{PLACE}/nowa", dependencies=keepers)
    async def new(request: Request) -> Response:
        """Show the form of a new rank."""
        return await blank(request, {}, {})

    @router.post(f"{PLACE}/nowa", dependencies=keepers)
    async def add(request: Request) -> Response:
        """Add a rank."""
        try:
            form = await read(request, RankForm, _MESSAGES)
        except FormInvalid as invalid:
            return await blank(request, invalid.values, invalid.errors, 422)
        before = None if form.before == LAST else form.before
        try:
            id = await precedence.add(form.version, form.name, before, form.reason, signed_in(request))
        except (Stale, RankUnknown):
            return await blank(request, form.model_dump(), {}, 412, stale=True)
        except RankNamed:
            return await blank(request, form.model_dump(), {"name": _NAMED}, 409)
        except TooManyRanks:
            return await blank(request, form.model_dump(), {"name": "Rang jest już tyle, ile może być."}, 409)
        return RedirectResponse(f"{PLACE}?ruch={id}", 303)

    async def rank_page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        order = await precedence.order()
        try:
            place = order.place(id)
        except RankUnknown:
            raise NotFound("ranks", id) from None
        one = order.offices[place - 1]
        following = order.offices[place].id if place < len(order.offices) else LAST
        return templates.page(
            request,
            "precedence_rank.html",
            status_code=status,
            order=order,
            one=one,
            place=place,
            stale=stale,
            keeps=signed_in(request).role in KEEPERS,
            values={
                "name": one.name,
                "before": following,
                "how": "end",
                **values,
                "version": _seen(order.version, values, stale),
            },
            errors=errors,
        )

    @router.get(PLACE + "/{rank_id}", dependencies=readers)
    async def rank(request: Request, rank_id: Id) -> Response:
        """Show a rank."""
        return await rank_page(request, rank_id, {}, {})

    async def leave(id: str, form: Any, by: Person) -> int:
        use = precedence.end if form.how == "end" else precedence.take_out
        return await use(id, form.version, form.end_reason, by)

    keeps = only(*KEEPERS)
    steps = [
        Step(
            *("miejsce", keeps, BeforeForm),
            lambda i, f, p: precedence.move(i, f.version, None if f.before == LAST else f.before, f.reason, p),
        ),
        Step("nazwa", keeps, NameForm, lambda i, f, p: precedence.rename(i, f.version, f.name, f.name_reason, p)),
        Step("koniec", keeps, EndForm, leave),
    ]
    faults: dict[type[Exception], Fault] = {
        NothingMoved: Fault("Ta ranga stoi już w tym miejscu.", field="before"),
        RankNamed: Fault(_NAMED, field="name"),
        RankUsed: Fault(_USED, field="how"),
    }
    take(router, PLACE + "/{rank_id}", steps, rank_page, faults, _MESSAGES, PLACE + "?ruch={rank_id}")
    return router


def _seen(version: int, values: Mapping[str, Any], stale: bool) -> object:
    """Give the version that a form is of: what was typed goes on against what its writer has seen."""
    return version if stale else values.get("version", version)
