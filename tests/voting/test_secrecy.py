"""Who voted how: attacks by somebody who holds the whole house but its secret file, and what they are worth.

An attack takes what a thief holds and says which envelope is each voter's; chance alone gives one of three hundred. The
same attacks link all voters of a store that keeps choices apart from voters and thinks that this is secrecy.
"""

import asyncio
import hashlib
import hmac
import itertools
import json
import math
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import bson
import pytest
from bson import json_util
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pymongo import MongoClient

from services.voting.ballots.domain.envelope import Channel, Opener, commitment, seal
from services.voting.keys.store import KeyFolder
from services.voting.tally.domain import seed_commitment
from shared.store import Database
from tests.conftest import SetClock, Site
from tests.voting.conftest import EDITION, OPENS, PRIVATE, PUBLIC, SECRET, Vote, tried, voting
from tests.voting.crowd import CIPHER, TAGS, resident, roll, roll_id

VOTERS = 300
BY_CHANCE = 15
"""Of 300 guesses one hits by chance; more than 15 would come by chance once in 10^13 runs."""
CITY, LOCAL = ("fontanna", "alejki", "drzewa"), ("hustawki", "lawki")
Row = dict[str, Any]


def some(ids: Sequence[str]) -> list[tuple[str, ...]]:
    return [chosen for size in range(3) for chosen in itertools.combinations(ids, size)]


BALLOTS = [(city, local) for city in some(CITY) for local in some(LOCAL) if city or local]
"""Every ballot that can be cast."""


def choices_of(number: int) -> dict[str, list[tuple[str, int]]]:
    city, local = BALLOTS[number % len(BALLOTS)]
    return {"miasto": [(id, 1) for id in city], "osiedla": [(id, 1) for id in local]}


@dataclass(frozen=True)
class Booty:
    """What a thief holds: all collections in their natural order, as a backup has them, and the oplog."""

    collections: dict[str, list[Row]]
    writes: list[tuple[datetime, list[Row]]]
    """What was inserted into the box, in the order of the oplog: one item for each transaction, with its moment."""

    @property
    def text(self) -> str:
        return json_util.dumps([self.collections, [rows for _, rows in self.writes]], ensure_ascii=False)


def steal(mongo_url: str, name: str, box: str) -> Booty:
    """Take everything: as `mongodump --oplog` does."""
    with MongoClient[Row](mongo_url) as client:
        database = client[name]
        collections = {
            one: list(database[one].find().hint([("$natural", 1)])) for one in database.list_collection_names()
        }
        writes = []
        for entry in client["local"]["oplog.rs"].find({"op": {"$in": ["i", "c"]}}).hint([("$natural", 1)]):
            parts = entry["o"].get("applyOps", []) if entry["op"] == "c" else [entry]
            rows = [part["o"] for part in parts if part.get("op") == "i" and part["ns"] == f"{name}.{box}"]
            if rows:
                writes.append((entry["wall"], rows))
    return Booty(collections, writes)


@dataclass(frozen=True)
class Voted:
    """What everybody beside the ballot box could see: who came when, in this order, and where they are on the roll."""

    moments: dict[int, datetime]

    @property
    def order(self) -> list[int]:
        return sorted(self.moments, key=lambda number: self.moments[number])


Guess = dict[int, Any]
"""The id of the envelope that is said to be a voter's, by the voter's number."""


def attacks(booty: Booty, box: str, voted: Voted) -> dict[str, Guess]:
    """Give the guesses of all attacks that lay one order beside another."""
    rows = booty.collections[box]
    fields = sorted({name for row in rows for name, value in row.items() if isinstance(value, str | int | bytes)})
    orders = {
        "natural order": [row["_id"] for row in rows],
        "id": sorted(row["_id"] for row in rows),
        "oplog": [row["_id"] for _, some in booty.writes for row in some],
        "size": [row["_id"] for row in sorted(rows, key=lambda row: len(bson.encode(row)))],
        **{name: [row["_id"] for row in sorted(rows, key=lambda row: row.get(name) or 0)] for name in fields},
    }
    voters = booty.collections["voters"]
    people = {
        "order of voting": voted.order,
        "roll": sorted(voted.moments),
        **{
            f"voters by {name}": [
                place for place, _ in sorted(enumerate(voters), key=lambda pair: str(pair[1].get(name)))
            ]
            for name in sorted({name for row in voters for name in row})
            if len(voters) == VOTERS
        },
    }
    found = {
        f"{one} beside {other}": dict(zip(people[one], orders[other], strict=False))
        for one in people
        for other in orders
    }
    return {**found, "moment": _by_moment(booty, voted)}


def _by_moment(booty: Booty, voted: Voted) -> Guess:
    """Take for each voter the write nearest to the moment, and of it the next envelope that nobody has yet."""
    left = [(moment.timestamp(), [row["_id"] for row in rows]) for moment, rows in booty.writes]
    guess: Guess = {}
    for number in voted.order:
        at = voted.moments[number].timestamp()
        _, ids = min((one for one in left if one[1]), key=lambda one: abs(one[0] - at))
        guess[number] = ids.pop(0)
    return guess


