"""What of plans and of occasions' checklists stands on the work list of the house. It changes neither."""

from collections.abc import Sequence
from datetime import date

from services.events.anniversaries.domain import Occasion, Planning, Work, YearPlan
from services.events.work import About, Wanted
from shared.access import Role
from shared.clock import Clock
from shared.contracts.events import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.deadlines import Deadline, FreeDays
from shared.store import Transaction

BASE = "/panel/rocznice"
PLACE = f"{BASE}/plan"


def wanted(
    year: int, plan: YearPlan | None, occasions: Sequence[Occasion], today: date, planning: Planning, free: FreeDays
) -> dict[str, Wanted]:
    """Give what the plan of a year waits for: to be drawn up, to be approved, days that only people decide."""
    if not planning.asks(year, today):
        return {}
    case = f"Plan rocznic {year}"
    about = About("year_plan", case, case, f"{BASE}?rok={year}")
    if plan is None:
        due = planning.draw_up_by(year, free)
        return {"draw_up": _wanted(about, "Ułóż plan rocznic", Role.PROTOCOL_OFFICER, due)}
    due, found = planning.ready_by(year, free), dict[str, Wanted]()
    if plan.approved_at is None:
        found["approve"] = _wanted(about, "Zatwierdź plan rocznic", Role.MAYOR, due)
    for one in occasions:
        if one.undecided:
            of = About("year_plan", case, one.title, f"{PLACE}/{one.id}")
            found[one.id] = _wanted(of, "Ustal dzień rocznicy", Role.PROTOCOL_OFFICER, due)
    return found


def _wanted(about: About, action: str, role: Role, due: Deadline) -> Wanted:
    return Wanted(about, action, role, due.due_at, tuple(due.explained()))


class Tasks:
    """Opens, moves and closes tasks as the checklist goes on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def settle(self, tx: Transaction, before: Occasion, after: Occasion) -> None:
        """Tell the work list what is different: what is open now, due at another time, or open no more."""
        had = {before.task_id(one): one for one in before.works if one.open}
        has = {after.task_id(one): one for one in after.works if one.open}
        for id in had.keys() - has.keys():
            tx.publish(TaskClosedV1(version=after.version, task_id=id, closed_at=self._clock.now()))
        for id, work in has.items():
            if id not in had:
                self._open(tx, after, id, work)
            elif had[id].due_at != work.due_at:
                tx.publish(
                    TaskChangedV1(
                        version=after.version,
                        task_id=id,
                        due_at=work.due_at,
                        explanation=work.explanation,
                        changed_at=self._clock.now(),
                    )
                )

    def _open(self, tx: Transaction, occasion: Occasion, id: str, work: Work) -> None:
        tx.publish(
            TaskOpenedV1(
                version=occasion.version,
                task_id=id,
                kind="ceremony_step",
                case=f"Plan rocznic {occasion.year}",
                title=occasion.title,
                action=work.action,
                link=f"{PLACE}/{occasion.id}",
                role=work.role,
                opened_at=self._clock.now(),
                due_at=work.due_at,
                explanation=work.explanation,
            )
        )
