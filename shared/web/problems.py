"""Every way of saying no, in one table: problem+json for programs (RFC 9457), a page in plain words for people.

Capabilities raise named errors; `Problem` rows say what each one means on the web. Nothing here is logged with texts.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from shared.access import NotAllowed, NotSignedIn
from shared.asks import AskedTooOften
from shared.store import KeyReused, NotFound, Stale, StoreUnavailable
from shared.web.render import Templates
from shared.web.requests import IfMatchMissing, IfMatchUnreadable, KeyMissing, KeyUnreadable, NotOurPage

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """What an error means on the web. `type` is stable: programs may compare it. Texts are Polish msgids."""

    status: int
    type: str
    title: str
    action: str = ""
    retry_after: int | None = None


_COMMON: dict[type[Exception], Problem] = {
    NotFound: Problem(404, "not-found", "Nie ma takiej strony ani sprawy", "Sprawdź adres albo wróć na stronę główną."),
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
        "Otwórz formularz od nowa.",
    ),
    KeyMissing: Problem(400, "idempotency-key-missing", "Brakuje nagłówka Idempotency-Key"),
    KeyUnreadable: Problem(400, "idempotency-key-unreadable", "Nagłówek Idempotency-Key jest nieczytelny"),
    IfMatchMissing: Problem(428, "if-match-missing", "Brakuje nagłówka If-Match"),
    IfMatchUnreadable: Problem(400, "if-match-unreadable", "Nagłówek If-Match jest nieczytelny"),
    StoreUnavailable: Problem(
        503,
        "store-unavailable",
        "Chwilowo nie możemy tego zrobić",
        "Nic nie przepadło. Spróbuj ponownie za chwilę.",
        retry_after=5,
    ),
}

_BY_STATUS = {
    400: Problem(400, "bad-request", "Nie rozumiemy tego żądania", "Wróć i spróbuj jeszcze raz."),
    404: _COMMON[NotFound],
    405: Problem(405, "method-not-allowed", "Tej strony nie można tak otworzyć", "Wróć i użyj przycisku na stronie."),
    413: Problem(413, "too-large", "To za dużo danych", "Wyślij mniejszy plik albo krótszy tekst."),
    415: Problem(415, "unsupported-media-type", "Nie obsługujemy tego rodzaju danych"),
    422: Problem(422, "invalid", "Dane są nieprawidłowe", "Popraw wskazane pola i wyślij ponownie."),
    429: Problem(429, "too-many-requests", "Za dużo prób", "Odczekaj chwilę i spróbuj ponownie.", retry_after=60),
}

_UNEXPECTED = Problem(
    500,
    "unexpected",
    "Coś poszło nie tak po naszej stronie",
    "Sprawdź, czy zmiana się zapisała, i spróbuj ponownie. Jeśli to nie pomoże, zadzwoń do nas.",
)


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
        return self._answer(request, row, _data(error))

    async def _not_signed_in(self, request: Request, error: Exception) -> Response:
        if wants_json(request):
            problem = Problem(401, "not-signed-in", "Zaloguj się")
            return self._answer(request, problem, {}, {"WWW-Authenticate": "Bearer"})
        wanted = request.url.path if request.method == "GET" else "/panel"
        return RedirectResponse(f"/panel/zaloguj?next={quote(wanted)}", status_code=303)

    async def _invalid(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        # Where and which rule, never the value: it may be personal.
        faults = [
            {"at": "/".join(str(part) for part in fault["loc"]), "rule": fault["type"], "message": fault["msg"]}
            for fault in error.errors()
        ]
        return self._answer(request, _BY_STATUS[422], {"errors": faults})

    async def _http(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        row = _BY_STATUS.get(error.status_code)
        if row is None:
            row = Problem(error.status_code, "http", "Nie możemy tego zrobić")
        return self._answer(request, row, {}, error.headers)

    async def _unexpected(self, request: Request, error: Exception) -> Response:
        log.error("unexpected_error", extra={"error": type(error).__name__, "route": request.scope.get("path", "")})
        return self._answer(request, _UNEXPECTED, {})

    def _answer(
        self, request: Request, row: Problem, data: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Response:
        extra = dict(headers or {})
        if row.retry_after is not None:
            extra["Retry-After"] = str(row.retry_after)
        if wants_json(request):
            body = {"type": f"/problems/{row.type}", "title": row.title, "status": row.status, **data}
            return JSONResponse(body, row.status, headers=extra, media_type="application/problem+json")
        page = self._templates.page(request, "problem.html", status_code=row.status, problem=row)
        page.headers.update(extra)
        return page


def wants_json(request: Request) -> bool:
    """Tell whether a program calls: the JSON routes are all under /api."""
    return request.url.path.startswith("/api/")


def _data(error: Exception) -> dict[str, Any]:
    """Give the plain data that a named error carries."""
    return {key: value for key, value in vars(error).items() if isinstance(value, str | int | float | bool | list)}
