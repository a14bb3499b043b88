"""Use cases of the city's units: how often each is asked, where it and its head read mail. It asks nobody."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.reporting.council.domain.units import CityUnit
from services.reporting.implementation.domain import Rhythm, RhythmChange, with_change
from shared.privacy import Cipher
from shared.store import Database, Stale, Transaction

MAILBOX = r"^[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}$"
"""What an address of mail looks like."""
MOST_MAILBOXES = 5
"""Of one unit."""


class Addresses(BaseModel):
    """Where a unit reads mail, all of them, and where its head does; empty where nobody has said."""

    model_config = ConfigDict(frozen=True)

    mailboxes: tuple[str, ...] = ()
    head: str | None = None


class AskedUnit(BaseModel):
    """A unit's own rhythm and addresses; these only encrypted, for they may be a person's."""

    model_config = ConfigDict(frozen=True)

    id: str
    every_months: int
    mailbox: bytes | None = None
    """Its mailboxes, one a line."""
    head: bytes | None = None
    version: int = 1
    history: tuple[RhythmChange, ...] = ()


class AskedEdition(BaseModel):
    """The rhythm of an edition's projects; None: each unit by its own."""

    model_config = ConfigDict(frozen=True)

    id: str
    every_months: int | None
    version: int = 1
    history: tuple[RhythmChange, ...] = ()


class UnitStore(Protocol):
    """What the use cases need to keep."""

    async def unit_or_none(self, id: str, tx: Transaction | None = None) -> AskedUnit | None: ...  # noqa: D102
    async def units(self) -> list[AskedUnit]: ...  # noqa: D102
    async def put(self, tx: Transaction, unit: AskedUnit) -> None: ...  # noqa: D102
    async def edition_or_none(self, id: str, tx: Transaction | None = None) -> AskedEdition | None: ...  # noqa: D102
    async def editions(self) -> list[AskedEdition]: ...  # noqa: D102
    async def put_edition(self, tx: Transaction, edition: AskedEdition) -> None: ...  # noqa: D102


class AskedUnits:
    """How each unit is asked; where nobody has said anything, by the house's rhythm and without mail.

    What was said of an edition goes before what was said of a unit.
    """

    def __init__(
        self, database: Database, store: UnitStore, rhythm: Rhythm, cipher: Cipher, city: Sequence[CityUnit]
    ) -> None:
        """`city`: the units that there are."""
        self.database, self.store, self.rhythm, self._cipher = database, store, rhythm, cipher
        self.names: Mapping[str, str] = {unit.symbol: unit.name for unit in city}

    async def of(self, unit: str, edition_id: str, tx: Transaction | None = None) -> Rhythm:
        """Tell how often a unit is asked for a project of an edition."""
        of_edition = await self.store.edition_or_none(edition_id, tx)
        if of_edition is not None and of_edition.every_months is not None:
            return self._rhythm(of_edition.every_months)
        return await self.of_unit(unit, tx)

    async def of_unit(self, unit: str, tx: Transaction | None = None) -> Rhythm:
        """Tell how often a unit is asked where the edition says nothing."""
        known = await self.store.unit_or_none(unit, tx)
        return self.rhythm if known is None else self._rhythm(known.every_months)

    def rhythm_of(self, edition: AskedEdition | None) -> Rhythm:
        """Give an edition's rhythm, the house's where it has none."""
        return self._rhythm(edition.every_months) if edition and edition.every_months else self.rhythm

    async def said(self, unit: str, tx: Transaction | None = None) -> tuple[AskedUnit | None, Addresses]:
        """Give what was said of a unit, None where nothing was, and where it and its head read mail."""
        known = await self.store.unit_or_none(unit, tx)
        return known, Addresses() if known is None else self._opened(known)

    async def addresses(self, unit: str, tx: Transaction | None = None) -> Addresses:
        """Give where a unit and its head read mail."""
        return (await self.said(unit, tx))[1]

    async def every(self) -> Mapping[str, tuple[AskedUnit, Addresses]]:
        """Give what was said of each unit, with its addresses."""
        return {one.id: (one, self._opened(one)) for one in await self.store.units()}

    async def editions(self) -> Mapping[str, AskedEdition]:
        """Give what was said of each edition."""
        return {one.id: one for one in await self.store.editions()}

    async def set(self, tx: Transaction, unit: str, said: Addresses, version: int, change: RhythmChange) -> None:
        """Say how a unit is asked, where it reads mail; `version` 0 where nothing was said before. Raises `Stale`."""
        known = await self.store.unit_or_none(unit, tx)
        if (known.version if known else 0) != version:
            raise Stale("asked_units", unit)
        assert change.after is not None  # Of a unit there is always one.
        change = change.model_copy(update={"before": known.every_months if known else None})
        asked = AskedUnit(
            id=unit,
            every_months=change.after,
            mailbox=self._cipher.seal("\n".join(said.mailboxes), _place(unit)) if said.mailboxes else None,
            head=self._cipher.seal(said.head, _place(unit, "head")) if said.head else None,
            version=version + 1,
            history=with_change(known.history if known else (), change),
        )
        await self.store.put(tx, asked)

    async def set_edition(self, tx: Transaction, edition_id: str, version: int, change: RhythmChange) -> None:
        """Say how the units are asked for an edition; `version` 0 where nothing was said before. Raises `Stale`."""
        known = await self.store.edition_or_none(edition_id, tx)
        if (known.version if known else 0) != version:
            raise Stale("asked_editions", edition_id)
        change = change.model_copy(update={"before": known.every_months if known else None})
        history = with_change(known.history if known else (), change)
        said = AskedEdition(id=edition_id, every_months=change.after, version=version + 1, history=history)
        await self.store.put_edition(tx, said)

    def _rhythm(self, every_months: int) -> Rhythm:
        return self.rhythm.model_copy(update={"every_months": every_months})

    def _opened(self, unit: AskedUnit) -> Addresses:
        mailboxes = self._cipher.open(unit.mailbox, _place(unit.id)) if unit.mailbox else ""
        head = self._cipher.open(unit.head, _place(unit.id, "head")) if unit.head else None
        return Addresses(mailboxes=tuple(mailboxes.splitlines()), head=head)


def _place(unit: str, *of: str) -> str:
    return "/".join(("asked_units", unit, *of))
