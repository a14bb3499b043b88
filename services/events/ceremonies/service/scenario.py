"""Use cases of the scenario: its items, their order, the plan for wind and rain, who stands at which post."""

from collections.abc import Callable

from services.events.ceremonies.domain import Action, ScenarioThere
from services.events.ceremonies.domain.scenario import Item, Party, Scenario
from services.events.ceremonies.service import Ceremonies, WreathOrder
from services.events.wreaths.domain import ReadOut
from shared.access import Person
from shared.store import Transaction, new_id, transactional


class Scenarios:
    """The scenarios. Steps raise `NotFound`, `Stale`, `NotAllowed`, `CeremonyNotNow`, `Elsewhere`, `NoSuchItem`."""

    def __init__(self, ceremonies: Ceremonies, wreaths: WreathOrder) -> None:
        self.database, self.ceremonies, self._wreaths = ceremonies.database, ceremonies, wreaths

    async def announced(self, id: str) -> tuple[ReadOut, ...]:
        """Give the delegations with wreaths as they are read out at each monument, in their order."""
        return await self._wreaths.announced(id)

    @transactional
    async def begin(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Begin with the usual items. Raises `ScenarioThere`."""
        one = await self.ceremonies.read(tx, id, version, Action.PLAN, by)
        if one.scenario.items:
            raise ScenarioThere
        usual = [each.item(new_id()[:12], one.place) for each in self.ceremonies.habits.shipped.items]
        after = one.planned(one.scenario.with_items(usual), by, self.ceremonies.clock.now(), "zwykły scenariusz")
        return await self.ceremonies.keep(tx, one, after)

    @transactional
    async def add(self, tx: Transaction, id: str, version: int, item: Item, by: Person) -> int:
        """Add an item. Raises `TooManyItems`."""
        return await self._change(tx, id, version, by, f"dodano: {item.title}", lambda s: s.added(item))

    @transactional
    async def change(self, tx: Transaction, id: str, version: int, item: Item, push: bool, by: Person) -> int:
        """Change an item; `push`: the later ones move along."""
        note = f"zmieniono: {item.title}"
        return await self._change(tx, id, version, by, note, lambda s: s.changed(item, push=push))

    @transactional
    async def remove(self, tx: Transaction, id: str, version: int, item_id: str, by: Person) -> int:
        """Remove an item, which can be put back."""
        return await self._change(tx, id, version, by, "usunięto punkt", lambda s: s.removed_one(item_id))

    @transactional
    async def put_back(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Put the item back that was removed last."""
        return await self._change(tx, id, version, by, "przywrócono punkt", Scenario.put_back)

    @transactional
    async def move(self, tx: Transaction, id: str, version: int, item_id: str, earlier: bool, by: Person) -> int:
        """Put an item before the one ahead of it, or after the next one."""
        note = "przesunięto punkt"
        return await self._change(tx, id, version, by, note, lambda s: s.swapped(item_id, earlier=earlier))

    @transactional
    async def post(self, tx: Transaction, id: str, version: int, party: Party, by: Person) -> int:
        """Put somebody at a post. Raises `PostTaken`, `TooManyItems`."""
        return await self._change(tx, id, version, by, f"stanowisko: {party.post}", lambda s: s.posted(party))

    @transactional
    async def relieve(self, tx: Transaction, id: str, version: int, party_id: str, by: Person) -> int:
        """Take somebody from a post."""
        return await self._change(tx, id, version, by, "zwolniono stanowisko", lambda s: s.relieved(party_id))

    async def _change(
        self, tx: Transaction, id: str, version: int, by: Person, note: str, change: Callable[[Scenario], Scenario]
    ) -> int:
        one = await self.ceremonies.read(tx, id, version, Action.PLAN, by)
        after = one.planned(change(one.scenario), by, self.ceremonies.clock.now(), note)
        return await self.ceremonies.keep(tx, one, after)
