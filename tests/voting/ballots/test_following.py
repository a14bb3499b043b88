"""The way to the list follows the other services, in whatever order their news come."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from services.voting.ballots.domain.election import AppealsOpen, EmptyList, InNoSection, Undecided, WrongState
from services.voting.ballots.domain.exclusion import ConflictsOpen
from shared.contracts import Event
from shared.contracts.intake import (
    AppealFiledV1,
    EditionChangedV1,
    ProposalCorrectedV1,
    ProposalMergedV1,
    ProposalRegroupedV1,
    ProposalWithdrawnV1,
    Window,
    WindowKind,
)
from shared.contracts.verification import AppealDecidedV1, FormalCheckFinishedV1
from tests.conftest import told
from tests.voting.conftest import EDITION, PROPOSALS, Vote, announced, decided, found, rules, settled, submitted

Published = Callable[[], Awaitable[list[str]]]


def checked(id: str, *, passed: bool, version: int = 1) -> FormalCheckFinishedV1:
    return told(FormalCheckFinishedV1, proposal_id=id, edition_id=EDITION, passed=passed, version=version)


def withdrawn(id: str) -> ProposalWithdrawnV1:
    return told(ProposalWithdrawnV1, proposal_id=id, edition_id=EDITION)


ROAD: list[Event] = [announced(), submitted("drzewa", cost=9_000_00), checked("drzewa", passed=True), decided("drzewa")]


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_an_admitted_proposal_reaches_the_list_whatever_order_its_news_come_in(
    vote: Vote, order: tuple[int, ...]
) -> None:
    await vote.hear(*(ROAD[number] for number in order))
    assert await vote.ballots.publish_list(EDITION, "seed") == 1
    entry = (await vote.ballots.store.election(EDITION)).entries[0]
    assert (entry.number, entry.title) == ("O-1", "Projekt drzewa")
    assert entry.cost == 10_000_00, "the cost is the one that the mayor named"


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_the_commission_is_told_once_that_decisions_come_in(
    vote: Vote, published: Published, order: tuple[int, ...]
) -> None:
    await vote.hear(*(ROAD[number] for number in order))
    await vote.hear(submitted("lawki"), decided("lawki"))
    assert (await published()).count("voting.task_opened.v1") == 1


async def test_the_list_waits_for_proposals_that_nobody_has_decided_about(vote: Vote) -> None:
    await vote.hear(*ROAD, submitted("lawki"), submitted("alejki"))
    with pytest.raises(Undecided) as waiting:
        await vote.ballots.publish_list(EDITION, "seed")
    assert waiting.value.count == 2
    await vote.hear(checked("lawki", passed=False), withdrawn("alejki"))
    assert await vote.ballots.publish_list(EDITION, "seed") == 1


@pytest.mark.parametrize("order", list(permutations(range(5)))[::7])
async def test_a_merged_proposal_is_never_on_the_list_and_voters_read_the_joint_text(
    vote: Vote, order: tuple[int, ...]
) -> None:
    filed = submitted("drzewa")
    facts = {**filed.model_dump(), "version": filed.version + 4, "title": "Drzewa i ławki"}
    joint = ProposalRegroupedV1.model_validate(
        facts | {"regrouping": 1, "kind": "merge", "regrouped_at": filed.submitted_at}
    )
    merged = told(ProposalMergedV1, proposal_id="lawki", edition_id=EDITION)
    news: list[Event] = [filed, submitted("lawki"), merged, decided("lawki"), joint]
    await vote.hear(announced(), *(news[number] for number in order), decided("drzewa"))

    assert await vote.ballots.publish_list(EDITION, "seed") == 1

    (entry,) = (await vote.ballots.store.election(EDITION)).entries
    assert (entry.proposal_id, entry.title) == ("drzewa", "Drzewa i ławki")


async def test_a_decision_changed_after_an_appeal_counts_and_the_older_one_that_comes_late_does_not(vote: Vote) -> None:
    await vote.hear(*ROAD, submitted("lawki"), decided("lawki", version=3), decided("lawki", version=2, admitted=False))
    assert await vote.ballots.publish_list(EDITION, "seed") == 2


async def test_a_formal_check_repaired_counts_and_the_older_one_that_comes_late_does_not(vote: Vote) -> None:
    await vote.hear(*ROAD, submitted("lawki"), checked("lawki", passed=True, version=2))
    await vote.hear(checked("lawki", passed=False, version=1))
    with pytest.raises(Undecided):
        await vote.ballots.publish_list(EDITION, "seed")


@pytest.mark.parametrize("late", [False, True], ids=["in order", "the filing comes late"])
async def test_voters_read_a_proposal_as_its_applicant_completed_it(vote: Vote, late: bool) -> None:
    filed = submitted("drzewa")
    facts = {**filed.model_dump(), "version": filed.version + 2, "title": "Drzewa i ławki", "summary": "Po wezwaniu."}
    completed = ProposalCorrectedV1.model_validate(facts | {"call": 1, "corrected_at": filed.submitted_at})
    await vote.hear(announced(), *([completed, filed] if late else [filed, completed]), checked("drzewa", passed=True))
    await vote.hear(decided("drzewa"))
    await vote.ballots.publish_list(EDITION, "seed")
    entry = (await vote.ballots.store.election(EDITION)).entries[0]
    assert (entry.title, entry.summary) == ("Drzewa i ławki", "Po wezwaniu.")


def appealed(id: str) -> AppealFiledV1:
    return told(AppealFiledV1, proposal_id=id, edition_id=EDITION)


def answered(id: str, *, upheld: bool, version: int) -> AppealDecidedV1:
    return told(AppealDecidedV1, proposal_id=id, edition_id=EDITION, upheld=upheld, version=version)


async def test_the_list_waits_for_an_appeal_and_a_dismissed_one_changes_nothing(vote: Vote) -> None:
    await vote.hear(*ROAD, submitted("lawki"), decided("lawki", admitted=False), appealed("lawki"))
    with pytest.raises(Undecided):
        await vote.ballots.publish_list(EDITION, "seed")
    await vote.hear(answered("lawki", upheld=False, version=9))
    assert await vote.ballots.publish_list(EDITION, "seed") == 1


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_an_upheld_appeal_counts_whatever_comes_first_and_the_list_never_goes_out_between(
    vote: Vote, order: tuple[int, ...]
) -> None:
    news = [
        decided("lawki", admitted=False, version=4),
        appealed("lawki"),
        answered("lawki", upheld=True, version=8),
        decided("lawki", admitted=True, version=8),
    ]
    await vote.hear(*ROAD, submitted("lawki"))
    heard = set()
    for number in order:
        await vote.hear(news[number])
        heard.add(number)
        told_enough = 3 in heard and (1 not in heard or 2 in heard)
        only_refused = heard == {0}
        assert await vote.waits() != (told_enough or only_refused), heard
    assert await vote.ballots.publish_list(EDITION, "seed") == 2


async def test_what_failed_formally_and_won_its_appeal_needs_the_mayors_decision(vote: Vote) -> None:
    await vote.hear(*ROAD, submitted("lawki"), checked("lawki", passed=False), appealed("lawki"))
    await vote.hear(answered("lawki", upheld=True, version=5), checked("lawki", passed=True, version=5))
    with pytest.raises(Undecided):
        await vote.ballots.publish_list(EDITION, "seed")
    await vote.hear(decided("lawki", version=7))
    assert await vote.ballots.publish_list(EDITION, "seed") == 2


async def test_no_list_is_final_while_one_can_appeal(vote: Vote) -> None:
    closes = datetime(2026, 8, 21, 21, 59, 59, tzinfo=UTC)
    window = Window(kind=WindowKind.APPEALS, opens=closes - timedelta(days=14), closes=closes)
    changed = rules(windows=[*rules().windows, window])
    await vote.hear(*ROAD, told(EditionChangedV1, edition_id=EDITION, version=2, rules=changed))
    vote.clock.moment = closes
    with pytest.raises(AppealsOpen):
        await vote.ballots.publish_list(EDITION, "seed")
    vote.clock.moment = closes + timedelta(seconds=1)
    assert await vote.ballots.publish_list(EDITION, "seed") == 1


async def test_a_list_of_nothing_is_not_published(vote: Vote) -> None:
    await vote.hear(announced(), submitted("drzewa"), decided("drzewa", admitted=False))
    with pytest.raises(EmptyList):
        await vote.ballots.publish_list(EDITION, "seed")


async def test_no_admitted_proposal_is_left_off_the_ballot_for_want_of_a_section(vote: Vote) -> None:
    only_city = [{"id": "miasto", "name": "Miasto", "pools": ["city"], "max_choices": 2}]
    await vote.hear(announced(sections=only_city), submitted("lawki"), decided("lawki"))
    with pytest.raises(InNoSection):
        await vote.ballots.publish_list(EDITION, "seed")


async def test_numbers_on_the_list_are_drawn_and_anybody_can_draw_them_again(vote: Vote) -> None:
    await vote.list()
    numbers = {entry.proposal_id: entry.number for entry in (await vote.ballots.store.election(EDITION)).entries}
    assert sorted(numbers.values()) == ["L-1", "L-2", "O-1", "O-2", "O-3"]
    # printf '%s' 'losowanie|drzewa' | sha256sum begins with 28f, fontanna with ac9, alejki with df2.
    city = [id for id in sorted(numbers, key=lambda id: numbers[id]) if PROPOSALS[id][0] == "city"]
    assert city == ["drzewa", "fontanna", "alejki"]


async def test_rules_follow_the_edition_until_the_list_is_out_and_stand_afterwards(vote: Vote) -> None:
    await vote.hear(*ROAD)
    changed = told(EditionChangedV1, edition_id=EDITION, version=2, rules=rules(name="Po zmianie"))
    await vote.hear(changed)
    await vote.ballots.publish_list(EDITION, "seed")
    await vote.hear(told(EditionChangedV1, edition_id=EDITION, version=3, rules=rules(name="Za późno")))
    assert (await vote.ballots.store.election(EDITION)).rules.name == "Po zmianie"


async def test_rules_older_than_those_known_change_nothing(vote: Vote) -> None:
    await vote.hear(told(EditionChangedV1, edition_id=EDITION, version=5, rules=rules(name="Nowsze")))
    await vote.hear(announced(name="Starsze"))
    assert (await vote.ballots.store.election(EDITION)).rules.name == "Nowsze"


async def test_a_project_is_on_the_list_with_the_point_of_its_newest_version_and_the_point_is_frozen(
    vote: Vote,
) -> None:
    await vote.hear(announced(), decided("drzewa"), decided("lawki"))
    await vote.hear(
        submitted("drzewa", latitude=51.7, longitude=18.1), submitted("lawki", latitude=51.7, longitude=None)
    )
    await vote.hear(submitted("drzewa", version=2, latitude=51.76, longitude=18.09))
    await vote.ballots.publish_list(EDITION, "losowanie")
    election = await vote.ballots.store.election(EDITION)
    assert {entry.proposal_id: entry.point for entry in election.entries} == {"drzewa": (51.76, 18.09), "lawki": None}
    assert election.frozen_text().count('"point":[51.76,18.09]') == election.frozen_text().count('"point"') == 1


async def test_a_list_is_published_once(vote: Vote) -> None:
    await vote.list()
    with pytest.raises(WrongState):
        await vote.ballots.publish_list(EDITION, "inne losowanie")


TWO: list[Event] = [*ROAD, submitted("lawki"), decided("lawki")]


async def test_the_list_waits_until_somebody_has_decided_whether_two_projects_exclude_each_other(vote: Vote) -> None:
    await vote.hear(*TWO, found("drzewa", "lawki"))
    with pytest.raises(ConflictsOpen) as waiting:
        await vote.ballots.publish_list(EDITION, "seed")
    assert waiting.value.count == 1
    await vote.hear(settled("drzewa", "lawki"))
    await vote.ballots.publish_list(EDITION, "seed")
    election = await vote.ballots.store.election(EDITION)
    assert election.exclusive == (("drzewa", "lawki"),)
    assert '"exclusive":[["drzewa","lawki"]]' in election.frozen_text(), "what excludes what is frozen and hashed"
    assert [rival.proposal_id for rival in election.rivals("lawki")] == ["drzewa"]


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_the_newest_word_about_a_pair_holds_whatever_order_the_words_come_in(
    vote: Vote, order: tuple[int, ...]
) -> None:
    pair = ("drzewa", "lawki")
    words = [found(*pair), settled(*pair), found(*pair, version=3), settled(*pair, excluding=False, version=4)]
    await vote.hear(*TWO, *(words[number] for number in order))
    await vote.ballots.publish_list(EDITION, "seed")
    assert (await vote.ballots.store.election(EDITION)).exclusive == ()


@pytest.mark.parametrize("pair", [found("drzewa", "lawki"), settled("drzewa", "lawki")], ids=["open", "excluding"])
async def test_who_is_not_on_the_list_excludes_nobody(vote: Vote, pair: Event) -> None:
    await vote.hear(*ROAD, submitted("lawki"), decided("lawki", admitted=False), pair)
    assert await vote.ballots.publish_list(EDITION, "seed") == 1
    assert (await vote.ballots.store.election(EDITION)).exclusive == ()
