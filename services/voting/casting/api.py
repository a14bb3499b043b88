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


class Behind:
    """Answers what is no ballot, or none that can be cast."""

    def __init__(self, database: Database) -> None:
        self._database, self._prepared = database, False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            status, body, headers = await self._answer(scope, receive)
            told_as = [(b"content-type", headers.pop("content-type", MEDIA_TYPE).encode())]
            told_as += [(name.encode(), value.encode()) for name, value in headers.items()]
            text = json.dumps(body, separators=(",", ":")).encode()
            told_as.append((b"content-length", str(len(text)).encode()))
            await send({"type": "http.response.start", "status": status, "headers": told_as})
            await send({"type": "http.response.body", "body": text})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        preparing = asyncio.create_task(self._prepare())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await end(preparing)
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

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, Mapping[str, Any], dict[str, str]]:
        if scope["path"] == "/health/live":
            return 200, {"status": "live"}, {"content-type": "application/json"}
        if scope["path"] == "/health/ready":
            return await self._ready()
        if (error := scope.get(FAILED)) is not None:
            return _refused(*_known(error))
        if scope["method"] != "POST" or not scope["path"].endswith("/ballots"):
            return _refused(BY_STATUS[404], {})
        return _refused(*_unread(await whole(receive)))

    async def _ready(self) -> tuple[int, Mapping[str, Any], dict[str, str]]:
        try:
            store = await self._database.ready()
        except StoreError:
            store = False
        ok = store and self._prepared
        body = {"ready": ok, "store": store, "prepared": self._prepared}
        return 200 if ok else 503, body, {"content-type": "application/json"}


def _known(error: Exception) -> tuple[Problem, Mapping[str, Any]]:
    row = next((_TABLE[kind] for kind in type(error).__mro__ if kind in _TABLE), None)
    if row is None:
        log.error("unexpected_error", extra={"error": type(error).__name__, "route": "ballots"})
        return UNEXPECTED, {}
    return row, data_of(error)


def _unread(body: bytes | None) -> tuple[Problem, Mapping[str, Any]]:
    """Say what cannot be read in a body; None: it is too long for a ballot."""
    if body is None:
        return BY_STATUS[413], {}
    # The messages are the framework's own, which voting's route gives to programs.
    try:
        if not body:
            return BY_STATUS[422], faults([{"loc": ("body",), "type": "missing", "msg": "Field required"}])
        BallotCast.model_validate(json.loads(body), from_attributes=True)  # As the framework reads it.
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return BY_STATUS[422], faults([{**fault, "loc": ("body", *fault["loc"])} for fault in found])
    except json.JSONDecodeError as error:
        return BY_STATUS[422], faults(
            [{"loc": ("body", error.pos), "type": "json_invalid", "msg": "JSON decode error"}]
        )
    except (ValueError, RecursionError):  # No UTF-8, a number without end, or brackets without end.
        return BY_STATUS[400], {}
    return BY_STATUS[400], {}


def _refused(row: Problem, data: Mapping[str, Any]) -> tuple[int, Mapping[str, Any], dict[str, str]]:
    return row.status, told(row, data), {} if row.retry_after is None else {"retry-after": str(row.retry_after)}
