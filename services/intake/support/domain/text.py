"""What people support, in words, and what of it has changed since. No personal data in it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.draft import Draft
from shared.contracts.intake import CostItem

SUBSTANTIAL = ("title", "summary", "description", "pool_id", "area_id", "location", "parcel", "cost_items")
"""Fields whose change supporters are told of: what is built, where and for how much. Category and map point are not."""
_OF_DRAFT = ("title", "summary", "pool_id", "area_id", "location")
"""What is shown of a draft."""


class SupportedText(BaseModel):
    """A proposal as its supporters read it. Of a draft nothing but title, summary and place is shown. Grosze."""

    model_config = ConfigDict(frozen=True)

    title: str
    summary: str
    location: str
    pool_id: str
    area_id: str | None
    description: str | None = None
    parcel: str | None = None
    cost_items: tuple[CostItem, ...] | None = None

    @classmethod
    def of(cls, proposal: Proposal | Draft) -> "SupportedText":
        """Give the text of what was filed."""
        items = tuple(CostItem(name=item.name, amount=item.amount) for item in proposal.cost_items)
        fields = set(cls.model_fields) - {"cost_items"}
        return cls(**proposal.model_dump(include=fields), cost_items=items)

    @property
    def cost(self) -> int | None:
        """The sum of the estimate in grosze; None where no estimate was shown."""
        return sum(item.amount for item in self.cost_items) if self.cost_items is not None else None


def changed(before: SupportedText, after: SupportedText) -> tuple[str, ...]:
    """Name the substantial fields that differ; what was not shown before cannot have changed."""
    shown = _OF_DRAFT if before.description is None else SUBSTANTIAL
    return tuple(name for name in shown if getattr(before, name) != getattr(after, name))


class SupportedChange(BaseModel):
    """That what people support has changed; they are told one after another. `told_to`: the last one's id."""

    model_config = ConfigDict(frozen=True)

    id: str
    gathering_id: str
    before: SupportedText
    after: SupportedText
    at: datetime
    due_at: datetime
    """A little later than `at`: whatever was being confirmed when it came has ended by then."""
    told_to: str = ""
    done: bool = False
    version: int = 1

    @property
    def moves(self) -> bool:
        """Tell whether it may concern other people than before."""
        return (self.before.pool_id, self.before.area_id) != (self.after.pool_id, self.after.area_id)

    def told(self, last: str | None, *, done: bool) -> "SupportedChange":
        """Give the change after some more have been told, up to the one called `last`."""
        update = {"told_to": last or self.told_to, "done": done, "version": self.version + 1}
        return self.model_copy(update=update)
