"""The `.pb` format, read and written."""

import dataclasses
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.ballots.domain import Limits, VoteType
from services.voting.tally.domain import Ballot, Figures, TiePolicy, count, merged, weighed
from services.voting.tally.pabulib import (
    BadAmount,
    BadDate,
    BadNumber,
    ColumnMissing,
    Election,
    FieldMissing,
    ListedAgain,
    MarkedTwice,
    NamedProject,
    NotPabulib,
    NotUtf8,
    NumberDiffers,
    PointsDoNotMatch,
    RankWorthDiffers,
    RuleNotCounted,
    SectionMissing,
    UnknownProject,
    UnknownVoteType,
    UnreadableRow,
    read,
    read_text,
    recount,
    write,
)

SMALL = """META
key;value
description;Budżet obywatelski, próba
country;Poland
unit;Kalisz
instance;2026
num_projects;3
num_votes;2
budget;1000.50
vote_type;approval
rule;greedy
date_begin;6.09.2025
date_end;21.09.2025
max_length;3
PROJECTS
project_id;cost;votes;name;selected
1;600;2;"Ławki; etap II";1
2;400,5;1;"Świetlica ""Słońce"" dla dzieci";0
3;10;0;Drzewa;2
VOTES
voter_id;vote;age
7;1,2;34
8;1;51
"""


def counted(election: Election) -> Figures:
    return count(weighed(election.ballots, election.rules(TiePolicy.DRAW)))


def test_a_file_is_read_whole() -> None:
    election = read_text(SMALL)

    assert election.budget == 100050
    assert election.limits == Limits(vote_type=VoteType.APPROVAL, max_length=3)
    assert election.begins == date(2025, 9, 6)
    assert [(project.cost, project.name) for project in election.projects] == [
        (60000, "Ławki; etap II"),
        (40050, 'Świetlica "Słońce" dla dzieci'),
        (1000, "Drzewa"),
    ]
    assert election.ballots == {Ballot((("1", 1), ("2", 1))): 1, Ballot((("1", 1),)): 1}
    assert election.meta["unit"] == "Kalisz"


def test_what_was_announced_is_kept_apart_and_changes_no_outcome() -> None:
    election = read_text(SMALL)
    lie = read_text(SMALL.replace(";1\n2;400", ";0\n2;400").replace("600;2;", "600;0;"))

    assert election.published is not None
    assert lie.published is not None
    assert election.published.winners == {"1"}
    assert lie.published.winners == frozenset()
    assert recount(lie) == recount(election)


@pytest.mark.parametrize(
    "same",
    [
        SMALL.replace("\n", "\r\n"),
        SMALL.replace("\nPROJECTS", "\n\nPROJECTS"),
        SMALL.replace("unit;Kalisz", "unit; Kalisz ").replace("7;1,2;34", "7; 1, 2; 34"),
        SMALL.removesuffix("\n"),
    ],
    ids=["CRLF", "blank lines", "spaces at separators", "no line end at the end"],
)
def test_the_forms_met_in_practice_read_the_same(same: str) -> None:
    assert read_text(same) == read_text(SMALL)


def test_a_byte_order_mark_is_no_part_of_the_title(tmp_path: Path) -> None:
    path = tmp_path / "a.pb"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())

    assert read(path) == read_text(SMALL)


def test_a_year_alone_is_a_date() -> None:
    assert read_text(SMALL.replace("6.09.2025", "2025")).begins == 2025


