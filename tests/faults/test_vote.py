"""A whole vote while processes are killed thirty times: nothing lost, nothing twice, and the count is the model's."""

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from deploy import clock
from deploy.demo.client import Refused, until
from deploy.demo.stage import COMMISSION, OFFICER
from deploy.demo.vote import hold_test_vote
from deploy.keys import ceremony, join
from deploy.local.background import InBackground
from deploy.local.world import World
from deploy.verify import verify
from services.voting.ballots.domain import receipt_code
from services.voting.ballots.domain.envelope import Channel, Opener, commitment
from services.voting.board.domain.audit import follow
from services.voting.board.domain.files import read_box, read_log
from shared.clock import MovableClock
from shared.contracts.intake import WindowKind
from tests.faults.edition import Faults

BALLOTS, PROPOSALS, AT_ONCE = 10_000, 8, 24
PAPER, TWICE, LOST = 0.30, 0.05, 0.02
"""Of a hundred people 30 vote on paper; 5 on the web and on paper; of 2 on the web the first answer is lost."""
VICTIMS = ("voting", "casting", "casting", "mongod", "rabbitmq")
KILLS = 30
SECTION = 0
A_CARD = timedelta(seconds=60)
"""In which a clerk keys a card in. Faster, cards would be set aside: also where those that waited for a killed service
come in one heap with the next ones."""


@dataclass
class Person:
    """Somebody who votes: on the web, on paper, or on both in this order or the other; what for on each."""

    number: int
    ways: tuple[str, ...]
    lost: bool
    choices: dict[str, tuple[str, ...]]

    @property
    def says(self) -> dict[str, str]:
        return {"given": "Anna", "surname": "Nowak", "address": f"Polna {self.number + 1}"}

    @property
    def counts(self) -> tuple[str, ...]:
        """What counts: the edition lets the last ballot of a person count where one of them is a card."""
        return self.choices[self.ways[-1]]


@dataclass
class Model:
    """What people have done and were told, beside the house."""

    people: list[Person]
    receipts: dict[int, str] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    steps: int = 0


def people(ids: list[str]) -> list[Person]:
    """Make the voters up, the same every time."""
    chance, made = random.Random(30), list[Person]()
    for number in range(BALLOTS):
        dice = chance.random()
        ways: tuple[str, ...] = ("web",) if dice > PAPER + TWICE else ("paper",)
        if dice < TWICE:
            ways = ("web", "paper") if chance.random() < 0.5 else ("paper", "web")
        choices = {way: tuple(chance.sample(ids, chance.randint(1, 3))) for way in ways}
        made.append(Person(number, ways, "web" in ways and chance.random() < LOST, choices))
    return made


class Voters:
    """All of them, with two officers who key in and confirm what comes on paper."""

    def __init__(self, run: Faults, model: Model, point: str, numbers: dict[str, str]) -> None:
        self.client, self.edition, self.model = run.client, f"/api/voting/v1/editions/{run.edition}", model
        self._impatient = httpx.AsyncClient(base_url=run.world.origin, timeout=30.0)
        self._section, self._point, self._numbers = run.rules.sections[SECTION].id, point, numbers
        self._clock_file = run.world.clock_file

    async def vote(self, person: Person) -> None:
        for way in person.ways:
            await (self._on_the_web(person) if way == "web" else self._on_paper(person))
            self.model.steps += 1

    async def _on_the_web(self, person: Person) -> None:
        marks = [{"proposal_id": id} for id in person.choices["web"]]
        body, key = {"voter": person.says, "choices": {self._section: marks}}, f"ballot-number-{person.number:06}"
        if person.lost:
            await self._hang_up(body, key, person.number)
        answer = await self.client.post(f"{self.edition}/ballots", body, key=key)
        assert person.number not in self.model.receipts
        self.model.receipts[person.number] = answer["code"]

    async def _hang_up(self, body: dict[str, Any], key: str, number: int) -> None:
        """Send a ballot and drop the connection: before it arrives, while it is written, or after."""
        with suppress(TimeoutError, httpx.TransportError):
            async with asyncio.timeout((number % 10) * 0.01):
                await self._impatient.post(f"{self.edition}/ballots", json=body, headers={"Idempotency-Key": key})

    async def _on_paper(self, person: Person) -> None:
        clock.move(self._clock_file, (MovableClock(self._clock_file).now() + A_CARD).isoformat())
        marks = " ".join(self._numbers[id] for id in person.choices["paper"])
        body, key = {**person.says, "sections": {self._section: marks}}, f"card-of-person-{person.number:06}"
        card = await self.client.post(f"{self.edition}/points/{self._point}/cards", body, by=OFFICER, key=key)
        self.model.cards[card["id"]] = "cast"
        one, version = f"{self.edition}/cards/{card['id']}", {"If-Match": f'"{card["version"]}"'}
        try:
            await self.client.post(f"{one}/confirmation", {}, by=COMMISSION, headers=version)
        except Refused as refused:
            if refused.status != 409:
                raise
            # Drawn to be keyed in twice. Where the answer to that is lost, the second sending finds the card confirmed.
            with suppress(Refused):
                await self.client.put(f"{one}/second-entry", body, by=COMMISSION, headers=version)

    async def cards(self) -> AsyncIterator[dict[str, Any]]:
        after = 0
        while found := (await self.client.get(f"{self.edition}/cards?after={after}&limit=200", by=OFFICER))["items"]:
            for card in found:
                yield card
            after = found[-1]["number"]

    async def close(self) -> None:
        await self._impatient.aclose()


