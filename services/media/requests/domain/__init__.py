"""A request of the press on its way to the answer, as pure rules. It reads no clock, and nothing of a person is open.

What is kept of it is in `record`, what becomes of its date in `timing`; who may do what when is in `steps`, how long it
may take in `clocks`.
"""

from datetime import date, datetime
from typing import Any, Self

from services.media.requests.domain.clocks import OF_PUBLICATIONS, Clock, Kind, count
from services.media.requests.domain.parts import (
    MOST_CORRECTIONS,
    MOST_VERSIONS,
    OF_INFORMATION,
    Corrected,
    Handed,
    Publication,
    Refusal,
    RefusalGround,
    Sent,
    Version,
    counted_in,
)
from services.media.requests.domain.steps import Action, NotNow, State, possible, require
from services.media.requests.domain.timing import Timed
from shared.deadlines import FreeDays
from shared.history import Done


class ReceivedAhead(Exception):
    """The moment of receipt has not come yet."""


class PublicationMissing(Exception):
    """A rectification is about a publication, and none is named."""


class UnitUnchanged(Exception):
    """The request is to go to the unit that has it."""


class GroundUnfit(Exception):
    """The ground is none on which this kind of request is refused."""


class TooManyVersions(Exception):
    """The text of the answer has as many versions as it may."""


class TooManyCorrections(Exception):
    """The entry was put right as often as it may be."""


class KindUnfit(Exception):
    """It cannot be of this kind: the city's own demand is no letter, and what was told of the term has to hold."""


class SendersWords(Exception):
    """What a journalist has sent by the form, and when, are the journalist's own: nobody puts them right."""


class PressRequest(Timed):
    """A request on its way; `by` of its steps is the name of who takes them."""

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
        due_at = version.at if self.unit_due_at is None else self.unit_due_at
        handed = Handed(unit=self.unit, month=counted_in(version.at, due_at), in_time=version.at <= due_at)
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
        sending = {"in_time": sent.at <= self.due_at, "finished_month": counted_in(sent.at, self.due_at)}
        history = self._entry(sent.at, Action.SEND, by, sent.way)
        return self._next(state=State.AWAITED, answer=sent, **told, **sending, history=history)

    def require_refusable(self, ground: RefusalGround) -> None:
        """Raise `NotNow` or `GroundUnfit` where it is not to be refused now, or not on this ground."""
        require(Action.REFUSE, self.kind, self.state)
        if (ground in OF_INFORMATION) is not (self.kind is Kind.QUESTION):
            raise GroundUnfit

    def refused(self, refusal: Refusal, by: str) -> Self:
        """Give it with a formal refusal. Raises as `require_refusable` does."""
        self.require_refusable(refusal.ground)
        told = self._next(refusal=refusal, history=self._entry(refusal.at, Action.REFUSE, by, refusal.number))
        # In time is what the law ties to the refusal, whatever day the next issue would have had.
        return told._finished(State.REFUSED, refusal.at, self.refuse.due_at if self.refuse else None)

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
        after = told._finished(state, at)
        month = self.finished_month or after.finished_month
        return after.model_copy(update={"in_time": self.in_time, "finished_month": month})

    def linked(self, article: Publication, by: str, at: datetime) -> Self:
        """Give it with the article that came of it."""
        require(Action.LINK, self.kind, self.state)
        return self._next(article=article, history=self._entry(at, Action.LINK, by, article.title))

    def put_right(self, corrected: Corrected, free: FreeDays, **changes: Any) -> Self:
        """Give it with its entry put right, counted anew where its clock, its beginning or the named day is another.

        `changes`: of its fields, at least `kind`, `publication`, `clock`, `starts_at` and `named`. Raises `NotNow`,
        `TooManyCorrections`, `KindUnfit`, `PublicationMissing`, `DayNotNamed`.
        """
        require(Action.CORRECT, self.kind, self.state)
        kind: Kind = changes["kind"]
        self._require_may_be(kind)
        if kind in OF_PUBLICATIONS and changes["publication"] is None:
            raise PublicationMissing
        if len(self.corrections) >= MOST_CORRECTIONS:
            raise TooManyCorrections
        history = self._entry(corrected.at, Action.CORRECT, corrected.by_name)
        told = {**changes, "corrections": (*self.corrections, corrected), "history": history}
        # A date that was told stands, unless it was counted from what was wrong.
        counted = {name: getattr(self, name) for name in ("clock", "starts_at", "named")}
        anew = any(changes[name] != value for name, value in counted.items())
        return self._recounted(free, **told) if anew else self._next(**told)

    def _require_may_be(self, kind: Kind) -> None:
        if kind is self.kind:
            return
        told = (Action.EXTEND if self.extension else None, Action.STOP if self.stops else None)
        known = all(possible(action, kind, State.RECEIVED) for action in told if action)
        if not known or Kind.RECTIFICATION_OUT in (kind, self.kind):
            raise KindUnfit

    def chosen(self, journalist_id: str | None, by: str, at: datetime) -> Self:
        """Give it with the journalist of the list that it is, or with none."""
        require(Action.CHOOSE, self.kind, self.state)
        return self._next(journalist_id=journalist_id, history=self._entry(at, Action.CHOOSE, by))

    def delivered(self, on: date) -> Self:
        """Give a refused one with the day on which the decision was delivered. Raises `NotNow`."""
        if self.refusal is None:
            raise NotNow(self.state, "deliver")
        return self._next(refusal=self.refusal.model_copy(update={"delivered_on": on}))

    def _finished(self, state: State, at: datetime, due_at: datetime | None = None) -> Self:
        """Give it as done; `due_at`: until when it was to be, where that is not its own date."""
        if due_at is None:
            due_at = self.due_at if self.stopped is None else at
        told = {"waits": False, "place": None, "finished_at": at, "finished_month": counted_in(at, due_at)}
        return self.model_copy(update={**told, "state": state, "in_time": at <= due_at})
