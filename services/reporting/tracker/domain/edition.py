"""The copy of an edition: its rules and what the vote gave. It holds no project."""

from datetime import datetime
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

from services.reporting.tracker.domain.searching import beginnings, fold
from shared.contracts.intake import EditionAnnouncedV1, EditionChangedV1, EditionRules
from shared.contracts.voting import PoolResult, ResultsPublishedV1, VotingOpenedV1

EditionEvent: TypeAlias = EditionAnnouncedV1 | EditionChangedV1 | VotingOpenedV1 | ResultsPublishedV1


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

    def following(self, event: EditionEvent) -> "Edition":
        """Give the edition with what `event` says. Any order and repetition of the same events gives the same one."""
        changes: dict[str, object] = {}
        match event:
            case ResultsPublishedV1() if event.version > self.results_version:
                told = event.model_dump(include={"ballots", "entitled"})
                told |= {"pools": event.pools, "results_at": event.published_at}
                changes = {**told, "results_version": event.version}
            case VotingOpenedV1() if event.version > self.opened_version:
                changes = {"opened_version": event.version, "opens": event.opens, "closes": event.closes}
            case EditionAnnouncedV1() | EditionChangedV1() if event.version > self.rules_version:
                changes = {"rules": event.rules, "rules_version": event.version}
        return self.model_copy(update=changes)

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
