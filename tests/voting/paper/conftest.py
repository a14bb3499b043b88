"""What the tests of the vote on paper share: an edition with a paper window, a point with cards, two people."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.voting.paper.domain.cards import Card
from services.voting.paper.domain.entry import Entry
from services.voting.paper.domain.points import Hours, PointPlan, Sheet
from services.voting.paper.domain.voids import VoidReason
from services.voting.rolls.domain import Person as Resident
from services.voting.rolls.service import Identity
from shared.access import Person, Role
from shared.store import new_id
from tests.voting.conftest import CLOSES, EDITION, OPENS, Vote

PAPER_CLOSES = datetime(2026, 9, 25, 21, 59, 59, tzinfo=UTC)
WINDOWS = [
    {"kind": "submission", "opens": "2026-04-12T22:00:00Z", "closes": "2026-04-24T21:59:59Z"},
    {"kind": "web_vote", "opens": OPENS, "closes": CLOSES},
    {"kind": "paper_vote", "opens": OPENS, "closes": PAPER_CLOSES},
]
ALA = Person(id="p-ala", name="Ala Wpisująca", role=Role.OFFICER)
OLA = Person(id="p-ola", name="Ola Potwierdzająca", role=Role.OFFICER)
ANNA = {"given": "Anna", "surname": "Nowak", "address": "Śródmiejska 1/2"}
JAN = {"given": "Jan", "surname": "Kowalski", "address": "Śródmiejska 1/2"}
MARIA = {"given": "Maria", "surname": "Wiśniewska", "address": "Górnośląska 10"}


def plan(**changes: Any) -> PointPlan:
    """A library that is open on the first day of the vote, from 10 to 18."""
    first = OPENS + timedelta(hours=10)
    plain: dict[str, Any] = {
        "name": "Biblioteka, filia nr 5",
        "address": "Górnośląska 10",
        "hours": (Hours(opens=first, closes=first + timedelta(hours=8)),),
    }
    return PointPlan(**plain | changes)


def sheet(cast: int = 50, **changes: Any) -> Sheet:
    plain: dict[str, Any] = {"issued": cast + 10, "cast": cast, "spoiled": 2, "returned": 8}
    return Sheet(**plain | changes)


@dataclass
class Desk:
    """The desk of two officers at work on the cards of one point."""

    vote: Vote
    point: str = ""
    numbers: dict[str, str] = field(default_factory=dict)

    async def open(self, cast: int = 50, **rules: Any) -> None:
        """Open the vote, and a point that has closed and has its sheet."""
        await self.vote.open(windows=WINDOWS, **rules)
        self.point = await self.vote.points.add(EDITION, plan(), "zarządzenie o punktach", ALA)
        self.vote.clock.moment = OPENS + timedelta(days=1)
        await self.vote.points.settle(EDITION, self.point, 1, sheet(cast), "", OLA)
        entries = (await self.vote.ballots.store.election(EDITION)).entries
        self.numbers = {entry.proposal_id: entry.number for entry in entries}

    def entry(self, person: dict[str, str], *projects: str, seen: tuple[VoidReason, ...] = ()) -> Entry:
        """What stands on a card that marks these projects."""
        written: dict[str, list[str]] = {"miasto": [], "osiedla": []}
        for project in projects:
            number = self.numbers[project]
            written["osiedla" if number.startswith("L") else "miasto"].append(number)
        return Entry(**person, sections={id: " ".join(numbers) for id, numbers in written.items()}, seen=seen)

    async def key_in(self, entry: Entry, nonce: str = "", by: Person = ALA) -> Card:
        id = await self.vote.cards.key_in(EDITION, self.point, entry, nonce or new_id(), by)
        return await self.card(id)

    async def card(self, id: str) -> Card:
        return await self.vote.cards.store.card(EDITION, id)

    async def confirm(self, card: Card, entry: Entry, by: Person = OLA) -> Card:
        """Let the second person finish a card: by a look, or by a second entry where it was drawn."""
        if self.vote.cards.is_drawn(card):
            assert await self.vote.cards.enter_second(EDITION, card.id, card.version, entry, by) == []
        else:
            await self.vote.cards.confirm(EDITION, card.id, card.version, by)
        return await self.card(card.id)

    async def put_in(self, person: dict[str, str], *projects: str, **more: Any) -> Card:
        """Take a card all the way."""
        entry = self.entry(person, *projects, **more)
        return await self.confirm(await self.key_in(entry), entry)

    async def undrawn(self, entry: Entry) -> Card:
        """Key the same card in until it is one that nobody has drawn; the others are taken back."""
        while self.vote.cards.is_drawn(card := await self.key_in(entry)):
            await self.vote.cards.undo(EDITION, card.id, card.version, ALA)
        return card

    async def drawn(self, entry: Entry) -> Card:
        """Key the same card in until it is a drawn one; the others are taken back."""
        while not self.vote.cards.is_drawn(card := await self.key_in(entry)):
            await self.vote.cards.undo(EDITION, card.id, card.version, ALA)
        return card

    async def cast_online(self, person: dict[str, str], nonce: str = "n" * 16) -> Any:
        resident = Resident(person["given"], person["surname"], person["address"])
        known = await self.vote.rolls.recognise(EDITION, "name_address", Identity(person=resident))
        return await self.vote.ballots.cast(EDITION, known.roll_id, {"miasto": [("drzewa", 1)]}, nonce)


@pytest.fixture
def office(vote: Vote) -> Desk:
    return Desk(vote)
