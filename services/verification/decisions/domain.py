"""The mayor's decision about an initiative (art. 19c ust. 2, art. 19d u.d.p.p.w.). It knows no clock."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By, Unit
from services.verification.initiatives.domain import Application


class AmountAboveAsked(Exception):
    """The city would give more than it was asked for. Amounts in grosze."""

    def __init__(self, initiative_id: str, city: int, asked: int) -> None:
        super().__init__(f"{city} for {initiative_id}, asked for {asked}")
        self.initiative_id, self.city, self.asked = initiative_id, city, asked


class OwnShareTooSmall(Exception):
    """The residents would give a smaller share than their rules ask for. Shares in hundredths of a percent."""

    def __init__(self, initiative_id: str, have: int, needed: int) -> None:
        super().__init__(f"own share of {initiative_id} is {have}, needed {needed}")
        self.initiative_id, self.have, self.needed = initiative_id, have, needed


class DecisionIncomplete(Exception):
    """The decision lacks `what`: its reason, or of an approval the amount or the unit."""

    def __init__(self, initiative_id: str, what: str) -> None:
        super().__init__(f"decision about {initiative_id} without {what}")
        self.initiative_id, self.what = initiative_id, what


class Decision(BaseModel):
    """What the mayor has decided; it has the initiative's id. Amounts in grosze."""

    model_config = ConfigDict(frozen=True)

    id: str
    approved: bool
    reason: str
    asked: int
    own: int
    city: int
    """What the city gives at most, 0 where it was rejected."""
    unit: Unit | None
    decided_at: datetime
    decided_by: By


class Ruling(BaseModel):
    """What the mayor says. `city` and `unit` count where it is approved."""

    model_config = ConfigDict(frozen=True)

    approved: bool
    reason: str
    city: int | None = None
    unit: Unit | None = None


def decided(id: str, application: Application, ruling: Ruling, *, by: By, at: datetime) -> Decision:
    """Give the decision. Raises `DecisionIncomplete`, `AmountAboveAsked`, `OwnShareTooSmall`."""
    if not ruling.reason.strip():
        raise DecisionIncomplete(id, "reason")
    city, unit = ruling.city if ruling.approved else 0, ruling.unit if ruling.approved else None
    if city is None:
        raise DecisionIncomplete(id, "city")
    if ruling.approved:
        if unit is None:
            raise DecisionIncomplete(id, "unit")
        if city > application.city:
            raise AmountAboveAsked(id, city, application.city)
        have = application.own_share_with(city)
        if have < application.own_share:
            raise OwnShareTooSmall(id, int(have), application.own_share)
    return Decision(
        id=id,
        approved=ruling.approved,
        reason=ruling.reason,
        asked=application.city,
        own=application.own,
        city=city,
        unit=unit,
        decided_at=at,
        decided_by=by,
    )
