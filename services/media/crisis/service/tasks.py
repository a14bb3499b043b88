"""Who of the staff has something to do about a warning: who writes, approves, sends it, is late, did not reach all."""

from collections.abc import Sequence, Set
from typing import Protocol

from services.media.crisis.domain.hazards import hazard
from services.media.crisis.domain.message import Kind, Message
from services.media.crisis.domain.record import Asked
from services.media.crisis.service.rights import ALONE, APPROVERS, WRITERS
from shared.access import Role
from shared.clock import Clock, warsaw
from shared.contracts.media import TaskClosedV1, TaskOpenedV1
from shared.store import Database, Duplicate, Transaction, transactional

_PLACE = "/panel/kryzys/komunikaty"
_APPROVE = "Zatwierdź ostrzeżenie, którego nie piszesz"
_ISSUE = "Wydaj zatwierdzone ostrzeżenie"
_MEND = "Popraw cofnięte ostrzeżenie i zapisz je do zatwierdzenia"
_LATE = "Minął czas na pierwsze ostrzeżenie: wydaj je albo porzuć"
_LOST = "Ostrzeżenie nie wszędzie dotarło: zobacz, gdzie i dlaczego"


class AskedStore(Protocol):
    """What the use cases need to keep."""

    async def message(self, id: str, tx: Transaction | None = None) -> Message: ...  # noqa: D102
    async def open(self) -> list[Message]: ...  # noqa: D102
    async def asked(self, message_id: str, tx: Transaction) -> list[Asked]: ...  # noqa: D102
    async def asked_late(self) -> list[Asked]: ...  # noqa: D102
    async def asked_lost(self) -> list[Asked]: ...  # noqa: D102
    async def ask(self, tx: Transaction, asked: Asked) -> None: ...  # noqa: D102
    async def keep_asked(self, tx: Transaction, asked: Asked) -> None: ...  # noqa: D102


class Asking:
    """Opens and closes tasks. They are kept beside the warning: its version is what people write against."""

    def __init__(self, database: Database, store: AskedStore, clock: Clock) -> None:
        self.database, self.store, self._clock = database, store, clock

    async def second_person(self, tx: Transaction, draft: Message, writer: Role) -> None:
        """Ask everybody who may approve a draft; of the writer's own role nobody, as one alone may be on duty."""
        await self._hold(tx, draft, _APPROVE, [role for role in APPROVERS if role is not writer])

    async def sender(self, tx: Transaction, approved: Message) -> None:
        """Ask who sends out what was approved."""
        await self._hold(tx, approved, _ISSUE, WRITERS)

    async def writer(self, tx: Transaction, draft: Message) -> None:
        """Ask whose writing was sent back to put it right; all who write, of one from before roles were kept."""
        role = draft.written.role
        await self._hold(tx, draft, _MEND, (Role(role),) if role else WRITERS)

    async def over(self, tx: Transaction, message: Message) -> None:
        """Ask nobody for anything: it is out, was dropped, or holds no longer."""
        for one in await self.store.asked(message.id, tx):
            await self._close(tx, one)

    async def look_after(self) -> None:
        """Ask the duty officer about first warnings whose target has passed; no more about what is open no longer."""
        now = self._clock.now()
        late = {one.id: one for one in await self.store.open() if one.waits_for_first(now)}
        asked = await self.store.asked_late()
        for id in late.keys() - {one.message_id for one in asked}:
            try:
                await self._ask_late(id)
            except Duplicate:
                continue  # Another replica was faster.
        for one in asked:
            # It may have gone out in the moment in which it became late.
            if one.message_id not in late:
                await self._close_late(one)

    async def look_after_lost(self, lost: Set[str], trying: Set[str]) -> None:
        """Ask the duty officer about warnings that a channel does not take; no more once each has taken them.

        `lost`: ids of those that people are still to get and do not; `trying`: of those that a channel is still at.
        """
        asked = await self.store.asked_lost()
        for id in lost - {one.message_id for one in asked}:
            try:
                await self._ask_lost(id)
            except Duplicate:
                continue  # Another replica was faster.
        for one in asked:
            if one.message_id not in lost | trying:
                await self._close_lost(one)

    @transactional
    async def _ask_lost(self, tx: Transaction, id: str) -> None:
        message = await self.store.message(id, tx)
        if message.live(self._clock.now()):
            for role in ALONE:
                await self._open(tx, message, _LOST, role)

    @transactional
    async def _close_lost(self, tx: Transaction, one: Asked) -> None:
        if one in await self.store.asked(one.message_id, tx):
            await self._close(tx, one)

    @transactional
    async def _ask_late(self, tx: Transaction, id: str) -> None:
        message = await self.store.message(id, tx)
        if message.waits_for_first(self._clock.now()):
            for role in ALONE:
                await self._open(tx, message, _LATE, role)

    @transactional
    async def _close_late(self, tx: Transaction, one: Asked) -> None:
        message = await self.store.message(one.message_id, tx)
        kept = await self.store.asked(one.message_id, tx)
        if one in kept and not message.waits_for_first(self._clock.now()):
            await self._close(tx, one)

    async def _hold(self, tx: Transaction, message: Message, action: str, roles: Sequence[Role]) -> None:
        """Have these asked for this, and nobody else for anything but lateness."""
        asked = [one for one in await self.store.asked(message.id, tx) if not one.late]
        for one in asked:
            if one.action != action or one.role not in roles:
                await self._close(tx, one)
        there = {one.role for one in asked if one.action == action}
        for role in roles:
            if role not in there:
                await self._open(tx, message, action, role)

    async def _open(self, tx: Transaction, message: Message, action: str, role: Role) -> None:
        late, lost = action == _LATE, action == _LOST
        task = f"warning-{message.id}-{role}-{'late' if late else 'lost' if lost else message.version}"
        await self.store.ask(tx, Asked(id=task, message_id=message.id, role=role, action=action, late=late, lost=lost))
        # The target is for the first word: one that is out has kept it, or not.
        first = message.kind is Kind.ALERT and not lost
        target = (
            f"Cel z planu: {message.target_minutes} min od zgłoszenia {warsaw(message.reported_at):%d.%m.%Y, %H:%M}"
        )
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=task,
                kind="warning",
                case=hazard(message.hazard).name,
                title=message.headline,
                action=action,
                link=f"{_PLACE}/{message.id}{'#kanaly' if lost else ''}",
                role=role,
                opened_at=self._clock.now(),
                due_at=message.target_at if first else None,
                explanation=(target,) if first else (),
            )
        )

    async def _close(self, tx: Transaction, one: Asked) -> None:
        await self.store.keep_asked(tx, one.model_copy(update={"open": False}))
        tx.publish(TaskClosedV1(version=2, task_id=one.id, closed_at=self._clock.now()))
