"""Pages of calls for progress: the unit answers by its link, the department says how often units are asked."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field

from services.reporting.implementation.api.calls import Address, Mailboxes
from services.reporting.implementation.domain import CallClosed, Progress, ProgressIncomplete
from services.reporting.implementation.pages.typed import MESSAGES, ORDER, ProgressForm, held, refuse, said
from services.reporting.implementation.service.calls import Calls
from services.reporting.implementation.service.units import Addresses
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.contracts.reporting import Stage
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, parse_lines, problem_list, read
from shared.web.render import SECRET, Templates

Token = Annotated[str, Path(min_length=10, max_length=400)]
_LINK = "/budzet-obywatelski/projekty/wezwanie/{token}"
_UNITS = "/panel/realizacja/wezwania"
_EDITIONS = _UNITS + "/edycje/{edition_id}"
OFTEN = (1, 2, 3, 6, 12)
"""Months between two calls that one can choose."""


class UnitForm(Form):
    """How a unit is asked and where it reads mail, as typed: one mailbox a line."""

    every_months: int = Field(ge=1, le=12)
    mailboxes: Annotated[Mailboxes, BeforeValidator(parse_lines)] = ()
    head: Address | None = None
    version: int = Field(ge=0)


class EditionForm(Form):
    """How the units are asked for an edition, as chosen; None: each by its own rhythm."""

    every_months: int | None = Field(default=None, ge=1, le=12)
    version: int = Field(ge=0)


_UNIT_MESSAGES = {
    "every_months": "Wybierz, jak często.",
    "mailboxes:string_pattern_mismatch": "Podaj w każdym wierszu jeden adres, na przykład: zdm@um.kalisz.pl.",
    "mailboxes:too_long": "Podaj najwyżej {max_length} adresów.",
    "head": "Podaj jeden adres, na przykład: zdm@um.kalisz.pl.",
}


def pages(calls: Calls, templates: Templates) -> APIRouter:
    """Give the pages of calls."""
    router = APIRouter(include_in_schema=False)
    works = calls.works

    async def form(
        request: Request,
        token: str,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        work = await calls.asked(token)
        edition = await works.tracker.edition(work.edition_id)
        return templates.page(
            request,
            "call_answer.html",
            status_code=status,
            headers=SECRET,
            token=token,
            work=work,
            area=edition.area_name(work.area_id),
            values=held(work) if values is None else values,
            errors=dict(problem_list(errors or {}, ORDER)),
            stages=list(Stage),
            passed=work.last_published.passed(works.today()) if work.last_published else {},
        )

    async def done(request: Request, token: str, status: int = 200) -> Response:
        try:
            await calls.answered(token)
            may_add = True
        except CallClosed:
            may_add = False
        return templates.page(
            request, "call_done.html", status_code=status, headers=SECRET, token=token, may_add=may_add
        )

    @router.get(_LINK, dependencies=[anyone()])
    async def show(request: Request, token: Token) -> Response:
        """Show the form of one page; where the call has its answer, say so."""
        try:
            return await form(request, token)
        except CallClosed:
            return await done(request, token)

    @router.post(_LINK, dependencies=[anyone()])
    async def answer(request: Request, token: Token) -> Response:
        """Take the unit's word in."""
        try:
            typed = await read(request, ProgressForm, MESSAGES)
            progress = Progress(**typed.model_dump())
            refuse(await calls.asked(token), progress, works.today(), await request.form())
            await calls.answer(token, progress)
        except FormInvalid as invalid:
            return await form(request, token, invalid.values, invalid.errors, 422)
        except CallClosed:
            return await done(request, token, 409)
        return RedirectResponse(_LINK.format(token=token), 303)

    @router.post(_LINK + "/bez-zmian", dependencies=[anyone()])
    async def unchanged(request: Request, token: Token) -> Response:
        """Take in that nothing has changed; where that cannot be, ask for what has."""
        await read(request, Form)
        try:
            await calls.answer_unchanged(token)
        except ProgressIncomplete as wrong:
            return await form(request, token, errors={wrong.field: said(wrong.field, wrong.fault)}, status=422)
        except CallClosed:
            return await done(request, token, 409)
        return RedirectResponse(_LINK.format(token=token), 303)

    @router.get(_UNITS, dependencies=[only(Role.OFFICER)])
    async def show_units(request: Request) -> Response:
        """Show how every unit is asked."""
        units, known = await calls.unit_names(), await calls.units.every()
        return templates.page(
            request,
            "call_units.html",
            units=units,
            known=known,
            rhythm=calls.units.rhythm,
            editions=await works.tracker.editions(),
            of_editions=await calls.units.editions(),
        )

    async def one(
        request: Request,
        unit: str,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        name = await calls.require_unit(unit)
        known, addresses = await calls.units.said(unit)
        months = known.every_months if known else calls.units.rhythm.every_months
        return templates.page(
            request,
            "call_unit.html",
            status_code=status,
            id=unit,
            name=name,
            unit=known,
            often=OFTEN,
            values=values
            or {"every_months": str(months), "mailboxes": "\n".join(addresses.mailboxes), "head": addresses.head},
            errors=errors or {},
            stale=status == 412,
        )

    @router.get(_UNITS + "/{unit}", dependencies=[only(Role.OFFICER)])
    async def show_unit(request: Request, unit: Id) -> Response:
        """Show how a unit is asked."""
        return await one(request, unit)

    @router.post(_UNITS + "/{unit}", dependencies=[only(Role.OFFICER)])
    async def set_unit(request: Request, unit: Id) -> Response:
        """Say how a unit is asked."""
        try:
            typed = await read(request, UnitForm, _UNIT_MESSAGES)
        except FormInvalid as invalid:
            # All mailboxes stand in one field.
            errors = {field.partition("-")[0]: text for field, text in invalid.errors.items()}
            return await one(request, unit, invalid.values, errors, 422)
        addresses = Addresses(mailboxes=typed.mailboxes, head=typed.head)
        try:
            await calls.set_unit(unit, typed.every_months, addresses, typed.version, signed_in(request))
        except Stale:
            held = {
                "every_months": str(typed.every_months),
                "mailboxes": "\n".join(typed.mailboxes),
                "head": typed.head,
            }
            return await one(request, unit, held, status=412)
        return RedirectResponse(_UNITS, 303)

    router.include_router(_editions(calls, templates))
    return router


def _editions(calls: Calls, templates: Templates) -> APIRouter:
    router = APIRouter(dependencies=[only(Role.OFFICER)])

    async def one(request: Request, id: str, values: Mapping[str, Any] | None = None, status: int = 200) -> Response:
        known, edition = await calls.of_edition(id), await calls.works.tracker.edition(id)
        months = str(known.every_months or "") if known else ""
        return templates.page(
            request,
            "call_edition.html",
            status_code=status,
            edition=edition,
            asked=known,
            often=OFTEN,
            values=values or {"every_months": months},
            stale=status == 412,
        )

    @router.get(_EDITIONS)
    async def show_edition(request: Request, edition_id: Id) -> Response:
        """Show how the units are asked for the projects of an edition."""
        return await one(request, edition_id)

    @router.post(_EDITIONS)
    async def set_edition(request: Request, edition_id: Id) -> Response:
        """Say how the units are asked for the projects of an edition."""
        try:
            typed = await read(request, EditionForm)
        except FormInvalid:
            # What is chosen comes from a list: only a form that is not ours holds anything else.
            return await one(request, edition_id, status=422)
        try:
            await calls.set_edition(edition_id, typed.every_months, typed.version, signed_in(request))
        except Stale:
            return await one(request, edition_id, {"every_months": str(typed.every_months or "")}, 412)
        return RedirectResponse(_UNITS, 303)

    return router
