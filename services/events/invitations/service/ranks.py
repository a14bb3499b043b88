"""The ranks that the house ships, in the order of usage."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parent.parent / "data" / "ranks.toml"


class ShippedRank(BaseModel):
    """A rank. `place`: from 1."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    place: int


class ShippedRanks:
    """The order of precedence as the file has it."""

    async def ranks(self) -> Sequence[ShippedRank]:
        """Give the ranks, the first of them first."""
        return _shipped()


@cache
def _shipped() -> tuple[ShippedRank, ...]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["rank"]
    return tuple(ShippedRank(**row, place=place) for place, row in enumerate(rows, 1))
