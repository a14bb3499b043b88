"""An entry of the calendar: what it says, whom it needs, how it was changed. No framework, no await."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.events.calendar.domain.people import TakenOff
from services.events.calendar.domain.places import LONGEST
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.contracts.events import EntryScheduledV1

LONGEST_DAYS = 400
"""An entry longer than a year and some weeks is a slip of the finger."""
MOST_PEOPLE = 20
UNDO_WITHIN = timedelta(hours=48)
"""How long a change can be taken back: a slip is seen soon, and residents rely on what stands."""
_CHANGES_KEPT = 50

Title = Annotated[str, Field(min_length=5, max_length=200)]
Place = Annotated[str, Field(min_length=3, max_length=LONGEST)]
Description = Annotated[str, Field(min_length=3, max_length=4000)]
Reason = Annotated[str, Field(min_length=10, max_length=1000)]


class EntryTimes(Exception):
    """The entry ends before it begins, lasts longer than `LONGEST_DAYS`, or needs people for no time at all."""

    def __init__(self, starts: datetime, ends: datetime) -> None:
        super().__init__(f"{starts.isoformat()} to {ends.isoformat()}")
        self.starts, self.ends = starts, ends


class EntryCancelled(Exception):
    """The entry was called off: nothing of it changes any more."""

    def __init__(self, entry_id: str) -> None:
        super().__init__(f"entry {entry_id} was called off")
        self.entry_id = entry_id


class EntryFollowed(Exception):
    """The entry follows something that is kept elsewhere: its dates are changed there."""

    def __init__(self, entry_id: str) -> None:
        super().__init__(f"entry {entry_id} follows something else")
        self.entry_id = entry_id


class EntryOfFreeDay(Exception):
    """The entry is a day that the city has declared free: who takes the day back calls it off."""

    def __init__(self, entry_id: str) -> None:
        super().__init__(f"entry {entry_id} is a free day")
        self.entry_id = entry_id


class ReasonMissing(Exception):
    """Residents know the former time or place: they are owed a reason."""

    def __init__(self, entry_id: str) -> None:
        super().__init__(f"entry {entry_id} is moved without a reason")
        self.entry_id = entry_id


class NothingToUndo(Exception):
    """The newest change of the entry is none that can be taken back, or was made too long ago."""

    def __init__(self, entry_id: str) -> None:
        super().__init__(f"entry {entry_id} has no change to take back")
        self.entry_id = entry_id


class AlreadyPostponed(Exception):
    """The entry was put off already and waits for its new date."""

    def __init__(self, entry_id: str) -> None:
        super().__init__(f"entry {entry_id} was put off already")
        self.entry_id = entry_id


class PersonElsewhere(Exception):
    """Somebody whom the entry needs is at another one then. `person`: the opaque id."""

    def __init__(self, person: str, entry_id: str) -> None:
        super().__init__(f"{person} is at entry {entry_id}")
        self.person, self.entry_id = person, entry_id


class EntryKind(StrEnum):
    """What an entry is."""

    CEREMONY = "ceremony"
    MEETING = "meeting"
    CONFERENCE = "conference"
    SESSION = "session"
    """Of the council."""
    WINDOW = "window"
    MILESTONE = "milestone"
    """The end of a chosen project's works."""
    FREE_DAY = "free_day"
    OTHER = "other"


KEPT_BY_HAND = (EntryKind.CEREMONY, EntryKind.MEETING, EntryKind.CONFERENCE, EntryKind.OTHER)
"""The others come by themselves."""


