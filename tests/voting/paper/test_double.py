"""A person who votes twice: what lies in the box against what comes, under each rule; and never two that count."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest

from services.voting.ballots.domain.double import Decision, DoubleVote, decide
from services.voting.ballots.domain.envelope import Channel, Envelope, EnvelopeState, commitment
from services.voting.ballots.service import AlreadyVoted, Ballots, Receipt
from services.voting.ballots.store import MongoBallotStore
from services.voting.board.domain.audit import Held, check_box, check_log
from services.voting.board.domain.log import EntryKind
from services.voting.fraud.domain.sightings import UNSEEN, Seen
from services.voting.paper.domain.cards import CardState
from services.voting.paper.domain.voids import VoidReason
from services.voting.tally.domain.edition import Uncountable
from shared.store import Database, Transaction, new_id, transactional
from tests.voting.conftest import EDITION, PRIVATE, SECRET, Vote
from tests.voting.paper.conftest import ANNA, Desk

IN, FOR, OUT, BOTH = Decision.GOES_IN, Decision.REPLACES, Decision.STAYS_OUT, Decision.VOIDS_BOTH
WEB, PAPER = Channel.ONLINE, Channel.PAPER
TABLE = {
    # what lies in the box, what comes: first, last, paper_wins, void_all
    (None, WEB): (IN, IN, IN, IN),
    (None, PAPER): (IN, IN, IN, IN),
    (WEB, WEB): (OUT, OUT, OUT, OUT),
    (WEB, PAPER): (OUT, FOR, FOR, BOTH),
    (PAPER, WEB): (OUT, FOR, OUT, OUT),
    (PAPER, PAPER): (OUT, FOR, OUT, BOTH),
}
POLICIES = (DoubleVote.FIRST, DoubleVote.LAST, DoubleVote.PAPER_WINS, DoubleVote.VOID_ALL)


def test_the_table_of_rules_is_this_one() -> None:
    assert tuple(DoubleVote) == POLICIES
    for (lies, comes), decisions in TABLE.items():
        assert tuple(decide(policy, lies, False, comes) for policy in POLICIES) == decisions, (lies, comes)


@pytest.mark.parametrize("comes", [WEB, PAPER])
def test_after_void_all_nothing_of_this_person_goes_in_any_more_and_under_the_other_rules_it_does(
    comes: Channel,
) -> None:
    decisions = [decide(policy, None, True, comes) for policy in POLICIES]
    assert decisions == [IN, IN, IN, OUT]


async def entries(vote: Vote) -> list[EntryKind]:
    await vote.ballots.board.catch_up(EDITION)
    return [entry.kind for entry in await vote.ballots.board.entries(EDITION, 0, 10_000)]


async def states(vote: Vote) -> list[tuple[str, str]]:
    box = [envelope async for envelope in vote.ballots.store.box(EDITION)]
    return sorted((envelope.channel.value, envelope.state.value) for envelope in box)


CAST, SUPERSEDED, VOID = EntryKind.CAST, EntryKind.SUPERSEDED, EntryKind.VOID
AFTER_CARD = {
    # the log, the states of the box, the card: after a card has met a ballot of the web
    "first": ([CAST], [("online", "accepted")], CardState.VOID),
    "last": ([CAST, SUPERSEDED, CAST], [("online", "superseded"), ("paper", "accepted")], CardState.CAST),
    "paper_wins": ([CAST, SUPERSEDED, CAST], [("online", "superseded"), ("paper", "accepted")], CardState.CAST),
    "void_all": ([CAST, VOID], [("online", "void")], CardState.VOID),
}


@pytest.mark.parametrize("policy", AFTER_CARD)
async def test_a_late_paper_card_meets_the_online_ballot(office: Desk, policy: str) -> None:
    await office.open(double_vote=policy)
    receipt = await office.cast_online(ANNA)
    card = await office.put_in(ANNA, "fontanna")
    log, box, state = AFTER_CARD[policy]
    assert (await entries(office.vote), await states(office.vote), card.state) == (log, box, state)
    reasons = [void.reason for void in card.voids]
    assert reasons == ([VoidReason.SECOND_CARD] if state is CardState.VOID else [])
    # The voter who sends the same form again gets the same receipt, which says whether the ballot counts.
    assert await office.cast_online(ANNA) == receipt
    found = await office.vote.ballots.find(EDITION, receipt.code)
    assert found == (receipt.seq, policy == "first")


AFTER_SECOND_CARD = {
    "first": ([CAST], [("paper", "accepted")], CardState.VOID),
    "last": ([CAST, SUPERSEDED, CAST], [("paper", "accepted"), ("paper", "superseded")], CardState.CAST),
    "paper_wins": ([CAST], [("paper", "accepted")], CardState.VOID),
    "void_all": ([CAST, VOID], [("paper", "void")], CardState.VOID),
}


@pytest.mark.parametrize("policy", AFTER_SECOND_CARD)
async def test_a_second_card_of_one_person_meets_the_first(office: Desk, policy: str) -> None:
    await office.open(double_vote=policy)
    await office.put_in(ANNA, "drzewa")
    card = await office.put_in(ANNA, "fontanna")
    log, box, state = AFTER_SECOND_CARD[policy]
    assert (await entries(office.vote), await states(office.vote), card.state) == (log, box, state)


@pytest.mark.parametrize("policy", POLICIES)
async def test_a_ballot_of_the_web_that_comes_after_a_card_is_refused_but_where_the_last_one_counts(
    office: Desk, policy: str
) -> None:
    await office.open(double_vote=policy)
    await office.put_in(ANNA, "fontanna")
    if policy == DoubleVote.LAST:
        await office.cast_online(ANNA)
        assert await states(office.vote) == [("online", "accepted"), ("paper", "superseded")]
    else:
        with pytest.raises(AlreadyVoted):
            await office.cast_online(ANNA)
        assert await states(office.vote) == [("paper", "accepted")]


async def test_a_person_whose_ballots_are_all_void_casts_no_other_on_the_web_or_on_paper(office: Desk) -> None:
    await office.open(double_vote="void_all")
    await office.cast_online(ANNA)
    await office.put_in(ANNA, "fontanna")
    with pytest.raises(AlreadyVoted):
        await office.cast_online(ANNA, nonce="another-nonce-123")
    third = await office.put_in(ANNA, "drzewa")
    assert third.state is CardState.VOID
    assert await office.vote.ballots.store.count_box(EDITION) == 0


@pytest.mark.parametrize("policy", POLICIES)
async def test_what_has_left_the_count_is_not_counted_and_the_box_stands_its_audit(office: Desk, policy: str) -> None:
    await office.open(double_vote=policy, cast=2)
    await office.cast_online(ANNA)
    await office.put_in(ANNA, "fontanna")
    await office.put_in(ANNA, "alejki")
    await office.vote.close()
    counted = await office.vote.tally.count(EDITION, PRIVATE, SECRET)
    voted = {row.proposal_id for row in counted.projects if row.votes}
    assert voted == {"first": {"drzewa"}, "last": {"alejki"}, "paper_wins": {"fontanna"}, "void_all": set()}[policy]


async def test_the_rule_is_frozen_with_the_others_and_an_unknown_one_opens_no_vote(vote: Vote) -> None:
    await vote.open(double_vote="paper_wins")
    assert '"double_vote":"paper_wins"' in (await vote.ballots.store.frozen(EDITION)).text


async def test_a_vote_under_a_rule_that_nobody_knows_is_not_listed(vote: Vote) -> None:
    with pytest.raises(Uncountable):
        await vote.list(double_vote="newest")


# -- sixteen at once ----------------------------------------------------------------------------------------------

PEOPLE, EACH = 12, 16


def effective(box: Sequence[Envelope]) -> Counter[str]:
    """How many ballots of each person count."""
    return Counter(envelope.voter_tag for envelope in box if envelope.counts)


async def crowd(vote: Vote, ballots: Any) -> list[Any]:
    """Let each of many people vote sixteen times at once, by turns on the web and on paper."""

    async def one(person: int, time: int) -> object:
        roll_id, choices = f"r-{person}", {"miasto": [("drzewa", 1)]}
        if time % 2:
            return await Paper(vote.ballots.database, ballots).put(roll_id, choices)
        return await ballots.cast(EDITION, roll_id, choices, f"nonce-{person}-{time:08}")

    tries = (one(person, time) for time, person in product(range(EACH), range(PEOPLE)))
    return await asyncio.gather(*tries, return_exceptions=True)


class Paper:
    """A confirmed card at the box: its own transaction, as the use case of cards has it."""

    def __init__(self, database: Database, ballots: Ballots) -> None:
        self.database, self.ballots = database, ballots

    @transactional
    async def put(self, tx: Transaction, roll_id: str, choices: Any) -> bool:
        return await self.ballots.put_card(tx, await self.ballots.opened(EDITION), roll_id, choices)


@pytest.mark.parametrize("policy", POLICIES)
async def test_of_sixteen_ballots_of_each_of_many_people_at_once_never_two_count_and_the_log_is_clean(
    vote: Vote, policy: DoubleVote
) -> None:
    await vote.open(double_vote=policy)
    replica = Ballots(
        vote.ballots.database,
        vote.ballots.store,
        vote.ballots.board,
        vote.cards.store,
        vote.watch,
        vote.clock,
        bytes(32),
    )
    ends = await asyncio.gather(crowd(vote, vote.ballots), crowd(vote, replica))
    strange = [end for end in (*ends[0], *ends[1]) if not isinstance(end, bool | Receipt | AlreadyVoted)]
    assert strange == []
    box = [envelope async for envelope in vote.ballots.store.box(EDITION)]
    counting = effective(box)
    assert max(counting.values(), default=0) <= 1
    if policy is not DoubleVote.VOID_ALL:
        assert len(counting) == PEOPLE
    else:
        assert set(counting) & {one.voter_tag for one in box if one.state is EnvelopeState.VOID} == set()
    assert await audit(vote) == []


async def audit(vote: Vote) -> list[Any]:
    """Hold the box against its log, and the log against its heads, as the count does."""
    board = vote.ballots.board
    await board.catch_up(EDITION)
    signed = await board.signed(EDITION)
    log = [entry async for entry in board.whole(EDITION, signed.size)]
    box = [envelope async for envelope in vote.ballots.store.box(EDITION)]
    held = [Held(int(one.seq or 0), bytes.fromhex(commitment(one.sealed)), one.counts) for one in box]
    found: list[Any] = check_log(EDITION, board.public_key(EDITION), log, await board.all_heads(EDITION))
    return [*found, *check_box(log, held)]


class CheckThenInsert(Ballots):
    """The comfortable mistake: look whether the person has voted, then put the ballot in; no index, no transaction."""

    async def cast(self, edition_id: str, roll_id: str, choices: Any, nonce: str, seen: Seen = UNSEEN) -> Receipt:
        tag = self.tag(edition_id, roll_id)
        boxes = self.database.collection("envelopes")
        if await boxes.find_one({"edition": edition_id, "voter_tag": tag, "state": "accepted"}):
            raise AlreadyVoted
        sealed = f"{roll_id} {nonce}".encode()
        envelope = Envelope(
            id=new_id(), edition=edition_id, voter_tag=tag, channel=WEB, commitment=commitment(sealed), sealed=sealed
        )
        document = {"_id": envelope.id, "schema_version": 1, **envelope.model_dump(exclude={"id"})}
        await boxes.insert_one(document)
        return Receipt("", envelope.commitment, 0)

    async def put_card(self, tx: Transaction, vote: Any, roll_id: str, choices: Any, seen: Seen = UNSEEN) -> bool:
        try:
            await self.cast(EDITION, roll_id, choices, new_id())
        except AlreadyVoted:
            return False
        return True


async def test_a_store_that_looks_before_it_writes_fails_the_same_test(vote: Vote) -> None:
    await vote.open()
    await vote.ballots.database.collection("envelopes").drop_index("one_person_one_ballot")
    shared = (vote.ballots.database, MongoBallotStore(vote.ballots.database), vote.ballots.board, vote.cards.store)
    await crowd(vote, CheckThenInsert(*shared, vote.watch, vote.clock, bytes(32)))
    box = [envelope async for envelope in vote.ballots.store.box(EDITION)]
    assert max(effective(box).values()) > 1, "looking first is no protection: the test above can fail"
