"""Pages of photographs: staff and units add them with their text, officers withdraw them, everybody looks at them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.datastructures import UploadFile

from services.reporting.implementation.api import Number
from services.reporting.implementation.domain import (
    LONGEST_ALT,
    MOST_PHOTOGRAPHS,
    SHORTEST_ALT,
    CallClosed,
    Implementation,
    TooManyPhotographs,
)
from services.reporting.implementation.service.photographs import Photographs
from services.reporting.implementation.service.readers import reads_all, word_for
from shared.access import STAFF, Person, Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.files import FileRefused, Pictures
from shared.store import NotFound
from shared.web.forms import Form, FormInvalid, nested, read
from shared.web.render import SECRET, Templates

Token = Annotated[str, Path(min_length=10, max_length=400)]
Width = Literal["640", "1600"]
_WORD = "/panel/realizacja/{implementation_id}/postep/{number}/zdjecia"
_CALL = "/budzet-obywatelski/projekty/wezwanie/{token}"
_REFUSALS = {
    "too_large": "Zdjęcie jest za duże: najwyżej 10 MB.",
    "empty": "Ten plik jest pusty. Wybierz inny.",
    "kind": "To nie jest zdjęcie JPEG ani PNG. Wybierz inny plik.",
    "damaged": "Tego zdjęcia nie da się otworzyć. Wybierz inne.",
    "too_many_pixels": "To zdjęcie ma za dużo pikseli. Zmniejsz je albo wybierz inne.",
}
_ALT = "Napisz, co widać na zdjęciu: od 10 do 300 znaków."
_FULL = "Ten wpis ma już tyle zdjęć, ile może."
SHOWN = {"Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}
"""Short: a photograph that was withdrawn must be gone everywhere soon."""


class PhotographForm(Form):
    """What is typed of a photograph."""

    alt: str = Field(min_length=SHORTEST_ALT, max_length=LONGEST_ALT)


class WithdrawalForm(Form):
    """Why it goes."""

    reason: str = Field(min_length=5, max_length=1000)


def pages(photographs: Photographs, pictures: Pictures, templates: Templates) -> APIRouter:
    """Give the pages of photographs."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_looking(photographs))
    router.include_router(_staff(photographs, pictures, templates))
    router.include_router(_by_call(photographs, pictures, templates))
    return router


def _looking(photographs: Photographs) -> APIRouter:
    router = APIRouter()

    @router.get("/budzet-obywatelski/projekty/{project_id}/zdjecia/{photograph_id}/{width}", dependencies=[anyone()])
    async def public(project_id: Id, photograph_id: Id, width: Width) -> Response:
        """Give a photograph of a published word."""
        kind, body = await photographs.picture(project_id, photograph_id, int(width), published=True)
        return Response(body, media_type=kind, headers=SHOWN)

    @router.get("/panel/realizacja/{implementation_id}/zdjecia/{photograph_id}/{width}", dependencies=[only(*STAFF)])
    async def own(request: Request, implementation_id: Id, photograph_id: Id, width: Width) -> Response:
        """Give a photograph of a word that the person may read."""
        work = await photographs.works.store.get(implementation_id)
        published = not reads_all(work, signed_in(request))
        kind, body = await photographs.picture(implementation_id, photograph_id, int(width), published=published)
        return Response(body, media_type=kind, headers={**SHOWN, "Cache-Control": "no-store"})

    return router


