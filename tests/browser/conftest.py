"""What browser tests share: a real server for an app on a free port, and windows that look at a service without one."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol

import httpx2 as httpx
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, Page, Route, ViewportSize
from starlette.types import ASGIApp

from shared.access import Person
from tests.browser.axe import looked_at


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an app on a free port; gives its origin."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on", ws="none"))
        running = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            if running.done():
                running.result()
            await asyncio.sleep(0.01)
        try:
            yield f"http://localhost:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


@pytest.fixture(autouse=True)
async def windows(browser: Browser) -> AsyncIterator[None]:
    """No window of one test stays open beside the next one's: its page would go on asking."""
    yield
    for context in list(browser.contexts):
        await context.close()


@pytest.fixture(scope="session")
async def serve() -> AsyncIterator[Callable[[FastAPI], Awaitable[str]]]:
    """Serve an app until the tests end: `origin = await serve(app)`."""
    async with AsyncExitStack() as stack:

        async def start(app: FastAPI) -> str:
            return await stack.enter_async_context(served(app))

        yield start


ORIGIN = "http://localhost:8080"
"""Where a window believes the service to be that answers without a port."""
Look = Callable[[str, Person | None, str], Awaitable[Page]]
"""Opens a page as somebody, or as nobody, and holds it against all that every page must keep, under a name."""


class House(Protocol):
    """A service that is asked without a port."""

    client: httpx.AsyncClient

    def by(self, person: Person, /) -> dict[str, str]:
        """Headers of a member of staff."""
        ...


async def answer(route: Route, house: House, person: Person | None) -> None:
    """Answer a request of a page from the service, as one who is signed in or as nobody."""
    request = route.request
    headers = house.by(person) if person else {}
    if kind := request.headers.get("content-type"):
        headers = {**headers, "Content-Type": kind}
    # Chromium does not ask the route again where it is sent on: the service's answer there is given at once.
    answered = await house.client.request(
        request.method,
        request.url.removeprefix(ORIGIN),
        content=request.post_data_buffer,
        headers=headers,
        follow_redirects=True,
    )
    await route.fulfill(status=answered.status_code, headers=dict(answered.headers), body=answered.content)


@asynccontextmanager
async def looking(browser: Browser, house: House, window: ViewportSize, names: str) -> AsyncIterator[Look]:
    """Give a way to look at the pages of a service; their pictures are called `names`-…"""
    page = await browser.new_page(viewport=window)
    reader: list[Person | None] = [None]

    async def look(path: str, person: Person | None, name: str) -> Page:
        reader[0] = person
        await page.goto(f"{ORIGIN}{path}", wait_until="load")
        await looked_at(page, f"{names}-{name}")
        return page

    await page.route("**/*", lambda route: answer(route, house, reader[0]))
    yield look
    await page.close()
