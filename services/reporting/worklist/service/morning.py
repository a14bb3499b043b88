"""The letter of the morning: once on each working day to each unit that something waits for. It closes no task."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from services.reporting.implementation.service.units import MAILBOX, AskedUnits
from services.reporting.worklist.domain import Days
from services.reporting.worklist.service import Wanted, When, Worklist
from services.reporting.worklist.wording import LATE, LATER, LISTED, TODAY, Part, letter, subject
from shared.access import Role
from shared.clock import warsaw
from shared.deadlines import is_working_day
from shared.free_days import CityFreeDays
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Duplicate, Transaction, transactional
from shared.ticks import in_turn


class Mailbox(BaseModel):
    """Where those of a role without a unit of its own read mail together."""

    model_config = ConfigDict(frozen=True)

    role: Role
    email: str = Field(max_length=254, pattern=MAILBOX)


class Morning(BaseModel):
    """That a unit or role has had its letter of a day, or that there was nothing to write."""

    model_config = ConfigDict(frozen=True)

    id: str
    written: bool


class MorningStore(Protocol):
    """What the use cases need to keep."""

    async def had(self, ids: Collection[str]) -> set[str]: ...  # noqa: D102
    async def add_morning(self, tx: Transaction, morning: Morning) -> None: ...  # noqa: D102


class Mornings:
    """Writes to the mailboxes of units, and of roles that have one together."""

    def __init__(
        self,
        worklist: Worklist,
        store: MorningStore,
        units: AskedUnits,
        roles: Sequence[Mailbox],
        free_days: CityFreeDays,
        cipher: Cipher,
        origin: str,
        hour: int,
    ) -> None:
        """`hour`: from when on, by the clocks of the city."""
        self.database, self._worklist, self._store, self._units = worklist.database, worklist, store, units
        self._roles, self._free_days, self._cipher, self._origin, self._hour = roles, free_days, cipher, origin, hour

    async def write(self) -> None:
        """Write to all who have not had their letter today. Done late where nobody ticked at the hour."""
        now = warsaw(self._worklist.clock.now())
        if now.hour < self._hour or not is_working_day(now.date(), await self._free_days.known()):
            return
        recipients: dict[tuple[Role, str | None], tuple[str, ...]] = {
            **{(Role.UNIT_REVIEWER, unit): said.mailboxes for unit, (_, said) in (await self._units.every()).items()},
            **{(one.role, None): (one.email,) for one in self._roles},
        }
        had = await self._store.had([_id(now.date(), role, unit) for role, unit in recipients])
        await in_turn(
            [
                partial(self._write, now.date(), role, unit, mailboxes)
                for (role, unit), mailboxes in recipients.items()
                if mailboxes and _id(now.date(), role, unit) not in had
            ]
        )

    async def _write(self, day: date, role: Role, unit: str | None, mailboxes: tuple[str, ...]) -> None:
        parts = await self._parts(role, unit)
        whose = f"w jednostce {unit}" if unit else "na wydział"
        waits = any(part.count for part in parts)
        said = subject(parts), letter(whose, parts, self._origin)
        mails = [Mail(self._cipher, mailbox, *said) for mailbox in mailboxes] if waits else []
        try:
            await self._send(Morning(id=_id(day, role, unit), written=waits), mails)
        except Duplicate:
            return  # Another replica has written it in the same moment.

    @transactional
    async def _send(self, tx: Transaction, morning: Morning, mails: Sequence[Mail]) -> None:
        await self._store.add_morning(tx, morning)
        for mail in mails:
            tx.send(mail)

    async def _parts(self, role: Role, unit: str | None) -> list[Part]:
        days, tasks = Days.of(self._worklist.clock.now()), self._worklist.store
        counts = await tasks.counts(Wanted(role, unit, days))
        titles = {When.LATE: LATE, When.TODAY: TODAY, When.LATER: LATER}
        numbers = {When.LATE: counts.late, When.TODAY: counts.today, When.LATER: counts.week - counts.today}
        return [
            Part(title, numbers[when], await tasks.page(Wanted(role, unit, days, when), 0, LISTED))
            for when, title in titles.items()
        ]


def _id(day: date, role: Role, unit: str | None) -> str:
    return f"{day.isoformat()}|{role}|{unit or ''}"
