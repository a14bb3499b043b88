"""Our own editions as Pabulib's files: whoever counts the file gets the result that we published, and no voter."""

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pabulib.checker import Checker

from deploy.tally import as_json, tally
from services.voting.ballots.domain.choices import faults_of_section
from services.voting.ballots.domain.election import Election, ElectionState, Entry
from services.voting.ballots.domain.envelope import Channel, EnvelopeState, seal
from services.voting.tally.domain import Rule, TiePolicy, seed_commitment
from services.voting.tally.domain.opening import Counted, Lying, count_box
from services.voting.tally.pabulib.exporting import pool_files
from services.voting.tally.pabulib.second import count_again
from tests.voting.conftest import COMMISSION, EDITION, PRIVATE, PUBLIC, SECRET, rules

POOLS = ("ogolne", "zielone", "lokalne")


def edition(
    vote_type: str,
    selection: dict[str, Any],
    costs: list[int],
    pairs: list[tuple[int, int]],
    own_least: Sequence[int | None] = (None, None, None),
    own: Mapping[str, Any] = MappingProxyType({}),
) -> Election:
    """An edition of three pools, two of them in one section, with the projects dealt out in turn."""
    kinds = {"ogolne": "citywide", "zielone": "green", "lokalne": "local"}
    pools = [
        {"id": id, "name": f"Pula {id}", "kind": kinds[id], "amount": 1_000_00, "cap": 1_000_00, "signatures": 1}
        | {"min_votes": least}
        for id, least in zip(POOLS, own_least, strict=True)
    ]
    points: dict[str, Any] = ({"max_points": 5} if vote_type == "cumulative" else {}) | dict(own)
    sections = [
        {"id": "miasto", "name": "Miasto", "pools": POOLS[:2], "max_choices": 3, "vote_type": vote_type, **points},
        {"id": "osiedla", "name": "Osiedla", "pools": POOLS[2:], "max_choices": 3, "vote_type": vote_type, **points},
    ]
    entries = [
        Entry(
            proposal_id=f"{number * 7919:08x}",
            number=f"O-{number}",
            section_id="osiedla" if number % 3 == 2 else "miasto",
            pool_id=POOLS[number % 3],
            area_id="asnyka" if number % 3 == 2 else None,
            submitted_as=number,
            title=f"Projekt; nr {number}, „żółty”",
            summary="",
            location="",
            category="",
            cost=cost,
        )
        for number, cost in enumerate(costs)
    ]
    ids = [entry.proposal_id for entry in entries]
    exclusive = sorted({(min(ids[a], ids[b]), max(ids[a], ids[b])) for a, b in pairs if a != b})
    return Election(
        id=EDITION,
        edition_version=1,
        rules=rules(pools=pools, sections=sections, selection=selection),
        state=ElectionState.CLOSED,
        entries=tuple(entries),
        exclusive=tuple(exclusive),
        public_key=PUBLIC,
        draw_commitment=seed_commitment(SECRET),
        digest="ab" * 32,
    )


def counted(vote: Election, people: int, chance: random.Random) -> Counted:
    """Let people mark what they like, within the rules; some mark one section only."""
    box = []
    for seq in range(people):
        choices: dict[str, list[tuple[str, int]]] = {}
        for section in vote.sections:
            ids = sorted(section.costs)
            most = min(len(ids), section.limits.max_length or 0)
            marked = chance.sample(ids, chance.randint(0, most)) if most else []
            given = 5 // len(marked) if section.limits.asks_points and marked else 1
            marks = [(id, chance.randint(1, min(given, section.limits.max_points or given))) for id in marked]
            while faults_of_section(section, marks):
                marks.pop()  # what is marked last would be too dear
            choices[section.id] = marks
        if any(choices.values()):
            box.append(
                Lying(
                    seq,
                    seal(choices, bytes.fromhex(PUBLIC), EDITION, vote.sections),
                    EnvelopeState.ACCEPTED,
                    Channel.ONLINE,
                )
            )
    return count_box(vote, box, bytes(COMMISSION), SECRET)


OWN: dict[str, list[dict[str, Any]]] = {
    "approval": [{}, {"max_cost": 900_00}],
    "ordinal": [{}, {"place_points": [7, 4, 4]}, {"place_points": [10, 3, 1], "max_cost": 900_00}],
    "cumulative": [{}, {"max_project_points": 2}, {"max_project_points": 3, "max_cost": 900_00}],
}
"""What a council may lay down of a section beside how it is filled in."""


