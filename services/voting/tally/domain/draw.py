"""The order among equals, and a draw (losowanie) anyone can recompute. It must not use any other source of chance.

The draw. A secret text is chosen before the vote and its SHA-256 published. After the vote it is joined by `|` with a
public value nobody could know before (say, the numbers of a named lottery draw): that is the seed. Each candidate's
lot is SHA-256 of the text `seed|id`, as hex; the lowest lot goes first. By hand, for every id on the published list, as
`by_hand` writes it.
"""

import shlex
from collections.abc import Iterable, Sequence

from services.voting.tally.domain.rules import Project, TiePolicy


class SeedMissing(Exception):
    """Ties are to be drawn and no seed is given."""


def seed_commitment(secret: str) -> str:
    """Give what is published before the vote closes: SHA-256 of the secret text, 64 hex digits."""
    return _sha256(secret)


def draw_seed(secret: str, public_value: str) -> str:
    """Join the committed secret with the public value fixed after the vote."""
    return f"{secret}|{public_value}"


def lot(seed: str, id: str) -> str:
    """Give a candidate's lot: 64 hex digits."""
    return _sha256(f"{seed}|{id}")


def by_hand(seed: str, id: str) -> str:
    """Give the line that gives a candidate's lot to whoever pastes it into a shell."""
    return f"printf '%s' {shlex.quote(f'{seed}|{id}')} | sha256sum"


def _sha256(text: str) -> str:
    # Imported here: its package is a tenth of the start of a count, and most counts draw nothing.
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def drawn_order(ids: Iterable[str], seed: str) -> tuple[str, ...]:
    """Put the ids in the order of their lots, whatever order they come in."""
    return tuple(sorted(ids, key=lambda id: lot(seed, id)))


def tie_order(projects: Sequence[Project], policy: TiePolicy, seed: str | None = None) -> tuple[str, ...]:
    """Give the order in which projects with equal points are considered.

    `projects` come in the published order: for `earlier_submission` the order of submission. It also decides between
    projects of equal cost under `lower_cost`. Raises `SeedMissing`.
    """
    if policy is TiePolicy.DRAW:
        if not seed:
            raise SeedMissing
        return drawn_order((project.id for project in projects), seed)
    if policy is TiePolicy.LOWER_COST:
        return tuple(project.id for project in sorted(projects, key=lambda project: project.cost))
    return tuple(project.id for project in projects)
