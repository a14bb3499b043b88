"""The initiatives of a year in figures. Amounts in grosze."""

from pydantic import BaseModel, ConfigDict


class YearOfInitiatives(BaseModel):
    """The initiatives that were filed in a year, as they stand now.

    `own`, `city`: of those with a contract, as contracted; `own_delivered`, `city_spent`: of the settled ones.
    """

    model_config = ConfigDict(frozen=True)

    year: int
    filed: int = 0
    approved: int = 0
    contracted: int = 0
    settled: int = 0
    own: int = 0
    city: int = 0
    own_delivered: int = 0
    city_spent: int = 0

    @property
    def own_share(self) -> float | None:
        """The part of all contracted money, work and goods that residents give; None where nothing is contracted."""
        whole = self.own + self.city
        return self.own / whole if whole else None
