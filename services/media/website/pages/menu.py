"""The menu of the site: its page for readers, its form for the press office."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.media.website.domain.menu import ENTRIES_MOST, Entry, Menu
from services.media.website.pages.typed import rearranged
from services.media.website.service import DESK, Website
from shared.access import Role, anyone, only, signed_in
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, checked, typed
from shared.web.render import Templates


class MenuForm(Form):
    """The menu as typed."""

    entries: tuple[Entry, ...] = ()
    version: int


_MESSAGES = {
    "entries:missing": "Wypełnij to pole albo usuń odnośnik.",
    "entries:string_pattern_mismatch": "Podaj ścieżkę na tej stronie: zaczyna się od /.",
}
_OVERTAKEN = "Ktoś zapisał menu przed Tobą. Twoje jest nadal tutaj; zapisz je jeszcze raz, jeśli ma zastąpić tamto."


def pages(website: Website, templates: Templates) -> APIRouter:
    """Give the pages of the menu."""
    router = APIRouter(include_in_schema=False)

    @router.get("/miasto", dependencies=[anyone()])
    async def city(request: Request) -> Response:
        """Show the menu."""
        return templates.page(request, "city.html", menu=await website.store.menu())

    def form_page(
        request: Request, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200, saved: bool = False
    ) -> Response:
        return templates.page(request, "menu_form.html", status_code=status, values=values, errors=errors, saved=saved)

    @router.get(DESK + "/menu", dependencies=[only(Role.PRESS_OFFICER)])
    async def show(request: Request, zapisano: bool = False) -> Response:
        """Show the menu in its form."""
        menu = await website.store.menu()
        return form_page(request, menu.model_dump(), {}, saved=zapisano)

    @router.post(DESK + "/menu", dependencies=[only(Role.PRESS_OFFICER)])
    async def arrange(request: Request) -> Response:
        """Save the menu, or only do what a button says to a link."""
        values = await typed(request)
        do = str(values.pop("do", ""))
        values["entries"] = rearranged(list(values.get("entries") or []), do, {"entry": {"row": "1"}}, ENTRIES_MOST)
        if do:
            return form_page(request, values, {})
        try:
            form = checked(values, MenuForm, _MESSAGES)
        except FormInvalid as invalid:
            return form_page(request, invalid.values, invalid.errors, 422)
        try:
            await website.arrange(Menu(entries=form.entries, version=form.version), signed_in(request))
        except Stale:
            newest = await website.store.menu()
            return form_page(request, {**values, "version": newest.version}, {"entries": _OVERTAKEN}, 412)
        return RedirectResponse(f"{DESK}/menu?zapisano=true", 303)

    return router
