"""Projects that exclude each other: of such a pair at most one can win. It does not decide which do; officers do."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict


class ConflictsOpen(Exception):
    """Nobody has decided yet whether some projects on the list exclude each other."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} pairs are undecided")
        self.count = count


class Pair(BaseModel):
    """Two proposals for the same place, as verification tells of them. `excluding` is None until that is decided."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    proposals: tuple[str, str]
    excluding: bool | None
    version: int


def exclusive(pairs: Iterable[Pair], listed: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Give the pairs among the listed projects that exclude each other, in a stable order. Raises `ConflictsOpen`."""
    there = set(listed)
    met = [pair for pair in pairs if there.issuperset(pair.proposals)]
    undecided = sum(pair.excluding is None for pair in met)
    if undecided:
        raise ConflictsOpen(undecided)
    both = [(min(pair.proposals), max(pair.proposals)) for pair in met if pair.excluding]
    return tuple(sorted(both))
