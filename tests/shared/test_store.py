"""What the store promises: together or not at all, once, and never the last word over somebody else's."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from motor.motor_asyncio import AsyncIOMotorClientSession
from pydantic import BaseModel, ConfigDict
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.errors import ConnectionFailure

from shared.causes import Cause, SecondTransaction, caused_by
from shared.contracts.media import ArticlePublishedV1
from shared.store import Collection, Database, Duplicate, KeyReused, NotFound, Stale, Transaction, new_id, transactional


class Card(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    version: int = 1


def an_article(clock) -> ArticlePublishedV1:
    return ArticlePublishedV1(
        version=1, article_id="a-1", slug="plac", title="Plac", lead="Nowy plac", published_at=clock.now()
    )


class Cards:
    def __init__(self, database: Database, clock) -> None:
        self.database, self.clock = database, clock
        self.cards = Collection(database, "cards", Card, key="id")
        self.runs = 0

    @transactional
    async def open(self, tx: Transaction, text: str) -> str:
        self.runs += 1
        card = Card(id=new_id(), text=text)
        await self.cards.insert(tx, card)
        tx.publish(an_article(self.clock))
        return card.id

    @transactional
    async def open_and_fail(self, tx: Transaction, text: str) -> None:
        await self.cards.insert(tx, Card(id=new_id(), text=text))
        tx.publish(an_article(self.clock))
        raise ValueError(text)

    @transactional
    async def open_last(self, tx: Transaction, *texts: str) -> None:
        for text in texts:
            self.cards.insert_last(tx, [Card(id=text, text=text)])
        tx.publish(an_article(self.clock))

    @transactional
    async def number(self, tx: Transaction, fail: bool = False) -> int:
        number = await self.database.next_number(tx, "cards|2027")
        if fail:
            raise ValueError(number)
        return number

    @transactional
    async def number_after_losing_the_store(self, tx: Transaction, times: int) -> int:
        number = await self.database.next_number(tx, "cards|2027")
        self.runs += 1
        if self.runs <= times:
            raise ConnectionFailure("the store was killed", error_labels=["TransientTransactionError"])
        return number

    @transactional
    async def write(self, tx: Transaction, card: Card) -> None:
        await self.cards.replace(tx, card)


@pytest.fixture
async def cards(database, clock) -> Cards:
    cards = Cards(database, clock)
    await database.prepare()
    return cards


async def test_state_and_event_come_to_be_together(cards, published):
    await cards.open("Ławki")

    assert await cards.cards.count({}) == 1
    assert await published() == ["media.article_published.v1"]


async def test_nothing_remains_of_a_use_case_that_fails(cards, published):
    with pytest.raises(ValueError, match="Ławki"):
        await cards.open_and_fail("Ławki")

    assert await cards.cards.count({}) == 0
    assert await published() == []


async def test_the_second_delivery_of_an_event_has_no_effect(cards, published):
    for _ in range(2):
        with caused_by(Cause("reader", "event-1")):
            await cards.open("Ławki")

    assert await cards.cards.count({}) == 1
    assert len(await published()) == 1


async def test_two_deliveries_side_by_side_have_one_effect(cards):
    async def deliver() -> None:
        with caused_by(Cause("reader", "event-1")):
            await cards.open("Ławki")

    await asyncio.gather(*(deliver() for _ in range(16)))

    assert await cards.cards.count({}) == 1


async def test_two_sendings_of_a_request_side_by_side_have_one_effect_and_one_answer(cards):
    async def send() -> str:
        with caused_by(Cause("POST /cards", "key-1", fingerprint="Ławki")):
            return await cards.open("Ławki")

    answers = await asyncio.gather(*(send() for _ in range(16)))

    assert len(set(answers)) == 1
    assert await cards.cards.count({}) == 1


async def test_the_inbox_tells_nobody_an_answer_a_secret_address_or_what_was_sent(cards, database):
    """An answer can be a secret link; so can the address; and of a short body one could try all there are."""
    with caused_by(Cause("POST /poparcie/tajny-adres", "klucz-7c1e9a", fingerprint="skrot-tresci")):
        answer = await cards.open("Ławki")

    (row,) = await database.collection("inbox").find({}).to_list(None)
    assert set(row) == {"_id", "fingerprint", "answer", "expires_at"}
    for secret in (answer, "tajny-adres", "klucz-7c1e9a", "skrot-tresci"):
        assert secret not in str(row)


async def test_an_event_leaves_no_answer_behind(cards, database):
    with caused_by(Cause("reader", "event-1")):
        await cards.open("Ławki")

    (row,) = await database.collection("inbox").find({}).to_list(None)
    assert (row["_id"], row.get("answer")) == ("reader|event-1", None)


async def test_requests_sent_again_while_the_first_sending_is_still_tried_do_not_stand_in_its_way(cards):
    async def send() -> int:
        with caused_by(Cause("POST /cards", "key-1", fingerprint="Ławki")):
            return await cards.number_after_losing_the_store(20)

    async with asyncio.timeout(120):
        assert await asyncio.gather(*(send() for _ in range(8))) == [1] * 8


async def test_the_same_request_sent_again_gets_the_same_answer(cards):
    async def send(body: str) -> str:
        with caused_by(Cause("POST /cards", "key-1", fingerprint=body)):
            return await cards.open(body)

    assert await send("Ławki") == await send("Ławki")
    assert cards.runs == 1


async def test_a_request_key_with_another_body_is_refused(cards):
    with caused_by(Cause("POST /cards", "key-1", fingerprint="a")):
        await cards.open("a")

    with caused_by(Cause("POST /cards", "key-1", fingerprint="b")), pytest.raises(KeyReused):
        await cards.open("b")


async def test_a_transaction_that_the_store_forgets_before_its_commit_is_done_anew(database, mongo_url):
    """As where mongod is killed between the last write and the commit."""
    notes, runs = Collection(database, "notes", Card, key="id"), []
    await database.prepare()

    async def work(tx: Transaction) -> str:
        await notes.insert(tx, Card(id="n-1", text="raz"))
        runs.append(1)
        if len(runs) == 1:
            with MongoClient[dict[str, object]](mongo_url) as other:
                other.admin.command("killSessions", [tx.session.session_id])
        return "done"

    assert await database.transaction(work) == "done"
    assert (len(runs), await notes.count({})) == (2, 1)


class Interrupted(list[tuple[str, dict[str, object]]]):
    """What is read for a digest; in the middle of the first reading somebody does something."""

    def __init__(self, *parts: tuple[str, dict[str, object]], meanwhile: Callable[[], None]) -> None:
        super().__init__(parts)
        self.meanwhile, self.readings = meanwhile, 0

    def __iter__(self) -> Iterator[tuple[str, dict[str, object]]]:
        self.readings += 1
        for place in range(len(self)):
            if place and self.readings == 1:
                self.meanwhile()
            yield self[place]


async def test_a_digest_that_the_store_breaks_off_is_taken_anew(cards, database, mongo_url, monkeypatch):
    """As where an index is made, or a collection takes another's place, at that moment."""
    sessions, start = [], AsyncIOMotorClientSession.start_transaction

    def begin(session, *options, **more):
        sessions.append(session)
        return start(session, *options, **more)

    def break_off() -> None:
        with MongoClient[dict[str, object]](mongo_url) as other:
            other.admin.command("killSessions", [sessions[0].session_id])

    await cards.open("Ławki")
    monkeypatch.setattr(AsyncIOMotorClientSession, "start_transaction", begin)
    parts = Interrupted(("cards", {}), ("outbox", {}), meanwhile=break_off)
    assert await database.digests([parts]) == await database.digests([list(parts)])
    assert len(sessions) == 3


