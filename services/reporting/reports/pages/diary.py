"""The mayor's diary: what stands in it, what the calendar proposes, an entry to write or change."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.reporting.council.api.given import Day
from services.reporting.reports.api.diary import What, Where, Whom
from services.reporting.reports.domain.diary import Activity, ActivityKind, DiaryEntry, EntryReported
from services.reporting.reports.service.diary import Diary
from services.reporting.reports.service.inputs import READERS
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_PLACE = "/panel/sprawozdania/dziennik"
_PER_PAGE = 40


class ActivityForm(Form):
    """Something that the mayor did, as typed."""

    version: int | None = None
    on: Day
    kind: ActivityKind
    title: What
    place: Where | None = None
    participants: Whom | None = None

    def activity(self) -> Activity:
        """Give it in the words of the domain."""
        return Activity(**self.model_dump(exclude={"version"}))


_MESSAGES = {
    "on": "Podaj dzień.",
    "kind": "Wybierz rodzaj.",
    "title": "Napisz, co się działo.",
}
_REPORTED = "Ten wpis jest już w zatwierdzonym sprawozdaniu. Poprawia się go poprawką sprawozdania."


def pages(diary: Diary, templates: Templates) -> APIRouter:
    """Give the pages of the diary."""
    router = APIRouter()

    @router.get(_PLACE, dependencies=[only(*READERS)])
    async def listed(
        request: Request,
        pokaz: Literal["", "propozycje"] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List the diary, or what the calendar proposes."""
        found = await diary.store.entries(not pokaz, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "diary_list.html",
            entries=found[:_PER_PAGE],
            proposed=bool(pokaz),
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    def form_page(
        request: Request,
        entry: DiaryEntry | None,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        return templates.page(
            request,
            "diary_entry.html",
            status_code=status,
            entry=entry,
            kinds=list(ActivityKind),
            values=values,
            errors=errors,
            stale=stale,
        )

    @router.get(f"{_PLACE}/nowy", dependencies=[only(Role.OFFICER)])
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return form_page(request, None, {"on": diary.today}, {}, 200)

    @router.post(f"{_PLACE}/nowy", dependencies=[only(Role.OFFICER)])
    async def write(request: Request) -> Response:
        """Write an entry."""
        try:
            form = await read(request, ActivityForm, _MESSAGES)
        except FormInvalid as invalid:
            return form_page(request, None, invalid.values, invalid.errors, 422)
        await diary.write(form.activity(), signed_in(request))
        return RedirectResponse(_PLACE, 303)

    @router.get(f"{_PLACE}/{{entry_id}}", dependencies=[only(Role.OFFICER)])
    async def one(request: Request, entry_id: Id) -> Response:
        """Show an entry, to be changed or kept."""
        entry = await diary.store.entry(entry_id)
        return form_page(request, entry, entry.model_dump(), {}, 200)

    @router.post(f"{_PLACE}/{{entry_id}}", dependencies=[only(Role.OFFICER)])
    async def change(request: Request, entry_id: Id) -> Response:
        """Change an entry, or keep a proposed one."""
        entry = await diary.store.entry(entry_id)
        try:
            form = await read(request, ActivityForm, _MESSAGES)
        except FormInvalid as invalid:
            return form_page(request, entry, invalid.values, invalid.errors, 422)
        typed = form.model_dump(mode="json")
        try:
            await diary.change(entry_id, form.version or 0, form.activity(), signed_in(request))
        except Stale:
            entry = await diary.store.entry(entry_id)
            return form_page(request, entry, {**typed, "version": entry.version}, {}, 412, stale=True)
        except EntryReported:
            return form_page(request, entry, typed, {"title": _REPORTED}, 409)
        return RedirectResponse(_PLACE, 303)

    @router.post(f"{_PLACE}/{{entry_id}}/pominiecie", dependencies=[only(Role.OFFICER)])
    async def take_out(request: Request, entry_id: Id) -> Response:
        """Leave an entry out of reports."""
        entry = await diary.store.entry(entry_id)
        try:
            form = await read(request, VersionForm)
        except FormInvalid as invalid:
            return form_page(request, entry, entry.model_dump(), invalid.errors, 422)
        await diary.take_out(entry_id, form.version, signed_in(request))
        return RedirectResponse(_PLACE, 303)

    return router
