"""Who is missing from the reserve list because of a winner. It decides nothing: the count did."""

from services.voting.ballots.domain.election import Election
from services.voting.tally.domain.rules import Exclusions
from services.voting.tally.service import Count
from shared.contracts.voting import Outcome

_BY_THEMSELVES = (Outcome.SELECTED, Outcome.BELOW_THRESHOLD)


def kept_off(election: Election, counted: Count) -> dict[str, str]:
    """Give, by its id, each project that a winner which excludes it keeps off the reserve list, with that winner's id.

    The winner may have won only after the project's own turn, or in another pool.
    """
    exclusions = Exclusions.of(election.exclusive)
    winners = [row.proposal_id for row in counted.projects if row.outcome is Outcome.SELECTED]
    lost = [row.proposal_id for row in counted.projects if row.outcome not in _BY_THEMSELVES]
    return {id: rival for id in lost if (rival := exclusions.rival(id, winners)) is not None}