@st.composite
def editions(draw: st.DrawFn) -> tuple[Election, Counted]:
    projects = draw(st.integers(min_value=1, max_value=12))
    rule = draw(st.sampled_from([rule.value for rule in Rule]))
    least = draw(st.integers(min_value=1 if rule == Rule.GREEDY_THRESHOLD else 0, max_value=3))
    vote_type = draw(st.sampled_from(sorted(OWN)))
    vote = edition(
        vote_type,
        {"rule": rule, "tie": draw(st.sampled_from([tie.value for tie in TiePolicy])), "min_votes": least},
        [draw(st.sampled_from([200_00, 300_00, 400_00, 555_55, 900_00])) for _ in range(projects)],
        draw(st.lists(st.tuples(*[st.integers(min_value=0, max_value=projects - 1)] * 2), max_size=5)),
        [draw(st.none() | st.integers(min_value=0, max_value=4)) for _ in POOLS],
        draw(st.sampled_from(OWN[vote_type])),
    )
    return vote, counted(vote, draw(st.integers(min_value=0, max_value=14)), draw(st.randoms(use_true_random=False)))


@settings(max_examples=120)
@given(editions())
def test_the_file_of_each_pool_counts_to_the_published_result(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[Election, Counted]
) -> None:
    vote, result = made
    files = dict(pool_files(vote, result.projects, result.boxes, SECRET))
    count_again(vote, result, SECRET)
    assert set(files) == {row.pool_id for row in result.projects}
    for pool_id, text in files.items():
        file = tmp_path_factory.mktemp("pb") / f"{pool_id}.pb"
        file.write_text(text)
        _, [outcome] = tally(file, [], [], None, None)
        said = json.loads(as_json([outcome], listed=False))
        rows = {row.proposal_id: row for row in result.projects if row.pool_id == pool_id}
        [pool] = [pool for pool in result.pools if pool.pool_id == pool_id]

        assert set(said["selected"]) == {id for id, row in rows.items() if row.outcome == "selected"}
        assert said["votes"] == {id: row.points for id, row in rows.items()}
        assert dict(outcome.figures.votes) == {id: row.votes for id, row in rows.items() if row.votes}
        assert (said["ties"], said["spent"], said["void"]) == ([list(tie) for tie in pool.ties], pool.spent, 0)
        places = {row.project_id: (row.place, str(row.outcome), row.in_conflict_with) for row in outcome.pool.ranking}
        assert places == {id: (row.place, str(row.outcome), row.excluded_by) for id, row in rows.items()}


@pytest.mark.parametrize(("vote_type", "laid_down"), [(kind, one) for kind, every in OWN.items() for one in every])
@pytest.mark.parametrize(("least", "own"), [(0, (None, None, None)), (2, (None, None, None)), (2, (0, 3, None))])
def test_pabulibs_own_checker_accepts_the_files(
    vote_type: str, laid_down: dict[str, Any], least: int, own: tuple[int | None, ...]
) -> None:
    """Of plain greedy: it counts no exclusive pairs, and its Equal Shares break off at a tie."""
    for seed in range(5):
        chance = random.Random(seed)
        costs = [chance.choice([200_00, 300_00, 400_00, 555_55, 900_00]) for _ in range(9)]
        vote = edition(vote_type, {"rule": "greedy", "tie": "draw", "min_votes": least}, costs, [], own, laid_down)
        result = counted(vote, 14, chance)
        for _, text in pool_files(vote, result.projects, result.boxes, SECRET):
            checked = Checker().process_files([text])
            assert checked["metadata"]["valid"] == 1, (checked, text)


def test_nothing_in_a_file_says_who_voted_when_or_how() -> None:
    vote = edition("approval", {"rule": "greedy", "tie": "draw"}, [200_00] * 6, [])
    result = counted(vote, 14, random.Random(1))
    for _, text in pool_files(vote, result.projects, result.boxes, SECRET):
        votes = text[text.index("VOTES\n") :].splitlines()[1:]
        assert votes[0] == "voter_id;vote"
        marks = [line.split(";")[1] for line in votes[1:]]
        assert [line.split(";")[0] for line in votes[1:]] == [str(number) for number in range(1, len(marks) + 1)]
        assert marks == sorted(marks), "sorted by their marks, they stand in nobody's order"
        assert PRIVATE not in text


def test_a_drawn_order_can_also_be_drawn_again_from_the_file(tmp_path: Path) -> None:
    vote = edition("approval", {"rule": "greedy", "tie": "draw"}, [600_00] * 9, [])
    result = counted(vote, 0, random.Random(1))
    for pool_id, text in pool_files(vote, result.projects, result.boxes, SECRET):
        file = tmp_path / f"{pool_id}.pb"
        file.write_text(text)
        _, [outcome] = tally(file, [], [], TiePolicy.DRAW, f"{SECRET}|{vote.digest}")
        won = {row.proposal_id for row in result.projects if row.pool_id == pool_id and row.outcome == "selected"}
        assert set(outcome.selected) == won
