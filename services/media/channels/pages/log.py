"""The log of what was said where and when, and the form by which one adds to it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator

from services.media.channels.domain.profiles import Link
from services.media.channels.domain.said import SaidAhead, Words
from services.media.channels.pages.desk import DESK
from services.media.channels.service import Profiles, SaidLog
from services.media.channels.service.rights import READERS, WRITERS
from shared.access import only, signed_in
from shared.clock import WARSAW
from shared.contracts.base import Id, Line
from shared.store import NotFound
from shared.web.forms import Form, FormInvalid, read, said
from shared.web.render import Templates

_LOG = DESK + "/dziennik"
_PER_PAGE = 30
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_MESSAGES = {
    "profile_id": "Wybierz profil.",
    "at": "Podaj dzień i godzinę.",
    "words:missing": "Wklej to, co zostało powiedziane.",
    "link": "Podaj cały adres, zaczyna się od https://.",
}
_AHEAD = "Ta chwila jeszcze nie nadeszła."
_NO_PROFILE = "Tego profilu nie ma już na liście."


def _city_time(value: datetime) -> datetime:
    """A time without an offset is one of the city's clocks."""
    aware = value.replace(tzinfo=WARSAW) if value.tzinfo is None else value
    if not _FIRST.year <= aware.year < _LAST.year:
        raise said("Sprawdź rok.")
    return aware.astimezone(UTC)


class SaidForm(Form):
    """What was said, as typed."""

    profile_id: Id
    at: Annotated[datetime, AfterValidator(_city_time)]
    words: Words
    link: Link | None = None


def pages(log: SaidLog, profiles: Profiles, templates: Templates) -> APIRouter:
    """Give the pages of the log."""
    router = APIRouter()

    async def page(
        request: Request,
        place: str | None,
        number: int,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        found = await log.store.said(place, _PER_PAGE + 1, (number - 1) * _PER_PAGE)
        return templates.page(
            request,
            "channels_log.html",
            status_code=status,
            entries=found[:_PER_PAGE],
            more=len(found) > _PER_PAGE,
            number=number,
            place=place or "",
            places=await log.store.places(),
            profiles=[one for one in await profiles.store.profiles() if one.content.active],
            values=values,
            errors=errors,
        )

    @router.get(_LOG, dependencies=[only(*READERS)])
    async def listed(
        request: Request, gdzie: Line | None = None, strona: Annotated[int, Query(ge=1, le=1000)] = 1
    ) -> Response:
        """Show the log, of one place or of all."""
        return await page(request, gdzie or None, strona, {"at": log.clock.now()}, {})

    @router.post(_LOG, dependencies=[only(*WRITERS)])
    async def enter(request: Request) -> Response:
        """Add an entry."""
        try:
            form = await read(request, SaidForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, None, 1, invalid.values, invalid.errors, 422)
        try:
            await log.enter(form.profile_id, form.at, form.words, form.link, signed_in(request))
        except SaidAhead:
            return await page(request, None, 1, form.model_dump(), {"at": _AHEAD}, 422)
        except NotFound:
            return await page(request, None, 1, form.model_dump(), {"profile_id": _NO_PROFILE}, 422)
        return RedirectResponse(_LOG, 303)

    return router