class Plan(BaseModel):
    """What an entry says. `starts` and `ends` are UTC; a whole-day entry ends at the midnight after its last day.

    `people`: opaque ids of the city's officials who are there. What is not `public`, only the house sees.
    """

    model_config = ConfigDict(frozen=True)

    title: Title
    kind: EntryKind = EntryKind.OTHER
    starts: datetime
    ends: datetime
    all_day: bool = False
    place: Place | None = None
    description: Description | None = None
    link: str | None = None
    public: bool = True
    people: Annotated[tuple[Id, ...], Field(max_length=MOST_PEOPLE)] = ()

    def checked(self) -> "Plan":
        """Give the plan itself, each of its people once. Raises `EntryTimes`."""
        if not self.starts <= self.ends <= self.starts + timedelta(days=LONGEST_DAYS):
            raise EntryTimes(self.starts, self.ends)
        if self.people and self.starts == self.ends:
            raise EntryTimes(self.starts, self.ends)
        return self.model_copy(update={"people": tuple(dict.fromkeys(self.people))})

    @property
    def when_and_where(self) -> tuple[object, ...]:
        """What residents go by."""
        return self.starts, self.ends, self.all_day, self.place


class ChangeKind(StrEnum):
    """How an entry was changed."""

    CHANGED = "changed"
    MOVED = "moved"
    POSTPONED = "postponed"
    CALLED_OFF = "called_off"
    RESTORED = "restored"


class Before(BaseModel):
    """An entry as it was before a change."""

    model_config = ConfigDict(frozen=True)

    plan: Plan
    cancelled_at: datetime | None
    cancel_reason: str | None
    postponed_at: datetime | None


class Change(BaseModel):
    """One change of an entry, with the reason that residents read and the name that colleagues do."""

    model_config = ConfigDict(frozen=True)

    kind: ChangeKind
    at: datetime
    by: str
    reason: str | None
    before: Before