@pytest.mark.parametrize(
    ("broken", "error", "line"),
    [
        (SMALL.replace("budget;1000.50", "budget;1000.505"), BadAmount, 9),
        (SMALL.replace("1;600;", "1;-600;"), BadAmount, 17),
        (SMALL.replace("6.09.2025", "31.02.2025"), BadDate, 12),
        (SMALL.replace("6.09.2025", "wrzesień"), BadDate, 12),
        (SMALL.replace("max_length;3", "max_length;trzy"), BadNumber, 14),
        (SMALL.replace("max_length;3", "max_length;0"), UnknownVoteType, 10),
        (SMALL.replace("vote_type;approval", "vote_type;scoring"), UnknownVoteType, 10),
        (SMALL.replace("num_votes;2", "num_votes;3"), NumberDiffers, 8),
        (SMALL.replace("num_projects;3", "num_projects;2"), NumberDiffers, 7),
        (SMALL.replace("unit;Kalisz\n", ""), FieldMissing, 0),
        (SMALL.replace("budget;1000.50\n", ""), FieldMissing, 0),
        (SMALL.replace("project_id;cost", "project_id;price"), ColumnMissing, 0),
        (SMALL[: SMALL.index("VOTES")], SectionMissing, 0),
        (SMALL.removeprefix("META\n"), SectionMissing, 1),
        (SMALL.replace("2;400,5;", "1;400,5;"), ListedAgain, 18),
        (SMALL.replace("8;1;51", "7;1;51"), ListedAgain, 23),
        (SMALL.replace("8;1;51", "8;9;51"), UnknownProject, 23),
        (SMALL.replace("8;1;51", "8;1,1;51"), MarkedTwice, 23),
        (SMALL.replace("8;1;51", "8;1"), UnreadableRow, 23),
        (SMALL.replace("Drzewa", '"Drzewa'), UnreadableRow, 23),
    ],
)
def test_a_broken_file_is_refused_with_its_line(broken: str, error: type[NotPabulib], line: int) -> None:
    with pytest.raises(error) as refused:
        read_text(broken)
    assert refused.value.line == line


def test_bytes_that_are_not_utf8_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.pb"
    path.write_bytes(SMALL.encode().replace("Ławki".encode(), "Ławki".encode("cp1250")))

    with pytest.raises(NotUtf8) as refused:
        read(path)
    assert refused.value.line == 17


def scored(kind: str, votes: str) -> str:
    head = SMALL[: SMALL.index("VOTES")].replace("vote_type;approval", f"vote_type;{kind}")
    return f"{head}VOTES\nvoter_id;vote;points\n{votes}"


@pytest.mark.parametrize("votes", ["", "\n", "7;1,2;34\n", "7;1,2;34\n\n;;\n9;2;20", '7;1,2;"34"\n8; 1;51\n'])
def test_votes_read_the_same_in_bulk_and_row_by_row(votes: str) -> None:
    """A quote anywhere in VOTES makes the reader go row by row."""
    head = SMALL[: SMALL.index("7;1,2;34")].replace("num_votes;2\n", "")
    told = [f"num_votes;{number}\nbudget" for number in range(4)]
    read_in_bulk = [_read_or_error(head.replace("budget", number) + votes) for number in told]
    quoted = [_read_or_error(head.replace("budget", number) + votes + '\n"";;') for number in told]

    assert read_in_bulk == quoted


def _read_or_error(text: str) -> object:
    try:
        return read_text(text)
    except NotPabulib as error:
        return type(error), error.line, error.details


def test_the_points_of_a_place_are_learned_from_the_file() -> None:
    election = read_text(scored("ordinal", "7;1,2;5,2\n8;2;5\n"))

    assert election.rank_points == (5, 2, 0)
    assert counted(election).points == {"1": 5, "2": 7}


def test_a_place_worth_different_points_on_two_votes_is_refused() -> None:
    with pytest.raises(RankWorthDiffers) as refused:
        read_text(scored("ordinal", "7;1,2;3,2\n8;2;1\n"))
    assert refused.value.line == 23


def test_points_without_projects_are_refused() -> None:
    with pytest.raises(PointsDoNotMatch):
        read_text(scored("cumulative\nmax_sum_points;10", "7;1,2;3\n8;2;1\n"))


