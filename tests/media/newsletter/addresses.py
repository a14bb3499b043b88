"""What the tests of readers share: who is kept, and the letters and links that they get from the whole service."""

import json
import re
from typing import Any

from shared.privacy import Cipher
from tests.conftest import Site

HOST = "http://localhost:8080"
CIPHER = Cipher({"k1": bytes.fromhex("ab" * 32)}, "k1")


async def mails(site: Site) -> list[dict[str, Any]]:
    rows = site.database.collection("mails").find({}).sort([("due_at", 1)])
    return [json.loads(CIPHER.open(row["sealed"], f"mails/{row['_id']}")) async for row in rows]


def link(mail: dict[str, Any], kind: str) -> str:
    return str(re.findall(rf"{HOST}(/newsletter/{kind}/\S+)", mail["text"])[0])


async def readers(site: Site) -> list[dict[str, Any]]:
    return [row async for row in site.database.collection("newsletter_readers").find({})]
