"""What of guest lists waits on the work list. No event holds a word about a guest."""

from datetime import datetime
from typing import Protocol

from services.events.invitations.domain import Counts, Days, GuestList, State
from services.events.work import About, Wanted, Work, settled
from shared.access import Role
from shared.clock import Clock, end_of
from shared.deadlines import FreeDays
from shared.store import Transaction

PLACE = "/panel/zaproszenia"


class WorkStore(Protocol):
    """What is kept of it."""

    async def work(self, id: str, tx: Transaction) -> Work | None: ...  # noqa: D102
    async def put_work(self, tx: Transaction, work: Work) -> None: ...  # noqa: D102


def wanted(
    guests: GuestList, counts: Counts, notices: int, days: Days, free: FreeDays, now: datetime
) -> dict[str, Wanted]:
    """Give what is to be done now; `notices`: letters about a change that wait to be sent by post."""
    protocol, found = Role.PROTOCOL_OFFICER, dict[str, Wanted]()
    case = f"Zaproszenia na {guests.when.day:%d.%m.%Y}"
    about = About("invitations", case, guests.when.title, f"{PLACE}/{guests.id}")
    if guests.closed_at is not None or guests.over(now):
        return found
    if notices:
        soon = min(guests.when.day, guests.letter.answer_by)
        action = "Zawiadom gości zaproszonych pocztą, że wydarzenie się zmieniło"
        found["notices"] = Wanted(about, action, protocol, end_of(soon))
    if not guests.held:
        return found
    prepared, by = counts.states[State.PREPARED], days.send_by(guests.when, free)
    due = by.due_at, tuple(by.explained())
    if not counts.all:
        found["prepare"] = Wanted(about, "Przygotuj listę gości i treść zaproszenia", protocol, *due)
    elif prepared and (guests.approved_at is None or counts.unapproved == prepared):
        found["approve"] = Wanted(about, "Zatwierdź zaproszenia: robi to ktoś inny niż autor", Role.MAYOR, *due)
    elif prepared:
        found["send"] = Wanted(about, "Wyślij zaproszenia", protocol, *due)
    if counts.states[State.SENT]:
        found["answers"] = Wanted(about, "Sprawdź, kto potwierdził obecność", protocol, end_of(guests.letter.answer_by))
    return found


class Telling:
    """Opens, moves and closes tasks."""

    def __init__(self, store: WorkStore, clock: Clock, days: Days) -> None:
        self.store, self.clock, self.days = store, clock, days

    async def settle(self, tx: Transaction, guests: GuestList, counts: Counts, notices: int, free: FreeDays) -> None:
        """Let the work list say what is to be done now, in the transaction that has changed it."""
        now = self.clock.now()
        before = await self.store.work(guests.id, tx) or Work(id=guests.id)
        after = settled(tx, before, wanted(guests, counts, notices, self.days, free, now), now)
        if after != before:
            await self.store.put_work(tx, after)
