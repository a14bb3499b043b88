"""The register of the deceased, for neighbours who write to people."""

from collections.abc import Sequence
from typing import Protocol

from services.events.letters.domain.forms import Recipient
from services.events.letters.sealed import Sealed
from services.events.letters.service import Deceased
from shared.store import Transaction


class DeceasedStore(Protocol):
    """What is kept of it."""

    async def deceased(self, who: Sequence[str], tx: Transaction | None = None) -> list[Deceased]: ...  # noqa: D102


class Register:
    """Who of some people has died, as somebody has noted at a letter or an occasion."""

    def __init__(self, store: DeceasedStore, sealed: Sealed) -> None:
        self._store, self._sealed = store, sealed

    async def died(self, recipients: Sequence[Recipient], tx: Transaction | None = None) -> list[bool]:
        """Tell of each, in their order, whether they have died: the same name at the same address."""
        who = [self._sealed.who(one) for one in recipients]
        dead = {one.id for one in await self._store.deceased(who, tx)} if who else set[str]()
        return [one in dead for one in who]
