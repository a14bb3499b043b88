"""The two draws of a vote in a form that anybody can repeat: among equals, and of the numbers on the ballot."""

from dataclasses import dataclass

from services.voting.ballots.domain.election import Election, Entry
from services.voting.tally.domain import TiePolicy, by_hand, draw_seed, lot
from services.voting.tally.service import Count


@dataclass(frozen=True, slots=True)
class Drawn:
    """A project with its lot; `id` is what was hashed."""

    id: str
    number: str
    title: str
    lot: str


@dataclass(frozen=True, slots=True)
class DrawnTie:
    """Equals whose order changed who won, in the order of their lots."""

    pool: str
    projects: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw: `line`, pasted into a shell, gives the lot of `example`. `ties`: those that it decided."""

    line: str
    example: Drawn
    ties: tuple[DrawnTie, ...] = ()


def draw_of(election: Election, counted: Count) -> Draw | None:
    """Give the draw among equals; None where something else decides between them."""
    if TiePolicy(election.rules.selection.tie) is not TiePolicy.DRAW:
        return None
    names = {pool.id: pool.name for pool in election.rules.pools}
    seed = draw_seed(counted.secret, counted.public_value)
    drawn = {entry.proposal_id: _drawn(entry, seed) for entry in election.entries}
    ties = tuple(
        DrawnTie(names[pool.pool_id], tuple(sorted((drawn[id] for id in tie), key=lambda one: one.lot)))
        for pool in counted.pools
        for tie in pool.ties
    )
    example = ties[0].projects[0] if ties else next(iter(drawn.values()))
    return Draw(by_hand(seed, example.id), example, ties)


def numbers_of(election: Election) -> Draw:
    """Give the draw of the numbers on the ballot."""
    assert election.list_seed is not None
    example = _drawn(election.entries[0], election.list_seed)
    return Draw(by_hand(election.list_seed, example.id), example)


def _drawn(entry: Entry, seed: str) -> Drawn:
    return Drawn(entry.proposal_id, entry.number, entry.title, lot(seed, entry.proposal_id))
