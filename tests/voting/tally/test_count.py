"""The count: with the right key, the untouched box and the promised secret only; the same wherever it is repeated."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from nacl.public import PrivateKey

from services.voting.ballots.domain import Choices
from services.voting.ballots.domain.election import WrongState
from services.voting.ballots.domain.envelope import Channel, Envelope, commitment
from services.voting.ballots.service.box import Arrival
from services.voting.fraud.domain.sightings import UNSEEN
from services.voting.rolls.domain import Person
from services.voting.rolls.service import Identity
from services.voting.tally.service import AlreadyCounted, BoxChanged, WrongKey, WrongSecret
from shared.contracts import Event
from shared.store import Database, NotFound
from tests.voting.conftest import EDITION, PRIVATE, PROPOSALS, SECRET, Vote, seen_of, settled

Published = Callable[[], Awaitable[list[str]]]
POOLS = {"city": 40_000_00, "local": 10_000_00}
VOTERS = {
    Person("Anna", "Nowak", "Śródmiejska 1/2"): {"miasto": ["fontanna", "drzewa"], "osiedla": ["hustawki"]},
    Person("Jan", "Kowalski", "Śródmiejska 1/2"): {"miasto": ["fontanna", "alejki"], "osiedla": []},
    Person("Maria", "Wiśniewska", "Górnośląska 10"): {"miasto": ["alejki"], "osiedla": ["lawki", "hustawki"]},
}


async def voted(vote: Vote, *pairs: Event, **rules: Any) -> None:
    """Let three people vote and close the box."""
    await vote.open(*pairs, **rules)
    for number, (person, marks) in enumerate(VOTERS.items()):
        roll_id = (await vote.rolls.recognise(EDITION, "name_address", Identity(person=person))).roll_id
        choices: Choices = {section: [(id, 1) for id in ids] for section, ids in marks.items()}
        await vote.ballots.cast(EDITION, roll_id, choices, f"nonce-number-{number}")
    await vote.close()


async def test_the_marks_of_all_ballots_are_counted_and_the_money_given_out(vote: Vote) -> None:
    await voted(vote)
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert (counted.ballots, counted.void, counted.entitled) == (3, 0, 4)
    votes = {row.proposal_id: row.votes for row in counted.projects}
    assert votes == {"fontanna": 2, "alejki": 2, "drzewa": 1, "hustawki": 2, "lawki": 1}
    won = {row.proposal_id for row in counted.projects if row.outcome == "selected"}
    # 40 000 zł: one of the two with two votes (a draw), then the trees; 10 000 zł: the swings, the benches do not fit.
    assert won in ({"fontanna", "drzewa", "hustawki"}, {"alejki", "drzewa", "hustawki"})
    assert [set(tie) for pool in counted.pools for tie in pool.ties] == [{"fontanna", "alejki"}]


@pytest.mark.parametrize(
    "selection",
    [{"rule": "greedy"}, {"rule": "greedy-exclusive"}, {"rule": "greedy-no-skip"}],
    ids=lambda one: one["rule"],
)
async def test_a_winner_excludes_its_rival_though_the_two_stand_in_different_sections(
    vote: Vote, selection: dict[str, str]
) -> None:
    pairs = [settled("fontanna", "hustawki"), settled("alejki", "hustawki")]
    await voted(vote, *pairs, selection={**selection, "tie": "draw"})
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    swings = next(row for row in counted.projects if row.proposal_id == "hustawki")
    winner = next(row.proposal_id for row in counted.projects if row.outcome == "selected")
    assert winner in ("fontanna", "alejki"), "the edition gives out the citywide pool first"
    assert (swings.outcome, swings.excluded_by) == ("excluded_by_conflict", winner)
    assert next(row.outcome for row in counted.projects if row.proposal_id == "lawki") == "selected"


async def test_where_nothing_excludes_anything_the_rule_for_exclusive_projects_is_the_plain_one(vote: Vote) -> None:
    await voted(vote, selection={"rule": "greedy-exclusive", "tie": "draw"})
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert {row.outcome for row in counted.projects} == {"selected", "lost_tie", "did_not_fit"}


async def test_the_same_ballots_are_also_counted_by_equal_shares_for_information(vote: Vote) -> None:
    await voted(vote)
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert counted.compared is not None
    assert counted.compared.rule == "equalshares/add1"
    spent = {
        pool: sum(PROPOSALS[id][2] for id in counted.compared.selected if PROPOSALS[id][0] == pool) for pool in POOLS
    }
    assert counted.compared.spent == spent
    assert all(0 < spent[pool] <= amount for pool, amount in POOLS.items())


async def test_an_edition_can_be_decided_by_equal_shares_itself(vote: Vote) -> None:
    await voted(vote, settled("fontanna", "alejki"), selection={"rule": "equalshares/add1", "tie": "draw"})
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    won = {row.proposal_id for row in counted.projects if row.outcome == "selected"}
    assert "drzewa" in won
    assert len(won & {"fontanna", "alejki"}) <= 1, "they exclude each other"
    assert counted.compared is None


async def test_the_draw_among_equals_can_be_repeated_by_hand(vote: Vote) -> None:
    await voted(vote)
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    lots = {
        id: hashlib.sha256(f"{counted.secret}|{counted.public_value}|{id}".encode()).hexdigest()
        for id in ("fontanna", "alejki")
    }
    first = min(lots, key=lambda id: lots[id])
    assert {row.place: row.proposal_id for row in counted.projects if row.proposal_id in lots}[1] == first


async def test_a_ballot_that_nobody_can_read_is_void_and_the_others_count(vote: Vote, database: Database) -> None:
    await vote.open()
    election = await vote.ballots.store.election(EDITION)
    assert election.public_key is not None
    known = [await vote.rolls.recognise(EDITION, "name_address", Identity(person=person)) for person in VOTERS]
    roll_ids = [one.roll_id for one in known]
    await vote.ballots.cast(EDITION, roll_ids[0], {"miasto": [("drzewa", 1)]}, "nonce-number-0")
    # A server run by a liar may seal rubbish: the commitment is right, the content is none.
    rubbish = b"\x00" * 200
    forged = Envelope(
        id="f" * 32,
        edition=EDITION,
        voter_tag="e" * 64,
        channel=Channel.ONLINE,
        commitment=commitment(rubbish, Channel.ONLINE),
        sealed=rubbish,
    )
    await vote.ballots._put_in(await vote.ballots.opened(EDITION), [Arrival(forged, UNSEEN)], looking=True)
    await vote.close()
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert (counted.ballots, counted.void) == (2, 1)


async def test_a_box_that_is_not_what_its_digest_says_is_not_counted(vote: Vote, database: Database) -> None:
    await voted(vote)
    await database.collection("envelopes").delete_one({"edition": EDITION})
    with pytest.raises(BoxChanged):
        await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert await vote.tally.store.known(EDITION) is None


async def test_a_box_that_was_changed_keeps_what_was_seen_of_its_ballots_for_the_auditor(
    vote: Vote, database: Database
) -> None:
    await voted(vote)
    seen = await seen_of(database)
    assert seen
    taken = await database.collection("envelopes").find_one_and_delete({"edition": EDITION})
    with pytest.raises(BoxChanged):
        await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert await seen_of(database) == seen
    await database.collection("envelopes").insert_one(taken)
    await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert await seen_of(database) == []


@pytest.mark.parametrize("key", [bytes(PrivateKey(b"\x07" * 32)).hex(), "00", "zz"])
async def test_another_key_opens_nothing(vote: Vote, key: str) -> None:
    await voted(vote)
    with pytest.raises(WrongKey):
        await vote.tally.count(EDITION, key, SECRET)


async def test_a_secret_chosen_after_the_vote_is_refused(vote: Vote) -> None:
    await voted(vote)
    with pytest.raises(WrongSecret):
        await vote.tally.count(EDITION, PRIVATE, SECRET + ".")


async def test_an_open_box_is_not_counted_and_a_counted_one_not_again(vote: Vote) -> None:
    await vote.open()
    with pytest.raises(WrongState):
        await vote.tally.count(EDITION, PRIVATE, SECRET)
    await vote.close()
    await vote.tally.count(EDITION, PRIVATE, SECRET)
    with pytest.raises(AlreadyCounted):
        await vote.tally.count(EDITION, PRIVATE, SECRET)


async def test_results_are_published_once_with_the_digest_of_the_count(vote: Vote, published: Published) -> None:
    await voted(vote)
    with pytest.raises(NotFound):
        await vote.tally.publish(EDITION)
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert await vote.tally.store.published() == []
    assert await vote.tally.publish(EDITION) == counted.digest
    assert await vote.tally.publish(EDITION) == counted.digest
    assert (await published()).count("voting.results_published.v1") == 1


async def test_every_step_puts_the_next_one_on_the_commissions_work_list(vote: Vote, published: Published) -> None:
    await voted(vote)
    await vote.tally.count(EDITION, PRIVATE, SECRET)
    await vote.tally.publish(EDITION)
    names = await published()
    # Two more were opened: the test vote closes its own, and here none was really held; to destroy the keys waits.
    assert (names.count("voting.task_opened.v1"), names.count("voting.task_closed.v1")) == (7, 5)


async def test_neither_the_key_nor_a_ballot_in_clear_is_kept(
    vote: Vote, stored: Callable[[], Awaitable[dict[str, str]]]
) -> None:
    await voted(vote)
    await vote.tally.count(EDITION, PRIVATE, SECRET)
    for name, text in (await stored()).items():
        assert PRIVATE not in text, name
        assert "nonce-number" not in text, name
