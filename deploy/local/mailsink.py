"""A mail server that delivers nothing: every message becomes a file, for the demonstration and the tests."""

import argparse
import asyncio
import itertools
import signal
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

_LIMIT = 40 * 1024 * 1024


class Sink:
    """Writes each message to `<folder>/<time>-<number>.eml`, with the envelope's people in two headers on top."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one message."""
        content = envelope.content or b""
        body = content if isinstance(content, bytes) else content.encode()
        to = ", ".join(envelope.rcpt_tos)
        top = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {to}\r\n".encode()
        file = self._folder / f"{time.time_ns():020d}-{next(self._numbers):05d}.eml"
        part = file.with_suffix(".part")
        part.write_bytes(top + body)
        part.replace(file)
        return "250 OK"


async def serve(port: int, folder: Path) -> None:
    """Take mail on this machine's `port` until SIGTERM."""
    sink, loop, stop = Sink(folder), asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, stop.set)

    def protocol() -> SMTP:
        return SMTP(sink, hostname="localhost", enable_SMTPUTF8=True, data_size_limit=_LIMIT, loop=loop)

    server = await loop.create_server(protocol, "127.0.0.1", port)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Keep every message as a file.")
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--folder", type=Path, required=True)
    given = arguments.parse_args()
    asyncio.run(serve(given.port, given.folder))
