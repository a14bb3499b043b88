"""Our own counted editions as `.pb` files, one for each pool. It must not tell anything of a voter but the marks.

What Pabulib has no field for, and how the file still counts to the same result:
- a section that covers several pools: each file has the marks of its pool alone; where places count, their points;
- the order among equals, drawn or not: PROJECTS stand in that order, and a comment says so;
- a winner of another pool that excludes a project here: comments name both.
"""

import dataclasses
from collections.abc import Iterator, Mapping

from services.voting.ballots.domain.choices import Limits, VoteType
from services.voting.ballots.domain.election import Election as Vote
from services.voting.tally.domain import Ballot, Box, Figures, Rule, Rules, TiePolicy, draw_seed, tie_order
from services.voting.tally.domain.edition import rules_of
from services.voting.tally.domain.opening import candidates
from services.voting.tally.pabulib.election import Election, NamedProject
from services.voting.tally.pabulib.writing import write
from shared.clock import warsaw
from shared.contracts.intake import Pool, Section
from shared.contracts.voting import Outcome, ProjectResult


def pool_files(
    vote: Vote, projects: tuple[ProjectResult, ...], boxes: Mapping[str, Box], secret: str
) -> Iterator[tuple[str, str]]:
    """Give the files one by one, each with the id of its pool, of those pools that have projects.

    `projects`: the result; `boxes`: the ballots of each section; `secret`: of the draw.
    """
    there = {row.pool_id for row in projects}
    for section in vote.rules.sections:
        for pool in vote.rules.pools:
            if pool.id in section.pools and pool.id in there:
                yield pool.id, pool_file(vote, pool, projects, boxes, secret)


def pool_file(
    vote: Vote, pool: Pool, projects: tuple[ProjectResult, ...], boxes: Mapping[str, Box], secret: str
) -> str:
    """Give the file of one pool; see `pool_files`."""
    here = {row.proposal_id: row for row in projects if row.pool_id == pool.id}
    section = next(section for section in vote.rules.sections if pool.id in section.pools)
    alone = {row.pool_id for row in projects}.intersection(section.pools) == {pool.id}
    plain = rules_of(section, vote.rules.selection)
    least = plain.threshold if pool.min_votes is None else pool.min_votes
    elsewhere = _elsewhere(vote, pool, projects, here)
    groups = tuple(
        pair for pair in vote.exclusive if here.keys() & set(pair) and set(pair) <= here.keys() | set(elsewhere)
    )
    titles = {entry.proposal_id: f"{entry.number} {entry.title}" for entry in vote.entries}
    assert vote.digest is not None
    order = tie_order(candidates(vote), plain.ties, draw_seed(secret, vote.digest))
    opens, closes = vote.window
    written = Election(
        meta=_about(vote, pool, section, alone=alone) | _funded(pool, here),
        rule=_rule(rules_of(section, vote.rules.selection, groups).rule, least),
        limits=_limits(plain, len(here), alone=alone),
        budget=pool.amount,
        begins=warsaw(opens).date(),
        ends=warsaw(closes).date(),
        projects=tuple(NamedProject(id, here[id].cost, titles[id]) for id in order if id in here),
        ballots=_cut(boxes.get(section.id, {}), plain, here, places=plain.limits.asks_order and alone),
        threshold=least,
        rank_points=tuple(plain.worth(place, 1) for place in range(plain.limits.max_length or 0))
        if plain.limits.asks_order and alone
        else (),
        exclusive=groups,
        elsewhere=elsewhere,
        ties=TiePolicy.EARLIER_SUBMISSION,
    )
    figures = Figures(
        {id: row.votes for id, row in here.items()},
        {id: row.points for id, row in here.items()},
    )
    return write(written, figures, {id for id, row in here.items() if row.outcome is Outcome.SELECTED})


def _elsewhere(
    vote: Vote, pool: Pool, projects: tuple[ProjectResult, ...], here: Mapping[str, ProjectResult]
) -> tuple[str, ...]:
    """Give the winners of the pools before this one that exclude a project of it."""
    ids = [one.id for one in vote.rules.pools]
    earlier = set(ids[: ids.index(pool.id)])
    rivals = {id for pair in vote.exclusive if here.keys() & set(pair) for id in pair}
    return tuple(
        row.proposal_id
        for row in projects
        if row.pool_id in earlier and row.outcome is Outcome.SELECTED and row.proposal_id in rivals
    )


def _rule(rule: Rule, least: int) -> str:
    """Give Pabulib's name for a rule; its checker wants greedy with a least number of votes to be named after it."""
    if rule in (Rule.GREEDY, Rule.GREEDY_EXCLUSIVE, Rule.GREEDY_THRESHOLD):
        return Rule.GREEDY_THRESHOLD.value if least else (Rule.GREEDY if rule is Rule.GREEDY_THRESHOLD else rule).value
    return rule.value


def _limits(rules: Rules, projects: int, *, alone: bool) -> Limits:
    """Give the limits of the ballots as they are in a file; of a cut one there is no least, and points for places.

    One cannot mark more projects than there are: Pabulib asks that the file says so.
    """
    limits = rules.limits
    most = min(limits.max_length or projects, projects)
    if alone:
        return dataclasses.replace(limits, min_length=min(limits.min_length, most), max_length=most)
    if limits.asks_order:
        worth = [rules.worth(place, 1) for place in range(most)]
        return Limits(
            vote_type=VoteType.CUMULATIVE,
            max_length=most,
            max_points=worth[0],
            max_sum_points=sum(worth),
            max_sum_cost=limits.max_sum_cost,
        )
    return dataclasses.replace(limits, min_length=1, max_length=most, min_sum_points=0)


def _cut(box: Box, rules: Rules, here: Mapping[str, ProjectResult], *, places: bool) -> Box:
    """Leave the marks of some projects, each with the points that it is worth; ballots without any are left out.

    The marks stand by points, most first; with `places`, where all marks of a ballot are here, in their own order.
    """
    if places:
        return box
    every: dict[Ballot, int] = {}
    for ballot, times in box.items():
        worth = [(id, rules.worth(place, given)) for place, (id, given) in enumerate(ballot)]
        marks = sorted((mark for mark in worth if mark[0] in here), key=lambda mark: (-mark[1], mark[0]))
        if marks:
            one = tuple(marks)
            every[one] = every.get(one, 0) + times
    return every


def _funded(pool: Pool, here: Mapping[str, ProjectResult]) -> dict[str, str]:
    """Say that there was money for all: Pabulib asks for it."""
    return {"fully_funded": "1"} if sum(row.cost for row in here.values()) <= pool.amount else {}


def _about(vote: Vote, pool: Pool, section: Section, *, alone: bool) -> dict[str, str]:
    rules, tie = vote.rules, vote.rules.selection.tie
    told = [
        f"{rules.name}, {rules.city}: {pool.name}. Lawful ballots of the section “{section.name}”, one a voter, sorted"
        " by their marks; nothing is told of a voter but the marks."
    ]
    cut = "" if alone else f"“{section.name}” covers other pools too: each ballot is cut to the projects of this one."
    ordinal = not alone and section.vote_type.value == VoteType.ORDINAL.value
    places = (
        f"“{section.name}” is ordinal: points stand for the places, which the cut would have moved." if ordinal else ""
    )
    order = f"The order among equals ({tie}) is the order of PROJECTS."
    return {
        "description": " ".join(said for said in (*told, cut, places, order) if said),
        "country": "Poland",
        "unit": rules.city,
        "subunit": pool.name,
        "instance": str(rules.year),
        "edition": str(rules.number),
        "language": "pl",
        "currency": "PLN",
    }
