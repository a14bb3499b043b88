"""The made-up newspapers of a demonstration: a small web server on this machine, whose feeds grow with its clock.

Nothing of it exists outside, and each article says so.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path

from deploy.demo.script import Script
from deploy.demo.scripted_media import ScriptedPaper
from shared.clock import MovableClock

_NONE = (404, "text/plain", "")


class _Papers:
    def __init__(self, papers: Sequence[ScriptedPaper], clock: MovableClock) -> None:
        self._papers, self._clock = {paper.key: paper for paper in papers}, clock
        self.origin = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close: 304 where whoever asks has the newest state already."""
        first, *rows = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        known = next((row.partition(":")[2].strip() for row in rows if row.lower().startswith("if-none-match")), None)
        status, kind, text = self._page(first.split(" ")[1])
        body = text.encode()
        state = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if status == 200 and known == state:
            status, body = 304, b""
        head = f"HTTP/1.1 {status} x\r\nContent-Type: {kind}; charset=utf-8\r\nETag: {state}\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    def _page(self, path: str) -> tuple[int, str, str]:
        key, _, rest = path.strip("/").partition("/")
        paper = self._papers.get(key)
        if paper is None:
            return _NONE
        if rest == "atom.xml":
            return 200, "application/atom+xml", self._feed(paper)
        if not rest.isdecimal() or int(rest) >= len(paper.articles):
            return _NONE
        one = paper.articles[int(rest)]
        title, text = escape(one.title), escape(one.text)
        made_up = f"{escape(paper.name)} to tytuł wymyślony do pokazu."
        page = f"<title>{title}</title><main><h1>{title}</h1><p>{text}</p><p><small>{made_up}</small></p></main>"
        return 200, "text/html", f'<!doctype html><html lang="pl">{page}</html>'

    def _feed(self, paper: ScriptedPaper) -> str:
        now, place = self._clock.now(), f"{self.origin}/{paper.key}"
        out = [(number, one) for number, one in enumerate(paper.articles) if one.at <= now]
        entries = "".join(
            f'<entry><id>{place}/{number}</id><link href="{place}/{number}"/><title>{escape(one.title)}</title>'
            f"<updated>{one.at.isoformat()}</updated><published>{one.at.isoformat()}</published>"
            f"<summary>{escape(one.text)}</summary></entry>"
            for number, one in reversed(out)
        )
        newest = max((one.at for _, one in out), default=now).isoformat()
        head = f"<id>{place}/atom.xml</id><title>{escape(paper.name)}</title><updated>{newest}</updated>"
        return f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'


@asynccontextmanager
async def printed(script: Script, clock_file: Path) -> AsyncIterator[str]:
    """Let the papers of a script be read inside the block; give their address, "" where it has none.

    Each has its feed at `/<key>/atom.xml`.
    """
    if script.media is None:
        yield ""
        return
    own = _Papers(script.media.monitoring.papers, MovableClock(clock_file))
    server = await asyncio.start_server(own.answer, "127.0.0.1", 0)
    own.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield own.origin
