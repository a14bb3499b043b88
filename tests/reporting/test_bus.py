"""The whole service on a real broker: events in a bad order, some twice, and what it says itself."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.bus import EVENTS, Wire
from shared.outbox import message
from shared.store import outbox_row
from tests.conftest import poll
from tests.reporting.conftest import OFFICER, ZDM, Site, announced, checked, decided, key, results, reviewed, submitted
from tests.reporting.implementation.test_work import PLAN


@pytest.fixture
async def wire(amqp_url: str) -> AsyncIterator[Wire]:
    wire = Wire(amqp_url)
    await wire.open()
    yield wire
    await wire.close()


async def test_a_project_goes_its_way_whatever_the_order_of_the_news(site: Site, wire: Wire) -> None:
    client, work = site.client, "/api/reporting/v1/implementations/p-1"

    async def told() -> dict[str, Any]:
        answer = await client.get("/api/reporting/v1/projects/p-1")
        return answer.json() if answer.status_code == 200 else {}

    async def under_way() -> bool:
        return (await told()).get("state") == "in_progress"

    async def planned() -> bool:
        return (await told()).get("percent") == 5

    async def all_is_told() -> bool:
        return len((await told()).get("life", ())) == 7

    async def nothing_waits() -> bool:
        return "Dziś nic nie czeka" in (await client.get("/panel", headers=site.by(ZDM))).text

    async with site.app.router.lifespan_context(site.app):
        await poll(site.ready)
        news = [announced(), submitted(), checked(), reviewed(), decided(), results()]
        rows = [outbox_row(event, datetime.now(UTC)) for event in news]
        sent = [*rows, *rows]
        random.Random(7).shuffle(sent)
        for row in sent:
            await wire.send(EVENTS, row["name"], message(row))
        # Its own event comes back over the bus: the start of the work.
        await poll(under_way)
        await client.post(f"{work}/progress", json=PLAN, headers={**site.by(ZDM), **key()})
        await client.post(f"{work}/progress/1/approval", headers={**site.by(OFFICER), **key()})
        await poll(planned)
        # The unit's task was opened and closed once, the officer's too.
        await poll(nothing_waits)
        # The start may be told before all that was to lead to it.
        await poll(all_is_told)
        assert [entry["kind"] for entry in (await told())["life"]].count("started") == 1
