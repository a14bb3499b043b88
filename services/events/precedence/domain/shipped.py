"""Reads the order that the house brings along, or another city's file. It stores nothing."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.events.precedence.domain import MOST_RANKS, Change, ChangeKind, Office, Order, version_id

FILE = Path(__file__).parents[1] / "data" / "precedence.toml"


class Shipped(BaseModel):
    """The order of a file. `source`: what it is drawn up by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field(min_length=3, max_length=500)
    ranks: tuple[Office, ...] = Field(min_length=1, max_length=MOST_RANKS)

    @field_validator("ranks")
    @classmethod
    def _each_once(cls, ranks: tuple[Office, ...]) -> tuple[Office, ...]:
        if len({one.id for one in ranks}) < len(ranks) or len({one.name.casefold() for one in ranks}) < len(ranks):
            raise ValueError("two ranks with one id or name")
        return ranks

    @property
    def order(self) -> Order:
        """The first version."""
        return Order(id=version_id(1), offices=self.ranks, change=Change(kind=ChangeKind.BEGUN))


def shipped(file: Path = FILE) -> Shipped:
    """Give what a file holds. Raises pydantic's ValidationError where it does not hold."""
    return Shipped.model_validate(tomllib.loads(file.read_text()))
