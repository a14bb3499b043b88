"""The mailboxes of the demonstration's people: what the services sent lies in a folder, a file for each message."""

import email
import email.policy
import re
from pathlib import Path

from deploy.demo.client import until


async def link_in_mail(folder: Path, to: str, place: str, *, about: str = "", known: str = "") -> str:
    """Give the path under `place` that the newest mail to an address leads to, as soon as it has come.

    `about`: words that stand in the mail; `known`: a path of an older mail, so that another one is waited for. Raises
    `CannotStart` where none comes.
    """
    found: list[str] = []

    async def came() -> bool:
        found.extend(link for link in _links(folder, to, place, about) if link != known)
        return bool(found)

    await until(f"a mail to {to} with a link to {place}", came)
    return found[0]


def _links(folder: Path, to: str, place: str, about: str) -> list[str]:
    envelope, link = f"X-Envelope-To: {to}\r\n".encode(), re.compile(rf"https?://[^/\s]+({re.escape(place)}\S+)")
    for file in sorted(folder.glob("*.eml"), reverse=True):
        content = file.read_bytes()
        if envelope in content:
            body = email.message_from_bytes(content, policy=email.policy.default).get_body(("plain",))
            text = str(body.get_content()) if body else ""
            match = link.search(text)
            if match and about in text:
                return [match[1]]
    return []
