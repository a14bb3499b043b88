"""What the use cases of fraud need to keep. It must not say how."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.voting.ballots.domain.election import Election
from services.voting.fraud.domain.flags import Fate, Figures, Flag, Suspect
from services.voting.fraud.domain.sightings import Fresh, Seen, Sighting
from services.voting.fraud.domain.signals import Limits
from shared.store import Transaction

MOST_FRESH = 50_000
"""Sightings that one look takes, and the rest of the last heap."""


class SecondCards(Protocol):
    """What paper needs to know of void envelopes."""

    async def ask_again(self, tx: Transaction, election: Election, voter_tags: Sequence[str]) -> None:
        """Let cards count after all that a ballot of the same person has kept out which is void now."""
        ...


class FraudStore(Protocol):
    """What the use cases need to keep."""

    def add_heap(self, tx: Transaction, edition_id: str, bucket: datetime, seen: Mapping[str, Seen]) -> None: ...  # noqa: D102
    async def fresh(self, edition_id: str, tx: Transaction | None = None) -> Fresh: ...  # noqa: D102
    async def spread(self, tx: Transaction, heaps: Mapping[str, Sequence[Sighting]]) -> None: ...  # noqa: D102
    async def forget(self, edition_id: str) -> None: ...  # noqa: D102
    async def years(self, edition_id: str) -> dict[str, int]: ...  # noqa: D102
    async def mark_examined(self, ids: Sequence[str]) -> None: ...  # noqa: D102
    async def look_again(self, tx: Transaction, ids: Sequence[str]) -> None: ...  # noqa: D102
    async def ages(self, edition_id: str, tx: Transaction | None = None) -> dict[int, int]: ...  # noqa: D102
    async def groups(  # noqa: D102
        self,
        edition_id: str,
        fresh: Sequence[Sighting],
        ages: Sequence[int],
        limits: Limits,
        tx: Transaction | None = None,
    ) -> list[Sighting]: ...
    async def sightings(self, ids: Sequence[str]) -> list[Sighting]: ...  # noqa: D102
    async def flag_of(self, edition_id: str, group: str, tx: Transaction) -> Flag | None: ...  # noqa: D102
    async def flag(self, edition_id: str, id: str, tx: Transaction | None = None) -> Flag: ...  # noqa: D102
    async def flags(self, edition_id: str) -> list[Flag]: ...  # noqa: D102
    async def add_flag(self, tx: Transaction, flag: Flag) -> None: ...  # noqa: D102
    async def save_flag(self, tx: Transaction, flag: Flag) -> None: ...  # noqa: D102
    async def add_suspects(self, tx: Transaction, suspects: Sequence[Suspect]) -> None: ...  # noqa: D102
    async def known_among(self, ids: Sequence[str], tx: Transaction | None = None) -> set[str]: ...  # noqa: D102
    async def suspects(  # noqa: D102
        self, flag_id: str, fate: Fate | None = None, tx: Transaction | None = None
    ) -> list[Suspect]: ...
    async def settle(self, tx: Transaction, ids: Sequence[str], fate: Fate) -> None: ...  # noqa: D102
    async def waiting(self, edition_id: str, tx: Transaction | None = None) -> int: ...  # noqa: D102
    async def figures(self, edition_id: str) -> list[Figures]: ...  # noqa: D102
