"""The year of an edition in one afternoon, as the tests of faults go through it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from deploy import clock
from deploy.demo.client import Client
from deploy.demo.kalisz.script import script
from deploy.demo.stage import MAYOR, OFFICER
from deploy.local.world import World
from shared.contracts.intake import EditionRules, PoolKind, WindowKind
from shared.demo_people import DEMO_PEOPLE

REVIEWER = "p-marek"


def generous(rules: EditionRules, **changes: Any) -> EditionRules:
    """The same edition, with one citywide pool that everything fits in."""
    pool = next(pool for pool in rules.pools if pool.kind is PoolKind.CITYWIDE)
    pools = (pool.model_copy(update={"signatures": 0, "amount": 10**11, "cap": 10**9}),)
    section = rules.sections[0].model_copy(update={"pools": (pool.id,)})
    return rules.model_copy(update={"pools": pools, "sections": (section,), "areas": (), **changes})


class Faults:
    """The year of an edition in one afternoon, with people who never give up."""

    def __init__(self, world: World, **changes: Any) -> None:
        """`changes`: what is to be other than in the generous rules."""
        self.world = world
        self.client = Client(world.origin)
        self.rules = generous(script().rules, **changes)
        self.edition = ""
        self.filed: set[str] = set()
        self.stop = asyncio.Event()

    def window(self, kind: WindowKind) -> tuple[Any, Any]:
        window = next(window for window in self.rules.windows if window.kind is kind)
        return window.opens, window.closes

    async def announce(self) -> None:
        opens, closes = self.window(WindowKind.SUBMISSION)
        clock.move(self.world.clock_file, (opens + (closes - opens) / 2).isoformat())
        for person in DEMO_PEOPLE:
            await self.client.sign_in(person.id)
        body = self.rules.model_dump(mode="json")
        self.edition = (await self.client.post("/api/intake/v1/editions", body, by=OFFICER))["edition_id"]

    async def file(self, number: int) -> None:
        body = {
            "edition_id": self.edition,
            "title": f"Ławka numer {number}",
            "summary": "Ławka, na której można usiąść i odpocząć.",
            "description": "Ławka z oparciem, przy alejce, w cieniu drzewa. Kosz obok. Dla wszystkich.",
            "pool_id": self.rules.pools[0].id,
            "category": self.rules.categories[0],
            "location": "Park Miejski",
            "cost_items": [{"name": "Ławka", "amount": 500_000}],
            "signatures": 0,
            "applicant": {
                "given": "Maria",
                "surname": "Próba",
                "email": "maria@example.org",
                "address": "ul. Próbna 1",
            },
        }
        answer = await self.client.post("/api/intake/v1/proposals", body, key=f"fault-run-{number:06}")
        self.filed.add(answer["proposal_id"])

    async def keep(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do a round of somebody's work again and again until the run is over."""
        while not self.stop.is_set():
            await work()
            await asyncio.sleep(0.2)

    async def open_items(self, kind: str, by: str) -> list[dict[str, Any]]:
        path = f"/api/verification/v1/{kind}?edition_id={self.edition}&state=open&limit=100"
        return list((await self.client.get(path, by=by))["items"])

    async def check(self) -> None:
        for card in await self.open_items("cards", OFFICER):
            id = card["proposal_id"]
            await self.decide(
                f"/api/verification/v1/cards/{id}/result",
                {"passed": True, "unit": "ZDM", "reasons": []},
                OFFICER,
                f"card-{id}",
            )

    async def review(self) -> None:
        for item in await self.open_items("reviews", OFFICER):
            id = item["proposal_id"]
            body = {"positive": True, "opinion": "Można to zrobić w ciągu roku.", "cost": 500_000, "cost_reason": None}
            await self.decide(f"/api/verification/v1/reviews/{id}/result", body, REVIEWER, f"review-{id}")

    async def admit(self) -> None:
        seen = {item["proposal_id"]: item["version"] for item in (await self.open_items("admissions", MAYOR))[:50]}
        if seen:
            body = {"versions": seen, "admitted": True, "reason": ""}
            await self.client.post("/api/verification/v1/admissions", body, by=MAYOR)

    async def decide(self, path: str, body: dict[str, Any], by: str, key: str) -> None:
        await self.client.post(path, body, by=by, key=f"fault-{key}", headers={"If-Match": '"1"'})
