"""The door for ballots: takes them ahead of the framework, which would cost more than the ballot and trace its moment.

It takes only what is plain. Whatever is not (an unreadable body, somebody who is not found, a second ballot) goes on to
the route that says what is wrong, as if nothing had happened: the same nonce never makes a second ballot.
"""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.requests import caller

_PATH = re.compile(rb"/api/voting/v1/editions/([\w.-]{1,64})/ballots", re.ASCII)
_MOST = 64 * 1024
"""Bytes of a body that is taken here; the longest lawful ballot is far shorter."""

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
        # Whatever it is: the route behind meets it again, and answers it in the house's words.
        with suppress(Exception):
            if messages[-1]["type"] == "http.request" and not messages[-1].get("more_body"):
                body = b"".join(message.get("body", b"") for message in messages)
                answer = await self._cast(match[1].decode(), body, _key(scope), caller(Request(scope)))
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
