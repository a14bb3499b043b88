"""`ratusz tally`: what it prints, and what it says of a file it cannot read."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pabulib.checker import Checker

from deploy.tally import every_rule, main
from services.voting.tally.domain import Rule
from services.voting.tally.pabulib import read, read_text, recount, write

HEAD = """META
key;value
description;Budżet obywatelski, próba
country;Poland
unit;Kalisz
instance;2026
num_projects;4
num_votes;5
budget;1000
vote_type;{kind}
rule;{rule}
date_begin;06.09.2025
date_end;21.09.2025
{limits}PROJECTS
project_id;cost;votes;{score}name
1;600;3;{score1}"Ławki; etap II"
2;400;2;{score2}Świetlica
3;300;2;{score3}Drzewa
4;900;1;{score4}Most
VOTES
voter_id;vote{points}
"""
MARKS = {
    "approval": ["1,2", "1,3", "1", "2,3", "4"],
    "choose-1": ["1", "1", "2", "3", "4"],
    "ordinal": ["1,2;2,1", "1,3;2,1", "1,2;2,1", "2,3;2,1", "4,1;2,1"],
    "cumulative": ["1,2;2,1", "1,3;2,1", "1;3", "2,3;2,1", "4;1"],
}
LIMITS = {
    "approval": "min_length;1\nmax_length;2\n",
    "choose-1": "min_length;1\nmax_length;1\n",
    "ordinal": "min_length;2\nmax_length;2\n",
    "cumulative": "min_sum_points;1\nmax_sum_points;3\n",
}


def file(folder: Path, kind: str = "approval", rule: str = "greedy", **changes: str) -> Path:
    scored = dict.fromkeys(("score", "score1", "score2", "score3", "score4"), "")
    points = ";points" if kind in ("ordinal", "cumulative") else ""
    text = HEAD.format(kind=kind, rule=rule, limits=LIMITS[kind], points=points, **scored)
    text += "".join(f"{number};{vote}\n" for number, vote in enumerate(MARKS[kind], start=1))
    for old, new in changes.items():
        text = text.replace(old.replace("_", ";"), new)
    path = folder / "Poland_Kalisz_2026.pb"
    path.write_text(text)
    return path


def data(capsys: pytest.CaptureFixture[str], *words: str | Path) -> Any:
    assert main([*map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("kind", MARKS)
@pytest.mark.parametrize("rule", [rule.value for rule in Rule])
def test_every_rule_counts_every_kind_of_ballot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, rule: str
) -> None:
    counted = data(capsys, file(tmp_path, kind, rule))

    assert counted["rule"] == rule
    assert counted["void"] == 0
    assert set(counted["reasons"]) == set(counted["votes"]) == {"1", "2", "3", "4"}
    won = {id for id, reason in counted["reasons"].items() if reason["code"] == "selected"}
    costs = {"1": 600_00, "2": 400_00, "3": 300_00, "4": 900_00}
    assert set(counted["selected"]) == won
    assert counted["spent"] == sum(costs[id] for id in won) <= counted["budget"] == 1000_00


def test_points_are_those_of_the_ballots(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    points = {kind: data(capsys, file(tmp_path, kind))["votes"] for kind in MARKS}

    assert points == {
        "approval": {"1": 3, "2": 2, "3": 2, "4": 1},
        "choose-1": {"1": 2, "2": 1, "3": 1, "4": 1},
        "ordinal": {"1": 7, "2": 4, "3": 2, "4": 2},
        "cumulative": {"1": 7, "2": 3, "3": 2, "4": 1},
    }


def test_a_rule_can_be_tried_and_all_be_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, rule="greedy-no-skip")

    assert data(capsys, path, "--rule", "greedy")["rule"] == "greedy"
    assert [one["rule"] for one in data(capsys, path, "--compare")] == every_rule()
    assert main([str(path), "--compare"]) == 0
    table = capsys.readouterr().out
    assert all(rule in table for rule in every_rule())
    assert "Ławki; etap II" in table


def test_the_table_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(file(tmp_path))]) == 0

    table = capsys.readouterr().out
    assert "did not fit: 900 against 100 left" in table
    assert "a tie that decided, by lower_cost: 3, 2" in table
    assert "lost the tie with 3, 2" in table
    assert "2 selected, spent 900 of 1000" in table


def test_who_goes_first_among_equals_can_be_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path)

    assert data(capsys, path)["selected"] == ["1", "3"]
    assert data(capsys, path, "--ties", "earlier_submission")["selected"] == ["1", "2"]
    drawn = data(capsys, path, "--ties", "draw", "--seed", "secret|public")
    assert (drawn["seed"], [set(tie) for tie in drawn["ties"]]) == ("secret|public", [{"2", "3"}])


def test_projects_can_be_said_to_exclude_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counted = data(capsys, file(tmp_path, rule="greedy-exclusive"), "--exclusive", "1,3")

    assert counted["reasons"]["3"] == {"code": "excluded_by_conflict", "place": 2, "by": "1"}
    assert counted["exclusive"] == [["1", "3"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--rule", "loudest"], "cannot be counted by 'loudest'. The rules are greedy, "),
        (["--ties", "draw"], "A draw needs its seed"),
        (["--exclusive", "1,9"], "has no project 9."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main([str(file(tmp_path)), *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"4_900": "4;dużo"}, "Poland_Kalisz_2026.pb, line 21: 'dużo' is not an amount of money."),
        ({"5_4": "5;7"}, "Poland_Kalisz_2026.pb, line 28: the vote names project '7', which is not listed."),
        ({"5_4": "5"}, "Poland_Kalisz_2026.pb, line 28: the row has 1 fields, the header 2."),
        ({"5_4": "4;4"}, "Poland_Kalisz_2026.pb, line 28: '4' stands in the file twice."),
        ({"votes_5": "votes;6"}, "Poland_Kalisz_2026.pb, line 8: num_votes is 6, and the file has 5."),
        ({"unit_Kalisz": "city;Kalisz"}, "Poland_Kalisz_2026.pb, 'unit' is missing in META."),
    ],
)
def test_an_unreadable_file_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, str], said: str
) -> None:
    assert main([str(file(tmp_path, **changes)), "--json"]) == 2
    assert capsys.readouterr().err.strip() == said


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.pb")]) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err


@pytest.mark.parametrize("kind", MARKS)
def test_pabulibs_own_checker_accepts_what_we_write_and_it_is_read_back_to_the_same(tmp_path: Path, kind: str) -> None:
    election = read(file(tmp_path, kind, budget_1000="budget;1300"))  # a tie is no matter of the format
    counted = recount(election)
    text = write(election, counted.figures, counted.selected)

    checked = Checker().process_files([text])

    assert checked["metadata"]["valid"] == 1, checked
    assert recount(read_text(text)).as_json() == counted.as_json()


def test_a_count_loads_no_web_framework_no_driver_and_no_models() -> None:
    code = "import sys, deploy.ratusz, deploy.tally; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)

    heavy = {"fastapi", "faststream", "motor", "pymongo", "pydantic", "typer", "asyncio", "numpy", "nacl", "jinja2"}
    assert not heavy & set(done.stdout.split())
