"""What of wreaths stands on the work list: those to get, those to recall, and delegations that are to be told."""

from collections.abc import Sequence
from datetime import date

from services.events.work import About, Wanted, Work, settled
from services.events.wreaths.domain import Delegation, State, WreathOrder
from shared.access import Role
from shared.clock import Clock
from shared.deadlines import FreeDays, Term, before
from shared.store import Transaction

PLACE = "/panel/uroczystosci"
SUPPLY, RECALL, TELL, WRITE = "supply", "recall", "tell", "write"


class Tasks:
    """Opens, moves and closes the tasks of a ceremony; it changes nothing else of an order."""

    def __init__(self, clock: Clock, term: Term) -> None:
        """`term`: how long before the ceremony wreaths are to be there."""
        self._clock, self._term = clock, term

    def settle(
        self, tx: Transaction, order: WreathOrder, line: Sequence[Delegation], free: FreeDays, today: date
    ) -> WreathOrder:
        """Give an order with its tasks as they are to be."""
        due = before(self._term, order.day, free)
        about = About("wreaths", f"Uroczystość {order.day:%d.%m.%Y}", order.title, f"{PLACE}/{order.id}/wience")
        wanted = {
            key: Wanted(about, action, Role.PROTOCOL_OFFICER, due.due_at, tuple(due.explained()))
            for key, action in _actions(order, line, today).items()
        }
        work = settled(tx, Work(id=order.id, open=order.tasks), wanted, self._clock.now())
        return order.with_tasks(work.open)


def _actions(order: WreathOrder, line: Sequence[Delegation], today: date) -> dict[str, str]:
    """Give what is to be done now; once the day is over, nothing."""
    if today > order.day:
        return {}
    found = {}
    if order.state(today) is State.OPEN and any(one.awaited for one in line):
        found[SUPPLY] = "Zamów i odbierz wieńce"
    if any(one.needless(order.off) for one in line):
        found[RECALL] = "Odwołaj zamówione wieńce, których nikt nie złoży"
    if order.untold and any(not one.withdrawn for one in line):
        what = "że jej w tym terminie nie będzie" if order.off else "że jednak się odbędzie"
        found[TELL] = f"Zawiadom delegacje zaproszone na uroczystość, {what}"
    elif any(one.email and one.known and one.known != order.notice(one) for one in line if not one.withdrawn):
        found[WRITE] = "Napisz do delegacji: zmieniła się godzina, miejsce albo kolejność"
    return found
