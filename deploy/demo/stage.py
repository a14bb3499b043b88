"""What every step of the play needs: the people, the script, the clock, a bar, and what has come of it so far."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy import clock
from deploy.demo.client import Client, until
from deploy.demo.script import Script, ScriptedProposal
from deploy.keys import Ceremony
from deploy.local.world import World
from deploy.refusal import CannotStart
from shared.access import Role
from shared.demo_people import DEMO_PEOPLE

OFFICER, MAYOR, COMMISSION, PROTOCOL = "p-anna", "p-mayor", "p-zofia", "p-piotr"
PRESS, SECOND_PRESS = "p-olga", "p-kamil"
_AT_ONCE = 16

T = TypeVar("T")


@dataclass
class Outcome:
    """What came of the play: the results as everybody may read them, and whether they are the official ones."""

    edition_id: str = ""
    results: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """The script's key of each proposal, by its id in the house."""
    titles: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    """What opens each applicant's own page, by the script's key of the proposal."""
    threads: list[str] = field(default_factory=list)
    """What opens each question, the first first."""
    receipts: list[str] = field(default_factory=list)
    """The code that each voter was given."""
    not_voted: list[dict[str, str]] = field(default_factory=list)
    """Who may still vote, as they say who they are, where the play has stopped in the middle of the vote."""
    ceremony: Ceremony | None = None
    """The keys of the vote; None before they are made."""
    identical: bool | None = None
    """Whether the winners are the official ones; None where the script knows none."""

    @property
    def winners(self) -> list[str]:
        """Ids of the selected proposals, in the order of their pools and places."""
        return [row["proposal_id"] for row in self.results["projects"] if row["outcome"] == "selected"]


class Stage:
    """The world in which a script is played. `ids`: of the proposals in the house, by their keys in the script."""

    def __init__(self, world: World, script: Script) -> None:
        self.world, self.script = world, script
        self.client = Client(world.origin)
        self.progress = Progress(
            TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        )
        self.outcome = Outcome()
        self.ids: dict[str, str] = {}
        self.happenings: list[tuple[datetime, Callable[[], Awaitable[None]]]] = []
        """What happens on its own day, whichever step is under way; the first first."""

    def edition(self, service: str) -> str:
        """Give the path of the edition in a service."""
        return f"/api/{service}/v1/editions/{self.outcome.edition_id}"

    def body(self, proposal: ScriptedProposal) -> dict[str, Any]:
        """Give a proposal as its applicant sends it."""
        latitude, longitude = proposal.point or (None, None)
        return {
            "edition_id": self.outcome.edition_id,
            "title": proposal.title,
            "summary": proposal.summary,
            "description": proposal.description,
            "pool_id": proposal.pool,
            "area_id": proposal.area,
            "category": proposal.category,
            "location": proposal.location,
            "latitude": latitude,
            "longitude": longitude,
            "cost_items": [{"name": name, "amount": amount} for name, amount in proposal.cost_items],
            "signatures": proposal.signatures if proposal.signatures_at_first is None else proposal.signatures_at_first,
            "applicant": proposal.applicant,
        }

    async def go_to(self, moment: datetime) -> None:
        """Move the clock on; what happens in between happens on its day."""
        while self.happenings and self.happenings[0][0] <= moment:
            at, happen = self.happenings.pop(0)
            clock.move(self.world.clock_file, at.isoformat())
            await happen()
        clock.move(self.world.clock_file, moment.isoformat())

    async def there(self, path: str, by: str | None = None) -> bool:
        """Tell whether the house has something at `path`."""
        try:
            await self.client.get(path, by=by)
        except CannotStart:
            return False
        return True

    async def wait_for(self, what: str, path: str, count: int, by: str) -> None:
        """Wait until the list at `path` holds `count` items; lists are read page by page, as by any program."""

        async def full() -> bool:
            return len(await self.items_of(path, by)) >= count

        await until(what, full)

    async def items_of(self, path: str, by: str) -> list[dict[str, Any]]:
        """Give all items of the list at `path`, page after page."""
        items: list[dict[str, Any]] = []
        after = ""
        while True:
            page = await self.client.get(f"{path}&limit=200{after}", by=by)
            items += page["items"]
            if not page.get("next"):
                return items
            after = f"&after={page['next']}"

    async def on_all(
        self, name: str, items: Iterable[T], work: Callable[[T], Awaitable[None]], at_once: int = _AT_ONCE
    ) -> None:
        """Do `work` on every item, `at_once` of them side by side, with a bar."""
        waiting = list(items)
        async with self.phase(name, len(waiting)) as done:
            await self.side_by_side(waiting, work, done, at_once)

    async def side_by_side(
        self,
        items: Iterable[T],
        work: Callable[[T], Awaitable[None]],
        done: Callable[[], None],
        at_once: int = _AT_ONCE,
    ) -> None:
        """Do `work` on every item, `at_once` of them side by side, and call `done` after each."""
        gate = asyncio.Semaphore(at_once)

        async def one(item: T) -> None:
            async with gate:
                await work(item)
            done()

        async with asyncio.TaskGroup() as group:
            for item in items:
                group.create_task(one(item))

    @asynccontextmanager
    async def phase(self, name: str, total: int) -> AsyncIterator[Callable[[], None]]:
        """Show a bar of `total` steps; what is given is called after each."""
        task = self.progress.add_task(name, total=total)
        yield lambda: self.progress.advance(task)


def reviewers(unit: str) -> list[str]:
    """Give who reviews for a unit; where there are two, the last does second reviews."""
    return [person.id for person in DEMO_PEOPLE if person.role is Role.UNIT_REVIEWER and person.unit == unit]
