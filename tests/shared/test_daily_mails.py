"""An address gets only so many letters in a day before it has confirmed, and is kept nowhere."""

import asyncio

import pytest

from shared.daily_mails import DailyMails
from shared.store import Database, Transaction
from tests.conftest import SetClock

ANNA = "anna.nowak@example.org"


@pytest.fixture
async def mails(database: Database, clock: SetClock) -> DailyMails:
    made = DailyMails(database, "test_mails", "k" * 40, clock, 3)
    await database.prepare()
    return made


async def take(database: Database, mails: DailyMails, email: str) -> bool:
    async def work(tx: Transaction) -> bool:
        return await mails.take(tx, email)

    return await database.transaction(work)


async def test_of_letters_at_once_as_many_go_out_as_may(database: Database, mails: DailyMails) -> None:
    ends = await asyncio.gather(*(take(database, mails, ANNA) for _ in range(5)))
    assert sorted(ends) == [False, False, True, True, True]
    assert await take(database, mails, "jan@example.org")


async def test_between_replicas_as_many_go_out_as_may(
    database: Database, mails: DailyMails, clock: SetClock, mongo_url: str
) -> None:
    other = Database(mongo_url, database.name)
    theirs = DailyMails(other, "test_mails", "k" * 40, clock, 3)
    both = [(database, mails), (other, theirs)] * 3
    ends = await asyncio.gather(*(take(*each, ANNA) for each in both))
    other.close()
    assert sum(ends) == 3


@pytest.mark.parametrize("written", [" Anna.Nowak@Example.ORG", "anna.nowak+sad@example.org"])
async def test_one_address_written_otherwise_is_one(database: Database, mails: DailyMails, written: str) -> None:
    for _ in range(3):
        assert await take(database, mails, ANNA)
    assert not await take(database, mails, written)


async def test_a_letter_that_was_not_written_is_not_counted(database: Database, mails: DailyMails) -> None:
    async def fail(tx: Transaction) -> None:
        await mails.take(tx, ANNA)
        raise RuntimeError

    for _ in range(5):
        with pytest.raises(RuntimeError):
            await database.transaction(fail)
    assert await take(database, mails, ANNA)


async def test_the_next_day_counts_anew_and_the_last_one_is_forgotten(
    database: Database, mails: DailyMails, clock: SetClock
) -> None:
    for _ in range(4):
        await take(database, mails, ANNA)
    clock.move(days=1)
    assert await take(database, mails, ANNA)
    await mails.forget()
    [row] = [one async for one in database.collection("test_mails").find({})]
    assert (row["count"], row["day"], "anna" in str(row)) == (1, "2026-04-16", False)
