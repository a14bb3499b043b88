"""The turnout of a running vote: counted from the signed log, told on the bus and on its page."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from services.voting.board.domain.log import Sum
from services.voting.board.service import LogBroken
from services.voting.turnout.domain import Turnout
from services.voting.turnout.service import Counting
from services.voting.turnout.store import MongoTurnoutStore
from shared.access import Role
from shared.contracts import contract
from shared.contracts.voting import VotingTurnoutV1
from shared.store import Database, new_id
from tests.conftest import SetClock, Site, person
from tests.voting.conftest import CLOSES, EDITION, OPENS, ROLL, Vote, open_at_the_desk

CHOICES = {"miasto": [("fontanna", 1)]}
PAGE = f"/budzet-obywatelski/glosowanie/{EDITION}/frekwencja"


def counting(vote: Vote) -> Counting:
    database = vote.ballots.database
    return Counting(database, MongoTurnoutStore(database), vote.ballots.board, vote.rolls, vote.clock)


async def cast(vote: Vote, *people: int) -> None:
    await asyncio.gather(
        *(vote.ballots.cast(EDITION, f"r-{one}", CHOICES, f"nonce-of-person-{one:04}") for one in people)
    )


async def told(database: Database) -> list[VotingTurnoutV1]:
    rows = [row async for row in database.published_events([VotingTurnoutV1.name])]
    events = [contract(row["name"]).model_validate_json(row["body"]) for row in rows]
    return [event for event in events if isinstance(event, VotingTurnoutV1)]


async def test_the_bus_hears_how_many_have_voted_once_it_is_ten(vote: Vote, database: Database) -> None:
    await vote.open()
    turnout = counting(vote)
    await cast(vote, *range(9))
    await vote.ballots.board.catch_up(EDITION)
    await turnout.tell_due()
    assert await told(database) == []

    await cast(vote, 9)
    await vote.ballots.board.catch_up(EDITION)
    await turnout.tell_due()

    [event] = await told(database)
    assert (event.version, event.ballots, event.entitled) == (1, 10, 4)
    assert {cell.channel: cell.ballots for cell in event.channels} == {"online": 10, "paper": 0}


async def test_nothing_is_counted_across_a_page_of_the_log_that_is_missing(vote: Vote, database: Database) -> None:
    await vote.open()
    for ten in range(3):
        await cast(vote, *range(10 * ten, 10 * ten + 10))
    await vote.ballots.board.catch_up(EDITION)
    pages = database.collection("log_pages")
    await pages.delete_one({"first": {"$gt": 0, "$lt": 20}})
    with pytest.raises(LogBroken):
        await counting(vote).tell_due()
    assert await told(database) == []


async def test_what_no_signed_head_covers_is_not_told(vote: Vote, database: Database) -> None:
    await vote.open()
    await cast(vote, *range(30))
    await counting(vote).tell_due()

    assert await told(database) == []


async def test_each_entry_of_the_log_is_read_once(vote: Vote, monkeypatch: pytest.MonkeyPatch) -> None:
    await vote.open()
    turnout, board, read = counting(vote), vote.ballots.board, list[tuple[int, int]]()
    sums = board.sums

    async def watched(edition_id: str, start: int, pages: int) -> list[Sum]:
        if found := await sums(edition_id, start, pages):
            read.append((start, sum(one.many for one in found)))
        return found

    monkeypatch.setattr(board, "sums", watched)
    for heap in range(3):
        await cast(vote, *range(heap * 20, heap * 20 + 20))
        await board.catch_up(EDITION)
        vote.clock.move(minutes=5)
        await turnout.tell_due()

    assert read == [(0, 20), (20, 20), (40, 20)]


async def test_a_page_of_the_log_that_a_head_covers_in_part_is_counted_with_the_next_one(
    vote: Vote, monkeypatch: pytest.MonkeyPatch
) -> None:
    await vote.open()
    turnout, board, part = counting(vote), vote.ballots.board, 7
    await cast(vote, *range(20))
    monkeypatch.setattr("services.voting.board.service._SIGNED_AT_ONCE", part)
    known = [(0, 0)]
    while known[-1][0] < 20:
        await board._sign_next(EDITION)
        await turnout.tell_due()
        known.append(((await board.signed(EDITION)).size, (await turnout.turnout(EDITION)).online))

    assert [signed for signed, _ in known] == [0, 7, 14, 20]
    assert all(counted <= signed for signed, counted in known)
    assert known[-1] == (20, 20)


async def test_replicas_that_tell_at_once_tell_one_figure(vote: Vote, database: Database) -> None:
    await vote.open()
    await cast(vote, *range(25))
    await vote.ballots.board.catch_up(EDITION)
    await asyncio.gather(*(counting(vote).tell_due() for _ in range(6)), return_exceptions=True)
    await counting(vote).tell_due()

    assert [(event.version, event.ballots) for event in await told(database)] == [(1, 25)]
    assert (await counting(vote).turnout(EDITION)).online == 25


async def test_nothing_is_told_of_a_closed_box(vote: Vote, database: Database) -> None:
    await vote.open()
    await cast(vote, *range(25))
    await vote.close()
    await counting(vote).tell_due()

    assert await told(database) == []


async def test_everybody_sees_how_many_of_those_entitled_have_voted(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock
) -> None:
    site = await vote_site()
    before = await site.client.get(PAGE)
    assert "Głosowanie jeszcze się nie zaczęło" in before.text

    await open_at_the_desk(site, ROLL)
    quiet = await site.client.get(PAGE)
    assert "Jeszcze nie podajemy frekwencji" in quiet.text

    # A figure that the ticks have told.
    store = MongoTurnoutStore(site.database)
    state = Turnout(id=EDITION, online=30, paper=12).telling(OPENS, 100)
    assert state
    await site.database.transaction(lambda tx: store.add(tx, state))
    page = (await site.client.get(PAGE)).text
    assert "Zagłosowało 42 z 100 uprawnionych." in page
    assert "To 42% uprawnionych." in page
    assert "W internecie" in page
    newest = await site.client.get("/budzet-obywatelski/glosowanie/frekwencja")
    assert (newest.status_code, newest.headers["location"]) == (303, PAGE)

    clock.moment = CLOSES + timedelta(hours=1)
    headers = {**site.by(person(Role.COMMISSION)), "Idempotency-Key": new_id()}
    closed = await site.client.post(f"/api/voting/v1/editions/{EDITION}/closing", headers=headers)
    assert closed.status_code == 200, closed.text
    over = (await site.client.get(PAGE)).text
    assert "Ostatnia liczba podana w czasie głosowania: 42 z 100 uprawnionych." in over
    assert "Ostateczną liczbę głosów podaje strona wyników." in over
