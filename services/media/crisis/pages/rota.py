"""Who speaks for the city: the shifts that come, a form for another one."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.media.crisis.domain.rota import RotaFull, ShiftOverlaps, ShiftUnfit
from services.media.crisis.pages.typed import MESSAGES, RemovalForm, ShiftForm
from services.media.crisis.service import Speakers
from services.media.crisis.service.rights import READERS, WRITERS
from shared.access import only, signed_in
from shared.store import Stale
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates

_ROTA = "/panel/kryzys/dyzury"
_PRIVATE = {"Cache-Control": "no-store"}
_OVERTAKEN = "Ktoś zmienił grafik przed Tobą. To, co masz w formularzu, zostało. Sprawdź i zapisz jeszcze raz."
_UNFIT = "Dyżur musi się skończyć po początku, najpóźniej 14 dni później."
_OVERLAPS = "W tym czasie ktoś już ma dyżur. Zobacz listę."
_FULL = "Grafik jest pełny. Usuń dyżury, które już niepotrzebne."


def pages(speakers: Speakers, templates: Templates) -> APIRouter:
    """Give the pages of the rota."""
    router = APIRouter(include_in_schema=False)

    async def page(asked: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200) -> Response:
        shifts, version = await speakers.to_come()
        return templates.page(
            asked,
            "crisis_rota.html",
            status_code=status,
            headers=_PRIVATE,
            shifts=shifts,
            now_speaks=await speakers.now(),
            may_write=signed_in(asked).role in WRITERS,
            values={**values, "version": version},
            errors=errors,
        )

    @router.get(_ROTA, dependencies=[only(*READERS)])
    async def shifts(request: Request) -> Response:
        """Show who speaks now and next."""
        return await page(request, {}, {})

    @router.post(_ROTA, dependencies=[only(*WRITERS)])
    async def add(request: Request) -> Response:
        """Give somebody a shift."""
        try:
            form = await read(request, ShiftForm, MESSAGES)
        except FormInvalid as invalid:
            return await page(request, invalid.values, invalid.errors, 422)
        try:
            await speakers.add(**form.model_dump())
        except (Stale, ShiftUnfit, ShiftOverlaps, RotaFull) as error:
            status, fault = _fault(error)
            return await page(request, form.model_dump(), fault, status)
        return RedirectResponse(_ROTA, 303)

    @router.post(_ROTA + "/usuniecie", dependencies=[only(*WRITERS)])
    async def remove(request: Request) -> Response:
        """Take a shift away."""
        try:
            form = await read(request, RemovalForm)
        except FormInvalid:
            raise Stale("rota", "rota") from None
        await speakers.remove(form.version, form.shift)
        return RedirectResponse(_ROTA, 303)

    return router


def _fault(error: Exception) -> tuple[int, dict[str, str]]:
    """Give the status and what is said at which field."""
    if isinstance(error, Stale):
        return 412, {"name": _OVERTAKEN}
    if isinstance(error, ShiftOverlaps):
        return 409, {"starts": _OVERLAPS}
    return (409, {"name": _FULL}) if isinstance(error, RotaFull) else (422, {"ends": _UNFIT})
