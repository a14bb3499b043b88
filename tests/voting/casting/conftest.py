"""Casting in a process of its own, beside the service."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from services.voting.casting import main
from services.voting.casting.door import BallotDoor
from tests.conftest import SetClock, Site
from tests.voting.conftest import OPENS, open_at_the_desk


@pytest.fixture
async def site(vote_site: Callable[..., Awaitable[Site]], clock: SetClock) -> Site:
    """The service, with its vote open."""
    site = await vote_site()
    await open_at_the_desk(site)
    clock.moment = OPENS
    return site


@pytest.fixture
def app(site: Site, mongo_url: str, tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> BallotDoor:
    """The other process, on the same store and the same keys."""
    monkeypatch.setenv("CASTING_PORT", "8107")
    monkeypatch.setenv("CASTING_MONGO_URL", mongo_url)
    monkeypatch.setenv("CASTING_KEY_FOLDER", str(tmp_path))
    monkeypatch.setattr(main.Settings, "clock", lambda _: clock)
    return main.create_app(main.Settings())


@pytest.fixture
async def casting(app: BallotDoor) -> AsyncIterator[httpx.AsyncClient]:
    """The other process, as an application."""
    said, heard = asyncio.Queue[Any](), asyncio.Queue[Any]()
    life = asyncio.ensure_future(app({"type": "lifespan"}, said.get, heard.put))
    await said.put({"type": "lifespan.startup"})
    assert (await heard.get())["type"] == "lifespan.startup.complete"
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://here") as client:
        yield client
    await said.put({"type": "lifespan.shutdown"})
    await life
