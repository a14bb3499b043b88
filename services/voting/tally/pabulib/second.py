"""The second count: from the text of the files that everybody gets, as `ratusz tally` does. It shares no figure.

The first count goes from the opened envelopes over all pools at once. This one writes the ballots of each pool, reads
them back, and counts what it has read: a ballot lost or changed on the way, a project that is weighed, ranked or
given money otherwise, is found before anybody hears of a result.
"""

from services.voting.ballots.domain.election import Election
from services.voting.tally.domain.opening import Counted
from services.voting.tally.pabulib.exporting import pool_files
from services.voting.tally.pabulib.reading import read_text
from services.voting.tally.pabulib.recount import recount


class CountsDiffer(Exception):
    """The two ways of counting gave two results. `pool_id`: where they differ."""

    def __init__(self, pool_id: str) -> None:
        super().__init__(pool_id)
        self.pool_id = pool_id


def count_again(vote: Election, first: Counted, secret: str) -> None:
    """Let a count pass that its own files lead to: votes, points, places, reasons, money and ties are the same.

    One pool after another, so that never more than one file is in memory. `secret`: of the draw. Raises `CountsDiffer`.
    """
    money = {pool.pool_id: (pool.spent, {frozenset(tie) for tie in pool.ties}) for pool in first.pools}
    for pool_id, text in pool_files(vote, first.projects, first.boxes, secret):
        again = recount(read_text(text))
        said = {
            row.proposal_id: (row.votes, row.points, row.place, row.outcome.value, row.excluded_by)
            for row in first.projects
            if row.pool_id == pool_id
        }
        found = {
            row.project_id: (
                again.figures.votes.get(row.project_id, 0),
                row.points,
                row.place,
                row.outcome.value,
                row.in_conflict_with,
            )
            for row in again.pool.ranking
        }
        if found != said or money[pool_id] != (again.pool.spent, {frozenset(tie) for tie in again.ties}):
            raise CountsDiffer(pool_id)
