"""Counts a `.pb` file anew from its votes. It must not look at what the file says came out."""

from collections import Counter
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from services.voting.ballots.domain import Section, faults_of_section
from services.voting.tally.domain import Outcome, Rule, TiePolicy, count, select, tie_order
from services.voting.tally.pabulib.election import Election
from services.voting.tally.pabulib.reading import read


class CountedProject(BaseModel):
    """One project after the count; amounts in grosze."""

    model_config = ConfigDict(frozen=True)

    id: str
    place: int
    cost: int
    votes: int
    points: int
    outcome: Outcome
    money_left: int


class TallyOutcome(BaseModel):
    """The count of one file, ready for JSON; amounts in grosze. `ties`: equals whose order changed who won."""

    model_config = ConfigDict(frozen=True)

    rule: Rule
    tie_policy: TiePolicy
    seed: str | None
    threshold: int
    budget: int
    spent: int
    ballots: int
    void: int
    selected: tuple[str, ...]
    projects: tuple[CountedProject, ...]
    ties: tuple[tuple[str, ...], ...]


def recount(election: Election, ties: TiePolicy = TiePolicy.LOWER_COST, seed: str | None = None) -> TallyOutcome:
    """Check and count every vote, give out the money. Raises `RuleNotCounted`, `SeedMissing`."""
    rules, candidates = election.rules(ties), election.candidates
    section = Section(id="", limits=election.limits, costs={project.id: project.cost for project in candidates})
    kinds = Counter(election.ballots)
    lawful = Counter(
        {ballot: times for ballot, times in kinds.items() if not faults_of_section(section, ballot.choices)}
    )
    figures = count(lawful.elements(), rules)
    order = tie_order(candidates, ties, seed)
    (pool,) = select(candidates, figures.points, [election.pool], rules, order).pools
    return TallyOutcome(
        rule=rules.rule,
        tie_policy=ties,
        seed=seed if ties is TiePolicy.DRAW else None,
        threshold=rules.threshold,
        budget=election.budget,
        spent=pool.spent,
        ballots=len(election.ballots),
        void=len(election.ballots) - lawful.total(),
        selected=tuple(row.project_id for row in pool.ranking if row.outcome is Outcome.SELECTED),
        projects=tuple(
            CountedProject(
                id=row.project_id,
                place=row.place,
                cost=row.cost,
                votes=figures.votes.get(row.project_id, 0),
                points=row.points,
                outcome=row.outcome,
                money_left=row.money_left,
            )
            for row in pool.ranking
        ),
        ties=pool.ties,
    )


def tally_file(path: Path, ties: TiePolicy = TiePolicy.LOWER_COST, seed: str | None = None) -> TallyOutcome:
    """Count the file at `path`. Raises a `NotPabulib`, `RuleNotCounted`, `SeedMissing`."""
    return recount(read(path), ties, seed)
