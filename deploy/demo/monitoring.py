"""Plays how the press office watches what is written of the city. It moves no clock."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from deploy.demo.client import Client, until
from deploy.demo.scripted_media import ScriptedMonitoring
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE

_API = "/api/media/v1"
_PRESS = next(person.id for person in DEMO_PEOPLE if person.role is Role.PRESS_OFFICER)

Happening = tuple[datetime, Callable[[], Awaitable[None]]]


class MonitoringPlay:
    """Plays one script's monitoring. `papers`: the address at which its papers are read."""

    def __init__(self, client: Client, script: ScriptedMonitoring, papers: str) -> None:
        self._client, self._script, self._papers = client, script, papers

    def happenings(self) -> Iterator[Happening]:
        """Give what happens when."""
        script = self._script
        yield script.watched_at, self._watch
        yield script.jump_at, self._see_jump
        yield script.seen_at, partial(self._see, script.seen_at)
        yield script.digest_at, self._see_digest

    async def _watch(self) -> None:
        """Watch papers and topics, and wait for the first look: what is unusual is known only some time after it."""
        for paper in self._script.papers:
            source = {"name": paper.name, "medium": paper.medium, "kind": "feed"}
            await self._post("monitoring/sources", {**source, "url": f"{self._papers}/{paper.key}/atom.xml"})
        for topic in self._script.topics:
            await self._post("monitoring/topics", topic)
        await self._see(self._script.watched_at)

    async def _see(self, moment: datetime) -> None:
        expected = sum(one.at <= moment for paper in self._script.papers for one in paper.articles)

        async def seen() -> bool:
            stories = await self._get("monitoring/mentions?limit=200")
            return bool(sum(1 + one["copies"] for one in stories) >= expected)

        await until("monitoring has seen what was published", seen)

    async def _see_jump(self) -> None:
        await self._see(self._script.jump_at)

        async def jumped() -> bool:
            return "Nagle" in await self._client.page("/panel/monitoring", by=_PRESS)

        await until("monitoring notices the topic that jumps", jumped)

    async def _see_digest(self) -> None:
        day = self._script.digest_at.date().isoformat()

        async def written() -> bool:
            return f"/panel/monitoring/przeglad/{day}" in await self._client.page(
                "/panel/monitoring/przeglad", by=_PRESS
            )

        await until("the digest of the day is written", written)

    async def _get(self, path: str) -> Any:
        return await self._client.get(f"{_API}/{path}", by=_PRESS)

    async def _post(self, path: str, body: Any) -> Any:
        return await self._client.post(f"{_API}/{path}", body, by=_PRESS)
