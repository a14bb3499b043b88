"""Use cases of the speakers' rota. A speaker's name and telephone are sealed where they are kept."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.media.crisis.domain.rota import Rota, Shift
from shared.clock import Clock
from shared.privacy import Cipher
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional


class RotaStore(Protocol):
    """What the use cases need to keep."""

    async def rota(self, tx: Transaction | None = None) -> Rota: ...  # noqa: D102
    async def save_rota(self, tx: Transaction, rota: Rota) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Speaker:
    """Who speaks in a shift."""

    shift_id: str
    starts: datetime
    ends: datetime
    name: str
    telephone: str


class Speakers:
    """Who speaks for the city, and when."""

    def __init__(self, database: Database, store: RotaStore, cipher: Cipher, clock: Clock) -> None:
        self.database, self.store, self.clock, self._cipher = database, store, clock, cipher

    async def now(self) -> Speaker | None:
        """Give who speaks now, None where nobody does."""
        shift = (await self.store.rota()).at(self.clock.now())
        return self._opened(shift) if shift else None

    async def to_come(self) -> tuple[list[Speaker], int]:
        """Give the shifts that are not over, the next first, and the version of the rota."""
        rota, now = await self.store.rota(), self.clock.now()
        return [self._opened(one) for one in rota.shifts if one.ends > now], rota.version

    @transactional
    async def add(
        self, tx: Transaction, version: int, starts: datetime, ends: datetime, name: str, telephone: str
    ) -> None:
        """Give somebody a shift. Raises `Stale`, `ShiftUnfit`, `ShiftOverlaps`, `RotaFull`."""
        rota, id = await self._read(tx, version), new_id()
        sealed = self._cipher.seal(json.dumps([name, telephone]), _place(id))
        shift = Shift(id=id, starts=starts, ends=ends, speaker=sealed)
        await self._save(tx, rota.with_shift(shift, self.clock.now()))

    @transactional
    async def remove(self, tx: Transaction, version: int, shift_id: str) -> None:
        """Take a shift away. Raises `Stale`."""
        rota = await self._read(tx, version)
        await self._save(tx, rota.without(shift_id))

    def _opened(self, shift: Shift) -> Speaker:
        name, telephone = json.loads(self._cipher.open(shift.speaker, _place(shift.id)))
        return Speaker(shift.id, shift.starts, shift.ends, name, telephone)

    async def _read(self, tx: Transaction, version: int) -> Rota:
        rota = await self.store.rota(tx)
        if rota.version != version:
            raise Stale("rota", rota.id)
        return rota

    async def _save(self, tx: Transaction, rota: Rota) -> None:
        try:
            await self.store.save_rota(tx, rota)
        except Duplicate:
            raise Stale("rota", rota.id) from None


def _place(id: str) -> str:
    return f"crisis_rota/{id}/speaker"
