"""A public form counts by network address and by day, and keeps no address."""

import asyncio
from datetime import UTC, datetime

import pytest

from shared.asks import AskedTooOften, Asks
from shared.store import Database, Transaction
from tests.conftest import SetClock

HERE, THERE = "81.2.69.160", "81.2.69.161"


@pytest.fixture
async def asks(database: Database, clock: SetClock) -> Asks:
    made = Asks(database, "test_asks", "k" * 40, clock, 3)
    await database.prepare()
    return made


async def ask(database: Database, asks: Asks, address: str | None) -> None:
    async def count(tx: Transaction) -> None:
        await asks.count(tx, address)

    await database.transaction(count)


async def test_of_those_that_come_at_once_as_many_are_taken_as_may(database: Database, asks: Asks) -> None:
    ends = await asyncio.gather(*(ask(database, asks, HERE) for _ in range(5)), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["AskedTooOften"] * 2 + ["NoneType"] * 3
    await ask(database, asks, THERE)


async def test_the_next_day_counts_anew_and_the_last_one_is_forgotten(
    database: Database, asks: Asks, clock: SetClock
) -> None:
    for _ in range(3):
        await ask(database, asks, HERE)
    await asks.forget()
    with pytest.raises(AskedTooOften):
        await ask(database, asks, HERE)
    clock.move(days=1)
    await ask(database, asks, HERE)
    await asks.forget()
    assert await database.collection("test_asks").count_documents({}) == 1


async def test_no_address_is_kept(database: Database, asks: Asks) -> None:
    await ask(database, asks, HERE)
    [row] = [one async for one in database.collection("test_asks").find({})]
    assert (HERE in str(row), row["count"], row["day"]) == (False, 1, "2026-04-15")


@pytest.mark.parametrize("address", [None, "testclient", "127.0.0.1", "10.1.2.3"])
async def test_what_is_no_public_address_is_not_counted(database: Database, asks: Asks, address: str | None) -> None:
    for _ in range(5):
        await ask(database, asks, address)
    assert await database.collection("test_asks").count_documents({}) == 0


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-04-15T21:59:59", 1),
        ("2026-04-15T22:00:00", 24 * 3_600),
        # The night in which the clocks go forward: the day has 23 hours.
        ("2026-03-28T23:00:00", 23 * 3_600),
    ],
)
async def test_who_is_turned_away_is_told_when_the_day_is_over(
    database: Database, asks: Asks, clock: SetClock, now: str, left: int
) -> None:
    clock.moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    for _ in range(3):
        await ask(database, asks, HERE)
    with pytest.raises(AskedTooOften) as found:
        await ask(database, asks, HERE)
    assert left <= found.value.retry_after <= left + 1
