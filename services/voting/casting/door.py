"""The door for ballots: takes them ahead of the framework, which would cost more than the ballot and trace its moment.

It takes only what is plain. What is not a readable ballot goes on to what stands behind as it came. Where casting
fails, the route behind is given the very error, to be told in the house's words: nothing is tried a second time.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable

from pydantic import ValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATH = re.compile(r"/api/voting/v1/editions/([\w.-]{1,64})/ballots", re.ASCII)
MOST = 64 * 1024
"""Bytes of a body that is taken here; the longest lawful ballot is far shorter."""
NOT_PLAIN = frozenset({b"origin", b"sec-fetch-site", b"content-encoding"})
"""What a browser's page sends is looked at by the framework."""

FAILED = "ratusz.ballot_failed"
"""Where in the scope of a request the route finds the error that the door met."""

Cast = Callable[[str, bytes, str | None, str | None], Awaitable[bytes]]
"""Casts the ballot in a body: edition, body, key in the header, network address; gives the body of the answer."""


class BallotDoor:
    """Stands in front of the whole service."""

    protocol: Callable[..., asyncio.Protocol] | None = None
    """What a server is to make of each connection, where ballots are taken off it before they come here."""

    def __init__(self, app: ASGIApp, cast: Cast) -> None:
        self._app, self._cast = app, cast

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a ballot, or hand the request on."""
        match = PATH.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if match is None:
            await self._app(scope, receive, send)
            return
        key = None
        for name, value in scope["headers"]:
            if name in NOT_PLAIN:
                await self._app(scope, receive, send)
                return
            if name == b"idempotency-key" and key is None:
                key = value.decode("latin-1")
        messages = await _messages(receive)
        answer = None
        if (body := _joined(messages)) is not None:
            try:
                answer = await self._cast(match[1], body, key, caller(scope))
            except ValidationError:
                answer = None  # The framework says what cannot be read, and where.
            except Exception as error:  # Raised again by the route, for the house's one table of errors.
                scope = {**scope, FAILED: error}
        if answer is None:
            await self._app(scope, _again(messages, receive), send)
            return
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


def caller(scope: Scope) -> str | None:
    """Give the network address that a request comes from, as `shared.web.requests.caller` does."""
    client = scope["client"]
    return client[0] if client else None


async def whole(receive: Receive) -> bytes | None:
    """Give a whole body; None where it is longer than a ballot can be, or its sender is gone."""
    return _joined(await _messages(receive))


async def _messages(receive: Receive) -> list[Message]:
    """Read the body as far as it may go here."""
    messages, length = [await receive()], 0
    while messages[-1].get("more_body"):
        length += len(messages[-1].get("body", b""))
        if length > MOST:
            break
        messages.append(await receive())
    return messages


def _joined(messages: list[Message]) -> bytes | None:
    if messages[-1]["type"] != "http.request" or messages[-1].get("more_body"):
        return None
    body = b"".join([message.get("body", b"") for message in messages])
    return body if len(body) <= MOST else None


def _again(messages: list[Message], receive: Receive) -> Receive:
    left = iter(messages)

    async def next_message() -> Message:
        message = next(left, None)
        return await receive() if message is None else message

    return next_message