class Entry(BaseModel):
    """One entry. With `edition_id` it follows a window of that edition, else a person keeps it.

    With `conference_id` it follows that press conference, with `session_id` that session of the council; who is there,
    a person says here all the same, and `taken_off` says who could not go where it went, until a person says it anew.
    With `implementation_id` the works of that chosen project. With `free_day` it is a day
    that the city has declared free, and follows that. With `series_id` it is one of several that were put in together.
    `postponed_at`: it will be, nobody knows yet when; `cancel_reason` says why.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    plan: Plan
    edition_id: str | None = None
    conference_id: str | None = None
    session_id: str | None = None
    implementation_id: str | None = None
    free_day: bool = False
    series_id: str | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    postponed_at: datetime | None = None
    taken_off: tuple[TakenOff, ...] = ()
    changes: tuple[Change, ...] = ()
    changed_at: datetime
    version: int = 1

    @property
    def cancelled(self) -> bool:
        """True where it does not take place."""
        return self.cancelled_at is not None

    @property
    def postponed(self) -> bool:
        """True where it waits for a new date."""
        return self.postponed_at is not None and not self.cancelled

    @property
    def takes_place(self) -> bool:
        """True where somebody who comes finds something."""
        return not self.cancelled and not self.postponed

    @property
    def kept_by_hand(self) -> bool:
        """True where nothing but a person changes it."""
        follows = (self.edition_id, self.conference_id, self.session_id, self.implementation_id)
        return all(one is None for one in follows) and not self.free_day

    @property
    def first_day(self) -> date:
        """Its first day in Kalisz."""
        return warsaw(self.plan.starts).date()

    @property
    def last_day(self) -> date:
        """Its last day in Kalisz; what ends at midnight ended the day before."""
        return max(self.first_day, warsaw(self.plan.ends - timedelta(microseconds=1)).date())

    @property
    def told(self) -> tuple[Change, ...]:
        """The changes that residents are told of, the newest first."""
        return tuple(one for one in reversed(self.changes) if one.kind is not ChangeKind.CHANGED)

    def undoable(self, now: datetime) -> Change | None:
        """Give the change that can be taken back now, None where there is none."""
        newest = self.changes[-1] if self.changes else None
        if newest is None or newest.kind in (ChangeKind.CHANGED, ChangeKind.RESTORED):
            return None
        return newest if now - newest.at <= UNDO_WITHIN else None

    def replanned(self, plan: Plan, at: datetime, by: str = "", reason: str | None = None) -> "Entry":
        """Give the entry with another plan; one that was put off takes place again at a new time.

        Raises `EntryCancelled`.
        """
        if self.cancelled:
            raise EntryCancelled(self.id)
        moved = plan.when_and_where != self.plan.when_and_where
        kind = ChangeKind.MOVED if moved else ChangeKind.CHANGED
        settled = moved and (plan.starts, plan.ends) != (self.plan.starts, self.plan.ends)
        waits = {"postponed_at": None, "cancel_reason": None} if settled else {}
        return self._changed(kind, at, by, reason, plan=plan, **waits)

    def put_off(self, reason: str, at: datetime, by: str) -> "Entry":
        """Give the entry without a date until somebody finds one. Raises `EntryCancelled`, `AlreadyPostponed`."""
        if self.cancelled:
            raise EntryCancelled(self.id)
        if self.postponed:
            raise AlreadyPostponed(self.id)
        return self._changed(ChangeKind.POSTPONED, at, by, reason, postponed_at=at, cancel_reason=reason)

    def called_off(self, reason: str, at: datetime, by: str = "") -> "Entry":
        """Give the entry called off, for a reason that residents read. Raises `EntryCancelled`."""
        if self.cancelled:
            raise EntryCancelled(self.id)
        return self._changed(ChangeKind.CALLED_OFF, at, by, reason, cancelled_at=at, cancel_reason=reason)

    def undone(self, at: datetime, by: str) -> "Entry":
        """Give the entry as it was before its newest change, which was a slip. Raises `NothingToUndo`."""
        change = self.undoable(at)
        if change is None:
            raise NothingToUndo(self.id)
        return self._changed(ChangeKind.RESTORED, at, by, None, **dict(change.before))

    def require_by_hand(self) -> None:
        """Pass where nothing but a person changes it. Raises `EntryFollowed`, `EntryOfFreeDay`."""
        if self.free_day:
            raise EntryOfFreeDay(self.id)
        if not self.kept_by_hand:
            raise EntryFollowed(self.id)

    def attended(self, people: tuple[str, ...], at: datetime, by: str) -> "Entry":
        """Give the entry with those who are there, as a person says. Raises `EntryCancelled`, `EntryTimes`."""
        plan = self.plan.model_copy(update={"people": people}).checked()
        return self.replanned(plan, at, by).model_copy(update={"taken_off": ()})

    def again(self, plan: Plan, at: datetime, taken_off: tuple[TakenOff, ...] = ()) -> "Entry":
        """Give the entry that follows something with another plan, taking place even where it was called off.

        `taken_off`: who cannot go with it, and is in the plan no more.
        """
        return self._changed(
            ChangeKind.RESTORED if self.cancelled else ChangeKind.MOVED,
            at,
            "",
            None,
            plan=plan,
            cancelled_at=None,
            cancel_reason=None,
            taken_off=(*self.taken_off, *taken_off),
        )

    def _changed(self, kind: ChangeKind, at: datetime, by: str, reason: str | None, **changes: object) -> "Entry":
        before = Before(
            plan=self.plan,
            cancelled_at=self.cancelled_at,
            cancel_reason=self.cancel_reason,
            postponed_at=self.postponed_at,
        )
        change = Change(kind=kind, at=at, by=by, reason=reason, before=before)
        told = (*self.changes, change)[-_CHANGES_KEPT:]
        return self.model_copy(update={**changes, "changes": told, "changed_at": at, "version": self.version + 1})

    def scheduled(self) -> EntryScheduledV1:
        """Give what the others are told of it. A reader who does not know `postponed` sees it called off."""
        plan = self.plan
        return EntryScheduledV1(
            version=self.version,
            entry_id=self.id,
            title=plan.title,
            kind=plan.kind.value,
            starts=plan.starts,
            ends=plan.ends,
            all_day=plan.all_day,
            place=plan.place,
            link=plan.link,
            cancelled=not self.takes_place,
            postponed=self.postponed,
            scheduled_at=self.changed_at,
        )

    def told_after(self, before: "Entry | None") -> EntryScheduledV1 | None:
        """Give what the others are told after a change: nothing of what only the house sees.

        What was public before and is no longer, they see called off, in its former words.
        """
        if self.plan.public:
            return self.scheduled()
        if before is None or not before.plan.public:
            return None
        return self.model_copy(update={"plan": before.plan}).scheduled().model_copy(update={"cancelled": True})
