"""What must not grow with the archive: lists and searches at 100,000 proposals, conflicts of place at 10,000 points."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx2 as httpx

from deploy import clock
from deploy.demo.client import Client, until
from deploy.demo.kalisz.script import script
from deploy.demo.stage import OFFICER
from deploy.local.world import World
from services.verification.conflicts.domain import Place, Point
from services.verification.conflicts.store import MongoConflictStore
from shared.access import Sessions
from shared.contracts.intake import WindowKind
from shared.demo_people import DEMO_PEOPLE
from shared.store import Database, Transaction, new_id, transactional
from tests.benchmarks.figures import Figure, say, timed

_EDITION = 1_000
"""Proposals of one edition; the archive is a hundred of them."""
_EDITIONS = 100
_ROUNDS = 40
_AT_ONCE = 500
"""Points looked around in one transaction."""
_PAGES = {
    "register": "/panel/wnioski",
    "search in the register": "/panel/wnioski?q=kasztan7",
    "what waits": "/panel/weryfikacja",
    "a case by its number": "/panel/weryfikacja?nr=778",
    "ended cases": "/panel/weryfikacja?etap=zakonczone",
    "public list": "/budzet-obywatelski/projekty",
    "public search": "/budzet-obywatelski/projekty?q=kasztan7",
}
_COPIED = {"intake": "proposals", "verification": "cases", "reporting": "projects"}


async def lists_and_searches(world: World) -> None:
    """Time the pages with one edition in the archive, then with a hundred."""
    mould = await _one_proposal(world)
    databases = {service: Database(world.mongo_url(service), service) for service in _COPIED}
    await _copy(databases, mould, [mould.edition_id])
    officer = next(person for person in DEMO_PEOPLE if person.id == OFFICER)
    key = (world.root / "secrets" / "session-key").read_text().strip()
    headers = {"Authorization": f"Bearer {Sessions(key).token(officer)}"}
    async with httpx.AsyncClient(base_url=world.origin, headers=headers, timeout=30) as client:
        small = {name: await _time(client, path) for name, path in _PAGES.items()}
        await _copy(databases, mould, [f"former-{number}" for number in range(1, _EDITIONS)])
        for name, path in _PAGES.items():
            say(
                f"{name}, {_EDITIONS * _EDITION:,} proposals against {_EDITION:,}",
                await _time(client, path),
                small[name],
                "1.5",
            )
    for database in databases.values():
        database.close()


async def conflicts_of_place(world: World) -> None:
    """Time the search for neighbours of every point in a city, of 1,000 points and of 10,000 on the same ground."""
    figures = []
    for count in (1_000, 10_000):
        search = _Search(Database(world.mongo_url("verification"), "verification"), f"points-{count}")
        await search.scatter(count)
        figures.append(Figure([await timed(search.all) for _ in range(3)]))
        search.database.close()
    say("conflicts of place, 10,000 points against 1,000", figures[1], figures[0], "15")


class _Mould:
    """One proposal as each service keeps it; its edition."""

    def __init__(self, edition_id: str, rows: dict[str, dict[str, Any]]) -> None:
        self.edition_id, self.rows = edition_id, rows


async def _one_proposal(world: World) -> _Mould:
    """File one proposal in the current edition, and wait until every service has it."""
    play, client = script(), Client(world.origin)
    opens, closes = play.window(WindowKind.SUBMISSION)
    clock.move(world.clock_file, (opens + (closes - opens) / 2).isoformat())
    for person in DEMO_PEOPLE:
        await client.sign_in(person.id)
    edition = (await client.post("/api/intake/v1/editions", play.rules.model_dump(mode="json"), by=OFFICER))[
        "edition_id"
    ]
    one = play.proposals[0]
    body = {
        "edition_id": edition,
        "title": one.title,
        "summary": one.summary,
        "description": one.description,
        "pool_id": one.pool,
        "area_id": one.area,
        "category": one.category,
        "location": one.location,
        "cost_items": [{"name": name, "amount": amount} for name, amount in one.cost_items],
        "signatures": one.signatures,
        "applicant": one.applicant,
    }
    id = (await client.post("/api/intake/v1/proposals", body))["proposal_id"]
    rows: dict[str, dict[str, Any]] = {}

    async def everywhere() -> bool:
        for service, collection in _COPIED.items():
            database = Database(world.mongo_url(service), service)
            row = await database.collection(collection).find_one({"_id": id})
            database.close()
            if row is None or (service == "reporting" and not row["glance"]["number"]):
                return False
            rows[service] = row
        return True

    await until("every service has the proposal", everywhere)
    await client.close()
    for service, collection in _COPIED.items():
        database = Database(world.mongo_url(service), service)
        await database.collection(collection).delete_one({"_id": id})
        database.close()
    return _Mould(edition, rows)


async def _copy(databases: dict[str, Database], mould: _Mould, editions: Sequence[str]) -> None:
    """Fill editions with copies: half of the present one has ended, and all of the former ones.

    One word in a hundred fits the search. Numbers go on from edition to edition, so that one number finds one case
    and the pages that are compared show equally much.
    """
    for edition in editions:
        former = edition.startswith("former-")
        first = int(edition.partition("-")[2]) * _EDITION if former else 0
        rows: dict[str, list[dict[str, Any]]] = {service: [] for service in databases}
        for number in range(first + 1, first + _EDITION + 1):
            id, words = new_id(), ["ławka", f"kasztan{number % 100}", f"ulica{number % 37}"]
            case, title = f"BO-2027-{number:03}", f"Ławka {words[1]} {words[2]}"
            own, sign = {"_id": id, "edition_id": edition}, {"sign": f"WPKS.0632.{number}.2026"}
            filed = {**mould.rows["intake"], **own, **sign}
            rows["intake"].append({**filed, "number": number, "case": case, "title": title, "words": words})
            checked = mould.rows["verification"]
            proposal = {**checked["proposal"], **sign, "number": number, "case": case, "title": title}
            ended = {"stage": "admitted", "task": None} if former or number % 2 else {}
            later = checked["changed_at"] + timedelta(seconds=number)
            rows["verification"].append({**checked, **own, "proposal": proposal, "changed_at": later, **ended})
            told = mould.rows["reporting"]
            glance = {**told["glance"], "number": number, "case": case, "title": title, "words": words}
            rows["reporting"].append({**told, **own, "glance": glance})
        for service, database in databases.items():
            await database.collection(_COPIED[service]).insert_many(rows[service], ordered=False)


async def _time(client: httpx.AsyncClient, path: str) -> Figure:
    async def get() -> None:
        (await client.get(path)).raise_for_status()

    for _ in range(5):
        await get()
    return Figure([await timed(get) for _ in range(_ROUNDS)])


class _Search:
    """Points scattered over a city of 12 by 8 kilometres, from a seed."""

    def __init__(self, database: Database, edition_id: str) -> None:
        self.database, self._edition_id = database, edition_id
        self._store = MongoConflictStore(database)
        self._places: list[Place] = []

    async def scatter(self, count: int) -> None:
        """Put the points into the store."""
        chance = random.Random(count)  # points on a map, no secret
        for number in range(count):
            point = Point(coordinates=(chance.uniform(18.00, 18.17), chance.uniform(51.72, 51.79)))
            place = Place(id=f"{self._edition_id}-{number}", edition_id=self._edition_id, point=point, live=True)
            self._places.append(place)
        rows = [{"_id": place.id, **place.model_dump(exclude={"id"})} for place in self._places]
        await self.database.collection("places").insert_many(rows)

    async def all(self) -> None:
        """Look around every point, some in one transaction: the server ends one that lives for ten seconds."""
        for start in range(0, len(self._places), _AT_ONCE):
            await self._some(start)

    @transactional
    async def _some(self, tx: Transaction, start: int) -> None:
        for place in self._places[start : start + _AT_ONCE]:
            await self._store.neighbours(tx, place, 100)
