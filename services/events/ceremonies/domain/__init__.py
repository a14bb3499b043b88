"""A ceremony on its way from the plan to the report; it goes where its entry in the calendar goes. No framework."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, Self

from pydantic import BaseModel, ConfigDict

from services.events.calendar.domain import Entry
from services.events.ceremonies.domain.military import MilitaryRequest, RequestState
from services.events.ceremonies.domain.parts import (
    LONGEST_ALT,
    SHORTEST_ALT,
    Concept,
    Consultation,
    Essay,
    Headcount,
    Line,
    Photograph,
    Report,
)
from services.events.ceremonies.domain.permits import (
    MOST_PERMITS,
    Permit,
    PermitKind,
    PermitKnown,
    PermitLacking,
    PermitState,
    PermitStep,
)
from services.events.ceremonies.domain.scenario import Scenario
from services.events.ceremonies.domain.slot import Slot, slot_of
from services.events.ceremonies.domain.states import (
    OVER,
    SETTLED,
    TABLE,
    Action,
    CeremonyFull,
    CeremonyNotNow,
    HourMissing,
    NotACeremony,
    NotYetHeld,
    OwnCeremony,
    RefusalStands,
    ScenarioEmpty,
    ScenarioThere,
    State,
)
from shared.clock import warsaw

ASSISTANCE = "Wojskowa asysta honorowa"
MOST_CONSULTATIONS = 30
MOST_PHOTOGRAPHS = 20
_ENTRIES_KEPT = 200


class Hand(Protocol):
    """Who does something: an opaque id, and the name that colleagues know."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


