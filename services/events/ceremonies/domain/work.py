"""What is to be done for a ceremony next, by whom and until when. No framework, no await."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from services.events.ceremonies.domain import OVER, Ceremony, State
from services.events.ceremonies.domain.military import RequestState
from services.events.ceremonies.domain.permits import Permit, PermitKind, PermitState
from services.events.ceremonies.domain.text import content_of
from shared.clock import warsaw
from shared.deadlines import FreeDays, Term, Unit, before, compute

Clock = Literal[
    "concept", "consultation", "approval", "military", "answer", "scenario", "decision", "report", "withdrawal"
]
DAYS: dict[Clock, int] = {
    "concept": 60,
    "consultation": 50,
    "approval": 40,
    "military": 30,
    "answer": 10,
    "scenario": 3,
    "decision": 2,
    "report": 7,
    "withdrawal": 1,
}
"""Days before a ceremony by which a step is done; of a `report` after it, of a `withdrawal` after it was called off.

Rules of the house; no act gives them.
"""
TAKEN_OVER = frozenset({"military", "mass-event", "sirens", "scenario", "report"})
"""Steps of the anniversaries' checklist that a ceremony does itself."""


OFFICER, MAYOR = "protocol_officer", "mayor"
"""By whom."""


@dataclass(frozen=True)
class ToDo:
    """Something to be done: what, until when and why then, by whom, on which of the ceremony's pages."""

    action: str
    due_at: datetime
    explanation: tuple[str, ...]
    role: str
    page: str = ""


@dataclass(frozen=True)
class Clocks:
    """Finds the dates of a ceremony by its day."""

    days: Mapping[Clock, int]
    free: FreeDays

    def ahead(self, days: int, day: date) -> tuple[datetime, tuple[str, ...]]:
        """Give the last moment at least so many days before."""
        deadline = before(Term(amount=days, unit=Unit.DAY), day, self.free)
        return deadline.due_at, tuple(deadline.explained())

    def of(self, clock: Clock, day: date) -> tuple[datetime, tuple[str, ...]]:
        """Give the date of a step."""
        if clock not in ("report", "withdrawal"):
            return self.ahead(self.days[clock], day)
        deadline = compute(Term(amount=self.days[clock], unit=Unit.DAY), day, self.free)
        return deadline.due_at, tuple(deadline.explained())

    def permit(self, id: str, kind: PermitKind, day: date) -> Permit:
        """Give a permit with its date."""
        due_at, explanation = self.ahead(kind.days, day)
        return Permit(id=id, kind=kind, due_at=due_at, explanation=explanation)

    def moved(self, permit: Permit, day: date) -> Permit:
        """Give a permit with its date by another day."""
        due_at, explanation = self.ahead(permit.kind.days, day)
        return permit.model_copy(update={"due_at": due_at, "explanation": explanation})

    def to_do(self, one: Ceremony) -> dict[str, ToDo]:
        """Give what is to be done, by a key that is the same as long as the work is."""
        if one.off:
            return self._withdrawals(one)
        if one.state is State.REPORTED:
            return {}
        found = {**self._step(one)}
        if one.state not in OVER:
            found |= {**self._military(one), **self._permits(one)}
        return found

    def _step(self, one: Ceremony) -> dict[str, ToDo]:
        steps: dict[State, tuple[str, Clock, str, str, str]] = {
            State.PLANNED: ("concept", "concept", "Napisz koncepcję uroczystości", OFFICER, ""),
            State.CONCEPT: ("consult", "consultation", "Skonsultuj koncepcję uroczystości", OFFICER, ""),
            State.CONSULTED: ("approve", "approval", "Zatwierdź uroczystość", MAYOR, ""),
            State.APPROVED: ("lock", "scenario", "Zamknij scenariusz", OFFICER, ""),
            State.MOVED: ("confirm", "scenario", "Sprawdź uroczystość po zmianie", OFFICER, ""),
            State.READY: ("hold", "report", "Zapisz, że uroczystość się odbyła", OFFICER, ""),
            State.HELD: (
                "report",
                "report",
                "Napisz sprawozdanie po uroczystości",
                OFFICER,
                "/sprawozdanie",
            ),
        }
        if one.state not in steps:
            return {}
        key, clock, action, role, page = steps[one.state]
        return {key: ToDo(action, *self.of(clock, one.slot.day), role, page)}

    def _military(self, one: Ceremony) -> dict[str, ToDo]:
        if not one.military:
            return {}

        def todo(action: str, clock: Clock) -> ToDo:
            return ToDo(action, *self.of(clock, one.slot.day), OFFICER, "/asysta")

        request = one.request
        if request is None or request.state in (RequestState.DRAFT, RequestState.WITHDRAWN):
            return {"military": todo("Wyślij wniosek o wojskową asystę honorową", "military")}
        found = {}
        if request.state is RequestState.SENT:
            found[f"answer-{len(request.sendings)}"] = todo("Wpisz odpowiedź garnizonu", "answer")
        if request.state is not RequestState.REFUSED and request.differs(content_of(one)):
            found[f"anew-{len(request.sendings)}"] = todo("Wyślij garnizonowi zmieniony scenariusz", "scenario")
        return found

    def _permits(self, one: Ceremony) -> dict[str, ToDo]:
        found = {}
        for permit in one.permits:
            key = f"permit-{permit.kind.id}-{permit.round}"
            if permit.state is PermitState.WANTED:
                found[key] = ToDo(permit.kind.action, permit.due_at, permit.explanation, OFFICER, "/zezwolenia")
            elif permit.state is PermitState.REQUESTED:
                action = f"Wpisz decyzję: {permit.kind.name}"
                due = self.of("decision", one.slot.day)
                found[f"{key}-d"] = ToDo(action, *due, OFFICER, "/zezwolenia")
        return found

    def _withdrawals(self, one: Ceremony) -> dict[str, ToDo]:
        """Give what is to be taken back: whoever was asked still reckons with the ceremony."""
        if one.off_at is None:  # It was called off before this was noted.
            return {}
        due_at, explanation = self.of("withdrawal", warsaw(one.off_at).date())
        if one.slot.starts < due_at:
            due_at, explanation = one.slot.starts, ("Zanim uroczystość miała się zacząć.",)
        found = {}
        if one.request and one.request.stands:
            action = "Wyślij garnizonowi wycofanie wniosku o wojskową asystę honorową"
            key = f"withdraw-{len(one.request.sendings)}"
            found[key] = ToDo(action, due_at, explanation, OFFICER, "/asysta")
        for permit in one.permits:
            if permit.stands:
                verb = "Odwołaj" if permit.kind.announces else "Wycofaj"
                action = f"{verb}: {permit.kind.name} ({permit.kind.authority})"
                key = f"permit-{permit.kind.id}-{permit.round}-w"
                found[key] = ToDo(action, due_at, explanation, OFFICER, "/zezwolenia")
        return found
