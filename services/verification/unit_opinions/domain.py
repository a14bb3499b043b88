"""A unit's opinion about a local initiative, asked for as every statement of a unit is. It knows no clock."""

from datetime import datetime

from services.verification.cases.domain import By
from services.verification.statements.domain.asked import Asked, StatementState

MOST_UNITS = 10
"""Units that are asked in one act: one transaction, hence a bound."""
MOST_OF_INITIATIVE = 30
"""Opinions about one initiative, with those that were withdrawn."""


class TooManyOpinions(Exception):
    """The initiative has as many opinions as one can have."""

    def __init__(self, initiative_id: str) -> None:
        super().__init__(f"{initiative_id} has {MOST_OF_INITIATIVE} opinions")
        self.initiative_id = initiative_id


class UnitOpinion(Asked):
    """One unit's opinion about an initiative; it binds nobody."""

    initiative_id: str

    @property
    def favourable(self) -> bool:
        """True where the unit is for it."""
        return self.state is StatementState.POSITIVE

    def answered(self, favourable: bool, text: str, *, by: By, at: datetime) -> "UnitOpinion":
        """Give the opinion as its unit has given it. Raises `StatementClosed`."""
        state = StatementState.POSITIVE if favourable else StatementState.NEGATIVE
        return self.given(state, text, by=by, at=at)
