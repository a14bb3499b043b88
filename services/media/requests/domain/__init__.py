"""A request of the press on its way to the answer, as pure rules. It reads no clock, and nothing of a person is open.

Who may do what when is in `steps`, how long it may take in `clocks`.
"""

from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.media.contacts.domain import Medium
from services.media.requests.domain.clocks import Clock, Extension, Kind, Stop, count, latest
from services.media.requests.domain.parts import (
    MOST_CORRECTIONS,
    MOST_VERSIONS,
    OF_INFORMATION,
    Channel,
    Chaser,
    ChaserKind,
    Corrected,
    Handed,
    Publication,
    Refusal,
    RefusalDue,
    RefusalGround,
    Sent,
    Version,
)
from services.media.requests.domain.steps import WITH_UNIT, Action, NotNow, State, require
from shared.clock import warsaw
from shared.deadlines import FreeDays, Postponed, Unit, next_working_day
from shared.history import Done

_SEVERITY = tuple(ChaserKind)


class ReceivedAhead(Exception):
    """The moment of receipt has not come yet."""


class PublicationMissing(Exception):
    """A rectification is about a publication, and none is named."""


class ExtensionTooLate(Exception):
    """The term is over: the asker had to be told within it (art. 13 ust. 2 u.d.i.p.)."""


class ExtensionTooFar(Exception):
    """The new day is not after the present one, or is after the last one that the act allows."""

    def __init__(self, last: date) -> None:
        super().__init__(f"no later than {last.isoformat()}")
        self.last = last


class ExtendedAlready(Exception):
    """The asker was told of a later day once; the act knows no second notice."""


class TermStands(Exception):
    """The term is stopped already."""


class TermRuns(Exception):
    """The term is not stopped."""


class TermOver(Exception):
    """The term is over: nothing stops it any more."""


class UnitUnchanged(Exception):
    """The request is to go to the unit that has it."""


class GroundUnfit(Exception):
    """The ground is none on which this kind of request is refused."""


class TooManyVersions(Exception):
    """The text of the answer has as many versions as it may."""


class TooManyCorrections(Exception):
    """The entry was put right as often as it may be."""


class SendersWords(Exception):
    """What a journalist has sent by the form, and when, are the journalist's own: nobody puts them right."""


