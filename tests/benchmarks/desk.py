"""What must not grow with the work: a replay of 100,000 events, the desk with 50,000 open tasks in the house."""

import gc
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx2 as httpx
from pymongo import ReplaceOne

from deploy.local.world import World
from deploy.replay import replay
from services.reporting.main import projections
from shared.access import Role, Sessions
from shared.clock import MovableClock
from shared.contracts import Event
from shared.contracts.intake import ProposalSubmittedV1
from shared.contracts.verification import (
    AdmissionDecidedV1,
    FormalCheckFinishedV1,
    MeritReviewFinishedV1,
    OpinionRecordedV1,
    TaskOpenedV1,
)
from shared.demo_people import DEMO_PEOPLE
from shared.store import Database, outbox_row
from tests.benchmarks.figures import Figure, say, timed
from tests.conftest import told

_PROPOSALS = 20_000
_ROWS_AT_ONCE = 1_000
_TASKS = (500, 50_000)
_UNITS = ("ZDM", "WGOŚ", "WRM", "WE", "OSRiR", "MZBM", "MBP", "WSSM", "SM")
_ROUNDS = 40
_LATE = 0.05

T = TypeVar("T")


async def replay_of_the_archive(world: World) -> None:
    """Build the life lines of 20,000 proposals anew from 100,000 events, against upserts of them by no rule."""
    logs = {name: Database(world.mongo_url(name), name) for name in ("intake", "verification")}
    reporting = Database(world.mongo_url("reporting"), "reporting")
    projections(reporting)
    await reporting.prepare()
    at, count = datetime(2026, 4, 1, tzinfo=UTC), 0
    for name, log in logs.items():
        await log.prepare()
        for events in _parts(list(_archive(name))):
            rows = []
            for event in events:
                at += timedelta(milliseconds=10)
                rows.append({**outbox_row(event, at), "pending": False})
            await log.collection("outbox").insert_many(rows)
            count += len(rows)
    start = time.perf_counter()
    rebuilt = await replay("tracker", world.mongo_url)
    ours = time.perf_counter() - start
    assert rebuilt.events == count == 5 * _PROPOSALS
    again = await replay("tracker", world.mongo_url)
    assert again.old == again.new, "the same events give the same life lines"
    copy, bare = reporting.collection("bench_copy"), 0.0
    written = await reporting.collection("projects").find({}).to_list(None)
    # Each of these documents once for each event about it, as a copy that knows no rule would write them. What is
    # loaded is out of the collector's way here too.
    gc.freeze()
    for _ in range(count // len(written)):
        for part in _parts(written):
            start = time.perf_counter()
            await copy.bulk_write([ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in part], ordered=False)
            bare += time.perf_counter() - start
    gc.unfreeze()
    print(f"{count / ours:,.0f} events/s, bare {count / bare:,.0f}", flush=True)
    say(
        f"life lines built anew from {count:,} events against bare upserts of the same documents",
        Figure([ours]),
        Figure([bare]),
        "3.33: 0.3 of their events a second",
    )
    for database in (*logs.values(), reporting):
        database.close()


async def desk_of_the_morning(world: World) -> None:
    """Time the work list of a unit and of an officer with 500 open tasks in the house, then with 50,000."""
    database = Database(world.mongo_url("reporting"), "reporting")
    key = (world.root / "secrets" / "session-key").read_text().strip()
    readers = {
        "a unit's": next(one for one in DEMO_PEOPLE if one.role is Role.UNIT_REVIEWER),
        "an officer's": next(one for one in DEMO_PEOPLE if one.role is Role.OFFICER),
    }
    figures: list[dict[str, Figure]] = []
    tasks = list(_tasks(MovableClock(world.clock_file).now()))
    worklist, done = projections(database)["worklist"], 0
    for count in _TASKS:
        for part in _parts(tasks[done:count]):
            await database.transaction(lambda tx, part=part: worklist.take_in(tx, worklist.store, part))  # type: ignore[misc]  # the loop's own
        done = count
        taken = {}
        for name, person in readers.items():
            headers = {"Authorization": f"Bearer {Sessions(key).token(person)}"}
            async with httpx.AsyncClient(base_url=world.origin, headers=headers, timeout=30) as client:

                async def get(client: httpx.AsyncClient = client) -> None:
                    (await client.get("/panel")).raise_for_status()

                for _ in range(5):
                    await get()
                taken[name] = Figure([await timed(get) for _ in range(_ROUNDS)])
        figures.append(taken)
    for name in readers:
        say(
            f"{name} desk, {_TASKS[1]:,} open tasks in the house against {_TASKS[0]}",
            figures[1][name],
            figures[0][name],
            "1.5",
        )
    database.close()


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for first in range(0, len(items), _ROWS_AT_ONCE):
        yield items[first : first + _ROWS_AT_ONCE]


def _archive(publisher: str) -> Iterator[Event]:
    """Give what happened to each proposal: all were filed first, then checked, reviewed and so on."""
    filed = told(ProposalSubmittedV1, split_from=None)
    later = (
        told(FormalCheckFinishedV1, passed=True),
        told(MeritReviewFinishedV1),
        told(OpinionRecordedV1),
        told(AdmissionDecidedV1),
    )
    samples: Sequence[Event] = (filed,) if publisher == "intake" else later
    for version, sample in enumerate(samples, 2):
        for number in range(1, _PROPOSALS + 1):
            changes: dict[str, Any] = {"proposal_id": f"p-{number}", "edition_id": f"e-{number // 1000}"}
            if publisher == "intake":
                changes |= {"number": number, "case": f"BO-2027-{number:03}"}
            else:
                changes |= {"version": version}
            if isinstance(sample, OpinionRecordedV1):
                changes |= {"opinion_id": f"o-{number}"}
            yield sample.model_copy(update=changes)


def _tasks(now: datetime) -> Iterator[TaskOpenedV1]:
    """Give open tasks, one in ten of officers, the others of units; one in twenty is late, the rest due in a year."""
    chance, sample = random.Random(1), told(TaskOpenedV1)  # tasks of a benchmark, no secret
    for number in range(_TASKS[-1]):
        days = -chance.uniform(0, 30) if chance.random() < _LATE else chance.uniform(0, 365)
        of_unit = {"role": "unit_reviewer", "unit": _UNITS[number % len(_UNITS)]}
        whose = of_unit if number % 10 else {"role": "officer", "unit": None}
        told_of_it = {"task_id": f"bench-{number}", "opened_at": now - timedelta(days=40), "version": 1}
        yield sample.model_copy(update={**whose, **told_of_it, "due_at": now + timedelta(days=days)})
