"""The demonstration's way into the house: the public HTTP API, as any program of the city would use it."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx2 as httpx

from deploy.refusal import CannotStart

_PATIENCE = 90.0
_PASSING = {502, 503, 504}


class Refused(CannotStart):
    """The house said no to something the story needs."""

    def __init__(self, method: str, path: str, status: int, body: str) -> None:
        super().__init__(f"{method} {path} was answered {status}: {body[:600]}")
        self.status = status


class Client:
    """Calls the house as residents and as each member of staff. What a crash interrupts is sent again with its key."""

    def __init__(self, origin: str) -> None:
        limits = httpx.Limits(max_connections=32)
        self._http = httpx.AsyncClient(base_url=origin, timeout=30.0, limits=limits)
        self._tokens: dict[str, str] = {}

    async def close(self) -> None:
        """Let go of all connections."""
        await self._http.aclose()

    async def sign_in(self, person: str) -> None:
        """Sign in as one person of the demonstration, for `by=`."""
        answer = await self.post("/api/reporting/v1/session", {"person": person})
        self._tokens[person] = str(answer["token"])

    async def get(self, path: str, *, by: str | None = None) -> Any:
        """Read a JSON answer."""
        return await self._call("GET", path, None, by, {})

    async def post(
        self,
        path: str,
        body: Any = None,
        *,
        by: str | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Any:
        """Send JSON (or `content` as it is) with an Idempotency-Key and read the JSON answer."""
        keyed = {"Idempotency-Key": key or uuid.uuid4().hex, **(headers or {})}
        return await self._call("POST", path, body, by, keyed, content)

    async def put(self, path: str, body: Any, *, by: str, headers: Mapping[str, str]) -> Any:
        """Send JSON that takes the place of what was there, with its If-Match in `headers`, and read the answer."""
        return await self._call("PUT", path, body, by, headers)

    async def page(self, path: str, *, by: str | None = None) -> str:
        """Read a page."""
        return (await self._ask("GET", path, by, {})).text

    async def submit(self, path: str, fields: Mapping[str, str | list[str]], *, by: str | None = None) -> str:
        """Send a form as a browser does; give the address that it leads to, "" where it leads nowhere."""
        typed = {"form_key": uuid.uuid4().hex, **fields}
        return str((await self._ask("POST", path, by, {}, data=typed)).headers.get("location", ""))

    async def send_file(
        self,
        path: str,
        fields: Mapping[str, str | list[str]],
        file: tuple[str, bytes, str],
        *,
        by: str,
        headers: Mapping[str, str],
    ) -> None:
        """Send a file (its name, bytes and media type) with `fields`, as multipart/form-data, once."""
        keyed = {"Idempotency-Key": uuid.uuid4().hex, **headers}
        await self._ask("POST", path, by, keyed, data=fields, files={"file": file})

    async def _call(
        self,
        method: str,
        path: str,
        body: Any,
        by: str | None,
        headers: Mapping[str, str],
        content: bytes | None = None,
    ) -> Any:
        answer = await self._ask(method, path, by, headers, json=body, content=content)
        return answer.json() if answer.content else None

    async def _ask(
        self, method: str, path: str, by: str | None, headers: Mapping[str, str], **sent_with: Any
    ) -> httpx.Response:
        sent = {**headers, **({"Authorization": f"Bearer {self._tokens[by]}"} if by else {})}
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + _PATIENCE, 0.1
        while True:
            try:
                answer = await self._http.request(method, path, headers=sent, **sent_with)
            except httpx.TransportError:
                if loop.time() > until:
                    raise CannotStart(f"{method} {path}: no answer for {_PATIENCE:.0f} s.") from None
            else:
                if answer.status_code < 400:
                    return answer
                if answer.status_code not in _PASSING or loop.time() > until:
                    raise Refused(method, path, answer.status_code, answer.text)
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 2.0)


async def until(what: str, holds: Callable[[], Awaitable[bool]], patience: float = 120.0) -> None:
    """Wait until `holds()`. Raises `CannotStart` with `what` was waited for."""
    loop = asyncio.get_running_loop()
    end, pause = loop.time() + patience, 0.05
    while not await holds():
        if loop.time() > end:
            raise CannotStart(f"Waited {patience:.0f} s in vain: {what}.")
        await asyncio.sleep(pause)
        pause = min(pause * 1.3, 1.0)
