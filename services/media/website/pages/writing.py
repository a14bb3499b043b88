"""Writing an article or a page: the form with its blocks, its versions, their difference, an old one restored."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.media.website.domain.article import Article, Kind, State
from services.media.website.domain.difference import Line, difference
from services.media.website.pages.text import html
from services.media.website.pages.typed import Typed, arranged, read_article, values_of
from services.media.website.service import DESK, Website
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.files import Files, Pictures
from shared.store import Stale
from shared.web.forms import FormInvalid, VersionForm, read
from shared.web.render import Templates

_OVERTAKEN = (
    "Ktoś zapisał ten tekst przed Tobą. Twój jest nadal tutaj: zobacz niżej, co zmieniła druga osoba, "
    "i zapisz jeszcze raz."
)
_MOST = 1_000_000
Number = Annotated[int, Query(ge=1, le=_MOST)]
Kept = Annotated[int, Path(ge=1, le=_MOST)]


def pages(website: Website, templates: Templates, pictures: Pictures, files: Files) -> APIRouter:
    """Give the pages of writing."""
    router = APIRouter(include_in_schema=False, dependencies=[only(Role.PRESS_OFFICER)])

    async def form_page(
        request: Request,
        article: Article | None,
        kind: Kind,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        changes: Sequence[Line] = (),
    ) -> Response:
        return templates.page(
            request,
            "article_form.html",
            status_code=status,
            article=article,
            kind=kind,
            values=values,
            errors=errors,
            changes=changes,
            editing=await website.open_form(article.id, signed_in(request)) if article else [],
        )

    @router.get(DESK + "/nowy")
    async def blank(request: Request, rodzaj: Kind = Kind.ARTICLE) -> Response:
        """Show an empty form: a title, the gist and one block of text."""
        return await form_page(request, None, rodzaj, {"blocks": [{"kind": "text"}]}, {})

    @router.post(DESK + "/nowy")
    async def write(request: Request, rodzaj: Kind = Kind.ARTICLE) -> Response:
        """Save a draft, or only do what a button says to a block."""
        came = await arranged(request, pictures, files)
        if came.only_arranged or came.errors:
            return await form_page(request, None, rodzaj, came.values, came.errors, _status(came))
        try:
            form = read_article(came.values)
        except FormInvalid as invalid:
            return await form_page(request, None, rodzaj, invalid.values, invalid.errors, 422)
        return RedirectResponse(f"{DESK}/{await website.write(form.text(), signed_in(request), rodzaj)}", 303)

    @router.get(DESK + "/{article_id}/edycja")
    async def edit(request: Request, article_id: Id) -> Response:
        """Show the newest text in the form, and tell others that it is open."""
        article = await website.store.article(article_id)
        if article.state is State.WITHDRAWN:
            return RedirectResponse(f"{DESK}/{article_id}", 303)
        return await form_page(request, article, article.kind, values_of(article.newest, article.version), {})

    @router.post(DESK + "/{article_id}/edycja")
    async def rewrite(request: Request, article_id: Id) -> Response:
        """Save changes; the site shows them once a second person has approved them."""
        article = await website.store.article(article_id)
        came = await arranged(request, pictures, files)
        if came.only_arranged or came.errors:
            return await form_page(request, article, article.kind, came.values, came.errors, _status(came))
        try:
            form = read_article(came.values)
        except FormInvalid as invalid:
            return await form_page(request, article, article.kind, invalid.values, invalid.errors, 422)
        try:
            await website.rewrite(article_id, form.version, form.text(), signed_in(request))
        except Stale:
            # A long text is not typed twice: it stays in the form, and saving again is a choice made knowingly.
            newest = await website.store.article(article_id)
            kept = {**came.values, "version": newest.version}
            changes = difference(newest.newest, form.text())
            errors = {"title": _OVERTAKEN}
            return await form_page(request, newest, newest.kind, kept, errors, 412, changes=changes)
        return RedirectResponse(f"{DESK}/{article_id}", 303)

    @router.get(DESK + "/{article_id}/roznice")
    async def compare(request: Request, article_id: Id, od: Number, do: Number) -> Response:
        """Show what a later version added to an earlier one and took out of it."""
        article = await website.store.article(article_id)
        first, second = sorted((od, do))
        older, newer = await website.store.kept(article_id, first), await website.store.kept(article_id, second)
        return templates.page(
            request,
            "article_difference.html",
            article=article,
            older=older,
            newer=newer,
            lines=difference(older.text, newer.text),
            versions=await website.store.versions(article_id),
        )

    @router.get(DESK + "/{article_id}/wersje/{number}")
    async def version(request: Request, article_id: Id, number: Kept) -> Response:
        """Show a version as it would be read."""
        return await version_page(request, article_id, number)

    async def version_page(request: Request, article_id: str, number: int, status: int = 200) -> Response:
        article, kept = await website.store.article(article_id), await website.store.kept(article_id, number)
        return templates.page(
            request, "article_version.html", status_code=status, article=article, kept=kept, html=html
        )

    @router.post(DESK + "/{article_id}/wersje/{number}/przywrocenie")
    async def restore(request: Request, article_id: Id, number: Kept) -> Response:
        """Make an old version the newest text, as a draft."""
        try:
            form = await read(request, VersionForm)
        except FormInvalid:
            # Nothing is typed here: whoever sends no version sees again what is to be restored.
            return await version_page(request, article_id, number, 422)
        await website.restore(article_id, form.version, number, signed_in(request))
        return RedirectResponse(f"{DESK}/{article_id}", 303)

    return router


def _status(came: Typed) -> int:
    return 422 if came.errors else 200