@pytest.fixture
def house(tmp_path: Path):
    with InBackground(World.apart(tmp_path / "world")) as running:
        yield running


async def listed(run: Faults) -> None:
    """Take a few proposals as far as the list."""
    await run.announce()
    for number in range(PROPOSALS):
        await run.file(number)

    async def all_admitted() -> bool:
        for work in (run.check, run.review, run.admit):
            await work()
        found = await run.client.get(f"/api/voting/v1/editions/{run.edition}/candidates", by=COMMISSION)
        return bool(found["admitted"] == PROPOSALS and found["undecided"] == 0)

    await until("every decision reaches voting", all_admitted)
    _, closes = run.window(WindowKind.FINAL_LISTS)
    clock.move(run.world.clock_file, (closes - timedelta(days=1)).isoformat())
    await run.client.post(f"/api/voting/v1/editions/{run.edition}/list", {"seed": "próba"}, by=COMMISSION)


async def opened(run: Faults, keys: Any, cards: int) -> str:
    """Open the vote, and a point on paper that has closed with so many cards; gives the point."""
    edition = f"/api/voting/v1/editions/{run.edition}"
    rows = [f"Anna;Nowak;Polna {number + 1}" for number in range(BALLOTS)]
    roll = "\n".join(["imię;nazwisko;adres", *rows]).encode()
    await run.client.post(f"{edition}/roll?dry_run=false", by=COMMISSION, content=roll)
    await hold_test_vote(run.client, edition)
    opening = {"public_key": keys.public_key, "draw_commitment": keys.draw_commitment}
    await run.client.post(f"{edition}/opening", opening, by=COMMISSION)
    opens, _ = run.window(WindowKind.PAPER_VOTE)
    hours = {"opens": (opens + timedelta(hours=9)).isoformat(), "closes": (opens + timedelta(hours=17)).isoformat()}
    point = {"name": "Ratusz", "address": "Główny Rynek 20", "hours": [hours], "reason": "zarządzenie o punktach"}
    id = (await run.client.post(f"{edition}/points", point, by=OFFICER))["id"]
    clock.move(run.world.clock_file, (opens + timedelta(days=1)).isoformat())
    sheet = {"issued": cards, "cast": cards, "spoiled": 0, "returned": 0}
    await run.client.put(f"{edition}/points/{id}/sheet", sheet, by=COMMISSION, headers={"If-Match": '"1"'})
    return str(id)


