"""One headless Chromium for all browser tests, and a real server for an app on a free port."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, async_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's own Chromium; every test opens its own `browser.new_page(viewport=…)` and closes it."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        await chromium.close()


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
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


@pytest.fixture(scope="session")
async def serve() -> AsyncIterator[Callable[[FastAPI], Awaitable[str]]]:
    """Serve an app until the tests end: `origin = await serve(app)`."""
    async with AsyncExitStack() as stack:

        async def start(app: FastAPI) -> str:
            return await stack.enter_async_context(served(app))

        yield start
