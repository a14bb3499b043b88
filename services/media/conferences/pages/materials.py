"""The files of a press conference for the press: added, read and taken away at the desk."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from services.media.conferences.domain import TooManyMaterials
from services.media.conferences.pages.shown import ONE, PRIVATE, shows
from services.media.conferences.pages.typed import MESSAGES, MaterialForm, step
from services.media.conferences.service import READERS, WRITERS, Conferences
from services.media.conferences.service.series import Series
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.files import FileRefused
from shared.store import NotFound
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates

_REFUSED = "Tego pliku nie możemy przyjąć. Wybierz PDF, DOCX albo ODT, do 10 MB."


def pages(conferences: Conferences, series: Series, templates: Templates) -> APIRouter:
    """Give the pages."""
    router, page = APIRouter(), shows(conferences, series, templates)

    @router.post(ONE + "/material", dependencies=[only(*WRITERS)])
    async def attach(request: Request, conference_id: Id) -> Response:
        """Add a file for the press."""
        one, file = await conferences.store.get(conference_id), None
        data = await request.form(max_files=1, max_fields=20, max_part_size=20_000)
        upload, wrong = data.get("file"), "Wybierz plik."
        try:
            if isinstance(upload, UploadFile) and upload.filename:
                file = await conferences.files.keep(upload)
        except FileRefused:
            wrong = _REFUSED
        finally:
            # FastAPI closes only the forms that it reads itself.
            await data.close()
        try:
            form = await read(request, MaterialForm, MESSAGES)
        except FormInvalid as invalid:
            again = {"file": "Wybierz ten plik jeszcze raz." if file else wrong}
            return await page(request, one, invalid.values, {**again, **invalid.errors}, 422)
        if file is None:
            return await page(request, one, form.model_dump(), {"file": wrong}, 422)
        try:
            await conferences.attach(conference_id, form.version, file, form.what, signed_in(request))
        except TooManyMaterials:
            return await page(request, one, form.model_dump(), {"file": "Jest tu już 10 plików."}, 409)
        return RedirectResponse(ONE.format(conference_id=conference_id) + "#materialy", 303)

    @router.get(ONE + "/materialy/{material_id}", dependencies=[only(*READERS)])
    async def material(conference_id: Id, material_id: Id) -> Response:
        """Give a file, also before the beginning."""
        if (await conferences.store.get(conference_id)).material(material_id) is None:
            raise NotFound("material", material_id)
        stored, body = await conferences.files.read(material_id)
        headers = {**PRIVATE, "Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(body, media_type=stored.media_type, headers=headers)

    @router.post(ONE + "/materialy/{material_id}/usuniecie", dependencies=[only(*WRITERS)])
    async def detach(request: Request, conference_id: Id, material_id: Id) -> Response:
        """Take a file away."""
        version = (await step(request)).version
        await conferences.detach(conference_id, version, material_id, signed_in(request))
        return RedirectResponse(ONE.format(conference_id=conference_id) + "#materialy", 303)

    return router
