"""A speech on its way from the order to the archive, as pure rules. Its drafts are sealed; what was said is public."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from math import ceil
from typing import Any, Protocol, Self

from pydantic import BaseModel, ConfigDict

from services.events.speeches.domain.figures import Figure, Verdict, kept, without_source
from services.events.speeches.domain.order import Order
from services.events.texts import Version
from shared.history import Done

MOST_VERSIONS = 100


class State(StrEnum):
    """Where a speech stands."""

    ORDERED = "ordered"
    BRIEFED = "briefed"
    DRAFTED = "drafted"
    APPROVED = "approved"
    DELIVERED = "delivered"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    """It was in the archive, and stands there no longer."""
    CANCELLED = "cancelled"


class Action(StrEnum):
    """What can be done with a speech."""

    CORRECT = "correct"
    BRIEF = "brief"
    DRAFT = "draft"
    ASK = "ask"
    ANSWER = "answer"
    APPROVE = "approve"
    REOPEN = "reopen"
    DELIVER = "deliver"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"


WRITTEN = frozenset({State.ORDERED, State.BRIEFED, State.DRAFTED})
AHEAD = WRITTEN | {State.APPROVED}
"""Nobody has spoken it yet."""
TABLE: dict[Action, frozenset[State]] = {
    Action.CORRECT: AHEAD,
    Action.BRIEF: WRITTEN,
    Action.DRAFT: frozenset({State.BRIEFED, State.DRAFTED}),
    Action.ASK: frozenset({State.BRIEFED, State.DRAFTED}),
    Action.ANSWER: frozenset({State.BRIEFED, State.DRAFTED}),
    Action.APPROVE: frozenset({State.DRAFTED}),
    Action.REOPEN: frozenset({State.DRAFTED, State.APPROVED}),
    Action.DELIVER: frozenset({State.APPROVED}),
    Action.PUBLISH: frozenset({State.DELIVERED, State.WITHDRAWN}),
    Action.WITHDRAW: frozenset({State.PUBLISHED}),
    Action.CANCEL: AHEAD,
}
"""What may be done while it stands where."""


class SpeechNotNow(Exception):
    """In the state in which it is, the speech waits for something else."""

    def __init__(self, state: str, action: str) -> None:
        super().__init__(f"no {action} while {state}")
        self.state, self.action = state, action


class OwnSpeech(Exception):
    """Who has written any version of it does not approve it."""


class FiguresUnchecked(Exception):
    """Some figures were not confirmed yet, or were questioned."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} figures")
        self.count = count


class FiguresWithoutSource(Exception):
    """The text has numbers that stand in no statement with a source."""

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(f"{len(numbers)} numbers")
        self.numbers = tuple(numbers)


class NothingToCheck(Exception):
    """There are no figures for anybody to check."""


class CheckByHouse(Exception):
    """Whoever is signed in to the house is no outsider: nobody of the house confirms its figures."""


class CheckClosed(Exception):
    """The link to check figures is closed: there is another one, or the speech has gone on."""


class DayUnfit(Exception):
    """The day is not possible: it is over, or, `ahead`, yet to come."""

    def __init__(self, *, ahead: bool) -> None:
        super().__init__("ahead" if ahead else "over")
        self.ahead = ahead


class EventUnfit(Exception):
    """The event does not take place, or not on the day of the speech."""


class TooManyVersions(Exception):
    """The text has as many versions as it may."""


class Hand(Protocol):
    """Who does something: an opaque id, and the name that colleagues know."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102


class Check(BaseModel):
    """That somebody outside the house was asked to check the figures. `expert`: as the house calls them.

    `mail_host`: the part of their address after the @, for whoever approves; the address itself is not kept.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    expert: str
    asked_at: datetime
    by_name: str
    mail_host: str = ""
    answered_at: datetime | None = None


