"""The units of the city that carry resolutions out and report to the council."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field


class UnitUnknown(LookupError):
    """The city has no unit with this symbol."""

    def __init__(self, symbol: str) -> None:
        super().__init__(f"no unit {symbol}")
        self.symbol = symbol


class CityUnit(BaseModel):
    """A unit: its symbol as in signs of cases, and its name."""

    model_config = ConfigDict(frozen=True)

    symbol: str = Field(min_length=1, max_length=20)
    name: str = Field(min_length=1, max_length=150)


def unit_of(symbol: str, units: Iterable[CityUnit]) -> CityUnit:
    """Give the unit with a symbol, in any case. Raises `UnitUnknown`."""
    for unit in units:
        if unit.symbol.casefold() == symbol.strip().casefold():
            return unit
    raise UnitUnknown(symbol)
