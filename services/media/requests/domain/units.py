"""The units of the city that prepare answers to the press, and where they are reached."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

MAILBOX = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"


class UnitUnknown(LookupError):
    """The city has no unit with this symbol."""

    def __init__(self, symbol: str) -> None:
        super().__init__(f"no unit {symbol}")
        self.symbol = symbol


class PressUnit(BaseModel):
    """A unit: its symbol as in signs of cases, its name, its mailbox, and the mailbox of its head.

    A unit without a mailbox finds what is asked of it on its work list alone.
    """

    model_config = ConfigDict(frozen=True)

    symbol: str = Field(min_length=1, max_length=20)
    name: str = Field(min_length=1, max_length=150)
    email: str | None = Field(None, max_length=254, pattern=MAILBOX)
    head_email: str | None = Field(None, max_length=254, pattern=MAILBOX)


def unit_of(symbol: str, units: Iterable[PressUnit]) -> PressUnit:
    """Give the unit with a symbol, in any case. Raises `UnitUnknown`."""
    for unit in units:
        if unit.symbol.casefold() == symbol.strip().casefold():
            return unit
    raise UnitUnknown(symbol)
