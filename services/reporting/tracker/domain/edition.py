"""The copy of an edition: its rules and what the vote gave. It holds no project."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.reporting.tracker.domain.searching import beginnings, fold
from shared.contracts.intake import EditionRules
from shared.contracts.voting import PoolResult


class Edition(BaseModel):
    """The copy of an edition: its rules, and what the vote gave."""

    model_config = ConfigDict(frozen=True)

    id: str
    rules_version: int = 0
    rules: EditionRules | None = None
    opened_version: int = 0
    opens: datetime | None = None
    closes: datetime | None = None
    results_version: int = 0
    results_at: datetime | None = None
    ballots: int | None = None
    entitled: int | None = None
    pools: tuple[PoolResult, ...] = ()

    def pool_name(self, pool_id: str) -> str:
        """Give the name of a pool, or its id while the rules are not known."""
        return next((pool.name for pool in self.rules.pools if pool.id == pool_id), pool_id) if self.rules else pool_id

    def area_name(self, area_id: str | None) -> str | None:
        """Give the name of an area; None for a project of the whole city."""
        if area_id is None or self.rules is None:
            return area_id
        return next((area.name for area in self.rules.areas if area.id == area_id), area_id)

    def areas_named(self, text: str) -> list[list[str]]:
        """Give, for each word of `text` that is sought, the areas with such a word in their name."""
        folded = {area.id: fold(area.name) for area in self.rules.areas} if self.rules else {}
        return [
            [id for id, words in folded.items() if any(word.startswith(start) for word in words)]
            for start in beginnings(text)
        ]
