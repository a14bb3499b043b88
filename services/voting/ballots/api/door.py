"""The door for ballots: takes them ahead of the framework, which would cost more than the ballot and trace its moment.

It takes only what is plain. What is not a readable ballot goes on to the framework as it came. Where casting fails,
the route behind is given the very error, to be told in the house's words: nothing is tried a second time.
"""

import re
from collections.abc import Awaitable, Callable

from pydantic import ValidationError
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.requests import caller

_PATH = re.compile(rb"/api/voting/v1/editions/([\w.-]{1,64})/ballots", re.ASCII)
_MOST = 64 * 1024
"""Bytes of a body that is taken here; the longest lawful ballot is far shorter."""

FAILED = "ratusz.ballot_failed"
"""Where in the scope of a request the route finds the error that the door met."""

Cast = Callable[[str, bytes, str | None, str | None], Awaitable[bytes]]
"""Casts the ballot in a body: edition, body, key in the header, network address; gives the body of the answer."""


class BallotDoor:
    """Stands in front of the whole service."""

    def __init__(self, app: ASGIApp, cast: Cast) -> None:
        self._app, self._cast = app, cast

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a ballot, or hand the request on."""
        match = _PATH.fullmatch(scope["path"].encode()) if _is_plain_post(scope) else None
        if match is None:
            await self._app(scope, receive, send)
            return
        messages = await _whole(receive)
        answer = None
        if messages[-1]["type"] == "http.request" and not messages[-1].get("more_body"):
            body = b"".join(message.get("body", b"") for message in messages)
            try:
                answer = await self._cast(match[1].decode(), body, _key(scope), caller(Request(scope)))
            except ValidationError:
                answer = None  # The framework says what cannot be read, and where.
            except Exception as error:  # Raised again by the route, for the house's one table of errors.
                scope = {**scope, FAILED: error}
        if answer is None:
            await self._app(scope, _again(messages, receive), send)
            return
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


def _is_plain_post(scope: Scope) -> bool:
    """Tell whether a program posts; what a browser's page sends is looked at by the framework."""
    if scope["type"] != "http" or scope["method"] != "POST":
        return False
    names = {name for name, _ in scope["headers"]}
    return names.isdisjoint({b"origin", b"sec-fetch-site", b"content-encoding"})


def _key(scope: Scope) -> str | None:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"idempotency-key"), None)


async def _whole(receive: Receive) -> list[Message]:
    """Read the body as far as it may go here."""
    messages, length = [await receive()], 0
    while messages[-1].get("more_body"):
        length += len(messages[-1].get("body", b""))
        if length > _MOST:
            break
        messages.append(await receive())
    return messages


def _again(messages: list[Message], receive: Receive) -> Receive:
    left = iter(messages)

    async def next_message() -> Message:
        message = next(left, None)
        return await receive() if message is None else message

    return next_message
