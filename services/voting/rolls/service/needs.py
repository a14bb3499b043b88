"""What the use cases of the roll need to keep and to know. It must not say how."""

from collections.abc import Sequence
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.voting.ballots.domain.election import ElectionState
from shared.store import Transaction

CODES = "codes"
"""The batch of those who have a code; a new roll leaves it alone."""


class Voter(BaseModel):
    """A person on the roll: tags to be found by, and what may be watched, so that a ballot opens nothing sealed.

    `roll_id` is what the voter's tag is made of. It comes from the name and the address, or from the PESEL where the
    edition recognises by it, so that the same person has the same one in every import. `home`: a keyed tag of the
    address; `born`: the year of birth; `family`: keyed tags of the surname's words, beside a PESEL alone; `sealed`: the
    name and the address, encrypted, for an officer who must decide.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    roll_id: str
    edition_id: str
    batch: str
    exact: str | None = None
    near: tuple[str, ...] = ()
    code: str | None = None
    pesel: str | None = None
    family: tuple[str, ...] = ()
    home: str | None = None
    born: int | None = None
    sealed: bytes | None = None


class Roll(BaseModel):
    """Which batch of voters is in force for an edition. A new import replaces the old one at one moment."""

    model_config = ConfigDict(frozen=True)

    id: str
    batch: str | None = None
    people: int = 0
    codes: int = 0
    version: int = 1


class RollStore(Protocol):
    """What the use cases need to keep."""

    async def roll(self, edition_id: str, tx: Transaction | None = None) -> Roll | None: ...  # noqa: D102
    async def put_roll(self, tx: Transaction, roll: Roll) -> None: ...  # noqa: D102
    async def add(self, voters: Sequence[Voter], tx: Transaction | None = None) -> None: ...  # noqa: D102
    async def drop_others(self, edition_id: str, batch: str) -> None: ...  # noqa: D102
    async def by_exact(self, edition_id: str, batch: str, tags: Sequence[str]) -> list[Voter]: ...  # noqa: D102
    async def by_near(self, edition_id: str, batch: str, tags: Sequence[str]) -> list[Voter]: ...  # noqa: D102
    async def by_pesel(self, edition_id: str, batch: str, pesel: str) -> Voter | None: ...  # noqa: D102
    async def by_code(self, edition_id: str, code: str) -> Voter | None: ...  # noqa: D102
    async def by_roll_id(self, edition_id: str, batch: str, roll_id: str) -> Voter | None: ...  # noqa: D102


class Elections(Protocol):
    """Gives the secret of an edition, tells how it recognises voters and how far its vote is."""

    def edition_key(self, edition_id: str) -> bytes: ...  # noqa: D102
    async def state(self, edition_id: str, tx: Transaction | None = None) -> ElectionState: ...  # noqa: D102
    async def identity(self, edition_id: str) -> str: ...  # noqa: D102
