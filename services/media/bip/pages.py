"""The bulletin as readers see it, and the desk where entries are put in."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.media.bip.domain import Body, Content, Entry, MadeAhead, Named, Section, Title, What
from services.media.bip.service import Bulletin
from services.media.website.pages.text import html
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

DESK = "/panel/artykuly/bip"
_PER_PAGE = 20
_LOG = 100
"""Versions on one page of the log."""
_Page = Annotated[int, Query(ge=1, le=1000)]
_Number = Annotated[int, Path(ge=1, le=1_000_000)]


class Do(StrEnum):
    """What a button of the form does: what is published stays for good, so that it is looked at before."""

    LOOK = "zobacz"
    MEND = "popraw"
    PUBLISH = "opublikuj"


class EntryForm(Form):
    """An entry as typed."""

    do: Do = Do.LOOK
    title: Title
    section: Section
    body: Body
    made_by: Named
    made_on: date
    responsible: Named

    def content(self) -> Content:
        """Give the content."""
        return Content(**self.model_dump(include=set(Content.model_fields)))


class ChangeForm(EntryForm):
    """A new version as typed."""

    what: What
    version: int


class EndForm(Form):
    """Why an entry is out of date."""

    why: What
    version: int


_MESSAGES = {
    "title": "Napisz tytuł, od 3 do 300 znaków.",
    "section": "Wybierz albo napisz dział.",
    "body:missing": "Napisz treść.",
    "made_by": "Napisz, kto wytworzył informację.",
    "responsible": "Napisz, kto odpowiada za treść.",
    "made_on": "Podaj dzień wytworzenia.",
    "what": "Napisz jednym zdaniem, co się zmieniło i dlaczego. Przeczyta to każdy.",
    "why": "Napisz jednym zdaniem, dlaczego wpis jest nieaktualny. Przeczyta to każdy.",
}
_AHEAD = "Ten dzień jeszcze nie nadszedł."
_OVERTAKEN = (
    "Ktoś dodał wersję przed Tobą. Twoja jest nadal tutaj: zobacz najnowszą na stronie wpisu i zapisz jeszcze raz."
)


def pages(bulletin: Bulletin, templates: Templates) -> APIRouter:
    """Give the pages of the bulletin."""
    router = APIRouter(include_in_schema=False)

    @router.get("/bip", dependencies=[anyone()])
    async def entries(
        request: Request, dzial: Annotated[str | None, Query(max_length=100)] = None, strona: _Page = 1
    ) -> Response:
        """List the entries, the newest first."""
        found = await bulletin.store.entries(_PER_PAGE + 1, (strona - 1) * _PER_PAGE, dzial)
        return templates.page(
            request,
            "bip.html",
            entries=found[:_PER_PAGE],
            sections=await bulletin.store.sections(),
            section=dzial,
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    @router.get("/bip/{entry_id}", dependencies=[anyone()])
    async def one(request: Request, entry_id: Id, strona: _Page = 1) -> Response:
        """Show an entry as it stands, who stands for it, and the log of its changes."""
        entry = await bulletin.store.entry(entry_id)
        log = await bulletin.store.changes(entry_id, _LOG + 1, (strona - 1) * _LOG)
        newest = log[0] if strona == 1 else await bulletin.store.change(entry_id, entry.version)
        more = len(log) > _LOG
        return templates.page(
            request, "bip_entry.html", entry=entry, shown=newest, log=log[:_LOG], number=strona, more=more, html=html
        )

    @router.get("/bip/{entry_id}/wersje/{number}", dependencies=[anyone()])
    async def version(request: Request, entry_id: Id, number: _Number) -> Response:
        """Show an earlier version, as it was."""
        entry, shown = await bulletin.store.entry(entry_id), await bulletin.store.change(entry_id, number)
        return templates.page(
            request, "bip_entry.html", entry=entry, shown=shown, log=[], number=1, more=False, html=html
        )

    @router.get(DESK, dependencies=[only(Role.PRESS_OFFICER)])
    async def desk(request: Request, strona: _Page = 1) -> Response:
        """List the entries for those who put them in."""
        found = await bulletin.store.entries(_PER_PAGE + 1, (strona - 1) * _PER_PAGE)
        return templates.page(
            request, "bip_desk.html", entries=found[:_PER_PAGE], number=strona, more=len(found) > _PER_PAGE
        )

    async def form_page(
        request: Request,
        entry: Entry | None,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        return templates.page(
            request,
            "bip_form.html",
            status_code=status,
            entry=entry,
            values=values,
            errors=errors,
            sections=await bulletin.store.sections(),
        )

    async def ahead(request: Request, entry: Entry | None, form: EntryForm) -> Response:
        """Show the typed entry as it would stand, or the form again to mend it. Raises `MadeAhead`."""
        typed = form.model_dump(mode="json")
        if form.do is Do.MEND:
            return await form_page(request, entry, typed, {})
        bulletin.require_made(form.made_on)
        return templates.page(request, "bip_preview.html", entry=entry, content=form.content(), typed=typed, html=html)

    @router.get(DESK + "/nowy", dependencies=[only(Role.PRESS_OFFICER)])
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return await form_page(request, None, {}, {})

    @router.post(DESK + "/nowy", dependencies=[only(Role.PRESS_OFFICER)])
    async def put_in(request: Request) -> Response:
        """Publish an entry."""
        try:
            form = await read(request, EntryForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form_page(request, None, invalid.values, invalid.errors, 422)
        try:
            if form.do is not Do.PUBLISH:
                return await ahead(request, None, form)
            id = await bulletin.put_in(form.content(), signed_in(request))
        except MadeAhead:
            return await form_page(request, None, form.model_dump(), {"made_on": _AHEAD}, 422)
        return RedirectResponse(f"/bip/{id}", 303)

    @router.get(DESK + "/{entry_id}", dependencies=[only(Role.PRESS_OFFICER)])
    async def edit(request: Request, entry_id: Id) -> Response:
        """Show the form of the next version."""
        entry = await bulletin.store.entry(entry_id)
        return await form_page(request, entry, {**entry.content.model_dump(), "version": entry.version}, {})

    @router.post(DESK + "/{entry_id}", dependencies=[only(Role.PRESS_OFFICER)])
    async def change(request: Request, entry_id: Id) -> Response:
        """Put a new version on top."""
        entry = await bulletin.store.entry(entry_id)
        try:
            form = await read(request, ChangeForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form_page(request, entry, invalid.values, invalid.errors, 422)
        try:
            if form.do is not Do.PUBLISH:
                return await ahead(request, entry, form)
            await bulletin.change(entry_id, form.version, form.content(), form.what, signed_in(request))
        except MadeAhead:
            return await form_page(request, entry, form.model_dump(), {"made_on": _AHEAD}, 422)
        except Stale:
            newest = await bulletin.store.entry(entry_id)
            typed = {**form.model_dump(), "version": newest.version}
            return await form_page(request, newest, typed, {"body": _OVERTAKEN}, 412)
        return RedirectResponse(f"/bip/{entry_id}", 303)

    @router.post(DESK + "/{entry_id}/nieaktualny", dependencies=[only(Role.PRESS_OFFICER)])
    async def end(request: Request, entry_id: Id) -> Response:
        """Mark an entry as out of date."""
        entry = await bulletin.store.entry(entry_id)
        try:
            form = await read(request, EndForm, _MESSAGES)
        except FormInvalid as invalid:
            values = {**entry.content.model_dump(), "version": entry.version, **invalid.values}
            return await form_page(request, entry, values, invalid.errors, 422)
        await bulletin.end(entry_id, form.version, form.why, signed_in(request))
        return RedirectResponse(f"/bip/{entry_id}", 303)

    return router
