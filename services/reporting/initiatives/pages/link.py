"""The representative of the residents enters what they gave, on a phone, by the link: no account, no sign-in."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from services.reporting.implementation.domain import TooManyPhotographs
from services.reporting.implementation.pages.photographs import typed_photograph
from services.reporting.initiatives.api.bodies import Number
from services.reporting.initiatives.domain import (
    Action,
    Actor,
    EntryIncomplete,
    Ledger,
    NothingCorrected,
    NotNow,
    Side,
    may,
)
from services.reporting.initiatives.pages.photographs import FULL, Width
from services.reporting.initiatives.pages.typed import ORDER, again, amount_field, correction_of, entry_of, held, said
from services.reporting.initiatives.service import Ledgers
from services.reporting.initiatives.service.inspections import Inspections
from services.reporting.initiatives.service.settlements import Settlements
from shared.access import anyone
from shared.contracts.base import Id
from shared.files import Pictures
from shared.representatives import PLACE
from shared.store import NotFound, Stale
from shared.web.forms import FormInvalid, VersionForm, problem_list, read
from shared.web.render import SECRET, Templates

Token = Annotated[str, Path(min_length=10, max_length=400)]
_LINK = PLACE + "/{token}"
_NOTHING = "To samo jest już wpisane. Podaj inną liczbę albo zostaw wpis bez zmian."


def pages(
    ledgers: Ledgers, settlements: Settlements, inspections: Inspections, pictures: Pictures, templates: Templates
) -> APIRouter:
    """Give the pages of the link."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    def can(ledger: Ledger, action: Action) -> bool:
        return may(action, ledger.stage, Actor.REPRESENTATIVE)

    async def whole(request: Request, token: str, status: int = 200) -> Response:
        ledger = await ledgers.of_link(token)
        return templates.page(
            request,
            "representative.html",
            status_code=status,
            headers=SECRET,
            token=token,
            ledger=ledger,
            contract=ledger.signed_contract,
            balance=ledger.balance,
            may_record=can(ledger, Action.RECORD_OWN),
            may_hand_in=can(ledger, Action.HAND_IN),
            stale=status == 412,
        )

    @router.get(_LINK)
    async def show(request: Request, token: Token) -> Response:
        """Show what was declared and given, and what to do next."""
        return await whole(request, token)

    @router.post(_LINK + "/zlozenie")
    async def hand_in(request: Request, token: Token) -> Response:
        """Hand the settlement in."""
        try:
            form = await read(request, VersionForm)
            await settlements.hand_in_by_link(token, form.version)
        except (FormInvalid, Stale):
            return await whole(request, token, 412)
        return RedirectResponse(_LINK.format(token=token), 303)

    async def line(
        request: Request,
        token: str,
        line_id: str,
        status: int = 200,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        ledger = await ledgers.of_link(token)
        found = next((one for one in ledger.balance.of(Side.OWN) if one.line.id == line_id), None)
        if found is None:
            raise NotFound("contract_lines", line_id)
        return templates.page(
            request,
            "representative_line.html",
            status_code=status,
            headers=SECRET,
            token=token,
            ledger=ledger,
            line=found,
            may_record=can(ledger, Action.RECORD_OWN) and found.line.number > 0,
            may_correct=can(ledger, Action.CORRECT),
            values=values or {},
            errors=dict(problem_list(errors or {}, ORDER)),
        )

    @router.get(_LINK + "/pozycje/{line_id}")
    async def show_line(request: Request, token: Token, line_id: Id) -> Response:
        """Show the entries of a declaration, with the form that adds one."""
        return await line(request, token, line_id)

    @router.post(_LINK + "/pozycje/{line_id}")
    async def record(request: Request, token: Token, line_id: Id) -> Response:
        """Add an entry."""
        ledger = await ledgers.of_link(token)
        try:
            given = await entry_of(request, ledger, ledger.signed_contract.line(line_id), ledgers.today())
        except FormInvalid as invalid:
            return await line(request, token, line_id, 422, invalid.values, invalid.errors)
        try:
            await ledgers.record_by_link(token, given)
        except EntryIncomplete as fault:
            return await line(request, token, line_id, 422, again(given), said({fault.field: fault.fault}))
        return RedirectResponse(f"{_LINK.format(token=token)}/pozycje/{line_id}", 303)

    async def correction(
        request: Request,
        token: str,
        number: int,
        status: int = 200,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        ledger = await ledgers.of_link(token)
        entry = ledger.entry(number)
        if entry.entry.side is not Side.OWN:
            raise NotFound("ledger_entries", str(number))
        if not can(ledger, Action.CORRECT):
            raise NotNow(ledger.stage)
        return templates.page(
            request,
            "representative_correction.html",
            status_code=status,
            headers=SECRET,
            token=token,
            ledger=ledger,
            entry=entry,
            values=held(entry) if values is None else values,
            errors=dict(problem_list(errors or {}, ORDER)),
        )

    @router.get(_LINK + "/wpisy/{number}")
    async def show_correction(request: Request, token: Token, number: Number) -> Response:
        """Ask how it was."""
        return await correction(request, token, number)

    @router.post(_LINK + "/wpisy/{number}")
    async def correct(request: Request, token: Token, number: Number) -> Response:
        """Put an entry right that came by this link."""
        entry = (await ledgers.of_link(token)).entry(number)
        try:
            right, reason, typed = await correction_of(request, entry)
        except FormInvalid as invalid:
            return await correction(request, token, number, 422, invalid.values, invalid.errors)
        try:
            await ledgers.correct_by_link(token, number, right, reason)
        except NothingCorrected:
            return await correction(request, token, number, 409, typed, {amount_field(entry): _NOTHING})
        except EntryIncomplete as fault:
            return await correction(request, token, number, 422, typed, said({fault.field: fault.fault}))
        return RedirectResponse(f"{_LINK.format(token=token)}/pozycje/{entry.entry.line}", 303)

    async def photographs(
        request: Request,
        token: str,
        status: int = 200,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        ledger = await ledgers.of_link(token)
        return templates.page(
            request,
            "representative_photographs.html",
            status_code=status,
            headers=SECRET,
            token=token,
            ledger=ledger,
            may_add=can(ledger, Action.PHOTOGRAPH),
            values={"picture": None, **(values or {})},
            errors=errors or {},
        )

    @router.get(_LINK + "/zdjecia")
    async def show_photographs(request: Request, token: Token) -> Response:
        """Show the photographs and whether everybody sees them, with the form that sends one."""
        return await photographs(request, token)

    @router.post(_LINK + "/zdjecia")
    async def send_photograph(request: Request, token: Token) -> Response:
        """Send one: an officer looks at it first."""
        if not can(await ledgers.of_link(token), Action.PHOTOGRAPH):
            return await photographs(request, token, 409)
        try:
            picture, alt = await typed_photograph(request, pictures)
        except FormInvalid as invalid:
            return await photographs(request, token, 422, invalid.values, invalid.errors)
        try:
            await inspections.offer(token, picture, alt)
        except TooManyPhotographs:
            return await photographs(request, token, 409, {"alt": alt}, {"photo": FULL})
        return RedirectResponse(f"{_LINK.format(token=token)}/zdjecia", 303)

    @router.get(_LINK + "/zdjecia/{photograph_id}/{width}")
    async def look(token: Token, photograph_id: Id, width: Width) -> Response:
        """Give a photograph also while it waits for an officer."""
        kind, body = await inspections.offered_picture(await ledgers.of_link(token), photograph_id, int(width))
        return Response(body, media_type=kind, headers=SECRET)

    return router
