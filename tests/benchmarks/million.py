"""A city of a million: all vote over HTTP, the box is closed and counted, and not one ballot is missing or there twice.

It takes a quarter of an hour, so `make bench` leaves it out.

    python -m tests.benchmarks.million [PEOPLE]
"""

import asyncio
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.write_concern import WriteConcern

from deploy.local.runner import Runner
from deploy.local.world import CASTING, World
from shared.store import Database
from tests.benchmarks.casting import CLIENTS, bulk, cast, only_taken, open_vote, vote_of
from tests.conftest import SetClock
from tests.voting.conftest import EDITION, PRIVATE, SECRET

_AT_ONCE = 50_000


async def million(world: World, people: int) -> None:
    """Measure how long it takes until all have voted, and hold the count against them."""
    start = time.perf_counter()
    bodies = await open_vote(world, people)
    print(f"a roll of {people:,} and the vote opened: {time.perf_counter() - start:.0f} s", flush=True)
    took = 0.0
    for first in range(0, people, _AT_ONCE):
        part = bodies[first : first + _AT_ONCE]
        figures = await cast(world.ports[CASTING], part, CLIENTS)
        assert only_taken(figures) == len(part)
        took += figures["took"]
        print(f"    {first + len(part):,} answered, {len(part) / figures['took']:,.0f}/s", flush=True)
    with MongoClient[dict[str, Any]](world.mongo_admin) as client:
        box = client["voting"]["envelopes"]
        stored = box.count_documents({"edition": EDITION, "state": "accepted"})
        bare = client["bench"].get_collection("bare", write_concern=WriteConcern(w="majority", j=True))
        plain = people / bulk(bare, list(box.find({}, limit=1_000)), people)
    counted = await _counted(world)
    assert stored == people, stored
    assert counted == {"fontanna": people, "alejki": people, "lawki": people}, counted
    print(f"answered = stored = counted = {people:,}")
    print(f"    ours {took:.1f} s\n    bare {plain:.1f} s\n    ratio {took / plain:.1f}   (bound 30, aim 8)")


async def _counted(world: World) -> dict[str, int]:
    """Close the box and count it; give the votes of whoever has any."""
    database = Database(world.mongo_url("voting"), "voting")
    vote, start = vote_of(world, database, SetClock()), time.perf_counter()
    vote.clock.moment = datetime.now(UTC)
    await vote.fraud.examine_due()
    print(f"what is strange was looked for: {time.perf_counter() - start:.0f} s", flush=True)
    start = time.perf_counter()
    await vote.close()
    result = await vote.tally.count(EDITION, PRIVATE, SECRET)
    print(f"closed and counted twice: {time.perf_counter() - start:.0f} s", flush=True)
    database.close()
    return {row.proposal_id: row.votes for row in result.projects if row.votes}


async def _main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        world = World.apart(Path(folder) / "vote")
        async with Runner(world, services=("voting",), say=lambda _: None) as running:
            await running.ready()
            print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}", flush=True)
            await million(world, people)


if __name__ == "__main__":
    asyncio.run(_main())
