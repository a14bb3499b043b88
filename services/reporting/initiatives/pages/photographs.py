"""Photographs of initiatives: the desk adds them with their text, officers withdraw them, everybody looks at them."""

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.reporting.implementation.domain import NoSuchPhotograph, TooManyPhotographs
from services.reporting.implementation.pages.photographs import SHOWN, WithdrawalForm, typed_photograph
from services.reporting.initiatives.domain import EntryIncomplete
from services.reporting.initiatives.pages.seen import PLACE, allowed, signed
from services.reporting.initiatives.pages.typed import said
from services.reporting.initiatives.service.inspections import Inspections
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.files import Pictures
from shared.web.forms import FormInvalid, read
from shared.web.render import SECRET, Templates

Width = Literal["640", "1600"]
_ALL = PLACE + "/{initiative_id}/zdjecia"
_DESK = only(Role.OFFICER, Role.UNIT_REVIEWER)
FULL = "Ta inicjatywa ma już tyle zdjęć, ile może."


def pages(inspections: Inspections, pictures: Pictures, templates: Templates) -> APIRouter:
    """Give the pages of photographs."""
    router = APIRouter()
    ledgers = inspections.ledgers

    @router.get(
        "/inicjatywa-lokalna/realizacja/zdjecia/{initiative_id}/{photograph_id}/{width}", dependencies=[anyone()]
    )
    async def look(initiative_id: Id, photograph_id: Id, width: Width) -> Response:
        """Give a photograph."""
        kind, body = await inspections.picture(initiative_id, photograph_id, int(width))
        return Response(body, media_type=kind, headers=SHOWN)

    async def page(
        request: Request,
        id: str,
        status: int = 200,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        ledger = await signed(ledgers, id)
        can = allowed(ledger, signed_in(request))
        return templates.page(
            request,
            "ledger_photographs.html",
            status_code=status,
            ledger=ledger,
            may_add=can["photograph"],
            may_show=can["show_photograph"],
            may_withdraw=can["withdraw_photograph"],
            values={"picture": None, **(values or {})},
            errors=errors or {},
        )

    @router.get(_ALL, dependencies=[_DESK])
    async def show(request: Request, initiative_id: Id) -> Response:
        """Show the photographs, with the form that adds one."""
        return await page(request, initiative_id)

    @router.post(_ALL, dependencies=[_DESK])
    async def add(request: Request, initiative_id: Id) -> Response:
        """Add one."""
        typed = (await request.form(max_files=1, max_fields=20, max_part_size=20_000)).get("inspection")
        number = int(typed) if isinstance(typed, str) and typed.isdecimal() and len(typed) <= 4 else None
        try:
            picture, alt = await typed_photograph(request, pictures)
        except FormInvalid as invalid:
            return await page(request, initiative_id, 422, invalid.values, invalid.errors)
        try:
            await inspections.add(initiative_id, picture, alt, number, signed_in(request))
        except TooManyPhotographs:
            return await page(request, initiative_id, 409, {"alt": alt}, {"photo": FULL})
        except EntryIncomplete as wrong:
            faults = said({wrong.field: wrong.fault})
            return await page(request, initiative_id, 422, {"alt": alt, "picture": picture}, faults)
        return RedirectResponse(_ALL.format(initiative_id=initiative_id), 303)

    @router.post(_ALL + "/{photograph_id}/pokazanie", dependencies=[only(Role.OFFICER)])
    async def let_see(initiative_id: Id, photograph_id: Id) -> Response:
        """Show everybody what the representative has sent; one that is shown already stays so."""
        try:
            await inspections.show(initiative_id, photograph_id)
        except NoSuchPhotograph:
            (await signed(ledgers, initiative_id)).photograph(photograph_id)
        return RedirectResponse(_ALL.format(initiative_id=initiative_id), 303)

    async def withdrawal(
        request: Request,
        id: str,
        photograph_id: str,
        status: int = 200,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        ledger = await signed(ledgers, id)
        return templates.page(
            request,
            "ledger_withdrawal.html",
            status_code=status,
            ledger=ledger,
            photograph=ledger.photograph(photograph_id, seen_by_all=False),
            values=values or {},
            errors=errors or {},
        )

    @router.get(_ALL + "/{photograph_id}/wycofanie", dependencies=[only(Role.OFFICER)])
    async def ask(request: Request, initiative_id: Id, photograph_id: Id) -> Response:
        """Ask why it goes."""
        return await withdrawal(request, initiative_id, photograph_id)

    @router.post(_ALL + "/{photograph_id}/wycofanie", dependencies=[only(Role.OFFICER)])
    async def withdraw(request: Request, initiative_id: Id, photograph_id: Id) -> Response:
        """Show it to nobody any more."""
        try:
            form = await read(request, WithdrawalForm, {"reason": "Napisz, dlaczego: od 5 do 1000 znaków."})
        except FormInvalid as invalid:
            return await withdrawal(request, initiative_id, photograph_id, 422, invalid.values, invalid.errors)
        await inspections.withdraw(initiative_id, photograph_id, form.reason, signed_in(request))
        return RedirectResponse(_ALL.format(initiative_id=initiative_id), 303)

    # After the pages of one photograph, whose addresses have a word in its place.
    @router.get(_ALL + "/{photograph_id}/{width}", dependencies=[_DESK])
    async def look_first(initiative_id: Id, photograph_id: Id, width: Width) -> Response:
        """Give a photograph also while it waits for an officer."""
        ledger = await signed(ledgers, initiative_id)
        kind, body = await inspections.offered_picture(ledger, photograph_id, int(width))
        return Response(body, media_type=kind, headers=SECRET)

    return router
