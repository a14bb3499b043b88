"""What may be told of the turnout: nothing that could be about single people, not even as a difference."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.ballots.domain.envelope import Channel
from services.voting.board.domain.log import EntryKind, Sum
from services.voting.turnout.domain import LEAST, PAUSE, Turnout

NOON = datetime(2026, 9, 24, 10, tzinfo=UTC)
ONLINE, PAPER = Channel.ONLINE, Channel.PAPER


def turnout(online: int, paper: int = 0) -> Turnout:
    return then(Turnout(id="ed-1"), online, paper)


def then(before: Turnout, online: int, paper: int = 0) -> Turnout:
    return before.counted([Sum(EntryKind.CAST, ONLINE, online), Sum(EntryKind.CAST, PAPER, paper)])


@pytest.mark.parametrize(
    ("online", "paper", "told", "split"),
    [
        (0, 0, None, None),
        (9, 0, None, None),
        (10, 0, 10, (10, 0)),
        (5, 4, None, None),
        (5, 5, 10, None),
        (40, 9, 49, None),
        (40, 10, 50, (40, 10)),
        (0, 12, 12, (0, 12)),
    ],
)
def test_figures_from_one_to_nine_are_not_told(
    online: int, paper: int, told: int | None, split: tuple[int, int] | None
) -> None:
    found = turnout(online, paper).telling(NOON, 100)

    assert (found.told if found else None) == told
    assert ((found.split.online, found.split.paper) if found and found.split else None) == split


@pytest.mark.parametrize(
    ("online", "paper", "told", "split"),
    [
        (9, 0, None, None),
        (10, 0, 60, (50, 10)),
        (9, 1, 60, (40, 10)),
        (20, 3, 73, (40, 10)),
        (20, 10, 80, (60, 20)),
        (0, 10, 60, (40, 20)),
    ],
)
def test_a_figure_is_told_anew_when_ten_have_come_and_both_ways_together(
    online: int, paper: int, told: int | None, split: tuple[int, int] | None
) -> None:
    first = turnout(40, 10).telling(NOON, 100)
    assert first
    found = then(first, online, paper).telling(NOON + PAUSE, 100)

    assert (found.told if found else None) == told
    assert ((found.split.online, found.split.paper) if found and found.split else None) == split


def test_figures_are_told_every_five_minutes_at_most() -> None:
    first = turnout(40).telling(NOON, 100)
    assert first

    assert then(first, 500).telling(NOON + PAUSE - timedelta(seconds=1), 100) is None
    assert then(first, 500).telling(NOON + PAUSE, 100)


@pytest.mark.parametrize(
    ("entries", "people"),
    [
        ([(EntryKind.CAST, ONLINE)], (1, 0)),
        ([(EntryKind.CAST, ONLINE), (EntryKind.SUPERSEDED, ONLINE), (EntryKind.CAST, PAPER)], (0, 1)),
        ([(EntryKind.CAST, ONLINE), (EntryKind.VOID, ONLINE)], (0, 0)),
        (
            [
                (EntryKind.CAST, ONLINE),
                (EntryKind.SUPERSEDED, ONLINE),
                (EntryKind.CAST, PAPER),
                (EntryKind.QUARANTINED, PAPER),
                (EntryKind.VOID, PAPER),
                (EntryKind.REINSTATED, ONLINE),
            ],
            (1, 0),
        ),
        ([(EntryKind.CAST, ONLINE), (EntryKind.QUARANTINED, ONLINE)], (1, 0)),
        ([(EntryKind.CAST, ONLINE), (EntryKind.QUARANTINED, ONLINE), (EntryKind.RELEASED, ONLINE)], (1, 0)),
        ([(EntryKind.CAST, ONLINE), (EntryKind.QUARANTINED, ONLINE), (EntryKind.VOID, ONLINE)], (0, 0)),
    ],
)
def test_each_person_counts_once_in_the_way_of_the_ballot_that_lies_in_the_box(
    entries: list[tuple[EntryKind, Channel]], people: tuple[int, int]
) -> None:
    found = Turnout(id="ed-1").counted(Sum(*entry, 1) for entry in entries)

    assert (found.online, found.paper, found.entries) == (*people, len(entries))


_STEPS = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from(EntryKind), st.sampled_from(Channel)), max_size=25),
        st.integers(min_value=0, max_value=20),
    ),
    max_size=40,
)


@given(_STEPS)
def test_no_two_figures_told_differ_by_one_to_nine(steps: list[tuple[list[tuple[EntryKind, Channel]], int]]) -> None:
    now, state, events = NOON, Turnout(id="ed-1"), []
    for entries, minutes in steps:
        now += timedelta(minutes=minutes)
        state = state.counted(Sum(*entry, 1) for entry in entries)
        if found := state.telling(now, 1_000):
            state = found
            events.append(state.event())
    series = {"all": [event.ballots for event in events]}
    for event in events:
        for cell in event.channels:
            series.setdefault(cell.channel, []).append(cell.ballots)

    for told in series.values():
        assert all(not 0 < figure < LEAST for figure in told)
        assert all(not 0 < abs(one - other) < LEAST for one in told for other in told)
    moments = [event.told_at for event in events]
    assert all(later - earlier >= PAUSE for earlier, later in itertools.pairwise(moments))
    assert [event.version for event in events] == list(range(1, len(events) + 1))


@given(_STEPS)
def test_the_two_ways_told_at_one_moment_add_up_to_what_the_log_showed_then(
    steps: list[tuple[list[tuple[EntryKind, Channel]], int]],
) -> None:
    now, state, shown = NOON, Turnout(id="ed-1"), {}
    for entries, minutes in steps:
        now += timedelta(minutes=minutes)
        state = state.counted(Sum(*entry, 1) for entry in entries)
        shown[now] = state.online + state.paper
        state = state.telling(now, 1_000) or state
        if state.split:
            assert state.split.online + state.split.paper == shown[state.split.at]


def test_a_day_of_warsaw_without_a_figure_keeps_the_one_before() -> None:
    late = datetime(2026, 9, 21, 21, 59, tzinfo=UTC)
    state = turnout(20).telling(late, 100)
    assert state
    state = then(state, 20).telling(late + timedelta(minutes=10), 100)
    assert state
    state = then(state, 20).telling(late + timedelta(days=3), 100)
    assert state

    assert [(one.day, one.ballots) for one in state.by_day()] == [
        (date(2026, 9, 21), 20),
        (date(2026, 9, 22), 40),
        (date(2026, 9, 23), 40),
        (date(2026, 9, 24), 60),
    ]
