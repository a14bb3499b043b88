"""A thousand proposals go their way while every process is killed once: each reaches its list exactly once."""

import asyncio
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from deploy import clock
from deploy.demo.client import until
from deploy.demo.stage import COMMISSION
from deploy.local.background import InBackground
from deploy.local.world import SERVICES, World
from shared.contracts.intake import WindowKind
from tests.faults.edition import Faults

PROPOSALS = 1_000
VICTIMS = (*SERVICES, "rabbitmq", "mongod")


@pytest.fixture
def house(tmp_path: Path):
    with InBackground(World.apart(tmp_path / "world")) as running:
        yield running


async def test_a_thousand_proposals_reach_the_list_exactly_once_whoever_is_killed(house):
    run = Faults(house.world)
    await run.announce()
    gate = asyncio.Semaphore(8)
    started = time.monotonic()

    async def file(number: int) -> None:
        async with gate:
            await run.file(number)

    async def kill_each_once() -> None:
        for victim in VICTIMS:
            await asyncio.sleep(2)
            print(f"{time.monotonic() - started:6.1f} s  {len(run.filed):4} filed  kill -9 {victim}", flush=True)
            await asyncio.to_thread(house.kill, victim, signal.SIGKILL)
            await asyncio.to_thread(house.ready, victim)

    async with asyncio.TaskGroup() as all_work:
        workers = [all_work.create_task(run.keep(work)) for work in (run.check, run.review, run.admit)]
        killer = all_work.create_task(kill_each_once())
        async with asyncio.TaskGroup() as filing:
            for number in range(PROPOSALS):
                filing.create_task(file(number))
        print(f"{time.monotonic() - started:6.1f} s  all filed", flush=True)
        await killer

        async def all_decided() -> bool:
            found = await run.client.get(f"/api/voting/v1/editions/{run.edition}/candidates", by=COMMISSION)
            return bool(found["admitted"] == PROPOSALS and found["undecided"] == 0)

        await until("every decision reaches voting", all_decided, patience=600)
        run.stop.set()
        await asyncio.gather(*workers)
    print(f"{time.monotonic() - started:6.1f} s  all admitted", flush=True)
    assert len(run.filed) == PROPOSALS
    assert all(house.running.starts(victim) == 2 for victim in VICTIMS)

    _, closes = run.window(WindowKind.FINAL_LISTS)
    clock.move(house.world.clock_file, (closes - timedelta(days=1)).isoformat())
    await run.client.post(f"/api/voting/v1/editions/{run.edition}/list", {"seed": "próba"}, by=COMMISSION)
    entries = (await run.client.get(f"/api/voting/v1/editions/{run.edition}"))["entries"]
    await run.client.close()
    assert sorted(entry["proposal_id"] for entry in entries) == sorted(run.filed)
    assert sorted(entry["submitted_as"] for entry in entries) == list(range(1, PROPOSALS + 1))
    assert len({entry["number"] for entry in entries}) == PROPOSALS
