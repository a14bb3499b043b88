"""What the tests of monitoring share: a real server that behaves as it is told, and sources on it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from services.media.monitoring.service import looking
from shared.clock import WARSAW
from shared.privacy import Cipher
from tests.conftest import Site
from tests.media.conftest import PRESS

API = "/api/media/v1/monitoring"
MAILBOX = "prasa@um.example"
INSIDE = ("127.0.0.1/32",)
_CIPHER = Cipher({"k1": bytes.fromhex("ab" * 32)}, "k1")
Answer = tuple[int, Mapping[str, str], bytes]
Raw = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Web:
    """A site of strangers. `pages`: by path, an answer, or a way to write anything at all."""

    port: int = 0
    pages: dict[str, Answer | Raw] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def requests(self, path: str) -> list[dict[str, str]]:
        return [headers for asked, headers in self.asked if asked == path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = head[0].split(" ")[1]
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            self.asked.append((path, headers))
            page = self.pages.get(path, (404, {}, b"nothing"))
            if isinstance(page, tuple):
                status, own, body = page
                lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
                lines += [f"{name}: {value}" for name, value in own.items()]
                writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            else:
                await page(writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    """A site of strangers, listening on all of this machine's own addresses."""
    made = Web()
    server = await asyncio.start_server(made.serve, "0.0.0.0", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two requests to one site nobody waits here."""
    monkeypatch.setattr(looking, "_PAUSE", 0.0)


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]]) -> Site:
    """The service on an empty store; it may fetch from 127.0.0.1, and nowhere else inside."""
    return await make_site("media", press_mailboxes=(MAILBOX,), monitoring_inside=INSIDE)


def feed(*entries: Mapping[str, Any], prefix: str = "") -> bytes:
    """An RSS 2.0 feed of entries: title, link, text, at (None: without a date)."""
    items = "".join(
        f"<item><title>{one['title']}</title><link>{one['link']}</link>"
        f"<description><![CDATA[{one.get('text', '')}]]></description>"
        + (f"<pubDate>{format_datetime(one['at'])}</pubDate>" if one.get("at") else "")
        + "</item>"
        for one in entries
    )
    text = f"{prefix}<rss version='2.0'><channel><title>Głos Próbny</title><link>/</link>{items}</channel></rss>"
    return text.encode()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def article(number: int, at: datetime | None, title: str | None = None, text: str = "") -> dict[str, Any]:
    return {"title": title or f"Wiadomość numer {number} z miasta", "link": f"/a/{number}", "text": text, "at": at}


XML = {"Content-Type": "application/rss+xml; charset=utf-8"}
HTML = {"Content-Type": "text/html"}


async def source(site: Site, url: str, kind: str = "feed", name: str = "Głos Próbny") -> str:
    body = {"name": name, "url": url, "kind": kind, "medium": "portal"}
    answer = await site.client.post(f"{API}/sources", json=body, headers=site.once(PRESS))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def topic(site: Site, name: str, *phrases: str) -> str:
    body = {"name": name, "phrases": phrases}
    answer = await site.client.post(f"{API}/topics", json=body, headers=site.once(PRESS))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def state(site: Site, id: str) -> dict[str, Any]:
    rows = (await site.client.get(f"{API}/sources", headers=site.by(PRESS))).json()
    return dict(next(row for row in rows if row["source_id"] == id))


async def mentions(site: Site, **filters: Any) -> list[dict[str, Any]]:
    """The stories, the newest first."""
    answer = await site.client.get(f"{API}/mentions", params={"limit": 200, **filters}, headers=site.by(PRESS))
    assert answer.status_code == 200, answer.text
    return sorted(answer.json(), key=lambda one: str(one["at"]), reverse=True)


async def tick(site: Site, name: str = "monitoring looks") -> None:
    await site.app.state.ticks.work(name)()


async def mails(site: Site) -> list[dict[str, str]]:
    """The mails that wait, the first first."""
    rows = [row async for row in site.database.collection("mails").find().sort("due_at", 1)]
    return [json.loads(_CIPHER.open(row["sealed"], f"mails/{row['_id']}")) for row in rows]


def days(number: float) -> timedelta:
    return timedelta(days=number)