class Speech(BaseModel):
    """A speech. Moments in UTC. `off`: why its event does not take place, or not yet; "" where it does."""

    model_config = ConfigDict(frozen=True)

    id: str
    order: Order
    off: str = ""
    state: State = State.ORDERED
    words: tuple[str, ...] = ()
    due_at: datetime
    explanation: tuple[str, ...]
    brief: str = ""
    figures: tuple[Figure, ...] = ()
    check: Check | None = None
    versions: tuple[Version, ...] = ()
    approved_by_name: str | None = None
    delivered_on: date | None = None
    published_at: datetime | None = None
    history: tuple[Done, ...]
    ordered_at: datetime
    task: str | None = None
    free_days: int = 0
    """The version of the declared free days that `due_at` was last held against."""
    version: int = 1

    @property
    def authors(self) -> frozenset[str]:
        """Ids of those who have written any version of the text."""
        return frozenset(one.by_id for one in self.versions)

    @property
    def unconfirmed(self) -> tuple[Figure, ...]:
        """The figures that were not found to hold."""
        return tuple(one for one in self.figures if not one.confirmed)

    @property
    def waits(self) -> bool:
        """Tell whether its text is still worked on."""
        return self.state in WRITTEN

    def corrected(self, order: Order, by: Hand, at: datetime) -> Self:
        """Give it with its order corrected; with another event it takes place as that one does. Raises `SpeechNotNow`.

        What was written and approved stays.
        """
        self._require(Action.CORRECT)
        if order == self.order:
            return self
        off, note = self.off if order.event_id == self.order.event_id else "", self.order.said_against(order)
        return self._next(order=order, off=off, history=self._entry(at, Action.CORRECT, by.name, note))

    def briefed(self, brief: str, figures: Sequence[Figure], by: Hand, at: datetime) -> Self:
        """Give it with what it is to say, and the figures with their sources. Raises `SpeechNotNow`."""
        self._require(Action.BRIEF)
        state = State.DRAFTED if self.versions else State.BRIEFED
        told = {"brief": brief, "figures": kept(self.figures, figures)}
        return self._next(state=state, **told, history=self._entry(at, Action.BRIEF, by.name))

    def drafted(self, version: Version) -> Self:
        """Give it with another version of the text. Raises `SpeechNotNow`, `TooManyVersions`."""
        self._require(Action.DRAFT)
        if len(self.versions) >= MOST_VERSIONS:
            raise TooManyVersions
        history = self._entry(version.at, Action.DRAFT, version.by_name)
        return self._next(state=State.DRAFTED, versions=(*self.versions, version), history=history)

    def asked(self, check: Check) -> Self:
        """Give it with the outsider who checks its figures; an earlier link is closed.

        Raises `SpeechNotNow`, `NothingToCheck`.
        """
        self._require(Action.ASK)
        if not self.figures:
            raise NothingToCheck
        note = f"{check.expert}, {check.mail_host}" if check.mail_host else check.expert
        return self._next(check=check, history=self._entry(check.asked_at, Action.ASK, check.by_name, note))

    def answered(self, check_id: str, verdicts: dict[str, tuple[bool, str]], at: datetime) -> Self:
        """Give it with what the outsider has said; a figure that was changed meanwhile keeps nothing of it.

        Raises `CheckClosed`, `SpeechNotNow`.
        """
        self._require(Action.ANSWER)
        if self.check is None or self.check.id != check_id:
            raise CheckClosed
        who = self.check.expert
        figures = tuple(
            one.model_copy(
                update={
                    "verdict": Verdict(holds=verdicts[one.id][0], comment=verdicts[one.id][1], who=who, at=at)
                    if one.id in verdicts
                    else one.verdict
                }
            )
            for one in self.figures
        )
        check = self.check.model_copy(update={"answered_at": at})
        return self._next(figures=figures, check=check, history=self._entry(at, Action.ANSWER, who))

    def approved(self, text: str, by: Hand, at: datetime) -> Self:
        """Give it approved; `text`: its newest.

        Raises `SpeechNotNow`, `OwnSpeech`, `FiguresWithoutSource`, `FiguresUnchecked`.
        """
        self._require(Action.APPROVE)
        if by.id in self.authors:
            raise OwnSpeech
        if lacking := without_source(text, self.figures):
            raise FiguresWithoutSource(lacking)
        if self.unconfirmed:
            raise FiguresUnchecked(len(self.unconfirmed))
        told = {"approved_by_name": by.name, "check": None}
        return self._next(state=State.APPROVED, **told, history=self._entry(at, Action.APPROVE, by.name))

    def reopened(self, reason: str, by: Hand, at: datetime) -> Self:
        """Give it back to be written anew, for a reason; it is approved anew then. Raises `SpeechNotNow`."""
        self._require(Action.REOPEN)
        history = self._entry(at, Action.REOPEN, by.name, reason)
        return self._next(state=State.BRIEFED, approved_by_name=None, history=history)

    def delivered(self, on: date, by: Hand, at: datetime) -> Self:
        """Give it with the day on which it was spoken. Raises `SpeechNotNow`."""
        self._require(Action.DELIVER)
        return self._next(
            state=State.DELIVERED, delivered_on=on, history=self._entry(at, Action.DELIVER, by.name, f"{on:%d.%m.%Y}")
        )

    def published(self, by: Hand, at: datetime) -> Self:
        """Give it in the public archive. Raises `SpeechNotNow`."""
        self._require(Action.PUBLISH)
        return self._next(state=State.PUBLISHED, published_at=at, history=self._entry(at, Action.PUBLISH, by.name))

    def withdrawn(self, reason: str, by: Hand, at: datetime) -> Self:
        """Give one that was taken out of the archive. Raises `SpeechNotNow`."""
        self._require(Action.WITHDRAW)
        history = self._entry(at, Action.WITHDRAW, by.name, reason)
        return self._next(state=State.WITHDRAWN, published_at=None, history=history)

    def cancelled(self, reason: str, by: Hand, at: datetime) -> Self:
        """Give one that is not spoken. Raises `SpeechNotNow`."""
        self._require(Action.CANCEL)
        history = self._entry(at, Action.CANCEL, by.name, reason)
        return self._next(state=State.CANCELLED, check=None, history=history)

    def going_to(self, on: date, place: str, off: str, at: datetime) -> Self:
        """Give it on the day and at the place of its event; `off`: why that does not take place. Spoken, it stays."""
        if self.state not in AHEAD or (on, place, off) == (self.order.held_on, self.order.place, self.off):
            return self
        order = self.order.model_copy(update={"held_on": on, "place": place})
        action, note = ("event_off", off) if off else ("event_set", f"{on:%d.%m.%Y}, {place}")
        return self._next(order=order, off=off, history=self._entry(at, action, "", note))

    def with_task(self, task: str | None) -> Self:
        """Give the same version with its open task."""
        return self.model_copy(update={"task": task})

    def _require(self, action: Action) -> None:
        if self.state not in TABLE[action]:
            raise SpeechNotNow(self.state, action)

    def _entry(self, at: datetime, action: str, by: str, note: str = "") -> tuple[Done, ...]:
        return (*self.history, Done(at=at, action=str(action), by_name=by, note=note))

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


class Said(BaseModel):
    """A speech that was spoken, as the archive keeps it. `public`: everybody may read it.

    `words`: every form of every word it is found by, as many as the longest text has; `shingles`: of its passages.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    occasion: str
    speaker: str
    place: str
    delivered_on: date
    text: str
    words: tuple[str, ...]
    shingles: tuple[str, ...]
    public: bool = False
    published_at: datetime | None = None


def minutes_of(text: str, per_minute: int) -> int:
    """Give how many minutes a text takes aloud, rounded up, at so many words a minute."""
    return ceil(len(text.split()) / per_minute)
