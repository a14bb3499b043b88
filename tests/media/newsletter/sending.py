"""A process that sends the newsletter until it is killed: `python -m tests.media.newsletter.sending URL NAME SMTP`."""

import asyncio
import sys
from contextlib import suppress

from shared.clock import SystemClock
from shared.mail import Courier
from shared.privacy import Cipher
from shared.store import Database, StoreError
from tests.media.newsletter.conftest import SENDER, open_office


async def main(mongo_url: str, name: str, smtp_url: str) -> None:
    """Write letters and deliver them."""
    cipher = Cipher({"k1": bytes(32)}, "k1")
    database = Database(mongo_url, name)
    office = open_office(database, cipher, SystemClock())
    Courier(database, cipher, smtp_url, SENDER).start()
    while True:
        with suppress(StoreError):
            await office.mailings.look_after()
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
