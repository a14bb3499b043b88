"""Counts a `.pb` file anew from its votes. It must not look at what the file says came out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.voting.ballots.domain.choices import Section, faults_of_section
from services.voting.tally.domain import (
    Box,
    Figures,
    Outcome,
    PoolOutcome,
    ProjectOutcome,
    Rules,
    TiePolicy,
    count,
    select,
    tie_order,
    weighed,
)
from services.voting.tally.pabulib.election import Election
from services.voting.tally.pabulib.reading import read


@dataclass(frozen=True, slots=True)
class TallyOutcome:
    """The count of one file; amounts in grosze. `seed`: of the draw, where ties are drawn."""

    rules: Rules
    seed: str | None
    ballots: int
    void: int
    figures: Figures
    pool: PoolOutcome

    @property
    def selected(self) -> tuple[str, ...]:
        """The winners' ids, in the order of consideration."""
        return self.pool.selected

    @property
    def ties(self) -> tuple[tuple[str, ...], ...]:
        """Groups of equals whose order changed who won."""
        return self.pool.ties

    @property
    def reasons(self) -> dict[str, dict[str, object]]:
        """Why each project won or did not: a code, and what belongs to it."""
        return {row.project_id: dict(self._reason(row)) for row in self.pool.ranking}

    def as_json(self) -> dict[str, object]:
        """Give everything for programs."""
        return {
            "rule": self.rules.rule.value,
            "selected": list(self.selected),
            "spent": self.pool.spent,
            "reasons": self.reasons,
            "ties": [list(tie) for tie in self.ties],
            "votes": {row.project_id: row.points for row in self.pool.ranking},
            "budget": self.pool.amount,
            "threshold": self.rules.threshold,
            "exclusive": [list(group) for group in self.rules.exclusive],
            "tie_policy": self.rules.ties.value,
            "seed": self.seed,
            "ballots": self.ballots,
            "void": self.void,
        }

    def _reason(self, row: ProjectOutcome) -> Iterator[tuple[str, object]]:
        yield "code", row.outcome.value
        yield "place", row.place
        if row.outcome is Outcome.LOST_TIE:
            yield "tie", next(list(tie) for tie in self.ties if row.project_id in tie)
        elif row.outcome is Outcome.DID_NOT_FIT:
            yield "cost", row.cost
            yield "money_left", row.money_left
        elif row.outcome is Outcome.BELOW_THRESHOLD:
            yield "threshold", self.rules.threshold
        elif row.outcome is Outcome.EXCLUDED_BY_CONFLICT:
            yield "by", row.in_conflict_with


def recount(election: Election, ties: TiePolicy | None = None, seed: str | None = None) -> TallyOutcome:
    """Check and count every vote, give out the money.

    `ties`: None for the file's own, or the lower cost where it says nothing. Raises `RuleNotCounted`, `SeedMissing`.
    """
    ties = ties or election.ties or TiePolicy.LOWER_COST
    rules, candidates = election.rules(ties), election.candidates
    lawful = _lawful(election)
    profile = weighed(lawful, rules)
    figures = count(profile)
    order = tie_order(candidates, ties, seed)
    (pool,) = select(candidates, figures.points, [election.pool], rules, order, profile, election.elsewhere).pools
    cast = sum(election.ballots.values())
    return TallyOutcome(
        rules=rules,
        seed=seed if ties is TiePolicy.DRAW else None,
        ballots=cast,
        void=cast - sum(lawful.values()),
        figures=figures,
        pool=pool,
    )


def _lawful(election: Election) -> Box:
    """Leave out the void ballots."""
    section = Section(id="", limits=election.limits, costs={project.id: project.cost for project in election.projects})
    ballots = election.ballots
    if election.limits.asks_points or election.limits.max_sum_cost is not None:
        return {ballot: times for ballot, times in ballots.items() if not faults_of_section(section, ballot)}
    # The reader lets every mark stand once and for a listed project: of one length all ballots are lawful, or none.
    of_length = dict(zip(map(len, ballots), ballots, strict=True))
    fine = {length for length, ballot in of_length.items() if not faults_of_section(section, ballot)}
    if len(fine) == len(of_length):
        return ballots
    return {ballot: times for ballot, times in ballots.items() if len(ballot) in fine}


def tally_file(path: Path, ties: TiePolicy | None = None, seed: str | None = None) -> TallyOutcome:
    """Count the file at `path`. Raises a `NotPabulib`, `RuleNotCounted`, `SeedMissing`."""
    return recount(read(path), ties, seed)
