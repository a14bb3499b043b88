"""The desk of the press office: all articles, writing, publishing, withdrawing."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.media.website.domain.article import Article, Body, Lead, Reason, Text, Title
from services.media.website.pages.text import html
from services.media.website.service import Website
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_PER_PAGE = 40


class ArticleForm(Form):
    """An article as typed."""

    title: Title
    lead: Lead
    body: Body
    version: int = 0

    def text(self) -> Text:
        """Give the text."""
        return Text(title=self.title, lead=self.lead, body=self.body)


class StepForm(Form):
    """The version that a step was decided on."""

    version: int


class WithdrawalForm(StepForm):
    """Why an article is taken off the site."""

    reason: Reason


_MESSAGES = {
    "title:missing": "Napisz tytuł.",
    "lead:missing": "Napisz w jednym albo dwóch zdaniach, o czym to jest.",
    "body:missing": "Napisz treść.",
    "reason": "Napisz powód co najmniej jednym zdaniem: przeczytają go ci, którzy szukają artykułu.",
}
_OVERTAKEN = (
    "Ktoś zapisał ten artykuł przed Tobą. Twój tekst jest nadal tutaj: porównaj go z najnowszą wersją obok "
    "i zapisz jeszcze raz."
)


def pages(website: Website, templates: Templates) -> APIRouter:
    """Give the pages of the press office."""
    router = APIRouter(include_in_schema=False, dependencies=[only(Role.PRESS_OFFICER)])

    @router.get("/panel/artykuly")
    async def every(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List all articles, the one changed last first."""
        found = await website.store.all(_PER_PAGE + 1, (strona - 1) * _PER_PAGE)
        return templates.page(
            request, "articles_desk.html", articles=found[:_PER_PAGE], number=strona, more=len(found) > _PER_PAGE
        )

    async def form_page(
        request: Request,
        article: Article | None,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        body = values.get("body")
        return templates.page(
            request,
            "article_form.html",
            status_code=status,
            article=article,
            values=values,
            errors=errors,
            preview=html(body) if isinstance(body, str) and body else None,
            versions=await website.store.versions(article.id) if article else [],
        )

    @router.get("/panel/artykuly/nowy")
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return await form_page(request, None, {}, {})

    @router.post("/panel/artykuly/nowy")
    async def write(request: Request) -> Response:
        """Save a draft."""
        try:
            form = await read(request, ArticleForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form_page(request, None, invalid.values, invalid.errors, 422)
        return RedirectResponse(f"/panel/artykuly/{await website.write(form.text(), signed_in(request))}", 303)

    @router.get("/panel/artykuly/{article_id}")
    async def one(request: Request, article_id: Id) -> Response:
        """Show an article beside its preview."""
        article = await website.store.article(article_id)
        return await form_page(request, article, _typed(article), {})

    @router.post("/panel/artykuly/{article_id}")
    async def rewrite(request: Request, article_id: Id) -> Response:
        """Save changes; those of a published article are on the site at once."""
        article = await website.store.article(article_id)
        try:
            form = await read(request, ArticleForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form_page(request, article, invalid.values, invalid.errors, 422)
        try:
            await website.rewrite(article_id, form.version, form.text(), signed_in(request))
        except Stale:
            # A long text is not typed twice: it stays in the form, and saving again is a choice made knowingly.
            newest = await website.store.article(article_id)
            typed = {**form.model_dump(), "version": newest.version}
            return await form_page(request, newest, typed, {"body": _OVERTAKEN}, 412)
        return RedirectResponse(f"/panel/artykuly/{article_id}", 303)

    @router.post("/panel/artykuly/{article_id}/publikacja")
    async def publish(request: Request, article_id: Id) -> Response:
        """Put a draft on the site."""
        article = await website.store.article(article_id)
        try:
            form = await read(request, StepForm)
        except FormInvalid as invalid:
            return await form_page(request, article, _typed(article), invalid.errors, 422)
        await website.publish(article_id, form.version)
        return RedirectResponse(f"/panel/artykuly/{article_id}", 303)

    @router.post("/panel/artykuly/{article_id}/wycofanie")
    async def withdraw(request: Request, article_id: Id) -> Response:
        """Take an article off the site."""
        article = await website.store.article(article_id)
        try:
            form = await read(request, WithdrawalForm, _MESSAGES)
        except FormInvalid as invalid:
            return await form_page(request, article, {**_typed(article), **invalid.values}, invalid.errors, 422)
        await website.withdraw(article_id, form.version, form.reason)
        return RedirectResponse(f"/panel/artykuly/{article_id}", 303)

    return router


def _typed(article: Article) -> dict[str, Any]:
    return {**article.text.model_dump(), "version": article.version}
