"""The last evening of a vote: ballots over HTTP into the box, against plain inserts of the same documents.

The voting service runs as it does in earnest, on a real store; those who vote are a process of their own, and all share
the machine's cores. What was answered is compared with what lies in the box and with what is counted.

    python -m tests.benchmarks.casting [BALLOTS]
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from pymongo import MongoClient
from pymongo.write_concern import WriteConcern

from deploy.local.runner import Runner
from deploy.local.world import CASTING, World
from services.voting.keys.store import KeyFolder
from services.voting.tally.domain import seed_commitment
from shared.clock import SystemClock
from shared.store import Database, new_id
from tests.voting.conftest import (
    EDITION,
    PROPOSALS,
    PUBLIC,
    SECRET,
    Vote,
    announced,
    decided,
    submitted,
    tried,
    voting,
)

_PATH = f"/api/voting/v1/editions/{EDITION}/ballots"
_WARM = 1_500
_ROUND = 6_000
_ROUNDS = 7
_THREADS = 64
CLIENTS = 512
_FEW = 32
_LONE = 1_000


@dataclass
class _Votes:
    """Ballots that nobody has cast yet."""

    bodies: list[str]

    def take(self, count: int) -> list[str]:
        taken, self.bodies = self.bodies[:count], self.bodies[count:]
        return taken


async def casting(world: World, ballots: int = _WARM + 2 * _ROUND * _ROUNDS) -> None:
    """Measure how many ballots a second are taken, and how long one waits.

    The machine's speed changes by a third within minutes, so each round has its own baseline, before and after it.
    """
    votes = _Votes(await open_vote(world, ballots))
    port = world.ports[CASTING]
    with MongoClient[dict[str, Any]](world.mongo_admin) as client:
        bare = client["bench"].get_collection("bare", write_concern=WriteConcern(w="majority", j=True))
        box = client["voting"]["envelopes"]
        process = psutil.Process(int(world.pid_file(CASTING).read_text()))
        await cast(port, votes.take(_WARM), CLIENTS)
        spent = sum(process.cpu_times()[:2])
        sample = list(box.find({}, limit=1_000))
        many, singles, bulks, waits, lone, answered = [], [], [], [], [], _WARM
        for _ in range(_ROUNDS):
            before = _single(bare, sample, _ROUND // 2)
            done = await cast(port, votes.take(_ROUND), CLIENTS)
            many.append(_rate(done))
            singles.append(statistics.mean([before, _single(bare, sample, _ROUND // 2)]))
            bulks.append(bulk(bare, sample, _ROUND))
            ones = _one_by_one(bare, sample, _LONE)
            few = await cast(port, votes.take(_ROUND), _FEW)
            waits.append(few["p99"] * 1_000)
            lone.append(_slowest_of_hundred(ones + _one_by_one(bare, sample, _LONE)) * 1_000)
            answered += sum(only_taken(end) for end in (done, few))
        stored = box.count_documents({"edition": EDITION, "state": "accepted"})
        each = (sum(process.cpu_times()[:2]) - spent) / (answered - _WARM) * 1e6
        print(
            f"ballots answered {answered:,}, stored {stored:,}; the process's processor: {each:.0f} µs each", flush=True
        )
        assert answered == stored
    _say("ballots a second over HTTP against single inserts by 64 threads", many, singles, "at least 2, aim 4")
    _say("ballots a second over HTTP against bulk inserts", many, bulks, "at least 0.06, aim 0.15")
    _say(f"p99 of a cast at {_FEW} clients against that of a lone insert, ms", waits, lone, "8, aim 4")
    print(f"memory of the process that takes ballots {process.memory_info().rss / 2**20:.0f} MB   (bound 70, aim 45)")


def vote_of(world: World, database: Database, clock: Any) -> Vote:
    """Give the use cases of the vote that the service holds."""
    secret = bytes.fromhex(world.keys.key("voting-secret").read_text().strip())
    return voting(database, clock, KeyFolder(world.keys.inner("editions")), _no_bus, secret)


async def _no_bus(*_: object) -> None:
    raise AssertionError("what is told here is told to the use cases themselves")


async def open_vote(world: World, people: int) -> list[str]:
    """Open a vote with so many people on its roll; give a ballot of each."""
    database = Database(world.mongo_url("voting"), "voting")
    vote = vote_of(world, database, SystemClock())
    candidates, ballots = vote.candidates, vote.ballots
    now = datetime.now(UTC)
    opens, closes = now - timedelta(days=1), now + timedelta(days=1)
    await candidates.follow_edition(announced(windows=[{"kind": "web_vote", "opens": opens, "closes": closes}]))
    for id in PROPOSALS:
        await candidates.follow_content(submitted(id))
        await candidates.follow_admission(decided(id))
    await ballots.publish_list(EDITION, "losowanie")
    roll = "imię;nazwisko;adres\n" + "".join(f"Anna;Nowak;Polna {number}\n" for number in range(people))
    await vote.rolls.take_in(EDITION, roll.encode(), dry_run=False)
    await tried(database)
    await ballots.open(EDITION, PUBLIC, seed_commitment(SECRET))
    database.close()
    choices = {
        "miasto": [{"proposal_id": "fontanna"}, {"proposal_id": "alejki"}],
        "osiedla": [{"proposal_id": "lawki"}],
    }
    return [
        json.dumps({"voter": {"given": "Anna", "surname": "Nowak", "address": f"Polna {number}"}, "choices": choices})
        for number in range(people)
    ]


async def cast(port: int, bodies: Sequence[str], connections: int) -> dict[str, Any]:
    """Let a process of its own cast these ballots over so many connections; give its figures."""
    command = [sys.executable, "-m", "tests.benchmarks.voters", str(port), _PATH, str(connections)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    out, _ = await asyncio.wait_for(process.communicate("\n".join(bodies).encode()), 120)
    figures: dict[str, Any] = json.loads(out)
    return figures


def only_taken(figures: dict[str, Any]) -> int:
    """Give how many were taken; it was every one."""
    assert set(figures["statuses"]) == {"201"}, figures["statuses"]
    return int(figures["statuses"]["201"])


def _rate(figures: dict[str, Any]) -> float:
    return only_taken(figures) / figures["took"]


def _single(collection: Any, sample: Sequence[dict[str, Any]], count: int) -> float:
    """Insert one document at a time from each of many threads; give documents a second."""
    rows = [{**sample[number % len(sample)], "_id": new_id()} for number in range(count)]

    def work(mine: list[dict[str, Any]]) -> None:
        for row in mine:
            collection.insert_one(row)

    threads = [threading.Thread(target=work, args=(rows[at::_THREADS],)) for at in range(_THREADS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count / (time.perf_counter() - start)


def bulk(collection: Any, sample: Sequence[dict[str, Any]], count: int) -> float:
    """Insert documents a thousand at a time; give documents a second."""
    rows = [{**sample[number % len(sample)], "_id": new_id()} for number in range(count)]
    start = time.perf_counter()
    for at in range(0, count, 1_000):
        collection.insert_many(rows[at : at + 1_000], ordered=False)
    return count / (time.perf_counter() - start)


def _one_by_one(collection: Any, sample: Sequence[dict[str, Any]], count: int) -> list[float]:
    """Give the seconds of each of so many lone inserts."""
    seconds = []
    for number in range(count):
        row = {**sample[number % len(sample)], "_id": new_id()}
        start = time.perf_counter()
        collection.insert_one(row)
        seconds.append(time.perf_counter() - start)
    return seconds


def _slowest_of_hundred(seconds: Sequence[float]) -> float:
    """Give what 99 of 100 stay below."""
    return sorted(seconds)[len(seconds) * 99 // 100]


def _say(name: str, ours: Sequence[float], bare: Sequence[float], bound: str) -> None:
    """Print what each round gave, its baselines, and the ratios round by round."""

    def told(figures: Sequence[float], digits: int) -> str:
        low, middle, high = min(figures), statistics.median(figures), max(figures)
        return f"{middle:9,.{digits}f}  (min {low:,.{digits}f}, max {high:,.{digits}f})"

    digits = 2 if max(bare) < 1_000 else 0
    ratios = [mine / plain for mine, plain in zip(ours, bare, strict=True)]
    print(f"{name}\n    ours  {told(ours, digits)}\n    bare  {told(bare, digits)}")
    print(f"    ratio {told(ratios, 3)}   (bound {bound})", flush=True)


async def _main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World.apart(Path(folder) / "vote")
        async with Runner(world, services=("voting",), say=lambda _: None) as running:
            await running.ready()
            print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}", flush=True)
            await casting(world, *map(int, sys.argv[1:]))


if __name__ == "__main__":
    asyncio.run(_main())
