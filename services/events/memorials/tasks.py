"""What of memorials stands on the work list of the house. It changes no memorial."""

from datetime import date

from services.events.memorials.domain import Condition, Inspection, Memorial, inspection_id
from services.events.memorials.domain.proposals import MemorialProposal, Work
from services.events.work import About, Wanted
from shared.access import Role
from shared.clock import Clock, end_of
from shared.contracts.events import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.deadlines import FreeDays, Postponed
from shared.free_days import task_moved
from shared.store import Transaction

BASE = "/panel/miejsca-pamieci"
_DAMAGED = {Condition.REPAIR: "do naprawy", Condition.BAD: "zły stan"}


class Tasks:
    """Opens and closes tasks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def inspect(self, tx: Transaction, one: Inspection) -> None:
        """Ask for the inspection of a site."""
        tx.publish(
            TaskOpenedV1(
                version=one.version,
                task_id=_inspection(one),
                kind="care_inspection",
                case=f"Opieka nad miejscami pamięci {one.year}",
                title=one.name,
                action="Obejrzyj miejsce i wpisz stan",
                link=f"{BASE}/opieka/{one.id}",
                role=Role.PROTOCOL_OFFICER,
                opened_at=self._clock.now(),
                due_at=one.due_at,
                explanation=one.explanation,
            )
        )

    def put_forward(self, tx: Transaction, one: Inspection) -> None:
        """It is due at another time."""
        now, id = self._clock.now(), _inspection(one)
        tx.publish(
            TaskChangedV1(
                version=one.version, task_id=id, due_at=one.due_at, explanation=one.explanation, changed_at=now
            )
        )

    def inspected(self, tx: Transaction, one: Inspection) -> None:
        """It was inspected, or needs it no longer."""
        tx.publish(TaskClosedV1(version=one.version, task_id=_inspection(one), closed_at=self._clock.now()))

    def settle(self, tx: Transaction, one: MemorialProposal) -> MemorialProposal:
        """Give a proposal with what waits for it now on the work list; what waits no more is closed."""
        wanted, had = one.to_do(), {work.key: work for work in one.works}
        for key in had.keys() - wanted.keys():
            tx.publish(TaskClosedV1(version=one.version, task_id=had[key].task_id, closed_at=self._clock.now()))
        works = []
        for key, (action, due_at, why) in wanted.items():
            work = had.get(key)
            if work is None:
                work = Work(key=key, task_id=f"{one.id}-{one.version}-{key}")
                tx.publish(
                    TaskOpenedV1(
                        version=one.version,
                        task_id=work.task_id,
                        kind="memorial_proposal",
                        case=one.sign,
                        title=one.card.name,
                        action=action,
                        link=f"{BASE}/wnioski/{one.id}",
                        role=Role.PROTOCOL_OFFICER,
                        opened_at=self._clock.now(),
                        due_at=due_at,
                        explanation=why,
                    )
                )
            works.append(work)
        return one.with_works(tuple(works))

    def move(self, tx: Transaction, one: MemorialProposal, key: str, later: Postponed, free: FreeDays) -> None:
        """Give what waits under a key another date."""
        work = one.work(key)
        if work is not None:
            now = self._clock.now()
            tx.publish(task_moved(TaskChangedV1, work.task_id, later, free, now, opened=one.version))


def to_plan(year: int, by: tuple[int, int]) -> dict[str, Wanted]:
    """Give what asks for the care plan of a year. `by`: month and day until which it is made."""
    month, day = by
    case = f"Opieka nad miejscami pamięci {year}"
    about = About("care_plan", case, case, f"{BASE}/opieka?rok={year}")
    why = (f"Do {day:02}.{month:02} każdego roku: zasada wydziału",)
    return {
        "plan": Wanted(about, "Ułóż roczny plan opieki", Role.PROTOCOL_OFFICER, end_of(date(year, month, day)), why)
    }


def to_repair(one: Memorial) -> dict[str, Wanted]:
    """Give what a memorial in no good state waits for, until an inspection finds it good again."""
    if one.withdrawn is not None or one.inspected_on is None or one.condition not in _DAMAGED:
        return {}
    about = About(
        "memorial_repair",
        "Naprawa miejsca pamięci",
        one.card.name,
        f"{BASE}/opieka/{inspection_id(one.id, one.inspected_on.year)}",
    )
    who = f"Opiekun: {one.card.carer}"[:300] if one.card.carer else "Opiekuna nie zapisano: dba wydział"
    why = (f"Oględziny {one.inspected_on:%d.%m.%Y}: {_DAMAGED[one.condition]}", who)
    # No act and no custom of the house says by when: what is bad is another task than what is worn.
    action = "Zleć naprawę, a po niej wpisz nowy stan"
    return {one.condition.value: Wanted(about, action, Role.PROTOCOL_OFFICER, None, why)}


def _inspection(one: Inspection) -> str:
    return f"care-{one.id}"
