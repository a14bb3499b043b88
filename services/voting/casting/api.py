"""What stands behind the door where ballots are cast by a process of their own: its health, and how it says no.

It says no in the words of the service's own table (`problems`). The gateway sends it nothing but plain ballots.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from starlette.types import Receive, Scope, Send

from services.voting.casting.bodies import BallotCast
from services.voting.casting.door import FAILED, whole
from services.voting.casting.problems import CASTING_PROBLEMS
from shared.background import end
from shared.store import Database, StoreError, StoreUnavailable
from shared.web.refusals import BY_STATUS, MEDIA_TYPE, PLAIN, UNEXPECTED, Problem, data_of, faults, told

log = logging.getLogger(__name__)

_TABLE = {**PLAIN, **CASTING_PROBLEMS}

Answer = tuple[int, bytes, list[tuple[bytes, bytes]]]
"""Status, body, headers without the body's length."""


class Behind:
    """Answers what is no ballot, or none that can be cast."""

    def __init__(self, database: Database) -> None:
        self._database, self._prepared = database, False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            status, text, headers = await self._answer(scope, receive)
            headers = [*headers, (b"content-length", b"%d" % len(text))]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": text})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        preparing = asyncio.create_task(self._prepare())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await end(preparing)
        # Whose voter has hung up is in nobody's hands but the store's.
        await self._database.settled()
        self._database.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _prepare(self) -> None:
        """Make the indexes as soon as the store is there: without them the box would take two ballots of one person."""
        while not self._prepared:
            try:
                await self._database.prepare()
                self._prepared = True
            except StoreUnavailable:
                await asyncio.sleep(0.5)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        if scope["path"] == "/health/live":
            return _written(200, {"status": "live"}, "application/json")
        if scope["path"] == "/health/ready":
            return await self._ready()
        if (error := scope.get(FAILED)) is not None:
            return refusal_of(error)
        if scope["method"] != "POST" or not scope["path"].endswith("/ballots"):
            return _refused(BY_STATUS[404], {})
        return unread(await whole(receive))

    async def _ready(self) -> Answer:
        try:
            store = await self._database.ready()
        except StoreError:
            store = False
        ok = store and self._prepared
        body = {"ready": ok, "store": store, "prepared": self._prepared}
        return _written(200 if ok else 503, body, "application/json")


def refusal_of(error: Exception) -> Answer:
    """Say no for an error that casting has raised."""
    row = next((_TABLE[kind] for kind in type(error).__mro__ if kind in _TABLE), None)
    if row is None:
        log.error("unexpected_error", extra={"error": type(error).__name__, "route": "ballots"})
        return _refused(UNEXPECTED, {})
    return _refused(row, data_of(error))


def unread(body: bytes | None) -> Answer:
    """Say no to a body, and what cannot be read in it; None: it is too long for a ballot."""
    if body is None:
        return _refused(BY_STATUS[413], {})
    # The messages are the framework's own, which voting's route gives to programs.
    try:
        if not body:
            return _refused(BY_STATUS[422], faults([{"loc": ("body",), "type": "missing", "msg": "Field required"}]))
        BallotCast.model_validate(json.loads(body), from_attributes=True)  # As the framework reads it.
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return _refused(BY_STATUS[422], faults([{**fault, "loc": ("body", *fault["loc"])} for fault in found]))
    except json.JSONDecodeError as error:
        fault = {"loc": ("body", error.pos), "type": "json_invalid", "msg": "JSON decode error"}
        return _refused(BY_STATUS[422], faults([fault]))
    except (ValueError, RecursionError):  # No UTF-8, a number without end, or brackets without end.
        return _refused(BY_STATUS[400], {})
    return _refused(BY_STATUS[400], {})


def _refused(row: Problem, data: Mapping[str, Any]) -> Answer:
    status, body, headers = _written(row.status, told(row, data), MEDIA_TYPE)
    if row.retry_after is not None:
        headers.append((b"retry-after", b"%d" % row.retry_after))
    return status, body, headers


def _written(status: int, body: Mapping[str, Any], kind: str) -> Answer:
    return status, json.dumps(body, separators=(",", ":")).encode(), [(b"content-type", kind.encode())]
