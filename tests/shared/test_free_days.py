"""A service's copy of the declared free days: the newest set stands, and what is open is held against it."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from shared.deadlines import FreeDay, FreeDays, Reckoning, Term, Unit, postponed
from shared.free_days import CityFreeDays, OpenDeadlines
from shared.store import Collection, Database, Transaction, new_id, transactional

BASIS = "ustawy z dnia 7 listopada 2029 r. (Dz. U. poz. 2117)"
MONDAY = date(2029, 11, 12)
TERM = Term(amount=7, unit=Unit.DAY)
START = datetime(2029, 11, 5, 9, 0, tzinfo=UTC)
OPEN = {"open": True}


def declared(version: int, *days: date) -> FreeDaysChangedV1:
    told = tuple(DeclaredFreeDay(day=day, basis=BASIS) for day in days)
    return FreeDaysChangedV1(version=version, days=told, changed_at=START)


class Card(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    open: bool = True
    due_at: datetime = datetime(2029, 11, 12, 22, 59, 59, tzinfo=UTC)
    free_days: int = 0
    moves: int = 0


class Cards:
    """What any capability with deadlines looks like."""

    def __init__(self, database: Database) -> None:
        self.database, self.free_days = database, CityFreeDays(database)
        self.cards = Collection(database, "cards", Card, key="id", indexes=[OpenDeadlines.index(OPEN)])
        self.deadlines = OpenDeadlines(self.cards, OPEN)
        self.free_days.postpones(self.deadlines, self.postpone)

    @transactional
    async def add(self, tx: Transaction, card: Card) -> None:
        await self.cards.insert(tx, card)

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        free, card = await self.free_days.known(tx), await self.cards.get(id, tx)
        if not card.open or card.free_days >= free.version:
            return
        later = postponed(card.due_at, Reckoning(term=TERM, start=START), free)
        moved = {"due_at": later.due_at, "moves": card.moves + 1} if later else {}
        await self.deadlines.held(tx, id, free.version, **moved)


@pytest.fixture
async def cards(database: Database) -> Cards:
    cards = Cards(database)
    await database.prepare()
    return cards


async def test_without_a_declaration_the_statute_holds(cards):
    assert await cards.free_days.known() == FreeDays()
    await cards.add(Card(id="1"))
    await cards.free_days.look_after()
    assert (await cards.cards.get("1")).free_days == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations([1, 1, 2, 3, 3]))
async def test_the_newest_set_stands_in_whichever_order_and_how_often_it_comes(make_database, deliver, order):
    copy = CityFreeDays(make_database())
    for version in order:
        days = [date(2029, 11, 12 + number) for number in range(version)]
        await deliver(declared(version, *days), copy.follow, f"event-{version}")
    free = await copy.known()
    assert free.version == 3
    assert free.days[0] == FreeDay(day=MONDAY, basis=BASIS)
    assert len(free.days) == 3


async def test_replicas_that_tick_at_once_move_each_open_one_once(cards, deliver):
    for number in range(30):
        await cards.add(Card(id=f"{number:02}", open=number != 7))
    await deliver(declared(1, MONDAY), cards.free_days.follow)
    others = [Cards(cards.database) for _ in range(3)]
    await asyncio.gather(*(one.free_days.look_after() for one in (cards, *others)))
    await cards.free_days.look_after()

    found = await cards.cards.find({})
    assert [card.moves for card in found] == [int(card.open) for card in found]
    assert {card.due_at.day for card in found if card.open} == {13}


async def test_who_read_the_former_set_while_the_new_one_came_is_found_by_the_next_tick(cards, deliver):
    await deliver(declared(1, date(2029, 11, 2)), cards.free_days.follow)
    await deliver(declared(2, date(2029, 11, 2), MONDAY), cards.free_days.follow)
    await cards.free_days.look_after()
    await cards.add(Card(id=new_id(), free_days=1))
    await cards.free_days.look_after()
    assert [card.due_at.day for card in await cards.cards.find({})] == [13]


async def test_a_document_older_than_the_field_is_held_too(cards, deliver):
    await cards.add(Card(id="old"))
    await cards.cards.raw.update_one({"_id": "old"}, {"$unset": {"free_days": 1}})
    await deliver(declared(1, MONDAY), cards.free_days.follow)
    await cards.free_days.look_after()
    card = await cards.cards.get("old")
    assert (card.due_at.day, card.free_days) == (13, 1)


async def test_what_has_been_held_is_not_looked_at_again(cards, deliver):
    await cards.add(Card(id="1"))
    await deliver(declared(1, MONDAY), cards.free_days.follow)
    assert await cards.deadlines.behind(1, 10) == ["1"]
    await cards.free_days.look_after()
    assert await cards.deadlines.behind(1, 10) == []
    assert await cards.deadlines.behind(2, 10) == ["1"]