def hits(guess: Guess, truth: Guess) -> int:
    return sum(guess.get(number) == id for number, id in truth.items())


async def opened(vote: Vote) -> None:
    await vote.list()
    await vote.rolls.take_in(EDITION, roll(VOTERS), dry_run=False)
    await tried(vote.ballots.database)
    await vote.ballots.open(EDITION, PUBLIC, seed_commitment(SECRET))
    vote.clock.moment = OPENS


async def ids_of(vote: Vote, receipts: dict[int, str]) -> Guess:
    """Give whose envelope is whose in truth, by the receipts that the voters hold."""
    ids = {envelope.commitment: envelope.id async for envelope in vote.ballots.store.box(EDITION)}
    return {number: ids[code] for number, code in receipts.items()}


async def cast(vote: Vote, numbers: Iterable[int], *, at_once: bool) -> tuple[Voted, Guess]:
    """Let people vote, all at once or each after the other has the receipt."""
    receipts: dict[int, str] = {}
    moments: dict[int, datetime] = {}

    async def one(number: int, roll_id: str) -> None:
        receipt = await vote.ballots.cast(EDITION, roll_id, choices_of(number), f"nonce-of-voter-{number:05}")
        receipts[number] = receipt.commitment

    people = [(number, await roll_id(vote, number)) for number in numbers]
    coming = []
    for number, id in people:
        moments[number] = datetime.now().astimezone()
        if at_once:
            coming.append(one(number, id))
        else:
            await one(number, id)
    await asyncio.gather(*coming)
    return Voted(moments), await ids_of(vote, receipts)


# -- without the commission's key -----------------------------------------------------------------------------------