class Entered(BaseModel):
    """Something that was done."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    action: str
    by_name: str = ""
    note: str = ""


class Work(BaseModel):
    """What stands on the work list because of the ceremony."""

    model_config = ConfigDict(frozen=True)

    key: str
    task_id: str
    due_at: datetime


class Ceremony(BaseModel):
    """A ceremony. `id`: of its entry in the calendar.

    `before`: where it stood before it was moved or cancelled; `off_at`: since when it is called off or put off.
    `authors`: ids of those who have written something of it; `touched`: of those who have changed the scenario since
    it was approved. `frame_plan`: it stands in the frame plan of the year, so the military needs no request.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    slot: Slot
    state: State = State.PLANNED
    before: State | None = None
    off_reason: str | None = None
    off_at: datetime | None = None
    concept: Concept | None = None
    consultations: tuple[Consultation, ...] = ()
    scenario: Scenario = Scenario()
    authors: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    military: bool = True
    frame_plan: bool = False
    request: MilitaryRequest | None = None
    permits: tuple[Permit, ...] = ()
    report: Report | None = None
    photographs: tuple[Photograph, ...] = ()
    approved_by_name: str | None = None
    mayor: bool = False
    held_at: datetime | None = None
    works: tuple[Work, ...] = ()
    history: tuple[Entered, ...] = ()
    version: int = 1

    @property
    def place(self) -> str:
        """Where it is held."""
        return self.slot.place or "miejsce uroczystości"

    @property
    def off(self) -> bool:
        """True where it was called off, or was put off and has no new date yet."""
        return self.state is State.CANCELLED or self.slot.waits

    def may(self, action: Action) -> bool:
        """Tell whether an action has its time."""
        return self.state in TABLE[action]

    # -- to the approval ---------------------------------------------------------------------------------------------

    def conceived(self, concept: Concept, by: Hand, at: datetime) -> Self:
        """Give it with its concept; what was consulted of another is consulted anew. Raises `CeremonyNotNow`."""
        self.require(Action.CONCEPT)
        told: dict[str, Any] = {"concept": concept, "authors": _with(self.authors, by)}
        return self._next(at, Action.CONCEPT, by, state=State.CONCEPT, **told)

    def consulted(self, consultation: Consultation, by: Hand, at: datetime) -> Self:
        """Give it with what somebody has said of it. Raises `CeremonyNotNow`, `CeremonyFull`."""
        self.require(Action.CONSULT)
        if len(self.consultations) >= MOST_CONSULTATIONS:
            raise CeremonyFull
        every = (*self.consultations, consultation)
        return self._next(at, Action.CONSULT, by, consultation.body, state=State.CONSULTED, consultations=every)

    def lacking(self, kinds: Sequence[PermitKind]) -> tuple[PermitKind, ...]:
        """Give the kinds that the number of people makes needed and that are not on the list."""
        if self.concept is None:
            return ()
        nature, expected, outdoors = self.concept.nature, self.concept.expected, self.concept.outdoors
        there = {one.kind.id for one in self.permits if one.counts}
        return tuple(one for one in kinds if one.id not in there and one.needed(nature, expected, outdoors=outdoors))

    def approved(self, by: Hand, at: datetime, kinds: Sequence[PermitKind] = (), reason: str = "") -> Self:
        """Give it approved, by somebody who has written nothing of it.

        `kinds`: of permits; `reason`: why it is approved although one of them is lacking, "" where none may be.
        Raises `CeremonyNotNow`, `OwnCeremony`, `PermitLacking`.
        """
        self.require(Action.APPROVE)
        if by.id in self.authors:
            raise OwnCeremony
        lacking = self.lacking(kinds)
        if lacking and not reason:
            raise PermitLacking(lacking)
        told: dict[str, Any] = {"approved_by_name": by.name, "touched": ()}
        return self._next(at, Action.APPROVE, by, reason, state=State.APPROVED, **told)

    @property
    def refused(self) -> tuple[str, ...]:
        """What was refused and is still wanted: names of permits, the military assistance."""
        permits = tuple(one.kind.name for one in self.permits if one.state is PermitState.REFUSED)
        nobody = self.military and self.request is not None and self.request.state is RequestState.REFUSED
        return (*permits, ASSISTANCE) if nobody else permits

    def locked(self, by: Hand, at: datetime, reason: str = "") -> Self:
        """Give it with its final scenario, by somebody who has not changed it since it was approved.

        `reason`: why it is locked although something was refused, "" where nothing may be.
        Raises `CeremonyNotNow`, `OwnCeremony`, `HourMissing`, `ScenarioEmpty`, `RefusalStands`.
        """
        self.require(Action.LOCK)
        if by.id in self.touched:
            raise OwnCeremony
        self.require_scenario()
        if self.refused and not reason:
            raise RefusalStands
        return self._next(at, Action.LOCK, by, reason, state=State.READY)

    def reopened(self, reason: str, by: Hand, at: datetime) -> Self:
        """Give it to be changed: a locked scenario, or the concept of an approved one. Raises `CeremonyNotNow`."""
        self.require(Action.REOPEN)
        if self.state is State.READY:
            return self._next(at, Action.REOPEN, by, reason, state=State.APPROVED)
        authors = tuple(dict.fromkeys((*self.authors, *self.touched)))
        told: dict[str, Any] = {"approved_by_name": None, "authors": authors, "touched": ()}
        return self._next(at, Action.REOPEN, by, reason, state=State.CONCEPT, **told)

    # -- the scenario ------------------------------------------------------------------------------------------------

    def planned(self, scenario: Scenario, by: Hand, at: datetime, note: str) -> Self:
        """Give it with another scenario. Raises `CeremonyNotNow`."""
        self.require(Action.PLAN)
        settled = self.state in SETTLED
        who: dict[str, Any] = {"touched": _with(self.touched, by)} if settled else {"authors": _with(self.authors, by)}
        return self._next(at, Action.PLAN, by, note, scenario=scenario, **who)

    def require_scenario(self) -> None:
        """Pass where there is a scenario with hours. Raises `HourMissing`, `ScenarioEmpty`."""
        if self.slot.begins is None:
            raise HourMissing
        if not self.scenario.items:
            raise ScenarioEmpty

    # -- military assistance, permits --------------------------------------------------------------------------------

    def asking(self, components: Sequence[str], remarks: str, by: Hand, at: datetime) -> Self:
        """Give it with a drafted request. Raises `CeremonyNotNow`."""
        self.require(Action.ASK)
        request = (self.request or MilitaryRequest(components=())).drafted(tuple(components), remarks)
        return self._next(at, Action.ASK, by, request=request, military=True, frame_plan=False)

    def without_military(self, by: Hand, at: datetime, *, frame_plan: bool) -> Self:
        """Give one that needs no request: nobody is wanted, or the frame plan has it. Raises `CeremonyNotNow`."""
        self.require(Action.ASK)
        return self._next(at, "no_request", by, military=False, frame_plan=frame_plan)

    def requested(self, request: MilitaryRequest, by: Hand, at: datetime, note: str) -> Self:
        """Give it with its request sent. Raises `CeremonyNotNow`."""
        self.require(Action.SEND)
        return self._next(at, Action.SEND, by, note, request=request, military=True, frame_plan=False)

    def answered(self, request: MilitaryRequest, by: Hand, at: datetime) -> Self:
        """Give it with the answer. Raises `CeremonyNotNow`."""
        self.require(Action.ANSWER)
        return self._next(at, Action.ANSWER, by, request.state, request=request)

    def withdrawn(self, request: MilitaryRequest, by: Hand, at: datetime) -> Self:
        """Give it with its request taken back from the garrison. Raises `CeremonyNotNow` where it is to be held."""
        if not self.off:
            raise CeremonyNotNow(self.state, Action.WITHDRAW)
        return self._next(at, Action.WITHDRAW, by, request=request)

    def wanting(self, permit: Permit, by: Hand, at: datetime) -> Self:
        """Give it with another permit. Raises `CeremonyNotNow`, `PermitKnown`, `CeremonyFull`."""
        self.require(Action.PERMIT)
        if any(one.kind.id == permit.kind.id for one in self.permits):
            raise PermitKnown
        if len(self.permits) >= MOST_PERMITS:
            raise CeremonyFull
        return self._next(at, permit.told, by, permit.kind.name, permits=(*self.permits, permit))

    def permitted(self, permit: Permit, by: Hand, at: datetime) -> Self:
        """Give it with a permit that has gone a step on. Raises `CeremonyNotNow`."""
        self.require(Action.WITHDRAW if permit.state is PermitState.WITHDRAWN else Action.PERMIT)
        every = tuple(permit if one.id == permit.id else one for one in self.permits)
        return self._next(at, permit.told, by, permit.kind.name, permits=every)

    def with_clocks(self, permits: Sequence[Permit]) -> Self:
        """Give it in the same version with the dates of its permits."""
        return self.model_copy(update={"permits": tuple(permits)})

    # -- the day and after -------------------------------------------------------------------------------------------

    def confirmed(self, by: Hand, at: datetime) -> Self:
        """Give it going on at its new time or place; a locked scenario is locked anew.

        Raises `CeremonyNotNow`, `HourMissing` where it has no date yet.
        """
        self.require(Action.CONFIRM)
        if self.slot.waits:
            raise HourMissing
        state = State.APPROVED if self.before is State.READY else self.before or State.PLANNED
        return self._next(at, Action.CONFIRM, by, state=state, before=None, off_reason=None)

    def held(self, by: Hand, at: datetime, *, mayor: bool) -> Self:
        """Give it held. Raises `CeremonyNotNow`, `NotYetHeld`."""
        self.require(Action.HOLD)
        if at < self.slot.starts:
            raise NotYetHeld
        return self._next(at, Action.HOLD, by, state=State.HELD, mayor=mayor, held_at=at)

    def reported(self, report: Report, by: Hand, at: datetime) -> Self:
        """Give it with its report, or with a better one. Raises `CeremonyNotNow`."""
        self.require(Action.REPORT)
        return self._next(at, Action.REPORT, by, state=State.REPORTED, report=report)

    def pictured(self, photograph: Photograph, by: Hand, at: datetime) -> Self:
        """Give it with another photograph. Raises `CeremonyNotNow`, `CeremonyFull`."""
        self.require(Action.REPORT)
        if len(self.photographs) >= MOST_PHOTOGRAPHS:
            raise CeremonyFull
        return self._next(at, "photograph", by, photographs=(*self.photographs, photograph))

    def unpictured(self, photograph: str, by: Hand, at: datetime) -> Self:
        """Give it without a photograph. Raises `CeremonyNotNow`."""
        self.require(Action.REPORT)
        rest = tuple(one for one in self.photographs if one.id != photograph)
        return self._next(at, "photograph", by, photographs=rest)

    # -- following the calendar --------------------------------------------------------------------------------------

    def following(self, entry: Entry, at: datetime) -> Self:
        """Give it as its entry says: moved, put off, called off, or held after all. What was held stays as it was."""
        if self.state in (State.HELD, State.REPORTED):
            return self
        slot, base = slot_of(entry), self.before or self.state
        if entry.cancelled:
            if self.state is State.CANCELLED:
                return self
            why = entry.cancel_reason
            gone = {"state": State.CANCELLED, "before": base, "off_reason": why, "off_at": self.off_at or at}
            return self._next(at, "cancelled", None, why or "", **gone)
        if slot == self.slot and self.state is not State.CANCELLED:
            return self
        moved = self.slot.moved_to(slot)
        newest = entry.changes[-1].reason if entry.changes else None
        reason = entry.cancel_reason if slot.waits else newest
        held_after_all = self._wanted_again(at) if self.off and not slot.waits else {}
        since = {"off_at": self.off_at or at} if slot.waits else {"off_at": None, **held_after_all}
        looked_at = base in (State.APPROVED, State.READY) or slot.waits
        if looked_at and (moved or (self.state is State.MOVED and not self.slot.waits)):
            told: dict[str, Any] = {"state": State.MOVED, "before": base, "off_reason": reason, "slot": slot, **since}
            return self._next(at, "put_off" if slot.waits else "moved", None, reason or "", **told)
        # What was called off or put off by a slip takes place as it was.
        what = "moved" if moved else "restored" if self.before else "changed"
        return self._next(at, what, None, reason or "", state=base, before=None, off_reason=None, slot=slot, **since)

    def with_works(self, works: Sequence[Work]) -> Self:
        """Give it in the same version with what stands on the work list."""
        return self.model_copy(update={"works": tuple(works)})

    def _wanted_again(self, at: datetime) -> dict[str, Any]:
        """Give what is asked for anew: permits that were withdrawn while nobody knew that it would be held."""
        on = warsaw(at).date()
        again = (
            one.stepped(PermitStep.WANT, on, "", "", late=False) if one.state is PermitState.WITHDRAWN else one
            for one in self.permits
        )
        return {"permits": tuple(again)}

    def require(self, action: Action) -> None:
        """Pass where an action has its time. Raises `CeremonyNotNow`."""
        if not self.may(action):
            raise CeremonyNotNow(self.state, action)

    def _next(self, at: datetime, action: str, by: Hand | None, note: str = "", **changes: Any) -> Self:
        entered = Entered(at=at, action=str(action), by_name=by.name if by else "", note=note[:300])
        history = (*self.history, entered)[-_ENTRIES_KEPT:]
        return self.model_copy(update={**changes, "history": history, "version": self.version + 1})


def _with(ids: tuple[str, ...], by: Hand) -> tuple[str, ...]:
    return ids if by.id in ids else (*ids, by.id)


__all__ = [
    "LONGEST_ALT",
    "MOST_PHOTOGRAPHS",
    "OVER",
    "SHORTEST_ALT",
    "TABLE",
    "Action",
    "Ceremony",
    "CeremonyFull",
    "CeremonyNotNow",
    "Concept",
    "Consultation",
    "Essay",
    "Headcount",
    "HourMissing",
    "Line",
    "NotACeremony",
    "NotYetHeld",
    "OwnCeremony",
    "PermitKind",
    "Photograph",
    "RefusalStands",
    "Report",
    "ScenarioEmpty",
    "ScenarioThere",
    "Slot",
    "State",
    "Work",
    "slot_of",
]
