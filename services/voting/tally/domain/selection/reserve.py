"""The reserve list (lista rezerwowa): who comes next where a pool saves money. It must not change who won."""

from collections.abc import Iterable

from services.voting.tally.domain.rules import Exclusions
from services.voting.tally.domain.selection.outcome import Outcome, Result

_NEXT = (Outcome.LOST_TIE, Outcome.DID_NOT_FIT, Outcome.AFTER_STOP)


def reserve(result: Result, exclusive: Iterable[Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Give by the id of each pool the projects that only money kept from winning, in the order of their places.

    Not those below the threshold, nor those that a winner excludes, of whatever pool; `exclusive`: groups of projects
    of which at most one can win. Whether a project fits into what was saved is for whoever gives that out to see.
    """
    exclusions, winners = Exclusions.of(exclusive), result.selected
    return {
        pool.pool_id: tuple(
            row.project_id
            for row in pool.ranking
            if row.outcome in _NEXT and exclusions.rival(row.project_id, winners) is None
        )
        for pool in result.pools
    }