async def test_a_commit_whose_answer_is_lost_is_asked_for_again_and_not_done_twice(cards, published, monkeypatch):
    commit = ClientSession.commit_transaction
    lost: list[int] = []

    def commit_and_lose_the_answer(session) -> None:
        commit(session)
        if not lost:
            lost.append(1)
            raise ConnectionFailure("the connection is gone", error_labels=("UnknownTransactionCommitResult",))

    monkeypatch.setattr(ClientSession, "commit_transaction", commit_and_lose_the_answer)
    assert await cards.open("raz")
    assert lost
    assert (cards.runs, await cards.cards.count({}), len(await published())) == (1, 1, 1)
    lost.clear()
    await cards.open_last("dwa", "trzy")
    assert (bool(lost), await cards.cards.count({}), len(await published())) == (True, 3, 2)


async def test_what_is_added_last_is_there_with_everything_else_or_not_at_all(cards, published):
    await cards.open_last("raz", "dwa")
    with pytest.raises(Duplicate):
        await cards.open_last("trzy", "dwa")
    assert sorted([card.id for card in await cards.cards.find({})]) == ["dwa", "raz"]
    assert len(await published()) == 1
    await cards.open_last("trzy")


@contextmanager
def slow_commits(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[asyncio.Event, threading.Event]]:
    """Hold commits up: tell when one is under way, and until when it waits."""
    under_way, go_on = asyncio.Event(), threading.Event()
    commit, loop = ClientSession.commit_transaction, asyncio.get_running_loop()

    def slow(self: ClientSession) -> None:
        loop.call_soon_threadsafe(under_way.set)
        go_on.wait()
        commit(self)

    with monkeypatch.context() as patched:
        patched.setattr(ClientSession, "commit_transaction", slow)
        yield under_way, go_on


