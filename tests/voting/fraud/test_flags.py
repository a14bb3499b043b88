"""Flags from the sighting to the decision: set aside, logged, decided by two, and no count before that."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from services.voting.ballots.domain.closing import PaperUnfinished
from services.voting.ballots.domain.double import BallotAside, Decision, DoubleVote, decide
from services.voting.ballots.domain.envelope import Channel
from services.voting.ballots.service import AlreadyVoted
from services.voting.ballots.service.casting import Came
from services.voting.ballots.store import lying, replaced
from services.voting.board.domain.log import EntryKind
from services.voting.fraud.domain.flags import (
    AlreadyProposed,
    Flag,
    FlagsUndecided,
    NotAside,
    NothingProposed,
    SameMember,
    Verdict,
)
from services.voting.fraud.domain.sightings import UNSEEN, Seen, network_tag, sighting_of
from services.voting.fraud.domain.signals import FlagKind, Limits
from services.voting.fraud.store import MongoFraudStore, in_groups
from services.voting.paper.domain.cards import CardState
from services.voting.paper.domain.voids import VoidReason
from services.voting.rolls.domain import Person as Resident
from services.voting.rolls.service import Identity
from shared.access import Person, Role
from shared.store import Database, Stale
from tests.voting.conftest import EDITION, OPENS, PRIVATE, SECRET, Vote, seen_of
from tests.voting.crowd import audit
from tests.voting.paper.conftest import ALA, ANNA, JAN, MARIA, OLA, Desk
from tests.voting.paper.test_double import entries, states

EWA = Person(id="p-ewa", name="Ewa Proponująca", role=Role.COMMISSION)
ADAM = Person(id="p-adam", name="Adam Potwierdzający", role=Role.COMMISSION)
CAST, VOID, ASIDE, RELEASED = EntryKind.CAST, EntryKind.VOID, EntryKind.QUARANTINED, EntryKind.RELEASED
STRANGE = Came(age=200)
REASON = "sprawdzono w spisie"
CHOICES = {"miasto": [("drzewa", 1)]}


async def cast(vote: Vote, person: dict[str, str], came: Came = STRANGE, nonce: str = "n" * 16) -> Any:
    resident = Resident(person["given"], person["surname"], person["address"])
    known = await vote.rolls.recognise(EDITION, "name_address", Identity(person=resident))
    return await vote.ballots.cast(EDITION, known.roll_id, CHOICES, nonce, came)


async def ids_of(vote: Vote) -> list[str]:
    """Give the ids of what lies in the box."""
    return [envelope.id async for envelope in vote.ballots.store.box(EDITION)]


async def flagged(vote: Vote) -> Flag:
    """Let the tick come by, and give the one flag there is."""
    await vote.fraud.examine_due()
    [flag] = await vote.fraud.store.flags(EDITION)
    return flag


async def make_old(database: Database, clerk: str | None = None) -> None:
    """Make who has cast what nobody has examined 200 years old; `clerk`: only those whose cards this one keyed in."""
    heaps = database.collection("sighting_heaps")
    async for heap in heaps.find({}):
        seen = [(id, Seen(*one)) for id, *one in heap["seen"]]
        aged = [(id, *(one._replace(age=200) if clerk in (None, one.clerk) else one)) for id, one in seen]
        await heaps.update_one({"_id": heap["_id"]}, {"$set": {"seen": aged}})


async def settle(vote: Vote, verdict: Verdict, chosen: list[str] | None = None) -> None:
    flag = await flagged(vote)
    await vote.fraud.propose(EDITION, flag.id, flag.version, verdict, chosen, REASON, EWA)
    await vote.fraud.confirm(EDITION, flag.id, flag.version + 1, ADAM)


async def test_a_strange_ballot_is_set_aside_logged_and_released_by_two_and_then_counts(vote: Vote) -> None:
    await vote.open()
    receipt = await cast(vote, ANNA)
    await cast(vote, JAN, Came(age=40))
    flag = await flagged(vote)
    assert (flag.kind, flag.count, flag.aside) == (FlagKind.AGE, 1, 1)
    assert await entries(vote) == [CAST, CAST, ASIDE]
    assert await vote.ballots.find(EDITION, receipt.code) == (receipt.seq, False)
    await settle(vote, Verdict.RELEASE)
    assert await entries(vote) == [CAST, CAST, ASIDE, RELEASED]
    assert await vote.ballots.find(EDITION, receipt.code) == (receipt.seq, True)
    assert await audit(vote, [one async for one in vote.ballots.store.box(EDITION)]) == []
    await vote.fraud.examine_due()
    assert await vote.fraud.store.waiting(EDITION) == 0, "what two people have released is not asked about again"
    await vote.close()
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert {row.proposal_id: row.votes for row in counted.projects}["drzewa"] == 2


async def test_a_void_ballot_does_not_count_and_the_count_agrees_with_the_log(vote: Vote) -> None:
    await vote.open()
    await cast(vote, ANNA)
    await cast(vote, JAN, Came(age=40))
    await settle(vote, Verdict.VOID)
    assert await entries(vote) == [CAST, CAST, ASIDE, VOID]
    await vote.close()
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert {row.proposal_id: row.votes for row in counted.projects}["drzewa"] == 1
    assert counted.left_out.void == 1, "the protocol says of every ballot that lies in the box unopened why it does"
    [figures] = await vote.fraud.figures(EDITION)
    assert (figures.kind, figures.flagged, figures.voided) == (FlagKind.AGE, 1, 1)


async def test_the_box_stays_open_while_a_flag_is_undecided_and_what_came_last_is_looked_at(vote: Vote) -> None:
    await vote.open()
    await cast(vote, ANNA)
    with pytest.raises(FlagsUndecided) as refused:
        await vote.close()
    assert (refused.value.waiting, refused.value.fresh) == (0, 1)
    await vote.fraud.examine_due()
    with pytest.raises(FlagsUndecided) as refused:
        await vote.close()
    assert (refused.value.waiting, refused.value.fresh) == (1, 0)
    await settle(vote, Verdict.VOID)
    await vote.close()


async def test_after_a_rush_one_tick_looks_at_all_that_came_and_the_box_can_be_closed(
    vote: Vote, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in ("service", "service.watch", "store"):
        monkeypatch.setattr(f"services.voting.fraud.{user}.MOST_FRESH", 1)
    await vote.open()
    for person in (ANNA, JAN, MARIA):
        await cast(vote, person, Came(age=40))
    with pytest.raises(FlagsUndecided) as refused:
        await vote.close()
    assert (refused.value.waiting, refused.value.fresh) == (0, 1), "more than one look takes"
    await vote.fraud.examine_due()
    await vote.close()


async def test_what_has_just_come_is_strange_together_with_what_was_looked_at_long_ago(vote: Vote) -> None:
    await vote.open()
    most = Limits().per_home
    for number in range(most):
        await vote.ballots.cast(EDITION, f"r-{number}", CHOICES, f"{number:016}", Came(age=40, home="one"))
    await vote.fraud.examine_due()
    assert await vote.fraud.store.flags(EDITION) == []
    await vote.ballots.cast(EDITION, "r-last", CHOICES, "nonce-of-the-last", Came(age=40, home="one"))
    with pytest.raises(FlagsUndecided) as refused:
        await vote.close()
    assert refused.value.fresh == most + 1, "the closing looks at both too"
    flag = await flagged(vote)
    assert (flag.kind, flag.count, flag.aside) == (FlagKind.HOME, most + 1, most + 1)
    assert len({one.id for one in await vote.fraud.store.sightings(await ids_of(vote))}) == most + 1


async def test_ages_that_lie_in_heaps_and_ages_looked_at_before_stand_out_together(vote: Vote) -> None:
    await vote.open()
    for number in range(Limits().equal_ages + 1):
        if number == Limits().equal_ages:
            await vote.fraud.examine_due()
            assert await vote.fraud.store.flags(EDITION) == []
        await vote.ballots.cast(EDITION, f"r-{number}", CHOICES, f"{number:016}", Came(age=40, home=f"home {number}"))
    assert (await flagged(vote)).count == Limits().equal_ages + 1


async def test_what_two_replicas_look_at_in_the_same_moment_is_there_once(vote: Vote, database: Database) -> None:
    await vote.open()
    for number in range(20):
        await vote.ballots.cast(EDITION, f"r-{number}", CHOICES, f"{number:016}", Came(age=40))
    await asyncio.gather(*(vote.fraud.examine_due() for _ in range(4)))
    assert await database.collection("sighting_heaps").count_documents({}) == 0
    assert sorted(one.id for one in await seen_of(database)) == sorted(await ids_of(vote))


async def test_a_replica_that_spreads_while_another_looks_makes_nobody_count_twice(
    vote: Vote, monkeypatch: pytest.MonkeyPatch
) -> None:
    await vote.open()
    for number in range(Limits().equal_ages):
        await vote.ballots.cast(EDITION, f"r-{number}", CHOICES, f"{number:016}", Came(age=40))
    ages = MongoFraudStore.ages

    async def meanwhile(self: MongoFraudStore, *given: Any) -> Any:
        monkeypatch.undo()
        await vote.fraud.examine_due()
        return await ages(self, *given)

    monkeypatch.setattr(MongoFraudStore, "ages", meanwhile)
    await vote.fraud.examine_due()
    assert await vote.fraud.store.flags(EDITION) == []


async def test_an_age_that_is_spread_while_it_is_counted_is_not_missed(
    vote: Vote, monkeypatch: pytest.MonkeyPatch
) -> None:
    await vote.open()
    await cast(vote, ANNA, Came(age=41))
    heaped = MongoFraudStore._heaped

    async def meanwhile(self: MongoFraudStore, *given: Any) -> Any:
        monkeypatch.undo()
        await vote.fraud.examine_due()
        async for heap in heaped(self, *given):
            yield heap

    monkeypatch.setattr(MongoFraudStore, "_heaped", meanwhile)
    assert await vote.watch.years(EDITION, await ids_of(vote)) == {41: 1}


async def test_what_a_tick_looks_at_is_spread_in_transactions_that_one_can_bear(
    vote: Vote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.voting.fraud.service._SPREAD_AT_ONCE", 3)
    await vote.open()
    for number in range(7):
        await vote.ballots.cast(EDITION, f"r-{number}", CHOICES, f"{number:016}", Came(age=40))
    spread, parts = MongoFraudStore.spread, list[int]()

    async def counted(self: MongoFraudStore, tx: Any, heaps: Any) -> None:
        parts.append(sum(map(len, heaps.values())))
        await spread(self, tx, heaps)

    monkeypatch.setattr(MongoFraudStore, "spread", counted)
    await vote.fraud.examine_due()
    assert (sum(parts), max(parts)) == (7, 3)


async def test_what_is_forgotten_while_a_tick_looks_at_it_does_not_come_back(vote: Vote, database: Database) -> None:
    await vote.open()
    for number in range(20):
        await vote.ballots.cast(EDITION, f"r-{number}", CHOICES, f"{number:016}", Came(age=40))
    await asyncio.gather(*(vote.fraud.examine_due() for _ in range(3)), vote.watch.forget(EDITION))
    assert await seen_of(database) == []


def test_a_card_waits_for_the_decision_about_quarantine_under_every_rule_and_the_web_is_turned_away() -> None:
    for policy, barred, lies in product(DoubleVote, (False, True), (None, *Channel)):
        assert decide(policy, lies, barred, Channel.PAPER, True) is Decision.WAITS
        assert decide(policy, lies, barred, Channel.ONLINE, True) is Decision.STAYS_OUT


AFTER = {
    # the rule: the card after a release, the card after a void
    "first": (CardState.VOID, CardState.CAST),
    "last": (CardState.CAST, CardState.CAST),
    "paper_wins": (CardState.CAST, CardState.CAST),
    "void_all": (CardState.VOID, CardState.CAST),
}


@pytest.mark.parametrize(("policy", "verdict"), list(product(AFTER, Verdict)))
async def test_whoever_is_in_quarantine_casts_no_other_and_the_card_follows_the_decision(
    office: Desk, policy: str, verdict: Verdict
) -> None:
    await office.open(double_vote=policy)
    vote = office.vote
    await cast(vote, ANNA)
    await vote.fraud.examine_due()
    with pytest.raises(AlreadyVoted):
        await cast(vote, ANNA, nonce="another-nonce-123")
    entry = office.entry(ANNA, "fontanna")
    card = await office.undrawn(entry)
    with pytest.raises(BallotAside):
        await vote.cards.confirm(EDITION, card.id, card.version, OLA)
    assert await states(vote) == [("online", "quarantined")]
    await settle(vote, verdict)
    confirmed = await office.confirm(card, entry)
    assert confirmed.state is AFTER[policy][verdict is Verdict.VOID]
    assert await audit(vote, [one async for one in vote.ballots.store.box(EDITION)]) == []


@pytest.mark.parametrize("verdict", Verdict)
async def test_a_card_kept_out_by_a_ballot_that_was_false_is_keyed_in_again_and_counts(
    office: Desk, verdict: Verdict, published: Callable[[], Awaitable[list[str]]]
) -> None:
    await office.open(double_vote="first", cast=1)
    vote = office.vote
    await cast(vote, ANNA)
    entry = office.entry(ANNA, "fontanna")
    card = await office.confirm(await office.undrawn(entry), entry)
    assert [void.reason for void in card.voids] == [VoidReason.SECOND_CARD]
    await settle(vote, verdict)
    card = await office.card(card.id)
    if verdict is Verdict.RELEASE:
        assert card.state is CardState.VOID
        await vote.close()
        return
    assert card.state is CardState.UNDONE
    assert (card.voids, card.entry, card.rival) == ((), None, None)
    with pytest.raises(PaperUnfinished):
        await vote.close()
    tasks = Counter(await published())
    await vote.cards.amend(EDITION, card.id, card.version, entry, ALA)
    assert Counter(await published()) - tasks == Counter(["voting.task_closed.v1", "voting.task_opened.v1"])
    card = await office.confirm(await office.card(card.id), entry)
    assert card.state is CardState.CAST
    assert await audit(vote, [one async for one in vote.ballots.store.box(EDITION)]) == []
    await vote.close()
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    votes = {row.proposal_id: row.votes for row in counted.projects}
    assert (votes["fontanna"], votes["drzewa"]) == (1, 0)


@pytest.mark.parametrize(("policy", "false_one"), [("last", "online"), ("last", "paper"), ("paper_wins", "paper")])
async def test_a_ballot_that_a_false_one_had_replaced_counts_again_when_two_people_void_the_false_one(
    office: Desk, database: Database, policy: str, false_one: str
) -> None:
    await office.open(double_vote=policy, cast=1)
    vote = office.vote
    if false_one == "online":
        await office.put_in(ANNA, "fontanna")
        await cast(vote, ANNA)
    else:
        await cast(vote, ANNA, Came(age=40))
        await office.put_in(ANNA, "fontanna")
        await make_old(database, clerk="p-ala")
    own = "paper" if false_one == "online" else "online"
    await flagged(vote)
    assert await states(vote) == sorted([(own, "superseded"), (false_one, "quarantined")])
    await settle(vote, Verdict.VOID)
    assert await states(vote) == sorted([(own, "accepted"), (false_one, "rejected")])
    assert await entries(vote) == [CAST, EntryKind.SUPERSEDED, CAST, ASIDE, VOID, EntryKind.REINSTATED]
    assert await audit(vote, [one async for one in vote.ballots.store.box(EDITION)]) == []
    await vote.close()
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    votes = {row.proposal_id: row.votes for row in counted.projects}
    assert (votes["fontanna"], votes["drzewa"]) == ((1, 0) if own == "paper" else (0, 1))
    assert (counted.ballots, counted.left_out.void, counted.left_out.superseded) == (1, 1, 0)


async def test_of_several_replaced_ballots_of_a_person_the_last_one_counts_again_and_of_others_none(
    office: Desk,
) -> None:
    await office.open(double_vote="last", cast=3)
    vote = office.vote
    await office.put_in(JAN, "alejki")
    await cast(vote, JAN, Came(age=40), "nonce-of-jan-0001")
    await office.put_in(ANNA, "drzewa")
    await office.put_in(ANNA, "fontanna")
    await cast(vote, ANNA)
    await settle(vote, Verdict.VOID)
    await vote.close()
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    votes = {row.proposal_id: row.votes for row in counted.projects}
    assert (counted.ballots, votes["fontanna"], votes["drzewa"]) == (2, 1, 1), "of Anna the second card, of Jan the web"


async def test_a_ballot_that_counts_again_is_looked_at_where_nobody_had_looked_before_it_was_replaced(
    office: Desk, database: Database
) -> None:
    await office.open(double_vote="paper_wins", cast=1)
    vote = office.vote
    await cast(vote, ANNA)
    await office.put_in(ANNA, "fontanna")
    await make_old(database)
    await settle(vote, Verdict.VOID)
    assert await states(vote) == [("online", "accepted"), ("paper", "rejected")]
    with pytest.raises(FlagsUndecided):
        await vote.close()
    assert (await flagged(vote)).aside == 1
    assert (await vote.fraud.store.fresh(EDITION)).all == [], "it is looked at again once"
    await settle(vote, Verdict.RELEASE)
    await vote.close()


async def test_a_card_kept_out_by_another_persons_ballot_is_left_alone_and_no_card_leads_to_an_envelope(
    office: Desk, database: Database
) -> None:
    await office.open(double_vote="first")
    vote = office.vote
    await cast(vote, ANNA)
    await cast(vote, JAN, Came(age=40))
    entry = office.entry(JAN, "fontanna")
    card = await office.confirm(await office.undrawn(entry), entry)
    await settle(vote, Verdict.VOID)
    assert (await office.card(card.id)).state is CardState.VOID
    tags = [row["voter_tag"] async for row in database.collection("envelopes").find({})]
    rivals = [row["rival"] async for row in database.collection("cards").find({"rival": {"$type": "string"}})]
    assert len(rivals) == 1
    assert set(rivals).isdisjoint(tags)


async def test_the_second_entry_of_a_drawn_card_that_waits_is_not_lost(office: Desk) -> None:
    await office.open()
    vote = office.vote
    await cast(vote, ANNA)
    await vote.fraud.examine_due()
    entry = office.entry(ANNA, "fontanna")
    card = await office.drawn(entry)
    await vote.cards.enter_second(EDITION, card.id, card.version, entry, OLA)
    kept = await office.card(card.id)
    assert kept.state is CardState.KEYED
    await settle(vote, Verdict.VOID)
    await vote.cards.confirm(EDITION, card.id, kept.version, OLA)
    assert (await office.card(card.id)).state is CardState.CAST


async def test_one_person_alone_decides_nothing(vote: Vote) -> None:
    await vote.open()
    await cast(vote, ANNA)
    flag, fraud = await flagged(vote), vote.fraud
    with pytest.raises(NothingProposed):
        await fraud.confirm(EDITION, flag.id, flag.version, ADAM)
    with pytest.raises(NotAside):
        await fraud.propose(EDITION, flag.id, flag.version, Verdict.VOID, ["somebody-else"], REASON, EWA)
    await fraud.propose(EDITION, flag.id, flag.version, Verdict.VOID, None, REASON, EWA)
    with pytest.raises(SameMember):
        await fraud.confirm(EDITION, flag.id, flag.version + 1, EWA)
    with pytest.raises(SameMember):
        await fraud.send_back(EDITION, flag.id, flag.version + 1, REASON, EWA)
    with pytest.raises(Stale):
        await fraud.confirm(EDITION, flag.id, flag.version, ADAM)
    with pytest.raises(AlreadyProposed):
        await fraud.propose(EDITION, flag.id, flag.version + 1, Verdict.RELEASE, None, REASON, ADAM)
    await fraud.send_back(EDITION, flag.id, flag.version + 1, "zadzwońmy najpierw", ADAM)
    back = await fraud.store.flag(EDITION, flag.id)
    assert back.proposal is None
    assert [words for _, words in fraud.words(back)] == [REASON, "zadzwońmy najpierw"]
    assert await states(vote) == [("online", "quarantined")]


async def test_single_envelopes_of_a_group_are_decided_apart(vote: Vote) -> None:
    await vote.open()
    for person in (ANNA, JAN, MARIA):
        await cast(vote, person)
    flag = await flagged(vote)
    one = (await vote.fraud.store.suspects(flag.id))[0].id
    await settle(vote, Verdict.RELEASE, [one])
    await settle(vote, Verdict.VOID)
    assert await states(vote) == [("online", "accepted"), ("online", "rejected"), ("online", "rejected")]
    [figures] = await vote.fraud.figures(EDITION)
    assert (figures.flagged, figures.aside, figures.released, figures.voided) == (3, 0, 1, 2)


async def test_of_two_members_who_decide_at_once_one_is_told_that_it_has_changed(vote: Vote) -> None:
    await vote.open()
    await cast(vote, ANNA)
    flag = await flagged(vote)
    await vote.fraud.propose(EDITION, flag.id, flag.version, Verdict.VOID, None, REASON, EWA)
    version = flag.version + 1
    ends = await asyncio.gather(
        *(vote.fraud.confirm(EDITION, flag.id, version, ADAM) for _ in range(4)),
        *(vote.fraud.send_back(EDITION, flag.id, version, REASON, ADAM) for _ in range(4)),
        return_exceptions=True,
    )
    assert Counter(type(end) for end in ends) == {type(None): 1, Stale: 7}
    assert await audit(vote, [one async for one in vote.ballots.store.box(EDITION)]) == []


async def test_who_votes_while_the_tick_sets_aside_is_never_in_twice_and_the_log_is_clean(vote: Vote) -> None:
    await vote.open()
    tries = [cast(vote, person, nonce=f"nonce-{n:012d}") for person in (ANNA, JAN, MARIA) for n in range(8)]
    ticks = [vote.fraud.examine_due() for _ in range(6)]
    ends = await asyncio.gather(*tries, *ticks, return_exceptions=True)
    strange = [end for end in ends if isinstance(end, BaseException) and not isinstance(end, AlreadyVoted)]
    assert strange == []
    await vote.fraud.examine_due()
    assert await states(vote) == [("online", "quarantined")] * 3
    assert await audit(vote, [one async for one in vote.ballots.store.box(EDITION)]) == []


async def test_an_envelope_and_its_sighting_are_there_together(vote: Vote, database: Database) -> None:
    await vote.open()
    await cast(vote, ANNA, Came("91.198.22.7", 41, "home"))
    with pytest.raises(AlreadyVoted):
        await cast(vote, ANNA, nonce="another-nonce-123")
    [envelope] = [one async for one in vote.ballots.store.box(EDITION)]
    [sighting] = (await vote.fraud.store.fresh(EDITION)).all
    assert sighting.id == envelope.id
    assert (sighting.age, sighting.home) == (41, "home")
    assert sighting.bucket == OPENS
    assert "91.198" not in str(await database.collection("sighting_heaps").find({}).to_list(None))


def test_a_network_address_has_another_tag_each_day_and_one_that_is_not_public_has_none() -> None:
    key, tomorrow = bytes(32), OPENS + timedelta(days=1)
    assert network_tag(key, "91.198.22.7", OPENS) != network_tag(key, "91.198.22.7", tomorrow)
    same_site = ("2a02:a310::1", "2a02:a310::ffff:1")
    assert len({network_tag(key, address, OPENS) for address in same_site}) == 1
    assert network_tag(key, "::ffff:91.198.22.7", OPENS) == network_tag(key, "91.198.22.7", OPENS)
    for address in (None, "", "testclient", "127.0.0.1", "10.0.0.7", "192.168.1.1", "::1"):
        assert network_tag(key, address, OPENS) is None


async def test_a_clerk_who_keys_in_too_fast_is_seen_when_the_cards_are_confirmed(office: Desk) -> None:
    await office.open()
    await office.put_in(ANNA, "fontanna")
    [sighting] = (await office.vote.fraud.store.fresh(EDITION)).all
    card = (await office.vote.cards.store.cards(EDITION, (CardState.CAST,)))[0]
    assert (sighting.clerk, card.bucket) == (card.keyed_by_id, None)


async def test_the_question_who_lies_in_the_box_uses_the_indexes(vote: Vote, database: Database) -> None:
    await vote.open()
    await cast(vote, ANNA)
    plan = await database.collection("envelopes").find({"$or": lying(EDITION, ["a", "b"])}).explain()
    found = str(plan["queryPlanner"]["winningPlan"])
    assert "one_person_one_ballot" in found
    assert "void_of_person" in found
    assert "COLLSCAN" not in found
    plan = await database.collection("envelopes").find(replaced(EDITION, ["a", "b"])).explain()
    assert "replaced_of_person" in str(plan["queryPlanner"]["winningPlan"])


async def test_the_question_what_is_like_a_new_ballot_uses_the_indexes(vote: Vote, database: Database) -> None:
    seen = Seen(network="n", phone="p", home="h", age=200, clerk="c", bucket=OPENS)
    fresh = [sighting_of(EDITION, "e-1", seen, OPENS)]
    plan = await database.collection("sightings").find(in_groups(EDITION, fresh, [40], Limits())).explain()
    found = str(plan["queryPlanner"]["winningPlan"])
    for field in ("network", "phone", "home", "age", "clerk"):
        assert f"known_{field}" in found
    assert "COLLSCAN" not in found


async def test_the_work_list_follows_a_flag(vote: Vote, published: Any) -> None:
    await vote.open()
    await cast(vote, ANNA)
    before = Counter(await published())
    await settle(vote, Verdict.VOID)
    news = Counter(await published()) - before
    assert news["voting.task_opened.v1"] == 2, "to decide, then to confirm"
    assert news["voting.task_closed.v1"] == 2


async def test_nothing_of_how_ballots_came_is_left_when_the_commissions_key_is_used(
    vote: Vote, database: Database
) -> None:
    await vote.open()
    await cast(vote, ANNA, Came("91.198.22.7", 41, "home"))
    await vote.close()
    await vote.fraud.examine_due()
    assert await seen_of(database) == []
    await cast_late(vote, database)
    await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert await seen_of(database) == []


async def cast_late(vote: Vote, database: Database) -> None:
    """Leave sightings as a crash between the closing and the forgetting would."""
    await database.collection("sightings").insert_one({"_id": "left", "edition_id": EDITION, "bucket": OPENS})
    heap = {"_id": "heap", "edition_id": EDITION, "bucket": OPENS, "seen": [["left too", *UNSEEN]]}
    await database.collection("sighting_heaps").insert_one(heap)
