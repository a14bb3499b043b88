"""The whole service on a real broker: events in a bad order, some twice, and what it says itself."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2 as httpx
import pytest

from shared.bus import EVENTS, Wire
from shared.outbox import message
from shared.store import outbox_row
from tests.reporting.conftest import OFFICER, ZDM, Site, announced, checked, decided, key, results, reviewed, submitted
from tests.reporting.implementation.test_work import PLAN


@pytest.fixture
async def wire(amqp_url: str) -> AsyncIterator[Wire]:
    wire = Wire(amqp_url)
    await wire.open()
    yield wire
    await wire.close()


async def until(client: httpx.AsyncClient, path: str, headers: dict[str, str], field: str, wanted: object) -> None:
    while True:
        answer = await client.get(path, headers=headers)
        if answer.status_code == 200 and answer.json().get(field) == wanted:
            return


async def test_a_project_goes_its_way_whatever_the_order_of_the_news(site: Site, wire: Wire) -> None:
    client, work = site.client, "/api/reporting/v1/implementations/p-1"
    async with site.app.router.lifespan_context(site.app):
        while not (await client.get("/health/ready")).json()["ready"]:
            pass
        news = [announced(), submitted(), checked(), reviewed(), decided(), results()]
        rows = [outbox_row(event, datetime.now(UTC)) for event in news]
        sent = [*rows, *rows]
        random.Random(7).shuffle(sent)
        for row in sent:
            await wire.send(EVENTS, row["name"], message(row))
        # Its own event comes back over the bus: the start of the work.
        await until(client, "/api/reporting/v1/projects/p-1", {}, "state", "in_progress")
        await client.post(f"{work}/progress", json=PLAN, headers={**site.by(ZDM), **key()})
        await client.post(f"{work}/progress/1/approval", headers={**site.by(OFFICER), **key()})
        await until(client, "/api/reporting/v1/projects/p-1", {}, "percent", 5)
        # The unit's task was opened and closed once, the officer's too.
        desk = await client.get("/panel", headers=site.by(ZDM))
        while "Dziś nic nie czeka" not in desk.text:
            desk = await client.get("/panel", headers=site.by(ZDM))
        life = (await client.get("/api/reporting/v1/projects/p-1")).json()["life"]
        assert [entry["kind"] for entry in life].count("started") == 1
        assert len(life) == 7
