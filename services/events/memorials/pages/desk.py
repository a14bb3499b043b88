"""The register at the desk: the list, a new memorial, a change, photographs, taking out."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.datastructures import UploadFile

from services.events.calendar.domain import Reason
from services.events.memorials.api.given import Sought
from services.events.memorials.domain import LONGEST_ALT, MOST_PHOTOGRAPHS, SHORTEST_ALT, TooManyPhotographs
from services.events.memorials.pages.public import Width
from services.events.memorials.pages.typed import CARD_MESSAGES, CardForm, typed
from services.events.memorials.service import KEEPERS, READERS, Memorials
from services.events.memorials.tasks import BASE
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.files import FileRefused, Pictures
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, nested, read
from shared.web.render import Templates

_PER_PAGE = 50
_REFUSALS = {
    "too_large": "Zdjęcie jest za duże: najwyżej 10 MB.",
    "empty": "Ten plik jest pusty. Wybierz inny.",
    "kind": "To nie jest zdjęcie JPEG ani PNG. Wybierz inny plik.",
    "damaged": "Tego zdjęcia nie da się otworzyć. Wybierz inne.",
    "too_many_pixels": "To zdjęcie ma za dużo pikseli. Zmniejsz je albo wybierz inne.",
}


class ChangedCardForm(CardForm):
    """A card that was read in a version."""

    version: int


class PhotographForm(Form):
    """What is typed of a photograph."""

    version: int
    alt: str = Field(min_length=SHORTEST_ALT, max_length=LONGEST_ALT)
    taken_in: str = Field(min_length=4, max_length=50)


class DropForm(Form):
    """Which photograph goes."""

    version: int
    photograph: Id


class TakeOutForm(Form):
    """Why it leaves the register."""

    version: int
    reason: Reason


def pages(memorials: Memorials, pictures: Pictures, templates: Templates) -> APIRouter:
    """Give the pages of the register."""
    router = APIRouter(include_in_schema=False)
    keepers, readers = [only(*KEEPERS)], [only(*READERS)]

    @router.get(BASE, dependencies=readers)
    async def every(request: Request, q: Sought = "", strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List the register, or what is looked for in it."""
        found = await memorials.listed(q, None, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "memorials_desk.html",
            found=found[:_PER_PAGE],
            q=q,
            number=strona,
            more=len(found) > _PER_PAGE,
            year=memorials.today.year,
            keeps=signed_in(request).role in KEEPERS,
        )

    def form_page(
        request: Request, id: str | None, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(
            request, "memorial_form.html", status_code=status, memorial_id=id, values=values, errors=errors
        )

    @router.get(f"{BASE}/nowe", dependencies=keepers)
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return form_page(request, None, {}, {})

    @router.post(f"{BASE}/nowe", dependencies=keepers)
    async def enter(request: Request) -> Response:
        """Enter a memorial."""
        try:
            form = await read(request, CardForm, CARD_MESSAGES)
        except FormInvalid as invalid:
            return form_page(request, None, invalid.values, invalid.errors, 422)
        return RedirectResponse(f"{BASE}/{await memorials.enter(form.card())}", 303)

    async def one_page(
        request: Request, id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        memorial = await memorials.store.memorial(id)
        return templates.page(
            request,
            "memorial_desk.html",
            status_code=status,
            memorial=memorial,
            inspections=await memorials.store.of_memorial(id),
            free=MOST_PHOTOGRAPHS - len(memorial.photographs),
            keeps=signed_in(request).role in KEEPERS,
            values={"version": memorial.version, "picture": None, **values},
            errors=errors,
        )

    @router.get(BASE + "/{memorial_id}", dependencies=readers)
    async def one(request: Request, memorial_id: Id) -> Response:
        """Show a memorial with its photographs and inspections."""
        return await one_page(request, memorial_id, {}, {})

    @router.get(BASE + "/{memorial_id}/zmiana", dependencies=keepers)
    async def change_form(request: Request, memorial_id: Id) -> Response:
        """Show its card, to be changed."""
        memorial = await memorials.store.memorial(memorial_id)
        return form_page(request, memorial_id, {**typed(memorial.card), "version": memorial.version}, {})

    @router.post(BASE + "/{memorial_id}/zmiana", dependencies=keepers)
    async def change(request: Request, memorial_id: Id) -> Response:
        """Change its card."""
        await memorials.store.memorial(memorial_id)
        try:
            form = await read(request, ChangedCardForm, CARD_MESSAGES)
        except FormInvalid as invalid:
            return form_page(request, memorial_id, invalid.values, invalid.errors, 422)
        await memorials.change(memorial_id, form.version, form.card())
        return RedirectResponse(f"{BASE}/{memorial_id}", 303)

    @router.get(BASE + "/{memorial_id}/zdjecia/{photograph_id}/{width}", dependencies=readers)
    async def photograph(memorial_id: Id, photograph_id: Id, width: Width) -> Response:
        """Give a photograph, also of a memorial that was taken out."""
        kind, body = await memorials.picture(memorial_id, photograph_id, int(width), public=False)
        return Response(body, media_type=kind, headers={"X-Content-Type-Options": "nosniff"})

    @router.post(BASE + "/{memorial_id}/zdjecia", dependencies=keepers)
    async def add(request: Request, memorial_id: Id) -> Response:
        """Add a photograph."""
        await memorials.store.memorial(memorial_id)
        try:
            picture, form = await _photograph(request, pictures)
        except FormInvalid as invalid:
            return await one_page(request, memorial_id, invalid.values, invalid.errors, 422)
        try:
            told = (form.alt, form.taken_in, signed_in(request))
            await memorials.add_photograph(memorial_id, form.version, picture, *told)
        except TooManyPhotographs:
            full = {"photo": "To miejsce ma już tyle zdjęć, ile może."}
            return await one_page(request, memorial_id, form.model_dump(), full, 409)
        except Stale:
            # The picture is kept for the second try, from what stands now.
            again = {"alt": form.alt, "taken_in": form.taken_in, "picture": picture}
            return await one_page(request, memorial_id, again, {"photo": "Ktoś zmienił to, zanim zapisano."}, 412)
        return RedirectResponse(f"{BASE}/{memorial_id}#zdjecia", 303)

    @router.post(BASE + "/{memorial_id}/zdjecia/usuniecie", dependencies=keepers)
    async def drop(request: Request, memorial_id: Id) -> Response:
        """Take a photograph away."""
        try:
            form = await read(request, DropForm)
        except FormInvalid as invalid:
            return await one_page(request, memorial_id, {}, invalid.errors, 422)
        await memorials.drop_photograph(memorial_id, form.version, form.photograph)
        return RedirectResponse(f"{BASE}/{memorial_id}#zdjecia", 303)

    @router.post(BASE + "/{memorial_id}/wykreslenie", dependencies=keepers)
    async def take_out(request: Request, memorial_id: Id) -> Response:
        """Take a memorial out of the register."""
        try:
            form = await read(request, TakeOutForm, {"reason": "Napisz, dlaczego: co najmniej 10 znaków."})
        except FormInvalid as invalid:
            return await one_page(request, memorial_id, invalid.values, invalid.errors, 422)
        await memorials.take_out(memorial_id, form.version, form.reason)
        return RedirectResponse(BASE, 303)

    return router


async def _photograph(request: Request, pictures: Pictures) -> tuple[str, PhotographForm]:
    """Keep the picture that was sent and read its texts; give its id and them.

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
    messages = {"alt": "Napisz, co widać na zdjęciu: od 10 do 300 znaków.", "taken_in": "Podaj, kiedy je zrobiono."}
    try:
        form = await read(request, PhotographForm, messages)
    except FormInvalid as invalid:
        raise FormInvalid({**values, "picture": picture}, {**errors, **invalid.errors}) from None
    if errors:
        raise FormInvalid({**values, "picture": picture}, errors)
    return str(picture), form
