"""The public log: it grows with the box, is signed in time, and proves what it holds to anybody."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from services.voting.ballots.domain.election import WrongState
from services.voting.ballots.domain.envelope import EnvelopeState
from services.voting.ballots.service import Receipt
from services.voting.board.domain.audit import check_log
from services.voting.board.domain.log import EntryKind, hash_of, is_signed
from services.voting.board.domain.tree import TILE, proves_consistency, proves_inclusion
from services.voting.board.service import Board
from services.voting.tally.service import BoxChanged
from services.voting.trial.store import MongoTrialStore
from shared.store import Database, NotFound
from tests.voting.conftest import CLOSES, EDITION, PRIVATE, SECRET, Vote

CHOICES = {"miasto": [("fontanna", 1)]}


async def cast(vote: Vote, *people: int) -> list[Receipt]:
    """Let people vote, all at once."""
    ballots = (vote.ballots.cast(EDITION, f"r-{one}", CHOICES, f"nonce-of-person-{one:04}") for one in people)
    return list(await asyncio.gather(*ballots))


@pytest.fixture
def board(vote: Vote) -> Board:
    return vote.ballots.board


async def test_the_opening_signs_that_the_box_is_empty(vote: Vote, board: Board) -> None:
    await vote.open()
    signed = await board.signed(EDITION)
    assert (signed.number, signed.size) == (1, 0)
    assert is_signed(signed, board.public_key(EDITION), EDITION)
    election = await vote.ballots.store.election(EDITION)
    assert election.log_key == board.public_key(EDITION)
    assert f'"log_key":"{election.log_key}"' in (await vote.ballots.store.frozen(EDITION)).text


async def test_each_ballot_has_its_own_entry_with_its_commitment(vote: Vote, board: Board) -> None:
    await vote.open()
    receipts = await cast(vote, *range(30))
    assert sorted(receipt.seq for receipt in receipts) == list(range(30))
    await board.catch_up(EDITION)
    entries = await board.entries(EDITION, 0, 100)
    for receipt in receipts:
        assert entries[receipt.seq] == (EntryKind.CAST, bytes.fromhex(receipt.commitment))


async def test_nobody_sees_an_entry_before_a_signed_head_covers_it(vote: Vote, board: Board) -> None:
    await vote.open()
    await cast(vote, 1)
    assert await board.entries(EDITION, 0, 100) == []
    with pytest.raises(NotFound):
        await board.inclusion(EDITION, 0)


@pytest.mark.parametrize(
    ("ballots", "minutes", "signed"),
    [(0, 60, False), (1, 4, False), (1, 5, True), (99, 0, False), (100, 0, True)],
)
async def test_a_head_is_signed_after_a_hundred_entries_or_five_minutes_with_a_new_one(
    vote: Vote, board: Board, ballots: int, minutes: int, signed: bool
) -> None:
    await vote.open()
    await board.sign_due()
    vote.clock.moment = (await board.signed(EDITION)).signed_at
    before = (await board.signed(EDITION)).number
    if ballots:
        await vote.ballots.store.election(EDITION)
        vote.clock.moment = max(vote.clock.moment, (await vote.ballots.store.election(EDITION)).window[0])
        await board.catch_up(EDITION)
        await cast(vote, *range(ballots))
    base = (await board.signed(EDITION)).signed_at
    vote.clock.moment = max(base + timedelta(minutes=minutes), base)
    await board.sign_due()
    assert ((await board.signed(EDITION)).number > before) is signed


async def test_two_replicas_that_sign_at_once_sign_one_head(vote: Vote, board: Board) -> None:
    await vote.open()
    await cast(vote, *range(5))
    await asyncio.gather(*(board.catch_up(EDITION) for _ in range(6)), return_exceptions=True)
    heads = await board.store.heads(EDITION, 0, 100)
    assert [(one.number, one.size) for one in heads] == [(1, 0), (2, 5)]


async def test_every_entry_is_proved_under_the_newest_head_and_every_head_continues_the_earlier_ones(
    vote: Vote, board: Board
) -> None:
    await vote.open()
    for heap in ((0, 3), (3, TILE + 10), (TILE + 10, 2 * TILE + 20)):
        await cast(vote, *range(*heap))
        await board.catch_up(EDITION)
    signed = await board.signed(EDITION)
    root = bytes.fromhex(signed.root)
    for seq in (0, 2, 3, TILE - 1, TILE, TILE + 9, 2 * TILE, signed.size - 1):
        proved = await board.inclusion(EDITION, seq)
        assert proved.leaf == hash_of(EDITION, seq, proved.entry)
        assert proves_inclusion(proved.leaf, seq, signed.size, proved.proof, root)
    for number in range(2, signed.number + 1):
        found = await board.consistency(EDITION, number)
        before, after = found.earlier, found.signed
        roots = bytes.fromhex(before.root), bytes.fromhex(after.root)
        assert proves_consistency(before.size, after.size, found.proof, *roots)


async def test_the_whole_log_with_its_heads_stands_an_audit(vote: Vote, board: Board) -> None:
    await vote.open()
    for heap in range(4):
        await cast(vote, *range(heap * 40, heap * 40 + 40))
        await board.catch_up(EDITION)
    await vote.close()
    signed = await board.signed(EDITION)
    entries = [entry async for entry in board.whole(EDITION, signed.size)]
    heads = await board.store.heads(EDITION, 0, 100)
    assert check_log(EDITION, board.public_key(EDITION), entries, heads) == []
    assert signed.root == (await vote.ballots.store.election(EDITION)).digest


async def test_nothing_gets_into_the_log_behind_the_closing(vote: Vote, board: Board) -> None:
    await vote.open()
    await cast(vote, 1)
    await vote.close()
    vote.clock.moment = CLOSES
    with pytest.raises(WrongState):
        await cast(vote, 2)
    assert (await board.store.log(EDITION)).size == (await board.signed(EDITION)).size == 1


async def test_ballots_that_race_with_the_closing_are_either_signed_or_refused(vote: Vote, board: Board) -> None:
    await vote.open()
    # The clock of the one that closes is ahead; those who vote think that there is time.
    election = await vote.ballots.store.election(EDITION)
    closing = vote.clock.moment
    vote.ballots._open.clear()
    await vote.ballots.taking(EDITION)

    async def close() -> None:
        vote.clock.moment = election.closable_from
        await vote.ballots.close(EDITION)

    async def late(person: int) -> Receipt | None:
        vote.clock.moment = closing
        try:
            [receipt] = await cast(vote, person)
        except Exception:  # refused, whatever the reason
            return None
        return receipt

    results = await asyncio.gather(*(late(one) for one in range(40)), close(), return_exceptions=True)
    if isinstance(results[-1], Exception):
        await vote.close()
    taken = [one for one in results if isinstance(one, Receipt)]
    signed = await board.signed(EDITION)
    assert signed.size == len(taken) == await vote.ballots.store.count_box(EDITION)


async def test_of_two_replicas_that_take_ballots_of_the_same_people_one_is_faster_with_each(
    vote: Vote, board: Board
) -> None:
    await vote.open()
    other = type(vote.ballots)(
        vote.ballots.database,
        vote.ballots.store,
        board,
        vote.cards.store,
        MongoTrialStore(vote.ballots.database),
        vote.watch,
        (),
        vote.rolls.store,
        vote.clock,
        vote.keys,
    )
    attempts = [
        replica.cast(EDITION, f"r-{one}", CHOICES, f"nonce-of-{name}-{one:08}")
        for one in range(40)
        for name, replica in (("first", vote.ballots), ("second", other))
    ]
    ends = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(end, Receipt) for end in ends) == 40
    assert await vote.ballots.store.count_box(EDITION) == (await board.store.log(EDITION)).size == 40


Tamper = Callable[[Database], Awaitable[object]]


async def _set(database: Database, collection: str, change: dict[str, object]) -> None:
    done = await database.collection(collection).update_one({"edition_id": EDITION}, {"$set": change})
    assert done.modified_count == 1


async def _swap(database: Database) -> None:
    box = database.collection("envelopes")
    one, other = await box.find({}).to_list(2)
    for id, sealed in ((one["_id"], other["sealed"]), (other["_id"], one["sealed"])):
        await box.update_one({"_id": id}, {"$set": {"sealed": sealed}})


TAMPERINGS: dict[str, Tamper] = {
    "a ballot is taken out": lambda database: database.collection("envelopes").delete_one({}),
    "a ballot is exchanged beside its old commitment": lambda database: database.collection("envelopes").update_one(
        {}, {"$set": {"sealed": b"other"}}
    ),
    "two ballots change places": _swap,
    "a ballot is set aside": lambda database: database.collection("envelopes").update_one(
        {}, {"$set": {"state": EnvelopeState.VOID}}
    ),
    "a page of the log is rewritten": lambda database: _set(database, "log_pages", {"entries": bytes([1]) + bytes(32)}),
    "a page of the log is thrown away": lambda database: database.collection("log_pages").delete_one({}),
    "the last head is thrown away": lambda database: database.collection("log_heads").delete_one({"number": 2}),
}


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=list(TAMPERINGS))
async def test_a_box_or_a_log_that_somebody_has_changed_is_not_counted(
    vote: Vote, database: Database, tamper: Tamper
) -> None:
    await vote.open()
    await cast(vote, 1, 2, 3)
    await vote.close()
    await tamper(database)
    with pytest.raises(BoxChanged):
        await vote.tally.count(EDITION, PRIVATE, SECRET)


async def test_a_box_that_nobody_has_touched_is_counted(vote: Vote) -> None:
    await vote.open()
    await cast(vote, 1, 2, 3)
    await vote.close()
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert (counted.ballots, counted.void) == (3, 0)
