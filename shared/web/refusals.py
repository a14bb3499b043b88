"""What errors mean to whoever asked, as rows of one table and as problem+json (RFC 9457). It knows no framework."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.store import NotFound, StoreUnavailable

MEDIA_TYPE = "application/problem+json"


class KeyMissing(Exception):
    """A POST came without its Idempotency-Key."""


class KeyUnreadable(Exception):
    """The Idempotency-Key is not 8 to 100 plain characters."""


@dataclass(frozen=True)
class Problem:
    """What an error means on the web. `type` is stable: programs may compare it. Texts are Polish msgids."""

    status: int
    type: str
    title: str
    action: str = ""
    retry_after: int | None = None


PLAIN: Mapping[type[Exception], Problem] = {
    NotFound: Problem(404, "not-found", "Nie ma takiej strony ani sprawy", "Sprawdź adres albo wróć na stronę główną."),
    KeyMissing: Problem(400, "idempotency-key-missing", "Brakuje nagłówka Idempotency-Key"),
    KeyUnreadable: Problem(400, "idempotency-key-unreadable", "Nagłówek Idempotency-Key jest nieczytelny"),
    StoreUnavailable: Problem(
        503,
        "store-unavailable",
        "Chwilowo nie możemy tego zrobić",
        "Nic nie przepadło. Spróbuj ponownie za chwilę.",
        retry_after=5,
    ),
}
"""What every process may have to say."""

BY_STATUS = {
    400: Problem(400, "bad-request", "Nie rozumiemy tego żądania", "Wróć i spróbuj jeszcze raz."),
    404: PLAIN[NotFound],
    405: Problem(405, "method-not-allowed", "Tej strony nie można tak otworzyć", "Wróć i użyj przycisku na stronie."),
    413: Problem(413, "too-large", "To za dużo danych", "Wyślij mniejszy plik albo krótszy tekst."),
    415: Problem(415, "unsupported-media-type", "Nie obsługujemy tego rodzaju danych"),
    422: Problem(422, "invalid", "Dane są nieprawidłowe", "Popraw wskazane pola i wyślij ponownie."),
    429: Problem(429, "too-many-requests", "Za dużo prób", "Odczekaj chwilę i spróbuj ponownie.", retry_after=60),
}

UNEXPECTED = Problem(
    500,
    "unexpected",
    "Coś poszło nie tak po naszej stronie",
    "Sprawdź, czy zmiana się zapisała, i spróbuj ponownie. Jeśli to nie pomoże, zadzwoń do nas.",
)


def told(row: Problem, data: Mapping[str, Any]) -> dict[str, Any]:
    """Give the body of a refusal."""
    return {"type": f"/problems/{row.type}", "title": row.title, "status": row.status, **data}


def faults(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give what is wrong with a body that cannot be read: where and which rule, never the value: it may be personal."""
    return {
        "errors": [
            {"at": "/".join(str(part) for part in fault["loc"]), "rule": fault["type"], "message": fault["msg"]}
            for fault in found
        ]
    }


def data_of(error: Exception) -> dict[str, Any]:
    """Give the plain data that a named error carries; what a library keeps to itself (the store's address) stays."""
    return {
        key: value
        for key, value in vars(error).items()
        if isinstance(value, str | int | float | bool | list) and not key.startswith("_")
    }