def _staff(photographs: Photographs, pictures: Pictures, templates: Templates) -> APIRouter:
    router = APIRouter()
    works = photographs.works

    async def page(
        request: Request,
        id: str,
        number: int,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        work, person = await works.store.get(id), signed_in(request)
        if work.started_at is None:
            raise NotFound("implementation", id)
        update = word_for(work, number, person)
        return templates.page(
            request,
            "photographs_work.html",
            status_code=status,
            work=work,
            update=update,
            free=MOST_PHOTOGRAPHS - len(update.shown),
            may_add=_may_add(work, number, person),
            may_withdraw=person.role is Role.OFFICER,
            values={"picture": None, **values},
            errors=errors,
        )

    @router.get(_WORD, dependencies=[only(Role.UNIT_REVIEWER, Role.OFFICER)])
    async def show(request: Request, implementation_id: Id, number: Number) -> Response:
        """Show the photographs of a word, with the form that adds one."""
        return await page(request, implementation_id, number, {}, {})

    @router.post(_WORD, dependencies=[only(Role.UNIT_REVIEWER, Role.OFFICER)])
    async def add(request: Request, implementation_id: Id, number: Number) -> Response:
        """Add one."""
        try:
            picture, alt = await typed_photograph(request, pictures)
        except FormInvalid as invalid:
            return await page(request, implementation_id, number, invalid.values, invalid.errors, 422)
        try:
            await photographs.add(implementation_id, number, picture, alt, signed_in(request))
        except TooManyPhotographs:
            return await page(request, implementation_id, number, {"alt": alt}, {"photo": _FULL}, 409)
        return RedirectResponse(_WORD.format(implementation_id=implementation_id, number=number), 303)

    async def withdrawal(
        request: Request,
        id: str,
        number: int,
        photograph_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        work = await works.store.get(id)
        return templates.page(
            request,
            "photograph_withdrawal.html",
            status_code=status,
            work=work,
            update=work.update(number),
            photograph=work.photograph(photograph_id, published=False),
            values=values,
            errors=errors,
        )

    @router.get(_WORD + "/{photograph_id}/wycofanie", dependencies=[only(Role.OFFICER)])
    async def ask(request: Request, implementation_id: Id, number: Number, photograph_id: Id) -> Response:
        """Ask why it goes."""
        return await withdrawal(request, implementation_id, number, photograph_id, {}, {})

    @router.post(_WORD + "/{photograph_id}/wycofanie", dependencies=[only(Role.OFFICER)])
    async def withdraw(request: Request, implementation_id: Id, number: Number, photograph_id: Id) -> Response:
        """Show it to nobody any more."""
        place = (implementation_id, number, photograph_id)
        try:
            form = await read(request, WithdrawalForm, {"reason": "Napisz, dlaczego: od 5 do 1000 znaków."})
        except FormInvalid as invalid:
            return await withdrawal(request, *place, invalid.values, invalid.errors, 422)
        await photographs.withdraw(*place, form.reason, signed_in(request))
        return RedirectResponse(_WORD.format(implementation_id=implementation_id, number=number), 303)

    return router


def _by_call(photographs: Photographs, pictures: Pictures, templates: Templates) -> APIRouter:
    router = APIRouter(dependencies=[anyone()])

    async def page(
        request: Request, token: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        work = await photographs.calls.answered(token)
        assert work.waiting is not None
        return templates.page(
            request,
            "call_photographs.html",
            status_code=status,
            headers=SECRET,
            token=token,
            work=work,
            update=work.waiting,
            free=MOST_PHOTOGRAPHS - len(work.waiting.shown),
            values={"picture": None, **values},
            errors=errors,
        )

    @router.get(_CALL + "/zdjecia")
    async def show(request: Request, token: Token) -> Response:
        """Show the form that adds a photograph to a unit's answer."""
        try:
            return await page(request, token, {}, {})
        except CallClosed:
            return RedirectResponse(_CALL.format(token=token), 303)

    @router.post(_CALL + "/zdjecia")
    async def add(request: Request, token: Token) -> Response:
        """Add one, while the answer waits for an officer."""
        # Before its picture is taken: nobody without an answered call may leave us files.
        try:
            await photographs.calls.answered(token)
            picture, alt = await typed_photograph(request, pictures)
            await photographs.add_by_call(token, picture, alt)
        except FormInvalid as invalid:
            return await page(request, token, invalid.values, invalid.errors, 422)
        except TooManyPhotographs:
            return await page(request, token, {}, {"photo": _FULL}, 409)
        except CallClosed:
            return RedirectResponse(_CALL.format(token=token), 303)
        return RedirectResponse(_CALL.format(token=token) + "/zdjecia", 303)

    return router


async def typed_photograph(request: Request, pictures: Pictures) -> tuple[str, str]:
    """Keep the picture that was sent and read its text; give both.

    Raises `FormInvalid` with the id of the picture, which a browser cannot send again.
    """
    data = await request.form(max_files=1, max_fields=20, max_part_size=20_000)
    values, errors = nested(data), dict[str, str]()
    photo, picture = values.pop("photo", None), values.get("picture")
    try:
        if isinstance(photo, UploadFile):
            picture = (await pictures.keep(photo)).id
        elif isinstance(picture, str) and picture:
            picture = (await pictures.kept(picture[:64])).id
        else:
            errors["photo"] = "Wybierz zdjęcie."
    except FileRefused as refused:
        errors["photo"], picture = _REFUSALS[refused.reason], None
    except NotFound:
        errors["photo"], picture = "Tego zdjęcia już nie mamy. Wybierz je jeszcze raz.", None
    finally:
        # FastAPI closes only the forms that it reads itself.
        await data.close()
    try:
        form = await read(request, PhotographForm, {"alt": _ALT})
    except FormInvalid as invalid:
        raise FormInvalid({**values, "picture": picture}, {**errors, **invalid.errors}) from None
    if errors:
        raise FormInvalid({**values, "picture": picture}, errors)
    return str(picture), form.alt


def _may_add(work: Implementation, number: int, person: Person) -> bool:
    if person.role is Role.OFFICER:
        return work.update(number).state != "returned"
    return person.unit == work.unit and work.waiting is not None and work.waiting.number == number