@pytest.fixture
def shelf() -> list[str]:
    """No database of an earlier test: the oplog would tell of that one, too."""
    return []


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """Keeps every trace of the services that are made after it."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("shared.frame.tracer_provider", lambda *_: provider)
    return exporter


async def test_store_backup_oplog_logs_and_traces_tell_nobody_what_anybody_chose(
    spans: InMemorySpanExporter,
    make_site: Callable[..., Awaitable[Site]],
    mongo_url: str,
    tmp_path: Path,
    clock: SetClock,
    deliver: Callable[..., Awaitable[None]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "secret").write_text(TAGS)
    site = await make_site("voting", secret_file=tmp_path / "secret")
    vote = voting(site.database, clock, KeyFolder(tmp_path), deliver, bytes.fromhex(TAGS))
    await opened(vote)
    receipts: dict[int, str] = {}

    async def one(number: int) -> None:
        choices = {section: [{"proposal_id": id} for id, _ in marks] for section, marks in choices_of(number).items()}
        body = {"voter": resident(number), "choices": choices}
        path, key = f"/api/voting/v1/editions/{EDITION}/ballots", f"nonce-of-voter-{number:05}"
        answer = await site.client.post(path, json=body, headers={"Idempotency-Key": key})
        receipts[number] = answer.json()["commitment"]

    for first in range(0, VOTERS, 20):
        await asyncio.gather(*(one(number) for number in range(first, first + 20)))
    truth = await ids_of(vote, receipts)
    booty = steal(mongo_url, "voting", "envelopes")
    sealed = booty.collections["envelopes"]
    assert len(truth) == len(sealed) == VOTERS

    # Nothing can be told from outside: all are of one length, and no two are alike though many say the same.
    assert len({len(bson.encode(row)) for row in sealed}) == 1
    assert len({row["sealed"] for row in sealed}) == VOTERS > 10 * len(BALLOTS)
    # Whoever seals every possible ballot anew, or hashes it, meets none of the box.
    vote_open = await vote.ballots.opened(EDITION)
    stolen = booty.text
    for number in range(len(BALLOTS)):
        again = seal(choices_of(number), bytes.fromhex(PUBLIC), EDITION, vote_open.sections)
        plain = {
            "edition": EDITION,
            "sections": {id: list(map(list, marks)) for id, marks in choices_of(number).items()},
        }
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
        for guess in (commitment(again, Channel.ONLINE), hashlib.sha256(text.encode()).hexdigest(), text):
            assert guess not in stolen
    # The tag of a voter is not to be had from the roll: neither by keys that are lying about, nor without any.
    tags = {row["voter_tag"] for row in sealed}
    for voter in booty.collections["voters"]:
        message = f"bo|{EDITION}|{voter['roll_id']}".encode()
        for key in (
            b"",
            bytes(32),
            EDITION.encode(),
            bytes.fromhex(PUBLIC),
            bytes.fromhex(CIPHER),
            bytes.fromhex(TAGS),
            hmac.digest(bytes.fromhex(TAGS), f"edition|{EDITION}".encode(), hashlib.sha256),
            voter["_id"].encode(),
        ):
            assert hmac.new(key, message, hashlib.sha256).hexdigest() not in tags
        assert hashlib.sha256(message).hexdigest() not in tags
        assert not tags & {value for value in voter.values() if isinstance(value, str)}

    # What the service writes down on the way names no envelope, no tag, no receipt, no person and no project.
    said = capsys.readouterr().out
    traced = "\n".join(span.to_json() for span in spans.get_finished_spans())
    assert "/ballots" not in traced, "a ballot is taken at the door, where nothing is traced: not even its moment"
    projects = {id: id for id in (*CITY, *LOCAL)}
    for row in sealed:
        for secret in (row["_id"], row["voter_tag"], row["commitment"], row["commitment"][:18]):
            assert secret not in said
            assert secret not in traced
    for secret in ("Nowak", "Polna", "nonce-of-voter", *projects):
        assert secret not in said, secret
        assert secret not in traced, secret


async def test_the_order_in_which_ballots_are_opened_and_counted_says_nothing_of_who_voted_when(
    vote: Vote, database: Database, mongo_url: str
) -> None:
    await opened(vote)
    voted, truth = await cast(vote, range(VOTERS), at_once=False)
    counted = [envelope.id async for envelope in vote.ballots.store.box(EDITION)]
    for known in (voted.order, voted.order[::-1]):
        assert hits(dict(zip(known, counted, strict=True)), truth) <= BY_CHANCE


# -- with the commission's key ---------------------------------------------------------------------------------------


async def test_with_the_commissions_key_too_whoever_does_not_know_the_order_of_voting_links_nobody(
    vote: Vote, database: Database, mongo_url: str
) -> None:
    await opened(vote)
    # They come in an order of their own, which the thief does not know; what is known is the roll.
    order = sorted(range(VOTERS), key=lambda number: hashlib.sha256(str(number).encode()).digest())
    _, truth = await cast(vote, order, at_once=False)
    booty = steal(mongo_url, database.name, "envelopes")
    for row in booty.collections["envelopes"]:
        Opener(bytes.fromhex(PRIVATE), EDITION).open(row["sealed"])
    unknown = Voted({number: datetime.fromtimestamp(0).astimezone() for number in range(VOTERS)})
    worth = {name: hits(guess, truth) for name, guess in attacks(booty, "envelopes", unknown).items()}
    assert len(worth) > 50
    assert {name: found for name, found in worth.items() if found > BY_CHANCE} == {}


async def test_ballots_that_come_together_are_mixed_so_that_the_order_of_voting_and_the_key_link_by_chance(
    vote: Vote, database: Database, mongo_url: str
) -> None:
    await opened(vote)
    voted, truth = await cast(vote, range(VOTERS), at_once=True)
    booty = steal(mongo_url, database.name, "envelopes")
    heaps = [rows for _, rows in booty.writes]
    # In a heap of any size one guess hits by chance, as in a hat of so many letters.
    chance = len(heaps)
    most = chance + 7 * math.sqrt(chance) + 7
    assert most < VOTERS / 4, "there must be heaps, or nothing is shown"
    worth = {name: hits(guess, truth) for name, guess in attacks(booty, "envelopes", voted).items()}
    assert {name: found for name, found in worth.items() if found > most} == {}


async def test_what_is_not_protected_a_lone_voters_ballot_from_whoever_has_database_key_and_the_order_of_voting(
    vote: Vote, database: Database, mongo_url: str
) -> None:
    """Said in docs/decisions/sealed-ballots.md. Where this fails, it has become better: then say so there."""
    await opened(vote)
    voted, truth = await cast(vote, range(VOTERS), at_once=False)
    booty = steal(mongo_url, database.name, "envelopes")
    guess = attacks(booty, "envelopes", voted)["order of voting beside oplog"]
    assert hits(guess, truth) == VOTERS
    sealed = {row["_id"]: row["sealed"] for row in booty.collections["envelopes"]}
    read = Opener(bytes.fromhex(PRIVATE), EDITION).open(sealed[guess[0]])
    assert read == {section: tuple(marks) for section, marks in choices_of(0).items() if marks}


# -- the control -----------------------------------------------------------------------------------------------------


async def test_two_collections_without_a_foreign_key_are_no_secrecy(database: Database, mongo_url: str) -> None:
    voters, ballots = database.collection("voters"), database.collection("ballots")
    truth: Guess = {}
    moments: dict[int, datetime] = {}
    for number in range(VOTERS):
        moments[number] = datetime.now().astimezone()
        await voters.insert_one({"name": json.dumps(resident(number)), "voted": True})
        truth[number] = (await ballots.insert_one({"choices": json.dumps(choices_of(number))})).inserted_id
    booty = steal(mongo_url, database.name, "ballots")
    for name in ("order of voting beside id", "order of voting beside natural order", "roll beside id", "moment"):
        assert hits(attacks(booty, "ballots", Voted(moments))[name], truth) >= 0.98 * VOTERS, name
    assert hits(attacks(booty, "ballots", Voted(moments))["voters by _id beside oplog"], truth) == VOTERS
