"""The declaration as readers and machines see it, and the form of its review."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator

from services.media.accessibility.domain import Gap, Review, ReviewUnfit, Statement, Status
from services.media.accessibility.service import DESK, Accessibility
from shared.access import Role, anyone, only, signed_in
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates


def _lines(value: object) -> object:
    return [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else value


class ReviewForm(Form):
    """A review as typed; each line of `gaps` is one."""

    reviewed_on: date
    updated_on: date
    status: Status
    gaps: Annotated[tuple[Gap, ...], BeforeValidator(_lines)] = ()
    version: int


_MESSAGES = {
    "reviewed_on": "Podaj dzień przeglądu.",
    "updated_on": "Podaj dzień ostatniej istotnej zmiany strony.",
    "status": "Wybierz stan zgodności.",
    "gaps": "Każda linia to jedno zdanie, od 10 do 500 znaków.",
}
_UNFIT = {
    "reviewed_on": "Przegląd nie może być wcześniejszy niż poprzedni ani późniejszy niż dziś.",
    "updated_on": "Ten dzień nie może być wcześniejszy niż publikacja strony ani późniejszy niż dziś.",
    "gaps": "Napisz, co nie jest dostępne; przy pełnej zgodności zostaw to pole puste.",
}
_OVERTAKEN = "Ktoś zapisał przegląd przed Tobą. Twój jest nadal tutaj; zapisz go jeszcze raz, jeśli ma zastąpić tamten."


def pages(accessibility: Accessibility, templates: Templates, origin: str) -> APIRouter:
    """Give the pages of the declaration; `origin` is the address of the site."""
    router = APIRouter(include_in_schema=False)

    @router.get("/deklaracja-dostepnosci", dependencies=[anyone()])
    async def declaration(request: Request) -> Response:
        """Show the declaration (ustawa z 4.04.2019 o dostępności cyfrowej, art. 10)."""
        statement = await accessibility.store.current()
        return templates.page(request, "accessibility.html", origin=origin, statement=statement)

    async def form_page(
        request: Request,
        statement: Statement,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        return templates.page(
            request,
            "accessibility_form.html",
            status_code=status,
            statement=statement,
            values=values,
            errors=errors,
            reviews=await accessibility.store.reviews(),
        )

    @router.get(DESK, dependencies=[only(Role.PRESS_OFFICER)])
    async def show(request: Request) -> Response:
        """Show the form, filled in with what the last review found."""
        statement = await accessibility.store.current()
        return await form_page(request, statement, _values(statement), {})

    @router.post(DESK, dependencies=[only(Role.PRESS_OFFICER)])
    async def review(request: Request) -> Response:
        """Record a review."""
        statement = await accessibility.store.current()
        try:
            form = await read(request, ReviewForm, _MESSAGES)
        except FormInvalid as invalid:
            errors = {field.partition("-")[0]: text for field, text in invalid.errors.items()}
            return await form_page(request, statement, invalid.values, errors, 422)
        typed = {**form.model_dump(), "gaps": "\n".join(form.gaps)}
        found = Review(**form.model_dump(exclude={"version"}))
        try:
            await accessibility.review(form.version, found, signed_in(request))
        except ReviewUnfit as unfit:
            return await form_page(request, statement, typed, {unfit.field: _UNFIT[unfit.field]}, 422)
        except Stale:
            newest = await accessibility.store.current()
            return await form_page(
                request, newest, {**typed, "version": newest.version}, {"reviewed_on": _OVERTAKEN}, 412
            )
        return RedirectResponse("/deklaracja-dostepnosci", 303)

    return router


def _values(statement: Statement) -> dict[str, Any]:
    review = statement.review
    return {
        "updated_on": review.updated_on,
        "status": review.status,
        "gaps": "\n".join(review.gaps),
        "version": statement.version,
    }
