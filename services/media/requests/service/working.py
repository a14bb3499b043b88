"""Use cases on the way to the answer: to a unit and back, the draft, its clearance by press office and head."""

from services.media.requests.domain import PressRequest
from services.media.requests.domain.parts import Version
from services.media.requests.domain.steps import Action
from services.media.requests.domain.units import unit_of
from services.media.requests.service import PressRequests
from shared.access import Person
from shared.store import Transaction, transactional


class Working:
    """What is done with a request inside the house. All raise `NotFound`, `Stale`, `NotAllowed`, `NotNow`."""

    def __init__(self, requests: PressRequests) -> None:
        self.requests, self.database = requests, requests.database

    @transactional
    async def assign(self, tx: Transaction, id: str, version: int, unit: str, topic: str, by: Person) -> int:
        """Ask a unit for a draft; `topic`: the line by which the house knows it, without names.

        Raises `UnitUnknown`, `UnitUnchanged`.
        """
        found, one = (
            unit_of(unit, self.requests.office.units),
            await self.requests.read(tx, id, version, Action.ASSIGN, by),
        )
        due = self.requests.unit_due(one, await self.requests.free_days.known(tx))
        after = one.assigned(found.symbol, found.name, due, by.name, self.requests.clock.now())
        return await self.requests.keep(tx, one, self.requests.named(after, topic))

    @transactional
    async def accept(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Take it for one's unit."""
        one = await self.requests.read(tx, id, version, Action.ACCEPT, by)
        return await self.requests.keep(tx, one, one.accepted(by.name, self.requests.clock.now()))

    @transactional
    async def give_back(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Say that it is not one's unit's."""
        one = await self.requests.read(tx, id, version, Action.GIVE_BACK, by)
        return await self.requests.keep(tx, one, one.given_back(reason, by.name, self.requests.clock.now()))

    @transactional
    async def transfer(self, tx: Transaction, id: str, version: int, unit: str, reason: str, by: Person) -> int:
        """Pass it on to the unit whose it is. Raises `UnitUnknown`, `UnitUnchanged`."""
        found, one = (
            unit_of(unit, self.requests.office.units),
            await self.requests.read(tx, id, version, Action.TRANSFER, by),
        )
        due = self.requests.unit_due(one, await self.requests.free_days.known(tx))
        after = one.transferred(found.symbol, found.name, due, reason, by.name, self.requests.clock.now())
        return await self.requests.keep(tx, one, after)

    @transactional
    async def draft(self, tx: Transaction, id: str, version: int, text: str, by: Person) -> int:
        """Give one's unit's draft to the press office. Raises `TooManyVersions`."""
        one = await self.requests.read(tx, id, version, Action.DRAFT, by)
        return await self.requests.keep(tx, one, one.drafted(self._version(one, text, by), by.name))

    @transactional
    async def compose(self, tx: Transaction, id: str, version: int, text: str, topic: str, by: Person) -> int:
        """Write the answer without a unit; it goes to the head at once. Raises `TooManyVersions`."""
        one = await self.requests.read(tx, id, version, Action.COMPOSE, by)
        after = one.composed(self._version(one, text, by), by.name)
        return await self.requests.keep(tx, one, self.requests.named(after, topic))

    @transactional
    async def send_back(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Ask the unit for another draft."""
        one = await self.requests.read(tx, id, version, Action.SEND_BACK, by)
        due = self.requests.unit_due(one, await self.requests.free_days.known(tx))
        return await self.requests.keep(tx, one, one.sent_back(reason, due, by.name, self.requests.clock.now()))

    @transactional
    async def clear(self, tx: Transaction, id: str, version: int, text: str, by: Person) -> int:
        """Clear the draft for the press office; what it has changed in `text` is kept. Raises `TooManyVersions`."""
        one = await self.requests.read(tx, id, version, Action.CLEAR, by)
        after = one.cleared(self._amended(one, text, by), by.name, self.requests.clock.now())
        return await self.requests.keep(tx, one, after)

    @transactional
    async def give_back_text(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Give the text back from the head to the press office."""
        one = await self.requests.read(tx, id, version, Action.RETURN, by)
        return await self.requests.keep(tx, one, one.returned(reason, by.name, self.requests.clock.now()))

    @transactional
    async def approve(self, tx: Transaction, id: str, version: int, text: str, by: Person) -> int:
        """Approve the text for the city; what the head has changed in `text` is kept. Raises `TooManyVersions`."""
        one = await self.requests.read(tx, id, version, Action.APPROVE, by)
        after = one.approved(self._amended(one, text, by), by.name, self.requests.clock.now())
        return await self.requests.keep(tx, one, after)

    def _amended(self, one: PressRequest, text: str, by: Person) -> Version | None:
        return None if same(self.requests.sealed.newest(one), text) else self._version(one, text, by)

    def _version(self, one: PressRequest, text: str, by: Person) -> Version:
        text_id, sealed = self.requests.sealed.seal(one.id, text)
        return Version(id=text_id, at=self.requests.clock.now(), by_name=by.name, role=by.role.value, sealed=sealed)


def same(one: str, other: str) -> bool:
    """Tell whether two texts differ by no more than what a browser does to the ends of lines."""
    return "\n".join(one.splitlines()).strip() == "\n".join(other.splitlines()).strip()
