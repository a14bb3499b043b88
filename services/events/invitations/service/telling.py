"""What of guest lists waits on the work list. No event holds a word about a guest."""

from datetime import UTC, date, datetime, time
from typing import NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict

from services.events.invitations.domain import Counts, Days, GuestList, State
from shared.access import Role
from shared.clock import WARSAW, Clock
from shared.contracts.events import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.deadlines import FreeDays
from shared.store import Transaction, new_id

PLACE = "/panel/zaproszenia"


class OpenTask(BaseModel):
    """A task that is open."""

    model_config = ConfigDict(frozen=True)

    id: str
    due_at: datetime
    version: int = 1


class Work(BaseModel):
    """The open tasks of a guest list, by what is to be done. `id`: the list's."""

    model_config = ConfigDict(frozen=True)

    id: str
    open: dict[str, OpenTask] = {}


class WorkStore(Protocol):
    """What is kept of it."""

    async def work(self, id: str, tx: Transaction) -> Work | None: ...  # noqa: D102
    async def put_work(self, tx: Transaction, work: Work) -> None: ...  # noqa: D102


class _Wanted(NamedTuple):
    action: str
    role: Role
    due_at: datetime
    explanation: tuple[str, ...] = ()


def wanted(
    guests: GuestList, counts: Counts, notices: int, days: Days, free: FreeDays, now: datetime
) -> dict[str, _Wanted]:
    """Give what is to be done now; `notices`: letters about a change that wait to be sent by post."""
    protocol, found = Role.PROTOCOL_OFFICER, dict[str, _Wanted]()
    if guests.closed_at is not None or guests.over(now):
        return found
    if notices:
        soon = min(guests.when.day, guests.letter.answer_by)
        action = "Zawiadom gości zaproszonych pocztą, że wydarzenie się zmieniło"
        found["notices"] = _Wanted(action, protocol, _end(soon))
    if not guests.held:
        return found
    prepared, by = counts.states[State.PREPARED], days.send_by(guests.when, free)
    due = by.due_at, tuple(by.explained())
    if not counts.all:
        found["prepare"] = _Wanted("Przygotuj listę gości i treść zaproszenia", protocol, *due)
    elif prepared and (guests.approved_at is None or counts.unapproved == prepared):
        found["approve"] = _Wanted("Zatwierdź zaproszenia: robi to ktoś inny niż autor", Role.MAYOR, *due)
    elif prepared:
        found["send"] = _Wanted("Wyślij zaproszenia", protocol, *due)
    if counts.states[State.SENT]:
        found["answers"] = _Wanted("Sprawdź, kto potwierdził obecność", protocol, _end(guests.letter.answer_by))
    return found


class Telling:
    """Opens, moves and closes tasks."""

    def __init__(self, store: WorkStore, clock: Clock, days: Days) -> None:
        self.store, self.clock, self.days = store, clock, days

    async def settle(self, tx: Transaction, guests: GuestList, counts: Counts, notices: int, free: FreeDays) -> None:
        """Let the work list say what is to be done now, in the transaction that has changed it."""
        now = self.clock.now()
        before = await self.store.work(guests.id, tx) or Work(id=guests.id)
        todo, open = wanted(guests, counts, notices, self.days, free, now), dict(before.open)
        for key in [key for key in open if key not in todo]:
            task = open.pop(key)
            tx.publish(TaskClosedV1(version=task.version + 1, task_id=task.id, closed_at=now))
        for key, work in todo.items():
            due_at, known = work.due_at, open.get(key)
            if known is None:
                open[key] = OpenTask(id=f"{key}-{new_id()}", due_at=due_at)
                tx.publish(
                    TaskOpenedV1(
                        version=1,
                        task_id=open[key].id,
                        kind="invitations",
                        case=f"Zaproszenia na {guests.when.day:%d.%m.%Y}",
                        title=guests.when.title,
                        action=work.action,
                        link=f"{PLACE}/{guests.id}",
                        role=work.role,
                        opened_at=now,
                        due_at=due_at,
                        explanation=work.explanation,
                    )
                )
            elif known.due_at != due_at:
                moved = known.model_copy(update={"due_at": due_at, "version": known.version + 1})
                open[key] = moved
                tx.publish(_changed(moved, work, now))
        after = before.model_copy(update={"open": open})
        if after != before:
            await self.store.put_work(tx, after)


def _changed(task: OpenTask, work: _Wanted, now: datetime) -> TaskChangedV1:
    return TaskChangedV1(
        version=task.version, task_id=task.id, due_at=work.due_at, explanation=work.explanation, changed_at=now
    )


def _end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), WARSAW).astimezone(UTC)