def test_a_rule_we_cannot_count_by_is_named() -> None:
    for rule in ("equalshares-comparison", "greedy-custom", "unknown"):
        with pytest.raises(RuleNotCounted) as refused:
            recount(read_text(SMALL.replace("rule;greedy", f"rule;{rule}")))
        assert refused.value.rule == rule


def test_a_vote_against_the_limits_is_void() -> None:
    outcome = recount(read_text(SMALL.replace("max_length;3", "max_length;1")))

    assert (outcome.ballots, outcome.void) == (2, 1)
    assert outcome.figures.votes == {"1": 1}


def test_the_written_file_has_no_spaces_beside_separators_and_says_nothing_of_voters() -> None:
    election = read_text(SMALL)
    text = write(election, counted(election), {"1"})

    assert "; " not in text.replace("Ławki; etap", "")
    assert text.endswith("VOTES\nvoter_id;vote\n1;1\n2;1,2\n"), "sorted, whoever voted first"
    assert '1;600;2;"Ławki; etap II";1\n' in text
    assert "400.50" in text


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20).map(
    lambda text: " ".join(text.split())
)
kinds = st.sampled_from(
    [
        Limits(vote_type=VoteType.APPROVAL, max_length=3, max_sum_cost=12345),
        Limits(vote_type=VoteType.ORDINAL, max_length=3),
        Limits(vote_type=VoteType.CUMULATIVE, max_sum_points=9, max_points=5),
    ]
)


@given(kinds, st.lists(st.tuples(names, st.integers(0, 10**9)), min_size=3, max_size=5), st.data())
def test_what_is_written_is_read_back(limits: Limits, named: list[tuple[str, int]], data: st.DataObject) -> None:
    projects = tuple(NamedProject(f"p{number}", cost, name) for number, (name, cost) in enumerate(named))
    ids = st.lists(st.sampled_from([project.id for project in projects]), unique=True, max_size=3)
    points = st.integers(1, 3) if limits.asks_points else st.just(1)
    ballot = ids.flatmap(lambda some: st.tuples(*(st.tuples(st.just(id), points) for id in some)).map(Ballot))
    election = Election(
        meta={"description": "próba", "country": "Poland", "unit": "Kalisz", "instance": "2026"},
        rule="greedy",
        limits=limits,
        budget=data.draw(st.integers(0, 10**10)),
        begins=date(2025, 9, 6),
        ends=2025,
        projects=projects,
        ballots=merged(data.draw(st.lists(ballot, max_size=5))),
    )
    figures = counted(election)
    back = read_text(write(election, figures, {"p1"}))

    assert back.published is not None
    assert back.published.winners == {"p1"}
    assert set(back.projects) == set(projects)
    assert back.ballots == election.ballots
    assert counted(back) == figures
    assert dataclasses.replace(back, projects=projects, rank_points=()) == election


def test_groups_that_exclude_each_other_are_written_into_the_comment_and_read_back() -> None:
    election = dataclasses.replace(read_text(SMALL), rule="greedy-exclusive", exclusive=(("1", "2"), ("2", "3")))
    back = read_text(write(election, counted(election), {"1"}))

    assert back.exclusive == election.exclusive
    assert back.meta["comment"] == "#1: mutually exclusive projects: 1,2 / 2,3."
    reason = recount(back).reasons["2"]
    assert (reason["code"], reason["by"]) == ("excluded_by_conflict", "1")


def test_without_named_groups_nothing_is_exclusive() -> None:
    text = SMALL.replace("rule;greedy", "rule;greedy-exclusive")

    assert recount(read_text(text)).selected == recount(read_text(SMALL)).selected
    assert recount(read_text(text)).as_json()["exclusive"] == []


def test_the_reason_of_a_lost_tie_names_the_equals() -> None:
    text = SMALL.replace("7;1,2;34", "7;2;34").replace("budget;1000.50", "budget;700")
    outcome = recount(read_text(text))

    assert outcome.ties == (("2", "1"),)
    assert outcome.reasons["1"] == {"code": "lost_tie", "place": 2, "tie": ["2", "1"]}
