"""Figures follow from what the services tell, in whichever order it comes."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.statistics.domain.figures import Money, Sum, figures
from services.reporting.statistics.domain.following import Edition, Project
from shared.contracts.intake import EditionChangedV1, ProposalMergedV1, ProposalRegroupedV1
from shared.contracts.voting import (
    ChannelTurnout,
    ProjectResult,
    ResultsPublishedV1,
    TurnoutPart,
    VotingClosedV1,
    VotingTurnoutV1,
)
from tests.conftest import told
from tests.reporting.conftest import (
    EDITION,
    RULES,
    announced,
    corrected,
    moment,
    progressed,
    results,
    started,
    submitted,
)

CHANGED = EditionChangedV1(
    version=2,
    edition_id=EDITION,
    rules=RULES.model_copy(update={"name": "Nowa nazwa"}),
    reason="Pomyłka.",
    changed_at=moment("2026-03-25"),
)
GOING = VotingTurnoutV1(
    version=7,
    edition_id=EDITION,
    ballots=1_990,
    entitled=90_000,
    told_at=moment("2026-10-01"),
    channels=(ChannelTurnout(channel="online", ballots=1_600), ChannelTurnout(channel="paper", ballots=390)),
    channels_at=moment("2026-10-01"),
)
CLOSED = VotingClosedV1(version=5, edition_id=EDITION, ballots=2_003, digest="c" * 64, closed_at=moment("2026-10-02"))
CHANNELS = (TurnoutPart(of="online", ballots=1_610), TurnoutPart(of="paper", ballots=390))
AREAS = (TurnoutPart(of="rogatka", ballots=None), TurnoutPart(of="asnyka", ballots=1_203))


def final(**changes) -> ResultsPublishedV1:
    return results(**changes).model_copy(update={"channels": CHANNELS, "areas": AREAS})


def heard(events) -> Edition:
    edition = Edition(id=EDITION)
    for event in events:
        edition = edition.heard(event)
    return edition


OF_EDITION = (announced(), CHANGED, GOING, CLOSED, final())
OF_PROJECT = (
    submitted(),
    corrected(cost=80_000_00, version=3),
    told(ProposalRegroupedV1, **submitted(cost=70_000_00, version=4).model_dump(), regrouping=1),
    started(),
    progressed(),
    progressed(version=9, spent=60_000_00),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(range(5)), max_size=5), st.randoms(use_true_random=False))
def test_whatever_the_order_and_however_often_an_edition_is_the_same(again: list[int], chance: random.Random) -> None:
    events = [*OF_EDITION, *(OF_EDITION[number] for number in again)]
    chance.shuffle(events)
    known = heard(events)
    assert known == heard(OF_EDITION)
    assert known.turnout is not None
    assert known.turnout.ballots == 2_000
    assert known.rules is not None
    assert known.rules.name == "Nowa nazwa"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(range(6)), max_size=6), st.randoms(use_true_random=False))
def test_whatever_the_order_and_however_often_a_project_is_the_same(again: list[int], chance: random.Random) -> None:
    result = results().projects[0]
    steps = [*OF_PROJECT, *(OF_PROJECT[number] for number in again), result]
    chance.shuffle(steps)
    one = Project(id="p-1", edition_id=EDITION)
    for step in steps:
        one = one.counted(step, 6, moment("2026-10-12")) if isinstance(step, ProjectResult) else one.heard(step)
    assert (one.asked, one.planned, one.spent, one.merged) == (70_000_00, 95_000_00, 60_000_00, False)
    assert one.result is not None
    assert one.result.won
    assert one.modified == moment("2027-05-17")


def test_the_turnout_is_what_was_told_then_what_was_in_the_box_then_what_was_published() -> None:
    assert heard([announced()]).turnout is None
    assert heard([announced(), GOING]).turnout.ballots == 1_990  # type: ignore[union-attr]
    closed = heard([announced(), GOING, CLOSED]).turnout
    assert closed is not None
    assert (closed.ballots, closed.entitled, closed.channels) == (2_003, 90_000, ())
    assert heard(OF_EDITION).turnout.channels == CHANNELS  # type: ignore[union-attr]


def sums() -> list[Sum]:
    def one(area: str | None, category: str, **money: int) -> Sum:
        return Sum(edition_id=EDITION, area_id=area, category=category, money=Money(filed=1, **money))

    return [
        one(None, "Sport i rekreacja", asked=1_00),
        one("rogatka", "Sport i rekreacja", asked=20_00, won=20_00, selected=1),
        one("rogatka", "Drogi i chodniki", asked=300_00),
        one("gone", "Dawna kategoria", asked=4_000_00),
    ]


def test_areas_and_categories_each_add_up_to_the_whole_edition() -> None:
    found = figures(heard(OF_EDITION), sums())
    assert found is not None
    assert found.total == Money(filed=4, asked=4_321_00, won=20_00, selected=1)
    assert sum((row.money for row in found.areas), Money()) == found.total
    assert sum((row.money for row in found.categories), Money()) == found.total
    assert [(row.id, row.name) for row in found.areas] == [(None, None), ("rogatka", "Rogatka"), ("gone", "gone")]
    assert [row.name for row in found.categories] == ["Sport i rekreacja", "Drogi i chodniki", "Dawna kategoria"]


def test_an_edition_that_was_not_announced_has_no_figures() -> None:
    assert figures(heard([GOING]), sums()) is None


def test_a_small_figure_stays_hidden_and_no_sum_gives_it_away() -> None:
    found = figures(heard(OF_EDITION), [])
    assert found is not None
    assert found.turnout is not None
    assert [(part.name, part.ballots) for part in found.turnout.areas] == [("Rogatka", None), ("Asnyka", 1_203)]


def test_what_was_merged_says_so_whenever_it_comes() -> None:
    merger = told(ProposalMergedV1, proposal_id="p-1", edition_id=EDITION, version=4)
    early = Project(id="p-1", edition_id=EDITION).heard(merger).heard(submitted())
    late = Project(id="p-1", edition_id=EDITION).heard(submitted()).heard(merger)
    assert early.merged
    assert early == late
