"""What a request says about itself: its key, the version it changes, the page it comes from, the part of a list."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode, urlsplit

from fastapi import Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from shared.causes import Cause, set_cause
from shared.store import digest
from shared.web.refusals import KeyMissing, KeyUnreadable

_SAFE = {"GET", "HEAD", "OPTIONS"}
_KEY = re.compile(r"[\w.:=+/-]{8,100}", re.ASCII)

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


class IfMatchMissing(Exception):
    """A change of a shared document came without If-Match."""


class IfMatchUnreadable(Exception):
    """If-Match is not an ETag of ours."""


class NotOurPage(Exception):
    """A request that changes something came from another site's page."""


async def keyed(request: Request) -> None:
    """Read the Idempotency-Key of a POST, so that the store knows a second sending of it. For JSON routes.

    Source: draft-ietf-httpapi-idempotency-key-header-07 (expired April 2026; no RFC followed).
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        raise KeyMissing
    set_request_key(request, key.strip('"'), await request.body())


def set_request_key(request: Request, key: str, body: bytes) -> None:
    """Name the request as the cause of what follows. Raises `KeyUnreadable`."""
    if not _KEY.fullmatch(key):
        raise KeyUnreadable
    set_cause(Cause(f"{request.method} {request.url.path}", key, fingerprint=digest(body)))


Keyed = Depends(keyed)
"""`dependencies=[Keyed]` on every JSON route that creates something."""


def etag(version: int) -> str:
    """Give the ETag of a version."""
    return f'"{version}"'


def if_match(request: Request) -> int:
    """Give the version that the caller read and wants to change. Raises `IfMatchMissing` or `IfMatchUnreadable`."""
    header = request.headers.get("if-match")
    if header is None:
        raise IfMatchMissing
    match = re.fullmatch(r'(?:W/)?"(\d{1,9})"', header.strip())
    if match is None:
        raise IfMatchUnreadable
    return int(match[1])


IfMatch = Annotated[int, Depends(if_match)]


def caller(request: Request) -> str | None:
    """Give the network address that a request comes from, None where nobody knows.

    Behind the gateway it is what the gateway has seen: the server puts X-Forwarded-For in the peer's place, and only
    where the peer is one of FORWARDED_ALLOW_IPS (this machine, by default); the gateway drops what a client sent
    under that name. It must not be stored or logged.
    """
    return request.client.host if request.client else None


def require_our_page(request: Request, public_origin: str) -> None:
    """Refuse a change that another site's page makes a signed-in browser send (CSRF). Raises `NotOurPage`.

    Browsers say where a request comes from in Sec-Fetch-Site (W3C Fetch Metadata), older ones in Origin. Programs
    send neither, and no cookie either.
    """
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    if site in ("same-origin", "none"):
        return
    origin = request.headers.get("origin")
    if site is None and origin is None:
        return
    if site is None and origin == _origin(public_origin):
        return
    raise NotOurPage


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list in a stable order; `next` is the key to go on after, None at the end."""

    items: list[T]
    next: str | None

    def link(self, request: Request, response: Response) -> None:
        """Say where the next part is, in a Link header (RFC 8288)."""
        if self.next is not None:
            query: dict[str, Any] = {**request.query_params, "after": self.next}
            response.headers["Link"] = f'<{request.url.path}?{urlencode(query)}>; rel="next"'


After = Annotated[str | None, Query(max_length=100, description="Key to go on after: from the Link header.")]
Limit = Annotated[int, Query(ge=1, le=200, description="Most items in one answer.")]


@asynccontextmanager
async def one_file(
    request: Request, kind: type[M], lists: Sequence[str] = (), *, part: str = "file"
) -> AsyncIterator[tuple[M, UploadFile]]:
    """Read a multipart body of a JSON route: its file, open inside the block, and what is said of it.

    `part`: the name of the file's part. `lists`: the fields of `kind` that may come more than once.
    Raises `RequestValidationError`.
    """
    # By hand: FastAPI would use the body up before `Keyed` has taken its fingerprint, and closes only its own forms.
    async with request.form(max_files=1, max_fields=70, max_part_size=20_000) as data:
        file = data.get(part)
        if not isinstance(file, UploadFile):
            raise RequestValidationError([{"type": "missing", "loc": ("body", part), "msg": "Field required"}])
        said = {name: data.getlist(name) if name in lists else data[name] for name in data if name != part}
        try:
            given = kind.model_validate(said)
        except ValidationError as wrong:
            faults = wrong.errors(include_input=False, include_url=False, include_context=False)
            raise RequestValidationError([{**fault, "loc": ("body", *fault["loc"])} for fault in faults]) from None
        yield given, file
