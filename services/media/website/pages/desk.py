"""The desk of the press office: all articles and pages, and the steps of one on its way to the site."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, model_validator

from services.media.website.domain.article import Article, Kind, Slug, SlugTaken, Stage
from services.media.website.domain.text import Reason
from services.media.website.pages.text import html
from services.media.website.service import DESK, Website
from shared.access import Role, only, signed_in
from shared.clock import WARSAW
from shared.contracts.base import Id
from shared.web.forms import FormInvalid, VersionForm, read, said
from shared.web.render import Templates

_PER_PAGE = 40


def _in_warsaw(value: object) -> object:
    """Read what `<input type="datetime-local">` sends as a moment on the clocks of the city."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.fromisoformat(value).replace(tzinfo=WARSAW)
    except ValueError:
        raise said("Podaj dzień i godzinę, na przykład 27.03.2027, 10:00.") from None


class ApprovalForm(VersionForm):
    """When an approved text goes on the site."""

    when: str = "now"
    publish_at: Annotated[datetime, BeforeValidator(_in_warsaw)] | None = None

    @model_validator(mode="after")
    def _moment(self) -> "ApprovalForm":
        if self.when == "later" and self.publish_at is None:
            raise said("Podaj dzień i godzinę publikacji.")
        return self


class RemarkForm(VersionForm):
    """Why a text is given back."""

    remark: Reason


class AddressForm(VersionForm):
    """Another address."""

    slug: Slug


class WithdrawalForm(VersionForm):
    """Why an article is taken off the site."""

    reason: Reason


_MESSAGES = {
    "reason": "Napisz powód co najmniej jednym zdaniem: przeczytają go ci, którzy szukają artykułu.",
    "remark": "Napisz, co trzeba poprawić, co najmniej jednym zdaniem.",
    "slug": "Adres to małe litery bez polskich znaków, cyfry i myślniki, na przykład nowy-park.",
    "": "Podaj dzień i godzinę publikacji.",
}


def pages(website: Website, templates: Templates) -> APIRouter:
    """Give the pages of the press office."""
    router = APIRouter(include_in_schema=False, dependencies=[only(Role.PRESS_OFFICER)])

    @router.get(DESK)
    async def every(
        request: Request,
        rodzaj: Kind | None = None,
        stan: Stage | None = None,
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List articles and pages, the one changed last first."""
        found = await website.store.all(_PER_PAGE + 1, (strona - 1) * _PER_PAGE, rodzaj, stan)
        return templates.page(
            request,
            "articles_desk.html",
            articles=found[:_PER_PAGE],
            kind=rodzaj,
            stage=stan,
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    async def shown(
        request: Request,
        article: Article,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        person = signed_in(request)
        return templates.page(
            request,
            "article_desk.html",
            status_code=status,
            article=article,
            html=html,
            mine=person.id in article.writers or (article.slug is None and person.id == article.author_id),
            values=values or {},
            errors=errors or {},
            versions=await website.store.versions(article.id),
            editing=await website.edited_by(article.id, person),
        )

    @router.get(DESK + "/{article_id}")
    async def one(request: Request, article_id: Id) -> Response:
        """Show an article as it will be read, where it is, and what can be done with it."""
        return await shown(request, await website.store.article(article_id))

    async def refused(request: Request, article_id: str, invalid: FormInvalid) -> Response:
        """Show what is wrong with the form of a step, at its field."""
        errors = {field or "publish_at": text for field, text in invalid.errors.items()}
        return await shown(request, await website.store.article(article_id), invalid.values, errors, 422)

    def back(article_id: str) -> Response:
        return RedirectResponse(f"{DESK}/{article_id}", 303)

    @router.post(DESK + "/{article_id}/sprawdzenie")
    async def send(request: Request, article_id: Id) -> Response:
        """Give a text to a second person."""
        try:
            form = await read(request, VersionForm, _MESSAGES)
        except FormInvalid as invalid:
            return await refused(request, article_id, invalid)
        await website.send(article_id, form.version, signed_in(request))
        return back(article_id)

    @router.post(DESK + "/{article_id}/zwrot")
    async def give_back(request: Request, article_id: Id) -> Response:
        """Give a text back to its author."""
        try:
            form = await read(request, RemarkForm, _MESSAGES)
        except FormInvalid as invalid:
            return await refused(request, article_id, invalid)
        await website.give_back(article_id, form.version, form.remark, signed_in(request))
        return back(article_id)

    @router.post(DESK + "/{article_id}/publikacja")
    async def approve(request: Request, article_id: Id) -> Response:
        """Approve a text, for now or for later."""
        try:
            form = await read(request, ApprovalForm, _MESSAGES)
        except FormInvalid as invalid:
            return await refused(request, article_id, invalid)
        publish_at = form.publish_at if form.when == "later" else None
        await website.approve(article_id, form.version, signed_in(request), publish_at)
        return back(article_id)

    @router.post(DESK + "/{article_id}/cofniecie")
    async def unschedule(request: Request, article_id: Id) -> Response:
        """Take back what was to be shown later."""
        try:
            form = await read(request, VersionForm, _MESSAGES)
        except FormInvalid as invalid:
            return await refused(request, article_id, invalid)
        await website.unschedule(article_id, form.version, signed_in(request))
        return back(article_id)

    @router.post(DESK + "/{article_id}/adres")
    async def move(request: Request, article_id: Id) -> Response:
        """Give an article another address."""
        try:
            form = await read(request, AddressForm, _MESSAGES)
        except FormInvalid as invalid:
            return await refused(request, article_id, invalid)
        try:
            await website.move(article_id, form.version, form.slug, signed_in(request))
        except SlugTaken:
            article = await website.store.article(article_id)
            taken = {"slug": "Ten adres ma albo miał inny tekst. Wybierz inny."}
            return await shown(request, article, form.model_dump(), taken, 409)
        return back(article_id)

    @router.post(DESK + "/{article_id}/wycofanie")
    async def withdraw(request: Request, article_id: Id) -> Response:
        """Take an article off the site."""
        try:
            form = await read(request, WithdrawalForm, _MESSAGES)
        except FormInvalid as invalid:
            return await refused(request, article_id, invalid)
        await website.withdraw(article_id, form.version, form.reason, signed_in(request))
        return back(article_id)

    return router