async def test_who_hangs_up_in_the_middle_leaves_a_whole_transaction_behind_and_no_turn_taken(cards, monkeypatch):
    with slow_commits(monkeypatch) as (under_way, go_on):
        caller = asyncio.create_task(cards.number())
        await under_way.wait()
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller
        go_on.set()
        other = asyncio.create_task(cards.number())
        assert await asyncio.wait_for(other, 60) == 2, "the first number is given out, and the turn is free"


async def test_a_transaction_that_is_broken_off_while_it_commits_ends_when_its_commit_has(cards, monkeypatch):
    with slow_commits(monkeypatch) as (under_way, go_on):
        caller = asyncio.create_task(cards.open("raz"))
        await under_way.wait()
        [transaction] = cards.database._under_way
        transaction.cancel()
        done, _ = await asyncio.wait([transaction], timeout=0.2)
        assert not done, "the thread still has the session"
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await caller
    assert await cards.cards.count({}) == 1


async def test_no_commit_waits_behind_work_that_keeps_every_other_thread_busy(cards):
    go_on = threading.Event()
    busy = [asyncio.create_task(asyncio.to_thread(go_on.wait)) for _ in range(64)]
    try:
        assert await asyncio.wait_for(cards.open("raz"), 20)
    finally:
        go_on.set()
        await asyncio.gather(*busy)


async def test_one_cause_has_one_transaction(cards):
    with caused_by(Cause("reader", "event-1")):
        await cards.open("a")
        with pytest.raises(SecondTransaction):
            await cards.open("b")


async def test_numbers_have_no_gaps_when_many_count_at_once_and_some_fail(cards):
    answers = await asyncio.gather(*(cards.number(fail=n % 3 == 0) for n in range(60)), return_exceptions=True)

    given_out = [answer for answer in answers if isinstance(answer, int)]
    assert sorted(given_out) == list(range(1, 41))


async def test_who_read_an_older_version_does_not_have_the_last_word(cards):
    id = await cards.open("Ławki")
    await cards.write(Card(id=id, text="Ławki i kosze", version=2))

    with pytest.raises(Stale):
        await cards.write(Card(id=id, text="Ławki i stoły", version=2))
    assert (await cards.cards.get(id)).text == "Ławki i kosze"


async def test_a_missing_document_is_named(cards):
    with pytest.raises(NotFound) as missing:
        await cards.cards.get("none")
    assert (missing.value.kind, missing.value.id) == ("cards", "none")


async def test_an_embedded_event_reaches_the_outbox_once(database, clock, published):
    database.embeds_events("articles")
    await database.prepare()
    await database.insert_with_event("articles", {"_id": "a-1"}, an_article(clock))

    await database.gather_embedded(10)
    await database.gather_embedded(10)

    assert await published() == ["media.article_published.v1"]
    assert await database.collection("articles").find_one({"_id": "a-1"}) == {"_id": "a-1"}


async def test_one_replica_at_a_time_holds_a_lease(database):
    mine, other = database.lease("relay", 10), database.lease("relay", 10)

    assert await mine.take()
    assert not await other.take()
    assert await mine.take()
    await mine.give_back()
    assert await other.take()


async def test_who_lost_the_lease_marks_nothing(cards, database):
    await cards.open("Ławki")
    lease = database.lease("relay", 10)
    [row] = await database.waiting_events(10)

    assert not await database.mark_published([row["_id"]], lease)
    assert await database.waiting_events(10) == [row]
    await lease.take()
    assert await database.mark_published([row["_id"]], lease)
    assert await database.waiting_events(10) == []


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ids=st.lists(st.integers(0, 5), min_size=1, max_size=12))
async def test_whatever_the_order_of_deliveries_each_event_counts_once(cards, ids):
    run = new_id()

    async def deliver(id: int) -> None:
        with caused_by(Cause("reader", f"{run}-{id}")):
            await cards.open(run)

    await asyncio.gather(*(deliver(id) for id in ids))

    assert await cards.cards.count({"text": run}) == len(set(ids))
