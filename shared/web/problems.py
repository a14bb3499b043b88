"""Every way of saying no, in one table: problem+json for programs (RFC 9457), a page in plain words for people.

Capabilities raise named errors; `Problem` rows say what each one means on the web. Nothing here is logged with texts.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from shared.access import NotAllowed, NotSignedIn
from shared.asks import AskedTooOften
from shared.store import KeyReused, Stale
from shared.web.refusals import BY_STATUS, MEDIA_TYPE, PLAIN, UNEXPECTED, Problem, data_of, faults, told
from shared.web.render import Templates
from shared.web.requests import IfMatchMissing, IfMatchUnreadable, NotOurPage

log = logging.getLogger(__name__)
__all__ = ["Problem", "Problems", "wants_json"]


_COMMON: dict[type[Exception], Problem] = {
    **PLAIN,
    Stale: Problem(
        412,
        "changed-meanwhile",
        "Ktoś zmienił to w międzyczasie",
        "Otwórz stronę jeszcze raz, sprawdź zmiany i zapisz ponownie.",
    ),
    NotAllowed: Problem(
        403,
        "not-allowed",
        "Nie masz uprawnień do tej strony",
        "Jeśli to Twoje zadanie, poproś administratora o uprawnienie.",
    ),
    NotOurPage: Problem(
        403,
        "foreign-origin",
        "To żądanie przyszło z innej strony",
        "Otwórz formularz na naszej stronie i wyślij go jeszcze raz.",
    ),
    AskedTooOften: Problem(
        429,
        "asked-too-often",
        "Z tego łącza przyszło dziś za dużo zgłoszeń",
        "Spróbuj jutro albo z innego łącza.",
    ),
    KeyReused: Problem(
        422,
        "idempotency-key-reused",
        "Ten formularz już wysłano z inną treścią",
        "Tamtą treść mamy. Żeby wysłać inną, cofnij się, skopiuj ją i otwórz formularz od nowa.",
    ),
    IfMatchMissing: Problem(428, "if-match-missing", "Brakuje nagłówka If-Match"),
    IfMatchUnreadable: Problem(400, "if-match-unreadable", "Nagłówek If-Match jest nieczytelny"),
}


class Problems:
    """Answers errors. A service hands over the rows for its own errors; they join the common table."""

    def __init__(self, templates: Templates, own: Mapping[type[Exception], Problem]) -> None:
        self._templates = templates
        self._table = {**_COMMON, **own}

    def attach(self, app: FastAPI) -> None:
        """Answer all errors of `app`."""
        for error in self._table:
            app.add_exception_handler(error, self._known)
        app.add_exception_handler(NotSignedIn, self._not_signed_in)
        app.add_exception_handler(RequestValidationError, self._invalid)
        app.add_exception_handler(HTTPException, self._http)
        app.add_exception_handler(Exception, self._unexpected)

    async def _known(self, request: Request, error: Exception) -> Response:
        row = next(self._table[kind] for kind in type(error).__mro__ if kind in self._table)
        if isinstance(error, AskedTooOften):
            row = replace(row, retry_after=error.retry_after)
        return self._answer(request, row, data_of(error))

    async def _not_signed_in(self, request: Request, error: Exception) -> Response:
        if wants_json(request):
            problem = Problem(401, "not-signed-in", "Zaloguj się")
            return self._answer(request, problem, {}, {"WWW-Authenticate": "Bearer"})
        wanted = request.url.path if request.method == "GET" else "/panel"
        return RedirectResponse(f"/panel/zaloguj?next={quote(wanted)}", status_code=303)

    async def _invalid(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return self._answer(request, BY_STATUS[422], faults(error.errors()))

    async def _http(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        row = BY_STATUS.get(error.status_code)
        if row is None:
            row = Problem(error.status_code, "http", "Nie możemy tego zrobić")
        return self._answer(request, row, {}, error.headers)

    async def _unexpected(self, request: Request, error: Exception) -> Response:
        log.error("unexpected_error", extra={"error": type(error).__name__, "route": request.scope.get("path", "")})
        return self._answer(request, UNEXPECTED, {})

    def _answer(
        self, request: Request, row: Problem, data: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Response:
        extra = dict(headers or {})
        if row.retry_after is not None:
            extra["Retry-After"] = str(row.retry_after)
        if wants_json(request):
            return JSONResponse(told(row, data), row.status, headers=extra, media_type=MEDIA_TYPE)
        page = self._templates.page(request, "problem.html", status_code=row.status, problem=row)
        page.headers.update(extra)
        return page


def wants_json(request: Request) -> bool:
    """Tell whether a program calls: the JSON routes are all under /api."""
    return request.url.path.startswith("/api/")
