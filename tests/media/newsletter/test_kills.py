"""The process that sends the newsletter is killed: no reader is left out, and none gets two."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from services.media.newsletter.domain.mailing import Letter, MailingState
from services.media.newsletter.domain.readers import Topic
from shared.store import Transaction
from tests.conftest import SetClock
from tests.media.newsletter.conftest import Office

READERS = 500


class Sink:
    """A mail server that drops what it has already, by its Message-ID, as Dovecot and Cyrus do; it counts both."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.again = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        name = str(message_from_bytes(envelope.content)["Message-ID"])
        self.again += name in self.kept
        self.kept[name] = envelope.rcpt_tos[0]
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, str]]:
    handler = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, f"smtp://127.0.0.1:{port}"
    controller.stop()


@asynccontextmanager
async def sending(mongo_url: str, name: str, smtp_url: str) -> AsyncIterator[None]:
    """A process that sends; it is killed at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.media.newsletter.sending", mongo_url, name, smtp_url, env=os.environ
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()


async def test_a_newsletter_whose_sender_is_killed_twice_reaches_everybody_once(
    office: Office, mongo_url: str, sink: tuple[Sink, str], clock: SetClock
) -> None:
    clock.moment = datetime.now(UTC)
    await reaches_everybody_once(office, mongo_url, sink, READERS)


async def reaches_everybody_once(office: Office, mongo_url: str, sink: tuple[Sink, str], readers: int) -> None:
    """Send to so many, kill the sender after each third, and count at the mail server."""
    emails = await office.add_readers(readers)
    started = time.monotonic()
    letter = Letter(subject="Co nowego w mieście", text="Dzień dobry.\n\n{{leave}}\n", html="<p>Dzień dobry.</p>")

    async def begin(tx: Transaction) -> None:
        await office.mailings.begin(tx, "m-1", Topic.NEWS, letter, urgent=False)

    await office.database.transaction(begin)
    mails, url = sink
    for limit in (readers // 3, readers * 2 // 3):
        async with sending(mongo_url, office.database.name, url):
            while len(mails.kept) < limit:
                await asyncio.sleep(0.01)
        assert len(mails.kept) < readers
        print(f"{time.monotonic() - started:7.1f} s  {len(mails.kept)} taken, sender killed (SIGKILL)", flush=True)
    async with sending(mongo_url, office.database.name, url):
        while (await office.store.mailing("m-1")).state is not MailingState.DONE:
            await asyncio.sleep(0.05)

    print(
        f"{time.monotonic() - started:7.1f} s  {len(mails.kept)} taken, {mails.again} of them a second time", flush=True
    )
    got = Counter(mails.kept.values())
    assert sorted(got) == sorted(emails)
    assert set(got.values()) == {1}
    # What SMTP cannot rule out: the mail in hand of each killed process may come again, under the same name.
    assert mails.again <= 2
    assert await office.deliveries.of_mailing("m-1") == {"delivered": readers}
