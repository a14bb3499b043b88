"""The photographs and files of a press release at the desk, and what is made of it: documents and the press kit."""

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.media.releases.domain.release import Kind, TooMuch
from services.media.releases.domain.steps import Action
from services.media.releases.pages.public import DOCUMENTS, Width, attached
from services.media.releases.pages.shown import ONE, PRIVATE, shown
from services.media.releases.pages.typed import (
    FILE_MESSAGES,
    PHOTOGRAPH_MESSAGES,
    FileForm,
    PhotographForm,
    chosen,
    step,
)
from services.media.releases.service import Releases
from services.media.releases.service.kit import as_file, kit
from services.media.releases.service.rights import HANDS, READERS
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.mail import Deliveries
from shared.store import NotFound
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates

_OF_PARTS = ("alt", "author", "licence", "what", "picture", "filename")


def pages(releases: Releases, deliveries: Deliveries, templates: Templates) -> APIRouter:
    """Give the pages."""
    router = APIRouter()

    async def again(request: Request, id: str, values: Mapping[str, Any], errors: Mapping[str, str]) -> Response:
        one = await releases.store.get(id)
        # Of another form of the page, with texts of its own.
        typed = {name: value for name, value in values.items() if name in _OF_PARTS}
        return await shown(request, releases, deliveries, templates, one, typed, errors, 422)

    @router.post(ONE + "/zdjecie", dependencies=[only(*HANDS[Action.ATTACH])])
    async def add_photograph(request: Request, release_id: Id) -> Response:
        """Add a photograph with what it shows, its author and licence."""
        took = await chosen(request, "photo", releases.photographs.keep, "Wybierz zdjęcie.")
        try:
            form = await read(request, PhotographForm, PHOTOGRAPH_MESSAGES)
        except FormInvalid as invalid:
            held = {"picture": took.kept.id, "filename": took.filename} if took.kept else {}
            known = took.kept is not None or bool(invalid.values.get("picture"))
            errors = {} if known or took.error is None else {"photo": took.error}
            return await again(request, release_id, {**invalid.values, **held}, {**errors, **invalid.errors})
        picture, name = (took.kept.id, took.filename) if took.kept else (form.picture, form.filename)
        if picture is None:
            return await again(request, release_id, form.model_dump(), {"photo": took.error or ""})
        told, by = (form.alt, form.author, form.licence), signed_in(request)
        gone = {**form.model_dump(), "picture": None}
        try:
            await releases.add_photograph(release_id, form.version, picture, name or "zdjecie.jpg", *told, by)
        except TooMuch:
            return await again(request, release_id, gone, {"photo": "Ten komunikat ma już 10 zdjęć."})
        except NotFound:
            lost = "Tego zdjęcia już nie mamy. Wybierz je jeszcze raz."
            return await again(request, release_id, gone, {"photo": lost})
        return RedirectResponse(ONE.format(release_id=release_id) + "#zdjecia", 303)

    @router.post(ONE + "/plik", dependencies=[only(*HANDS[Action.ATTACH])])
    async def add_file(request: Request, release_id: Id) -> Response:
        """Add a file with what it is."""
        took = await chosen(request, "file", releases.files.keep, "Wybierz plik.")
        try:
            form = await read(request, FileForm, FILE_MESSAGES)
        except FormInvalid as invalid:
            errors = {"file": took.error or "Wybierz ten plik jeszcze raz."}
            return await again(request, release_id, invalid.values, {**errors, **invalid.errors})
        if took.kept is None:
            return await again(request, release_id, form.model_dump(), {"file": took.error or ""})
        try:
            await releases.add_file(release_id, form.version, took.kept, form.what, signed_in(request))
        except TooMuch:
            return await again(request, release_id, form.model_dump(), {"file": "Ten komunikat ma już 10 plików."})
        return RedirectResponse(ONE.format(release_id=release_id) + "#zdjecia", 303)

    @router.post(ONE + "/czesc/{part_id}/usuniecie", dependencies=[only(*HANDS[Action.ATTACH])])
    async def remove(request: Request, release_id: Id, part_id: Id) -> Response:
        """Take a photograph or a file away."""
        version = (await step(request)).version
        await releases.remove_part(release_id, version, part_id, signed_in(request))
        return RedirectResponse(ONE.format(release_id=release_id) + "#zdjecia", 303)

    @router.get(ONE + "/zdjecia/{part_id}/{width}", dependencies=[only(*READERS)])
    async def photograph(release_id: Id, part_id: Id, width: Width) -> Response:
        """Give a photograph, also of what is not out."""
        part = (await releases.store.get(release_id)).part(part_id)
        if part is None or part.kind is not Kind.PHOTOGRAPH:
            raise NotFound("photograph", part_id)
        kind, body = await releases.photographs.read(part_id, int(width))
        return Response(body, media_type=kind, headers={**PRIVATE, "X-Content-Type-Options": "nosniff"})

    @router.get(ONE + "/pliki/{part_id}", dependencies=[only(*READERS)])
    async def file(release_id: Id, part_id: Id) -> Response:
        """Give a file, also of what is not out."""
        part = (await releases.store.get(release_id)).part(part_id)
        if part is None or part.kind is not Kind.FILE:
            raise NotFound("file", part_id)
        stored, body = await releases.files.read(part_id)
        return attached(body, stored.media_type, part.safe_name, PRIVATE)

    @router.get(ONE + "/komunikat.{kind}", dependencies=[only(*READERS)])
    async def written(release_id: Id, kind: Literal["pdf", "docx"]) -> Response:
        """Give the text as a document; what is not out says so first."""
        one = await releases.store.get(release_id)
        return attached(await as_file(releases, one, kind), DOCUMENTS[kind], f"komunikat.{kind}", PRIVATE)

    @router.get(ONE + "/materialy.zip", dependencies=[only(*READERS)])
    async def press_kit(release_id: Id) -> Response:
        """Give the press kit, also of what is not out."""
        one = await releases.store.get(release_id)
        return attached(await kit(releases, one), "application/zip", "materialy.zip", PRIVATE)

    return router
