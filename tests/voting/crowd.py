"""A crowd in which everybody votes sixteen times at once: on the web, by program and on paper, at several replicas."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import httpx2 as httpx

from services.voting.ballots.domain.double import DoubleVote
from services.voting.ballots.domain.envelope import Channel, Envelope, EnvelopeState, commitment
from services.voting.ballots.service import AlreadyVoted, Ballots
from services.voting.board.domain.audit import Held, check_box, check_log, standing_of
from services.voting.keys.service import Keys
from services.voting.paper.domain.cards import Card
from services.voting.rolls.domain import Person
from services.voting.rolls.service import Identity
from services.voting.tally.domain import seed_commitment
from services.voting.trial.store import MongoTrialStore
from shared.store import Database
from tests.conftest import SetClock
from tests.voting.conftest import EDITION, OPENS, PUBLIC, SECRET, Vote, tried, voting
from tests.voting.paper.conftest import ALA, OLA, WINDOWS, Desk, plan, sheet

EACH = 16
CIPHER, TAGS = "ab" * 32, "cd" * 32
"""The keys that `make_site` gives the service, and the secret that it is given here: replicas share both."""
FIELDS = [{"proposal_id": "drzewa"}]
SITTING = 20
"""How many people vote at the same time; the next ones come when they are done."""


def resident(number: int) -> dict[str, str]:
    """Somebody on the roll."""
    return {"given": "Anna", "surname": "Nowak", "address": f"Polna {number + 1}"}


def roll(people: int) -> bytes:
    rows = (";".join(resident(number).values()) for number in range(people))
    return "\n".join(["imię;nazwisko;adres", *rows]).encode()


def on_paper(number: int) -> int:
    """How many of somebody's sixteen ballots are cards: some people only use the web, some only paper, some both."""
    return (0, EACH, EACH // 2)[number % 3]


@dataclass
class Crowd:
    """People, and the replicas they meet; `gave[person]` are the receipts that somebody was given on the web."""

    desks: Sequence[Desk]
    clients: Sequence[httpx.AsyncClient]
    people: int
    gave: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    refused: Counter[int] = field(default_factory=Counter)

    @property
    def vote(self) -> Vote:
        return self.desks[0].vote

    async def all_vote(self) -> None:
        """Let all people vote, those of one sitting at the same time, each sixteen times at once."""
        for first in range(0, self.people, SITTING):
            sitting = range(first, min(first + SITTING, self.people))
            cards = [await self._key_in(number) for number in sitting for _ in range(on_paper(number))]
            confirmed = [self._confirm(place, card) for place, card in enumerate(cards)]
            cast = [self._cast(number, time) for number in sitting for time in range(EACH - on_paper(number))]
            tries: list[Awaitable[None]] = [*confirmed, *cast]
            random.Random(first).shuffle(tries)
            await asyncio.gather(*tries)

    async def _key_in(self, number: int) -> Card:
        desk = self.desks[0]
        return await desk.key_in(desk.entry(resident(number), "fontanna"))

    async def _confirm(self, place: int, card: Card) -> None:
        """Let the second person at one of the replicas finish the card."""
        desk = self.desks[place % len(self.desks)]
        content = desk.vote.cards.contents.entry(card)
        await desk.confirm(card, content.model_copy(update={"roll_id": None}))

    async def _cast(self, number: int, time: int) -> None:
        """Vote on the web: half of the tries by the use case, half over HTTP; every fourth form is sent twice."""
        nonce = f"nonce-{number:06}-{time - (time % 4 == 3):04}"
        if time % 2:
            code = await self._over_http(number, nonce, time // 2)
        else:
            code = await self._by_use_case(number, nonce, self.desks[time // 2 % len(self.desks)].vote)
        if code is None:
            self.refused[number] += 1
        else:
            self.gave[number].add(code)

    async def _over_http(self, number: int, nonce: str, place: int) -> str | None:
        body = {"voter": resident(number), "choices": {"miasto": FIELDS}}
        path = f"/api/voting/v1/editions/{EDITION}/ballots"
        client = self.clients[place % len(self.clients)]
        answer = await client.post(path, json=body, headers={"Idempotency-Key": nonce})
        assert answer.status_code in (201, 409), answer.text
        return str(answer.json()["code"]) if answer.status_code == 201 else None

    async def _by_use_case(self, number: int, nonce: str, vote: Vote) -> str | None:
        try:
            receipt = await vote.ballots.cast(EDITION, await roll_id(vote, number), {"miasto": [("drzewa", 1)]}, nonce)
        except AlreadyVoted:
            return None
        return receipt.code

    async def faults(self, policy: DoubleVote) -> list[str]:
        """Tell what is wrong after all have voted: with a person's ballots, or between the box and its log."""
        box = [envelope async for envelope in self.vote.ballots.store.box(EDITION)]
        of: dict[str, list[Envelope]] = defaultdict(list)
        for envelope in box:
            of[envelope.voter_tag].append(envelope)
        found = [f"audit: {one.kind} at {one.place}" for one in await audit(self.vote, box)]
        for number in range(self.people):
            mine = of[self.vote.ballots.tag(EDITION, await roll_id(self.vote, number))]
            found += [f"person {number}: {fault}" for fault in await self._faults_of(number, mine, policy)]
        return found

    async def _faults_of(self, number: int, mine: Sequence[Envelope], policy: DoubleVote) -> list[str]:
        counting, cards = [envelope for envelope in mine if envelope.counts], on_paper(number)
        # Two cards of one person, or a card and a ballot of the web, are all void where the edition says so.
        wanted = 0 if cards and policy is DoubleVote.VOID_ALL else 1
        found = [] if len(counting) == wanted else [f"{len(counting)} ballots count"]
        if policy is DoubleVote.PAPER_WINS and cards and {one.channel for one in counting} != {Channel.PAPER}:
            found.append("the card does not count")
        if wanted == 0 and not any(one.state is EnvelopeState.VOID for one in mine):
            found.append("nothing is void")
        if not cards and len(self.gave[number]) != 1:
            found.append(f"{len(self.gave[number])} different receipts")
        for code in self.gave[number]:
            lies = await self.vote.ballots.find(EDITION, code)
            if lies is None:
                found.append("a receipt without a ballot")
        return found


async def roll_id(vote: Vote, number: int) -> str:
    known = await vote.rolls.recognise(EDITION, "name_address", Identity(person=Person(**resident(number))))
    return known.roll_id


async def audit(vote: Vote, box: Sequence[Envelope]) -> list[Any]:
    """Hold the box against its log, and the log against its heads, as the count does."""
    board = vote.ballots.board
    await board.catch_up(EDITION)
    signed = await board.signed(EDITION)
    log = [entry async for entry in board.whole(EDITION, signed.size)]
    found: list[Any] = check_log(EDITION, board.public_key(EDITION), log, await board.all_heads(EDITION))
    return [*found, *check_box(log, held(box))]


def held(box: Sequence[Envelope]) -> list[Held]:
    """Give a box as its audit takes it."""
    return [
        Held(
            -1 if one.seq is None else one.seq,
            bytes.fromhex(commitment(one.sealed, one.channel)),
            standing_of(one.state),
        )
        for one in box
    ]


async def gather_crowd(
    databases: Sequence[Database],
    clients: Sequence[httpx.AsyncClient],
    clock: SetClock,
    keys: Keys,
    deliver: Callable[..., Awaitable[None]],
    people: int,
    policy: DoubleVote,
    kind: type[Ballots] = Ballots,
) -> Crowd:
    """Open a vote with a roll of so many people, and a point whose cards wait to be keyed in.

    Each of `databases` is one replica's way to the same store; `kind` puts other ballots behind the use cases.
    """
    secret = bytes.fromhex(TAGS)
    votes = [voting(database, clock, keys, deliver, secret) for database in databases]
    first = votes[0]
    await first.list(windows=WINDOWS, double_vote=policy)
    await first.rolls.take_in(EDITION, roll(people), dry_run=False)
    await tried(first.ballots.database)
    await first.ballots.open(EDITION, PUBLIC, seed_commitment(SECRET))
    clock.moment = OPENS
    point = await first.points.add(EDITION, plan(), "zarządzenie o punktach", ALA)
    clock.moment = OPENS + timedelta(days=1)
    cards = sum(on_paper(number) for number in range(people))
    await first.points.settle(EDITION, point, 1, sheet(cards), "", OLA)
    entries = (await first.ballots.store.election(EDITION)).entries
    numbers = {entry.proposal_id: entry.number for entry in entries}
    desks = [Desk(_with(vote, kind), point, numbers) for vote in votes]
    return Crowd(desks, clients, people)


def _with(vote: Vote, kind: type[Ballots]) -> Vote:
    if kind is Ballots:
        return vote
    known = vote.ballots
    held = MongoTrialStore(known.database)
    people, cards = vote.rolls.store, vote.cards.store
    ballots = kind(known.database, known.store, known.board, cards, held, vote.watch, (), people, vote.clock, vote.keys)
    return replace(vote, ballots=ballots)
