"""Use cases of the rules: which hold on a day, and laying down new ones after a resolution of the council."""

from datetime import date
from typing import Protocol

from services.intake.initiatives.domain.rules import Rules, RulesGiven, check, in_force
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.contracts.initiatives.intake import InitiativeRulesSetV1
from shared.store import Database, Duplicate, NotFound, Stale, Transaction, new_id, transactional


class RulesStore(Protocol):
    """What the use cases need to keep."""

    async def all_rules(self, tx: Transaction | None = None) -> list[Rules]: ...  # noqa: D102
    async def add_rules(self, tx: Transaction, rules: Rules) -> None: ...  # noqa: D102


class Rulebook:
    """All rules that were laid down, and those that the house came with."""

    def __init__(self, database: Database, store: RulesStore, clock: Clock, first: Rules) -> None:
        """Take the rules that hold before any were laid down."""
        self.database, self.store, self.clock, self._first = database, store, clock, first

    async def today(self, tx: Transaction | None = None) -> Rules:
        """Give the rules in force today, in Warsaw's calendar."""
        return await self.on(warsaw(self.clock.now()).date(), tx)

    async def on(self, day: date, tx: Transaction | None = None) -> Rules:
        """Give the rules in force on a day."""
        return in_force(await self.store.all_rules(tx), day, self._first)

    async def get(self, id: str) -> Rules:
        """Give rules that were laid down once. Raises `NotFound`."""
        for rules in await self.all():
            if rules.id == id:
                return rules
        raise NotFound("initiative_rules", id)

    async def all(self) -> list[Rules]:
        """Give all rules, the newest first; the last are those that the house came with."""
        return [*sorted(await self.store.all_rules(), key=lambda each: -each.number), self._first]

    async def set(self, given: RulesGiven, read: int, by: Person) -> str:
        """Lay down rules after those with the number `read`, and give their id. What is filed keeps its own.

        Raises `RulesUnfit`, `Stale` (somebody has laid down others meanwhile).
        """
        check(given)
        return await self._set(given, read, by)

    @transactional
    async def _set(self, tx: Transaction, given: RulesGiven, read: int, by: Person) -> str:
        newest = max((each.number for each in await self.store.all_rules(tx)), default=self._first.number)
        if newest != read:
            raise Stale("initiative_rules", str(read))
        now = self.clock.now()
        rules = Rules(**given.model_dump(), id=new_id(), number=read + 1, set_at=now, set_by=by.name)
        try:
            await self.store.add_rules(tx, rules)
        except Duplicate:
            raise Stale("initiative_rules", str(read)) from None
        day = max(rules.in_force_from, warsaw(now).date())
        tx.publish(
            InitiativeRulesSetV1(
                version=1,
                rules_id=rules.id,
                **rules.model_dump(include={"resolution", "in_force_from", "own_share", "correction_days"}),
                hourly_rate=rules.rate_on(day),
                set_at=now,
            )
        )
        return rules.id
