"""Sources: which are watched, and how the watching of each stands."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.media.contacts.domain import Medium
from services.media.monitoring.api import READERS, WRITERS
from services.media.monitoring.domain.source import Name, Source, SourceAlready, SourceFacts, SourceKind, Url, Watch
from services.media.monitoring.pages.mentions import HOME
from services.media.monitoring.service import Monitoring, TooManySources
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

SOURCES = f"{HOME}/zrodla"


class SourceForm(Form):
    """A source as it is typed. `active`: unchecked is not sent."""

    version: int = Field(1, ge=1)
    name: Name
    url: Url
    kind: SourceKind
    medium: Medium
    active: bool = False

    def facts(self) -> SourceFacts:
        """Give it in the words of the domain."""
        return SourceFacts(**self.model_dump(exclude={"version"}))


_MESSAGES = {
    "name": "Podaj nazwę tytułu, od 2 do 120 znaków.",
    "url": "Podaj cały adres, zaczyna się od https://.",
    "kind": "Wybierz, co jest pod tym adresem.",
    "medium": "Wybierz rodzaj redakcji.",
}
_ALREADY = "Ten adres jest już obserwowany."
_TOO_MANY = "Źródeł jest już 200."


def pages(monitoring: Monitoring, templates: Templates) -> APIRouter:
    """Give the pages of sources."""
    router = APIRouter()
    store = monitoring.store

    @router.get(SOURCES, dependencies=[only(*READERS)])
    async def listed(request: Request) -> Response:
        """List the sources, those that bring nothing first."""
        watches = await store.watches()
        rows = [(source, watches[source.id]) for source in await store.sources()]
        rows.sort(key=lambda row: (not (row[0].active and row[1].trouble), not row[0].active))
        return templates.page(request, "sources.html", rows=rows)

    def form(
        request: Request,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        source: Source | None = None,
        watch: Watch | None = None,
    ) -> Response:
        return templates.page(
            request,
            "source_form.html",
            status_code=status,
            values=values,
            errors=errors,
            source=source,
            watch=watch,
            stale=status == 412,
        )

    @router.get(f"{SOURCES}/nowe", dependencies=[only(*WRITERS)])
    async def blank(request: Request) -> Response:
        """Show the form."""
        return form(request, {"active": True, "kind": "feed"}, {}, 200)

    @router.post(f"{SOURCES}/nowe", dependencies=[only(*WRITERS)])
    async def add(request: Request) -> Response:
        """Watch a source."""
        try:
            filled = await read(request, SourceForm, _MESSAGES)
        except FormInvalid as invalid:
            return form(request, invalid.values, invalid.errors, 422)
        try:
            await monitoring.add_source(filled.facts(), signed_in(request))
        except SourceAlready:
            return form(request, filled.model_dump(), {"url": _ALREADY}, 409)
        except TooManySources:
            return form(request, filled.model_dump(), {"name": _TOO_MANY}, 409)
        return RedirectResponse(SOURCES, 303)

    @router.get(SOURCES + "/{source_id}", dependencies=[only(*WRITERS)])
    async def edit(request: Request, source_id: Id) -> Response:
        """Show the form with a source, and how its watching stands."""
        source = await store.source(source_id)
        return form(request, source.model_dump(), {}, 200, source, await store.watch(source_id))

    @router.post(SOURCES + "/{source_id}", dependencies=[only(*WRITERS)])
    async def change(request: Request, source_id: Id) -> Response:
        """Change a source; where somebody was faster, show theirs beside what was typed."""
        source, watch = await store.source(source_id), await store.watch(source_id)
        try:
            filled = await read(request, SourceForm, _MESSAGES)
        except FormInvalid as invalid:
            return form(request, invalid.values, invalid.errors, 422, source, watch)
        try:
            await monitoring.change_source(source_id, filled.version, filled.facts(), signed_in(request))
        except SourceAlready:
            return form(request, filled.model_dump(), {"url": _ALREADY}, 409, source, watch)
        except Stale:
            source = await store.source(source_id)
            values = filled.model_dump() | {"version": source.version}
            return form(request, values, {}, 412, source, watch)
        return RedirectResponse(SOURCES, 303)

    return router
