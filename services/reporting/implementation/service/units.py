"""Use cases of the units that are asked for progress: how often, and where they read mail. It asks nobody."""

from collections.abc import Mapping
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.reporting.implementation.domain import Rhythm
from shared.privacy import Cipher
from shared.store import Database, Stale, Transaction

MAILBOX = r"^[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}$"
"""What an address of mail looks like."""


class AskedUnit(BaseModel):
    """A unit's own rhythm and mailbox; the mailbox only encrypted, for it may be a person's."""

    model_config = ConfigDict(frozen=True)

    id: str
    every_months: int
    mailbox: bytes | None = None
    version: int = 1


class UnitStore(Protocol):
    """What the use cases need to keep."""

    async def unit_or_none(self, id: str, tx: Transaction | None = None) -> AskedUnit | None: ...  # noqa: D102
    async def units(self) -> list[AskedUnit]: ...  # noqa: D102
    async def put(self, tx: Transaction, unit: AskedUnit) -> None: ...  # noqa: D102


class AskedUnits:
    """How each unit is asked; where nobody has said anything, by the house's rhythm and without mail."""

    def __init__(self, database: Database, store: UnitStore, rhythm: Rhythm, cipher: Cipher) -> None:
        self.database, self.store, self.rhythm, self._cipher = database, store, rhythm, cipher

    async def of(self, unit: str, tx: Transaction | None = None) -> Rhythm:
        """Tell how often a unit is asked."""
        known = await self.store.unit_or_none(unit, tx)
        return self.rhythm if known is None else self._rhythm(known.every_months)

    async def mailbox(self, unit: str, tx: Transaction | None = None) -> str | None:
        """Give where a unit reads mail; None where nobody has said."""
        known = await self.store.unit_or_none(unit, tx)
        return None if known is None else self._opened(known)

    async def every(self) -> Mapping[str, tuple[AskedUnit, str | None]]:
        """Give what was said of each unit, with its mailbox."""
        return {one.id: (one, self._opened(one)) for one in await self.store.units()}

    async def set(self, tx: Transaction, unit: str, every_months: int, mailbox: str | None, version: int) -> Rhythm:
        """Say how a unit is asked; `version` 0 where nothing was said before. Gives the rhythm. Raises `Stale`."""
        known = await self.store.unit_or_none(unit, tx)
        if (known.version if known else 0) != version:
            raise Stale("asked_units", unit)
        sealed = self._cipher.seal(mailbox, _place(unit)) if mailbox else None
        await self.store.put(tx, AskedUnit(id=unit, every_months=every_months, mailbox=sealed, version=version + 1))
        return self._rhythm(every_months)

    def _rhythm(self, every_months: int) -> Rhythm:
        return self.rhythm.model_copy(update={"every_months": every_months})

    def _opened(self, unit: AskedUnit) -> str | None:
        return None if unit.mailbox is None else self._cipher.open(unit.mailbox, _place(unit.id))


def _place(unit: str) -> str:
    return f"asked_units/{unit}"