class PressRequest(BaseModel):
    """A request. Moments in UTC; `by` of its steps is the name of who takes them.

    `topic` is the office's own line about it, without names, and "" until it has one.

    `contact`, `asked` and every text are sealed. `asker`: a keyed digest of the e-mail address, `place`: which of its
    few places it takes while it waits. `digests`: keyed ones of the words of the name, to find it by.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    number: int
    year: int
    sign: str
    topic: str = ""
    outlet: str
    medium: Medium
    outlet_id: str | None = None
    channel: Channel
    contact: bytes
    asked: bytes
    asker: str | None = None
    place: int | None = None
    digests: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    received_at: datetime
    publication: Publication | None = None
    article: Publication | None = None
    mention_id: str | None = None
    """The mention of monitoring from which it was opened."""
    state: State = State.RECEIVED
    clock: Clock
    starts_at: datetime
    named: date | None = None
    """The day of the issue or the broadcast that its term ends with."""
    due_at: datetime
    explanation: tuple[str, ...]
    refuse: RefusalDue | None = None
    """Until when an editor's demand can be refused; None for other kinds."""
    stops: tuple[Stop, ...] = ()
    extension: Extension | None = None
    unit: str | None = None
    unit_name: str | None = None
    unit_due_at: datetime | None = None
    remind_at: datetime | None = None
    """When the unit is reminded of the draft."""
    versions: tuple[Version, ...] = ()
    replies: tuple[Sent, ...] = ()
    """Holding replies."""
    answer: Sent | None = None
    refusal: Refusal | None = None
    history: tuple[Done, ...] = ()
    corrections: tuple[Corrected, ...] = ()
    journalist_id: str | None = None
    """Which journalist of the list of contacts it is, where somebody has said so."""
    handed: tuple[Handed, ...] = ()
    chased: tuple[Chaser, ...] = ()
    chase_at: datetime | None = None
    """When the next chaser goes out; None where none will."""
    task: str | None = None
    """Id of the task that is open for it."""
    reminder: str | None = None
    """Id of the task that an escalation has opened for the press office."""
    refusal_task: str | None = None
    """Id of the task that the date of a refusal has opened for the head."""
    waits: bool = True
    finished_at: datetime | None = None
    finished_month: str | None = None
    in_time: bool | None = None
    free_days: int = 0
    """The version of the declared free days that its date was last held against."""
    version: int = 1

    # -- what it is --------------------------------------------------------------------------------------------------

    @property
    def due_on(self) -> date:
        """The last day, in the city's calendar."""
        return warsaw(self.due_at).date()

    @property
    def stopped(self) -> Stop | None:
        """The stop that lasts."""
        return self.stops[-1] if self.stops and self.stops[-1].until is None else None

    @property
    def in_hours(self) -> bool:
        """Tell whether its term counts hours."""
        return self.clock.term is not None and self.clock.term.unit is Unit.HOUR

    @property
    def task_due_at(self) -> datetime:
        """Until when what is to be done next is to be done."""
        return self.unit_due_at if self.state in WITH_UNIT and self.unit_due_at else self.due_at

    @property
    def refusable(self) -> bool:
        """Tell whether it has a date to be refused by, and nobody has decided yet: approved, it will be published."""
        return self.refuse is not None and self.waits and self.state is not State.APPROVED

    def late(self, now: datetime) -> bool:
        """Tell whether it waits longer than it may."""
        return self.waits and self.stopped is None and self.due_at < now

    def chasers(self) -> list[Chaser]:
        """Give the chasers that are to go out at their `at`, the first first, with nothing that a graver one covers."""
        if not self.waits or self.stopped is not None:
            return []
        wanted = [Chaser(kind=ChaserKind.OVERDUE, about=self.due_at, at=self.due_at)]
        if self.state in WITH_UNIT and self.unit_due_at is not None and self.remind_at is not None:
            wanted.append(Chaser(kind=ChaserKind.REMINDER, about=self.unit_due_at, at=self.remind_at))
            if self.unit_due_at < self.due_at:
                wanted.append(Chaser(kind=ChaserKind.ESCALATION, about=self.unit_due_at, at=self.unit_due_at))
        if self.refuse is not None and self.refusable:
            due = self.refuse.due_at
            wanted += [
                Chaser(kind=ChaserKind.REFUSAL_REMINDER, about=due, at=self.refuse.remind_at),
                Chaser(kind=ChaserKind.REFUSAL_ESCALATION, about=due, at=self.refuse.escalate_at),
                Chaser(kind=ChaserKind.REFUSAL_OVERDUE, about=due, at=due),
            ]
        return sorted((one for one in wanted if not self._covered(one)), key=lambda one: one.at)

    def _covered(self, one: Chaser) -> bool:
        return any(
            sent.kind.of_refusal is one.kind.of_refusal
            and sent.about >= one.about
            and _SEVERITY.index(sent.kind) >= _SEVERITY.index(one.kind)
            for sent in self.chased
        )

    # -- to a unit and back ------------------------------------------------------------------------------------------

    def assigned(self, unit: str, name: str, due: tuple[datetime, datetime], by: str, at: datetime) -> Self:
        """Give it to a unit, or to another one instead; `due`: when its draft is wanted, when it is reminded.

        Raises `NotNow`, `UnitUnchanged`.
        """
        require(Action.ASSIGN, self.kind, self.state)
        return self._to_unit(unit, name, due, self._entry(at, Action.ASSIGN, by, name))

    def transferred(
        self, unit: str, name: str, due: tuple[datetime, datetime], reason: str, by: str, at: datetime
    ) -> Self:
        """Give it from its unit to another one. Raises `NotNow`, `UnitUnchanged`."""
        require(Action.TRANSFER, self.kind, self.state)
        return self._to_unit(unit, name, due, self._entry(at, Action.TRANSFER, by, f"{name}: {reason}"))

    def accepted(self, by: str, at: datetime) -> Self:
        """Note that its unit has taken it. Raises `NotNow`."""
        require(Action.ACCEPT, self.kind, self.state)
        return self._next(state=State.ACCEPTED, history=self._entry(at, Action.ACCEPT, by))

    def given_back(self, reason: str, by: str, at: datetime) -> Self:
        """Give it back to the press office: it is not the unit's. Raises `NotNow`."""
        require(Action.GIVE_BACK, self.kind, self.state)
        gone = {"unit": None, "unit_name": None, "unit_due_at": None, "remind_at": None}
        return self._next(state=State.RECEIVED, **gone, history=self._entry(at, Action.GIVE_BACK, by, reason))

    def _to_unit(self, unit: str, name: str, due: tuple[datetime, datetime], history: tuple[Done, ...]) -> Self:
        if unit == self.unit:
            raise UnitUnchanged
        told = {"unit": unit, "unit_name": name, "unit_due_at": due[0], "remind_at": due[1]}
        return self._next(state=State.ASSIGNED, **told, history=history)

    # -- the text of the answer --------------------------------------------------------------------------------------

    def drafted(self, version: Version, by: str) -> Self:
        """Give it with its unit's draft. Raises `NotNow`, `TooManyVersions`."""
        require(Action.DRAFT, self.kind, self.state)
        assert self.unit is not None  # Only a unit drafts.
        in_time = self.unit_due_at is None or version.at <= self.unit_due_at
        handed = Handed(unit=self.unit, month=f"{warsaw(version.at):%Y-%m}", in_time=in_time)
        return self._written(Action.DRAFT, State.DRAFTED, version, by, handed=(*self.handed, handed))

    def composed(self, version: Version, by: str) -> Self:
        """Give it with a text that the press office has written itself. Raises `NotNow`, `TooManyVersions`."""
        require(Action.COMPOSE, self.kind, self.state)
        return self._written(Action.COMPOSE, State.CLEARED, version, by)

    def cleared(self, version: Version | None, by: str, at: datetime) -> Self:
        """Clear the draft for the press office, amended where there is a `version`. Raises as above."""
        require(Action.CLEAR, self.kind, self.state)
        return self._passed(Action.CLEAR, State.CLEARED, version, by, at)

    def approved(self, version: Version | None, by: str, at: datetime) -> Self:
        """Approve the text for the city, amended where there is a `version`. Raises as above."""
        require(Action.APPROVE, self.kind, self.state)
        return self._passed(Action.APPROVE, State.APPROVED, version, by, at)

    def sent_back(self, reason: str, due: tuple[datetime, datetime], by: str, at: datetime) -> Self:
        """Give the draft back to its unit to be mended. Raises `NotNow`, also where no unit has it."""
        require(Action.SEND_BACK, self.kind, self.state)
        if self.unit is None:
            raise NotNow(self.state, Action.SEND_BACK)
        told = {"unit_due_at": due[0], "remind_at": due[1]}
        return self._next(state=State.ACCEPTED, **told, history=self._entry(at, Action.SEND_BACK, by, reason))

    def returned(self, reason: str, by: str, at: datetime) -> Self:
        """Give the text back from the head: to the press office, to be cleared again. Raises `NotNow`."""
        require(Action.RETURN, self.kind, self.state)
        return self._next(state=State.DRAFTED, history=self._entry(at, Action.RETURN, by, reason))

    def _passed(self, action: Action, state: State, version: Version | None, by: str, at: datetime) -> Self:
        if version is not None:
            return self._written(action, state, version, by)
        return self._next(state=state, history=self._entry(at, action, by))

    def _written(self, action: Action, state: State, version: Version, by: str, **changes: Any) -> Self:
        if len(self.versions) >= MOST_VERSIONS:
            raise TooManyVersions
        history = self._entry(version.at, action, by)
        return self._next(state=state, versions=(*self.versions, version), history=history, **changes)

    # -- out of the house --------------------------------------------------------------------------------------------

    def held(self, reply: Sent, by: str) -> Self:
        """Note that the sender was told that the answer will come. Raises `NotNow`."""
        require(Action.HOLD, self.kind, self.state)
        return self._next(replies=(*self.replies, reply), history=self._entry(reply.at, Action.HOLD, by))

    def answered(self, answer: Sent, by: str) -> Self:
        """Give it with its answer. Raises `NotNow`."""
        require(Action.SEND, self.kind, self.state)
        told = self._next(answer=answer, history=self._entry(answer.at, Action.SEND, by, answer.way))
        return told._finished(State.ANSWERED, answer.at)

    def demanded(self, sent: Sent, clock: Clock, named: date | None, on: datetime, free: FreeDays, by: str) -> Self:
        """Give a rectification of the city's that is with its editor since `on`. Raises `NotNow`, `DayNotNamed`."""
        require(Action.SEND, self.kind, self.state)
        due = count(clock, on, free, named=named)
        told = {"clock": clock, "starts_at": on, "named": named, "due_at": due.due_at, "explanation": due.explanation}
        in_time = sent.at <= self.due_at
        history = self._entry(sent.at, Action.SEND, by, sent.way)
        return self._next(state=State.AWAITED, answer=sent, in_time=in_time, **told, history=history)

    def require_refusable(self, ground: RefusalGround) -> None:
        """Raise `NotNow` or `GroundUnfit` where it is not to be refused now, or not on this ground."""
        require(Action.REFUSE, self.kind, self.state)
        if (ground in OF_INFORMATION) is not (self.kind is Kind.QUESTION):
            raise GroundUnfit

    def refused(self, refusal: Refusal, by: str) -> Self:
        """Give it with a formal refusal. Raises as `require_refusable` does."""
        self.require_refusable(refusal.ground)
        told = self._next(refusal=refusal, history=self._entry(refusal.at, Action.REFUSE, by, refusal.number))
        after = told._finished(State.REFUSED, refusal.at)
        # In time is what the law ties to the refusal, whatever day the next issue would have had.
        return after if self.refuse is None else after.model_copy(update={"in_time": refusal.at <= self.refuse.due_at})

    def withdrawn(self, reason: str, by: str, at: datetime) -> Self:
        """Give one that nobody asks for any more. Raises `NotNow`."""
        require(Action.WITHDRAW, self.kind, self.state)
        return self._next(history=self._entry(at, Action.WITHDRAW, by, reason))._finished(State.WITHDRAWN, at)

    def settled(self, published: Publication | None, note: str, by: str, at: datetime) -> Self:
        """Give a rectification of the city's with what its editor has done: published it, or not. Raises `NotNow`."""
        require(Action.RECORD_OUTCOME, self.kind, self.state)
        state = State.PUBLISHED if published else State.UNPUBLISHED
        history = self._entry(at, Action.RECORD_OUTCOME, by, note)
        told = self._next(article=published or self.article, history=history)
        # In time is what the office has sent in time; the editor's time is not ours.
        return told._finished(state, at).model_copy(update={"in_time": self.in_time})

    def linked(self, article: Publication, by: str, at: datetime) -> Self:
        """Give it with the article that came of it."""
        require(Action.LINK, self.kind, self.state)
        return self._next(article=article, history=self._entry(at, Action.LINK, by, article.title))

    def put_right(self, corrected: Corrected, free: FreeDays, **changes: Any) -> Self:
        """Give it with its entry put right, counted anew where its clock or its beginning is another.

        Raises `NotNow`, `TooManyCorrections`, `DayNotNamed`.
        """
        require(Action.CORRECT, self.kind, self.state)
        if len(self.corrections) >= MOST_CORRECTIONS:
            raise TooManyCorrections
        history = self._entry(corrected.at, Action.CORRECT, corrected.by_name)
        told = {**changes, "corrections": (*self.corrections, corrected), "history": history}
        # A date that was told stands, unless it was counted from what was wrong.
        anew = (changes["clock"], changes["starts_at"]) != (self.clock, self.starts_at)
        return self._recounted(free, **told) if anew else self._next(**told)

    def chosen(self, journalist_id: str | None, by: str, at: datetime) -> Self:
        """Give it with the journalist of the list that it is, or with none."""
        require(Action.CHOOSE, self.kind, self.state)
        return self._next(journalist_id=journalist_id, history=self._entry(at, Action.CHOOSE, by))

    def delivered(self, on: date) -> Self:
        """Give a refused one with the day on which the decision was delivered. Raises `NotNow`."""
        if self.refusal is None:
            raise NotNow(self.state, "deliver")
        return self._next(refusal=self.refusal.model_copy(update={"delivered_on": on}))

    # -- time --------------------------------------------------------------------------------------------------------

    def extended(self, extension: Extension, free: FreeDays, by: str) -> Self:
        """Give it with the later day that the asker is told of.

        Raises `NotNow`, `ExtendedAlready`, `TermStands`, `ExtensionTooLate`, `ExtensionTooFar`.
        """
        require(Action.EXTEND, self.kind, self.state)
        if self.extension is not None:
            raise ExtendedAlready
        if self.stopped is not None:
            raise TermStands
        if extension.at > self.due_at:
            raise ExtensionTooLate
        last = latest(self.clock, self.starts_at, free)
        assert last is not None  # `require` lets through only what the act lets be extended.
        if not self.due_on < extension.to <= last:
            raise ExtensionTooFar(last)
        return self._recounted(
            free, extension=extension, history=self._entry(extension.at, Action.EXTEND, by, extension.reason)
        )

    def stopped_for(self, stop: Stop, by: str) -> Self:
        """Stop the term. Raises `NotNow`, `TermStands`, `TermOver`."""
        require(Action.STOP, self.kind, self.state)
        if self.stopped is not None:
            raise TermStands
        if stop.at > self.due_at:
            raise TermOver
        return self._next(stops=(*self.stops, stop), history=self._entry(stop.at, Action.STOP, by, stop.note))

    def restarted(self, note: str, free: FreeDays, by: str, at: datetime) -> Self:
        """Let the term run again, its end later by what it stood. Raises `NotNow`, `TermRuns`."""
        require(Action.RESTART, self.kind, self.state)
        if self.stopped is None:
            raise TermRuns
        stops = (*self.stops[:-1], self.stopped.model_copy(update={"until": at}))
        return self._recounted(free, stops=stops, history=self._entry(at, Action.RESTART, by, note))

    def held_against(self, free: FreeDays, refuse: RefusalDue | None) -> Self | None:
        """Give it with the later dates that declared free days make; None where they stay.

        `refuse`: until when it could be refused by these days.
        """
        changes: dict[str, Any] = {}
        if refuse is not None and self.refuse is not None and refuse.due_at > self.refuse.due_at:
            changes["refuse"] = refuse
        later: Postponed | None = self._counted(free)
        if later is not None and later.due_at <= self.due_at:
            later = None if self.in_hours else next_working_day(self.due_at, free)
        if later is not None:
            changes |= {"due_at": later.due_at, "explanation": later.explanation}
        return self._next(**changes, free_days=free.version) if changes else None

    def chase(self, chaser: Chaser) -> Self:
        """Give it with a chaser that has gone out."""
        return self._next(chased=(*self.chased, chaser))

    def with_unit_due(self, due: tuple[datetime, datetime] | None) -> Self:
        """Give the same version with when its unit's draft is wanted, and when the unit is reminded."""
        return self if due is None else self.model_copy(update={"unit_due_at": due[0], "remind_at": due[1]})

    def with_refusal_due(self, due: RefusalDue | None) -> Self:
        """Give the same version with another date until which it can be refused."""
        return self.model_copy(update={"refuse": due})

    def with_task(self, task: str | None) -> Self:
        """Give the same version with its open task."""
        return self.model_copy(update={"task": task})

    def ready(self) -> Self:
        """Give the same version with when its next chaser goes out: as it is to be stored."""
        waiting = self.chasers()
        return self.model_copy(update={"chase_at": waiting[0].at if waiting else None})

    def _counted(self, free: FreeDays) -> Postponed:
        return count(self.clock, self.starts_at, free, named=self.named, stops=self.stops, extension=self.extension)

    def _recounted(self, free: FreeDays, **changes: Any) -> Self:
        after = self._next(**changes)
        due = after._counted(free)
        told = {"due_at": due.due_at, "explanation": due.explanation, "free_days": free.version}
        return after.model_copy(update=told)

    def _finished(self, state: State, at: datetime) -> Self:
        told = {"waits": False, "place": None, "finished_at": at, "finished_month": f"{warsaw(at):%Y-%m}"}
        in_time = self.stopped is not None or at <= self.due_at
        return self.model_copy(update={**told, "state": state, "in_time": in_time})

    def _entry(self, at: datetime, action: Action, by: str, note: str = "") -> tuple[Done, ...]:
        return (*self.history, Done(at=at, action=action.value, by_name=by, note=note))

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})
