"""A person who votes twice: what lies in the box against what comes, under each rule; as the table has it."""

import pytest

from services.voting.ballots.domain.double import Decision, DoubleVote, decide
from services.voting.ballots.domain.envelope import Channel
from services.voting.ballots.service import AlreadyVoted
from services.voting.board.domain.log import EntryKind
from services.voting.paper.domain.cards import CardState, SecondEntryNeeded
from services.voting.paper.domain.voids import VoidReason
from services.voting.tally.domain.edition import Uncountable
from tests.voting.conftest import EDITION, PRIVATE, SECRET, Vote
from tests.voting.paper.conftest import ANNA, OLA, Desk

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
@pytest.mark.parametrize("lies", [WEB, PAPER])
async def test_before_a_card_is_confirmed_it_is_known_what_it_meets_in_the_box_and_nothing_moves(
    office: Desk, policy: str, lies: Channel
) -> None:
    await office.open(double_vote=policy)
    entry = office.entry(ANNA, "fontanna")
    card = await office.undrawn(entry)
    assert await office.vote.cards.meets(card, OLA) is Decision.GOES_IN
    if lies is WEB:
        await office.cast_online(ANNA)
    else:
        await office.put_in(ANNA, "drzewa")
    before = await states(office.vote)
    told = await office.vote.cards.meets(card, OLA)
    assert told is TABLE[lies, PAPER][POLICIES.index(DoubleVote(policy))]
    assert await states(office.vote) == before
    done = await office.confirm(card, entry)
    assert (done.state is CardState.CAST) == (told in (Decision.GOES_IN, Decision.REPLACES))


async def test_what_a_drawn_card_meets_is_not_told_to_who_keys_it_in_unseen(office: Desk) -> None:
    await office.open()
    card = await office.drawn(office.entry(ANNA, "fontanna"))
    with pytest.raises(SecondEntryNeeded):
        await office.vote.cards.meets(card, OLA)


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