async def test_of_all_ballots_none_is_lost_and_none_is_there_twice_whoever_is_killed(house, tmp_path):
    run, keys = Faults(house.world, double_vote="last"), ceremony(people=3, needed=2)
    await listed(run)
    entries = (await run.client.get(f"/api/voting/v1/editions/{run.edition}"))["entries"]
    ids = sorted(entry["proposal_id"] for entry in entries)
    model = Model(people(ids))
    cards = sum("paper" in person.ways for person in model.people)
    point = await opened(run, keys, cards)
    voters = Voters(run, model, point, {entry["proposal_id"]: entry["number"] for entry in entries})
    steps, began, gate = sum(len(person.ways) for person in model.people), time.monotonic(), asyncio.Semaphore(AT_ONCE)

    async def vote(person: Person) -> None:
        async with gate:
            await voters.vote(person)

    async def kill() -> None:
        for number in range(KILLS):
            while model.steps < steps * number // KILLS:
                await asyncio.sleep(0.05)
            victim = VICTIMS[number % len(VICTIMS)]
            await asyncio.to_thread(house.kill, victim, signal.SIGKILL)
            took = time.monotonic() - began
            print(f"{took:6.1f} s  {model.steps:5} of {steps} steps  kill -9 {victim}", flush=True)
            await asyncio.to_thread(house.ready, victim)

    async with asyncio.TaskGroup() as all_work:
        killer = all_work.create_task(kill())
        for person in random.Random(1).sample(model.people, BALLOTS):
            all_work.create_task(vote(person))
    await killer
    took = time.monotonic() - began
    print(f"{took:6.1f} s  all {BALLOTS} have voted, {cards} on paper, {len(model.receipts)} receipts", flush=True)

    found = {card["id"]: card["state"] async for card in voters.cards()}
    assert found == model.cards
    await settle(run, keys)
    await check(run, model, keys, tmp_path)
    await voters.close()
    await run.client.close()
    print(f"{time.monotonic() - began:6.1f} s  all is as the model says", flush=True)


async def settle(run: Faults, keys: Any) -> None:
    """Close the box, count and publish."""
    edition = f"/api/voting/v1/editions/{run.edition}"
    _, closes = run.window(WindowKind.WEB_VOTE)
    clock.move(run.world.clock_file, (closes + timedelta(hours=1)).isoformat())
    await run.client.post(f"{edition}/closing", by=COMMISSION)
    opens, ends = run.window(WindowKind.RESULTS)
    clock.move(run.world.clock_file, (opens + (ends - opens) / 2).isoformat())
    body = {"private_key": join(keys.shares[:2], keys.public_key), "secret": keys.secret}
    await run.client.post(f"{edition}/count", body, by=COMMISSION)
    await run.client.post(f"{edition}/results", by=COMMISSION)


async def check(run: Faults, model: Model, keys: Any, folder: Path) -> None:
    """Hold the files of log and box, every receipt and the results against the model."""
    log, box = folder / "log.jsonl", folder / "box.jsonl"
    async with httpx.AsyncClient(base_url=run.world.origin, timeout=60.0) as web:
        token = (await web.post("/api/reporting/v1/session", json={"person": COMMISSION})).json()["token"]
        for file in (log, box):
            path = f"/api/voting/v1/editions/{run.edition}/{file.name}"
            file.write_bytes((await web.get(path, headers={"Authorization": f"Bearer {token}"})).content)
    verdict = verify(log, box)
    assert verdict.good, verdict.wrong

    private = bytes.fromhex(join(keys.shares[:2], keys.public_key))
    section = run.rules.sections[SECTION].id
    held = {
        receipt_code(commitment(one.ballot, Channel(one.channel))): one
        for one in read_box(box.read_text().splitlines())[1]
    }
    assert model.receipts.keys() == {person.number for person in model.people if "web" in person.ways}
    for number, code in model.receipts.items():
        person = model.people[number]
        chosen = Opener(private, run.edition).open(held[code].ballot)
        assert {id for id, _ in chosen[section]} == set(person.choices["web"]), "the ballot of a receipt is another's"
        assert (held[code].state == "accepted") is (person.ways[-1] == "web")
    assert len(set(model.receipts.values())) == len(model.receipts)
    assert len(held) == sum(len(person.ways) for person in model.people)
    assert sum(one.state == "accepted" for one in held.values()) == BALLOTS
    entries = read_log(log.read_text().splitlines()).entries
    assert len(follow(entries).cast) == len(held)

    results = await run.client.get(f"/api/voting/v1/editions/{run.edition}/results")
    expected = Counter(id for person in model.people for id in person.counts)
    assert {row["proposal_id"]: row["votes"] for row in results["projects"]} == dict(expected)
    assert (results["ballots"], results["void"]) == (BALLOTS, 0)
