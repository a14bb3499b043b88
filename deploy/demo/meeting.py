"""Plays a script's meeting of the mayor: programme, document, sign-off, minutes, tasks. It moves no clock."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Any

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from deploy.demo.client import Client
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from shared.documents import Document, Paragraph, as_pdf

_API = "/api/events/v1"
[_PROTOCOL], [_OFFICER, *_] = (
    [person.id for person in DEMO_PEOPLE if person.role is role] for role in (Role.PROTOCOL_OFFICER, Role.OFFICER)
)


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class ScriptedMeeting:
    """A meeting as it is sent, part by part, and when what happens.

    `document`: its `title`, its `text` and `only`, the name of the participant whom it is for. `absent`: names of
    those who did not come.
    """

    convened_at: datetime
    held_at: datetime
    minuted_at: datetime
    approved_at: datetime
    entry: dict[str, Any]
    participants: tuple[dict[str, str], ...]
    points: tuple[dict[str, Any], ...]
    document: dict[str, str]
    absent: tuple[str, ...]
    minutes: dict[str, Any]
    remarks_until: str


class MeetingPlay:
    """Plays one script's meeting."""

    def __init__(self, client: Client, script: ScriptedMeeting) -> None:
        self._client, self._script, self._id = client, script, ""

    def happenings(self) -> Iterator[tuple[datetime, Callable[[], Awaitable[None]]]]:
        """Give what happens when."""
        script = self._script
        yield script.convened_at, self.convene
        yield script.held_at, self.hold
        yield script.minuted_at, self.write
        yield script.approved_at, self.approve

    async def convene(self) -> None:
        """Enter the meeting, write its programme, attach a document for one, and issue what another has signed."""
        script = self._script
        entry = await self._client.post(f"{_API}/entries", script.entry, by=_PROTOCOL)
        convened = {"entry_id": entry["entry_id"]}
        self._id = (await self._client.post(f"{_API}/meetings", convened, by=_PROTOCOL))["id"]
        for participant in script.participants:
            await self._step("participants", participant)
        await self._step("programme", {"points": script.points})
        await self._attach()
        await self._step("sign-off", by=_OFFICER)
        await self._step("issue")

    async def hold(self) -> None:
        """Note who was there."""
        there = [one["id"] for one in (await self._seen())["participants"] if not self._absent(one["label"])]
        await self._step("attendance", {"present": there, "officials": ["mayor"]})

    async def write(self) -> None:
        """Write the minutes with the tasks, and give them to the participants for remarks."""
        await self._step("minutes", self._script.minutes)
        await self._step("minutes/sending", {"until": self._script.remarks_until})

    async def approve(self) -> None:
        """Approve the minutes: their tasks begin."""
        await self._step("minutes/approval", by=_OFFICER)

    def _absent(self, label: str) -> bool:
        return any(name in label for name in self._script.absent)

    async def _attach(self) -> None:
        shown, given = await self._seen(), self._script.document
        [only] = [one["id"] for one in shown["participants"] if given["only"] in one["label"]]
        on = self._script.convened_at.date()
        body = as_pdf(Document(given["title"], "Urząd Miasta Kalisza", on, [Paragraph(given["text"])]))
        fields: dict[str, str | list[str]] = {"title": given["title"], "audience": "chosen", "chosen": [only]}
        path, headers = f"{_API}/meetings/{self._id}/documents", {"If-Match": f'"{shown["version"]}"'}
        file = (f"{given['title']}.pdf", body, "application/pdf")
        await self._client.send_file(path, fields, file, by=_PROTOCOL, headers=headers)

    async def _seen(self) -> Any:
        return await self._client.get(f"{_API}/meetings/{self._id}", by=_PROTOCOL)

    async def _step(self, step: str, body: Any = None, by: str = _PROTOCOL) -> None:
        headers = {"If-Match": f'"{(await self._seen())["version"]}"'}
        await self._client.post(f"{_API}/meetings/{self._id}/{step}", body, by=by, headers=headers)
