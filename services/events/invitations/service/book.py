"""Use cases of the address book: cards of guests, found by words that nobody can read, in the order of their ranks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.events.invitations.domain.guests import LAST, Card, Guest, Known, of_rank
from services.events.invitations.service.rights import Duty, require_may, require_reads
from services.events.letters.domain.forms import Recipient
from services.events.letters.domain.words import fold
from services.events.precedence.domain import Rank, RankUnknown
from services.events.readings.domain import What
from shared.access import Person
from shared.clock import Clock
from shared.privacy import Cipher, keyed_digest
from shared.readings import Readings
from shared.store import Database, Stale, Transaction, new_id, transactional

WHOLE_BOOK = "book"
"""What a reading of the list of guests is of."""
_MOST_DIGESTS = 20


class Ranks(Protocol):
    """The order of precedence."""

    async def ranks(self) -> Sequence[Rank]: ...  # noqa: D102
    async def named(self) -> Mapping[str, str]: ...  # noqa: D102


class AsksForms(Protocol):
    """Who asks people for forms of address that the tables lack."""

    async def ask(self, tx: Transaction, recipients: Sequence[Recipient]) -> tuple[str, ...]: ...  # noqa: D102


class GuestStore(Protocol):
    """What the use cases need to keep."""

    async def guest(self, id: str, tx: Transaction | None = None) -> Guest: ...  # noqa: D102
    async def guests(self, ids: Sequence[str], tx: Transaction | None = None) -> list[Guest]: ...  # noqa: D102
    async def add_guest(self, tx: Transaction, one: Guest) -> None: ...  # noqa: D102
    async def save_guest(self, tx: Transaction, one: Guest) -> None: ...  # noqa: D102
    async def find_guests(self, digests: Sequence[str], active: bool) -> list[Guest]: ...  # noqa: D102
    async def has_rank(self, tx: Transaction, rank_id: str) -> bool: ...  # noqa: D102


class AddressBook:
    """The guests whom the city invites."""

    def __init__(
        self,
        database: Database,
        store: GuestStore,
        cipher: Cipher,
        key: str,
        order: Ranks,
        forms: AsksForms,
        readings: Readings,
        clock: Clock,
    ) -> None:
        """`key`: the house's secret, for digests."""
        self.database, self.store, self.clock = database, store, clock
        self._cipher, self._key, self._order, self._forms, self._readings = cipher, key, order, forms, readings

    @transactional
    async def enter(self, tx: Transaction, card: Card, rank: str, by: Person) -> str:
        """Enter a guest; give the id. A form of address that nobody knows is asked for. Raises `RankUnknown`."""
        require_may(Duty.BOOK, by)
        await self._require_rank(rank)
        id = new_id()
        await self._forms.ask(tx, [card.recipient()])
        guest = Guest(id=id, **self._told(id, card), rank=rank, used_at=self.clock.now())
        await self.store.add_guest(tx, guest)
        return id

    @transactional
    async def change(
        self, tx: Transaction, id: str, version: int, card: Card, rank: str, active: bool, by: Person
    ) -> int:
        """Change a card; give the new version. Raises `NotFound`, `Stale`, `RankUnknown`."""
        require_may(Duty.BOOK, by)
        guest = await self.store.guest(id, tx)
        if guest.version != version:
            raise Stale("guests", id)
        if rank != guest.rank:
            await self._require_rank(rank)
        await self._forms.ask(tx, [card.recipient()])
        told = self._told(id, card)
        after = guest.changed(**told, rank=rank, active=active, used_at=self.clock.now(), erased_at=None)
        await self.store.save_guest(tx, after)
        return after.version

    async def search(self, text: str, active: bool, by: Person) -> list[Known]:
        """Give the guests with all these words, in the order of their ranks; the reading is written down first."""
        require_reads(by)
        await self._readings.note(What.GUEST, WHOLE_BOOK, by)
        return await self._opened(await self.store.find_guests(self._digests(text), active))

    async def one(self, id: str, by: Person) -> Known:
        """Give a guest; the reading is written down first. Raises `NotFound`."""
        require_reads(by)
        guest = await self.store.guest(id)
        await self._readings.note(What.GUEST, id, by)
        return (await self._opened([guest]))[0] if guest.erased_at is None else self._gone(guest)

    async def ranks(self) -> Sequence[Rank]:
        """Give the ranks, the first of them first."""
        return await self._order.ranks()

    async def has_rank(self, tx: Transaction, rank_id: str) -> bool:
        """Tell whether a guest has a rank: then it can be ended, not taken out."""
        return await self.store.has_rank(tx, rank_id)

    # -- for neighbours who have written the reading down ------------------------------------------------------------

    async def known(self, ids: Sequence[str], tx: Transaction | None = None) -> dict[str, Known]:
        """Give guests by id, in the order of their ranks; who was erased has no name."""
        return {one.guest.id: one for one in await self._opened(await self.store.guests(ids, tx))}

    # ------------------------------------------------------------------------------------------------------------------

    async def _opened(self, guests: Sequence[Guest]) -> list[Known]:
        # Who has a rank that was ended keeps its name, and stands after all others.
        ranks = {id: (name, LAST) for id, name in (await self._order.named()).items()}
        ranks |= {one.id: (one.name, one.place) for one in await self._order.ranks()}
        found = []
        for guest in guests:
            if guest.erased_at is not None:
                found.append(self._gone(guest))
                continue
            card = Card.model_validate_json(self._cipher.open(guest.sealed, _place(guest.id)))
            found.append(Known(guest, card, *of_rank(guest.rank, ranks)))
        return sorted(found, key=lambda one: one.order)

    def _gone(self, guest: Guest) -> Known:
        return Known(guest, Card(gender="f", first_name="", last_name=""), *of_rank("", {}))

    def _told(self, id: str, card: Card) -> dict[str, object]:
        words = " ".join((card.name, card.institution, card.office))
        return {"sealed": self._cipher.seal(card.model_dump_json(), _place(id)), "digests": self._digests(words)}

    def _digests(self, text: str) -> tuple[str, ...]:
        words = dict.fromkeys(fold(text))
        return tuple(keyed_digest(self._key, f"guests|word|{word}") for word in words)[:_MOST_DIGESTS]

    async def _require_rank(self, rank: str) -> None:
        if rank not in {one.id for one in await self._order.ranks()}:
            raise RankUnknown(rank)


def erased(guest: Guest, at: datetime) -> Guest:
    """Give what is left of a card when its time is over: that there was one."""
    return guest.changed(sealed=b"", digests=(), active=False, erased_at=at)


def _place(id: str) -> str:
    return f"guests/{id}/card"
