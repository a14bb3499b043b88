"""Many resolutions from a file: first a dry run that names each line that cannot be read, then the taking in."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ConfigDict, Field
from starlette.datastructures import UploadFile

from services.reporting.council.api.resolutions import FILE_BYTES
from services.reporting.council.domain.reading import ColumnsMissing, NotReadable, Reading
from services.reporting.council.domain.resolutions import ResolutionKnown
from services.reporting.council.pages.register import PLACE
from services.reporting.council.service.resolutions import LinesUnreadable, Resolutions
from services.reporting.council.service.sessions import Sessions
from shared.access import Role, only
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_IMPORT = f"{PLACE}/wczytaj"
_NOT_TEXT = "Tego pliku nie da się odczytać. Zapisz go jako CSV w kodowaniu UTF-8, najwyżej 3000 wierszy."
_NO_COLUMNS = "W pierwszym wierszu mają być kolumny: numer;tytuł;data;jednostki;termin."
_TOO_LARGE = "Ten plik jest za duży. Podziel go na części po najwyżej 150 kB."
_NO_FILE = "Wybierz plik."
_MEANWHILE = "Ktoś właśnie wpisał jedną z tych uchwał. Sprawdź plik jeszcze raz."


class ImportForm(Form):
    """A file to look at, or the text of one that was looked at, to be taken in."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    step: Literal["check", "take_in"] = "check"
    file: UploadFile | None = None
    text: Annotated[str, Field(max_length=FILE_BYTES)] = ""


def pages(sessions: Sessions, resolutions: Resolutions, templates: Templates) -> APIRouter:
    """Give the pages of the import."""
    router = APIRouter(dependencies=[only(Role.OFFICER)])

    async def page(request: Request, status: int, **told: Any) -> Response:
        context = {"reading": None, "text": "", "error": None, **told}
        terms, units = await sessions.store.terms(), resolutions.unit_names()
        return templates.page(request, "council_import.html", status_code=status, terms=terms, units=units, **context)

    async def looked_at(request: Request, data: bytes) -> Response:
        try:
            reading: Reading = await resolutions.dry_run(data)
        except NotReadable:
            return await page(request, 422, error=_NOT_TEXT)
        except ColumnsMissing:
            return await page(request, 422, error=_NO_COLUMNS)
        return await page(request, 200, reading=reading, text=data.decode("utf-8-sig"))

    @router.get(_IMPORT)
    async def blank(request: Request) -> Response:
        """Say what the file is to be like, and take it."""
        return await page(request, 200)

    @router.post(_IMPORT)
    async def send(request: Request) -> Response:
        """Look at a file, or take in the one that was looked at."""
        try:
            form = await read(request, ImportForm)
        except FormInvalid:
            return await page(request, 422, error=_TOO_LARGE)
        if form.step == "check":
            if form.file is None:
                return await page(request, 422, error=_NO_FILE)
            data = await form.file.read(FILE_BYTES + 1)
            await form.file.close()
            if len(data) > FILE_BYTES:
                return await page(request, 422, error=_TOO_LARGE)
            return await looked_at(request, data)
        data = form.text.encode()
        try:
            await resolutions.take_in(data)
        except (NotReadable, ColumnsMissing, LinesUnreadable):
            return await looked_at(request, data)
        except ResolutionKnown:
            return await page(request, 409, error=_MEANWHILE)
        return RedirectResponse(PLACE, 303)

    return router
