"""Use cases of permits and announcements: which are needed, asked for, granted or refused."""

from datetime import date

from services.events.ceremonies.domain import Action
from services.events.ceremonies.domain.permits import DayUnfit, PermitStep
from services.events.ceremonies.service import Ceremonies
from shared.access import Person
from shared.clock import warsaw
from shared.store import NotFound, Transaction, new_id, transactional


class Permits:
    """The permits. Steps raise `NotFound`, `Stale`, `NotAllowed`, `CeremonyNotNow`."""

    def __init__(self, ceremonies: Ceremonies) -> None:
        self.database, self.ceremonies = ceremonies.database, ceremonies

    @transactional
    async def want(self, tx: Transaction, id: str, version: int, kind_id: str, by: Person) -> int:
        """Say that a permit is needed: it gets its date. Raises `KindUnknown`, `PermitKnown`, `CeremonyFull`."""
        one = await self.ceremonies.read(tx, id, version, Action.PERMIT, by)
        kind = self.ceremonies.habits.shipped.kind(kind_id)
        permit = (await self.ceremonies.clocks(tx)).permit(new_id()[:12], kind, one.slot.day)
        return await self.ceremonies.keep(tx, one, one.wanting(permit, by, self.ceremonies.clock.now()))

    @transactional
    async def step(
        self,
        tx: Transaction,
        id: str,
        version: int,
        permit_id: str,
        step: PermitStep,
        on: date,
        sign: str,
        note: str,
        by: Person,
    ) -> int:
        """Take a permit a step on; `on`: the day it happened. Raises `PermitNotNow`, `DayUnfit`."""
        action = Action.WITHDRAW if step is PermitStep.WITHDRAW else Action.PERMIT
        one = await self.ceremonies.read(tx, id, version, action, by)
        permit = next((each for each in one.permits if each.id == permit_id), None)
        if permit is None:
            raise NotFound("permits", permit_id)
        if on > self.ceremonies.today:
            raise DayUnfit
        after = permit.stepped(step, on, sign, note, late=on > warsaw(permit.due_at).date())
        if step is PermitStep.WANT:
            clocks = await self.ceremonies.clocks(tx)
            after = clocks.moved(after, one.slot.day)
        return await self.ceremonies.keep(tx, one, one.permitted(after, by, self.ceremonies.clock.now()))
