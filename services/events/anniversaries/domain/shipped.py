"""Reads the anniversaries that the house brings along, or those of another city's file. It stores nothing."""

import tomllib
from pathlib import Path

from services.events.anniversaries.domain import Anniversary

KALISZ = Path(__file__).parents[1] / "kalisz.toml"


def shipped(file: Path = KALISZ) -> tuple[Anniversary, ...]:
    """Give the anniversaries of a file. Raises pydantic's ValidationError where one does not hold."""
    return tuple(Anniversary.model_validate(row) for row in tomllib.loads(file.read_text())["anniversaries"])
