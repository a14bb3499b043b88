"""The unit's cost estimate, item by item beside the applicant's; its total is computed. Amounts in grosze."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from shared.contracts.intake import CostItem

MOST_ITEMS = 40
"""Items of an applicant: intake takes no more."""
MOST_ADDED = 20
"""Items that a unit may add."""


class EstimateIncomplete(Exception):
    """The unit has estimated another number of items than the applicant has."""

    def __init__(self, items: int, estimated: int) -> None:
        super().__init__(f"{estimated} amounts for {items} items")
        self.items, self.estimated = items, estimated


class EstimateLine(BaseModel):
    """One item: what the applicant asks for it and what the unit reckons; `submitted` is None for the unit's own."""

    model_config = ConfigDict(frozen=True)

    name: str
    submitted: int | None
    amount: int

    @property
    def difference(self) -> int:
        """How much more the unit reckons; less than 0 where it is cheaper."""
        return self.amount - (self.submitted or 0)


class Amounts(BaseModel):
    """What a unit reckons: `amounts` for the applicant's items in their order, and the items that it adds."""

    model_config = ConfigDict(frozen=True)

    amounts: tuple[int, ...]
    added: tuple[CostItem, ...] = ()

    @property
    def total(self) -> int:
        """What all of it costs."""
        return sum(self.amounts) + sum(item.amount for item in self.added)

    def beside(self, items: Sequence[CostItem]) -> tuple[EstimateLine, ...]:
        """Put the amounts beside the applicant's items. Raises `EstimateIncomplete`."""
        if len(items) != len(self.amounts):
            raise EstimateIncomplete(len(items), len(self.amounts))
        theirs = (
            EstimateLine(name=item.name, submitted=item.amount, amount=amount)
            for item, amount in zip(items, self.amounts, strict=True)
        )
        own = (EstimateLine(name=item.name, submitted=None, amount=item.amount) for item in self.added)
        return (*theirs, *own)
